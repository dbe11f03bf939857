"""Is it really there? A quote counts only if it stands in the document it names, word for word.

Typography may differ (spaces, line ends, quote marks, dashes, ligatures, accents, punctuation, capitals),
because extraction and models change it. "A … B" is a quote where both parts stand on a page in this order.
Words and numbers may not differ, nor may a quote begin or end inside one:
"grew by 5" is not a quote of "grew by 50%".
"""

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel

from proof_of_talent.domain.application import ApplicationDocument
from proof_of_talent.domain.assessment import Assessment, Evidence, Finding, Judgement
from proof_of_talent.domain.graph import PaperQuote
from proof_of_talent.domain.record import GroundingCount

PartT = TypeVar("PartT", bound=BaseModel)

LEAST_CHARACTERS = 12
LEAST_WORDS = 3
"""A quote of fewer characters (without spaces) and fewer words proves nothing. Heuristic."""

TOKEN = re.compile(
    r"""
    (?:(?<![\w)])-)?\d+(?:[.,:/]\d+)*%?   # a number, with its sign and percent
    | [^\W\d_]+                           # a word
    | [<>~£$€¥%+#@&]                      # signs that change a meaning: C++, C#, £5, >90
    """,
    re.VERBOSE,
)
MARKS = re.compile("[\u0300-\u036f]+")
DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
IGNORED = "\u00ad\u200b\u200c\u200d\u2060\ufeff\u2019\u2018\u02bc"
ACCENT_SIGNS = "\u00b4`\u00a8\u02c6\u02dc\u00af\u02d8\u02d9\u02da\u02c7\u02dd\u00b8\u02db"
"""Accents set apart from their letters."""

ELLIPSIS = re.compile(r"[\[(]?\s*(?:\u2026|\.(?:\s?\.){2,})\s*[\])]?")
LARGEST_GAP_IN_QUOTE = 600
"""Characters (without spaces) that an ellipsis may leave out. Heuristic."""

PAGE_NUMBER = re.compile(r"\W*(?:page\s+)?\d{1,3}(?:\s*(?:/|of|von|de)\s*\d{1,3})?\W*", re.IGNORECASE)
SUPERSCRIPTS = re.compile(r"(?<=\d)(?=[⁰¹²³⁴-⁹₀-₉])")


class RunWords(NamedTuple):
    """A text reduced to its words and numbers, run together, and where each of them starts and ends.

    Run together, because extraction may lose or add a space or a hyphen inside a word; a bar stands between
    two numbers, which must not become one.
    """

    text: str
    starts: frozenset[int]
    ends: frozenset[int]


class _Index(NamedTuple):
    """A document prepared for searching: all pages in one text, and where each page and line starts in it."""

    words: RunWords
    page_starts: tuple[int, ...]
    line_starts: tuple[int, ...]
    lines: tuple["_Line", ...]


class _Line(NamedTuple):
    """A line of a document; both numbers count from 1."""

    page: int
    number: int


class _Paper:
    """A document to look quotes up in; it is indexed only when one does not stand there to the letter."""

    def __init__(self, document: ApplicationDocument) -> None:
        self._document = document
        self._texts = {page.number: page.text for page in document.pages}
        self.recognised = {page.number for page in document.pages if page.ocr is not None}

    def find_exactly(self, quote: str, page: int) -> "_Line | None":
        """Return where the page has the quote letter by letter, between spaces or at the text's ends."""
        text = self._texts.get(page, "")
        start = text.find(quote)
        if start < 0:
            return None
        around = text[start - 1 : start] + text[start + len(quote) : start + len(quote) + 1]
        return _Line(page, text.count("\n", 0, start) + 1) if not around or around.isspace() else None

    @cached_property
    def index(self) -> _Index:
        """All pages, reduced to words and numbers."""
        return _index(self._document)


def ground(assessment: Assessment, documents: Sequence[ApplicationDocument]) -> Assessment:
    """Return the assessment with `grounded` set on every quote and finding, and nothing else judged.

    A quote that stands on another page of the named document gets that page's number; a quote that runs over
    a page's end has the page on which it begins. A finding is grounded when one of its quotes is.
    """
    papers = {document.id: _Paper(document) for document in documents}
    judgements = tuple(_ground_judgement(judgement, papers) for judgement in assessment.judgements)
    return assessment.model_copy(update={"judgements": judgements})


def ground_judgement(judgement: Judgement, documents: Sequence[ApplicationDocument]) -> Judgement:
    """Return a judgement with `grounded` set on every quote and finding."""
    return _ground_judgement(judgement, {document.id: _Paper(document) for document in documents})


def _ground_judgement(judgement: Judgement, papers: dict[str, _Paper]) -> Judgement:
    findings = tuple(_ground_finding(finding, papers) for finding in judgement.findings)
    return judgement.model_copy(update={"findings": findings})


def ground_findings(
    findings: Sequence[Finding], documents: Sequence[ApplicationDocument]
) -> tuple[Finding, ...]:
    """Return findings with `grounded` set on every quote."""
    papers = {document.id: _Paper(document) for document in documents}
    return tuple(_ground_finding(finding, papers) for finding in findings)


def place_quotes(part: PartT, documents: Sequence[ApplicationDocument]) -> PartT:
    """Return a part of results with the line of every quote in it that stands in the documents."""
    papers = {document.id: _Paper(document) for document in documents}

    def place(value: Any) -> Any:
        if isinstance(value, Evidence | PaperQuote):
            paper = papers.get(value.document)
            line = _find_line(value, paper) if paper is not None else None
            return value.model_copy(update={"page": line.page, "line": line.number}) if line else value
        if isinstance(value, tuple):
            return tuple(map(place, value))
        if isinstance(value, BaseModel):
            names = type(value).model_fields
            return value.model_copy(update={name: place(getattr(value, name)) for name in names})
        return value

    placed: PartT = place(part)
    return placed


def count_claims(assessment: Assessment) -> GroundingCount:
    """Count the quotes that an assessment makes and those that exist in the documents."""
    quotes = [
        evidence
        for judgement in assessment.judgements
        for finding in judgement.findings
        for evidence in finding.evidence
    ]
    return GroundingCount(claims=len(quotes), grounded=sum(quote.grounded for quote in quotes))


def _ground_finding(finding: Finding, papers: dict[str, _Paper]) -> Finding:
    evidence = tuple(_ground_evidence(one, papers.get(one.document)) for one in finding.evidence)
    return finding.model_copy(
        update={"evidence": evidence, "grounded": any(one.grounded for one in evidence)}
    )


def _ground_evidence(evidence: Evidence, paper: _Paper | None) -> Evidence:
    line = _find_line(evidence, paper) if paper is not None else None
    if line is None or paper is None:
        return evidence.model_copy(update={"grounded": False})
    found = {"page": line.page, "line": line.number, "ocr": line.page in paper.recognised}
    return evidence.model_copy(update={"grounded": True, **found})


def _find_line(evidence: Evidence | PaperQuote, paper: _Paper) -> _Line | None:
    """Return where a quote begins: on the named page if it stands there too, else where it stands first."""
    parts = [tokens for part in ELLIPSIS.split(evidence.quote) if (tokens := TOKEN.findall(fold_quote(part)))]
    if not parts or any(map(_say_too_little, parts)):
        return None
    exactly = paper.find_exactly(evidence.quote, evidence.page)
    if exactly is not None:
        return exactly
    wanted = [run_together(tokens)[0].text for tokens in parts]
    index = paper.index
    first = None
    for start in _find_all(wanted, index):
        line = index.lines[bisect_right(index.line_starts, start) - 1]
        if line.page == evidence.page:
            return line
        first = first or line
    return first


def _find_all(wanted: Sequence[str], index: _Index) -> Iterator[int]:
    """Yield where the first part begins, wherever the others follow it closely on the same page."""
    for start in find_words(wanted[0], index.words):
        end = start + len(wanted[0])
        limit = index.page_starts[bisect_right(index.page_starts, start) :][:1]
        for part in wanted[1:]:
            farthest = min([end + LARGEST_GAP_IN_QUOTE + len(part), *limit])
            found = next(find_words(part, index.words, end, farthest), None)
            if found is None:
                break
            end = found + len(part)
        else:
            yield start


def find_words(wanted: str, words: RunWords, start: int = 0, stop: int | None = None) -> Iterator[int]:
    """Yield where a run of whole words stands in a text."""
    position = words.text.find(wanted, start, stop)
    while position >= 0:
        if position in words.starts and position + len(wanted) in words.ends:
            yield position
        position = words.text.find(wanted, position + 1, stop)


def _say_too_little(tokens: list[str]) -> bool:
    return sum(map(len, tokens)) < LEAST_CHARACTERS and len(tokens) < LEAST_WORDS


def _index(document: ApplicationDocument) -> _Index:
    tokens: list[str] = []
    first_tokens: list[int] = []
    line_tokens: list[int] = []
    lines: list[_Line] = []
    for page, (skipped, kept) in zip(
        document.pages, _strip_furniture([page.text for page in document.pages]), strict=True
    ):
        first_tokens.append(len(tokens))
        for number, text in enumerate(kept, skipped + 1):
            line_tokens.append(len(tokens))
            lines.append(_Line(page.number, number))
            tokens += TOKEN.findall(fold_quote(text))
    words, starts = run_together(tokens)
    starts.append(len(words.text))
    return _Index(
        words,
        tuple(starts[first] for first in first_tokens),
        tuple(starts[first] for first in line_tokens),
        tuple(lines),
    )


def _strip_furniture(texts: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield the lines of pages without what stands between them when a sentence runs on, after the number of
    lines left out before them: page numbers, and a first or last line that every page repeats (but on the
    first page).
    """
    pages = [text.split("\n") for text in texts]
    heads = Counter(page[0] for page in pages)
    feet = Counter(page[-1] for page in pages)
    for number, page in enumerate(pages):
        skipped = int(number > 0 and len(page) > 1 and heads[page[0]] > 1)
        kept = page[skipped:]
        while len(kept) > 1 and (PAGE_NUMBER.fullmatch(kept[-1]) or (number and feet[kept[-1]] > 1)):
            kept = kept[:-1]
        yield skipped, kept


def run_together(tokens: list[str]) -> tuple[RunWords, list[int]]:
    """Return words and numbers as one run, and where each of them starts in it."""
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    length = 0
    after_number = False
    for token in tokens:
        is_number = token[-1].isdigit() or token[0].isdigit()
        if is_number and after_number:
            parts.append("|")
            length += 1
        parts.append(token)
        starts.append(length)
        length += len(token)
        ends.append(length)
        after_number = is_number
    return RunWords("".join(parts), frozenset(starts), frozenset(ends)), starts


def fold_quote(text: str) -> str:
    """Make typography alike: compatibility forms (but not superscripts), accents, dashes, apostrophes,
    capitals.
    """
    if not text.isascii():
        for sign in ACCENT_SIGNS:
            text = text.replace(sign, "")
        text = unicodedata.normalize("NFKD", SUPERSCRIPTS.sub(" ", text))
        for dash in DASHES:  # replacing what is mostly absent is far quicker than translating every letter
            text = text.replace(dash, "-")
        for sign in IGNORED:
            text = text.replace(sign, "")
        text = MARKS.sub("", text)
    return text.replace("'", "").replace("`", "").casefold()
