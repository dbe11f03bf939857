"""MongoDB as a store to grow on."""

from proof_of_talent.domain.ports import Store
from proof_of_talent.stores.mongo.changes import MongoChanges
from proof_of_talent.stores.mongo.clients import MongoClients, MongoPrivate
from proof_of_talent.stores.mongo.contents import Contents
from proof_of_talent.stores.mongo.deployment import DEADLINE_SECONDS, Deployment
from proof_of_talent.stores.mongo.documents import MongoDocuments
from proof_of_talent.stores.mongo.erasure import MongoErasure
from proof_of_talent.stores.mongo.intents import Intents
from proof_of_talent.stores.mongo.jobs import MongoJobs
from proof_of_talent.stores.mongo.ledger import MongoAuditLog, MongoKeys, MongoSecrets
from proof_of_talent.stores.mongo.rebuild import Rebuilding
from proof_of_talent.stores.mongo.receipts import Receipts
from proof_of_talent.stores.mongo.recording import MongoRecords
from proof_of_talent.stores.mongo.repair import Repair
from proof_of_talent.stores.mongo.reviews import MongoReviews
from proof_of_talent.stores.mongo.rollups import MongoRollups
from proof_of_talent.stores.mongo.sessions import MongoSessions
from proof_of_talent.stores.mongo.tallies import Tallies
from proof_of_talent.stores.mongo.transfer import MongoTransfer
from proof_of_talent.stores.mongo.views import Views


class MongoStore(Store):
    """A store in one database of a MongoDB deployment.

    Works on standalone servers, replica sets (Atlas among them) and sharded clusters; several processes may
    use one database. Making one does not connect: calls raise `StoreUnavailableError` while the deployment
    is away and work when it is back.
    """

    def __init__(
        self,
        url: str,
        database: str | None = None,
        *,
        check_seconds: float = 15.0,
        deadline_seconds: float = DEADLINE_SECONDS,
    ) -> None:
        """Put the parts together.

        Args:
            url: `mongodb://…` or `mongodb+srv://…`; see `client.connect_client`.
            database: overrides the one in the URL.
            check_seconds: how often, at most, reading looks for edits by hand and unfinished writes.
            deadline_seconds: how long a write may take.

        Raises:
            SetupError: the connection string cannot be read.
        """
        deployment = Deployment(url, database, deadline_seconds=deadline_seconds)
        receipts, contents, views = Receipts(deployment), Contents(deployment), Views(deployment)
        tallies, intents = Tallies(deployment), Intents(deployment)
        sessions = MongoSessions(deployment, receipts, contents)
        rebuilding = Rebuilding(deployment, tallies)
        changes = MongoChanges(deployment, tallies, intents)
        erasure = MongoErasure(deployment, receipts, contents, tallies, intents)
        deployment.watch = Repair(
            deployment, contents, tallies, intents, rebuilding, erasure, changes, check_seconds=check_seconds
        )
        super().__init__(
            sessions=sessions,
            documents=MongoDocuments(deployment, sessions, contents),
            jobs=MongoJobs(deployment),
            records=MongoRecords(deployment, sessions, tallies, intents, views),
            rollups=MongoRollups(deployment, tallies, views, rebuilding),
            changes=changes,
            erasure=erasure,
            clients=MongoClients(deployment, receipts),
            private=MongoPrivate(deployment),
            reviews=MongoReviews(deployment, receipts),
            audit=MongoAuditLog(deployment),
            keys=MongoKeys(deployment),
            secrets=MongoSecrets(deployment),
            transfer=MongoTransfer(deployment, sessions, receipts, contents),
            life=deployment,
        )
