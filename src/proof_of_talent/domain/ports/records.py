"""Records of analyses, and the rollups that add them up."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol

from proof_of_talent.domain.application import Session
from proof_of_talent.domain.changes import ChangePage
from proof_of_talent.domain.record import AnalysisFilter, AnalysisRecord, Position, Sort
from proof_of_talent.domain.rollups import Grain, Rollup


class RollupDrift(NamedTuple):
    """One rollup that differs from the fold over the records."""

    grain: Grain
    period: str
    field: str
    expected_n: int
    stored_n: int


class Snapshot(Protocol):
    """A consistent view of the records for one export: what is written meanwhile is not in it."""

    def count(self) -> int:
        """Return how many records the snapshot's filter selects."""

    def documents(self) -> Iterator[bytes]:
        """Yield each record's canonical JSON, oldest first (`created_at`, then `_id`), at constant memory."""


class RecordStore(Protocol):
    """Records. Whatever is written here changes the rollups in the same transaction."""

    def add(self, record: AnalysisRecord, change: Callable[[Session], Session] | None = None) -> bool:
        """Keep a record, add its tally to the rollups and change its session: all or nothing, durably.

        Returns False, and changes nothing, when `(session_id, attempt)` already has a record; or when
        `change` is given and the session no longer exists (it was erased meanwhile). `change` is skipped
        silently by returning its argument.
        """

    def add_many(self, records: Iterable[AnalysisRecord]) -> int:
        """Keep many records without sessions (demo, import, copy), in batches, each with its rollups in one
        transaction. Records whose `_id` or `(session_id, attempt)` is present are skipped. Returns how many
        were new.
        """

    def get(self, record_id: str) -> AnalysisRecord:
        """Return one record.

        Raises:
            NotFoundError: there is none with this id.
        """

    def find(self, session_id: str, attempt: int) -> AnalysisRecord | None:
        """Return the record of one attempt, if it has been written."""

    def change(self, record_id: str, change: Callable[[AnalysisRecord], AnalysisRecord]) -> AnalysisRecord:
        """Replace a record by a changed one (for instance with an outcome), moving its tally accordingly.

        Raises:
            NotFoundError: there is none with this id.
        """

    def list_page(
        self, wanted: AnalysisFilter, *, sort: Sort = "-created_at", limit: int = 50, skip: int = 0,
        after: Position | None = None,
    ) -> list[AnalysisRecord]:  # fmt: skip
        """Return one page. Ties are broken by `_id` in the sort's direction; records without a score come
        last in either direction of a score sort. `after` continues behind a row and does not get slower with
        depth; `skip` is for shallow pages.
        """

    def open_snapshot(self, wanted: AnalysisFilter) -> AbstractContextManager[Snapshot]:
        """Open a consistent view for an export; closing it frees it. Writers are not blocked meanwhile."""


class ChangeStore(Protocol):
    """The order in which records changed: each record stands in it once, where its newest change is.

    Who reads on from a cursor, again and again, and puts each record in the place of the one with its `_id`,
    or takes away what is gone, holds what the store holds. No change is ever passed over, whoever writes at
    the same time; one that is read while it is made may come twice.
    """

    def read(self, cursor: str | None, limit: int) -> ChangePage:
        """Return the changes behind a cursor, from the beginning without one.

        Raises:
            InvalidInputError: the cursor is not of this store; start again from the beginning.
        """


class RollupStore(Protocol):
    """Counters of the records, added up per day and month."""

    def read(self, wanted: AnalysisFilter, *, grain: Grain = "month", detail: bool = True) -> list[Rollup]:
        """Return the rollups that make up exactly the records of the filter (see `tally.plan_rollups`).

        Records of part days come as rollups of their day (or month) with counters added up. With
        `detail=False` only the `KEY_FIGURES` counters are filled, at a fraction of the cost.
        """

    def read_version(self) -> str:
        """Return a token that changes whenever records or rollups change; cheap, for caches and ETags."""

    def verify(self) -> list[RollupDrift]:
        """Compare all rollups with a fold over all records; empty when they are equal."""

    def rebuild(self) -> int:
        """Replace all rollups by a fold over all records, while readers see old or new, never a mixture.
        Returns the number of records folded.
        """
