"""How long the dashboard takes until all its charts are drawn, with many records and with few."""

import shutil
import socket
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from playwright.sync_api import Browser, sync_playwright

from bench.databases import CACHE, open_database
from bench.registry import Result, bench
from proof_of_talent.web.app import create_app
from proof_of_talent.wiring.bootstrap import build_services
from proof_of_talent.wiring.settings import Settings

FEW, MANY = 1_000, 1_000_000
ROUNDS = 9
RELOAD_BUDGET, FILTER_BUDGET = 500, 250  # milliseconds, from the same place
FIRST_LOAD_BUDGET = 320_000  # bytes over the wire with nothing cached, from the budgets in docs/dashboard.md
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATH = "/dashboard?period=all"


@contextmanager
def serve(count: int) -> Iterator[str]:
    """Serve a database of this many records on a free port."""
    open_database(count).close()
    settings = Settings(
        data_dir=CACHE / "dashboard", store=f"sqlite:///{(CACHE / f'records-{count}.db').absolute()}"
    )
    services = build_services(settings)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(create_app(services), log_config=None, access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(20)


def load_cold(browser: Browser, address: str) -> tuple[float, int]:
    """Open the dashboard with an empty cache; return milliseconds until all is drawn, and bytes received."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    received = 0

    def add(response: dict[str, float]) -> None:
        nonlocal received
        received += int(response["encodedDataLength"])

    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", add)
    started = time.perf_counter()
    page.goto(address + PATH)
    page.wait_for_selector("body[data-ready]")
    took = (time.perf_counter() - started) * 1000
    context.close()
    return took, received


def load_again(browser: Browser, address: str) -> tuple[float, float]:
    """Return the median milliseconds of a reload, and of a change of filter, each until all is drawn."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(address + PATH)
    page.wait_for_selector("body[data-ready]")
    reloads, changes = [], []
    for turn in range(ROUNDS):
        started = time.perf_counter()
        page.reload()
        page.wait_for_selector("body[data-ready]")
        reloads.append((time.perf_counter() - started) * 1000)
        field = ("arts_culture", "science_research")[turn % 2]
        started = time.perf_counter()
        page.select_option("#f-field", field)
        page.wait_for_url(lambda url, field=field: field in url)
        page.wait_for_selector("body[data-ready]")
        changes.append((time.perf_counter() - started) * 1000)
    page.context.close()
    return statistics.median(reloads), statistics.median(changes)


@bench("dashboard")
def bench_dashboard() -> list[Result]:
    """Dashboard ready (all charts drawn, nothing cached by the browser): 1,000,000 records against 1,000."""
    times: dict[int, list[float]] = {FEW: [], MANY: []}
    sizes: list[int] = []
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        raise SystemExit("This bench needs Chromium: scripts/ensure_chromium.sh")
    with serve(FEW) as few, serve(MANY) as many, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        for address in (few, many):
            load_cold(browser, address)  # the kit is made, templates are read
        for _ in range(ROUNDS):  # in turn, so that other work on the machine falls on both alike
            for count, address in ((FEW, few), (MANY, many)):
                took, received = load_cold(browser, address)
                times[count].append(took)
                sizes.append(received)
        reload, change = load_again(browser, many)
        browser.close()
    small, large = (statistics.median(times[count]) for count in (FEW, MANY))
    size = statistics.median(sizes)
    return [
        Result("dashboard ready at 1,000,000", large, "ms", small, "at 1,000", large / small, "<= 1.5"),
        Result("reload at 1,000,000", reload, "ms", RELOAD_BUDGET, "budget", reload / RELOAD_BUDGET, "<= 1"),
        Result("filter change", change, "ms", FILTER_BUDGET, "budget", change / FILTER_BUDGET, "<= 1"),
        Result("first load", size, "bytes", FIRST_LOAD_BUDGET, "budget", size / FIRST_LOAD_BUDGET, "<= 1"),
    ]
