"""`clients`: the clients of an adviser on the command line."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import orjson
import typer
from rich.table import Table

from proof_of_talent.commands.context import (
    JsonOption,
    StoreOption,
    err,
    name_operator,
    opened_papers,
    out,
    print_table,
)
from proof_of_talent.domain.base import Model, read_clock
from proof_of_talent.domain.clients import (
    CLIENT_STATUSES,
    THIS_MACHINE_OWNER,
    ClientFile,
    ClientFilter,
    ClientSort,
    ClientStatus,
)
from proof_of_talent.domain.errors import ClientNotFoundError, InvalidInputError
from proof_of_talent.domain.ports import Store
from proof_of_talent.records.clients import (
    ClientLine,
    add_note,
    change_client,
    describe_client,
    list_clients,
    rename_client,
)
from proof_of_talent.records.comparison import AttemptSummary
from proof_of_talent.records.erasure import erase_client
from proof_of_talent.records.outcome_import import import_outcomes

clients = typer.Typer(
    help="List, show, note, tag and erase the clients of an adviser.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
WhichClient = Annotated[str, typer.Argument(metavar="CLIENT", help="The client's reference or id.")]
PAGE = 500


def find_client(store: Store, which: str) -> ClientFile:
    """Return the client of an id, or of a reference: of this machine's, or else of the one owner who has it.

    Raises:
        ClientNotFoundError: there is none.
        InvalidInputError: several owners have one.
    """
    if which.startswith("client_"):
        return store.clients.get(which)
    own = store.clients.find(THIS_MACHINE_OWNER, which)
    if own is not None:
        return own
    listed = store.clients.list_page(ClientFilter(text=which[:100]), sort="reference", limit=PAGE)
    found = [one for one in listed if one.reference.casefold() == which.casefold()]
    if len(found) > 1:
        raise InvalidInputError("Several advisers have a client of this reference. Give the client's id.")
    if not found:
        raise ClientNotFoundError
    return found[0]


@clients.command("list")
def list_table(
    search: Annotated[str | None, typer.Option(help="Only where this stands in reference or tags.")] = None,
    status: Annotated[str | None, typer.Option(help=f"One of: {', '.join(CLIENT_STATUSES)}.")] = None,
    tag: Annotated[str | None, typer.Option(help="Only with this tag.")] = None,
    sort: Annotated[
        str, typer.Option(help="updated_at or reference, with - for descending.")
    ] = "-updated_at",
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 1_000_000,
    as_json: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """List clients with what came out for each."""
    try:
        wanted = ClientFilter.model_validate({"text": search, "status": status, "tag": tag})
    except ValueError:
        raise InvalidInputError(f"--status is one of: {', '.join(CLIENT_STATUSES)}.") from None
    if sort.removeprefix("-") not in ("updated_at", "reference"):
        raise InvalidInputError("--sort is updated_at or reference, with - before it for descending.")
    with opened_papers(store) as opened:
        lines = list(walk_clients(opened, wanted, sort, limit))  # type: ignore[arg-type]
    if as_json:
        print_json(lines)
        return
    table = Table(
        "Reference", "Name", "Status", "Tags", "Field", "Analyses", "Verdict", "Score", "Open points"
    )
    for line in lines:
        table.add_row(
            line.reference, line.name or "–", line.status, ", ".join(line.tags) or "–", line.field or "–",
            *describe_latest(line.latest),
        )  # fmt: skip
    print_table(table)


def walk_clients(store: Store, wanted: ClientFilter, sort: ClientSort, limit: int) -> Iterator[ClientLine]:
    """Yield clients, page by page."""
    cursor: str | None = None
    while limit > 0:
        page = list_clients(store, wanted, sort=sort, limit=min(limit, PAGE), cursor=cursor)
        yield from page.clients
        limit -= len(page.clients)
        if page.next_cursor is None:
            return
        cursor = page.next_cursor


def describe_latest(latest: AttemptSummary | None) -> tuple[str, str, str, str]:
    """Return the cells that say what came out last."""
    if latest is None:
        return "0", "–", "–", "–"
    verdict = "not judged" if latest.abstained else " or ".join(latest.band_set or ()) or latest.status
    score = "–" if latest.overall_score is None else str(latest.overall_score)
    gaps = "–" if latest.open_points is None else str(latest.open_points)
    return str(latest.attempt), verdict, score, gaps


@clients.command("show")
def show_one(which: WhichClient, as_json: JsonOption = False, store: StoreOption = None) -> None:
    """Show a client with notes and all analyses."""
    with opened_papers(store) as opened:
        client = describe_client(opened, find_client(opened, which), read_clock())
    if as_json:
        print_json(client)
        return
    out.print(f"{client.reference}  {client.name or ''}".rstrip())
    out.print(f"{client.status} · {', '.join(client.tags) or 'no tags'} · {client.id}", soft_wrap=True)
    for note in client.notes:
        out.print(f"{note.at:%Y-%m-%d %H:%M} {note.by}: {note.text}", soft_wrap=True)
    table = Table("Made (UTC)", "Field", "Analysis", "Verdict", "Score", "Open points", "Session")
    for session in client.all_sessions:
        for attempt in session.attempts:
            cells = describe_latest(attempt)
            made = f"{attempt.created_at:%Y-%m-%d %H:%M}"
            table.add_row(made, session.field, *cells, session.session_id)
    print_table(table)


@clients.command()
def note(
    which: WhichClient,
    text: Annotated[str, typer.Argument(help="What to write down. It is encrypted as documents are.")],
    store: StoreOption = None,
) -> None:
    """Write something down about a client."""
    with opened_papers(store) as opened:
        add_note(opened, find_client(opened, which).id, text, read_clock(), actor=name_operator())


@clients.command()
def name(
    which: WhichClient,
    called: Annotated[str, typer.Argument(metavar="NAME", help="The client's name; empty takes it away.")],
    store: StoreOption = None,
) -> None:
    """Keep a client's name, apart and encrypted as documents are."""
    with opened_papers(store) as opened:
        rename_client(opened, find_client(opened, which).id, called, read_clock(), actor=name_operator())


@clients.command()
def tag(
    which: WhichClient,
    tags: Annotated[list[str] | None, typer.Argument(help="Tags to add.")] = None,
    remove: Annotated[list[str] | None, typer.Option(help="A tag to take away; may be given again.")] = None,
    status: Annotated[str | None, typer.Option(help=f"Also set: {', '.join(CLIENT_STATUSES)}.")] = None,
    store: StoreOption = None,
) -> None:
    """Add or take away tags, or set the status."""
    with opened_papers(store) as opened:
        client = find_client(opened, which)
        gone = {one.casefold() for one in remove or ()}
        kept = tuple(one for one in (*client.tags, *(tags or ())) if one.casefold() not in gone)
        chosen: ClientStatus | str = status or client.status
        changed = change_client(opened, client, read_clock(), actor=name_operator(), tags=kept, status=chosen)
    out.print(f"{changed.reference}: {changed.status}, {', '.join(changed.tags) or 'no tags'}")


@clients.command()
def outcomes(
    file: Annotated[
        Path, typer.Argument(metavar="CSV", help="Columns: reference, outcome, date.", exists=True)
    ],
    store: StoreOption = None,
) -> None:
    """Take in what was decided of many clients; exit code 1 if a row was not taken."""
    with opened_papers(store) as opened:
        taken = import_outcomes(
            opened, THIS_MACHINE_OWNER, file.read_bytes(), read_clock(), actor=name_operator()
        )
    refused = [row for row in taken if row.problem is not None]
    out.print(f"{len(taken) - len(refused):,} decisions taken.")
    for row in refused:
        err.print(f"Row {row.row}, {row.reference}: {row.problem}", soft_wrap=True)
    if refused:
        raise typer.Exit(1)


@clients.command()
def erase(
    which: WhichClient,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    as_json: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """Erase everything of a client: sessions, documents, results, name, notes, its share of all figures."""
    with opened_papers(store) as opened:
        client_id = which if which.startswith("client_") else find_client(opened, which).id
        if not yes:
            typer.confirm("Erase everything of this client for good?", abort=True, err=True)
        receipt = erase_client(opened, client_id, read_clock(), actor=name_operator())
    if as_json:
        print_json(receipt)
        return
    out.print(
        f"Erased at {receipt.deleted_at:%Y-%m-%d %H:%M} UTC: {receipt.documents} documents, "
        f"{receipt.records} records."
    )
    if receipt.exports:
        out.print("These past exports contained them, or may have. Erase them in those files too:")
    for notice in receipt.exports:
        out.print(f"  {notice.export_id}  {notice.at:%Y-%m-%d %H:%M} UTC  {notice.format}")


def print_json(value: Model | list[ClientLine]) -> None:
    """Print a value, or a list of them, as JSON."""
    values = [one.model_dump(mode="json") for one in value] if isinstance(value, list) else None
    whole = value.model_dump(mode="json") if isinstance(value, Model) else values
    out.out(orjson.dumps(whole, option=orjson.OPT_INDENT_2).decode())
