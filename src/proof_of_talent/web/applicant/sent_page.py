"""What a language model is sent about an application, word for word, before or after an analysis."""

from fastapi import Request
from fastapi.responses import HTMLResponse

from proof_of_talent.domain.application import Application, ApplicationDocument, Session
from proof_of_talent.domain.ports import SentPrompt
from proof_of_talent.judging.papers.copies import leave_out_copies
from proof_of_talent.judging.papers.stated import read_as_stated
from proof_of_talent.judging.routing.route import plan_route
from proof_of_talent.web.applicant.frame import SessionDep, show
from proof_of_talent.web.dependencies import ServicesDep
from proof_of_talent.web.routers import make_page_router
from proof_of_talent.wiring.bootstrap import Services

router = make_page_router("/apply/{session_id}")


@router.get("/sent")
def show_sent(request: Request, session: SessionDep, services: ServicesDep) -> HTMLResponse:
    """The exact text that leaves this server for a model: once what questions share, then each of them."""
    prompts = list_sent(session, services)
    return show(
        request,
        "sent",
        session,
        services,
        prompts=prompts,
        assessor=services.settings.assessor,
        address=services.settings.llm_base_url,
        region=services.settings.llm_region,
        marks=services.settings.llm_placeholders,
    )


def list_sent(session: Session, services: Services) -> tuple[SentPrompt, ...]:
    """Return what would be sent about a session's documents as they are now.

    Raises:
        DocumentError: one cannot be read.
    """
    documents = tuple(
        ApplicationDocument(
            id=document.id,
            kind=document.kind,
            media_type=document.media_type,
            bytes=document.bytes,
            pages=read_as_stated(
                services.reader.read(session, document), document.id, session.corrections
            ).pages,
        )
        for document in session.documents
        if document.state == "read"
    )
    field = services.rulebook.field(session.field)
    application = Application(
        field=session.field,
        route=field.route(session.answers.get("route_preference")).id,
        answers=session.answers,
        documents=documents,
        as_of=services.clock().date(),
        corrections=session.corrections,
    )
    plan = plan_route(application, services.rulebook)
    if not documents or plan.verdict.decision != "judged":
        return ()
    kept = leave_out_copies(plan.application).application
    return services.assessor.show(kept, services.rulebook.criteria_for(kept))
