"""What happens to a record once it is there."""
