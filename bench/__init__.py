"""Measurements as ratios against named baselines, made in the same run on the same machine."""
