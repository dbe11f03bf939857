"""A web site of ours on the loopback address, over real HTTP, whose pages do what a test says."""

import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Site:
    """Pages by path; `seen` are the requests so far, as (path, headers)."""

    def __init__(self, port):
        self.port = port
        self.pages = {}
        self.seen = []

    def url(self, path="/", host="127.0.0.1"):
        return f"http://{host}:{self.port}{path}"

    def put(self, path, content=b"", *, kind="text/html; charset=utf-8", status=200, drip=0.0, **headers):
        body = content.encode() if isinstance(content, str) else content
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = (status, {"Content-Type": kind} | named, body, drip)

    def paths(self):
        return [path for path, _ in self.seen]


@contextmanager
def serve_site():
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            site.seen.append((self.path, dict(self.headers)))
            status, headers, body, drip = site.pages.get(self.path, (404, {}, b"none", 0))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            try:
                self.write(body, drip)
            except OSError:
                self.close_connection = True

        def write(self, body, drip):
            if not drip:
                self.wfile.write(body)
                return
            for byte in body:
                self.wfile.write(bytes([byte]))
                time.sleep(drip)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site = Site(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
