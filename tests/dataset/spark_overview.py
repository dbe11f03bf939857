"""The PySpark lines of docs/dataset.md give the API's figures; run by `make test-spark`, needs Java."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from proof_of_talent.bootstrap import build_services
from proof_of_talent.settings import Settings
from proof_of_talent.web.app import create_app

PAGE = Path(__file__).parents[2] / "docs" / "dataset.md"
PRINT = "\nimport json\nprint(json.dumps([row.asDict() for row in overview.collect()]))\nspark.stop()\n"


def ask_api(tmp_path, rulebook) -> dict:
    settings = Settings(data_dir=tmp_path / "data", store=f"sqlite:///{tmp_path / 'talent.db'}")
    services = build_services(settings, rulebook=rulebook)
    try:
        with TestClient(create_app(services), base_url="http://127.0.0.1:8000") as client:
            return client.get("/api/analytics/overview").json()
    finally:
        services.close()


def test_spark_gets_the_overview_of_the_api_from_a_partitioned_dataset(build, tmp_path, rulebook):
    manifest = build(partition_rows=50)
    assert len(manifest.files) > 5
    (lines,) = re.findall(r"```python\n(# PySpark.*?)```", PAGE.read_text(), re.DOTALL)
    done = subprocess.run(
        [sys.executable, "-c", lines + PRINT], cwd=tmp_path, capture_output=True, text=True, timeout=180,
        env=os.environ | {"PYSPARK_SUBMIT_ARGS": "--master local[1] --conf spark.ui.enabled=false pyspark-shell"},
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = {row["field"]: row for row in json.loads(done.stdout.splitlines()[-1])}
    expected = {row["id"]: row for row in ask_api(tmp_path, rulebook)["by_field"]}
    assert found.keys() == expected.keys()
    for field, row in found.items():
        assert row["count"] == expected[field]["count"]
        assert row["avg_score"] == pytest.approx(expected[field]["avg_score"], abs=0.01)
        assert row["avg_likelihood"] == pytest.approx(expected[field]["avg_likelihood"], abs=1e-4)
