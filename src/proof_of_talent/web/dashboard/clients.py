"""The adviser's pages: clients in a list, one client with all attempts, folders as a ZIP."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from proof_of_talent.analytics.labels import name_field
from proof_of_talent.domain.clients import (
    CLIENT_STATUSES,
    LONGEST_NOTE,
    ClientFilter,
    ClientSort,
    ClientStatus,
)
from proof_of_talent.domain.errors import InvalidInputError
from proof_of_talent.records.clients import (
    add_note,
    change_client,
    describe_client,
    list_clients,
    rename_client,
)
from proof_of_talent.web.api.clients import (
    ClientId,
    SeenClient,
    TakenBundle,
    erase_seen,
    see_owner,
    take_bundle,
    take_outcomes,
    tell_erased,
)
from proof_of_talent.web.applicant.frame import SEE_OTHER, FilesDep
from proof_of_talent.web.dependencies import ServicesDep
from proof_of_talent.web.gate.access import AdviseCaller
from proof_of_talent.web.pages import render_page
from proof_of_talent.web.routers import make_page_router
from proof_of_talent.wiring.bootstrap import Services

router = make_page_router("/clients", needs=("advise",))

SORTS: dict[ClientSort, str] = {
    "-updated_at": "Changed last", "updated_at": "Changed longest ago", "reference": "Reference, A to Z",
    "-reference": "Reference, Z to A",
}  # fmt: skip
SIZE = 50


@router.get("")
def show_clients(
    request: Request,
    services: ServicesDep,
    caller: AdviseCaller,
    q: Annotated[str, Query(max_length=100)] = "",
    status: Annotated[str, Query(max_length=20)] = "",
    tag: Annotated[str, Query(max_length=40)] = "",
    sort: Annotated[ClientSort, Query()] = "-updated_at",
    cursor: Annotated[str, Query(max_length=600)] = "",
) -> HTMLResponse:
    """One page of the list."""
    wanted = read_filter(caller_owner=see_owner(caller), q=q, status=status, tag=tag)
    found = list_clients(services.store, wanted, sort=sort, limit=SIZE, cursor=cursor or None)
    kept = {"q": q, "status": status, "tag": tag, "sort": sort}
    following = f"?{urlencode({**kept, 'cursor': found.next_cursor})}" if found.next_cursor else None
    return _show_list(request, services, found=found, chosen=kept, following=following, cursor=cursor)


def read_filter(*, caller_owner: str | None, q: str, status: str, tag: str) -> ClientFilter:
    """Return the filter of an address; empty parts are no condition.

    Raises:
        InvalidInputError: there is no such status.
    """
    if status and status not in CLIENT_STATUSES:
        raise InvalidInputError("There is no such status.", field="status")
    values = {"owner": caller_owner, "status": status or None, "tag": tag or None, "text": q or None}
    return ClientFilter.model_validate(values)


def _show_list(request: Request, services: Services, **context: Any) -> HTMLResponse:
    return render_page(
        request,
        "clients.html",
        title="Clients",
        statuses=CLIENT_STATUSES,
        sorts=tuple(SORTS.items()),
        fields=[(field.id, field.name) for field in services.rulebook.fields],
        name_field=lambda field: name_field(services.rulebook, field),
        **{"taken": None, "erased": None, "decided": None, **context},
    )


@router.post("/upload")
def upload_folders(
    request: Request,
    services: ServicesDep,
    caller: AdviseCaller,
    files: FilesDep,
    field: Annotated[str, Query(max_length=100)] = "",
) -> HTMLResponse:
    """Hand in a ZIP of folders and show what became of each."""
    if not files:
        raise InvalidInputError("Choose a ZIP first.", field="files")
    taken: TakenBundle = take_bundle(request, services, caller, files[0], field or None)
    found = list_clients(services.store, ClientFilter(owner=see_owner(caller)), limit=SIZE)
    chosen = {"q": "", "status": "", "tag": "", "sort": "-updated_at"}
    return _show_list(request, services, found=found, chosen=chosen, following=None, cursor="", taken=taken)


@router.post("/outcomes")
def upload_outcomes(
    request: Request, services: ServicesDep, caller: AdviseCaller, files: FilesDep
) -> HTMLResponse:
    """Take in a CSV of decisions and show which rows were not taken."""
    decided = take_outcomes(services, caller, files)
    found = list_clients(services.store, ClientFilter(owner=see_owner(caller)), limit=SIZE)
    chosen = {"q": "", "status": "", "tag": "", "sort": "-updated_at"}
    return _show_list(
        request, services, found=found, chosen=chosen, following=None, cursor="", decided=decided
    )


@router.get("/{client_id}")
def show_client(request: Request, client: SeenClient, services: ServicesDep) -> HTMLResponse:
    """One client with notes and all attempts."""
    return render_page(
        request,
        "client.html",
        title=f"Client {client.reference}",
        here="/clients",
        client=describe_client(services.store, client, services.clock()),
        statuses=CLIENT_STATUSES,
        name_field=lambda field: name_field(services.rulebook, field),
    )


@router.post("/{client_id}/notes")
def write_note(
    client: SeenClient,
    services: ServicesDep,
    caller: AdviseCaller,
    text: Annotated[str, Form(min_length=1, max_length=LONGEST_NOTE)],
) -> RedirectResponse:
    """Write something down about a client."""
    add_note(services.store, client.id, text, services.clock(), actor=caller.actor)
    return RedirectResponse(f"/clients/{client.id}", SEE_OTHER)


@router.post("/{client_id}/details")
def change_details(
    client: SeenClient,
    services: ServicesDep,
    caller: AdviseCaller,
    reference: Annotated[str, Form(max_length=100)],
    status: Annotated[ClientStatus, Form()],
    tags: Annotated[str, Form(max_length=1_000)] = "",
    name: Annotated[str, Form(max_length=200)] = "",
) -> RedirectResponse:
    """Change name, reference, tags and status; tags stand between commas."""
    listed = [tag.strip() for tag in tags.split(",") if tag.strip()]
    changes = {"reference": reference, "tags": listed, "status": status}
    change_client(services.store, client, services.clock(), actor=caller.actor, **changes)
    rename_client(services.store, client.id, name, services.clock(), actor=caller.actor)
    return RedirectResponse(f"/clients/{client.id}", SEE_OTHER)


@router.post("/{client_id}/delete")
def erase_everything(
    request: Request, client_id: ClientId, services: ServicesDep, caller: AdviseCaller
) -> HTMLResponse:
    """Erase everything of a client and show the receipt."""
    erased = tell_erased(client_id, erase_seen(client_id, services, caller))
    found = list_clients(services.store, ClientFilter(owner=see_owner(caller)), limit=SIZE)
    chosen = {"q": "", "status": "", "tag": "", "sort": "-updated_at"}
    return _show_list(request, services, found=found, chosen=chosen, following=None, cursor="", erased=erased)
