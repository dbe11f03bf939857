"""From grounded judgements to a score, its bands and what would change it."""
