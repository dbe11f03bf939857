"""Headless Chromium against a real server. A complaint of the browser fails the test it happens in."""

import shutil
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

from tests.browser.demo_store import NOW, make_demo_store
from tests.browser.serving import Site, serve

RECORDS = 30_000
ABORTED = "net::ERR_ABORTED"
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


class Complaints(list[str]):
    """What a page complained about: errors, failed requests, requests to other hosts."""

    def watch(self, page: Page, host: str) -> None:
        page.on("console", lambda message: message.type == "error" and self.append(message.text))
        page.on("pageerror", lambda error: self.append(str(error)))
        page.on("requestfailed", self.check_failure)
        page.on("request", lambda request: self.check_host(request.url, host))

    def check_failure(self, request: Request) -> None:
        # The browser cancels what is under way, such as the icon, when its page is left. What a server does
        # to a request (closing, refusing, sending too little) has another name.
        if request.failure != ABORTED:
            self.append(f"failed: {request.url} {request.failure}")

    def check_host(self, url: str, host: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"blob", "data"} and parts.netloc != host:
            self.append(f"foreign: {url}")


def find_chromium() -> str:
    """Return the installed Chromium; without one the suite fails and says what is missing."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert path, "The browser suite needs Chromium: `scripts/ensure_chromium.sh`, or apt install chromium."
    return path


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    with serve(make_demo_store(RECORDS), clock=lambda: NOW) as running:
        yield running


@pytest.fixture
def fresh_site(tmp_path) -> Iterator[Site]:
    """A server over a store of its own, empty at first."""
    with serve(tmp_path / "fresh.db") as running:
        yield running


@pytest.fixture
def complaints() -> Complaints:
    return Complaints()


@pytest.fixture
def options() -> dict[str, object]:
    """How the browser is set up; tests override it by parametrization."""
    return {}


@pytest.fixture
def context(browser: Browser, options: dict[str, object]) -> Iterator[BrowserContext]:
    wanted = {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light", "accept_downloads": True}
    opened = browser.new_context(**(wanted | options))
    opened.set_default_timeout(15_000)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext, site: Site, complaints: Complaints) -> Iterator[Page]:
    """A page that opens addresses of the demo site."""
    opened = context.new_page()
    complaints.watch(opened, urlsplit(site.address).netloc)
    yield opened
    assert complaints == []


def open_page(page: Page, site: Site, path: str) -> None:
    """Open an address and wait until all its charts are drawn."""
    page.goto(site.address + path)
    page.wait_for_selector("body[data-ready]")


def wait_for_change(page: Page, query: str) -> None:
    """Wait until the address holds a query and the charts are drawn for it."""
    page.wait_for_url(lambda url: query in url)
    page.wait_for_selector("body[data-ready]")
    page.wait_for_selector("#view:not([aria-busy])")
