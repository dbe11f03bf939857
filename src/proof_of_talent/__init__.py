"""Assess UK Global Talent visa applications, record every analysis, and learn from all of them."""

from importlib.metadata import version

__version__ = version("proof-of-talent")
