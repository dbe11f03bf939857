"""What an applicant does before an analysis."""
