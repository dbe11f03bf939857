"""The README's commands work as they stand, against a real server."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from tests.faults.test_kill import Server

ROOT = Path(__file__).parent.parent


def read_commands(language: str) -> str:
    """Return all of the README's code blocks in a language, in order."""
    return "\n".join(re.findall(rf"```{language}\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL))


def test_the_readme_s_commands_work_in_order(tmp_path):
    server = Server(tmp_path)
    script = read_commands("bash").replace("http://127.0.0.1:8000", server.base)
    script = script.replace('export PATH="$PWD/.venv/bin:$PATH"', "").replace("100000", "1000")
    environment = server.env | {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PROOF_OF_TALENT_DATA_DIR": str(tmp_path),
    }
    server.start()
    try:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script], cwd=tmp_path, env=environment, capture_output=True,
            text=True, timeout=180, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-2000:]
    finally:
        server.stop()
    assert '"status":"completed"' in done.stdout
    dataset = json.loads((tmp_path / "dataset.json").read_text())
    assert dataset["count"] == len(dataset["dataset"]) >= 1
    done = subprocess.run(
        [sys.executable, "-c", read_commands("python") + "\nprint(len(records))"],
        cwd=tmp_path, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert int(done.stdout) == dataset["count"]
