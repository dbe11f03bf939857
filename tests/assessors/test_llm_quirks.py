"""What real model servers answer, each with its outcome: read at once, or named by its meaning."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from proof_of_talent.assessors.llm.meaning import read_error
from tests.assessors.llm_parts import analyse, served
from tests.assessors.test_llm_failures import CRITERIA, CV, for_mandatory
from tests.llm_server import Ask, Reply, ScriptedModel, judge_honestly, make_answer

QUOTE = [("d1", 1, "Ada Example, software engineer")]
NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)


def answer(level: int = 3, **changes) -> dict:
    return make_answer("MC", level, QUOTE) | changes


SOUND = json.dumps(answer())
DRAFT = json.dumps(answer(1))


def complete(message: dict, finish: str | None = "stop", **changes) -> bytes:
    """A chat completion with this message; `changes` replace its other keys, None leaves one out."""
    whole = {
        "id": "x", "object": "chat.completion", "created": 1, "model": "m",
        "choices": [{"index": 0, "message": {"role": "assistant", **message}, "finish_reason": finish}],
        "usage": {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100},
    } | changes  # fmt: skip
    return json.dumps({key: value for key, value in whole.items() if value is not None}).encode()


def say(text: str) -> bytes:
    return complete({"content": text})


def call(arguments, **changes) -> dict:
    return {"id": "c1", "type": "function", "function": {"name": "judge", "arguments": arguments}} | changes


def stream(*pieces: dict) -> bytes:
    events = [f"data: {json.dumps({'id': 'x', 'choices': [{'delta': piece}]})}\n\n" for piece in pieces]
    return ("".join(events) + "data: [DONE]\n\n").encode()


def change_finding(**changes) -> str:
    whole = answer()
    whole["findings"][0] |= changes
    return json.dumps(whole)


def change_quote(**changes) -> str:
    whole = answer()
    whole["findings"][0]["evidence"][0] |= changes
    return json.dumps(whole)


READABLE = {
    "thought_closed": say(f"<think>Perhaps {DRAFT}?</think>\n{SOUND}"),
    "thought_not_opened": say(f'I weigh {{levels}}. {{"level": 1}} is too low.\n</think>\n\n{SOUND}'),
    "thought_not_closed": say(f"<think>The papers show much. {SOUND}"),
    "thinking_tag": say(f"<thinking>Let me see {{a}}</thinking>{SOUND}"),
    "harmony_channels": say(f"<|channel|>analysis<|message|>Hm {DRAFT}<|end|><|start|>assistant"
                            f"<|channel|>final<|message|>{SOUND}<|return|>"),
    "fenced": say(f"Here:\n```json\n{SOUND}\n```"),
    "fence_not_closed": say(f"```json\n{SOUND}"),
    "two_fences": say(f"Draft:\n```json\n{DRAFT}\n```\nFinal:\n```\n{SOUND}\n```\nDone."),
    "tilde_fence": say(f"~~~json\n{SOUND}\n~~~"),
    "fence_in_a_string": say(json.dumps(answer(rationale="It says ```code``` there."))),
    "prose_with_braces_before": say(f"The schema {{criterion, level}} is kept:\n{SOUND}"),
    "prose_with_braces_after": say(f'{SOUND}\nAs asked: {{criterion, level}}, {{}} and {{"note": 1}}.'),
    "line_break_in_a_string": say(SOUND.replace("As quoted.", "Clearly\nshown\tindeed.")),
    "byte_order_mark": say("\ufeff" + SOUND),
    "encoded_twice": say(json.dumps(SOUND)),
    "in_a_list": say(f"[{SOUND}]"),
    "wrapped": say(json.dumps({"judgement": answer()})),
    "call_as_text": say(json.dumps({"name": "judge", "arguments": answer()})),
    "call_as_text_encoded": say(json.dumps({"name": "judge", "parameters": SOUND})),
    "call_in_tags": say(f'<tool_call>\n{{"name": "judge", "arguments": {SOUND}}}\n</tool_call>'),
    "text_in_parts": complete({"content": [{"type": "text", "text": SOUND}]}),
    "text_in_two_parts": complete({"content": [{"type": "text", "text": SOUND[:40]}, {"text": SOUND[40:]}]}),
    "content_is_an_object": complete({"content": answer()}),
    "arguments_are_an_object": complete({"content": None, "tool_calls": [call(answer())]}),
    "arguments_encoded_twice": complete({"content": None, "tool_calls": [call(json.dumps(SOUND))]}),
    "same_call_twice": complete({"content": None, "tool_calls": [call(SOUND), call(SOUND, id="c2")]}),
    "call_without_id": complete({"content": None, "tool_calls": [call(SOUND, id=None)]}),
    "call_without_type": complete({"content": "", "tool_calls": [
        {"function": {"name": "judge", "arguments": SOUND}}]}),
    "call_with_other_name": complete({"content": None, "tool_calls": [
        {"id": "c", "type": "function", "function": {"name": "functions.judge", "arguments": SOUND}}]}),
    "calls_not_in_a_list": complete({"content": None, "tool_calls": call(SOUND)}),
    "old_function_call": complete({"content": None, "function_call": {"name": "judge", "arguments": SOUND}}),
    "call_and_prose": complete({"content": "Here is my judgement.", "tool_calls": [call(SOUND)]}),
    "empty_call_and_answer_in_text": complete({"content": SOUND, "tool_calls": [call("")]}),
    "answer_in_reasoning": complete({"content": None, "reasoning_content": f"So. {SOUND}"}),
    "reasoning_beside": complete({"content": SOUND, "reasoning_content": f"Perhaps {DRAFT}"}),
    "finish_null": complete({"content": SOUND}, None),
    "finish_unknown": complete({"content": SOUND}, "eos"),
    "finish_length_but_whole": complete({"content": SOUND}, "length"),
    "usage_null": complete({"content": SOUND}, usage=None),
    "usage_missing_parts": complete({"content": SOUND}, usage={"prompt_tokens": 5}),
    "no_id_no_object_no_time": complete({"content": SOUND}, id=None, object=None, created=None),
    "no_model": complete({"content": SOUND}, model=None),
    "time_with_decimals": complete({"content": SOUND}, created=1.5),
    "error_null_beside": complete({"content": SOUND}, error=False),
    "streamed": stream({"role": "assistant"}, {"content": SOUND[:30]}, {"content": SOUND[30:]}),
    "streamed_call": stream(
        {"tool_calls": [{"index": 0, "function": {"name": "judge", "arguments": SOUND[:9]}}]},
        {"tool_calls": [{"index": 0, "function": {"arguments": SOUND[9:]}}]}),
    "level_as_text": say(json.dumps(answer() | {"level": "3"})),
    "level_with_decimals": say(SOUND.replace('"level": 3', '"level": 3.0')),
    "verdict_missing": say(json.dumps({k: v for k, v in answer().items() if k != "verdict"})),
    "verdict_contradicts": say(json.dumps(answer(verdict="not_met"))),
    "extra_keys": say(json.dumps(answer(confidence=0.9, score=88))),
    "findings_null": say(json.dumps(answer(findings=None))),
    "findings_one_object": say(json.dumps(answer(findings=answer()["findings"][0]))),
    "findings_as_text": say(json.dumps(answer(findings=json.dumps(answer()["findings"])))),
    "kind_missing": say(change_finding(kind=None)),
    "kind_contradicts": say(change_finding(kind="gap")),
    "evidence_null": say(change_finding(evidence=None)),
    "evidence_one_object": say(change_finding(evidence=answer()["findings"][0]["evidence"][0])),
    "page_as_text": say(change_quote(page="1")),
    "very_long_rationale": say(json.dumps(answer(rationale="Shown. " * 2000))),
    "thirty_findings": say(json.dumps(answer(findings=answer()["findings"] * 30))),
}  # fmt: skip


@pytest.mark.parametrize("body", READABLE.values(), ids=READABLE.keys())
def test_an_answer_of_an_odd_form_is_read_and_wastes_no_request(body, tmp_path):
    with (
        ScriptedModel(for_mandatory(Reply(raw=body))) as model,
        served(model, tmp_path) as services,
    ):
        record = analyse(services, ("cv.docx", CV))
    assert record.error is None
    criteria = record.analysis_results["criteria"]
    assert next(result["level"] for result in criteria if result["criterion"] == "MC") == 3
    assert len(model.asks) == CRITERIA


def test_a_level_is_never_taken_from_a_draft_before_an_answer_that_is_invalid(tmp_path):
    body = say(f"{DRAFT}\nFinal: {json.dumps(answer() | {'level': 9})}")
    with ScriptedModel(for_mandatory(Reply(raw=body))) as model, served(model, tmp_path) as services:
        record = analyse(services, ("cv.docx", CV))
    assert record.analysis_results["not_judged"][0]["code"] == "llm_invalid_output"


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
    failure = fail(row["status"], body.encode() if isinstance(body, str) else body)
    assert failure.code == row["code"]
    assert failure.context_tokens == row.get("context_tokens", failure.context_tokens)
    assert failure.parameter == row.get("parameter", failure.parameter)


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
