"""Static files: read once, served compressed under addresses that name their content and never change."""

import hashlib
from collections.abc import Mapping
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable

import brotli
from fastapi import Request
from fastapi.responses import Response

from proof_of_talent.domain.errors import NotFoundError
from proof_of_talent.web.routers import make_router

router = make_router(include_in_schema=False)

MEDIA_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "svg": "image/svg+xml",
}
FOREVER = "public, max-age=31536000, immutable"


class Asset:
    """One file as it goes over the wire."""

    def __init__(self, name: str, body: bytes, packed: bytes | None = None) -> None:
        """Take a file; unless it comes packed with brotli, that is done when it is first asked for."""
        self.body = body
        self.media_type = MEDIA_TYPES[name.rpartition(".")[2]]
        self._packed = packed

    @cached_property
    def packed(self) -> bytes:
        """The body packed with brotli."""
        return self._packed or bytes(brotli.compress(self.body, quality=9))

    def answer(self, request: Request) -> Response:
        """Return the file, packed with brotli where the client takes that."""
        headers = {"Cache-Control": FOREVER, "Vary": "Accept-Encoding"}
        body = self.body
        if "br" in request.headers.get("accept-encoding", ""):
            headers["Content-Encoding"] = "br"
            body = self.packed
        return Response(body, media_type=self.media_type, headers=headers)


class Assets:
    """The package's static files under one digest, so that modules may import each other by name."""

    def __init__(self, contents: Mapping[str, bytes]) -> None:
        """Take files by name; the digest in their address covers all of them."""
        self._files = {name: Asset(name, body) for name, body in contents.items()}
        digest = hashlib.sha256()
        for name, body in sorted(contents.items()):
            digest.update(f"{name}\0{len(body)}\0".encode())
            digest.update(body)
        self.digest = digest.hexdigest()[:16]

    def address(self, name: str) -> str:
        """Return where a file is served; KeyError where there is no such file."""
        self._files[name]
        return f"/static/{self.digest}/{name}"

    def find(self, digest: str, name: str) -> Asset:
        """Return the file at an address.

        Raises:
            NotFoundError: there is none, or it is of another version: answering with the present content
                would be kept for ever under the wrong address.
        """
        if digest != self.digest or name not in self._files:
            raise NotFoundError("There is no such file. Reload the page.")
        return self._files[name]


def load_assets() -> Assets:
    """Read the package's static files."""
    return Assets(dict(walk_files(files("proof_of_talent") / "web" / "static")))


def walk_files(folder: Traversable) -> list[tuple[str, bytes]]:
    """Return the files of a folder by name."""
    return [(entry.name, entry.read_bytes()) for entry in folder.iterdir() if entry.is_file()]


@router.get("/static/{digest}/{name}")
def get_asset(digest: str, name: str, request: Request) -> Response:
    """One static file, to be kept for ever."""
    assets: Assets = request.app.state.assets
    return assets.find(digest, name).answer(request)
