"""The figures of the API can be recomputed from a partitioned dataset by someone else's engine.

The same SQL runs in Spark by `make test-readers`.
"""

from tests.dataset.overview_example import check_overview, prepare_example, read_example


def test_duckdb_gets_the_overview_from_a_partitioned_dataset(tmp_path, monkeypatch, rulebook):
    answer = prepare_example(tmp_path, rulebook)
    monkeypatch.chdir(tmp_path)
    names = {}
    exec(read_example("DuckDB"), names)
    overview = names["overview"]
    check_overview([dict(zip(overview.columns, row, strict=True)) for row in overview.fetchall()], answer)
