from collections import Counter

from hypothesis import given, settings

from proof_of_talent.analytics import fields
from proof_of_talent.domain.record import AnalysisFilter, AnalysisRecord
from tests.analytics.analytics_store import (
    CODES,
    FIELDS,
    NOW,
    FoldedStore,
    filters,
    make_record,
    make_rulebook,
    record_lists,
)

RULEBOOK = make_rulebook()


@settings(max_examples=60, deadline=None)
@given(record_lists, filters)
def test_figures_equal_those_counted_from_the_records(
    records: list[AnalysisRecord], wanted: AnalysisFilter
) -> None:
    found = {f.field: f for f in fields(FoldedStore(records), wanted, RULEBOOK, limit=50).fields}

    meant = [record for record in records if wanted.matches(record)]
    assert set(found) == {record.field for record in meant}
    for field, figures in found.items():
        mine = [record for record in meant if record.field == field]
        completed = [record for record in mine if record.processing_status == "completed"]
        assert (figures.total, figures.completed) == (len(mine), len(completed))
        assert sum(row.count for row in figures.recommendations) == len(completed)
        for kind, rows in (
            ("gap", figures.gaps), ("weakness", figures.weaknesses), ("strength", figures.strengths),
        ):  # fmt: skip
            expected = Counter(
                code
                for record in completed
                for code in {f["code"] for f in record.analysis_results["findings"] if f["kind"] == kind}
            )
            assert {row.code: row.count for row in rows} == expected
            assert all(row.of == len(completed) for row in rows)
            assert [row.count for row in rows] == sorted(expected.values(), reverse=True)
        judged = [c for record in completed for c in record.analysis_results["criteria"]]
        assert {c.criterion: c.count for c in figures.criteria} == Counter(c["criterion"] for c in judged)
        for row in figures.criteria:
            scores = [c["score"] for c in judged if c["criterion"] == row.criterion]
            assert row.avg_score == round(sum(scores) / len(scores), 2)
            assert sum(verdict.count for verdict in row.verdicts) == row.count


@settings(max_examples=40, deadline=None)
@given(record_lists)
def test_heat_map_counts_analyses_that_show_a_gap_under_a_criterion(records: list[AnalysisRecord]) -> None:
    cells = fields(FoldedStore(records), AnalysisFilter(), RULEBOOK).gap_heatmap

    expected = Counter(
        (record.field, *cell)
        for record in records
        for cell in {
            (f["criterion"], f["code"])
            for f in (record.analysis_results or {}).get("findings", ())
            if f["kind"] == "gap" and f["criterion"]
        }
    )
    under = {(field, code) for field, _, code in expected}
    for record in records:  # what belongs to no criterion belongs to the application as a whole
        found = (record.analysis_results or {}).get("findings", ())
        whole = {f["code"] for f in found if f["kind"] == "gap"}
        expected.update((record.field, "", code) for code in whole if (record.field, code) not in under)
    assert {(cell.field, cell.criterion, cell.code): cell.count for cell in cells} == expected
    assert all(cell.count <= cell.of for cell in cells)


def finding(kind: str, code: str, criterion: str | None = "MC") -> dict[str, object]:
    return {"kind": kind, "code": code, "criterion": criterion, "text": "Text."}


def test_labels_come_from_the_rules_and_unknown_codes_name_themselves() -> None:
    found = [
        finding("strength", "award"),
        finding("strength", "dropped"),
        finding("gap", "cv_missing", "OC9"),
    ]
    record = make_record(analysis_results={"findings": found})

    comparison = fields(FoldedStore([record]), AnalysisFilter(), RULEBOOK)

    assert {row.code: row.label for row in comparison.fields[0].strengths} == {
        "award": "The award", "dropped": "dropped",
    }  # fmt: skip
    assert comparison.fields[0].name == "Digital technology"
    assert [(cell.criterion, cell.criterion_name) for cell in comparison.gap_heatmap] == [("OC9", "OC9")]


def test_every_share_names_its_denominator_and_small_samples() -> None:
    records = [make_record(analysis_results={"findings": [finding("gap", "cv_missing")]})]
    records += [make_record() for _ in range(4)]

    few = fields(FoldedStore(records[:4]), AnalysisFilter(), RULEBOOK).fields[0]
    enough = fields(FoldedStore(records), AnalysisFilter(), RULEBOOK).fields[0]

    assert few.gaps[0].model_dump() == {
        "count": 1, "of": 4, "share_percent": 25.0, "small_sample": True,
        "code": "cv_missing", "label": "The cv_missing",
    }  # fmt: skip
    assert few.small_sample
    assert (enough.gaps[0].share_percent, enough.gaps[0].small_sample) == (20.0, False)
    assert not enough.small_sample


def test_limit_cuts_the_lists_of_codes() -> None:
    found = [finding("gap", code) for code in CODES["gap"]]
    store = FoldedStore([make_record(analysis_results={"findings": found})])

    assert [row.code for row in fields(store, AnalysisFilter(), RULEBOOK, limit=1).fields[0].gaps] == [
        "cv_missing"
    ]


def test_fields_come_in_the_order_of_the_rules_and_unknown_ones_last() -> None:
    store = FoldedStore([make_record(NOW, field=field) for field in sorted(FIELDS, reverse=True)])

    found = fields(store, AnalysisFilter(), RULEBOOK).fields

    assert [row.field for row in found] == ["digital_technology", "arts_culture", "science_research"]
