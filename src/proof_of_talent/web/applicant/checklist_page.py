"""The checklist before paying as a page to read, print and tick off by hand."""

from typing import NamedTuple

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse

from proof_of_talent.domain.errors import ConflictError
from proof_of_talent.domain.results import AnalysisResults
from proof_of_talent.judging.paying.items import PayingChecklist, PayingGroup, PayingItem
from proof_of_talent.web.api.checklist import find_analysis, make_checklist
from proof_of_talent.web.applicant.document_names import name_documents, name_documents_in, quote_names
from proof_of_talent.web.applicant.frame import SessionDep, go, show
from proof_of_talent.web.applicant.places import Places, QuotedPassage
from proof_of_talent.web.dependencies import ServicesDep
from proof_of_talent.web.routers import make_page_router

router = make_page_router("/apply/{session_id}")


class ChecklistLine(NamedTuple):
    """One item as the page shows it; `note` is the number of its source, None for our own choices."""

    item: PayingItem
    found: str
    quotes: tuple[QuotedPassage, ...]
    note: int | None


class ChecklistPart(NamedTuple):
    """The items of one subject, with the document that they are about.

    What was `found` in a letter is told in one line, so that the page stays short; `lines` are the others.
    """

    group: PayingGroup
    document: str | None
    found: tuple[ChecklistLine, ...]
    lines: tuple[ChecklistLine, ...]


@router.get("/checklist", response_model=None)
def show_checklist(
    request: Request, session: SessionDep, services: ServicesDep
) -> HTMLResponse | RedirectResponse:
    """What to have in hand before paying for stage 1."""
    try:
        record = find_analysis(session, services)
    except ConflictError:
        return go(session.session_id, "analysis")
    checklist = make_checklist(session, record, services)
    sources = list_cited(checklist)
    results = record.read_results() or AnalysisResults()
    names = name_documents(record, session)
    places = Places(record, results, session, base=f"/apply/{session.session_id}", names=names)
    parts = _list_parts(checklist, places, sources)
    return show(
        request,
        "checklist",
        session,
        services,
        checklist=checklist,
        parts=parts,
        sources=sources,
        record=record,
        has_stage_1=results.route is None or results.route.decision != "no_endorsement_needed",
    )


def list_cited(checklist: PayingChecklist) -> list[PayingItem]:
    """Return one item for each source that the checklist names, in order."""
    cited: dict[str, PayingItem] = {}
    for group in checklist.groups:
        for item in group.items:
            if item.source is not None:
                cited.setdefault(item.source, item)
    return list(cited.values())


def _list_parts(
    checklist: PayingChecklist, places: Places, sources: list[PayingItem]
) -> tuple[ChecklistPart, ...]:
    quoted = quote_names(places.names)
    notes = {item.source: number for number, item in enumerate(sources, start=1)}
    parts = []
    for group in checklist.groups:
        lines = [
            ChecklistLine(
                item,
                name_documents_in(item.found, quoted),
                tuple(map(places.locate, item.quotes)),
                notes.get(item.source),
            )
            for item in group.items
        ]
        found = [line for line in lines if group.document and line.item.state == "ticked"]
        rest = [line for line in lines if line not in found]
        named = places.names.get(group.document or "", group.document)
        parts.append(ChecklistPart(group, named, tuple(found), tuple(rest)))
    return tuple(parts)
