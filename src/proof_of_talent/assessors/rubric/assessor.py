"""The built-in assessor: deterministic, offline, explainable. It reads; it does not understand.

It finds passages by the cue phrases of the criteria files, weighs them by what stands beside the cue, and
quotes them. A level says how much was found; whose papers they are, how old and how many is weighed in
`scoring`, alike for every assessor. See `docs/scoring.md` for what it cannot see.
"""

import re
from collections import defaultdict
from typing import NamedTuple

from proof_of_talent.assessors.cues import CueIndex, Hit, index_cues
from proof_of_talent.assessors.rubric.passages import Passage, Voice, scan_page
from proof_of_talent.assessors.rubric.subjects import Subject, find_subject
from proof_of_talent.domain.application import OWN_KINDS, Application, ApplicationDocument
from proof_of_talent.domain.assessment import Assessment, AssessorInfo, Evidence, Finding, Judgement
from proof_of_talent.domain.criteria import Criterion, FieldCriteria

RUBRIC_VERSION = "4"
MOST_QUOTES = 6  # per criterion; more would not be read
_FIRST_LEVEL = 1.0
_FURTHER = 0.7  # share of each further passage of a document
_FURTHER_DOCUMENT = 0.8  # share of each further document
_TELLING = 0.3  # weight for a criterion under which a document is not quoted for it
_SATURATION = 2.2  # summed weight after which further passages add little
_LEAST_WEIGHT = 0.5  # of a paper that nobody's name ties to the applicant
_INVOICE = re.compile(r"\b(?:amount due|total due|subtotal|vat|payment terms|bill to|due date|iban)\b")


class Found(NamedTuple):
    """A passage with the document it stands in and its weight for one criterion."""

    document: ApplicationDocument
    passage: Passage
    weight: float


class RubricAssessor:
    """Judges by phrases, figures, dates and names. The index of a field is built once, at construction."""

    name = "rubric"

    def __init__(self, fields: tuple[FieldCriteria, ...]) -> None:
        self._indexes = {_name_edition(field): index_cues(field) for field in fields}

    def assess(self, application: Application, criteria: FieldCriteria) -> Assessment:
        """Return one judgement for each criterion of the field; never fails on readable text."""
        name = _name_edition(criteria)
        index = self._indexes.get(name) or self._indexes.setdefault(name, index_cues(criteria))
        found, notes = _collect(index, application, criteria)
        scale = criteria.route(application.route).evidence_scale
        judgements = tuple(_judge(criterion, found[criterion.code], scale) for criterion in criteria.criteria)
        info = AssessorInfo(name=self.name, version=RUBRIC_VERSION, rules_version=criteria.rules_version)
        return Assessment(judgements=judgements, assessor=info, notes=notes)

    def close(self) -> None:
        """Nothing is held open."""


def _name_edition(criteria: FieldCriteria) -> tuple[str, ...]:
    """Return what tells criteria with different cues apart: field, version, and those of a body and level."""
    names = [f"{criterion.code} {criterion.name}" for criterion in criteria.criteria]
    return (criteria.id, criteria.rules_version, *names)


def _collect(
    index: CueIndex, application: Application, criteria: FieldCriteria
) -> tuple[dict[str, list[Found]], tuple[str, ...]]:
    """Return the passages that count, by criterion, and codes of what was left out."""
    found: dict[str, list[Found]] = defaultdict(list)
    notes: set[str] = set()
    seen: set[str] = set()
    subject = find_subject(application)
    for document in application.documents:
        if document.hidden_characters:
            notes.add("hidden_text_ignored")
        inside: list[tuple[str, Found]] = []
        words = 0
        folded: list[str] = []
        for page in document.pages:
            scan = scan_page(
                index, page.number, page.text, application.as_of.year, subject, _name_voice(document)
            )
            words += scan.words
            folded.append(scan.folded)
            if scan.instructs:
                notes.add("instructions_in_document_ignored")
            for passage in scan.passages:
                key = " ".join(passage.quote.split()).lower()
                if key in seen:
                    continue  # the same words twice, in one paper or two, prove no more than once
                seen.add(key)
                inside.extend(_weigh(document, passage, criteria))
        if not _has_substance(document, [item for _, item in inside], words, subject):
            continue  # it may well be about the applicant, but shows nothing
        reason = _find_reason_to_ignore(document, subject, " ".join(folded), criteria)
        if reason is not None:
            notes.add(reason)
            continue
        for code, item in inside:
            found[code].append(item)
    return found, tuple(sorted(notes))


def _weigh(
    document: ApplicationDocument, passage: Passage, criteria: FieldCriteria
) -> list[tuple[str, Found]]:
    """Return what a passage weighs for each criterion it speaks to; fully for the one it suits best."""
    weights = []
    for criterion in criteria.criteria:
        hits = passage.hits
        if criterion.code in criteria.settings.plans_count:
            hits = (*hits, *passage.future)
        weight = _weigh_hits([hit for hit in hits if hit.cue.group == criterion.code], passage)
        if weight > 0:
            weights.append((criterion.code, weight))
    best = max((weight for _, weight in weights), default=0.0)
    return [
        (code, Found(document, passage, weight if weight == best else weight * 0.75))
        for code, weight in weights
    ]


def _weigh_hits(hits: list[Hit], passage: Passage) -> float:
    """Return the weight of a passage for one criterion, 0 to about 1.5."""
    longest = _keep_longest(hits)
    strong = {hit.cue.phrase for hit in longest if hit.cue.strength == "strong"}
    plain = {hit.cue.phrase for hit in longest if hit.cue.strength == "plain"}
    if not strong and not (plain and passage.concrete):
        return 0.0
    base = 1.0 + 0.2 * min(len(strong) - 1, 2) if strong else 0.4
    weight = (base + 0.1 * min(len(plain), 3)) * passage.substance
    if any(hit.cue.strength == "against" for hit in hits):
        weight *= 0.3
    return weight


def _keep_longest(hits: list[Hit]) -> list[Hit]:
    """Leave out what is part of a longer phrase, such as "pull requests" in "merged pull requests"."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept


def _has_substance(
    document: ApplicationDocument, found: list[Found], words: int, subject: Subject | None
) -> bool:
    """Tell whether a document shows anything, by how dense its substance is."""
    weight = sum(item.weight for item in found)
    least = 0.5 * words / 500  # ours: a career paper has something every few lines
    if subject is None or document.kind in OWN_KINDS:
        least = max(least, _LEAST_WEIGHT)
    return bool(found) and weight >= least


def _find_reason_to_ignore(
    document: ApplicationDocument, subject: Subject | None, folded: str, criteria: FieldCriteria
) -> str | None:
    """Return the note's code for a paper by others that is about somebody else, an invoice or paid for."""
    if document.kind in OWN_KINDS:
        return None
    if subject is not None and not any(subject.is_named(page.text, folded) for page in document.pages):
        return "unrelated_document_ignored"
    if "invoice" in folded and len(set(_INVOICE.findall(folded))) >= 2:  # noqa: PLR2004 - ours
        return "unrelated_document_ignored"
    pattern = criteria.settings.paid_placement.strip("/")  # compiled once: `re` keeps it
    return "paid_placement_ignored" if pattern and re.search(pattern, folded) else None


def _name_voice(document: ApplicationDocument) -> Voice:
    if document.kind == "recommendation_letter":
        return "letter"
    return "others" if document.kind == "evidence" else "own"


def _judge(criterion: Criterion, found: list[Found], scale: float) -> Judgement:
    """Turn a criterion's passages into a level with quotes."""
    level = measure_level(found, scale)
    if level < _FIRST_LEVEL:
        return Judgement(
            criterion=criterion.code,
            level=0.0,
            rationale=f"No passage with enough substance shows this. {criterion.advice}",
        )
    best = sorted(found, key=lambda f: (-f.weight, f.document.id, f.passage.page, f.passage.start))
    chosen = _choose_quotes(best)
    documents = sorted({item.document.id for item in chosen})
    passages, papers = len(found), len({item.document.id for item in found})
    rationale = (
        f"{_count(passages, 'passage')} in {_count(papers, 'document')}; "
        f"the most telling {'is' if len(chosen) == 1 else 'are'} quoted from {', '.join(documents)}."
    )
    return Judgement(
        criterion=criterion.code,
        level=level,
        rationale=rationale,
        findings=_state_strengths(criterion, chosen),
    )


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def measure_level(found: list[Found], scale: float = 1.0) -> float:
    """Return the level 0-4 (one decimal) of passages: each further one, and each further document, adds less.

    `scale` is the route's: below 1 the same passages show more.
    """
    by_document: dict[str, list[float]] = defaultdict(list)
    for item in found:
        by_document[item.document.id].append(item.weight)
    sums = sorted(
        (
            sum(weight * _FURTHER**rank for rank, weight in enumerate(sorted(weights, reverse=True)))
            for weights in by_document.values()
        ),
        reverse=True,
    )
    total = sum(weight * _FURTHER_DOCUMENT**rank for rank, weight in enumerate(sums))
    return min(4.0, round(5 * total / (total + _SATURATION * scale), 1))


def _choose_quotes(best: list[Found]) -> list[Found]:
    """Take the heaviest passages, at first one of each document so that independent papers are heard."""
    firsts: dict[str, Found] = {}
    weights: dict[str, float] = defaultdict(float)
    for item in best:
        firsts.setdefault(item.document.id, item)
        weights[item.document.id] += item.weight
    told = {document: item for document, item in firsts.items() if weights[document] >= _TELLING}
    firsts = told or firsts
    order = {"evidence": 0, "recommendation_letter": 1, "cv": 2, "personal_statement": 3, "portfolio": 4}
    chosen = sorted(firsts.values(), key=lambda f: order[f.document.kind])[:MOST_QUOTES]
    for item in best:
        if len(chosen) >= MOST_QUOTES:
            break
        if item not in chosen and item.document.id in firsts:
            chosen.append(item)
    return chosen


def _state_strengths(criterion: Criterion, chosen: list[Found]) -> tuple[Finding, ...]:
    """Group the quotes into strengths by what they show: others' word, figures, or a named achievement."""
    groups: dict[str, list[Found]] = defaultdict(list)
    for item in chosen:
        if item.document.kind in ("evidence", "recommendation_letter"):
            groups["independent_recognition"].append(item)
        elif item.passage.quantified:
            groups["quantified_impact"].append(item)
        else:
            groups["documented_achievement"].append(item)
    texts = {
        "independent_recognition": "Papers by others speak for",
        "quantified_impact": "Results in figures speak for",
        "documented_achievement": "Named achievements speak for",
    }
    return tuple(
        Finding(
            kind="strength",
            code=code,
            criterion=criterion.code,
            text=f"{texts[code]} “{criterion.name}” ({len(items)} quoted).",
            evidence=tuple(
                Evidence(document=item.document.id, page=item.passage.page, quote=item.passage.quote)
                for item in items
            ),
        )
        for code, items in groups.items()
    )
