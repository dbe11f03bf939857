"""robots.txt as RFC 9309 says."""

import time

import pytest

from proof_of_talent.extraction.robots import is_allowed


@pytest.mark.parametrize(
    ("robots", "path", "allowed"),
    [
        ("", "/", True),
        ("User-agent: *\nDisallow: /", "/", False),
        ("User-agent: *\nDisallow:", "/", True),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("User-agent: *\nAllow: /a\nDisallow: /a", "/a", True),
        ("User-agent: other\nDisallow: /", "/", True),
        ("User-agent: ProofOfTalent\nDisallow: /x\n\nUser-agent: *\nDisallow: /", "/y", True),
        ("User-agent: a\nUser-agent: proofoftalent\nDisallow: /x", "/x", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/cv.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/cv.pdf?x", True),
        ("User-agent: *\nDisallow: /*/tree/", "/me/tree/x", False),
        ("User-agent: *\nDisallow: /a%20b", "/a b", False),
        ("User-agent: * # all\nDisallow: /x # not this\nSitemap: http://e/", "/x", False),
        ("\ufeffUSER-AGENT: *\r\nDISALLOW: /x\r\n", "/x", False),
    ],
)
def test_paths_are_allowed_as_the_rules_say(robots, path, allowed):
    assert is_allowed(robots, "ProofOfTalent", path) is allowed


def test_a_hostile_pattern_costs_no_time():
    """An expression with two thousand stars would take longer than anybody lives."""
    since = time.process_time()
    assert is_allowed(f"User-agent: *\nDisallow: /{'a*' * 2000}b$", "ProofOfTalent", "/" + "a" * 4000)
    assert time.process_time() - since < 20
