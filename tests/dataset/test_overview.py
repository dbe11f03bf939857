"""The figures of the API can be recomputed from a partitioned dataset by someone else's engine."""

import duckdb
import pytest

from proof_of_talent.analytics import overview
from proof_of_talent.record import AnalysisFilter
from tests.factories import NOW


def test_duckdb_gets_the_overview_from_a_partitioned_dataset(build, store, tmp_path):
    build(partition_rows=50)
    rows = duckdb.sql(
        "SELECT field, count(*), avg(overall_score), avg(likelihood) FROM "
        f"read_parquet('{tmp_path}/set/data/*/*/*/*.parquet', hive_partitioning = true) GROUP BY field"
    ).fetchall()
    expected = {
        row.id: (
            row.count,
            pytest.approx(row.avg_score, abs=0.01),
            pytest.approx(row.avg_likelihood, abs=1e-4),
        )
        for row in overview(store, AnalysisFilter(), NOW).by_field
    }
    assert {field: tuple(figures) for field, *figures in rows} == expected
