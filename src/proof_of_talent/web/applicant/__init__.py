"""The applicant’s pages."""
