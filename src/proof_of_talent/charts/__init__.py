"""Charts, each declared once: dashboard, table views, CSV files, command line and reports draw on them."""
