"""Spark reads a partitioned dataset as it is and gets the API's figures."""

import json
import os
import subprocess
import sys

from tests.dataset.overview_example import check_overview, prepare_example, read_example

PRINT = "\nimport json\nprint(json.dumps([row.asDict() for row in overview.collect()]))\nspark.stop()\n"
ARGUMENTS = "--master local[1] --conf spark.ui.enabled=false pyspark-shell"


def test_spark_gets_the_overview_from_a_partitioned_dataset(tmp_path, rulebook):
    answer = prepare_example(tmp_path, rulebook)
    done = subprocess.run(
        [sys.executable, "-c", read_example("PySpark") + PRINT], cwd=tmp_path, capture_output=True, text=True,
        timeout=300, env=os.environ | {"PYSPARK_SUBMIT_ARGS": ARGUMENTS}, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    check_overview(json.loads(done.stdout.splitlines()[-1]), answer)
