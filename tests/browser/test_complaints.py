"""What counts as a complaint of the browser: what a server did wrong, not what a visitor left behind."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from tests.browser.conftest import Complaints

PAGE = b"<!doctype html><title>A page</title><link rel=icon href=data:,><img src=/picture alt=''>"


class PageWithPicture(BaseHTTPRequestHandler):
    """A page whose picture never comes: it waits, or its connection is closed without an answer."""

    asked: threading.Event
    left: threading.Event
    waits: bool

    def do_GET(self) -> None:
        if self.path == "/picture":
            self.asked.set()
            if self.waits:
                self.left.wait(20)
            self.close_connection = True
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(PAGE)))
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, *_: object) -> None:
        """Print nothing."""


@contextmanager
def serve_picture(*, waits: bool) -> Iterator[tuple[str, type[PageWithPicture]]]:
    handler = type(
        "Handler", (PageWithPicture,), {"asked": threading.Event(), "left": threading.Event(), "waits": waits}
    )
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", handler
        finally:
            handler.left.set()
            server.shutdown()


def test_what_is_cancelled_by_leaving_a_page_is_no_complaint(context, complaints: Complaints):
    with serve_picture(waits=True) as (address, handler):
        page = context.new_page()
        complaints.watch(page, urlsplit(address).netloc)
        failures = []
        page.on("requestfailed", lambda request: failures.append(request.failure))
        page.goto(f"{address}/", wait_until="commit")
        page.wait_for_selector("img", state="attached")
        assert handler.asked.wait(10)
        page.goto("about:blank")
        assert failures == ["net::ERR_ABORTED"]
        assert complaints == []


def test_an_answer_that_breaks_off_is_a_complaint(context, complaints: Complaints):
    with serve_picture(waits=False) as (address, _):
        page = context.new_page()
        complaints.watch(page, urlsplit(address).netloc)
        page.goto(f"{address}/")
        assert f"failed: {address}/picture net::ERR_EMPTY_RESPONSE" in complaints
