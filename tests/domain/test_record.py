"""Records, their canonical JSON, filters and bounds."""

from datetime import UTC, date, datetime, timedelta

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from proof_of_talent.domain.base import format_moment
from proof_of_talent.domain.record import (
    AnalysisFilter,
    AnalysisRecord,
    Outcome,
    label_assessor,
    new_record_id,
    parse_bound,
    position_of,
)
from tests.factories import NOW, make_record, records

OUTCOME = Outcome(result="endorsed", date="2026-12-01", reported_at=NOW)


@given(records())
def test_a_record_survives_its_json(record: AnalysisRecord) -> None:
    again = AnalysisRecord.from_json(record.to_json())
    assert again == record
    assert again.to_json() == record.to_json()


@pytest.mark.parametrize(
    "record",
    [make_record(), make_record(status="error"), make_record(outcome=OUTCOME), make_record(score=None)],
)
def test_the_json_says_what_the_wire_form_says_key_by_key(record: AnalysisRecord) -> None:
    wire = orjson.loads(record.to_json())
    assert list(wire) == list(record.to_wire())
    assert wire == orjson.loads(orjson.dumps(record.to_wire()))
    assert wire["created_at"] == "2026-11-22T12:00:00.000Z"


def test_every_record_has_every_key() -> None:
    assert orjson.loads(make_record(status="error").to_json()).keys() == make_record().to_wire().keys()


def test_a_failed_record_names_its_error() -> None:
    with pytest.raises(ValidationError, match="names its stage"):
        make_record(status="error", error=None)


@pytest.mark.parametrize("usage", [{"cost_usd": float("nan")}, {"cost_usd": float("inf")}])
def test_numbers_that_json_cannot_carry_are_refused(usage: dict[str, float]) -> None:
    with pytest.raises(ValidationError):
        make_record(usage=usage)


def test_a_position_goes_by_the_sort() -> None:
    record = make_record(score=None)
    assert position_of(record, "-created_at").value == format_moment(NOW)
    assert position_of(record, "overall_score").value is None
    assert position_of(make_record(score=7), "-overall_score").value == 7


def test_ids_are_in_the_order_of_time() -> None:
    assert new_record_id(NOW) < new_record_id(NOW + timedelta(seconds=1))
    assert len(new_record_id(NOW)) == 24


def test_an_assessor_is_named_with_its_model() -> None:
    assert label_assessor(None) == "none"
    assert label_assessor(make_record().assessor) == "rubric"
    info = {"name": "openai", "model": "gpt-5", "version": "1", "rules_version": "r"}
    assert label_assessor(make_record(assessor=info).assessor) == "openai:gpt-5"


@given(st.datetimes(timezones=st.timezones() | st.just(UTC)))
def test_a_filter_takes_any_instant_or_refuses_it_as_invalid(moment: datetime) -> None:
    try:
        wanted = AnalysisFilter(since=moment)
    except ValidationError:
        assert not 1970 < moment.year < 2999
    else:
        record = make_record()
        assert wanted.matches(record) == (record.created_at >= wanted.since)


@given(st.dates(date(1970, 1, 1), date(2999, 12, 31)))
def test_a_date_as_a_bound_means_the_whole_day(day: date) -> None:
    since, until = parse_bound(str(day), is_until=False), parse_bound(str(day), is_until=True)
    assert until - since == timedelta(days=1)
    assert since == datetime(day.year, day.month, day.day, tzinfo=UTC)
    assert AnalysisFilter(since=since, until=until).until == until


def test_an_instant_as_a_bound_is_taken_as_it_is() -> None:
    assert parse_bound("2026-11-22T10:00:00.1239+01:00", is_until=True) == datetime(
        2026, 11, 22, 9, 0, 0, 123_000, tzinfo=UTC
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2026-11-22T10:00:00",
        "2026-13-01",
        "20261122",
        "2026W47T10",
        "1969-12-31",
        "3000-01-02",
    ],
)
def test_anything_else_is_no_bound(text: str) -> None:
    with pytest.raises(ValueError):
        parse_bound(text, is_until=False)


@given(st.datetimes(timezones=st.just(UTC)))
def test_moments_are_written_in_full(moment: datetime) -> None:
    text = format_moment(moment)
    assert len(text) == len("2026-11-22T12:00:00.000Z")
    assert datetime.fromisoformat(text) == moment.replace(microsecond=moment.microsecond // 1000 * 1000)
