"""Pieces of text: sentences, quotes, figures and a form to compare by."""
