"""The reading processes: bounded, replaced, and gone when we are."""

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from proof_of_talent.domain.errors import DocumentError
from proof_of_talent.extraction.failures import DOCUMENT_ERRORS
from proof_of_talent.extraction.guard import GuardedExtractor
from proof_of_talent.extraction.limits import ExtractionLimits
from tests.extraction.documents import LINE, make_pdf, make_text_pdf, write

GOOD = make_text_pdf(LINE)


def draw_for_long(canvas):
    """Transparent text over very many filled areas: seconds of work for the parser."""
    canvas.addLiteral("\n".join(f"{number % 500} {number % 700} 40 40 re f" for number in range(60_000)))
    for number in range(3_000):
        canvas.drawString(number % 300, number % 700, "much text to read here")


@pytest.fixture(scope="module")
def slow_pdf():
    return make_pdf(*[draw_for_long] * 6, pageCompression=1)


def list_children(parent):
    """The ids of the running reading processes that a process has started."""
    command = ["ps", "-ewwo", "pid=,ppid=,stat=,command="]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    rows = [line.split(None, 3) for line in result.stdout.splitlines()]
    return {
        int(pid)
        for pid, ppid, state, *rest in rows
        if int(ppid) == parent and not state.startswith("Z") and "extraction.child" in " ".join(rest)
    }


def wait_until(condition, seconds=60.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never became true"
        time.sleep(0.02)


def is_running(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return not state.stdout.strip().startswith("Z") and bool(state.stdout.strip())


def test_no_parser_is_loaded_into_our_process():
    code = (
        "import sys, proof_of_talent.extraction as e\n"
        "print(sorted({'pypdfium2', 'pypdf', 'lxml', 'docx'} & {name.split('.')[0] for name in sys.modules}))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_no_process_is_started_before_the_first_file():
    before = list_children(os.getpid())
    with GuardedExtractor():
        assert list_children(os.getpid()) == before


def test_the_process_stays_warm_and_is_replaced_after_its_share_of_files():
    before = list_children(os.getpid())
    with GuardedExtractor(size=1, files_per_process=2) as extractor:
        seen = []
        for _ in range(4):
            extractor.extract(GOOD)
            seen.append(frozenset(list_children(os.getpid()) - before))
        assert seen[0] == seen[1]
        assert seen[2] == seen[3]
        assert seen[1].isdisjoint(seen[2])
        assert [len(pids) for pids in seen] == [1, 1, 1, 1]


def test_closing_leaves_no_process_behind_and_refuses_more_work():
    before = list_children(os.getpid())
    extractor = GuardedExtractor(size=2)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(extractor.extract, [GOOD] * 8))
    assert list_children(os.getpid()) > before
    extractor.close()
    extractor.close()
    assert list_children(os.getpid()) == before
    with pytest.raises(RuntimeError, match="closed"):
        extractor.extract(GOOD)


def test_closing_in_the_middle_of_a_file_ends_the_wait(slow_pdf):
    before = list_children(os.getpid())
    extractor = GuardedExtractor(size=1)
    failures = []

    def work():
        try:
            extractor.extract(slow_pdf)
        except RuntimeError as error:
            failures.append(str(error))

    thread = threading.Thread(target=work)
    thread.start()
    wait_until(lambda: list_children(os.getpid()) - before)
    time.sleep(0.5)
    extractor.close()
    thread.join(60)
    assert failures == ["the extractor is closed"]
    assert list_children(os.getpid()) == before


def test_many_threads_share_few_processes_and_each_gets_its_own_text():
    before = list_children(os.getpid())
    files = {number: make_text_pdf(f"Document number {number}") for number in range(32)}
    with GuardedExtractor(size=2) as extractor, ThreadPoolExecutor(8) as pool:
        results = pool.map(lambda number: (number, extractor.extract(files[number])), files)
        assert all(result.pages[0].text == f"Document number {number}" for number, result in results)
        assert len(list_children(os.getpid()) - before) <= 2


def test_a_file_that_takes_too_long_is_stopped_and_the_next_is_read(slow_pdf):
    with GuardedExtractor(ExtractionLimits(seconds=0.5), size=1) as extractor:
        extractor.extract(GOOD)
        started = time.monotonic()
        with pytest.raises(DocumentError) as caught:
            extractor.extract(slow_pdf)
        assert caught.value.code == "parser_timeout"
        assert time.monotonic() - started < 30
        assert extractor.extract(GOOD).pages[0].text == LINE


def test_an_idle_process_that_was_killed_is_replaced_unnoticed():
    before = list_children(os.getpid())
    with GuardedExtractor(size=1) as extractor:
        extractor.extract(GOOD)
        (child,) = list_children(os.getpid()) - before
        os.kill(child, signal.SIGKILL)
        assert extractor.extract(GOOD).pages[0].text == LINE


def test_a_file_that_kills_every_process_is_a_crash(slow_pdf):
    before = list_children(os.getpid())
    stop = threading.Event()

    def kill_children():
        while not stop.wait(0.02):
            for child in list_children(os.getpid()) - before:
                os.kill(child, signal.SIGSEGV)

    with GuardedExtractor(size=1) as extractor:
        extractor.extract(GOOD)
        killer = threading.Thread(target=kill_children)
        killer.start()
        try:
            with pytest.raises(DocumentError) as caught:
                extractor.extract(slow_pdf)
        finally:
            stop.set()
            killer.join()
        assert caught.value.code in {"parser_crash", "parser_unavailable"}
        assert caught.value.message == DOCUMENT_ERRORS[caught.value.code]
        assert extractor.extract(GOOD).pages[0].text == LINE


def test_a_process_killed_once_in_the_middle_of_a_file_costs_nothing_but_time():
    before = list_children(os.getpid())
    content = make_pdf(draw_for_long, write(LINE))
    with GuardedExtractor(size=1) as extractor, ThreadPoolExecutor(1) as pool:
        extractor.extract(GOOD)
        (child,) = list_children(os.getpid()) - before
        result = pool.submit(extractor.extract, content)
        time.sleep(0.2)
        os.kill(child, signal.SIGKILL)
        assert len(result.result(60).pages) == 2


@pytest.mark.parametrize("busy", [False, True], ids=["idle", "busy"])
def test_the_process_ends_when_its_parent_is_killed(busy, slow_pdf, tmp_path):
    (tmp_path / "good.pdf").write_bytes(GOOD)
    (tmp_path / "slow.pdf").write_bytes(slow_pdf)
    code = (
        "import sys, pathlib\n"
        "from proof_of_talent.extraction.guard import GuardedExtractor\n"
        "extractor = GuardedExtractor(size=1)\n"
        "folder = pathlib.Path(sys.argv[1])\n"
        "extractor.extract((folder / 'good.pdf').read_bytes())\n"
        "print('ready', flush=True)\n"
        f"extractor.extract((folder / 'slow.pdf').read_bytes()) if {busy} else sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout.readline() == b"ready\n"
        (child,) = list_children(parent.pid)
        if busy:
            time.sleep(0.5)
        parent.kill()
        parent.wait()
    wait_until(lambda: not is_running(child), 3)


def test_the_process_inherits_no_secrets_and_is_limited(monkeypatch):
    monkeypatch.setenv("PROOF_OF_TALENT_SECRET", "do not pass on")
    before = list_children(os.getpid())
    with GuardedExtractor(size=1) as extractor:
        extractor.extract(GOOD)
        (child,) = list_children(os.getpid()) - before
        shown = subprocess.run(["ps", "eww", "-p", str(child)], capture_output=True, text=True, check=True)
        assert "extraction.child" in shown.stdout
        assert "do not pass on" not in shown.stdout
        if sys.platform == "linux":  # other systems cannot limit a process's memory
            limits = Path(f"/proc/{child}/limits").read_text()
            memory = next(line for line in limits.splitlines() if line.startswith("Max address space"))
            assert memory.split()[3] == str(extractor.limits.memory_bytes)
