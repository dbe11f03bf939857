"""Hugging Face's `datasets` loads a dataset directory by its card alone."""

import json
import os
import subprocess
import sys

import pytest

LOAD = """
import json, sys
from datasets import load_dataset
splits = load_dataset(sys.argv[1])
print(json.dumps({name: split.num_rows for name, split in splits.items()}))
"""


@pytest.mark.parametrize(
    "options",
    [{}, {"partition_rows": 50}, {"format": "csv"}, {"format": "jsonl"}, {"format": "chat"}],
    ids=str,
)
def test_every_split_is_loaded_whole(build, tmp_path, options):
    manifest = build(**options)
    offline = os.environ | {"HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path / "hub")}
    command = [sys.executable, "-c", LOAD, str(tmp_path / "set")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, env=offline)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == manifest.rows
