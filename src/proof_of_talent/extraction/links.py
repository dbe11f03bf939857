"""Reads the pages that an applicant links to, without letting a link reach anything but the public web.

ssrfguard resolves a name once, checks every address it gets and connects to the address that it checked, anew
for each redirect. Here are the limits on top of it, robots.txt, and what becomes of a page. Nothing about a
link but a code ever leaves this module: addresses of applicants' sites are personal data.
"""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, NamedTuple

import httpx
import structlog
from ssrfguard import Policy, Resolver, SSRFGuardError
from ssrfguard.httpx import AsyncClient

from proof_of_talent import __version__
from proof_of_talent.domain.application import ApplicationDocument, ExtractedText, ExtractedWebPage
from proof_of_talent.domain.errors import DocumentError
from proof_of_talent.domain.ports import Extractor, FetchedLinks
from proof_of_talent.extraction.robots import is_allowed
from proof_of_talent.observing.masking import describe_exception

log = structlog.get_logger(__name__)

LINKS = ("portfolio_url", "github_url")
"""The answers that are links to an applicant's own pages."""

AGENT = "ProofOfTalent"
HEADERS = {
    "User-Agent": f"{AGENT}/{__version__} (reads pages that applicants link to; respects robots.txt)",
    "Accept": "text/html, application/xhtml+xml, application/pdf",
    "Accept-Encoding": "identity",  # nothing that unpacks to more than was counted
}
HTML_TYPES = frozenset(("text/html", "application/xhtml+xml"))
PDF_TYPE = "application/pdf"
PUBLIC_ADDRESSES = Policy(
    allowed_schemes=frozenset(("http", "https")),
    allowed_ports=frozenset((80, 443)),
    max_connection_attempts=2,
)
"""Public addresses only, also where a name has others beside; no credentials in the address."""

_SERVER_FAULT = 500
_SUCCESS = 200


class FetchLimits(NamedTuple):
    """Limits for one link; all are heuristics.

    Attributes:
        seconds: from the first look-up to the last byte, robots.txt and redirects included.
        content_bytes: of the page.
        robots_bytes: of robots.txt; what is longer is cut off there, as RFC 9309 allows.
        redirects: how often a link may lead on.
    """

    seconds: float = 15.0
    content_bytes: int = 5 * 1024 * 1024
    robots_bytes: int = 512 * 1024
    redirects: int = 5


class LinkError(Exception):
    """A link that is not read; `code` says why and is all that is kept."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Download(NamedTuple):
    """A page as it came."""

    content: bytes
    media_type: str
    charset: str | None


class GuardedLinkFetcher:
    """Implements `ports.LinkFetcher`. Safe to use from many threads."""

    def __init__(
        self,
        extractor: Extractor,
        *,
        limits: FetchLimits | None = None,
        policy: Policy = PUBLIC_ADDRESSES,
        resolver: Resolver = socket.getaddrinfo,
    ) -> None:
        self._extractor = extractor
        self._limits = limits or FetchLimits()
        self._policy = policy
        self._resolver = resolver

    def fetch(self, answers: Mapping[str, Any]) -> FetchedLinks:
        """Return the pages behind the links among the answers, and a code for each that was not read."""
        links = list(dict.fromkeys(str(answers[name]).strip() for name in LINKS if answers.get(name)))
        documents: list[ApplicationDocument] = []
        notes: set[str] = set()
        for got in asyncio.run(self._download_all(links)) if links else ():
            try:
                if isinstance(got, LinkError):
                    raise got
                documents.append(self._read(f"w{len(documents) + 1}", got))
            except LinkError as error:
                notes.add(error.code)
        if documents:
            notes.add("link_fetched")
        return FetchedLinks(tuple(documents), tuple(sorted(notes)))

    def _read(self, document_id: str, download: Download) -> ApplicationDocument:
        try:
            text: ExtractedText | ExtractedWebPage
            if download.media_type == PDF_TYPE:
                text = self._extractor.extract(download.content)
            else:
                text = self._extractor.extract_web_page(download.content, download.charset)
        except DocumentError:
            raise LinkError("link_unreadable") from None
        return ApplicationDocument(
            id=document_id,
            kind="portfolio",
            media_type=download.media_type,
            bytes=len(download.content),
            pages=text.pages,
            hidden_characters=text.hidden_characters,
        )

    async def _download_all(self, links: Sequence[str]) -> list[Download | LinkError]:
        return await asyncio.gather(*map(self._try_download, links))

    async def _try_download(self, link: str) -> Download | LinkError:
        """Download one page; whatever goes wrong becomes a code."""
        try:
            async with asyncio.timeout(self._limits.seconds):
                return await self._download(link)
        except LinkError as error:
            return error
        except Exception as error:  # noqa: BLE001 - a link must never fail an analysis
            return LinkError(name_failure(error))

    async def _download(self, link: str) -> Download:
        jar = CookieJar(policy=DefaultCookiePolicy(allowed_domains=()))
        async with AsyncClient(
            policy=self._policy,
            resolver=bound_resolver(self._resolver, self._limits.seconds),
            headers=HEADERS,
            cookies=jar,
            timeout=self._limits.seconds,
            trust_env=False,  # neither a proxy nor a .netrc
        ) as client:
            return await _Visit(client, self._limits).read_page(httpx.URL(link))


class _Visit:
    """The requests that one link leads to."""

    def __init__(self, client: AsyncClient, limits: FetchLimits) -> None:
        self._client = client
        self._limits = limits
        self._robots: dict[str, str | None] = {}

    async def read_page(self, url: httpx.URL) -> Download:
        """Follow a link to its page; robots.txt is asked at every step."""
        for _ in range(self._limits.redirects + 1):
            await self._ask_robots(url)
            async with self._client.stream("GET", url) as response:
                if response.next_request is None:
                    return await self._take(response)
                url = response.next_request.url
        raise LinkError("link_too_many_redirects")

    async def _take(self, response: httpx.Response) -> Download:
        if response.status_code != _SUCCESS:
            raise LinkError("link_not_found")
        media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        encoded = response.headers.get("content-encoding", "identity").strip().lower() != "identity"
        if encoded or media_type not in HTML_TYPES | {PDF_TYPE}:
            raise LinkError("link_wrong_type")
        content = await _read_up_to(response, self._limits.content_bytes)
        if len(content) > self._limits.content_bytes:
            raise LinkError("link_too_large")
        return Download(content, media_type, response.charset_encoding)

    async def _ask_robots(self, url: httpx.URL) -> None:
        if url.userinfo:  # httpx would take it out of the address and send it as a header
            raise LinkError("link_blocked")
        site = f"{url.scheme}://{url.netloc.decode('ascii')}"
        if site not in self._robots:
            self._robots[site] = await self._read_robots(httpx.URL(f"{site}/robots.txt"))
        robots = self._robots[site]
        if robots is None or not is_allowed(robots, AGENT, url.raw_path.decode("ascii")):
            raise LinkError("link_disallowed")

    async def _read_robots(self, url: httpx.URL) -> str | None:
        """Return a site's robots.txt, empty where it has none, None where its server is at fault."""
        for _ in range(self._limits.redirects + 1):
            async with self._client.stream("GET", url) as response:
                if response.next_request is None:
                    if response.status_code >= _SERVER_FAULT:
                        return None
                    if response.status_code != _SUCCESS:
                        return ""
                    content = await _read_up_to(response, self._limits.robots_bytes)
                    return content[: self._limits.robots_bytes].decode("utf-8", "replace")
                url = response.next_request.url
        return ""


FAILURES: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str], ...] = (
    (SSRFGuardError, "link_blocked"),
    ((TimeoutError, httpx.TimeoutException), "link_timeout"),
    ((httpx.InvalidURL, httpx.UnsupportedProtocol), "link_invalid"),
    ((httpx.HTTPError, OSError), "link_unreachable"),
)
"""The code for each kind of failure; the first that fits counts."""


def name_failure(error: Exception) -> str:
    """Return the code of a failure; one that we did not foresee is logged, by its kind and place only."""
    for kinds, code in FAILURES:
        if isinstance(error, kinds):
            return code
    log.error("link_failed", error=describe_exception(error))
    return "link_failed"


async def _read_up_to(response: httpx.Response, limit: int) -> bytes:
    """Read until the end, or just past the limit."""
    parts: list[bytes] = []
    size = 0
    async for part in response.aiter_raw():
        parts.append(part)
        size += len(part)
        if size > limit:
            break
    return b"".join(parts)


def bound_resolver(resolver: Resolver, seconds: float) -> Resolver:
    """Return a resolver that gives up: a look-up of the platform knows no time limit and cannot be stopped.

    The thread that waits for it is left behind; the platform ends it sooner or later.
    """

    def resolve(*args: Any, **kwargs: Any) -> Any:
        results: list[Any] = []
        errors: list[BaseException] = []
        worker = threading.Thread(
            target=_call, args=(lambda: resolver(*args, **kwargs), results, errors), daemon=True
        )
        worker.start()
        worker.join(max(0.0, deadline - time.monotonic()))
        if errors:
            raise errors[0]
        if not results:
            raise socket.gaierror(socket.EAI_AGAIN, "the look-up took too long")
        return results[0]

    deadline = time.monotonic() + seconds
    return resolve


def _call(function: Callable[[], Any], results: list[Any], errors: list[BaseException]) -> None:
    try:
        results.append(function())
    except BaseException as error:  # noqa: BLE001 - handed to the thread that waits
        errors.append(error)
