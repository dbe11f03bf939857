"""The collections, their indexes and the validator; made at start, as often as one likes."""

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from bson import ObjectId
from pymongo import ASCENDING, DESCENDING, IndexModel, UpdateOne
from pymongo.database import Database
from pymongo.errors import CollectionInvalid, DuplicateKeyError, OperationFailure

from proof_of_talent.domain.errors import StoreUnavailableError
from proof_of_talent.stores.mongo.client import Form

ANALYSES = "cv_analyses"
SESSIONS = "sessions"
ROLLUPS = "rollups"
RECEIPTS = "gdpr_deletions"
AUDIT = "audit_log"
STATE = "store_state"
INTENTS = "write_intents"
KEYS = "api_keys"
FEED = "changes"
CLIENTS = "clients"
PRIVATE = "client_private"
REVIEWS = "reviews"
BUCKET = "documents"
FILES, CHUNKS = f"{BUCKET}.files", f"{BUCKET}.chunks"

SLOTS = 16
"""Into how many rollup documents the writers of one day and field are spread."""

STATUS = "rollups"
"""The document of `store_state` that says what the rollups are made of."""

_CONFLICTS = {85, 86}  # IndexOptionsConflict, IndexKeySpecsConflict

NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def _index(name: str, *keys: str, **options: Any) -> IndexModel:
    """Return an index; a key that begins with `-` is descending."""
    pairs = [(key.lstrip("-"), DESCENDING if key.startswith("-") else ASCENDING) for key in keys]
    return IndexModel(pairs, name=name, **options)


_TIME, _SCORE = ("-created_at", "-_id"), ("-overall_score", "-_id")
# Equality first, then the sort order, which is also the range: one walk serves a page at any depth.
INDEXES: dict[str, list[IndexModel]] = {
    ANALYSES: [
        _index("attempt", "session_id", "attempt", unique=True),
        _index("time", *_TIME),
        _index("field_time", "field", *_TIME),
        _index("status_time", "processing_status", *_TIME),
        _index("recommendation_time", "recommendation", *_TIME),
        _index("assessor_time", "assessor.name", "assessor.model", *_TIME),
        _index("score", *_SCORE),
        _index("field_score", "field", *_SCORE),
        _index("status_score", "processing_status", *_SCORE),
        _index("recommendation_score", "recommendation", *_SCORE),
        _index("assessor_score", "assessor.name", "assessor.model", *_SCORE),
        _index("client", "client"),
    ],
    SESSIONS: [
        _index("session", "session_id", unique=True),
        _index("work", "state", "job.queued_at", "session_id"),
        _index("idle", "updated_at", "session_id"),
        _index("funnel", "created_at", "field"),
        _index("client", "client"),
    ],
    ROLLUPS: [_index("range", "generation", "grain", "period")],
    FEED: [_index("order", "slot", "number")],
    RECEIPTS: [_index("session", "session_hash", unique=True)],
    AUDIT: [_index("time", "-at", "-_id"), _index("action_time", "action", "-at", "-_id")],
    # GridFS makes two of these itself, under these names.
    FILES: [
        _index("filename_1_uploadDate_1", "filename", "uploadDate"),
        _index("session", "metadata.session_id"),
        _index("age", "uploadDate"),
    ],
    CHUNKS: [_index("files_id_1_n_1", "files_id", "n", unique=True)],
    STATE: [],
    INTENTS: [],
    KEYS: [],
    CLIENTS: [
        _index("reference_of_owner", "owner", "folded", unique=True),
        _index("folded", "folded", "_id"),
        _index("updated_at", "updated_at", "_id"),
    ],
    PRIVATE: [],
    REVIEWS: [
        _index("state", "state", "_id"),
        _index("reviewer", "reviewer", "state", "_id"),
        _index("session", "session_id"),
        _index(
            "one_seat",
            "record_id",
            "reviewer",
            unique=True,
            partialFilterExpression={"reviewer": {"$exists": True}},
        ),
    ],
}

VALIDATOR: Form = {
    "$jsonSchema": {
        "bsonType": "object",
        "required": ["session_id", "field", "created_at", "processing_status"],
        "properties": {
            "session_id": {"bsonType": "string"},
            "field": {"enum": ["digital_technology", "arts_culture", "science_research"]},
            "upload_date": {"bsonType": "date"},
            "created_at": {"bsonType": "date"},
            "completed_at": {"bsonType": "date"},
            "processing_status": {"enum": ["completed", "error"]},
            "overall_score": {"bsonType": ["int", "long", "null"], "minimum": 0, "maximum": 100},
            "likelihood": {"bsonType": ["double", "null"], "minimum": 0, "maximum": 1},
            "recommendation": {"enum": ["strong", "moderate", "weak", None]},
            "attempt": {"bsonType": ["int", "long"], "minimum": 1},
        },
    }
}
"""Warns in the server's log about edits by hand that the service would have to leave out."""


def prepare_database(database: Database[Form]) -> None:
    """Create what is missing. Safe to run from many processes at once.

    Raises:
        StoreUnavailableError: what somebody inserted by hand stands against a unique index.
    """
    present = set(database.list_collection_names())
    for name, indexes in INDEXES.items():
        if name not in present:
            with suppress(CollectionInvalid):
                database.create_collection(name)  # a transaction should not have to
        if indexes:
            _create_indexes(database, name, indexes)
    # Not every service that speaks the protocol has validators, and not every user may set them.
    with suppress(OperationFailure):
        database.command(
            "collMod", ANALYSES, validator=VALIDATOR, validationLevel="moderate", validationAction="warn"
        )
    database[STATE].bulk_write(
        [
            UpdateOne(
                {"_id": gate_id(slot)},
                {
                    "$setOnInsert": {
                        "generation": 1,
                        "building": None,
                        "folded": "",
                        "locked_until": NEVER,
                        "changes": 0,
                        "epoch": ObjectId(),
                    }
                },
                upsert=True,
            )
            for slot in range(SLOTS)
        ],
        ordered=False,
    )


def _create_indexes(database: Database[Form], name: str, indexes: list[IndexModel]) -> None:
    """Create indexes in one command; where one is in the way (same keys or name, made by hand or by an
    earlier release), it gives way, because our queries name their index.
    """
    try:
        database[name].create_indexes(indexes)
    except DuplicateKeyError:
        keys = next(" and ".join(it.document["key"]) for it in indexes if it.document.get("unique"))
        raise StoreUnavailableError(
            f"The MongoDB collection {name} holds several documents of the same {keys}. Remove all but one."
        ) from None
    except OperationFailure as error:
        if error.code not in _CONFLICTS:
            raise
        for index in indexes:
            _make_room(database, name, index)
        database[name].create_indexes(indexes)


def _make_room(database: Database[Form], name: str, index: IndexModel) -> None:
    wanted = index.document
    for present, description in database[name].index_information().items():
        has_keys, has_name = description["key"] == list(wanted["key"].items()), present == wanted["name"]
        if has_keys != has_name:
            database[name].drop_index(present)


def gate_id(slot: int) -> str:
    """Return the id of a slot's gate in `store_state` (see `rollups`)."""
    return f"gate/{slot:02d}"
