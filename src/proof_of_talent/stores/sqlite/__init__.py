"""SQLite as the embedded store."""
