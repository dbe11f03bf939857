"""Made-up applications and records."""
