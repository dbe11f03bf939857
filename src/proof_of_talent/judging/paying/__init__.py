"""The checklist before paying: what the body asks for on a route, ticked from what was found."""
