"""The drawing kit of the dashboard: made once in a child process, kept on disk by version."""

import hashlib
import shutil
import subprocess
import sys
import threading
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import structlog

from proof_of_talent.charts.build import LIBRARY_FILE, SPECS_FILE
from proof_of_talent.domain.errors import SetupError

log = structlog.get_logger(__name__)

BUILD_SECONDS = 120
FILES = (SPECS_FILE, LIBRARY_FILE)


def identify_kit() -> str:
    """Return a digest of all that the kit is made from: the libraries' versions and the declarations."""
    digest = hashlib.sha256()
    for package in ("altair", "vl-convert-python"):
        digest.update(f"{package} {version(package)}\n".encode())
    for entry in sorted((files("proof_of_talent") / "charts").iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".py"):
            digest.update(entry.read_bytes())
    return digest.hexdigest()[:16]


class ChartKit:
    """Gives the library and the specifications, building them when first asked for."""

    def __init__(self, cache: Path) -> None:
        """Keep kits in a folder; nothing is written before something is asked for."""
        self.digest = identify_kit()
        self._folder = cache / f"charts-{self.digest}"
        self._lock = threading.Lock()

    def read(self, name: str) -> tuple[bytes, bytes]:
        """Return one of `FILES`, plain and packed with brotli.

        Raises:
            SetupError: the kit could not be made.
        """
        self.prepare()
        return (self._folder / name).read_bytes(), (self._folder / f"{name}.br").read_bytes()

    def prepare(self) -> None:
        """Make the kit unless it is there; the first caller works, others wait.

        Raises:
            SetupError: as `read`.
        """
        with self._lock:
            if self._is_whole():
                return
            self._build()
            self._drop_others()

    def prepare_soon(self) -> None:
        """Begin to make the kit in the background, if it is not there."""
        if not self._is_whole():
            threading.Thread(target=self._prepare_quietly, name="charts", daemon=True).start()

    def _prepare_quietly(self) -> None:
        try:
            self.prepare()
        except SetupError:
            log.warning("charts_not_prepared")  # whoever asks for them is told why

    def _is_whole(self) -> bool:
        return all((self._folder / name).exists() for name in FILES)

    def _drop_others(self) -> None:
        """Remove the kits of other versions."""
        for folder in self._folder.parent.glob("charts-*"):
            if folder != self._folder:
                shutil.rmtree(folder, ignore_errors=True)

    def _build(self) -> None:
        command = [sys.executable, "-m", "proof_of_talent.charts.build", str(self._folder)]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=BUILD_SECONDS)  # noqa: S603 - our own module
        except (OSError, subprocess.SubprocessError) as error:
            reason = getattr(error, "stderr", None) or b""
            log.error(
                "charts_build_failed",
                error=type(error).__name__,
                reason=reason[-500:].decode(errors="replace"),
            )
            raise SetupError(
                "The charts could not be prepared. The server's log says why; the tables work without them."
            ) from error
