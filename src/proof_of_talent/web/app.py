"""The web application, made from wired services."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache

from anyio import CapacityLimiter
from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from fastapi.middleware.cors import CORSMiddleware
from fastapi.telemetry import TelemetryConfig

import proof_of_talent
from proof_of_talent.web import assets, reference
from proof_of_talent.web.api import (
    analytics,
    attempts,
    changes,
    checklist,
    clients,
    documents,
    exports,
    facts,
    health,
    operations,
    privacy,
    prometheus,
    reviews,
    sessions,
)
from proof_of_talent.web.applicant import attempts_page, checklist_page, rules_pages, sent_page
from proof_of_talent.web.applicant import corrections as applicant_corrections
from proof_of_talent.web.applicant import pages as applicant
from proof_of_talent.web.applicant import rights as applicant_rights
from proof_of_talent.web.contract import describe_api
from proof_of_talent.web.dashboard import clients as dashboard_clients
from proof_of_talent.web.dashboard import pages as dashboard
from proof_of_talent.web.dashboard import read_document as dashboard_document
from proof_of_talent.web.dashboard import record as dashboard_record
from proof_of_talent.web.dashboard import reviews as dashboard_reviews
from proof_of_talent.web.dashboard import sign_in
from proof_of_talent.web.dashboard import table as dashboard_table
from proof_of_talent.web.gate.admission import Admission, ClientLimit, Lanes
from proof_of_talent.web.gate.bodies import BodyLimit, BodyTimes
from proof_of_talent.web.gate.guards import VisitorGuard
from proof_of_talent.web.gate.observation import Observation
from proof_of_talent.web.gate.rates import RateLimit, make_rates
from proof_of_talent.web.gate.streams import OpenStreams
from proof_of_talent.web.gate.usage import Budgets, ClientUsage
from proof_of_talent.web.pages import install_pages
from proof_of_talent.wiring.bootstrap import Services
from proof_of_talent.wiring.settings import Settings, split_list

MULTIPART_OVERHEAD = 1024 * 1024
NO_TELEMETRY: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}
"""The framework's own would send whole URLs, which open sessions, and texts of exceptions; see `tracing`."""

ROUTERS = (
    sessions.router, documents.router, attempts.router, attempts_page.router,
    checklist.router, applicant.router, applicant.session_pages,
    applicant_corrections.router, applicant_rights.router, checklist_page.router, sent_page.router,
    rules_pages.router, facts.router, privacy.router, sign_in.router, health.router, assets.router,
    reference.router, clients.router, dashboard_clients.router, reviews.router,
    dashboard_reviews.router, analytics.router, exports.router,
    changes.router, dashboard.router,
    dashboard_table.router, dashboard_record.router, dashboard_document.router, operations.router,
    prometheus.router,
)  # fmt: skip


@asynccontextmanager
async def run_services(app: FastAPI) -> AsyncIterator[None]:
    """Start background work with the app and stop it in order when the app stops."""
    services: Services = app.state.services
    services.start()
    try:
        yield
    finally:
        await run_in_threadpool(services.close)


def count_upload_bytes(settings: Settings) -> int:
    """Return the size of the largest upload."""
    return settings.max_files * settings.max_file_bytes + MULTIPART_OVERHEAD


def make_budgets(settings: Settings) -> Budgets:
    """Return what may be under way at once. A server for one machine has no limits by client."""
    largest = count_upload_bytes(settings)
    in_all = max(int(settings.uploads_mb * 1024 * 1024), largest)
    if settings.serves_this_machine:
        return Budgets(in_all)
    return Budgets(
        bytes_in_all=in_all,
        bytes_of_client=max(in_all // 2, largest),
        bytes_of_session=largest,
        requests_of_client=settings.requests_per_client,
        judging_of_client=settings.judging_seconds_per_client,
    )


def create_app(services: Services) -> FastAPI:
    """Return the application; it owns the services from its start to its end."""
    app = FastAPI(
        title="Proof of Talent",
        version=proof_of_talent.__version__,
        summary="Assess UK Global Talent applications, record every analysis, learn from all of them.",
        lifespan=run_services,
        docs_url=None,
        redoc_url=None,
        telemetry=NO_TELEMETRY,
        routes=[route for router in ROUTERS for route in router.routes],
    )
    app.openapi = cache(lambda: describe_api(app, services.rulebook))  # type: ignore[method-assign]
    app.state.services = services
    app.state.health_threads = CapacityLimiter(2)  # of its own: busy endpoints must not make us look dead
    app.state.rates = make_rates(services.settings)
    app.state.usage = ClientUsage(make_budgets(services.settings))
    services.telemetry.listen(app.state.usage.note_analysis)
    app.state.lanes = Lanes(
        wait_seconds=services.settings.turn_seconds, is_shared=not services.settings.serves_this_machine
    )
    app.state.streams = OpenStreams(services.settings.streams_per_client)
    install_pages(app)
    dashboard.install_dashboard(app, services)
    settings = services.settings
    app.add_middleware(Admission, lanes=app.state.lanes)
    app.add_middleware(
        BodyLimit,
        max_upload_bytes=count_upload_bytes(settings),
        times=BodyTimes(
            settings.slow_upload_seconds, settings.idle_upload_seconds, settings.longest_upload_seconds
        ),
        usage=app.state.usage,
        find_session=services.store.sessions.get,
    )
    app.add_middleware(ClientLimit, usage=app.state.usage)
    app.add_middleware(RateLimit, rates=app.state.rates)
    if origins := split_list(settings.cors_origins):
        app.add_middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=["GET", "POST", "PATCH", "DELETE"],
            allow_headers=["Authorization", "Content-Type"],
            expose_headers=["Retry-After", "X-Row-Count", "X-Export-Id"],
        )
    app.add_middleware(VisitorGuard, settings=settings)
    app.add_middleware(Observation, telemetry=services.telemetry, tracer=services.tracer)
    return app
