"""The built-in assessor."""
