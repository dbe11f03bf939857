"""The dashboard and the table of analyses."""
