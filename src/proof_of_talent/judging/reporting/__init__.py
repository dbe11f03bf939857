"""A judgement in words: report, verdict, notes, and who says what."""
