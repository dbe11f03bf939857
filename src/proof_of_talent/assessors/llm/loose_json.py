"""Turns what models write in place of JSON into JSON: Python's words, single quotes, comments, tags."""

import json
import re
from typing import Any

_BLANK = r"(?:\s|//[^\n]*|/\*.*?\*/)*+"
"""Blanks and comments, never given back: else each `//` in a comment would double the time."""
_TOKEN = re.compile(
    rf"""
    (?P<lead> ^ | [\[{{,:] ) {_BLANK}
        (?P<open> ["'“‘] ) (?P<said> (?:\\.|[^\\])*? ) ["'”’] (?= {_BLANK} (?: [:,}}\]] | $ ) )
    | (?P<comment> //[^\n]* | /\*.*?\*/ )
    | (?P<comma> , (?= {_BLANK} [}}\]] ) )
    | (?<![\w.]) (?P<word> [A-Za-z_]\w* )
    """,
    re.DOTALL | re.VERBOSE,
)
"""A string ends at the quotation mark that a comma, a colon or a bracket follows: it may hold others."""

_WORDS = {"True": "true", "False": "false", "None": "null", "undefined": "null", "NaN": "null"}
_KEPT = frozenset(("true", "false", "null"))
_ESCAPED = {r"\'": "'", r"\"": '"', r"\n": "\n", r"\t": "\t", r"\\": "\\"}
_PARAMETER = re.compile(
    r"<(?:parameter=|parameter\s+name=|arg_key>)[\"']?(\w+)[\"']?(?:>|</arg_key>\s*<arg_value>)"
    r"(.*?)</(?:parameter|arg_value)>",
    re.DOTALL,
)


def tidy_json(text: str) -> str:
    """Return a text whose objects are JSON where they were almost: commas before a bracket, comments, bare
    words and single quotes as keys and strings, quotation marks inside strings, brackets that are not closed.
    """
    start = text.find("{")
    if start < 0:
        return text
    tidied = _TOKEN.sub(_tidy, text[start:]).rstrip().rstrip(",")
    return text[:start] + tidied + _close(tidied)


def _tidy(match: re.Match[str]) -> str:
    if match["open"] is not None:
        return match["lead"] + _quote(match["open"], match["said"])
    if match["word"] is not None:
        word = _WORDS.get(match["word"], match["word"])
        return word if word in _KEPT else json.dumps(word)
    return " "


def _quote(opened: str, said: str) -> str:
    """Return a string of JSON; one that is sound stays as it is."""
    if opened == '"':
        try:
            json.loads(f'"{said}"', strict=False)
        except ValueError:
            pass
        else:
            return f'"{said}"'
    return json.dumps(re.sub(r"\\.", lambda one: _ESCAPED.get(one[0], one[0]), said), ensure_ascii=False)


def _close(text: str) -> str:
    """Return the brackets that an object at the end of a text lacks; none where a string is cut off."""
    bare = re.sub(r'"(?:\\.|[^"\\])*"', "", text)
    opened: list[str] = []
    for sign in re.findall(r"[{}\[\]]", bare):
        if sign in "{[":
            opened.append("}" if sign == "{" else "]")
        elif opened and opened[-1] == sign:
            opened.pop()
    return "" if '"' in bare else "".join(reversed(opened))


def read_parameters(text: str) -> dict[str, Any]:
    """Return the arguments of a call that is written in tags, one for each; none where there is none."""
    found: dict[str, Any] = {}
    for name, value in _PARAMETER.findall(text):
        try:
            found[name] = json.loads(value, strict=False)
        except ValueError:
            found[name] = value.strip()
    return found
