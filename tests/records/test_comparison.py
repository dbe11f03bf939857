"""Two attempts side by side: parts sum to the whole, and what came and went is told."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from proof_of_talent.domain.record import RecordDocument
from proof_of_talent.records.comparison import (
    CAUSES,
    Cause,
    compare_papers,
    compare_records,
    split_change,
)
from tests.factories import NOW, make_record, make_results, records

scores = st.integers(0, 100)


@given(scores, scores, st.sets(st.sampled_from(CAUSES)), st.dictionaries(st.sampled_from(CAUSES), scores))
def test_parts_sum_to_the_whole_and_name_each_cause_once(
    first: int, last: int, changed: set[Cause], known: dict[Cause, int]
) -> None:
    causes = tuple(cause for cause in CAUSES if cause in changed)
    parts = split_change(first, last, causes, known)
    assert sum(part.points for part in parts) == last - first
    named = tuple(cause for part in parts for cause in part.causes)
    assert named == (causes or (("assessor",) if first != last else ()))


@given(records(), records(), st.dictionaries(st.sampled_from(CAUSES), scores))
def test_parts_of_any_two_records_sum_to_the_change(before, after, known) -> None:
    found = compare_records(before, after, known)
    assert sum(part.points for part in found.parts) == (found.score_change or 0)
    swapped = compare_records(after, before, {})
    assert sorted((it.change == "gained", it.code) for it in found.findings) == sorted(
        (it.change == "lost", it.code) for it in swapped.findings
    )


def make_paper(document: str, kind: str = "cv", **overrides) -> RecordDocument:
    values = {"id": document, "kind": kind, "media_type": "application/pdf", "pages": 1, "bytes": 9}
    return RecordDocument.model_validate(values | overrides)


def test_a_paper_is_known_by_its_place_and_then_by_its_content() -> None:
    before = (
        make_paper("d1", fingerprint="a"),
        make_paper("d2", "evidence", fingerprint="b"),
        make_paper("d3", "recommendation_letter"),
        make_paper("d4", "evidence", fingerprint="e"),
    )
    after = (
        make_paper("d1", fingerprint="a"),
        make_paper("d3", "recommendation_letter", fingerprint="c"),  # the same as far as the older one tells
        make_paper("d4", "recommendation_letter", fingerprint="f"),  # the id has gone to another file
        make_paper("d5", "evidence", fingerprint="d", place="d2"),
    )
    told = {(it.change, it.was, it.document) for it in compare_papers(before, after)}
    assert told == {
        ("removed", "d4", None), ("added", None, "d4"), ("changed", "d2", "d5"),
    }  # fmt: skip


def test_a_step_is_done_when_nothing_asks_for_it_any_more() -> None:
    later = make_results()
    later["findings"] = later["findings"][:2]
    later["roadmap"] = {"milestones": []}
    before = make_record()
    after = make_record(attempt=2, at=NOW + timedelta(hours=1), analysis_results=later)
    assert [(it.code, it.done) for it in compare_records(before, after, {}).roadmap] == [
        ("missing_recommendation_letters", True)
    ]
    assert [it.done for it in compare_records(before, before, {}).roadmap] == [False]
    assert [it.code for it in compare_records(before, after, {}).findings] == [
        "missing_recommendation_letters"
    ]
