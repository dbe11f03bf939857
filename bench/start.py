"""How much work a start is: processor time, because a busy machine makes the clock lie."""

import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

from bench.registry import Result, bench

RUNS = 3
HELP_SECONDS, SERVE_SECONDS = 0.4, 1.2


@bench("start")
def measure_start() -> list[Result]:
    """Processor seconds until `--help` has ended and until `serve` answers; the baseline is what we promise.

    Modules are compiled beforehand, as `make` does.
    """
    program = str(Path(sys.executable).with_name("proof-of-talent"))
    helping = measure([program, "--help"])
    serving = min(measure_server(program) for _ in range(RUNS))
    return [
        Result("--help", helping, "s", HELP_SECONDS, "promised", helping / HELP_SECONDS, "<= 1"),
        Result("serve answers", serving, "s", SERVE_SECONDS, "promised", serving / SERVE_SECONDS, "<= 1"),
    ]


def measure(command: list[str]) -> float:
    """Return the least processor time of several runs, after one that compiles."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

    def run() -> float:
        return spend(lambda: subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True))

    run()
    return min(run() for _ in range(RUNS))


def spend(work: Callable[[], object]) -> float:
    """Return the processor time that the children of this process used for some work."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    work()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure_server(program: str) -> float:
    """Return the processor time of `serve` until it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    # The drawings may still be under way when the server has ended.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        environment = os.environ | {"PROOF_OF_TALENT_DATA_DIR": folder, "PYTHONDONTWRITEBYTECODE": ""}
        server = subprocess.Popen(
            [program, "serve", "--port", str(port)], env=environment, stderr=subprocess.DEVNULL
        )
        try:
            await_answer(f"http://127.0.0.1:{port}/live")
            fields = Path(f"/proc/{server.pid}/stat").read_text().rpartition(")")[2].split()
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def await_answer(address: str) -> None:
    """Wait until an address answers."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except OSError:  # refused, or not answered in time
            time.sleep(0.02)
        else:
            return
    raise TimeoutError(address)
