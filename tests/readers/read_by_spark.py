"""The PySpark lines of docs/dataset.md, run as they stand there, give the API's figures."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "dataset.md"
PRINT = "\nimport json\nprint(json.dumps([row.asDict() for row in overview.collect()]))\nspark.stop()\n"
ONE_CORE = "--master local[1] --conf spark.ui.enabled=false pyspark-shell"


def test_spark_gets_the_overview_of_the_api_from_a_partitioned_dataset(build, client, tmp_path):
    manifest = build(partition_rows=50)
    assert len(manifest.files) > 5
    (lines,) = re.findall(r"```python\n(# PySpark.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    done = subprocess.run(
        [sys.executable, "-c", lines + PRINT], cwd=tmp_path, capture_output=True, text=True, timeout=180,
        env=os.environ | {"PYSPARK_SUBMIT_ARGS": ONE_CORE}, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = {row.pop("field"): row for row in json.loads(done.stdout.splitlines()[-1])}
    figures = client.get("/api/analytics/overview").json()["by_field"]
    assert found == {
        row["_id"]: {
            "count": row["count"],
            "avg_score": pytest.approx(row["avg_score"], abs=0.01),
            "avg_likelihood": pytest.approx(row["avg_likelihood"], abs=1e-4),
        }
        for row in figures
    }
