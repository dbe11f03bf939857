"""From papers to a score with its reasons: the same steps for every assessor."""
