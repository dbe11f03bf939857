"""Finds the cases that we do not judge: routes whose rules we do not hold, work that the rules leave out."""

import re
from collections.abc import Iterable

from proof_of_talent.domain.application import Application
from proof_of_talent.domain.assessment import Evidence
from proof_of_talent.domain.criteria import Rulebook
from proof_of_talent.domain.routing_rules import Body, Stop

_HEAD_LINES = 6  # of the CV, in which a profession stands


def find_stop(
    application: Application, rulebook: Rulebook, level: str
) -> tuple[Stop, tuple[Evidence, ...]] | None:
    """Return the first stop that applies at a level, with the line of the CV that it rests on, if any."""
    for stop in rulebook.stops:
        if stop.field != application.field or not stop.holds_on(application.as_of):
            continue
        if (stop.routes and level not in stop.routes) or not _answers_fit(stop, application):
            continue
        if not stop.professions:
            return stop, ()
        evidence = _find_head(application, stop.professions, stop.eligible)
        if evidence:
            return stop, evidence
    return None


def find_other_body(
    application: Application, rulebook: Rulebook, body: Body
) -> tuple[Body, tuple[Evidence, ...]] | None:
    """Return a body that takes the profession in the head of the CV, where `body` is not named to take it."""
    if not body.professions and body.field != "arts_culture":
        return None  # takes every subject of its field
    others = [other for other in rulebook.bodies if other.id != body.id and other.professions]
    for other in others:
        evidence = _find_head(application, other.professions, body.professions)
        if evidence:
            return other, evidence
    return None


def _answers_fit(stop: Stop, application: Application) -> bool:
    answers = application.answers
    fits = all(answers.get(question) in values for question, values in stop.when.items())
    return fits and not any(answers.get(question) in values for question, values in stop.unless.items())


def _find_head(
    application: Application, professions: Iterable[str], eligible: Iterable[str]
) -> tuple[Evidence, ...]:
    """Return the line of the CV's head that names one of the professions, unless one is eligible."""
    named: tuple[Evidence, ...] = ()
    for document in application.documents:
        if document.kind != "cv" or not document.pages:
            continue
        for line in document.pages[0].text.split("\n")[:_HEAD_LINES]:
            if _names_one(line, eligible):
                return ()
            if not named and _names_one(line, professions):
                quote = line.strip()[:300]
                named = (Evidence(document=document.id, page=1, quote=quote, grounded=True),)
    return named


def _names_one(line: str, words: Iterable[str]) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", line, re.IGNORECASE) for word in words)
