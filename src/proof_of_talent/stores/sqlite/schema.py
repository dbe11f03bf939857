"""The shape of the SQLite file: tables, migrations, how connections are opened, how failures are told."""

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import apsw

from proof_of_talent.domain.errors import SetupError, StoreUnavailableError

BUSY_SECONDS = 15.0
PAGE_SIZE = 4096
"""Bytes a page. The last page of a record is half empty on average: small pages waste least."""
CHECKPOINT_PAGES = 4_000
WAL_LIMIT_BYTES = 64 * 1024 * 1024
"""The write-ahead log grows while a long export reads; afterwards its file is cut to this size."""

_FIRST_SCHEMA = """
CREATE TABLE sessions (
  session_id TEXT PRIMARY KEY, field TEXT NOT NULL, state TEXT NOT NULL,
  created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
  has_answers INTEGER NOT NULL, has_documents INTEGER NOT NULL,
  submitted INTEGER NOT NULL, finished INTEGER NOT NULL,
  queued_at INTEGER, lease_until INTEGER, body BLOB NOT NULL
);
CREATE INDEX sessions_work ON sessions (queued_at, session_id, lease_until) WHERE state = 'analyzing';
CREATE INDEX sessions_idle ON sessions (updated_at, session_id) WHERE state <> 'analyzing';
CREATE INDEX sessions_funnel
  ON sessions (created_at, field, has_answers, has_documents, submitted, finished);

CREATE TABLE documents (
  session_id TEXT NOT NULL, document_id TEXT NOT NULL, content BLOB NOT NULL,
  PRIMARY KEY (session_id, document_id)
);

-- A selection is one combination of the filterable values; there are few, so that every filter is a
-- handful of exact index ranges, however rare its matches are among millions of records.
CREATE TABLE selections (
  selection INTEGER PRIMARY KEY, field TEXT NOT NULL, status TEXT NOT NULL,
  recommendation TEXT NOT NULL, assessor TEXT NOT NULL,
  UNIQUE (field, status, recommendation, assessor)
);

-- Times are milliseconds since 1970 in UTC; `document` is the record's canonical JSON, the columns beside
-- it are taken from it for searching and for people with a SQL prompt.
CREATE TABLE cv_analyses (
  position INTEGER PRIMARY KEY, _id TEXT NOT NULL, session_id TEXT NOT NULL, attempt INTEGER NOT NULL,
  created_at INTEGER NOT NULL, selection INTEGER NOT NULL,
  field TEXT NOT NULL, processing_status TEXT NOT NULL, recommendation TEXT, assessor TEXT NOT NULL,
  overall_score INTEGER, likelihood REAL, document BLOB NOT NULL
);
CREATE UNIQUE INDEX cv_analyses_id ON cv_analyses (_id);
CREATE UNIQUE INDEX cv_analyses_attempt ON cv_analyses (session_id, attempt);
CREATE INDEX cv_analyses_time ON cv_analyses (created_at, _id, selection);
CREATE INDEX cv_analyses_selection_time ON cv_analyses (selection, created_at, _id);
CREATE INDEX cv_analyses_selection_score ON cv_analyses (selection, overall_score, _id, created_at);

CREATE TABLE rollups (
  grain TEXT NOT NULL, period TEXT NOT NULL, field TEXT NOT NULL, status TEXT NOT NULL,
  recommendation TEXT NOT NULL, assessor TEXT NOT NULL,
  n INTEGER NOT NULL, score_n INTEGER NOT NULL, score_sum INTEGER NOT NULL,
  likelihood_n INTEGER NOT NULL, likelihood_e4_sum INTEGER NOT NULL, counters BLOB NOT NULL,
  PRIMARY KEY (grain, period, field, status, recommendation, assessor)
);
-- The overview reads only this index, never the wide counters.
CREATE INDEX rollups_figures ON rollups (grain, period, field, status, recommendation, assessor,
  n, score_n, score_sum, likelihood_n, likelihood_e4_sum);

-- `changes` counts every row written to cv_analyses by anyone (triggers), `accounted` those whose tally is
-- in the rollups. Where they differ somebody edited by hand, and the rollups are rebuilt.
CREATE TABLE bookkeeping (
  one INTEGER PRIMARY KEY CHECK (one = 1), record_count INTEGER NOT NULL, changes INTEGER NOT NULL,
  accounted INTEGER NOT NULL, rebuilds INTEGER NOT NULL, tally_version INTEGER NOT NULL
);
INSERT INTO bookkeeping VALUES (1, 0, 0, 0, 0, 0);
CREATE TRIGGER cv_analyses_inserted AFTER INSERT ON cv_analyses BEGIN
  UPDATE bookkeeping SET changes = changes + 1, record_count = record_count + 1;
END;
CREATE TRIGGER cv_analyses_deleted AFTER DELETE ON cv_analyses BEGIN
  UPDATE bookkeeping SET changes = changes + 1, record_count = record_count - 1;
END;
CREATE TRIGGER cv_analyses_updated AFTER UPDATE ON cv_analyses BEGIN
  UPDATE bookkeeping SET changes = changes + 1;
END;

CREATE TABLE gdpr_deletions (
  session_hash TEXT PRIMARY KEY, deleted_at INTEGER NOT NULL, documents INTEGER NOT NULL,
  records INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE audit (
  entry INTEGER PRIMARY KEY, at INTEGER NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL,
  details TEXT NOT NULL
);
CREATE INDEX audit_time ON audit (at);
CREATE INDEX audit_action ON audit (action, at);
CREATE TABLE secrets (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""

_API_KEYS = "CREATE TABLE api_keys (key_id TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;"

_CHANGES = """
-- Each record stands here once, where its newest change is, also one that was made at a SQL prompt; `removed`
-- ones are gone. One writer at a time and AUTOINCREMENT: before a number that can be read none will appear.
-- Not INSERT OR REPLACE: a statement's own OR IGNORE would win inside its triggers.
CREATE TABLE changes (
  change INTEGER PRIMARY KEY AUTOINCREMENT, record_id TEXT NOT NULL UNIQUE, removed INTEGER NOT NULL,
  changed_at INTEGER NOT NULL
);
CREATE TABLE change_feed (one INTEGER PRIMARY KEY CHECK (one = 1), epoch TEXT NOT NULL);
INSERT INTO change_feed VALUES (1, lower(hex(randomblob(8))));
INSERT INTO changes (record_id, removed, changed_at)
  SELECT _id, 0, created_at FROM cv_analyses ORDER BY created_at, _id;
CREATE TRIGGER cv_analyses_change_inserted AFTER INSERT ON cv_analyses BEGIN
  DELETE FROM changes WHERE record_id = NEW._id;
  INSERT INTO changes (record_id, removed, changed_at)
    VALUES (NEW._id, 0, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER));
END;
CREATE TRIGGER cv_analyses_change_deleted AFTER DELETE ON cv_analyses BEGIN
  DELETE FROM changes WHERE record_id = OLD._id;
  INSERT INTO changes (record_id, removed, changed_at)
    VALUES (OLD._id, 1, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER));
END;
CREATE TRIGGER cv_analyses_change_updated AFTER UPDATE ON cv_analyses BEGIN
  DELETE FROM changes WHERE record_id IN (OLD._id, NEW._id);
  INSERT INTO changes (record_id, removed, changed_at)
    SELECT OLD._id, 1, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)
    WHERE OLD._id <> NEW._id;
  INSERT INTO changes (record_id, removed, changed_at)
    VALUES (NEW._id, 0, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER));
END;
"""

_CLIENTS = """
-- `folded` is the reference as it is compared, `tags` one a line between line feeds; `body` says all of it.
CREATE TABLE clients (
  client_id TEXT PRIMARY KEY, owner TEXT NOT NULL, folded TEXT NOT NULL, status TEXT NOT NULL,
  tags TEXT NOT NULL, updated_at INTEGER NOT NULL, body BLOB NOT NULL
);
CREATE UNIQUE INDEX clients_reference_of_owner ON clients (owner, folded);
CREATE INDEX clients_folded ON clients (folded, client_id, owner, status, tags);
CREATE INDEX clients_updated_at ON clients (updated_at, client_id, owner, status, tags, folded);
CREATE TABLE client_private (client_id TEXT PRIMARY KEY, content BLOB NOT NULL);
ALTER TABLE sessions ADD COLUMN client TEXT;
ALTER TABLE cv_analyses ADD COLUMN client TEXT;
CREATE INDEX sessions_client ON sessions (client, session_id) WHERE client IS NOT NULL;
CREATE INDEX cv_analyses_client ON cv_analyses (client, session_id) WHERE client IS NOT NULL;
"""

_REVIEWS = """
-- Reviews by people; a seat that is open has no reviewer. `body` says all of it.
CREATE TABLE reviews (
  review_id TEXT PRIMARY KEY, record_id TEXT NOT NULL, session_id TEXT NOT NULL, reviewer TEXT,
  state TEXT NOT NULL, body BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX reviews_state ON reviews (state, review_id);
CREATE INDEX reviews_reviewer ON reviews (reviewer, state, review_id) WHERE reviewer IS NOT NULL;
CREATE INDEX reviews_session ON reviews (session_id);
CREATE UNIQUE INDEX reviews_one_seat ON reviews (record_id, reviewer) WHERE reviewer IS NOT NULL;
"""

MIGRATIONS: tuple[str, ...] = (_FIRST_SCHEMA, _API_KEYS, _CHANGES, _CLIENTS, _REVIEWS)
"""Script number n brings a file from `user_version` n to n + 1. Never edit one that was released."""


def open_connection(path: Path, *, writing: bool) -> apsw.Connection:
    """Open one connection with the settings that durability and erasure need.

    `secure_delete` overwrites what is deleted; `synchronous=FULL` makes a commit survive a power cut.
    """
    connection = apsw.Connection(os.fspath(path))
    set_patience(connection, BUSY_SECONDS)
    connection.pragma("page_size", PAGE_SIZE)
    connection.pragma("secure_delete", True)
    connection.pragma("synchronous", "FULL")
    connection.pragma("journal_size_limit", WAL_LIMIT_BYTES)
    connection.pragma("temp_store", "MEMORY")
    connection.pragma("cache_size", -32_000 if writing else -8_000)
    if writing:
        connection.pragma("journal_mode", "wal")
        connection.pragma("wal_autocheckpoint", CHECKPOINT_PAGES)
    else:
        connection.pragma("query_only", True)
    return connection


def set_patience(connection: apsw.Connection, seconds: float) -> None:
    """Set how long a connection waits for a lock that another one holds.

    SQLite's own handler backs off to 100 ms, in which a busy neighbour commits many times; this one tries
    every 2 ms, so that nobody starves.
    """
    deadline = 0.0

    def wait(tries: int) -> bool:
        nonlocal deadline
        if tries == 0:
            deadline = time.monotonic() + seconds
        time.sleep(0.002)
        return time.monotonic() < deadline

    connection.set_busy_handler(wait)


def prepare_file(path: Path) -> None:
    """Make the database file, readable by its owner only, and bring its schema up to date.

    Raises:
        SetupError: it cannot be made or opened, is damaged, or was written by a newer version.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise SetupError(
            f"The database {path} cannot be written ({error.strerror}). Check the folder and its permissions."
        ) from error
    try:
        connection = open_connection(path, writing=True)
        try:
            migrate(connection, path)
        finally:
            connection.close()
    except (apsw.NotADBError, apsw.CorruptError) as error:
        raise SetupError(
            f"{path} is not a sound SQLite database. Restore it from a backup, or name another file."
        ) from error
    except (apsw.ReadOnlyError, apsw.CantOpenError, apsw.PermissionsError) as error:
        raise SetupError(
            f"The database {path} cannot be written. Check the permissions of its folder."
        ) from error
    except apsw.Error as error:
        raise describe_failure(error) from error


def migrate(connection: apsw.Connection, path: Path, migrations: Sequence[str] = MIGRATIONS) -> None:
    """Run the migrations that a file lacks, each in a transaction; several processes may try at once.

    Raises:
        SetupError: the file was written by a newer version.
    """
    while (version := read_version(connection)) < len(migrations):
        connection.execute("BEGIN IMMEDIATE")
        try:
            if read_version(connection) == version:
                connection.execute(migrations[version])
                connection.pragma("user_version", version + 1)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
    if version > len(migrations):
        raise SetupError(
            f"The database {path} was written by a newer version of Proof of Talent. Update the program."
        )


def read_version(connection: apsw.Connection) -> int:
    """Return the schema version of the file; 0 when it is new."""
    return int(connection.execute("PRAGMA user_version").get)


def describe_failure(error: apsw.Error) -> StoreUnavailableError:
    """Turn a driver's error into one a person can act on; it never carries data."""
    if isinstance(error, apsw.FullError):
        return StoreUnavailableError("The disk of the database is full. Free some space and try again.")
    if isinstance(error, apsw.BusyError | apsw.LockedError):
        return StoreUnavailableError("The database is busy with another program. Please try again shortly.")
    if isinstance(error, apsw.CorruptError | apsw.NotADBError):
        return StoreUnavailableError("The database file is damaged. Restore it from a backup.")
    if isinstance(error, apsw.ReadOnlyError):
        return StoreUnavailableError("The database file is read-only. Check its permissions.")
    if isinstance(error, apsw.ConnectionClosedError):
        return StoreUnavailableError("The database has been closed.")
    return StoreUnavailableError(f"The database failed ({type(error).__name__}). Please try again shortly.")


@contextmanager
def sqlite_failures() -> Iterator[None]:
    """Raise `StoreUnavailableError` in place of a driver's error."""
    try:
        yield
    except apsw.Error as error:
        raise describe_failure(error) from error
