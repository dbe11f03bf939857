"""Copies of the SQLite file that are whole, checked, and made or taken back while others use it."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import apsw

from proof_of_talent import __version__
from proof_of_talent.domain.base import Model, Moment, format_moment
from proof_of_talent.domain.errors import InvalidInputError, SetupError, TalentError
from proof_of_talent.domain.ports import hash_session_id
from proof_of_talent.stores.sqlite.carrying import carry_over, close_sign_ins, note_restore
from proof_of_talent.stores.sqlite.erasure import make_receipt
from proof_of_talent.stores.sqlite.records import to_moment
from proof_of_talent.stores.sqlite.schema import open_connection, sqlite_failures
from proof_of_talent.stores.sqlite.soundness import check_copy, check_restored
from proof_of_talent.stores.sqlite.store import SQLiteStore

DATABASE = "talent.db"
MANIFEST = "manifest.json"


class BackupManifest(Model):
    """What a backup holds and the checksum that proves it whole."""

    format: int = 1
    program: str
    made_at: Moment
    sha256: str
    bytes: int
    records: int
    sessions: int
    documents: int


def back_up(path: Path, destination: Path, now: datetime) -> BackupManifest:
    """Copy a database, which may be in use, into a new folder; see `make_backup`.

    Raises:
        SetupError: there is no database.
    """

    def fill(copy: Path) -> None:
        if not path.exists():
            raise SetupError(f"There is no database at {path}.")
        with sqlite_failures():
            copy_pages(path, copy)

    return make_backup(destination, now, fill)


def make_backup(destination: Path, now: datetime, fill: Callable[[Path], None]) -> BackupManifest:
    """Make a backup of the database that `fill` writes under the path it is given, and check it.

    Returns the manifest. The folder appears when everything is right, or not at all.

    Raises:
        InvalidInputError: the folder exists.
        SetupError: the copy is not sound.
    """
    if destination.exists():
        raise InvalidInputError(f"{destination} exists already. Name a new folder for each backup.")
    destination.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=".backup-", dir=destination.parent))
    try:
        fill(staging / DATABASE)
        check_copy(staging / DATABASE)
        manifest = describe_copy(staging / DATABASE, now)
        (staging / MANIFEST).write_text(manifest.model_dump_json(indent=2) + "\n", encoding="utf-8")
        sync_folder(staging)
        staging.rename(destination)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    return manifest


def restore_database(source: Path, path: Path, now: datetime, *, actor: str = "operator") -> BackupManifest:
    """Put a backup in the place of a database, which may be in use; its users see old or new.

    What was erased from the present database since the backup is erased from the restored one, too. Keys that
    were revoked stay so, consents that were withdrawn are, and newer audit entries are kept; the restore
    itself is noted. The present database is first kept as a backup beside it (`…before-restore…`), a damaged
    one as it is: what of it can be read is carried over.

    Raises:
        InvalidInputError: the backup is not whole.
    """
    manifest = read_backup(source)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=path.parent) as folder:
        staged = Path(folder) / DATABASE
        shutil.copyfile(source / DATABASE, staged)
        staged.chmod(0o600)
        kept = path.with_name(f"{path.name}.before-restore-{format_moment(now).replace(':', '')}")
        if path.exists():
            try:
                back_up(path, kept, now)
            except TalentError:
                set_aside(path, kept)
                carry_over(staged, kept / path.name)
            else:
                carry_over(staged, path)
                erase_again(staged, path)
        close_sign_ins(staged)
        note_restore(staged, actor, now, format_moment(manifest.made_at))
        check_restored(staged)
        if not path.exists():
            staged.rename(path)
            return manifest
        with sqlite_failures():
            copy_pages(staged, path)
            mark_as_new(path, kept / DATABASE)
    return manifest


def read_backup(source: Path) -> BackupManifest:
    """Return a backup's manifest after comparing the file with it."""
    try:
        manifest = BackupManifest.model_validate_json((source / MANIFEST).read_bytes())
        digest = compute_digest(source / DATABASE)
    except (OSError, ValueError):
        raise InvalidInputError(f"{source} is not a backup: its manifest or database is missing.") from None
    if digest != manifest.sha256:
        raise InvalidInputError(f"The backup {source} has been damaged: its checksum differs. Use another.")
    return manifest


def copy_pages(source: Path, target: Path) -> None:
    """Copy one database over another as one transaction of each; both may be in use."""
    reading = open_connection(source, writing=False)
    try:
        writing = open_connection(target, writing=True)
        try:
            with writing.backup("main", reading, "main") as copying:
                while not copying.done:
                    copying.step(-1)
            writing.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_PASSIVE)
        finally:
            writing.close()
    finally:
        reading.close()
    target.chmod(0o600)


def describe_copy(path: Path, now: datetime) -> BackupManifest:
    """Return the manifest of a copied database."""
    connection = open_connection(path, writing=False)
    try:
        counts = {
            name: int(connection.execute(f"SELECT count(*) FROM {table}").get)
            for name, table in (
                ("records", "cv_analyses"),
                ("sessions", "sessions"),
                ("documents", "documents"),
            )
        }
    finally:
        connection.close()
    return BackupManifest(
        program=__version__,
        made_at=now,
        sha256=compute_digest(path),
        bytes=path.stat().st_size,
        **counts,
    )


def compute_digest(path: Path) -> str:
    """Return a file's SHA-256."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def erase_again(staged: Path, present: Path) -> None:
    """Erase from a backup what the present database holds a receipt for, and take over the receipts."""
    reading = open_connection(present, writing=False)
    try:
        receipts: list[Any] = reading.execute("SELECT * FROM gdpr_deletions").fetchall()
    finally:
        reading.close()
    erased = {str(row[0]): row for row in receipts}
    store = SQLiteStore(staged)
    try:
        for session_id in list_known_sessions(staged):
            row = erased.get(hash_session_id(session_id))
            if row is not None:
                store.erasure.erase(session_id, to_moment(row[1]))
        for client_id in list_known_clients(staged):
            row = erased.get(hash_session_id(client_id))
            if row is not None:
                store.clients.remove(client_id, make_receipt(row))
    finally:
        store.close()
    connection = open_connection(staged, writing=True)
    try:
        connection.executemany("INSERT OR IGNORE INTO gdpr_deletions VALUES (?, ?, ?, ?)", receipts)
    finally:
        connection.close()


def list_known_sessions(path: Path) -> list[str]:
    """Return the ids of all sessions that a database knows, by themselves or by a record."""
    connection = open_connection(path, writing=False)
    try:
        rows = connection.execute("SELECT session_id FROM sessions UNION SELECT session_id FROM cv_analyses")
        return [str(session_id) for (session_id,) in rows]
    finally:
        connection.close()


def list_known_clients(path: Path) -> list[str]:
    """Return the ids of all clients of a database."""
    connection = open_connection(path, writing=False)
    try:
        return [str(client_id) for (client_id,) in connection.execute("SELECT client_id FROM clients")]
    finally:
        connection.close()


def mark_as_new(path: Path, before: Path) -> None:
    """Give the restored data a version that the database never had, so that no cache takes it for known."""
    reading = open_connection(before, writing=False)
    try:
        rebuilds = int(reading.execute("SELECT rebuilds FROM bookkeeping").get)
    finally:
        reading.close()
    writing = open_connection(path, writing=True)
    try:
        writing.execute("UPDATE bookkeeping SET rebuilds = max(rebuilds, ?) + 1", (rebuilds,))
    finally:
        writing.close()


def set_aside(path: Path, kept: Path) -> None:
    """Keep a damaged database as it is, under another name."""
    kept.mkdir()
    for suffix in ("", "-wal", "-shm"):
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.rename(kept / part.name)


def sync_folder(folder: Path) -> None:
    """Make files and their folder durable before they are given their name."""
    for path in (*folder.iterdir(), folder):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
