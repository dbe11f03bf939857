"""Spans sent to an OpenTelemetry collector over OTLP/HTTP.

OpenTelemetry's own variables are read, too: `OTEL_EXPORTER_OTLP_HEADERS`, `OTEL_SERVICE_NAME`,
`OTEL_RESOURCE_ATTRIBUTES`, `OTEL_TRACES_SAMPLER`, `OTEL_BSP_…`. Its automatic instrumentations are not used:
they put whole URLs, with the ids that open sessions, and prompts into spans.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, SERVICE_VERSION, OTELResourceDetector, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span as OTelSpan
from opentelemetry.trace import SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

import proof_of_talent
from proof_of_talent.observing.tracing import Kind, Value

EXPORT_SECONDS = 5.0
"""How long a batch is tried; also the longest that a stopping process waits for a collector that is away."""
SPAN_KINDS = {
    "internal": SpanKind.INTERNAL,
    "server": SpanKind.SERVER,
    "client": SpanKind.CLIENT,
    "consumer": SpanKind.CONSUMER,
}


class OTLPSpan:
    """Implements `tracing.Span`."""

    def __init__(self, span: OTelSpan) -> None:
        self._span = span
        self._has_failed = False

    def rename(self, name: str) -> None:
        """Give the span another name."""
        self._span.update_name(name)

    def note(self, attributes: Mapping[str, Value | None]) -> None:
        """Add facts to the span; None is left out."""
        for name, value in attributes.items():
            if value is not None:
                self._span.set_attribute(name, value)

    def fail(self, code: str) -> None:
        """Mark the span as failed; the first reason counts, as it is nearest to the cause."""
        if self._has_failed:
            return
        self._has_failed = True
        self._span.set_attribute("error.type", code)
        self._span.set_status(Status(StatusCode.ERROR))


class OTLPTracer:
    """Implements `tracing.Tracer`; spans are sent in batches by a thread of its own."""

    def __init__(self, endpoint: str) -> None:
        """Connect to nothing yet.

        Args:
            endpoint: the collector's base address, such as `http://127.0.0.1:4318`.
        """
        named = Resource.create(
            {SERVICE_NAME: "proof-of-talent", SERVICE_VERSION: proof_of_talent.__version__}
        )
        self._provider = TracerProvider(
            resource=named.merge(OTELResourceDetector().detect()), shutdown_on_exit=False
        )
        exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces", timeout=EXPORT_SECONDS)
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("proof_of_talent", proof_of_talent.__version__)
        self._propagator = TraceContextTextMapPropagator()

    @contextmanager
    def span(self, name: str, *, kind: Kind = "internal", parent: str | None = None) -> Iterator[OTLPSpan]:
        """Open a span inside the present one, or below `parent`."""
        context = self._propagator.extract({"traceparent": parent}) if parent else None
        with self._tracer.start_as_current_span(
            name, context, SPAN_KINDS[kind], record_exception=False, set_status_on_exception=False
        ) as span:
            ours = OTLPSpan(span)
            try:
                yield ours
            except BaseException as error:
                ours.fail(type(error).__name__)
                raise

    def carry(self) -> str | None:
        """Return the present span as a `traceparent`, or None."""
        carrier: dict[str, str] = {}
        self._propagator.inject(carrier)
        return carrier.get("traceparent")

    def close(self) -> None:
        """Send what is left and stop."""
        self._provider.shutdown()
