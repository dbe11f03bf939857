"""Who says what: shown by others, said by the applicant alone, or left out and why."""

import re
from collections.abc import Iterator

from proof_of_talent.domain.application import OWN_KINDS, Application
from proof_of_talent.domain.assessment import CriterionResult, Evidence, Scored
from proof_of_talent.domain.graph import PaperQuote
from proof_of_talent.domain.reading import ApplicationReading, LeftOutReason, Relation
from proof_of_talent.domain.results import EvidenceLists, OmittedPaper, ResultQuote, WitnessedFact

MOST_WITNESS_QUOTES = 3
"""Quotes shown for a criterion; more would not be read."""

SPEAKERS: dict[Relation, str] = {
    "independent": "somebody unconnected with you",
    "employer": "your employer",
    "colleague": "somebody who works or worked with you",
    "subordinate": "somebody who works for you",
    "family": "a relative",
    "commercial": "somebody who does business with you",
    "unclear": "somebody whose connection with you is not stated",
    "self": "you",
}
KIND_SPEAKERS = {
    "recommendation_letter": "the author of a letter",
    "evidence": "a paper by others",
}
REASONS: dict[LeftOutReason, str] = {
    "paid_by_applicant": "it was paid for by you",
    "bought": "what it shows is for sale",
    "letter_paid_for": "its author was paid for it",
    "letter_by_family": "a relative wrote it",
    "letter_by_subordinate": "somebody who works for you wrote it",
    "about_a_namesake": "it is about somebody else of the same surname",
    "about_others": "it names neither you nor a work of yours",
    "self_published": "you published it yourself",
    "own_organisation": "an organisation of yours issued it",
    "no_selection": "it is an honour for which nobody had to compete",
    "no_name_found": "we could not tell whose papers these are",
    "bare_list": "it is a list of phrases without sentences",
    "of_another_field": "it speaks of technology or science, and these rules judge the arts",
    "unrelated": "it is an everyday paper that shows none of the criteria",
}
"""Why a paper earns nothing, in words that follow “left out, because”."""

_SPECIFIC = re.compile(r"\d[\d,.]*|\b[A-Z][a-z]+")


def list_evidence(
    application: Application,
    scored: Scored,
    reading: ApplicationReading | None,
) -> EvidenceLists:
    """Return the three lists of an application.

    Args:
        application: for what kind each paper is.
        scored: for the quotes that count, by criterion.
        reading: for relations and reasons, where the assessor read papers as evidence.
    """
    speakers = _name_speakers(application, reading)
    own = {document.id for document in application.documents if document.kind in OWN_KINDS}
    if reading is not None:  # it quotes the CV only where a letter confirms it
        speakers |= dict.fromkeys(own, "you, and a letter confirms it")
        own = set()
    told = [fact for result in scored.criteria for fact in _list_facts(result, speakers, own, reading)]
    return EvidenceLists(
        by_others=tuple(fact for fact in told if fact.quote.document not in own),
        only_you=_list_claims(told, own, reading),
        left_out=tuple(_list_omitted(reading)),
    )


def _name_speakers(application: Application, reading: ApplicationReading | None) -> dict[str, str]:
    """Return who speaks in each paper: by its author's relation if that was read, or else by its kind."""
    speakers: dict[str, str] = {d.id: KIND_SPEAKERS.get(d.kind, "you") for d in application.documents}
    if reading is not None:
        speakers |= {paper.document: SPEAKERS[paper.relation] for paper in reading.papers}
    return speakers


def _list_facts(
    result: CriterionResult, speakers: dict[str, str], own: set[str], reading: ApplicationReading | None
) -> list[WitnessedFact]:
    """Return a criterion's quotes, the most specific first; a reading has ranked them already."""
    facts = [
        WitnessedFact(
            criterion=result.criterion,
            quote=_show_quote(quote),
            who=speakers.get(quote.document, "a paper by others"),
            why=finding.text,
        )
        for finding in result.findings
        if finding.kind == "strength"
        for quote in finding.evidence
    ]
    if reading is None:
        facts.sort(key=lambda fact: -_count_specifics(fact.quote.quote))
    by_others = [fact for fact in facts if fact.quote.document not in own][:MOST_WITNESS_QUOTES]
    return by_others + [fact for fact in facts if fact.quote.document in own][:MOST_WITNESS_QUOTES]


def _list_claims(
    told: list[WitnessedFact], own: set[str], reading: ApplicationReading | None
) -> tuple[ResultQuote, ...]:
    """Return what only the applicant says, each once, the most specific first; headings state nothing."""
    if reading is not None and reading.claims_alone:
        claims = [quote for quote in reading.claims_alone if not quote.quote.isupper()]
        claims.sort(key=lambda quote: -_count_specifics(quote.quote))
        return tuple(_show_quote(quote) for quote in claims)
    return tuple(dict.fromkeys(fact.quote for fact in told if fact.quote.document in own))


def _count_specifics(text: str) -> int:
    """Count figures and names."""
    return len(_SPECIFIC.findall(text))


def _list_omitted(reading: ApplicationReading | None) -> Iterator[OmittedPaper]:
    for paper in reading.papers if reading is not None else ():
        if paper.reason is not None and not paper.admitted:
            yield OmittedPaper(
                document=paper.document,
                reason=paper.reason,
                text=REASONS[paper.reason],
                quote=_show_quote(paper.quote) if paper.quote is not None else None,
            )


def _show_quote(quote: Evidence | PaperQuote) -> ResultQuote:
    return ResultQuote(document=quote.document, page=quote.page, quote=quote.quote)
