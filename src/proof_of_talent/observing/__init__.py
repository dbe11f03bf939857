"""What operators see, without personal data."""
