"""A real model behind a real server: every analysis ends in a record, whatever so small a model says.

`make test-models` installs the server and runs this; the whole suite leaves it out.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

from proof_of_talent.assessors.llm.settings import OUTPUT_MODES
from proof_of_talent.commands.doctor_model import ask_model
from proof_of_talent.wiring.bootstrap import build_services
from proof_of_talent.wiring.settings import Settings
from tests.assessors.llm_parts import analyse
from tests.assessors.test_llm_failures import CV

SERVER_PYTHON = os.environ.get("PROOF_OF_TALENT_TEST_MODELS", "")
DEADLINE = float(os.environ.get("PROOF_OF_TALENT_TEST_MODELS_SECONDS", "240"))
CRITERIA = 5
START_SECONDS = 120


@contextmanager
def llama_server(context: int):
    """Run the server in a process of its own; it must still be there at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    script = Path(__file__).with_name("serve_smollm2.py")
    process = subprocess.Popen(
        [SERVER_PYTHON or sys.executable, str(script), str(port), str(context)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_for(f"http://127.0.0.1:{port}/health", process)
        yield f"http://127.0.0.1:{port}/v1"
        assert process.poll() is None, "the server went down"
    finally:
        process.kill()
        process.wait(10)


def wait_for(address: str, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        assert process.poll() is None, "the server did not start"
        try:
            with urllib.request.urlopen(address, timeout=2) as response:
                if response.status == 200:
                    return
        except OSError:
            time.sleep(0.5)
    pytest.fail("the server is not ready")


@pytest.fixture(scope="module", params=[2048, 8192])
def server(request):
    with llama_server(request.param) as address:
        yield address, request.param


def make_settings(folder: Path, address: str, **changes) -> Settings:
    given = {
        "data_dir": folder, "store": f"sqlite:///{folder / 'talent.db'}", "assessor": "compatible:smollm2",
        "llm_base_url": address, "llm_analysis_seconds": DEADLINE, "llm_timeout_seconds": DEADLINE / 2,
        "llm_output_tokens": 300, "llm_context_tokens": 500,
    }  # fmt: skip
    return Settings(**(given | changes))


@pytest.mark.parametrize("mode", OUTPUT_MODES)
def test_every_analysis_ends_in_a_record_before_its_deadline(mode, server, tmp_path):
    address, _ = server
    services = build_services(make_settings(tmp_path, address, llm_output=mode))
    began = time.monotonic()
    try:
        record = analyse(services, ("cv.docx", CV))
    finally:
        services.close()
    took = time.monotonic() - began
    print(f"\n{mode}, {server[1]} tokens: {took:.0f} s, {describe(record)}")  # noqa: T201 - the suite's result
    assert took < DEADLINE + 60  # reading documents and the probe come before
    assert record.processing_status == "completed"
    missing = record.analysis_results["not_judged"]
    assert len(record.analysis_results["criteria"]) + len(missing) == CRITERIA
    if any(item["criterion"] == "MC" for item in missing):
        assert record.abstained.code == "mandatory_not_judged"


def describe(record) -> str:
    if record.error is not None:
        return f"error {record.error.code}, {record.usage.requests} requests"
    levels = {item["criterion"]: item["level"] for item in record.analysis_results["criteria"]}
    missing = {item["criterion"]: item["code"] for item in record.analysis_results["not_judged"]}
    end = "abstained" if record.abstained is not None else f"{record.overall_score} points"
    return f"{end}, judged: {levels}, not judged: {missing}, {record.usage.requests} requests"


def test_the_server_is_known_by_tiny_requests(server, tmp_path):
    address, context = server
    said = ask_model(make_settings(tmp_path, address, llm_timeout_seconds=300))  # it may still be at work
    assert f"context {context} tokens" in said
    assert "answers as" in said
