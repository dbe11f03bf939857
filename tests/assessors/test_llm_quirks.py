"""What real model servers answer, each with its outcome: read at once, or named by its meaning."""

import json
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from proof_of_talent.assessors.llm.assessor import LLMAssessor
from proof_of_talent.assessors.llm.loose_json import tidy_json
from proof_of_talent.assessors.llm.meaning import read_error
from proof_of_talent.assessors.llm.prices import load_prices
from proof_of_talent.assessors.llm.providers import Endpoint
from proof_of_talent.assessors.llm.settings import LLMSettings
from proof_of_talent.assessors.llm.transport import find_error_event
from proof_of_talent.domain.application import Application, ApplicationDocument, Page
from tests.assessors.applications import RULEBOOK
from tests.assessors.llm_parts import analyse, served
from tests.assessors.test_llm_failures import CRITERIA, CV
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


def tag(form: str) -> str:
    """The answer as the parameters of a call, each in a tag."""
    parts = ((key, value if isinstance(value, str) else json.dumps(value)) for key, value in answer().items())
    return "".join(form.format(key, value) for key, value in parts)


def curl(text: str) -> str:
    """The text with curly quotation marks in place of straight ones."""
    return re.sub(r'"([^"]*)"', "\u201c\\1\u201d", text)


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
    # other fences, tags and channels
    "fence_of_four": say(f"````JSON\n{SOUND}\n````"),
    "quotes_as_fence": say(f"'''json\n{SOUND}\n'''"),
    "fence_with_another_name": say(f"```jsonc\n// my answer\n{SOUND}\n```"),
    "answer_tag": say(f"<answer>{SOUND}</answer>"),
    "json_tag": say(f"[JSON]{SOUND}[/JSON]"),
    "boxed": say(f"$\\boxed{{{SOUND}}}$"),
    "reasoning_tag": say(f"<reasoning>{DRAFT}</reasoning>\n{SOUND}"),
    "thought_in_brackets": say(f"[THINK]Perhaps {DRAFT}[/THINK]{SOUND}"),
    "begin_of_thought": say(f"<|begin_of_thought|>{DRAFT}<|end_of_thought|><|begin_of_solution|>{SOUND}"),
    "thought_of_kimi": say(f"◁think▷{DRAFT}◁/think▷{SOUND}"),
    "harmony_call": say(
        f"<|channel|>commentary to=functions.judge <|constrain|>json<|message|>{SOUND}<|call|>"),
    "harmony_without_marks": say(f"analysisLet me see {DRAFT}assistantfinal{SOUND}"),
    "end_of_text_marks": say(f"{SOUND}<|im_end|><|endoftext|></s>"),
    "schema_repeated_after": say(
        f'{SOUND}\n{{"type": "object", "properties": {{"level": {{"type": "integer"}}}}}}'),
    "schema_as_wrapper": say(json.dumps({"type": "object", "properties": answer()})),
    "template_braces_doubled": say("{" + SOUND + "}"),
    # calls as text
    "python_tag": say(f'<|python_tag|>{{"name": "judge", "parameters": {SOUND}}}'),
    "function_tag": say(f"<function=judge>{SOUND}</function>"),
    "calls_of_mistral": say(f'[TOOL_CALLS][{{"name": "judge", "arguments": {SOUND}}}]'),
    "calls_of_mistral_with_arguments": say(f"[TOOL_CALLS]judge[ARGS]{SOUND}"),
    "calls_of_deepseek": say(
        f"<\uff5ctool\u2581calls\u2581begin\uff5c>judge\n```json\n{SOUND}\n```<\uff5ctool\u2581call\u2581end\uff5c>"),
    "functionary": say(f">>>judge\n{SOUND}"),
    "call_in_tags_by_parameter": say(
        f"<tool_call>\n<function=judge>\n{tag('<parameter={}>{}</parameter>')}</function>\n</tool_call>"),
    "call_in_tags_by_name": say(
        "<invoke name='judge'>" + tag('<parameter name="{}">{}</parameter>') + "</invoke>"),
    "call_in_tags_by_key": say(
        f"<tool_call>judge\n{tag('<arg_key>{}</arg_key><arg_value>{}</arg_value>')}</tool_call>"),
    "tool_use_of_anthropic_as_text": say(
        json.dumps({"type": "tool_use", "name": "judge", "input": answer()})),
    "call_arguments_wrapped": complete(
        {"content": None, "tool_calls": [call(json.dumps({"judgement": answer()}))]}),
    "call_arguments_in_a_list": complete({"content": None, "tool_calls": [call(json.dumps([answer()]))]}),
    "call_arguments_fenced": complete(
        {"content": None, "tool_calls": [call(f"```json\n{SOUND}\n```")]}),
    "call_as_list_item_only": complete({"content": None, "tool_calls": [answer()]}),
    "draft_and_answer_as_calls": complete(
        {"content": None, "tool_calls": [call(DRAFT), call(SOUND, id="c2")]}),
    # almost JSON
    "comma_before_bracket": say(SOUND.replace("}]}]}", "},]},],}")),
    "single_quotes": say(repr(answer())),
    "python_words": say(repr(answer(extra=None, more=True, rationale="It's \"clearly\" shown."))),
    "bare_keys": say(re.sub(r'"(\w+)":', r"\1:", SOUND)),
    "curly_quotes": say(curl(SOUND)),
    "comments": say(SOUND.replace('"level": 3', '/* high */ "level": 3 // of 4\n')),
    "quotes_not_escaped": say(SOUND.replace("As quoted.", 'They call her "the best" there.')),
    "not_a_number_beside": say(SOUND.replace('"level"', '"weight": NaN, "level"')),
    "last_bracket_missing": say(SOUND[:-1]),
    "last_brackets_missing": say(json.dumps({"result": answer()})[:-2]),
    "bracket_too_many": say(SOUND + "}}"),
    "tabs_and_blanks": say(json.dumps(answer(), indent="\t") + "\n\n  "),
    # other keys and values
    "capital_keys": say(re.sub(r'"(\w+)":', lambda key: key[0].title(), SOUND)),
    "wrapped_as_result": say(json.dumps({"result": {"answer": answer()}, "status": "ok"})),
    "wrapped_as_text": say(json.dumps({"response": SOUND})),
    "list_of_one_as_text": say(json.dumps([SOUND])),
    "level_of_four": say(json.dumps(answer() | {"level": "3/4"})),
    "level_with_words": say(json.dumps(answer() | {"level": "3 - clearly shown"})),
    "level_named": say(json.dumps(answer() | {"level": "Level 3"})),
    "criterion_missing": say(json.dumps({k: v for k, v in answer().items() if k != "criterion"})),
    "criterion_in_small_letters": say(json.dumps(answer(criterion="mc"))),
    "criterion_with_its_name": say(json.dumps(answer(criterion="MC: Recognised as a leading talent"))),
    "rationale_missing": say(json.dumps({k: v for k, v in answer().items() if k != "rationale"})),
    "rationale_in_a_list": say(json.dumps(answer(rationale=["As quoted.", "And more."]))),
    "rationale_under_another_name": say(SOUND.replace('"rationale"', '"reasoning"')),
    "findings_missing": say(json.dumps({k: v for k, v in answer().items() if k != "findings"})),
    "certainty_in_words": say(json.dumps(answer(certainty="At risk"))),
    "certainty_unknown": say(json.dumps(answer(certainty="very high"))),
    "certainty_null": say(json.dumps(answer(certainty=None))),
    "code_in_words": say(change_finding(code="Documented Achievement")),
    "page_missing": say(change_quote(page=None)),
    "page_in_words": say(change_quote(page="p. 1")),
    "document_as_number": say(change_quote(document=1)),
    "document_in_words": say(change_quote(document="Document D1")),
    # the answer around it
    "message_missing": complete({}, choices=[{"text": SOUND, "finish_reason": "stop"}]),
    "message_null": complete({}, choices=[{"message": None, "text": SOUND}]),
    "reasoning_under_another_name": complete({"content": "", "reasoning": SOUND}),
    "thoughts_as_parts": complete({"content": [
        {"type": "thinking", "thinking": [{"type": "text", "text": DRAFT}]},
        {"type": "text", "text": SOUND}]}),
    "finish_of_gemini": complete({"content": SOUND}, "STOP"),
    "finish_of_anthropic": complete({"content": SOUND}, "end_turn"),
    "blank_lines_before": b"\n\n\n" + say(SOUND),
    "usage_as_text": complete({"content": SOUND}, usage={"prompt_tokens": "12", "completion_tokens": None}),
    "streamed_with_comments": b": PROCESSING\n\n: PROCESSING\n\n" + stream({"content": SOUND}),
    "streamed_with_names": b"event: message\n" + stream({"content": SOUND}),
    "streamed_lines_of_windows": stream({"content": SOUND}).replace(b"\n", b"\r\n"),
    "streamed_reasoning": stream({"reasoning": DRAFT}, {"content": SOUND}),
    "streamed_arguments_as_object": stream(
        {"tool_calls": [{"function": {"name": "judge", "arguments": answer()}}]}),
}  # fmt: skip
"""Forms that can be read, each found at a server or a model of its kind."""

UNREADABLE = {
    "prose": say("A strong application, clearly level 3."),
    "level_missing": say(json.dumps({k: v for k, v in answer().items() if k != "level"})),
    "level_out_of_range": say(json.dumps(answer() | {"level": 9})),
    "level_in_words": say(json.dumps(answer() | {"level": "three"})),
    "level_null": say(json.dumps(answer() | {"level": None})),
    "level_true": say(json.dumps(answer() | {"level": True})),
    "level_between": say(json.dumps(answer() | {"level": 2.5})),
    "level_of_ten": say(json.dumps(answer() | {"level": "3/10"})),
    "level_not_a_number": say(SOUND.replace('"level": 3', '"level": NaN')),
    "other_criterion": say(json.dumps(answer(criterion="OC1"))),
    "unknown_code": say(change_finding(code="genius")),
    "draft_before_an_invalid_answer": say(f"{DRAFT}\nFinal: {json.dumps(answer() | {'level': 9})}"),
    "no_reasons_at_all": say(json.dumps({"criterion": "MC", "level": 3})),
    "schema_only": say('{"type": "object", "properties": {"level": {"type": "integer"}}}'),
    "empty": say(""),
    "empty_call": complete({"content": None, "tool_calls": [call("")]}),
    "braces_only": say("{" * 500),
}
CUT = {
    "in_a_string": complete({"content": SOUND[:-60]}, "length"),
    "in_a_call": complete({"content": None, "tool_calls": [call(SOUND[:40])]}, "length"),
    "in_thoughts": complete({"content": "<think>So the papers show"}, "length"),
    "by_another_name": complete({"content": SOUND[:40]}, "max_tokens"),
}
SHORT = Application(
    field="digital_technology", route="talent", as_of=NOW.date(), answers={},
    documents=(ApplicationDocument(
        id="d1", kind="cv", media_type="text/plain", bytes=90,
        pages=(Page(number=1, text="Curriculum Vitae\nAda Example, software engineer since 2019"),)),),
)  # fmt: skip
FIELD = RULEBOOK.field("digital_technology")
ONE = FIELD.model_copy(update={"criteria": FIELD.criteria[:1]})


@pytest.fixture(scope="module")
def asking():
    """Ask about one criterion of a short CV; what the server answers is set before."""
    with ScriptedModel(judge_honestly) as model:
        assessor = LLMAssessor(
            endpoint=Endpoint("compatible", "scripted-1", None, model.url), rulebook=RULEBOOK,
            prices=load_prices(), settings=LLMSettings(llm_review=False, llm_backoff_seconds=0.01),
        )  # fmt: skip

        def ask(body):
            model.script = lambda _: Reply(raw=body)
            model.asks.clear()
            return assessor.assess(SHORT, ONE), len(model.asks)

        yield ask
        assessor.close()


@pytest.mark.parametrize("body", READABLE.values(), ids=READABLE.keys())
def test_an_answer_of_an_odd_form_is_read_and_wastes_no_request(body, asking):
    assessment, requests = asking(body)
    assert [judgement.level for judgement in assessment.judgements] == [3]
    assert assessment.not_judged == ()
    assert requests == 1


@pytest.mark.parametrize("name", ["two_fences", "python_words", "capital_keys", "call_in_tags_by_parameter"])
def test_quotes_of_an_answer_of_an_odd_form_are_kept(name, asking):
    assessment, _ = asking(READABLE[name])
    assert [finding.evidence[0].quote for finding in assessment.judgements[0].findings] == [QUOTE[0][2]]


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_an_answer_that_does_not_say_a_level_is_asked_for_again_and_never_made_up(body, asking):
    assessment, requests = asking(body)
    assert [missing.code for missing in assessment.not_judged] == ["llm_invalid_output"]
    assert requests == 3


@pytest.mark.parametrize("body", CUT.values(), ids=CUT.keys())
def test_an_answer_that_was_cut_off_is_asked_for_once_more(body, asking):
    assessment, requests = asking(body)
    assert [missing.code for missing in assessment.not_judged] == ["llm_truncated"]
    assert requests == 2


def test_comments_that_hold_further_comments_cost_no_time():
    """Each `//` more doubled the time: fifty of them would not have ended."""
    assert tidy_json('{"a",' + "//x" * 50 + "!").startswith('{"a"')


def test_an_error_inside_a_stream_is_one(asking):
    event = json.dumps({"error": {"message": "Overloaded", "code": 503}})
    begun = stream({"content": SOUND[:30]}).removesuffix(b"data: [DONE]\n\n")
    assert read_error(200, {}, find_error_event(begun + f"data: {event}\n\n".encode()), NOW).code == (
        "llm_unavailable"
    )
    assert find_error_event(stream({"content": "an error"})) is None


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
