"""Clients in the API, for advisers: a list, one with all its attempts, notes, folders as a ZIP, erasure."""

import json
from typing import Annotated, Any, Literal

from fastapi import Depends, Path, Query, Request
from pydantic import BaseModel, Field
from starlette.datastructures import UploadFile

from proof_of_talent.domain.base import Moment
from proof_of_talent.domain.clients import (
    CLIENT_ID_PATTERN,
    LONGEST_NOTE,
    THIS_MACHINE_OWNER,
    ClientFile,
    ClientFilter,
    ClientSort,
    ClientStatus,
)
from proof_of_talent.domain.errors import InvalidInputError, TalentError
from proof_of_talent.intake.bundles import Bundle, BundleLimits
from proof_of_talent.intake.folders import ClientFolder
from proof_of_talent.intake.intake import Upload
from proof_of_talent.records.clients import (
    ClientPage,
    WholeClient,
    add_note,
    change_client,
    describe_client,
    get_client,
    list_clients,
    open_client,
    rename_client,
)
from proof_of_talent.records.erasure import ErasureReceipt, erase_client
from proof_of_talent.records.outcome_import import ImportedOutcome, import_outcomes
from proof_of_talent.web.api.sessions import CreatedSession, CreateSession
from proof_of_talent.web.applicant.frame import FilesDep
from proof_of_talent.web.dependencies import ServicesDep, Whole
from proof_of_talent.web.errors import document_errors
from proof_of_talent.web.gate.access import AdviseCaller, Caller
from proof_of_talent.web.gate.rates import name_requester
from proof_of_talent.web.routers import make_router
from proof_of_talent.wiring.bootstrap import Services

router = make_router("/api/clients", needs=("advise",), tags=["clients"], responses=document_errors(422, 503))

ONE = document_errors(404)
ClientId = Annotated[str, Path(pattern=CLIENT_ID_PATTERN, description="The client's id.")]
LONGEST_CSV = 2_000_000
"""Bytes of a CSV of decisions that are read."""
ALL_FILES = 4
"""How many times the largest session's papers a ZIP may unpack to. Heuristic."""


ZIP_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["files"],
                    "properties": {"files": {"type": "string", "format": "binary"}},
                }
            }
        },
    }
}


class OpenClient(BaseModel):
    """A new client; `reference` is kept as it is and searched, `name` is kept apart and encrypted."""

    reference: str = Field(min_length=1, max_length=100)
    name: str | None = Field(default=None, max_length=200)


class ChangeClient(BaseModel):
    """What is to change; what is left out stays. An empty name takes it away."""

    reference: str | None = Field(default=None, min_length=1, max_length=100)
    name: str | None = Field(default=None, max_length=200)
    tags: list[str] | None = Field(default=None, max_length=20)
    status: ClientStatus | None = None


class WriteNote(BaseModel):
    """What to write down about a client."""

    text: str = Field(min_length=1, max_length=LONGEST_NOTE)


class TakenFolder(BaseModel):
    """What became of one folder of a ZIP; `problem` says why it was not handed in."""

    folder: str
    client_id: str | None = None
    session_id: str | None = None
    papers: int
    problem: str | None = None


class LeftOutFile(BaseModel):
    """A file of a ZIP that is not used, and why."""

    path: str
    reason: str


class TakenBundle(BaseModel):
    """What became of a ZIP of folders. The analyses go on in the background."""

    folders: list[TakenFolder]
    left_out: list[LeftOutFile]


class TakenOutcomes(BaseModel):
    """What became of each row of a CSV of decisions."""

    rows: list[ImportedOutcome]


class ErasedClient(BaseModel):
    """The receipt for everything of a client."""

    client_id: str
    status: Literal["deleted"] = "deleted"
    deleted_at: Moment
    documents_deleted: int
    records_deleted: int
    exports: list[dict[str, Any]]


def name_owner(caller: Caller) -> str:
    """Return as whose the clients of a caller are kept: the id of the key, this machine without one."""
    return caller.key_id or THIS_MACHINE_OWNER


def see_owner(caller: Caller) -> str | None:
    """Return whose clients a caller may see; None for all."""
    return None if "admin" in caller.scopes else name_owner(caller)


def find_seen(client_id: ClientId, services: ServicesDep, caller: AdviseCaller) -> ClientFile:
    """Return the client of an address, if the caller may see it."""
    return get_client(services.store, client_id, see_owner(caller))


SeenClient = Annotated[ClientFile, Depends(find_seen)]


@router.get("")
def get_clients(
    services: ServicesDep,
    caller: AdviseCaller,
    q: Annotated[str | None, Query(max_length=100, description="Stands in the reference or a tag.")] = None,
    status: Annotated[ClientStatus | None, Query(description="Only this status.")] = None,
    tag: Annotated[str | None, Query(max_length=40, description="Only with this tag.")] = None,
    sort: Annotated[ClientSort, Query(description="The order; `-` is descending.")] = "-updated_at",
    limit: Annotated[Whole, Query(ge=1, le=100, description="Clients a page.")] = 50,
    cursor: Annotated[str | None, Query(max_length=600, description="Goes on behind a page.")] = None,
) -> ClientPage:
    """List your clients with what came out for each."""
    wanted = ClientFilter(owner=see_owner(caller), status=status, tag=tag, text=q)
    return list_clients(services.store, wanted, sort=sort, limit=limit, cursor=cursor)


@router.post("", responses=document_errors(409))
def post_client(body: OpenClient, services: ServicesDep, caller: AdviseCaller) -> WholeClient:
    """Open a client, or return the one of yours that has this reference."""
    client = open_client(services.store, name_owner(caller), body.reference, services.clock())
    if body.name:
        rename_client(services.store, client.id, body.name, services.clock(), actor=caller.actor)
    return describe_client(services.store, services.store.clients.get(client.id), services.clock())


@router.post("/upload", openapi_extra=ZIP_BODY)
def upload_clients(
    request: Request,
    services: ServicesDep,
    caller: AdviseCaller,
    files: FilesDep,
    field: Annotated[str | None, Query(max_length=100, description="For folders that name none.")] = None,
) -> TakenBundle:
    """Hand in a ZIP of folders, one a client; a folder of a known reference is that client's next attempt."""
    if not files:
        raise InvalidInputError("Send a ZIP as `files`.", field="files")
    return take_bundle(request, services, caller, files[0], field)


@router.post("/outcomes", openapi_extra=ZIP_BODY)
def post_outcomes(services: ServicesDep, caller: AdviseCaller, files: FilesDep) -> TakenOutcomes:
    """Take in what was decided of your clients: a CSV with the columns reference, outcome and date."""
    return take_outcomes(services, caller, files)


def take_outcomes(services: Services, caller: Caller, files: list[UploadFile]) -> TakenOutcomes:
    """Take in decisions from an uploaded CSV.

    Raises:
        InvalidInputError: there is none, or it cannot be read.
    """
    if not files:
        raise InvalidInputError("Send a CSV as `files`.", field="files")
    rows = import_outcomes(
        services.store,
        name_owner(caller),
        files[0].file.read(LONGEST_CSV),
        services.clock(),
        actor=caller.actor,
    )
    return TakenOutcomes(rows=list(rows))


@router.get("/{client_id}", responses=ONE)
def get_whole_client(client: SeenClient, services: ServicesDep) -> WholeClient:
    """Return a client with notes and all attempts."""
    return describe_client(services.store, client, services.clock())


@router.patch("/{client_id}", responses=document_errors(404, 409))
def patch_client(
    client: SeenClient, body: ChangeClient, services: ServicesDep, caller: AdviseCaller
) -> WholeClient:
    """Change a client's reference, name, tags or status."""
    changes = body.model_dump(exclude_none=True, exclude={"name"})
    if changes:
        change_client(services.store, client, services.clock(), actor=caller.actor, **changes)
    if body.name is not None:
        rename_client(services.store, client.id, body.name, services.clock(), actor=caller.actor)
    return describe_client(services.store, services.store.clients.get(client.id), services.clock())


@router.post("/{client_id}/notes", responses=document_errors(404, 409))
def post_note(
    client: SeenClient, body: WriteNote, services: ServicesDep, caller: AdviseCaller
) -> WholeClient:
    """Write something down about a client; it is kept encrypted, as documents are."""
    add_note(services.store, client.id, body.text, services.clock(), actor=caller.actor)
    return describe_client(services.store, client, services.clock())


@router.post("/{client_id}/sessions", responses=ONE)
def post_session(client: SeenClient, body: CreateSession, services: ServicesDep) -> CreatedSession:
    """Open a session for a client."""
    session = services.intake.create_session(body.field, client.id)
    name = services.rulebook.field(session.field).name
    return CreatedSession(session_id=session.session_id, field=session.field, field_name=name)


@router.delete("/{client_id}", responses=ONE)
def delete_client(client_id: ClientId, services: ServicesDep, caller: AdviseCaller) -> ErasedClient:
    """Erase everything of a client: sessions, documents, results, name, notes. Asking again says the same."""
    return tell_erased(client_id, erase_seen(client_id, services, caller))


def erase_seen(client_id: str, services: Services, caller: Caller) -> ErasureReceipt:
    """Erase a client that the caller may see; of one that was erased return the receipt."""
    if services.store.erasure.find_receipt(client_id) is None:
        get_client(services.store, client_id, see_owner(caller))
    return erase_client(services.store, client_id, services.clock(), actor=caller.actor)


def tell_erased(client_id: str, receipt: ErasureReceipt) -> ErasedClient:
    """Return a receipt as it is told."""
    return ErasedClient(
        client_id=client_id,
        deleted_at=receipt.deleted_at,
        documents_deleted=receipt.documents,
        records_deleted=receipt.records,
        exports=[notice.model_dump(mode="json") for notice in receipt.exports],
    )


def take_bundle(
    request: Request, services: Services, caller: Caller, file: UploadFile, field: str | None
) -> TakenBundle:
    """Hand in the folders of a ZIP and start their analyses; one that cannot be used keeps no other out."""
    settings = services.settings
    total = settings.max_files * settings.max_file_bytes * ALL_FILES
    bundle = Bundle(file.file, BundleLimits(settings.max_file_bytes, total))
    return TakenBundle(
        folders=[_take_folder(request, services, caller, bundle, one, field) for one in bundle.clients],
        left_out=[LeftOutFile(path=str(left.path), reason=left.reason) for left in bundle.left_out],
    )


def _take_folder(
    request: Request, services: Services, caller: Caller, bundle: Bundle, folder: ClientFolder,
    field: str | None,
) -> TakenFolder:  # fmt: skip
    name = folder.path.as_posix() if folder.path.parts else "client"
    taken = TakenFolder(folder=name, papers=len(folder.papers))
    if not folder.papers:
        return taken.model_copy(update={"problem": "There are no papers, so there is nothing to judge."})
    try:
        answers = json.loads(bundle.read(folder.answers)) if folder.answers is not None else {}
        named = str(answers.pop("field", None) or field or "")
        uploads = [Upload(paper, content) for paper, content in bundle.open_papers(folder)]
        services.intake.find_field(named)
        client = open_client(services.store, name_owner(caller), name[-100:], services.clock())
        session_id = services.client_desk.hand_in(client, named, answers, uploads)
        request.app.state.usage.begin_analysis(name_requester(request), session_id)
        services.submit(session_id)
    except TalentError as error:
        return taken.model_copy(update={"problem": error.message})
    except (ValueError, AttributeError):
        return taken.model_copy(update={"problem": "answers.json must hold a JSON object."})
    return taken.model_copy(update={"client_id": client.id, "session_id": session_id})
