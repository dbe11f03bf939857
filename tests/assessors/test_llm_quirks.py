"""What real model servers answer, each with its outcome: read at once, or named by its meaning."""

import json
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from proof_of_talent.assessors.llm.answers import describe_level_answer, read_answers
from proof_of_talent.assessors.llm.bill import Bill
from proof_of_talent.assessors.llm.circuit import Circuit
from proof_of_talent.assessors.llm.failures import ModelFailureError
from proof_of_talent.assessors.llm.loop import BackgroundLoop
from proof_of_talent.assessors.llm.loose_json import tidy_json
from proof_of_talent.assessors.llm.meaning import read_error
from proof_of_talent.assessors.llm.profile import expect_profile
from proof_of_talent.assessors.llm.providers import Endpoint, make_model
from proof_of_talent.assessors.llm.questions import ModelQuestion, Prompt
from proof_of_talent.assessors.llm.requests import Requester
from proof_of_talent.assessors.llm.settings import LLMSettings
from tests.assessors.answer_forms import (
    CUT,
    NO_ANSWERS,
    QUOTE,
    READABLE,
    SOUND,
    UNREADABLE,
    WITHOUT_QUOTES,
    say,
    stream,
)
from tests.assessors.applications import RULEBOOK
from tests.assessors.llm_parts import analyse, served
from tests.assessors.test_llm_failures import CRITERIA, CV
from tests.llm_server import Ask, Reply, ScriptedModel, judge_honestly

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
FIELD = RULEBOOK.field("digital_technology")


@pytest.fixture(scope="module")
def asking():
    """Ask one question; what the server answers is set before."""
    criterion = FIELD.criteria[0]
    question = ModelQuestion(
        about="MC", prompt=Prompt("", "", "Judge."), schema=describe_level_answer(FIELD), key="level",
        form="",
        read=lambda answers: read_answers(answers, criterion, FIELD).judgement,
    )  # fmt: skip
    settings = LLMSettings(llm_backoff_seconds=0.01, llm_circuit_failures=10_000)
    loop = BackgroundLoop("asking")
    with ScriptedModel(judge_honestly) as model:
        endpoint = Endpoint("compatible", "scripted-1", None, model.url)

        async def make_requester():
            circuit = Circuit(threshold=10_000, cooldown=1)
            return Requester(
                make_model(endpoint, 5), settings, circuit, expect_profile("compatible", settings)
            )

        requester = loop.run(make_requester)

        def ask(body):
            model.refuse = lambda _: Reply(raw=body)
            model.probes.clear()
            try:
                judgement = loop.run(requester.ask, question, Bill(until=time.monotonic() + 60))
            except ModelFailureError as failure:
                return failure.code, len(model.probes)
            return judgement, len(model.probes)

        async def close():
            await requester._model.client.close()

        yield ask
        loop.close(close)


@pytest.mark.parametrize("name", READABLE)
def test_an_answer_of_an_odd_form_is_read_and_wastes_no_request(name, asking):
    judgement, requests = asking(READABLE[name])
    assert (judgement.level, requests) == (3, 1)
    quotes = [quote.quote for finding in judgement.findings for quote in finding.evidence]
    assert (QUOTE[0][2] in quotes) != (name in WITHOUT_QUOTES)
    judgement.model_dump_json()


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_an_answer_that_does_not_say_a_level_is_asked_for_again_and_never_made_up(body, asking):
    assert asking(body) == ("llm_invalid_output", 3)


@pytest.mark.parametrize("body", CUT.values(), ids=CUT.keys())
def test_an_answer_that_was_cut_off_is_asked_for_once_more(body, asking):
    assert asking(body) == ("llm_truncated", 2)


@pytest.mark.parametrize(("body", "codes"), NO_ANSWERS.values(), ids=NO_ANSWERS.keys())
def test_an_answer_in_place_of_a_judgement_is_named_by_what_it_is(body, codes, asking):
    assert asking(body)[0] in codes


def test_comments_that_hold_further_comments_cost_no_time():
    """Each `//` more doubled the time: fifty of them would not have ended."""
    assert tidy_json('{"a",' + "//x" * 50 + "!").startswith('{"a"')


def test_an_error_inside_a_stream_is_one():
    begun = stream({"content": SOUND[:30]}).removesuffix(b"data: [DONE]\n\n")
    for told in (tell("Overloaded", code=503), {"object": "error", "message": "Overloaded", "code": 503}):
        assert fail(200, begun + b"data: " + json.dumps(told).encode() + b"\n\n").code == "llm_unavailable"
    assert fail(200, stream({"content": "an error"})) is None


def fail(status: int, body, headers=None):
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return read_error(status, headers or {}, content, NOW)


def tell(message: str = "", **more) -> dict:
    return {"error": {"message": message, **more}}


ERRORS = json.loads(Path(__file__).with_name("server_errors.json").read_text("utf-8"))
"""Errors in the words of OpenAI, Azure, Anthropic, Gemini, Mistral, Bedrock, OpenRouter, Groq, DeepSeek,
Ollama, llama.cpp, vLLM, TGI and LM Studio, each with what it means."""


@pytest.mark.parametrize("row", ERRORS, ids=lambda row: f"{row['code']}-{row['status']}")
def test_an_error_is_known_by_its_meaning(row):
    body = row["body"]
    failure = fail(row["status"], body.encode() if isinstance(body, str) else body, row.get("headers"))
    assert failure.code == row["code"]
    assert failure.context_tokens == row.get("context_tokens", failure.context_tokens)
    assert failure.parameter == row.get("parameter", failure.parameter)
    assert failure.retry_after == pytest.approx(row.get("wait", failure.retry_after))


def test_every_kind_of_error_is_known_in_the_words_of_at_least_two_servers():
    assert min(Counter(row["code"] for row in ERRORS).values()) >= 2


@pytest.mark.parametrize("body", [b"{}", say(SOUND), b"<html>", b"[]", b"\xff"])
def test_an_answer_that_tells_of_no_error_is_none(body):
    assert fail(200, body) is None


WAITS = [
    ({"retry-after": "2"}, {}, 2),
    ({"retry-after": "0.25"}, {}, 0.25),
    ({"retry-after-ms": "1500"}, {}, 1.5),
    ({"retry-after": format_datetime(NOW + timedelta(seconds=30), usegmt=True)}, {}, 30),
    ({"retry-after": format_datetime(NOW - timedelta(hours=1), usegmt=True)}, {}, 0),
    ({"x-ratelimit-reset-requests": "1m30s"}, {}, 90),
    ({"x-ratelimit-reset-tokens": "350ms"}, {}, 0.35),
    ({}, tell("Please try again in 20s."), 20),
    ({}, tell("Rate limit reached. Try again in 1.5 seconds"), 1.5),
    ({}, tell("Please retry after 250ms"), 0.25),
    ({}, tell("please try again in 6m0s"), 360),
    ({"retry-after": "soon"}, {}, None),
    ({"retry-after": "-5"}, {}, None),
    ({"retry-after": "1e400"}, {}, None),
]


@pytest.mark.parametrize(("headers", "body", "wait"), WAITS)
def test_how_long_to_wait_is_read_in_every_form(headers, body, wait):
    assert fail(429, body, headers).retry_after == wait


@pytest.mark.parametrize(
    ("body", "tokens"),
    [
        (tell("exceeds the context", type="exceed_context_size_error", n_ctx=4096), 4096),
        (tell("This model's maximum context length is 8,192 tokens."), 8192),
        (tell("Requested tokens (5000) exceed context window of 2048"), 2048),
        (tell("the request exceeds the available context size (512 tokens)"), 512),
        (tell("prompt is too long"), None),
    ],
)
def test_a_context_that_a_server_names_is_read(body, tokens):
    assert fail(400, body).context_tokens == tokens


def test_only_short_codes_of_a_server_are_kept():
    failure = fail(
        400, tell("secret words", code="bad_thing", type="a whole sentence of the applicant", param="x")
    )
    assert failure.server_codes == {"status": "400", "code": "bad_thing", "param": "x"}


def refuse(words: str, allows):
    """Refuse requests with these words until one is of the form that the server allows."""
    refusal = Reply(status=400, raw=json.dumps(tell(words)).encode())
    return lambda body: None if allows(body) else refusal


FORMS = [
    ("m does not support tools", lambda body: "tools" not in body, 1),
    ("tools and response_format are not supported",
     lambda body: "tools" not in body and body.get("response_format", {}).get("type") != "json_schema", 2),
    ("this server does not support tools or response_format",
     lambda body: "tools" not in body and "response_format" not in body, 4),
    ("Unknown parameter: 'stream_options'", lambda body: "stream_options" not in body, 1),
    ("streaming is not supported", lambda body: not body.get("stream"), 1),
    ("System role not supported", lambda body: body["messages"][0]["role"] != "system", 1),
    ("Unsupported parameter: 'max_tokens'", lambda body: "max_tokens" not in body, 1),
    ("Unsupported parameter: 'max_completion_tokens'", lambda body: "max_completion_tokens" not in body, 1),
    ("Unsupported value: 'temperature'", lambda body: "temperature" not in body, 1),
]  # fmt: skip


@pytest.mark.parametrize(("words", "allows", "steps"), FORMS, ids=[form[0] for form in FORMS])
def test_what_a_server_does_not_know_is_left_out_and_remembered(words, allows, steps, tmp_path):
    with ScriptedModel(judge_honestly, refuse(words, allows)) as model:
        with served(model, tmp_path) as services:
            first = analyse(services, ("cv.docx", CV))
        with served(model, tmp_path) as services:  # another process of the same machine
            second = analyse(services, ("cv.docx", CV))
    assert first.error is None
    assert second.error is None
    assert len(model.probes) == 1 + steps  # tiny requests, once
    assert len(model.asks) == 2 * CRITERIA  # and none about the papers was wasted


def test_the_longest_answer_that_a_server_allows_is_asked_for_once_it_has_named_it(tmp_path):
    refusal = refuse(
        "max_tokens is too large: 4000. This model supports at most 2000 completion tokens.",
        lambda body: body["max_tokens"] <= 2000,
    )
    with ScriptedModel(judge_honestly, refusal) as model, served(model, tmp_path) as services:
        record = analyse(services, ("cv.docx", CV))
    assert record.error is None
    assert [ask.body["max_tokens"] for ask in model.asks] == [4000] + CRITERIA * [2000]


def test_an_answer_is_limited_in_both_ways_where_the_server_is_not_known(tmp_path):
    with ScriptedModel(judge_honestly) as model, served(model, tmp_path, llm_output_tokens=700) as services:
        analyse(services, ("cv.docx", CV))
    assert {ask.body.get("max_tokens") for ask in model.asks} == {700}
    assert {ask.body.get("max_completion_tokens") for ask in model.asks} == {700}


def test_papers_are_fitted_once_into_the_context_that_the_server_names(tmp_path):
    def script(ask: Ask) -> Reply:
        if len(ask.prompt) > 20000:
            body = tell("too long", type="exceed_context_size_error", n_ctx=4096)
            return Reply(status=400, raw=json.dumps(body).encode())
        return judge_honestly(ask)

    from tests.conftest import write_docx

    long = write_docx(
        *(f"{number} Keynote at the conference of 2024 before {number} people." for number in range(900))
    )
    with ScriptedModel(script) as model, served(model, tmp_path) as services:
        record = analyse(services, ("cv.docx", CV), ("evidence.docx", long))
    assert record.error is None
    assert "evidence_left_out" in record.analysis_results["notes"]
    assert max(ask.body["max_tokens"] for ask in model.asks[-CRITERIA:]) == 1024
