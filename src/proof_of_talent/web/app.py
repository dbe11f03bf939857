"""The web application, made from wired services."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool

import proof_of_talent
from proof_of_talent.bootstrap import Services
from proof_of_talent.web import (
    analyses,
    analytics,
    applicant,
    assets,
    dashboard,
    exports,
    figures,
    health,
    sessions,
)
from proof_of_talent.web.errors import install_error_handlers
from proof_of_talent.web.guards import AnswerHeaders, BodyLimit, LoopbackGuard
from proof_of_talent.web.observation import Observation
from proof_of_talent.web.pages import install_pages

MULTIPART_OVERHEAD = 1024 * 1024


@asynccontextmanager
async def run_services(app: FastAPI) -> AsyncIterator[None]:
    """Start background work with the app and stop it in order when the app stops."""
    services: Services = app.state.services
    services.start()
    try:
        yield
    finally:
        await run_in_threadpool(services.close)


def create_app(services: Services) -> FastAPI:
    """Return the application; it owns the services from its start to its end."""
    app = FastAPI(
        title="Proof of Talent",
        version=proof_of_talent.__version__,
        summary="Assess UK Global Talent applications, record every analysis, learn from all of them.",
        lifespan=run_services,
        docs_url=None,
        redoc_url=None,
    )
    app.state.services = services
    for module in (sessions, analytics, exports, health, figures, assets, dashboard, analyses, applicant):
        app.include_router(module.router)
    install_error_handlers(app)
    install_pages(app)
    dashboard.install_dashboard(app, services)
    settings = services.settings
    app.add_middleware(
        BodyLimit, max_upload_bytes=settings.max_files * settings.max_file_bytes + MULTIPART_OVERHEAD
    )
    app.add_middleware(LoopbackGuard)
    app.add_middleware(AnswerHeaders)
    app.add_middleware(Observation, telemetry=services.telemetry)
    return app
