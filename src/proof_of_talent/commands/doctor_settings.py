"""What `doctor` says about settings: those that do nothing, and those that a service for others needs."""

import difflib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from proof_of_talent.domain.base import read_clock
from proof_of_talent.domain.errors import SetupError
from proof_of_talent.domain.ports import Store
from proof_of_talent.domain.record import AnalysisFilter
from proof_of_talent.records.keyring import Keyring
from proof_of_talent.wiring.opening import NoStoreError, count_keys, holds_locked_documents, open_store
from proof_of_talent.wiring.settings import SETTING_PREFIX, Settings, list_setting_names

LOOKED_AT = 200
"""Sessions whose documents are tried with the keys."""
CLOCK_SLACK = timedelta(minutes=2)


class Doubt(Exception):  # noqa: N818 - nothing failed
    """Something that works and may not be what the operator meant; the text says what to do."""


@contextmanager
def open_existing(settings: Settings) -> Iterator[Store]:
    """Open the store.

    Raises:
        Doubt: there is none yet.
    """
    try:
        store = open_store(settings.store_url, settings.mongodb_database, creates=False)
    except NoStoreError:
        raise Doubt("not known before there is a database") from None
    try:
        yield store
    finally:
        store.close()


def find_unknown_names(names: list[str]) -> dict[str, str | None]:
    """Return names of settings that do not exist, each with the nearest one that does."""
    known = {name.removeprefix(SETTING_PREFIX) for name in list_setting_names()}
    ours = [name.removeprefix(SETTING_PREFIX) for name in names if name.startswith(SETTING_PREFIX)]
    nearest = {name: difflib.get_close_matches(name, known, 1) for name in ours if name not in known}
    return {
        f"{SETTING_PREFIX}{name}": f"{SETTING_PREFIX}{near[0]}" if near else None
        for name, near in nearest.items()
    }


def check_names(file: Path | None) -> str:
    """Look for settings that nothing reads.

    Raises:
        Doubt: there are some; they do nothing.
    """
    lines = file.read_text(encoding="utf-8").splitlines() if file and file.is_file() else []
    named = [line.partition("=")[0].removeprefix("export ").strip() for line in lines]
    unknown = find_unknown_names([*os.environ, *named])
    if unknown:
        told = "; ".join(
            f"{name} does not exist" + (f", did you mean {near}?" if near else "")
            for name, near in unknown.items()
        )
        raise Doubt(f"{told} It does nothing.")
    count = sum(name in list_setting_names() for name in os.environ)
    return f"{count} set, all known"


def check_encryption(settings: Settings) -> str:
    """Try the keys on documents.

    Raises:
        Doubt: no key is set.
        SetupError: a key is not one, or documents were encrypted with another.
    """
    text = settings.encryption_key.get_secret_value()
    keys = count_keys(text)
    with open_existing(settings) as store:
        if holds_locked_documents(store, text, LOOKED_AT):
            raise SetupError(
                "Documents were encrypted with another key and cannot be read. Add that key to "
                "PROOF_OF_TALENT_ENCRYPTION_KEY, behind the present one."
                if keys
                else "There are encrypted documents and no key. Set PROOF_OF_TALENT_ENCRYPTION_KEY."
            )
    if not keys:
        raise Doubt("documents are not encrypted: set PROOF_OF_TALENT_ENCRYPTION_KEY, or encrypt the disk")
    return f"new documents are encrypted; {keys} {'key' if keys == 1 else 'keys'}"


def check_exposure(settings: Settings) -> str:
    """Look at who can reach the server.

    Raises:
        Doubt: others can, and something that they need is not set.
        SetupError: others can, and there is no key.
    """
    if settings.serves_this_machine:
        return f"{settings.host} is for this machine only"
    with open_existing(settings) as store:
        has_key = Keyring(store.keys, store.audit, read_clock).has_active()
    if not has_key and not (settings.bootstrap_key_file or settings.bootstrap_key_log):
        raise SetupError(
            "Others can reach the server, and there is no API key. Make one: proof-of-talent keys create NAME"
        )
    missing = [
        what
        for what, value in (
            ("PROOF_OF_TALENT_ALLOWED_HOSTS (it answers under every name)", settings.allowed_hosts),
            (
                "PROOF_OF_TALENT_TRUSTED_PROXIES (all clients of a proxy share limits)",
                settings.trusted_proxies,
            ),
        )
        if not value
    ]
    if missing:
        raise Doubt(f"others can reach the server; not set: {' and '.join(missing)}")
    return f"others can reach the server as {settings.allowed_hosts}, through {settings.trusted_proxies}"


def check_retention(settings: Settings) -> str:
    """Look at how long things are kept.

    Raises:
        Doubt: everything is, for ever.
    """
    kept = {
        "documents": settings.retain_documents_days,
        "sessions": settings.retain_sessions_days,
        "records": settings.retain_records_days,
    }
    if not any(kept.values()):
        raise Doubt(
            "everything is kept until somebody erases it; see PROOF_OF_TALENT_RETAIN_… in docs/settings.md"
        )
    return ", ".join(f"{what} {f'{days:g} days' if days else 'kept'}" for what, days in kept.items())


def check_clock(settings: Settings) -> str:
    """Compare the clock with the newest record.

    Raises:
        Doubt: that one is from the future.
    """
    now = read_clock()
    with open_existing(settings) as store:
        newest = next(iter(store.records.list_page(AnalysisFilter(), limit=1)), None)
    if newest is not None and newest.created_at > now + CLOCK_SLACK:
        raise Doubt(
            f"it says {now:%Y-%m-%d %H:%M} UTC, the newest record {newest.created_at:%Y-%m-%d %H:%M}: "
            "synchronise the clocks of all machines (NTP)"
        )
    return f"{now:%Y-%m-%d %H:%M} UTC"
