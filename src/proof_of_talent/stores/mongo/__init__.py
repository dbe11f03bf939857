"""MongoDB as a store; `OUR_COLLECTIONS` are collections by which a database of ours is known."""

from proof_of_talent.stores.mongo.client import has_collections
from proof_of_talent.stores.mongo.schema import ANALYSES, KEYS, SESSIONS
from proof_of_talent.stores.mongo.store import MongoStore

OUR_COLLECTIONS = frozenset({ANALYSES, SESSIONS, KEYS})

__all__ = ["OUR_COLLECTIONS", "MongoStore", "has_collections"]
