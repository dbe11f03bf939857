"""MongoDB implementing `ports.Store`."""

from proof_of_talent.stores.mongo.ledger import Ledger
from proof_of_talent.stores.mongo.repair import Repair
from proof_of_talent.stores.mongo.transfer import Transfer


class MongoStore(Repair, Transfer, Ledger):
    """Implements `ports.Store` on one database of a MongoDB deployment.

    Works on standalone servers, replica sets (Atlas among them) and sharded clusters; several processes may
    use one database. Making one does not connect: calls raise `StoreUnavailableError` while the deployment
    is away and work when it is back.
    """
