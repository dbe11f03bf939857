"""Repairs of texts that are no JSON, each tried only after all that is milder has found nothing."""

import ast
import html
import json
import re
from collections.abc import Callable
from typing import Any

_THOUGHTS = re.compile(
    r"<(?:seed:)?(think|thinking|thought|reasoning|reflection|scratchpad|analysis)>.*?</(?:seed:)?\1>"
    r"|\[THINK\].*?\[/THINK\]|◁think▷.*?◁/think▷"
    r"|<\|begin_of_thought\|>.*?<\|end_of_thought\|>",
    re.DOTALL | re.IGNORECASE,
)
_OPENED = re.compile(
    r"\s*(?:<(?:seed:)?(?:think|thinking|thought|reasoning)>|\[THINK\]|◁think▷)", re.IGNORECASE
)
_UNSEEN = str.maketrans(
    dict.fromkeys("\u200b\u200c\u200d\ufeff\u2060\u00ad") | {"\u00a0": " ", "\u3000": " "}
)
_PAIRS = str.maketrans({"„": '"', "«": '"', "»": '"', "“": '"', "”": '"', "`": '"'})
_LEAF = re.compile(r"<(\w+)>([^<]*)</\1>")
_CALL = re.compile(r"\b[A-Za-z_][\w.]*\(")
_MOST_CALLS = 20
_MOST_TAGS = 200
_SIGNS = (
    (r"(?<=[\"\w\]}])[ \t]*[\uff1a=][ \t]*(?=[\"'\[{\d-])", ": "),
    (r"(?<=[\"\]}\d])\s*[\uff0c;]\s*(?=[\"{\[])", ", "),
    (r"(?<=[\"\]}\d])[ \t]*\n\s*(?=[\"{])", ",\n"),
    (r"(?m)(?:^|(?<=[,{\[]))[ \t]*#[^\n]*$", ""),
    (r"(?:\.\.\.|…)[ \t]*,", ""),
    (r":\s*\+?0*(\d+(?:\.\d+)?)\s*/\s*4\b", r': "\1/4"'),
    (r":\s*(?:\+0*|0+)(?=\d)", ": "),
)
"""Colons, commas and numbers that other languages write, or that were forgotten at the ends of lines."""


def drop_thoughts(text: str) -> str:
    """Return a text without thoughts that are begun and ended; as it is, where far too many begin."""
    begun = text.count("<") + text.count("[THINK]") + text.count("◁")
    return _THOUGHTS.sub(" ", text) if begun <= _MOST_TAGS else text


def is_in_thoughts(text: str) -> bool:
    """Whether a text ends before its thoughts do."""
    return _OPENED.match(drop_thoughts(text)) is not None


def _unescape(text: str) -> str:
    return text.replace('\\"', '"').replace("\\n", "\n") if re.search(r'[{\[]\s*\\["n]', text) else text


def _mend_signs(text: str) -> str:
    for pattern, put in _SIGNS:
        text = re.sub(pattern, put, text)
    return text


def _mend_quotes(text: str) -> str:
    return text.translate(_PAIRS)


def _enclose(text: str) -> str:
    first, last = text.find('"'), text.rfind("}")
    braced = text[first:] if last < 0 else text[first:].rstrip().removesuffix("}")
    return "{" + braced + "}" if first >= 0 else text


REPAIRS: tuple[Callable[[str], str], ...] = (
    lambda text: text.translate(_UNSEEN),
    html.unescape,
    _unescape,
    lambda text: re.sub(r"(?m)^\s*>\s?", "", text),
    _mend_signs,
    _mend_quotes,
    _enclose,
)
"""From the mildest on, each upon what the one before has left."""


def read_leaves(text: str) -> dict[str, Any]:
    """Return the innermost tags of a text by name, each with its value."""
    return {name: _read_value(value) for name, value in _LEAF.findall(text)}


def read_calls(text: str) -> list[dict[str, Any]]:
    """Return the named arguments of calls that are written as in Python."""
    found = []
    for match in list(_CALL.finditer(text))[:_MOST_CALLS]:
        end = _find_end(text, match.end())
        try:
            call = ast.parse(f"f({text[match.end() : end]})", mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        if isinstance(call, ast.Call) and call.keywords:
            named = {word.arg: _read_node(word.value) for word in call.keywords if word.arg}
            found.append(named)
    return found


def _find_end(text: str, start: int) -> int:
    """Return where the bracket closes that was opened before `start`; strings may hold others."""
    depth, quote = 1, ""
    for place in range(start, len(text)):
        sign = text[place]
        if quote:
            quote = "" if sign == quote and text[place - 1] != "\\" else quote
        elif sign in "'\"":
            quote = sign
        elif sign in "([{":
            depth += 1
        elif sign in ")]}":
            depth -= 1
            if depth == 0:
                return place
    return len(text)


def _read_node(node: ast.expr) -> Any:
    words = {"true": True, "false": False, "null": None}

    class Words(ast.NodeTransformer):
        def visit_Name(self, name: ast.Name) -> ast.expr:
            return ast.Constant(words.get(name.id, name.id))

    try:
        return ast.literal_eval(Words().visit(node))
    except (ValueError, TypeError, RecursionError):
        return None


def _read_value(text: str) -> Any:
    try:
        return json.loads(text, strict=False)
    except ValueError:
        return text.strip()
