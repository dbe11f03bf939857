"""Measures an assessor on labelled applications: bands, order, criteria, pairs, behaviour, controls."""
