"""Data in and out of stores: copies, backups, imports."""
