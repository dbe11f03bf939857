"""The main job works in an environment without any extra, and what needs one says so."""

import io
import json
import os
import subprocess
import urllib.request
import zipfile

import pytest

from bench.start import await_answer
from scripts.locks import ROOT, RUN, read_lock
from tests.zygote import run_command

BIN = ROOT / ".cache" / "lean" / "bin"


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    if not (BIN / "proof-of-talent").exists():
        pytest.fail("The environment without extras is not here: run `make test`, which makes it.")
    return os.environ | {"PROOF_OF_TALENT_DATA_DIR": str(tmp_path_factory.mktemp("lean")), "COLUMNS": "100"}


def run(environment, *arguments, **more):
    return run_command(*arguments, env=environment | more, python=BIN / "python")


@pytest.fixture(scope="module")
def assessed(environment):
    done = run(environment, "samples")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("score") >= 3
    return environment


def test_only_what_is_locked_is_installed(environment):
    code = "import importlib.metadata as it; print([d.name for d in it.distributions()])"
    listed = subprocess.run([BIN / "python", "-c", code], capture_output=True, text=True, check=True).stdout
    names = {name.lower().replace("_", "-") for name in json.loads(listed.replace("'", '"'))}
    assert names <= {pin.name for pin in read_lock(ROOT / RUN)} | {"proof-of-talent"}
    assert len(names) <= 60


def test_the_sample_applications_are_served_and_exported(assessed):
    port = "18765"
    server = subprocess.Popen(
        [BIN / "proof-of-talent", "serve", "--port", port], env=assessed, stderr=subprocess.DEVNULL
    )
    base = f"http://127.0.0.1:{port}"
    try:
        await_answer(f"{base}/live")
        pages = {path: urllib.request.urlopen(base + path).read() for path in ("/", "/dashboard")}
        exports = {
            name: urllib.request.urlopen(f"{base}/api/analytics/export?format={name}").read()
            for name in ("json", "csv", "xlsx", "parquet")
        }
    finally:
        server.terminate()
        server.wait()
    assert b'class="plot"' in pages["/dashboard"]
    assert json.loads(exports["json"])["count"] == 3
    assert exports["csv"].count(b"\r\n") >= 4
    assert zipfile.ZipFile(io.BytesIO(exports["xlsx"])).testzip() is None
    assert exports["parquet"][:4] == exports["parquet"][-4:] == b"PAR1"


def test_charts_are_drawn(assessed, tmp_path):
    done = run(assessed, "chart", "trend", tmp_path / "trend.png")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "trend.png").read_bytes().startswith(b"\x89PNG")


def test_doctor_is_content_and_names_what_is_missing(assessed):
    done = run(assessed, "doctor")
    assert done.returncode == 0, done.stdout
    assert "not installed: llm, llm-anthropic" in done.stdout


@pytest.mark.parametrize(
    ("setting", "value", "extra"),
    [
        ("STORE", "mongodb://127.0.0.1/x", "mongo"),
        ("QUEUE", "amqp://127.0.0.1/", "queue"),
        ("ASSESSOR", "openai:gpt-5-mini", "llm"),
        ("ASSESSOR", "mistral:large", "llm-mistral"),
        ("FETCH_LINKS", "true", "fetch"),
        ("OTLP_ENDPOINT", "http://127.0.0.1:4318", "otel"),
    ],
)
def test_what_needs_an_extra_says_which_and_how_it_is_installed(setting, value, extra, environment):
    more = {f"PROOF_OF_TALENT_{setting}": value, "PROOF_OF_TALENT_LLM_API_KEY": "k"}
    hint = f"pip install 'proof-of-talent[{extra}]' (in a clone: make install EXTRAS={extra})."
    doctor = run(environment, "doctor", **more)
    assert doctor.returncode == 1
    assert hint in doctor.stdout
    served = run(environment, "serve", "--port", "18766", **more)
    assert served.returncode == 1
    assert hint in served.stderr
