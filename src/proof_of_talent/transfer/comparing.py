"""Reading two stores side by side after a copy: the target holds what the source holds, or it is said."""

from collections.abc import Container, Iterator
from hashlib import sha256
from itertools import zip_longest

import orjson

from proof_of_talent.domain.errors import TalentError
from proof_of_talent.domain.ports import Snapshot, Store, hash_session_id
from proof_of_talent.domain.record import EVERY_RECORD
from proof_of_talent.transfer.walking import (
    OnProgress,
    read_contents,
    walk_client_files,
    walk_reviews,
    walk_sessions,
)


class CopyMismatchError(TalentError):
    """The target does not hold what the source holds; running the copy again may mend it."""

    code = "copy_mismatch"
    status_code = 500


def check_clients(source: Store, target: Store, erased: Container[str], *, merge: bool) -> None:
    """Compare the clients of two stores.

    Raises:
        CopyMismatchError: one differs.
    """
    for client in walk_client_files(source):
        if merge or hash_session_id(client.id) in erased:
            continue
        copied = (target.clients.get(client.id), target.private.read(client.id))
        if copied != (client, source.private.read(client.id)):
            raise CopyMismatchError(
                "A client differs between source and target: it changed after it was copied. Stop the "
                "service and copy into an empty store."
            )


def check_reviews(source: Store, target: Store, erased: Container[str], *, merge: bool) -> None:
    """Compare the reviews of two stores.

    Raises:
        CopyMismatchError: one differs.
    """
    if merge:
        return
    here = (one for one in walk_reviews(source) if hash_session_id(one.session_id) not in erased)
    if any(ours != theirs for ours, theirs in zip_longest(here, walk_reviews(target))):
        raise CopyMismatchError(
            "A review differs between source and target: it changed after it was copied. Stop the service "
            "and copy into an empty store."
        )


def check_sessions(
    source: Store, target: Store, erased: Container[str], on_progress: OnProgress, *, merge: bool
) -> int:
    """Compare the sessions and documents of two stores; return how many agree.

    Raises:
        CopyMismatchError: one differs.
    """
    checked = 0
    for session_id in walk_sessions(source):
        on_progress("checking sessions", 1)
        if hash_session_id(session_id) in erased:
            continue
        session, copied = source.sessions.get(session_id), target.sessions.get(session_id)
        differs = session != copied or read_contents(source, session) != read_contents(target, copied)
        if differs and not merge:
            raise CopyMismatchError(
                "A session differs between source and target: one of them changed after it was copied. "
                "Stop the service and copy into an empty store."
            )
        checked += 1
    return checked


def check_records(
    source: Store, target: Store, erased: Container[str], on_progress: OnProgress, *, merge: bool
) -> tuple[int, str]:
    """Walk both stores in their common order; return how many records agree, and the checksum of them all.

    Raises:
        CopyMismatchError: a record is missing, or, without merging, different or one too many.
    """
    checked, missing, surplus = 0, 0, 0
    here, there = sha256(), sha256()
    with (
        source.records.open_snapshot(EVERY_RECORD) as ours,
        target.records.open_snapshot(EVERY_RECORD) as theirs,
    ):
        copies = _keyed(theirs)
        copied = next(copies, None)
        for key, (session_id, attempt), document in _keyed(ours):
            on_progress("checking records", 1)
            if hash_session_id(session_id) in erased:
                continue
            while copied is not None and copied[0] < key:
                surplus += 1
                copied = next(copies, None)
            if copied is None or copied[0] != key:
                # When merging, the target may have a record of its own of this attempt.
                missing += not (merge and target.records.find(session_id, attempt))
                continue
            here.update(document)
            there.update(copied[2])
            checked += 1
            copied = next(copies, None)
        surplus += (copied is not None) + sum(1 for _ in copies)
    differs = surplus > 0 or here.digest() != there.digest()
    if missing or (differs and not merge):
        changed = "" if here.digest() == there.digest() else " and others differ"
        raise CopyMismatchError(
            f"Source and target do not agree: {missing:,} records are missing, {surplus:,} are too many"
            f"{changed}. Stop the service and run the copy again."
        )
    return checked, there.hexdigest()


def _keyed(snapshot: Snapshot) -> Iterator[tuple[tuple[str, str], tuple[str, int], bytes]]:
    """Yield the snapshot's order, the session and attempt, and the canonical JSON of each record."""
    for document in snapshot.documents():
        record = orjson.loads(document)
        yield (record["created_at"], record["_id"]), (record["session_id"], record["attempt"]), document
