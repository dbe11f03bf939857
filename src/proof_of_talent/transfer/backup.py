"""Backups of any store, and taking them back: checked SQLite files, whatever they were made from."""

import shutil
import tempfile
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from proof_of_talent.domain.base import format_moment
from proof_of_talent.domain.errors import ConflictError
from proof_of_talent.domain.ports import AuditEntry, Store
from proof_of_talent.domain.record import EVERY_RECORD
from proof_of_talent.transfer.copy import copy_store, identify_store
from proof_of_talent.wiring.opening import find_database, open_store

if TYPE_CHECKING:
    from proof_of_talent.stores.sqlite.backup import BackupManifest


def back_up_store(
    url: str, destination: Path, now: datetime, *, database: str | None = None
) -> "BackupManifest":
    """Copy a store into a new folder and check the copy; see `sqlite_backup.make_backup`.

    A SQLite file may be in use. From MongoDB everything is copied over the wire and compared afterwards, so
    nothing may be written meanwhile.

    Raises:
        CopyMismatchError: something was written to MongoDB meanwhile; there is no backup.
    """
    from proof_of_talent.stores.sqlite import backup as sqlite_backup  # noqa: PLC0415 - only the chosen driver loads

    if is_embedded(url):
        return sqlite_backup.back_up(find_database(url), destination, now)
    source = open_store(url, database, creates=False)
    try:
        return sqlite_backup.make_backup(destination, now, lambda path: _copy_to_file(source, path, now))
    finally:
        source.close()


def restore_store(
    source: Path, url: str, now: datetime, *, database: str | None = None, actor: str = "operator"
) -> "BackupManifest":
    """Take a backup back: in the place of a SQLite file, which may be in use (see
    `sqlite_backup.restore_database`), or into a MongoDB database without sessions and records. What has a
    receipt there stays erased.

    Raises:
        ConflictError: the MongoDB database holds sessions or records that are not of this backup.
        InvalidInputError: the backup is not whole.
    """
    from proof_of_talent.stores.sqlite import backup as sqlite_backup  # noqa: PLC0415 - as above

    if is_embedded(url):
        return sqlite_backup.restore_database(source, find_database(url), now, actor=actor)
    manifest = sqlite_backup.read_backup(source)
    with tempfile.TemporaryDirectory(prefix="restore-") as folder:  # opening a database writes to its file
        path = Path(shutil.copyfile(source / sqlite_backup.DATABASE, Path(folder) / sqlite_backup.DATABASE))
        target = open_store(url, database)
        try:
            _copy_from_file(path, target, now)
            details = {"backup_of": format_moment(manifest.made_at)}
            target.audit.add(AuditEntry(at=now, actor=actor, action="restore", details=details))
        finally:
            target.close()
    return manifest


def is_embedded(url: str) -> bool:
    """Tell whether an address names a file of ours rather than a server."""
    return url.startswith("sqlite:")


def _copy_to_file(source: Store, path: Path, now: datetime) -> None:
    target = open_store(f"sqlite:///{path}")
    try:
        copy_store(source, target, now, on_progress=_report_nothing)
        identify_store(target)  # so that a restore which was interrupted can be continued
    finally:
        target.close()


def _copy_from_file(path: Path, target: Store, now: datetime) -> None:
    holds_nothing = not (
        target.transfer.list_session_ids("", 1) or target.records.list_page(EVERY_RECORD, limit=1)
    )
    backup = open_store(f"sqlite:///{path}")
    try:
        # Receipts and an audit log may be there: they say what stays erased.
        copy_store(backup, target, now, merge=holds_nothing, on_progress=_report_nothing)
    except ConflictError:
        raise ConflictError(
            "The MongoDB database holds sessions or records. Restore into an empty one (--store names it), "
            "or delete the collections sessions and cv_analyses first."
        ) from None
    finally:
        backup.close()


def _report_nothing(_step: str, _count: int) -> None:
    """Show no progress."""
