"""What the process counts, for Prometheus."""

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST

from proof_of_talent.web.dependencies import ServicesDep

router = APIRouter(tags=["operations"])


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
def read_metrics(services: ServicesDep) -> Response:
    """Counts and durations in Prometheus' text format; no personal data."""
    return Response(services.telemetry.render(), media_type=CONTENT_TYPE_LATEST)
