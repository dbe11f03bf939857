"""Forms in which models and their servers answer: the same judgement each time, or none."""

import html
import json
import re
from datetime import date

from proof_of_talent.domain.application import Application, ApplicationDocument, Page
from tests.llm_server import make_answer

SHORT = Application(
    field="digital_technology", route="talent", as_of=date(2026, 11, 28), answers={},
    documents=(ApplicationDocument(
        id="d1", kind="cv", media_type="text/plain", bytes=90,
        pages=(Page(number=1, text="Curriculum Vitae\nAda Example, software engineer since 2019"),)),),
)  # fmt: skip
"""An application whose only sentence is quoted."""

QUOTE = [("d1", 1, "Ada Example, software engineer")]


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


def raw(value) -> bytes:
    return json.dumps(value).encode()


def name_arguments(values: dict) -> str:
    """The answer as Python's named arguments."""
    return ", ".join(f"{name}={value!r}" for name, value in values.items())


def stream_deltas(*deltas, prefix: str = "data: ", is_ended: bool = True) -> bytes:
    """A stream as OpenAI's, with a chunk for each delta."""
    chunks = [{"choices": [{"index": 0, "delta": d, "finish_reason": None}]} for d in deltas]
    chunks.append({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
    head = {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    events = [prefix + json.dumps(head | chunk) for chunk in chunks]
    return ("\n\n".join(events) + ("\n\ndata: [DONE]\n\n" if is_ended else "\n\n")).encode()


ONE = answer()
FINDING = ONE["findings"][0]
SAID = QUOTE[0][2]


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

READABLE |= {
    "think_after": say(f"{SOUND}\n<think>or maybe {DRAFT}?</think>"),
    "reflection_tag": say(f"<reflection>{DRAFT}</reflection>{SOUND}"),
    "scratchpad_after": say(f"{SOUND}<scratchpad>{DRAFT}</scratchpad>"),
    "thought_tag": say(f"<thought>{DRAFT}</thought>{SOUND}"),
    "analysis_tag": say(f"<analysis>{DRAFT}</analysis><final>{SOUND}</final>"),
    "seed_think": say(f"<seed:think>{DRAFT}</seed:think>{SOUND}"),
    "think_upper": say(f"<THINK>{DRAFT}</THINK>{SOUND}"),
    "unused_think": say(f"<unused94>thought {DRAFT}<unused95>{SOUND}"),
    "think_two": say(f"<think>a</think><think>{DRAFT}</think>{SOUND}"),
    "harmony_raw": say(
        f"<|start|>assistant<|channel|>analysis<|message|>x<|end|><|start|>assistant"
        f"<|channel|>final <|constrain|>json<|message|>{SOUND}"
    ),
    "gemma_think": say(f"<|channel>thought\n{DRAFT}<channel|>{SOUND}"),
    "pythonic": say(f"[judge({name_arguments(ONE)})]"),
    "pythonic_plain": say(f"judge({name_arguments(ONE)})"),
    "pythonic_dict": say(f"judge({ONE!r})"),
    "pythonic_json": say(f"judge({SOUND})"),
    "tool_code": say(f"```tool_code\nprint(default_api.judge({name_arguments(ONE)}))\n```"),
    "pythonic_json_values": say("judge(" + ", ".join(f"{k}={json.dumps(v)}" for k, v in ONE.items()) + ")"),
    "python_tag_call": say(f"<|python_tag|>judge.call({name_arguments(ONE)})"),
    "kimi_calls": say(
        f"<|tool_calls_section_begin|><|tool_call_begin|>functions.judge:0<|tool_call_argument_begin|>{SOUND}<|tool_call_end|><|tool_calls_section_end|>"
    ),
    "deepseek31": say(
        f"<\uff5ctool\u2581calls\u2581begin\uff5c><\uff5ctool\u2581call\u2581begin\uff5c>judge<\uff5ctool\u2581sep\uff5c>{SOUND}<\uff5ctool\u2581call\u2581end\uff5c>"
    ),
    "granite": say(f'<|tool_call|>[{{"name": "judge", "arguments": {SOUND}}}]'),
    "phi4": say(f'functools[{{"name": "judge", "arguments": {SOUND}}}]'),
    "hermes_python": say(f"<tool_call>\n{ {'name': 'judge', 'arguments': ONE}!r}\n</tool_call>"),
    "hermes_unclosed": say(f'<tool_call>\n{{"name": "judge", "arguments": {SOUND}}}'),
    "hermes_truncated": say(f'<tool_call>\n{{"name": "judge", "arguments": {SOUND}'),
    "jamba": say(f'<tool_calls>[{{"name": "judge", "arguments": {json.dumps(SOUND)}}}]</tool_calls>'),
    "command_r": say(f'Action: ```json\n[{{"tool_name": "judge", "parameters": {SOUND}}}]```'),
    "react": say(f"Thought: hm\nAction: judge\nAction Input: {SOUND}\nObservation:"),
    "minimax": say(
        '<minimax:tool_call><invoke name="judge">'
        + tag('<parameter name="{}">{}</parameter>')
        + "</invoke></minimax:tool_call>"
    ),
    "xml_tags": say("<judge>" + tag("<{0}>{1}</{0}>") + "</judge>"),
    "nemotron": say(f'<TOOLCALL>[{{"name": "judge", "arguments": {SOUND}}}]</TOOLCALL>'),
    "openai_call_as_text": say(
        json.dumps(
            {
                "tool_calls": [
                    {"id": "c", "type": "function", "function": {"name": "judge", "arguments": SOUND}}
                ]
            }
        )
    ),
    "assistant_msg_as_text": say(json.dumps({"role": "assistant", "content": SOUND})),
    "parallel_tool": say(
        json.dumps({"tool_uses": [{"recipient_name": "functions.judge", "parameters": ONE}]})
    ),
    "triple_encoded": say(json.dumps(json.dumps(SOUND))),
    "html_escaped": say(html.escape(SOUND)),
    "escaped_no_quotes": say(SOUND.replace('"', '\\"')),
    "escaped_newlines": say(json.dumps(ONE, indent=1).replace("\n", "\\n")),
    "nbsp": say(json.dumps(ONE, indent=2).replace("  ", "\u00a0\u00a0")),
    "zero_width": say(SOUND.replace('{"', '{\u200b"').replace(', "', ',\u200b "')),
    "ideographic": say(SOUND.replace('": ', '"\uff1a')),
    "fullwidth_comma": say(SOUND.replace('", "', '"\uff0c"')),
    "german_quotes": say(re.sub(r'"([^"]*)"', "„\\1“", SOUND)),
    "guillemets": say(re.sub(r'"([^"]*)"', "«\\1»", SOUND)),
    "backticks": say(re.sub(r'"([^"]*)"', "`\\1`", SOUND)),
    "bad_escape": say(SOUND.replace("As quoted.", "It\\'s 5\\% of C\\# \\_x")),
    "latex_escape": say(SOUND.replace("As quoted.", "\\(a\\)")),
    "trailing_commas": say(SOUND.replace("}", ",}").replace("]", ",]")),
    "missing_commas": say(json.dumps(ONE, indent=1).replace(",\n", "\n")),
    "semicolons": say(json.dumps(ONE, indent=1).replace(",\n", ";\n")),
    "equals": say(SOUND.replace('": ', '" = ')),
    "hash_comments": say(json.dumps(ONE, indent=1).replace('"level"', '# the level\n "level"')),
    "no_outer_braces": say(json.dumps(ONE, indent=1).strip()[1:-1]),
    "no_first_brace": say(SOUND[1:]),
    "ellipsis": say(SOUND.replace('"level"', '..., "level"')),
    "control_chars": say(SOUND.replace("As quoted.", "a\x0bb\x00c")),
    "surrogate": say(SOUND.replace("As quoted.", "a \\ud83d b")),
    "lines_of_objects": say("\n".join(json.dumps({k: v}) for k, v in ONE.items())),
    "findings_then_level": say(
        json.dumps({"findings": ONE["findings"]})
        + "\n"
        + json.dumps({k: v for k, v in ONE.items() if k != "findings"})
    ),
    "finding_per_line": say(
        json.dumps(FINDING) + "\n" + json.dumps({k: v for k, v in ONE.items() if k != "findings"})
    ),
    "all_criteria": say(json.dumps({"judgements": [ONE, make_answer("OC1", 1, [])]})),
    "all_criteria_list": say(json.dumps([ONE, make_answer("OC1", 1, []), make_answer("OC2", 0, [])])),
    "by_criterion_key": say(json.dumps({"MC": {k: v for k, v in ONE.items() if k != "criterion"}})),
    "level_word": say(json.dumps(ONE | {"level": "three"})),
    "level_word_cap": say(json.dumps(ONE | {"level": "Three"})),
    "level_scale_word": say(json.dumps(ONE | {"level": "clearly shown"})),
    "level_3_of_4": say(json.dumps(ONE | {"level": "3 of 4"})),
    "level_3_0_of_4": say(json.dumps(ONE | {"level": "3.0/4"})),
    "level_L3": say(json.dumps(ONE | {"level": "L3"})),
    "level_underscore": say(json.dumps(ONE | {"level": "level_3"})),
    "level_bold": say(json.dumps(ONE | {"level": "**3**"})),
    "level_dot": say(json.dumps(ONE | {"level": "3."})),
    "level_list": say(json.dumps(ONE | {"level": [3]})),
    "level_obj": say(json.dumps(ONE | {"level": {"value": 3, "label": "clearly shown"}})),
    "level_plus": say(SOUND.replace('"level": 3', '"level": +3')),
    "level_zero_padded": say(SOUND.replace('"level": 3', '"level": 03')),
    "level_exp": say(SOUND.replace('"level": 3', '"level": 3e0')),
    "level_frac_bare": say(SOUND.replace('"level": 3', '"level": 3/4')),
    "level_space": say(json.dumps(ONE | {"level": " 3 "})),
    "level_paren": say(json.dumps(ONE | {"level": "(3)"})),
    "level_strong_text": say(json.dumps(ONE | {"level": "clearly shown (3)"})),
    "findings_by_kind": say(
        json.dumps(ONE | {"findings": {"strengths": ONE["findings"], "weaknesses": [], "gaps": []}})
    ),
    "findings_by_number": say(json.dumps(ONE | {"findings": {"0": FINDING}})),
    "findings_with_null": say(json.dumps(ONE | {"findings": [None, FINDING]})),
    "findings_empty_obj": say(json.dumps(ONE | {"findings": [FINDING, {}]})),
    "findings_none_word": say(json.dumps(ONE | {"findings": "none"})),
    "findings_top_level_kinds": say(
        json.dumps(
            {k: v for k, v in ONE.items() if k != "findings"}
            | {"strengths": ONE["findings"], "weaknesses": [], "gaps": []}
        )
    ),
    "code_with_kind": say(change_finding(code="strength documented_achievement")),
    "code_with_kind2": say(change_finding(code="strength: documented_achievement")),
    "code_quoted": say(change_finding(code="`documented_achievement`")),
    "code_described": say(change_finding(code="documented_achievement: a named achievement")),
    "code_list": say(change_finding(code=["documented_achievement"])),
    "code_camel": say(change_finding(code="documentedAchievement")),
    "code_paren": say(change_finding(code="documented_achievement (strength)")),
    "text_missing": say(json.dumps(ONE | {"findings": [{k: v for k, v in FINDING.items() if k != "text"}]})),
    "text_other_name": say(
        json.dumps(
            ONE
            | {
                "findings": [
                    {k: v for k, v in FINDING.items() if k != "text"} | {"description": "x is shown"}
                ]
            }
        )
    ),
    "quote_flat": say(
        json.dumps(
            ONE
            | {
                "findings": [
                    {"code": FINDING["code"], "text": "t", "document": "d1", "page": 1, "quote": SAID}
                ]
            }
        )
    ),
    "quotes_key": say(
        json.dumps(
            ONE | {"findings": [{"code": FINDING["code"], "text": "t", "quotes": FINDING["evidence"]}]}
        )
    ),
    "evidence_strings": say(
        json.dumps(ONE | {"findings": [{"code": FINDING["code"], "text": "t", "evidence": [SAID]}]})
    ),
    "evidence_string": say(
        json.dumps(ONE | {"findings": [{"code": FINDING["code"], "text": "t", "evidence": SAID}]})
    ),
    "evidence_text_key": say(
        json.dumps(
            ONE
            | {
                "findings": [
                    {
                        "code": FINDING["code"],
                        "text": "t",
                        "evidence": [{"document": "d1", "page": 1, "text": SAID}],
                    }
                ]
            }
        )
    ),
    "evidence_by_doc": say(
        json.dumps(ONE | {"findings": [{"code": FINDING["code"], "text": "t", "evidence": {"d1": SAID}}]})
    ),
    "quote_null": say(
        json.dumps(
            ONE
            | {
                "findings": [
                    FINDING
                    | {"evidence": [{"document": "d1", "page": 1, "quote": None}] + FINDING["evidence"]}
                ]
            }
        )
    ),
    "doc_missing": say(json.dumps(ONE | {"findings": [FINDING | {"evidence": [{"quote": SAID}]}]})),
    "doc_brackets": say(change_quote(document="[d1]")),
    "doc_kind": say(change_quote(document="d1 (cv)")),
    "doc_id": say(change_quote(document={"id": "d1"})),
    "doc_other_key": say(
        json.dumps(ONE | {"findings": [FINDING | {"evidence": [{"doc": "d1", "page": 1, "quote": SAID}]}]})
    ),
    "page_zero": say(change_quote(page=0)),
    "page_list": say(change_quote(page=[1])),
    "page_range": say(change_quote(page="1-2")),
    "page_neg": say(change_quote(page=-1)),
    "page_none_word": say(change_quote(page="n/a")),
    "page_true": say(change_quote(page=True)),
    "page_float": say(change_quote(page=1.0)),
    "rationale_dict": say(json.dumps(ONE | {"rationale": {"summary": "As quoted."}})),
    "rationale_list_dicts": say(json.dumps(ONE | {"rationale": [{"text": "As quoted."}]})),
    "rationale_empty": say(json.dumps(ONE | {"rationale": ""})),
    "criterion_list": say(json.dumps(ONE | {"criterion": ["MC"]})),
    "criterion_obj": say(json.dumps(ONE | {"criterion": {"code": "MC"}})),
    "criterion_named_only": say(json.dumps(ONE | {"criterion": "Recognised as a leading talent"})),
    "criterion_underscore": say(json.dumps(ONE | {"criterion": "criterion_MC"})),
    "certainty_number": say(json.dumps(ONE | {"certainty": 0.8})),
    "certainty_list": say(json.dumps(ONE | {"certainty": ["sure"]})),
    "certainty_bool": say(json.dumps(ONE | {"certainty": True})),
    "keys_spaced": say(SOUND.replace('"level"', '" level "').replace('"findings"', '"Findings"')),
    "keys_upper": say(re.sub(r'"(\w+)":', lambda k: k[0].upper(), SOUND)),
    "markdown_keys": say(SOUND.replace('"level"', '"**level**"')),
    "answer_level_key": say(SOUND.replace('"level"', '"Level (0-4)"')),
    "doubly_wrapped": say(json.dumps({"data": {"attributes": {"judgement": ONE}}})),
    "answer_in_a_list": say(json.dumps({"results": [ONE]})),
    "null_first": say("null\n" + SOUND),
    "markdown_bold": say(f"**Answer:** `{SOUND}`"),
    "blockquote": say("\n".join("> " + line for line in json.dumps(ONE, indent=1).split("\n"))),
    "bullets_before": say("1. First {x}\n2. Then {y}\n" + SOUND),
    "yaml_fence_json": say(f"```yaml\n{SOUND}\n```"),
    "lone_json_word": say(f"json\n{SOUND}"),
    "json_prefix_eq": say(f"result = {SOUND};"),
    "code_return": say(f"```python\nreturn {ONE!r}\n```"),
    "js_var": say(f"const judgement = {SOUND};"),
    # transport
    "choices_obj": raw({"choices": {"message": {"content": SOUND}}}),
    "choices_strings": raw({"choices": [SOUND]}),
    "message_str": raw({"choices": [{"message": SOUND}]}),
    "content_number_list": complete({"content": ["", SOUND]}),
    "content_null_parts": complete({"content": [None, {"type": "text", "text": SOUND}]}),
    "content_output_text": complete({"content": [{"type": "output_text", "text": SOUND}]}),
    "content_text_obj": complete({"content": {"type": "text", "text": SOUND}}),
    "content_text_value": complete({"content": [{"type": "text", "text": {"value": SOUND}}]}),
    "content_json_part": complete({"content": [{"type": "json", "json": ONE}]}),
    "content_tool_use": complete(
        {"content": [{"type": "text", "text": "ok"}, {"type": "tool_use", "name": "judge", "input": ONE}]}
    ),
    "role_model": complete({"content": SOUND, "role": "model"}),
    "role_missing": raw({"choices": [{"message": {"content": SOUND}}]}),
    "service_tier": complete({"content": SOUND}, service_tier="on_demand"),
    "logprobs_list": raw(
        {
            "id": "x",
            "object": "chat.completion",
            "created": 1,
            "model": "m",
            "choices": [
                {
                    "index": 0,
                    "message": {"role": "assistant", "content": SOUND},
                    "finish_reason": "stop",
                    "logprobs": [],
                }
            ],
        }
    ),
    "annotations_obj": complete({"content": SOUND, "annotations": {}, "audio": {}}),
    "annotations_odd": complete({"content": SOUND, "annotations": [{"type": "file"}]}),
    "refusal_empty": complete({"content": SOUND, "refusal": ""}),
    "refusal_null": complete({"content": SOUND, "refusal": None}),
    "refusal_false": complete({"content": SOUND, "refusal": False}),
    "tool_calls_empty": complete({"content": SOUND, "tool_calls": []}),
    "tool_calls_null_item": complete({"content": SOUND, "tool_calls": [None]}),
    "tool_calls_str": complete({"content": None, "tool_calls": json.dumps([call(SOUND)])}),
    "function_null": complete(
        {"content": SOUND, "tool_calls": [{"id": "1", "type": "function", "function": None}]}
    ),
    "arguments_null_text": complete({"content": SOUND, "tool_calls": [call(None)]}),
    "arguments_list": complete({"content": None, "tool_calls": [call([ONE])]}),
    "arguments_python": complete({"content": None, "tool_calls": [call(repr(ONE))]}),
    "arguments_truncated": complete({"content": None, "tool_calls": [call(SOUND[:-1])]}, "tool_calls"),
    "arguments_empty_reasoning": complete(
        {"content": "", "reasoning_content": SOUND, "tool_calls": [call("{}")]}
    ),
    "arguments_thinking": complete({"content": None, "tool_calls": [call(f"<think>{DRAFT}</think>{SOUND}")]}),
    "custom_tool": complete(
        {
            "content": None,
            "tool_calls": [{"id": "c", "type": "custom", "custom": {"name": "judge", "input": SOUND}}],
        }
    ),
    "tool_id_number": complete({"content": None, "tool_calls": [call(SOUND, id=5)]}),
    "tool_index_str": complete({"content": None, "tool_calls": [call(SOUND, index="0")]}),
    "function_call_null": complete({"content": SOUND, "function_call": None}),
    "function_call_str": complete({"content": None, "function_call": SOUND}),
    "thinking_field": complete({"content": "", "thinking": SOUND}),
    "reasoning_obj": complete({"content": SOUND, "reasoning": {"text": "x"}}),
    "reasoning_list": complete({"content": SOUND, "reasoning_content": ["x"]}),
    "reasoning_details": complete(
        {"content": "", "reasoning_details": [{"type": "reasoning.text", "text": SOUND}]}
    ),
    "parsed_field": complete({"content": None, "parsed": ONE}),
    "usage_floats": complete(
        {"content": SOUND}, usage={"prompt_tokens": 12.0, "completion_tokens": 3.5, "total_tokens": 15.5}
    ),
    "usage_details_null": complete(
        {"content": SOUND},
        usage={
            "prompt_tokens": 12,
            "completion_tokens": 3,
            "total_tokens": 15,
            "prompt_tokens_details": None,
            "completion_tokens_details": {"reasoning_tokens": None},
        },
    ),
    "usage_details_odd": complete(
        {"content": SOUND},
        usage={
            "prompt_tokens": 12,
            "completion_tokens": 3,
            "total_tokens": 15,
            "prompt_tokens_details": [{"cached_tokens": 1}],
            "cost": 0.1,
        },
    ),
    "usage_list": complete({"content": SOUND}, usage=[]),
    "usage_negative": complete(
        {"content": SOUND}, usage={"prompt_tokens": -1, "completion_tokens": -1, "total_tokens": -2}
    ),
    "usage_anthropic": complete({"content": SOUND}, usage={"input_tokens": 12, "output_tokens": 3}),
    "usage_details_str": complete(
        {"content": SOUND},
        usage={
            "prompt_tokens": 12,
            "completion_tokens": 3,
            "total_tokens": 15,
            "prompt_tokens_details": {"cached_tokens": "5"},
        },
    ),
    "usage_queue": complete(
        {"content": SOUND},
        usage={
            "queue_time": 0.1,
            "prompt_tokens": 5,
            "prompt_time": 0.2,
            "completion_tokens": 3,
            "total_tokens": 8,
        },
        x_groq={"id": "r"},
    ),
    "fingerprint_int": complete({"content": SOUND}, system_fingerprint=5),
    "created_str": complete({"content": SOUND}, created="2026-11-28T00:00:00Z"),
    "model_obj": complete({"content": SOUND}, model={"id": "m"}),
    "id_int": complete({"content": SOUND}, id=5),
    "object_other": complete({"content": SOUND}, object="text_completion"),
    "index_str": raw(
        {
            "choices": [
                {"index": "0", "message": {"role": "assistant", "content": SOUND}, "finish_reason": "stop"}
            ]
        }
    ),
    "finish_int": complete({"content": SOUND}, finish=0),
    "finish_list": complete({"content": SOUND}, finish=["stop"]),
    "finish_eos_token": complete({"content": SOUND}, "eos_token"),
    "finish_stop_sequence": complete({"content": SOUND}, "stop_sequence"),
    "finish_max_tokens_caps_whole": complete({"content": SOUND}, "MAX_TOKENS"),
    "finish_tool_calls_text": complete({"content": SOUND}, "tool_calls"),
    "finish_error_but_whole": complete({"content": SOUND}, "error"),
    "two_choices": raw(
        {
            "choices": [
                {"index": 0, "message": {"content": SOUND}, "finish_reason": "stop"},
                {"index": 1, "message": {"content": DRAFT}, "finish_reason": "stop"},
            ]
        }
    ),
    "choices_null_first": raw(
        {"choices": [None, {"index": 0, "message": {"content": SOUND}, "finish_reason": "stop"}]}
    ),
    "empty_choice_first": raw(
        {
            "choices": [
                {"index": 0, "message": {"content": ""}},
                {"index": 1, "message": {"content": SOUND}, "finish_reason": "stop"},
            ]
        }
    ),
    "wrapped_data": raw({"data": json.loads(say(SOUND))}),
    "wrapped_result": raw({"result": json.loads(say(SOUND)), "success": True, "errors": [], "messages": []}),
    "wrapped_response": raw({"result": {"response": SOUND}, "success": True, "errors": [], "messages": []}),
    "wrapped_list": raw([json.loads(say(SOUND))]),
    "anthropic_form": raw(
        {
            "id": "m",
            "type": "message",
            "role": "assistant",
            "content": [{"type": "text", "text": SOUND}],
            "stop_reason": "end_turn",
            "usage": {"input_tokens": 5, "output_tokens": 5},
        }
    ),
    "anthropic_tool": raw(
        {
            "id": "m",
            "type": "message",
            "role": "assistant",
            "content": [{"type": "tool_use", "id": "t", "name": "judge", "input": ONE}],
            "stop_reason": "tool_use",
        }
    ),
    "ollama_native": raw(
        {
            "model": "m",
            "message": {"role": "assistant", "content": SOUND},
            "done": True,
            "done_reason": "stop",
        }
    ),
    "ollama_generate": raw({"model": "m", "response": SOUND, "done": True}),
    "ollama_ndjson": b"\n".join(
        raw({"model": "m", "message": {"role": "assistant", "content": p}, "done": False})
        for p in (SOUND[:20], SOUND[20:])
    )
    + b"\n"
    + raw({"done": True, "done_reason": "stop"}),
    "gemini_native": raw(
        {"candidates": [{"content": {"parts": [{"text": SOUND}], "role": "model"}, "finishReason": "STOP"}]}
    ),
    "responses_api": raw(
        {
            "id": "r",
            "object": "response",
            "output": [
                {"type": "reasoning", "summary": []},
                {"type": "message", "content": [{"type": "output_text", "text": SOUND}]},
            ],
        }
    ),
    "tgi_generate": raw([{"generated_text": SOUND}]),
    "llamacpp_completion": raw({"content": SOUND, "stop": True}),
    "bedrock_converse": raw(
        {"output": {"message": {"role": "assistant", "content": [{"text": SOUND}]}}, "stopReason": "end_turn"}
    ),
    "ndjson_chunks": stream_deltas(
        {"content": SOUND[:30]}, {"content": SOUND[30:]}, prefix="", is_ended=False
    ).replace(b"\n\n", b"\n"),
    "sse_no_space": stream_deltas({"content": SOUND[:30]}, {"content": SOUND[30:]}, prefix="data:"),
    "sse_no_done": stream_deltas({"content": SOUND}, is_ended=False),
    "sse_crlf": stream_deltas({"content": SOUND}).replace(b"\n\n", b"\r\n\r\n"),
    "sse_cr_only": stream_deltas({"content": SOUND}).replace(b"\n\n", b"\r\r"),
    "sse_content_parts": stream_deltas(
        {"content": [{"type": "text", "text": SOUND[:30]}]},
        {"content": [{"type": "text", "text": SOUND[30:]}]},
    ),
    "sse_thinking_parts": stream_deltas(
        {"content": [{"type": "thinking", "thinking": [{"type": "text", "text": DRAFT}]}]}, {"content": SOUND}
    ),
    "sse_final_message": stream_deltas({"content": SOUND[:30]}, {"content": SOUND[30:]}, is_ended=False)
    + b"data: "
    + raw({"choices": [{"message": {"role": "assistant", "content": SOUND}, "finish_reason": "stop"}]})
    + b"\n\n",
    "sse_usage_chunk": stream_deltas({"content": SOUND}, is_ended=False)
    + b'data: {"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":5,"total_tokens":10}}\n\n'
    + b"data: [DONE]\n\n",
    "sse_usage_null": stream_deltas({"content": SOUND}).replace(b'"choices"', b'"usage":null,"choices"'),
    "sse_function_call": stream_deltas(
        {"function_call": {"name": "judge", "arguments": SOUND[:30]}},
        {"function_call": {"arguments": SOUND[30:]}},
    ),
    "sse_tool_no_index": stream_deltas(
        {"tool_calls": [{"id": "a", "function": {"name": "judge", "arguments": SOUND[:30]}}]},
        {"tool_calls": [{"function": {"arguments": SOUND[30:]}}]},
    ),
    "sse_tool_obj": stream_deltas(
        {"tool_calls": {"index": 0, "function": {"name": "judge", "arguments": SOUND}}}
    ),
    "sse_tool_null": stream_deltas({"tool_calls": None, "content": SOUND}),
    "sse_function_null": stream_deltas({"tool_calls": [{"index": 0, "function": None}], "content": SOUND}),
    "sse_text_choice": b"data: "
    + raw({"choices": [{"text": SOUND[:30]}]})
    + b"\n\ndata: "
    + raw({"choices": [{"text": SOUND[30:], "finish_reason": "stop"}]})
    + b"\n\n",
    "sse_thinking_field": stream_deltas({"thinking": DRAFT}, {"content": SOUND}),
    "sse_reasoning_only": stream_deltas({"reasoning_content": SOUND}),
    "sse_two_choices": b"data: "
    + raw({"choices": [{"index": 0, "delta": {"content": SOUND}}, {"index": 1, "delta": {"content": DRAFT}}]})
    + b"\n\n",
    "sse_interleaved_choices": b"data: "
    + raw({"choices": [{"index": 0, "delta": {"content": SOUND[:9]}}]})
    + b"\n\ndata: "
    + raw({"choices": [{"index": 1, "delta": {"content": DRAFT[:9]}}]})
    + b"\n\ndata: "
    + raw({"choices": [{"index": 0, "delta": {"content": SOUND[9:]}}]})
    + b"\n\n",
    "sse_delta_null": b"data: "
    + raw({"choices": [{"delta": None}]})
    + b"\n\n"
    + stream_deltas({"content": SOUND}),
    "sse_ping": b"event: ping\ndata: {}\n\n" + stream_deltas({"content": SOUND}),
    "sse_bad_event": b"data: not json\n\n" + stream_deltas({"content": SOUND}),
    "sse_whole_answer": b"data: " + say(SOUND) + b"\n\ndata: [DONE]\n\n",
    "sse_bom": "\ufeff".encode() + stream_deltas({"content": SOUND}),
    "sse_split_utf8": stream_deltas({"content": SOUND.replace("As quoted.", "Zoë — naïve")}),
    "blank_keepalive": b"\n\n\n\n" + say(SOUND),
    "trailing_garbage": say(SOUND) + b"\n\x00",
    "nan_body": say(SOUND)[:-1] + b', "x": NaN}',
    "latin1": say(SOUND.replace("As quoted.", "x")).replace(b"As", b"\xe9s"),
}


UNREADABLE = {
    "prose": say("ONE strong application, clearly level 3."),
    "level_missing": say(json.dumps({k: v for k, v in answer().items() if k != "level"})),
    "level_out_of_range": say(json.dumps(answer() | {"level": 9})),
    "level_between_two": say(json.dumps(answer() | {"level": "2-3"})),
    "level_of_two": say(json.dumps(answer() | {"level": "3 or 4"})),
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
    "in_thoughts_with_a_draft": complete({"content": f"<think>{DRAFT}"}, "length"),
    "in_thoughts": complete({"content": "<think>So the papers show"}, "length"),
    "by_another_name": complete({"content": SOUND[:40]}, "max_tokens"),
}

NO_ANSWERS = {
    "choices_empty": (raw({"choices": []}), ("llm_invalid_output", "llm_unavailable")),
    "choices_null": (raw({"choices": None}), ("llm_invalid_output", "llm_unavailable")),
    "refusal": (complete({"content": None, "refusal": "I'm sorry"}), ("llm_refused",)),
    "recitation": (complete({"content": ""}, "RECITATION"), ("llm_refused",)),
    "prohibited": (complete({"content": None}, "PROHIBITED_CONTENT"), ("llm_refused",)),
    "guardrail": (
        complete({"content": "Sorry, the model cannot answer this question."}, "guardrail_intervened"),
        ("llm_refused",),
    ),
    "blocked": (raw({"candidates": [], "promptFeedback": {"blockReason": "SAFETY"}}), ("llm_refused",)),
    "empty_body": (b"", ("llm_unavailable", "llm_invalid_output")),
    "null": (b"null", ("llm_unavailable", "llm_invalid_output")),
    "ok": (b"OK", ("llm_unavailable", "llm_invalid_output")),
    "html": (b"<!DOCTYPE html><html>", ("llm_unavailable", "llm_address_wrong")),
    "list": (b"[]", ("llm_unavailable", "llm_invalid_output")),
    "sse_done_only": (b"data: [DONE]\n\n", ("llm_unavailable", "llm_invalid_output")),
    "sse_error_object": (
        b'data: {"object":"error","message":"Rate limit exceeded","code":429}\n\ndata: [DONE]\n\n',
        ("llm_rate_limited",),
    ),
    "sse_error_event": (
        b'event: error\ndata: {"error":{"message":"Overloaded","type":"overloaded_error"}}\n\n',
        ("llm_unavailable",),
    ),
    "sse_error_in_choice": (
        b'data: {"choices":[{"delta":{},"finish_reason":"error","error":{"code":429,"message":"Slow"}}]}\n\n',
        ("llm_rate_limited",),
    ),
    "ndjson_error": (b'{"error":"model overloaded"}\n', ("llm_unavailable",)),
    "sse_then_json_error": (
        stream_deltas({"content": SOUND[:30]}, is_ended=False)
        + b'{"error":{"message":"Overloaded","code":503}}\n',
        ("llm_unavailable",),
    ),
}
"""Bodies that hold no judgement, each with the failures that it may be."""

WITHOUT_QUOTES = frozenset(("findings_missing", "findings_null", "findings_none_word", "evidence_null"))
"""Forms whose answers quote nothing."""
