"""Likelihoods against decisions, drawn once enough are known."""

from proof_of_talent.analytics import AnalyticsCache
from proof_of_talent.charts.answers import Answers, FigureRequest
from proof_of_talent.charts.catalogue import find_chart
from proof_of_talent.domain.record import AnalysisFilter
from proof_of_talent.stores.sqlite.store import SQLiteStore
from tests.factories import NOW, make_record


def decide(number, field):
    outcome = {"result": "endorsed" if number % 2 else "refused", "date": "2026-06-01", "reported_at": NOW}
    return make_record(field=field, score=90 if number % 2 else 10, outcome=outcome)


def test_each_group_with_enough_decisions_shows_its_error(tmp_path, rulebook):
    store = SQLiteStore(tmp_path / "talent.db")
    store.records.add_many([decide(number, "digital_technology") for number in range(20)])
    store.records.add_many([decide(number, "arts_culture") for number in range(19)])
    answers = Answers(store, rulebook, FigureRequest(AnalysisFilter(), NOW), AnalyticsCache())
    rows = find_chart("calibration-groups").read(answers)
    assert [row["label"] for row in rows] == ["Digital technology", "Assessor rubric", "Rules 2026-08"]
    assert [row["decided"] for row in rows] == [20, 39, 39]
    assert all(abs(row["value"] - 0.01) < 1e-9 for row in rows)
    assert rows[0]["reference"] == 0.25
    assert len(find_chart("calibration").read(answers)) == 2
    store.close()
