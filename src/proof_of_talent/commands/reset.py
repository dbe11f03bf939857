"""`reset`: remove analyses for good, with their sessions, documents and share of all figures."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Annotated

import orjson
import typer

from proof_of_talent.commands.context import StoreOption, err, open_rulebook, opened_store, out
from proof_of_talent.demo.sessions import SESSION_MARK
from proof_of_talent.domain.base import read_clock
from proof_of_talent.domain.errors import InvalidInputError
from proof_of_talent.domain.ports import Store
from proof_of_talent.domain.record import AnalysisFilter, parse_bound
from proof_of_talent.records.erasure import erase_session

_PAGE = 1_000


def reset(
    *,
    field: Annotated[list[str] | None, typer.Option(help="Only this field; may be given again.")] = None,
    before: Annotated[str | None, typer.Option(help="Only analyses made before this date or time.")] = None,
    samples: Annotated[
        bool, typer.Option("--samples", help="Only made-up ones: of `demo`, and of the sample applications.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    store: StoreOption = None,
) -> None:
    """Remove analyses for good: records, sessions, documents, and their share of all figures.

    Deleting rows by hand leaves sessions whose result is missing; this leaves none. Each session that goes
    leaves a receipt without personal data, as after `erase`.
    """
    wanted = make_wanted(field, before)
    with opened_store(store) as opened:
        chosen = list_sessions(opened, wanted, find_made_up() if samples else lambda _: True)
        if samples and wanted == AnalysisFilter():
            chosen |= {found: None for found in walk_session_ids(opened) if is_demo(found)}
        if not chosen:
            out.print("There is nothing to remove.")
            return
        if not yes:
            typer.confirm(f"Remove {len(chosen):,} applications for good?", abort=True, err=True)
        records = sum(
            erase_session(opened, session_id, read_clock(), actor="operator").records for session_id in chosen
        )
    err.print(f"{len(chosen):,} applications with {records:,} analyses are removed.")


def make_wanted(field: list[str] | None, before: str | None) -> AnalysisFilter:
    """Return the filter that the options describe.

    Raises:
        InvalidInputError: naming the option that is not valid.
    """
    try:
        until: datetime | None = parse_bound(before, is_until=False) if before else None
    except (ValueError, OverflowError):
        raise InvalidInputError(
            "--before must be a date such as 2026-11-22 or an instant such as 2026-11-22T10:00:00Z."
        ) from None
    try:
        return AnalysisFilter.model_validate({"field": field, "until": until})
    except ValueError:
        raise InvalidInputError("--field is not valid. `proof-of-talent rules` lists the fields.") from None


def list_sessions(
    store: Store, wanted: AnalysisFilter, chooses: Callable[[dict[str, object]], bool]
) -> dict[str, None]:
    """Return the sessions of the records that are meant, oldest first, each once."""
    with store.records.open_snapshot(wanted) as snapshot:
        records = map(orjson.loads, snapshot.documents())
        return {record["session_id"]: None for record in records if chooses(record)}


def walk_session_ids(store: Store) -> Iterator[str]:
    """Yield the ids of all sessions."""
    after = ""
    while page := store.transfer.list_session_ids(after, _PAGE):
        yield from page
        after = page[-1]


def is_demo(session_id: object) -> bool:
    """Tell whether a session was made up by `demo`."""
    return SESSION_MARK in str(session_id)


def find_made_up() -> Callable[[dict[str, object]], bool]:
    """Return what tells made-up records: those of `demo`, and those with a sample application's answers."""
    from proof_of_talent.demo.samples import list_bundled_samples  # noqa: PLC0415 - slow to import
    from proof_of_talent.intake.questionnaire import check_answers  # noqa: PLC0415 - as above

    rulebook = open_rulebook()
    answers = [
        check_answers(rulebook.field(sample.field), sample.answers, complete=False)
        for sample in list_bundled_samples()
    ]
    return lambda record: is_demo(record["session_id"]) or record["questionnaire_responses"] in answers
