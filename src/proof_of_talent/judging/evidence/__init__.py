"""A careful reading of an application: whose word each paper is, what it shows, how sure that makes us."""
