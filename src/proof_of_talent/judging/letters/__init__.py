"""Recommendation letters: who wrote one, and what it says and leaves out."""
