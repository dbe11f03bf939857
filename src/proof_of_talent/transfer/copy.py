"""Moving everything between stores: clients, sessions with documents, records, reviews, receipts, audit, API
keys, secrets.

Every step leaves out what the target has, so a copy that was interrupted is run again. A target that holds
something else is refused unless merging is asked for. At the end both stores are read side by side. Stop
the service first: what is written to the source meanwhile is reported as missing.
"""

from collections import Counter
from collections.abc import Container, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple
from uuid import uuid4

import orjson

from proof_of_talent.domain.errors import ClientNotFoundError, ConflictError
from proof_of_talent.domain.ports import AuditEntry, DeletionReceipt, Snapshot, Store, hash_session_id
from proof_of_talent.domain.record import EVERY_RECORD, AnalysisRecord
from proof_of_talent.transfer.comparing import check_clients, check_records, check_reviews, check_sessions
from proof_of_talent.transfer.walking import (
    OnProgress,
    read_contents,
    walk_client_files,
    walk_receipts,
    walk_reviews,
    walk_sessions,
)

_STORE_ID, _COPIED_FROM = "store_id", "copied_from"
_OWN_SECRETS = {_STORE_ID, _COPIED_FROM}


class CopyReport(NamedTuple):
    """What a copy did. `left_out` counts records of sessions that were erased in the target."""

    sessions: int
    documents: int
    records: int
    receipts: int
    audit_entries: int
    left_out: int
    checked_sessions: int
    checked_records: int
    checksum: str
    clients: int
    reviews: int


def copy_store(
    source: Store, target: Store, now: datetime, *, merge: bool = False, on_progress: OnProgress
) -> CopyReport:
    """Copy everything that the target does not have, then compare. Browsers must sign in again there.

    Args:
        source: is read, and given a name of its own so that an interrupted copy is known again.
        target: must be empty, or hold an earlier copy of the same source, unless `merge`.
        now: the moment of erasures that the source knows of and the target does not.
        merge: let the target keep what else it holds; where both have something, the target's stays.
        on_progress: told about each step.

    Raises:
        ConflictError: the target holds something else.
        CopyMismatchError: what was copied is not what the source holds.
    """
    had_something = _claim_target(source, target, merge=merge)
    for name, value in source.transfer.list_secrets().items():
        if name not in _OWN_SECRETS:
            target.secrets.read(name, lambda value=value: value)  # type: ignore[misc]
    known_keys = {key.id for key in target.keys.list_all()}
    for key in source.keys.list_all():
        if key.id not in known_keys:
            target.keys.add(key.model_copy(update={"sign_ins": ()}))
    receipts = 0
    for page in walk_receipts(source):
        receipts += sum(target.transfer.import_receipt(receipt) for receipt in page)
        on_progress("receipts", len(page))
    erased = {receipt.session_hash: receipt for page in walk_receipts(target) for receipt in page}
    if had_something and erased:
        _erase_again(target, erased, now)
    clients = _copy_clients(source, target, on_progress)
    sessions, documents = _copy_sessions(source, target, on_progress)
    records, left_out = _copy_records(source, target, erased, on_progress)
    reviews = _copy_reviews(source, target, on_progress)
    audit_entries = _copy_audit(source, target, on_progress)
    check_clients(source, target, erased, merge=merge)
    check_reviews(source, target, erased, merge=merge)
    checked_sessions = check_sessions(source, target, erased, on_progress, merge=merge)
    checked_records, checksum = check_records(source, target, erased, on_progress, merge=merge)
    return CopyReport(
        sessions, documents, records, receipts, audit_entries, left_out,
        checked_sessions, checked_records, checksum, clients, reviews,
    )  # fmt: skip


def identify_store(store: Store) -> str:
    """Return the name by which a copy of this store is known again; the store gets one where it has none."""
    return store.secrets.read(_STORE_ID, lambda: str(uuid4()))


def _claim_target(source: Store, target: Store, *, merge: bool) -> bool:
    """Note in the target where it is copied from; return whether it held anything before."""
    source_id = identify_store(source)
    if target.transfer.list_secrets().get(_STORE_ID) == source_id:
        raise ConflictError("Source and target are the same store.")
    had_something = bool(
        target.transfer.list_session_ids("", 1)
        or target.records.list_page(EVERY_RECORD, limit=1)
        or target.transfer.list_receipts("", 1)
        or target.audit.list_newest(limit=1)
    )
    known = target.transfer.list_secrets().get(_COPIED_FROM)
    if had_something and known != source_id and not merge:
        raise ConflictError(
            "The target is not empty. Choose an empty one, or add --merge to keep what it holds as well."
        )
    if not had_something or known is None:
        target.secrets.read(_COPIED_FROM, lambda: source_id)
    return had_something


def _erase_again(target: Store, erased: Mapping[str, DeletionReceipt], now: datetime) -> None:
    """Erase what an earlier copy brought and the source has erased since: a receipt binds both stores."""
    forget_clients(target, erased)
    known = {session_id for session_id in walk_sessions(target) if hash_session_id(session_id) in erased}
    with target.records.open_snapshot(EVERY_RECORD) as snapshot:
        for record in snapshot.documents():
            session_id = orjson.loads(record)["session_id"]
            if hash_session_id(session_id) in erased:
                known.add(session_id)
    for session_id in known:
        target.erasure.erase(session_id, now)


def forget_clients(store: Store, erased: Mapping[str, DeletionReceipt]) -> None:
    """Remove the clients that a receipt says were erased; their sessions have receipts of their own."""
    for client in list(walk_client_files(store)):
        receipt = erased.get(hash_session_id(client.id))
        if receipt is not None:
            store.clients.remove(client.id, receipt)


def _copy_clients(source: Store, target: Store, on_progress: OnProgress) -> int:
    clients = 0
    for client in walk_client_files(source):
        added = target.clients.add(client)
        content = source.private.read(client.id)
        if content is not None:
            with suppress(ClientNotFoundError):  # the target's owner has another of this reference
                target.private.change(client.id, lambda kept, own=content: own if kept is None else kept)  # type: ignore[misc]
        clients += added
        on_progress("clients", 1)
    return clients


def _copy_reviews(source: Store, target: Store, on_progress: OnProgress) -> int:
    reviews = 0
    for review in walk_reviews(source):
        reviews += target.reviews.add(review)
        on_progress("reviews", 1)
    return reviews


def _copy_sessions(source: Store, target: Store, on_progress: OnProgress) -> tuple[int, int]:
    sessions = documents = 0
    for session_id in walk_sessions(source):
        session = source.sessions.get(session_id)
        contents = read_contents(source, session)
        if target.transfer.import_session(session, contents):
            sessions += 1
            documents += len(contents)
        on_progress("sessions", 1)
    return sessions, documents


def _copy_records(
    source: Store, target: Store, erased: Container[str], on_progress: OnProgress
) -> tuple[int, int]:
    left_out = 0

    def wanted(snapshot: Snapshot) -> Iterator[AnalysisRecord]:
        nonlocal left_out
        for document in snapshot.documents():
            record = AnalysisRecord.from_json(document)
            on_progress("records", 1)
            if hash_session_id(record.session_id) in erased:
                left_out += 1
            else:
                yield record

    with source.records.open_snapshot(EVERY_RECORD) as snapshot:
        return target.records.add_many(wanted(snapshot)), left_out


def _copy_audit(source: Store, target: Store, on_progress: OnProgress) -> int:
    """Add the entries that the target lacks; entries have no ids, so equal ones are counted."""
    every = 2**31 - 1
    present = Counter(_identify(entry) for entry in target.audit.list_newest(limit=every))
    added = 0
    for entry in reversed(source.audit.list_newest(limit=every)):
        on_progress("audit log", 1)
        if present[_identify(entry)] > 0:
            present[_identify(entry)] -= 1
        else:
            target.audit.add(entry)
            added += 1
    return added


def _identify(entry: AuditEntry) -> str:
    return entry.model_dump_json()
