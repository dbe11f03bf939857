"""What the process counts, for Prometheus."""

from anyio import to_thread
from fastapi import Request, Response
from prometheus_client import CONTENT_TYPE_LATEST

from proof_of_talent.web.dependencies import ServicesDep
from proof_of_talent.web.routers import make_router

router = make_router(needs=("analytics", "admin"), tags=["operations"])


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
async def read_metrics(request: Request, services: ServicesDep) -> Response:
    """Counts and durations in Prometheus' text format; no personal data."""
    text = await to_thread.run_sync(services.telemetry.render, limiter=request.app.state.health_threads)
    return Response(text, media_type=CONTENT_TYPE_LATEST)
