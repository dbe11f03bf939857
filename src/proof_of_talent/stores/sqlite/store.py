"""The embedded store: one SQLite file, written by one thread with group commit, read by a pool.

Several processes may use one file; nothing about its content is remembered between calls.
"""

from pathlib import Path

from proof_of_talent.domain.ports import Store
from proof_of_talent.stores.sqlite.audit import SQLiteAuditLog, SQLiteSecrets
from proof_of_talent.stores.sqlite.changes import SQLiteChanges
from proof_of_talent.stores.sqlite.clients import SQLiteClients, SQLitePrivate
from proof_of_talent.stores.sqlite.database import SQLiteDatabase
from proof_of_talent.stores.sqlite.documents import SQLiteDocuments
from proof_of_talent.stores.sqlite.erasure import SQLiteErasure
from proof_of_talent.stores.sqlite.jobs import SQLiteJobs
from proof_of_talent.stores.sqlite.keys import SQLiteKeys
from proof_of_talent.stores.sqlite.rebuild import SQLiteRollups
from proof_of_talent.stores.sqlite.recording import SQLiteRecords
from proof_of_talent.stores.sqlite.reviews import SQLiteReviews
from proof_of_talent.stores.sqlite.sessions import SQLiteSessions
from proof_of_talent.stores.sqlite.transfer import SQLiteTransfer


class SQLiteStore(Store):
    """A store in one file."""

    def __init__(self, path: Path) -> None:
        """Open or make the database, bring its schema up to date, mend rollups that do not fit the records.

        Raises:
            SetupError: the file cannot be used; the message says why and what to do.
        """
        database = SQLiteDatabase(path)
        rollups = SQLiteRollups(database)
        super().__init__(
            sessions=SQLiteSessions(database),
            documents=SQLiteDocuments(database),
            jobs=SQLiteJobs(database),
            records=SQLiteRecords(database),
            rollups=rollups,
            changes=SQLiteChanges(database),
            erasure=SQLiteErasure(database),
            clients=SQLiteClients(database),
            private=SQLitePrivate(database),
            reviews=SQLiteReviews(database),
            audit=SQLiteAuditLog(database),
            keys=SQLiteKeys(database),
            secrets=SQLiteSecrets(database),
            transfer=SQLiteTransfer(database),
            life=database,
        )
        try:
            rollups.mend(check_counts=True)
        except BaseException:
            self.close()
            raise
