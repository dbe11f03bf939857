"""An app asked without a server in between: the test is the network, so it can stall, trickle and count."""

from anyio.from_thread import start_blocking_portal


async def call(app, path, receive, *, method="POST", client="192.0.2.1", **headers):
    """Send one request; returns status, headers and body of the answer."""
    sent = []
    headers = {"host": "127.0.0.1"} | {name.replace("_", "-"): value for name, value in headers.items()}
    scope = {
        "type": "http", "method": method, "path": path, "raw_path": path.encode(), "query_string": b"",
        "root_path": "", "scheme": "http", "http_version": "1.1", "client": (client, 1),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }  # fmt: skip

    async def send(message):
        sent.append(message)

    await app(scope, receive, send)
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return sent[0]["status"], dict(sent[0]["headers"]), body


def run(work):
    """Run a coroutine function on a loop of its own: a browser's may be running on this thread."""
    with start_blocking_portal() as portal:
        return portal.call(work)
