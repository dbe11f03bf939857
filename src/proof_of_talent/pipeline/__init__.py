"""From a submitted session to exactly one record."""
