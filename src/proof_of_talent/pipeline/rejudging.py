"""Judging again what was judged under other rules or by another assessor, where its papers still are."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from proof_of_talent.domain.criteria import Rulebook
from proof_of_talent.domain.errors import ConflictError, SessionErasedError, SessionNotFoundError
from proof_of_talent.domain.ports import Store
from proof_of_talent.domain.record import AnalysisFilter, AnalysisRecord, label_assessor
from proof_of_talent.pipeline.pipeline import Pipeline
from proof_of_talent.records.lists import walk_records
from proof_of_talent.records.removed import find_kept_session, find_verdict


class Wish(NamedTuple):
    """What makes an analysis due: other rules than those of now, or another assessor (None: any will do)."""

    rules: bool
    assessor: str | None


class RejudgedCount(NamedTuple):
    """How many were judged again, how many of them without a result, and whether the budget ended it."""

    judged: int = 0
    failed: int = 0
    out_of_budget: bool = False


def find_due(store: Store, rulebook: Rulebook, wish: Wish, wanted: AnalysisFilter) -> Iterator[str]:
    """Yield the sessions that are due, whose papers are there and unchanged since: newest analyses first.

    What was judged again is not due any more, so a run that was stopped goes on where it was.
    """
    seen: set[str] = set()
    for session_id in (record.session_id for record in walk_records(store, wanted)):
        session = None if session_id in seen else find_kept_session(store, session_id)
        seen.add(session_id)
        if session is None or session.state != "completed" or not session.documents:
            continue
        verdict = find_verdict(store, session_id, session.attempt)
        if verdict is not None and _is_due(verdict, rulebook, wish):
            yield session_id


def _is_due(record: AnalysisRecord, rulebook: Rulebook, wish: Wish) -> bool:
    info = record.assessor
    today = rulebook.field(record.field).rules_version
    return (wish.rules and (info is None or info.rules_version != today)) or (
        wish.assessor is not None and label_assessor(info) != wish.assessor
    )


def rejudge_all(
    pipeline: Pipeline, sessions: Iterable[str], *, workers: int, has_budget: Callable[[], bool],
    on_record: Callable[[AnalysisRecord], None] = lambda _: None,
) -> RejudgedCount:  # fmt: skip
    """Judge sessions again, so many at once, as long as the model's budget lasts.

    Few are queued at a time, so that an applicant who comes meanwhile waits for those only.
    """

    def work(session_id: str) -> AnalysisRecord | None:
        try:
            pipeline.rejudge(session_id)
        except (ConflictError, SessionErasedError, SessionNotFoundError):
            return None  # its owner was quicker
        return pipeline.run_analysis_task(session_id)

    judged = failed = 0
    waiting = iter(sessions)
    with ThreadPoolExecutor(workers) as pool:
        while batch := [one for _, one in zip(range(workers), waiting, strict=False)]:
            if not has_budget():
                return RejudgedCount(judged, failed, out_of_budget=True)
            for record in pool.map(work, batch):
                if record is not None:
                    judged += 1
                    failed += record.processing_status == "error"
                    on_record(record)
    return RejudgedCount(judged, failed)
