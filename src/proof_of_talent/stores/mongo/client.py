"""Reaching a MongoDB deployment: connection defaults, and every driver failure turned into ours."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote

import certifi
from pymongo import MongoClient
from pymongo.errors import (
    ConfigurationError,
    ConnectionFailure,
    ExecutionTimeout,
    InvalidName,
    InvalidOperation,
    InvalidURI,
    OperationFailure,
    PyMongoError,
    ServerSelectionTimeoutError,
    WTimeoutError,
)
from pymongo.uri_parser import parse_uri

from proof_of_talent.domain.errors import SetupError, StoreUnavailableError

Form = dict[str, Any]
"""A BSON document."""

DEFAULT_DATABASE = "proof_of_talent"
DEFAULTS: Form = {
    "appname": "proof-of-talent",
    "w": "majority",
    "retrywrites": True,
    "retryreads": True,
    "readpreference": "primary",
    "serverselectiontimeoutms": 5_000,
    "connecttimeoutms": 5_000,
    "sockettimeoutms": 60_000,
    "maxpoolsize": 50,
}
"""What the connection string may override, option by option."""

_REFUSED_CODES = {13, 18, 8000}  # Unauthorized, AuthenticationFailed, Atlas's own "bad auth"
_BUSY_CODES = {
    *(43, 237, 239, 246),  # the cursor or the snapshot behind a long read is gone
    *(91, 189, 10107, 11600, 11602, 13435, 13436),  # shutting down, or no longer the primary
    *(50, 112, 251, 262),  # out of time, or writers met too often
}


def connect_client(url: str, database: str | None = None) -> tuple[MongoClient[Form], str]:
    """Return a client, which connects when it is first used, and the name of the database to work in.

    The database is the argument, else the one in the connection string, else `proof_of_talent`.

    Raises:
        SetupError: the connection string, a file or the database that it names cannot be used. It is not
            repeated: it may hold a password.
    """
    scheme, path, query = _split_address(url)
    try:
        if scheme == "mongodb":
            parse_uri(url)  # a client that fails to be made complains again when it is collected
        client: MongoClient[Form] = MongoClient(
            url, connect=False, tz_aware=True, datetime_conversion="DATETIME_AUTO",
            **_choose_options(scheme, query),
        )  # fmt: skip
    except OSError as error:  # of which ssl.SSLError is one
        raise SetupError(
            "A file that the MongoDB connection string names (tlsCAFile, tlsCertificateKeyFile, tlsCRLFile) "
            f"cannot be used ({type(error).__name__}). Check its path and permissions."
        ) from None
    except (InvalidURI, ConfigurationError, ValueError, TypeError) as error:
        raise SetupError(
            "The MongoDB connection string cannot be used "
            f"({type(error).__name__}). Check PROOF_OF_TALENT_STORE or MONGODB_URL against docs/mongodb.md; "
            "special characters in a password are written as %40, %3A, %2F …"
        ) from None
    if not client.write_concern.acknowledged:
        client.close()
        raise SetupError(
            "The MongoDB connection string says w=0, with which writes may be lost unnoticed. Leave it out."
        )
    name = database or path or DEFAULT_DATABASE
    try:
        client.get_database(name)
    except InvalidName:
        client.close()
        raise SetupError(
            'MongoDB knows no databases with / \\ . " $ or a space in their names. Check '
            "MONGODB_DATABASE, or the end of the connection string."
        ) from None
    return client, name


def _split_address(url: str) -> tuple[str, str, list[tuple[str, str]]]:
    """Return scheme, database and options of a connection string, split where the driver splits it: in a
    password `#` and `[` are ordinary characters, which they are not in other addresses.
    """
    scheme, _, rest = url.partition("://")
    place, _, query = rest.partition("?")
    _, _, path = place.rpartition("@")[2].partition("/")
    return scheme, unquote(path), parse_qsl(query, keep_blank_values=True)


def _choose_options(scheme: str, query: list[tuple[str, str]]) -> Form:
    """Return our defaults for what a connection string does not choose itself."""
    given = {name.lower() for name, _ in query}
    options = {name: value for name, value in DEFAULTS.items() if name not in given}
    if "compressors" not in given and _can_compress():
        options["compressors"] = "zstd"
    if _wants_tls(scheme, query) and not given & {"tlscafile", "tlsinsecure", "ssl_ca_certs"}:
        options |= _find_authorities()
    return options


def _can_compress() -> bool:
    return find_spec("zstandard") is not None or (
        find_spec("backports") is not None and find_spec("backports.zstd") is not None
    )


def _wants_tls(scheme: str, query: list[tuple[str, str]]) -> bool:
    options = {name.lower(): value.lower() for name, value in query}
    asked = options.get("tls", options.get("ssl"))
    return asked == "true" or (scheme == "mongodb+srv" and asked != "false")


def _find_authorities() -> Form:
    """Return nothing where the system has certificate authorities (a company's own are among them), else
    certifi's.
    """
    paths = ssl.get_default_verify_paths()
    folder = Path(paths.capath) if paths.capath is not None else None
    if paths.cafile is not None or (folder is not None and folder.is_dir() and any(folder.iterdir())):
        return {}
    return {"tlscafile": certifi.where()}


@contextmanager
def mongo_failures() -> Iterator[None]:
    """Turn what the driver raises when a deployment is away, busy or closed to us into
    `StoreUnavailableError`; anything else is a mistake of ours and passes.
    """
    try:
        yield
    except PyMongoError as error:
        reason = _explain(error)
        if reason is None:
            raise
        raise StoreUnavailableError(f"{reason} Please try again shortly.") from error


def _explain(error: PyMongoError) -> str | None:
    """Return why the store is unavailable; None for another kind of failure. Never a driver's own text: it
    names hosts, and may quote documents.
    """
    code = error.code if isinstance(error, OperationFailure) else None
    unfinished = any(
        map(error.has_error_label, ("TransientTransactionError", "UnknownTransactionCommitResult"))
    )
    reasons = (
        (
            isinstance(error, ServerSelectionTimeoutError) and "SSL" in str(error),
            "No MongoDB server can be reached with TLS: check that it speaks TLS, and the certificates.",
        ),
        (isinstance(error, ServerSelectionTimeoutError), "No MongoDB server can be reached."),
        (
            code in _REFUSED_CODES,
            "MongoDB refuses the configured user or password, or the user may not do this.",
        ),
        (isinstance(error, ConfigurationError), "The name of the MongoDB deployment cannot be resolved."),
        (
            isinstance(error, InvalidOperation) and "close" in str(error),
            "The connection to MongoDB has been closed.",
        ),
        (
            isinstance(error, ExecutionTimeout | WTimeoutError) or error.timeout,
            "MongoDB did not answer in time.",
        ),
        (isinstance(error, ConnectionFailure), "The connection to MongoDB was lost."),
        (code in _BUSY_CODES or unfinished, "MongoDB could not finish the request."),
    )
    return next((reason for holds, reason in reasons if holds), None)


def has_collections(url: str, database: str | None, names: frozenset[str]) -> bool:
    """Tell whether a database has any of these collections; it is not made by asking."""
    client, name = connect_client(url, database)
    with mongo_failures(), client:
        return not names.isdisjoint(client[name].list_collection_names())
