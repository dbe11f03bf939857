"""The first pass over the records: which rows there will be, and what must be known before writing them."""

from array import array
from collections import Counter
from collections.abc import Container, Iterator
from typing import Any

import orjson

from proof_of_talent.dataset.chat import has_consent
from proof_of_talent.dataset.options import BuildOptions
from proof_of_talent.dataset.splits import Assign, read_start, split_by_applicant, split_by_time
from proof_of_talent.domain.consents import ANALYTICS, refuses
from proof_of_talent.domain.ports import Snapshot
from proof_of_talent.export.rows import Group, read_group
from proof_of_talent.export.view import Read, view_record


class DatasetSurvey:
    """What a snapshot holds for a dataset. `left_out` counts records that are not in it, by reason."""

    def __init__(
        self, snapshot: Snapshot, options: BuildOptions, target: Read | None, reviewed: Container[str] | None
    ) -> None:
        self._snapshot = snapshot
        self._options = options
        self._target = target
        self._reviewed = reviewed
        self.left_out: Counter[str] = Counter()
        self.rules: set[str] = set()
        self.prompts: set[str] = set()
        self.assessors: set[str] = set()
        self.cut_off: str | None = None
        self._small: set[Group] = set()
        groups: Counter[Group] = Counter()
        self._starts = array("q")
        for wire in self._read(count=True):
            groups[read_group(wire)] += 1
        self._small = {group for group, size in groups.items() if size < options.smallest_group}
        self.rows = sum(size for group, size in groups.items() if group not in self._small)
        if small := sum(groups.values()) - self.rows:
            self.left_out["small_group"] = small
        self._first_starts: dict[str, int] = {}
        if options.split_by == "time":
            self._read_starts()

    def read(self) -> Iterator[dict[str, Any]]:
        """Yield the records that are in, oldest first, noting which versions made them."""
        for wire in self._read(count=False):
            if read_group(wire) not in self._small:
                self._note(wire)
                yield wire

    def _read_starts(self) -> None:
        """Note when each row's person began: oldest first, so a client's first row has the first session."""
        for wire in self.read():
            start = read_start(wire["session_id"])
            if client := wire.get("client"):
                start = self._first_starts.setdefault(client, start)
            self._starts.append(start)

    def choose_split(self) -> Assign:
        """Return the split of each record."""
        if self._options.split_by == "time":
            return split_by_time(self._options.shares, self._starts, self._first_starts)
        return split_by_applicant(self._options.shares)

    def _read(self, *, count: bool) -> Iterator[dict[str, Any]]:
        for document in self._snapshot.documents():
            wire = orjson.loads(document)
            reason = self._refuse(wire)
            if reason is None:
                yield wire
            elif count:
                self.left_out[reason] += 1

    def _refuse(self, wire: dict[str, Any]) -> str | None:
        if refuses(wire.get("consents"), ANALYTICS):
            return "no_consent_to_exports"
        if self._options.format == "chat" and not has_consent(wire):
            return "no_consent_or_not_completed"
        if self._target is not None and self._target(view_record(wire)) is None:
            return "no_target"
        if self._reviewed is not None and wire["_id"] not in self._reviewed:
            return "not_reviewed"
        return None

    def _note(self, wire: dict[str, Any]) -> None:
        self.cut_off = max(self.cut_off or "", wire["created_at"])
        assessor = wire["assessor"]
        if assessor is not None:
            self.rules.add(assessor["rules_version"])
            self.assessors.add(":".join(filter(None, (assessor["name"], assessor["model"]))))
            if assessor["prompt_version"] is not None:
                self.prompts.add(assessor["prompt_version"])
