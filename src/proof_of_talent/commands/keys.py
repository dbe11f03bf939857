"""`keys`: who may read the figures and take the dataset out of a server that others can reach."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Annotated, Any

import orjson
import typer
from rich.table import Table

from proof_of_talent.commands.context import (
    JsonOption,
    StoreOption,
    err,
    name_operator,
    opened_store,
    out,
    print_table,
)
from proof_of_talent.domain.base import read_clock
from proof_of_talent.domain.errors import InvalidInputError
from proof_of_talent.domain.keys import SCOPES, Scope
from proof_of_talent.records.keyring import Keyring

_SECRET: Any = {"digest": True, "sign_ins": {"__all__": {"digest"}}}

keys = typer.Typer(help="Make, list and revoke API keys.", no_args_is_help=True, rich_markup_mode=None)


def read_scopes(names: list[str]) -> tuple[Scope, ...]:
    """Return the scopes that were named.

    Raises:
        InvalidInputError: one of them does not exist.
    """
    unknown = set(names) - set(SCOPES)
    if unknown:
        raise InvalidInputError(f"--scope is one of: {', '.join(SCOPES)}. It can be given several times.")
    return tuple(scope for scope in SCOPES if scope in names)


@contextmanager
def opened_keyring(store: str | None, *, creates: bool = False) -> Iterator[Keyring]:
    """Open the keys of a store, and close it afterwards."""
    with opened_store(store, creates=creates) as opened:
        yield Keyring(opened.keys, opened.audit, read_clock)


KeyArgument = Annotated[
    str, typer.Argument(metavar="ID", help="The key's id, or a beginning that no other key has.")
]


@keys.command()
def create(
    name: Annotated[str, typer.Argument(help="Whose key it is, or what it is for.")],
    scope: Annotated[
        list[str] | None, typer.Option(help="analytics, export, advise or admin; can be given several times.")
    ] = None,
    days: Annotated[
        float | None, typer.Option(min=0.01, max=3650, help="End it after so many days (default: never).")
    ] = None,
    store: StoreOption = None,
) -> None:
    """Make a key and show it once (on standard output, alone); only its fingerprint is kept."""
    scopes = read_scopes(scope or ["analytics"])
    with opened_keyring(store, creates=True) as keyring:
        life = None if days is None else timedelta(days=days)
        made = keyring.create(name, scopes, actor=name_operator(), life=life)
    err.print(f"Key {made.key.id} for {name}, with {', '.join(scopes)}. Keep it now, it is not shown again:")
    out.out(made.token)


@keys.command("list")
def show_keys(as_json: JsonOption = False, store: StoreOption = None) -> None:
    """List all keys with their last use, revoked ones too."""
    with opened_keyring(store) as keyring:
        found = keyring.list()
    if as_json:
        whole = [key.model_dump(mode="json", exclude=_SECRET) for key in found]
        out.out(orjson.dumps(whole, option=orjson.OPT_INDENT_2).decode())
        return
    table = Table("Id", "Name", "Scopes", "Made", "Last used", "Browsers", "Ends", "Revoked")
    for key in found:
        made, used, ends, revoked = map(
            show_moment, (key.created_at, key.last_used_at, key.expires_at, key.revoked_at)
        )
        browsers = str(len(key.list_sign_ins(read_clock())))
        table.add_row(key.id, key.name, ", ".join(key.scopes), made, used, browsers, ends, revoked)
    print_table(table)


@keys.command()
def revoke(
    key_id: KeyArgument,
    store: StoreOption = None,
) -> None:
    """End a key at once and for good, with every browser that signed in by it."""
    with opened_keyring(store) as keyring:
        revoked = keyring.revoke(keyring.complete_id(key_id), actor=name_operator())
    out.print(f"Key {revoked.id} ({revoked.name}) no longer works.")


@keys.command("sign-out")
def sign_out_all(
    key_id: KeyArgument,
    store: StoreOption = None,
) -> None:
    """Sign out every browser that signed in by a key; the key itself goes on working."""
    with opened_keyring(store) as keyring:
        ended = keyring.end_sign_ins(keyring.complete_id(key_id), actor=name_operator())
    out.print(f"No browser is signed in by the key {ended.id} ({ended.name}) any more.")


def show_moment(moment: datetime | None) -> str:
    """Return a moment for a table."""
    return "–" if moment is None else f"{moment:%Y-%m-%d %H:%M}"
