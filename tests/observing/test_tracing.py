"""Traces as a collector gets them: one from the request to the record, with nothing personal in it."""

import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from pydantic import SecretStr

from proof_of_talent.observing.masking import mask_session_id
from proof_of_talent.wiring.bootstrap import build_services
from proof_of_talent.wiring.settings import Settings
from tests.conftest import open_client, write_docx
from tests.extractors import build_sharing
from tests.llm_server import KEY, Reply, ScriptedModel, judge_honestly

CV = write_docx("Ada Example", "2019 - 2025 Founder of a company with 2 million users.")


class Collector:
    """An OTLP/HTTP receiver that keeps what it is sent."""

    def __init__(self):
        self.bodies = []
        collector = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                collector.bodies.append((self.path, self.rfile.read(int(self.headers["content-length"]))))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def close(self):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def spans(self):
        found = []
        for path, body in self.bodies:
            assert path == "/v1/traces"
            for group in ExportTraceServiceRequest.FromString(body).resource_spans:
                found += [span for scope in group.scope_spans for span in scope.spans]
        return found

    @property
    def resource(self):
        return read(ExportTraceServiceRequest.FromString(self.bodies[0][1]).resource_spans[0].resource)


def read(thing):
    """Return a span's or resource's attributes."""
    return {it.key: getattr(it.value, it.value.WhichOneof("value")) for it in thing.attributes}


@pytest.fixture
def collector():
    opened = Collector()
    yield opened
    opened.close()


def analyse(settings, rulebook):
    """Let one application through a whole app; return its session id."""
    with open_client(build_sharing(settings, rulebook=rulebook)) as client:
        session_id = client.post("/api/session/create", json={"field": "arts_culture"}).json()["session_id"]
        client.post(f"/api/upload/{session_id}", files={"files": ("ada-example.docx", CV)})
        client.post(f"/api/session/{session_id}/questionnaire", json={"years_experience": 12})
        client.post(f"/api/analyze/{session_id}")
        give_up = time.monotonic() + 60
        while client.get(f"/api/session/{session_id}/status").json()["status"] == "analyzing":
            assert time.monotonic() < give_up
            time.sleep(0.05)
        client.get("/live")
        client.get(f"/api/results/{session_id}?secret=words")
    return session_id


def test_one_trace_leads_from_the_request_over_the_queue_to_the_record(settings, rulebook, collector):
    session_id = analyse(settings.model_copy(update={"otlp_endpoint": collector.url}), rulebook)
    named = {span.name: span for span in collector.spans}
    request, analysis = named["POST /api/analyze/{session_id}"], named["analysis"]
    assert analysis.trace_id == request.trace_id
    assert analysis.parent_span_id == request.span_id
    assert {it.name for it in collector.spans if it.parent_span_id == analysis.span_id} == {
        "extract", "assess", "score", "record",
    }  # fmt: skip
    assert read(request) == {
        "http.request.method": "POST", "http.route": "/api/analyze/{session_id}",
        "http.response.status_code": 200, "talent.session": mask_session_id(session_id),
    }  # fmt: skip
    assert read(analysis) == {
        "talent.session": mask_session_id(session_id), "talent.field": "arts_culture", "talent.attempt": 1,
        "talent.deliveries": 1, "talent.result": "completed",
    }  # fmt: skip
    assert collector.resource["service.name"] == "proof-of-talent"


def test_traces_hold_nothing_personal_and_no_url(settings, rulebook, collector, monkeypatch):
    # the framework's own traces, which would tell whole URLs, stay off even where they are asked for
    monkeypatch.setenv("FASTAPI_OTEL_AUTO_CONFIGURE", "true")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url)
    session_id = analyse(settings.model_copy(update={"otlp_endpoint": collector.url}), rulebook)
    sent = b"".join(body for _, body in collector.bodies)
    for secret in (session_id, "ada-example", "Ada", "million", "secret=words", "years_experience"):
        assert secret.encode() not in sent
    assert not [span.name for span in collector.spans if "live" in span.name]


def test_each_request_to_a_model_is_a_span_below_assessing(settings, rulebook, collector):
    with ScriptedModel(judge_honestly) as model:
        changed = {
            "otlp_endpoint": collector.url, "assessor": "compatible:scripted-1", "llm_base_url": model.url,
            "llm_api_key": SecretStr(KEY),
        }  # fmt: skip
        analyse(settings.model_copy(update=changed), rulebook)
        asked = len(model.asks)
    (assess,) = [span for span in collector.spans if span.name == "assess"]
    requests = [span for span in collector.spans if span.name == "llm request"]
    assert len(requests) == asked > 0
    assert {span.parent_span_id for span in requests} == {assess.span_id}
    attributes = read(requests[0])
    assert attributes["gen_ai.request.model"] == "scripted-1"
    assert attributes["gen_ai.usage.output_tokens"] > 0


def test_a_failed_analysis_names_stage_and_code(settings, rulebook, collector):
    with ScriptedModel(lambda _: Reply(status=401)) as model:
        changed = {
            "otlp_endpoint": collector.url, "assessor": "compatible:scripted-1", "llm_base_url": model.url,
            "llm_api_key": SecretStr(KEY),
        }  # fmt: skip
        analyse(settings.model_copy(update=changed), rulebook)
    failed = [(span.name, read(span)["error.type"]) for span in collector.spans if span.status.code == 2]
    assert ("analysis", "analysis/llm_authentication") in failed
    assert ("llm request", "llm_authentication") in failed  # the others were cancelled with it


def test_a_callers_trace_is_continued(settings, rulebook, collector):
    services = build_services(settings.model_copy(update={"otlp_endpoint": collector.url}), rulebook=rulebook)
    caller = f"00-{'ab' * 16}-{'cd' * 8}-01"
    with open_client(services) as client:
        client.get("/api/fields", headers={"traceparent": caller})
        client.get("/api/fields", headers={"traceparent": "nonsense"})
    first, second = collector.spans
    assert (first.trace_id.hex(), first.parent_span_id.hex()) == ("ab" * 16, "cd" * 8)
    assert second.trace_id != first.trace_id


def test_a_collector_that_is_away_costs_nothing_but_its_spans(settings, rulebook, collector, monkeypatch):
    monkeypatch.setattr("proof_of_talent.observing.otlp.EXPORT_SECONDS", 0.2)
    collector.close()
    analyse(settings.model_copy(update={"otlp_endpoint": collector.url}), rulebook)


def test_the_usual_variable_names_the_collector_too(monkeypatch):
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318")
    assert Settings().otlp_endpoint == "http://collector:4318"


def test_without_an_address_nothing_of_it_is_imported():
    code = (
        "import sys, tempfile, proof_of_talent.web.app\n"
        "from proof_of_talent.wiring.bootstrap import build_services\n"
        "from proof_of_talent.wiring.settings import Settings\n"
        "with tempfile.TemporaryDirectory() as it:\n"
        "    build_services(Settings(data_dir=it, store=f'sqlite:///{it}/talent.db')).close()\n"
        "assert not {name for name in sys.modules if name.startswith(('opentelemetry.sdk', "
        "'opentelemetry.exporter'))}\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
