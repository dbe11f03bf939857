"""Links are read from public addresses only; whatever else they lead to becomes a code and costs nothing.

The site stands on the loopback address, so a test's own policy lets exactly that address and port through.
"""

import socket
import threading
import time

import pytest
from ssrfguard import Policy

from proof_of_talent.demo.samples import load_sample
from proof_of_talent.extraction.guard import GuardedExtractor
from proof_of_talent.extraction.links import PUBLIC_ADDRESSES, FetchLimits, GuardedLinkFetcher
from tests.site_server import serve_site

PAGE = "<html><body><h1>Ioana Marsh</h1><p>I built a compiler used by 40 teams.</p></body></html>"


@pytest.fixture(scope="module")
def extractor():
    with GuardedExtractor(size=1) as opened:
        yield opened


@pytest.fixture
def site():
    with serve_site() as served:
        served.put("/", PAGE)
        yield served


def answer_with(*addresses):
    """A resolver that gives one list of addresses after another, the last for ever."""
    left = list(addresses)

    def resolve(host, port, *args, **kwargs):
        given = left.pop(0) if len(left) > 1 else left[0]
        return [
            (
                socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM, 6, "",
                (address, port, 0, 0) if ":" in address else (address, port),
            )
            for address in given
        ]  # fmt: skip

    return resolve


@pytest.fixture
def fetch(extractor, site):
    def call(url, *, policy=None, resolver=socket.getaddrinfo, name="portfolio_url", **limits):
        if policy is None:
            policy = Policy(
                allowed_networks=("127.0.0.1/32",),
                allowed_ports=frozenset((site.port,)),
            )
        fetcher = GuardedLinkFetcher(
            extractor, policy=policy, resolver=resolver, limits=FetchLimits(**({"seconds": 5.0} | limits))
        )
        return fetcher.fetch({name: url})

    return call


def test_a_page_becomes_a_document_of_its_own_kind(fetch, site):
    got = fetch(site.url())
    (document,) = got.documents
    assert (document.id, document.kind, document.media_type) == ("w1", "portfolio", "text/html")
    assert document.bytes == len(PAGE)
    assert document.pages[0].text.split("\n") == ["Ioana Marsh", "", "I built a compiler used by 40 teams."]
    assert got.notes == ("link_fetched",)


def test_a_pdf_goes_through_the_usual_reader(fetch, site):
    content = next(
        d for d in load_sample("digital_technology/strong").documents if d.filename.endswith("pdf")
    )
    site.put("/work.pdf", content.content_bytes(), kind="application/pdf")
    (document,) = fetch(site.url("/work.pdf")).documents
    assert (document.kind, document.media_type) == ("portfolio", "application/pdf")
    assert document.pages[0].text


def test_we_say_who_we_are_and_carry_neither_cookies_nor_credentials(fetch, site, monkeypatch, tmp_path):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    site.put("/start", status=302, Location="/", Set_Cookie="id=1; Path=/")
    assert fetch(site.url("/start")).documents
    assert site.paths() == ["/robots.txt", "/start", "/"]
    for _, headers in site.seen:
        assert headers["User-Agent"].startswith("ProofOfTalent/")
        assert {"Cookie", "Authorization", "Referer"}.isdisjoint(headers)


def test_both_links_are_read_and_one_that_fails_does_not_harm_the_other(extractor, site):
    policy = Policy(allowed_networks=("127.0.0.1/32",), allowed_ports=frozenset((site.port,)))
    fetcher = GuardedLinkFetcher(extractor, policy=policy)
    got = fetcher.fetch({"portfolio_url": site.url("/gone"), "github_url": site.url()})
    assert [document.id for document in got.documents] == ["w1"]
    assert got.notes == ("link_fetched", "link_not_found")


def test_without_links_nothing_is_asked(extractor, site):
    assert GuardedLinkFetcher(extractor).fetch({"portfolio_url": "", "years_experience": 3}) == ((), ())


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://localhost/",
        "http://10.0.0.1/",
        "http://172.16.0.1/",
        "http://192.168.1.1/",
        "http://100.64.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://0.0.0.0/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:169.254.169.254]/",
        "http://[fe80::1]/",
        "http://[fd00::1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://example.org:22/",
        "http://example.org:8080/",
        "http://user:secret@example.org/",
        "ftp://example.org/",
        "file:///etc/passwd",
        "gopher://example.org/",
    ],
)
def test_what_is_no_public_web_address_is_refused_without_a_connection(fetch, site, url, monkeypatch):
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("a connection was tried"))
    got = fetch(url, policy=PUBLIC_ADDRESSES)
    assert got.documents == ()
    assert got.notes in (("link_blocked",), ("link_invalid",))
    assert site.seen == []


@pytest.mark.parametrize("url", ["", "not a link", "http://", "http://[::", "//example.org", "javascript:1"])
def test_what_is_no_link_is_a_note(fetch, url):
    got = fetch(url, policy=PUBLIC_ADDRESSES, resolver=answer_with(["127.0.0.1"]))
    assert got.documents == ()
    assert set(got.notes) <= {"link_invalid", "link_blocked"}


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["10.1.2.3"],
        ["169.254.169.254"],
        ["::1"],
        ["::ffff:10.0.0.1"],
        ["93.184.215.14", "10.0.0.1"],
    ],
)
def test_a_name_that_leads_inside_is_refused(fetch, addresses):
    assert fetch("http://site.test/", policy=PUBLIC_ADDRESSES, resolver=answer_with(addresses)).notes == (
        "link_blocked",
    )


@pytest.mark.parametrize(
    "target",
    ["http://10.0.0.1/", "http://169.254.169.254/", "http://[::1]/", "file:///etc/passwd", "http://in.test/"],
)
def test_a_redirect_to_the_inside_is_refused(fetch, site, target):
    site.put("/out", status=302, Location=target)
    resolver = answer_with(["127.0.0.1"], ["127.0.0.1"], ["192.168.0.7"])
    got = fetch(site.url("/out"), resolver=resolver)
    assert got.documents == ()
    assert got.notes[0] in ("link_blocked", "link_invalid")
    assert site.paths() == ["/robots.txt", "/out"]


def test_a_name_that_changes_its_address_between_two_requests_is_refused(fetch, site):
    """Every connection checks the address that it then uses: the second answer is refused, not used."""
    site.put("/robots.txt", "", kind="text/plain", Connection="close")
    resolver = answer_with(["127.0.0.1"], ["127.0.0.2"])
    got = fetch(site.url("/", host="site.test"), resolver=resolver)
    assert got.notes == ("link_blocked",)
    assert site.paths() == ["/robots.txt"]


def test_the_address_that_was_checked_is_the_one_that_is_connected_to(fetch, site, monkeypatch):
    reached = []
    connect = socket.socket.connect
    monkeypatch.setattr(socket.socket, "connect", lambda s, a: (reached.append(a[0]), connect(s, a))[1])
    assert fetch(site.url("/", host="site.test"), resolver=answer_with(["127.0.0.1"])).documents
    assert set(reached) <= {"127.0.0.1"}


def test_a_page_that_is_too_large_is_not_read(fetch, site):
    site.put("/big", "x" * 3000)
    assert fetch(site.url("/big"), content_bytes=2999).notes == ("link_too_large",)
    assert fetch(site.url("/big"), content_bytes=3000).notes == ("link_fetched",)


def test_a_page_that_drips_is_given_up_in_time(fetch, site):
    site.put("/slow", "x" * 1000, drip=0.05)
    since = time.monotonic()
    assert fetch(site.url("/slow"), seconds=0.6).notes == ("link_timeout",)
    assert time.monotonic() - since < 40  # the whole page would take 50


def test_a_look_up_that_hangs_is_given_up_in_time(fetch):
    given_up, waited = threading.Event(), []

    def hang(*_, **__):
        waited.append(given_up.wait(60))

    got = fetch("http://site.test/", policy=PUBLIC_ADDRESSES, resolver=hang, seconds=0.3)
    given_up.set()
    assert got.notes[0] in ("link_timeout", "link_unreachable")
    assert False not in waited


@pytest.mark.parametrize("kind", ["image/png", "application/zip", "application/json", "text/plain", ""])
def test_other_types_are_not_read(fetch, site, kind):
    site.put("/other", "data", kind=kind)
    assert fetch(site.url("/other")).notes == ("link_wrong_type",)


def test_compressed_pages_are_not_unpacked(fetch, site):
    site.put("/packed", b"\x1f\x8b", Content_Encoding="gzip")
    assert fetch(site.url("/packed")).notes == ("link_wrong_type",)


def test_a_file_that_is_not_what_it_says_is_a_note(fetch, site):
    site.put("/fake.pdf", b"%PDF-1.7 nothing", kind="application/pdf")
    site.put("/blank", "<html><body><script>x()</script></body></html>")
    assert fetch(site.url("/fake.pdf")).notes == ("link_unreadable",)
    assert fetch(site.url("/blank")).notes == ("link_unreadable",)


def test_a_redirect_that_carries_credentials_is_refused(fetch, site):
    site.put("/login", status=302, Location=f"http://me:secret@127.0.0.1:{site.port}/")
    assert fetch(site.url("/login")).notes == ("link_blocked",)
    assert site.paths() == ["/robots.txt", "/login"]


def test_redirects_in_a_circle_end(fetch, site):
    site.put("/a", status=302, Location="/b")
    site.put("/b", status=302, Location="/a")
    assert fetch(site.url("/a"), redirects=4).notes == ("link_too_many_redirects",)
    assert len(site.paths()) == 1 + 5


def test_what_robots_disallow_is_not_asked_for(fetch, site):
    site.put("/robots.txt", "User-agent: *\nDisallow: /private\n", kind="text/plain")
    site.put("/private/me", PAGE)
    site.put("/led", status=302, Location="/private/me")
    assert fetch(site.url("/private/me")).notes == ("link_disallowed",)
    assert fetch(site.url("/led")).notes == ("link_disallowed",)
    assert "/private/me" not in site.paths()
    assert fetch(site.url()).notes == ("link_fetched",)


def test_a_site_whose_robots_cannot_be_had_is_left_alone(fetch, site):
    site.put("/robots.txt", status=503)
    assert fetch(site.url()).notes == ("link_disallowed",)


def test_a_site_that_is_down_is_a_note(fetch, site):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        policy = Policy(allowed_networks=("127.0.0.1/32",), allowed_ports=frozenset((port,)))
        assert fetch(f"http://127.0.0.1:{port}/", policy=policy).notes == ("link_unreachable",)
