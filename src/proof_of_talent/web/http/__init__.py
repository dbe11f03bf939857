"""HTTP as people expect it, once for all routes: parameters, HEAD, content types, tags, ranges, uploads."""
