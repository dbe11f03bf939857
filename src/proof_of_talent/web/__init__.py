"""The web side: API and pages over the same services."""
