"""MongoDB as the store to grow on. Each module holds one subject; `store.MongoStore` is all of them."""

from proof_of_talent.stores.mongo.store import MongoStore

__all__ = ["MongoStore"]
