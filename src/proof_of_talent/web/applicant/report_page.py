"""A record as its applicant reads it: verdict, criteria with quotes, gaps, roadmap."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from proof_of_talent.domain.application import Session
from proof_of_talent.domain.corrections import ABOUT_ME
from proof_of_talent.domain.criteria import FieldCriteria, Rulebook
from proof_of_talent.domain.facts import Notice
from proof_of_talent.domain.freshness import find_notices
from proof_of_talent.domain.names import DOCUMENT_KIND_NAMES
from proof_of_talent.domain.record import AnalysisRecord, label_assessor
from proof_of_talent.domain.results import AnalysisResults, ResultCorrection
from proof_of_talent.judging.facts import FactGroup, tell_facts
from proof_of_talent.judging.paying.checklist import find_rules
from proof_of_talent.judging.reporting.connections import Connection, list_decisive
from proof_of_talent.judging.reporting.notes import describe_notes
from proof_of_talent.judging.reporting.wording import describe_likelihood, tell_gates
from proof_of_talent.judging.reviewed import ReviewLabel, label_analyses
from proof_of_talent.records.reviewing import find_done
from proof_of_talent.web.applicant.document_names import name_documents, quote_names
from proof_of_talent.web.applicant.letters_section import LettersSection, describe_letters_section
from proof_of_talent.web.applicant.places import Places
from proof_of_talent.web.applicant.report_parts import (
    CriterionCard,
    Gap,
    ItemLine,
    Point,
    label_finding,
    list_gaps,
    list_items,
    list_route_reasons,
    show_criterion,
)
from proof_of_talent.wiring.bootstrap import Services

HEADLINES = {
    "strong": "A strong application",
    "moderate": "A fair application that can still be improved",
    "weak": "Not yet a convincing application",
}


@dataclass(frozen=True)
class ReportPage:
    """Everything the report page shows."""

    verdict: str
    summary: str
    recommendation: str
    bands: tuple[str, ...]
    score: int
    likelihood: str | None
    rates: str | None
    probabilities: tuple[tuple[str, int], ...]
    route: str
    body: str
    optional_needed: int
    gates: tuple[str, ...]
    criteria: tuple[CriterionCard, ...]
    gaps: tuple[Gap, ...]
    notes: tuple[str, ...]
    results: AnalysisResults
    places: Places
    stated: tuple[str, ...]
    criterion_names: Mapping[str, str]
    documents: tuple[tuple[str, str, int, str | None], ...]
    quotes: int
    grounded: int
    assessor: str
    rules_version: str
    date: datetime
    attempt: int
    is_outdated: bool
    notices: tuple[Notice, ...]
    facts: tuple[FactGroup, ...]
    reasons: tuple[Point, ...]
    items: tuple[ItemLine, ...]
    letters: LettersSection
    connections: tuple[Connection, ...]
    review: ReviewLabel | None

    @property
    def is_scored(self) -> bool:
        """Whether the application was weighed; otherwise its route says why not."""
        return self.results.route is None or self.results.route.decision == "judged"


def describe_report(
    record: AnalysisRecord, session: Session, services: Services, *, links_documents: bool = True
) -> ReportPage:
    """Return the report of a completed analysis.

    Args:
        record: completed, with results.
        session: the session it belongs to, for the names of documents.
        services: for the rules.
        links_documents: False where readers may not open what was handed in.
    """
    results = record.read_results() or AnalysisResults()
    today = services.clock().date()
    field = find_rules(record, results, services.rulebook)
    route = field.route(record.route)
    notices = find_notices(services.rulebook, field, route.id, today)
    hides = any(notice.hides_percentages for notice in notices)
    names = name_documents(record, session)
    shown = session if links_documents else None
    places = Places(record, results, shown, base=f"/apply/{session.session_id}", names=names)
    rates = _name_rates(field, services.rulebook)
    return ReportPage(
        verdict=results.headline or HEADLINES[record.recommendation or "weak"],
        summary=_shorten_summary(results, services.rulebook),
        probabilities=() if hides else _list_probabilities(record),
        recommendation=record.recommendation or "weak",
        bands=_list_bands(record),
        score=record.overall_score or 0,
        likelihood=None if record.abstained or hides or not rates else describe_likelihood(record.likelihood),
        rates=rates,
        route=route.name,
        body=field.endorsing_body,
        optional_needed=field.weights.optional_count,
        gates=tuple(label_finding(services.rulebook, code) for code in results.failed_gates),
        criteria=tuple(show_criterion(result, field, places) for result in results.criteria),
        gaps=list_gaps(results, services.rulebook, names),
        notes=tuple(describe_notes(results.notes, summarised=False)),
        results=results,
        places=places,
        stated=tuple(_tell_stated(one, names) for one in results.corrections),
        criterion_names={result.criterion: result.name for result in results.criteria},
        documents=tuple((names[d.id], d.kind, d.pages, places.link(d.id)) for d in record.documents if d.id),
        quotes=record.grounding.claims,
        grounded=record.grounding.grounded,
        assessor=label_assessor(record.assessor),
        rules_version=record.assessor.rules_version if record.assessor else field.rules_version,
        date=record.completed_at,
        attempt=record.attempt,
        is_outdated=session.state != "completed",
        notices=notices,
        facts=tell_facts(
            services.rulebook,
            today,
            field.id,
            route.id,
            results.route.decision if results.route is not None else "judged",
        ),
        reasons=list_route_reasons(results, places),
        items=list_items(results, places),
        letters=describe_letters_section(results, services.rulebook, field, places),
        connections=tuple(list_decisive(results.graph, quote_names(names), to_applicant=True)),
        review=label_analyses(find_done(services.store, record.session_id)).get(record.id),
    )


def _shorten_summary(results: AnalysisResults, rulebook: Rulebook) -> str:
    """Return the paragraph of the verdict without what the page says elsewhere."""
    said = results.analysis.overall_assessment
    gates = tell_gates([label_finding(rulebook, code) for code in results.failed_gates])
    for part in (f"{results.headline}.", results.disclaimer, gates):
        said = said.replace(part, "") if part else said
    return " ".join(said.split())


def _name_rates(field: FieldCriteria, rulebook: Rulebook) -> str | None:
    """Return where published success rates come from, in words; None where none are published."""
    source = rulebook.source(field.likelihood.source)
    return source.title if source is not None and field.likelihood.basis != "unverified" else None


def _list_bands(record: AnalysisRecord) -> tuple[str, ...]:
    """Return the bands that may be meant; older records name one."""
    if record.band_set is not None:
        return record.band_set
    return (record.recommendation or "weak",)


def _list_probabilities(record: AnalysisRecord) -> tuple[tuple[str, int], ...]:
    """Return the bands that may be meant with whole per cent, the most likely first."""
    shares = record.band_probabilities
    if shares is None:
        return ()
    return tuple((band, round(100 * getattr(shares, band))) for band in record.band_set or ())


def _tell_stated(correction: ResultCorrection, names: Mapping[str, str]) -> str:
    """Return what the applicant said of a document, as a sentence about it."""
    value = correction.value or ""
    said = {
        "visible": "a passage that was left out can be seen; it was read",
        "author": "you named who wrote it",
        "about": "it is about you" if value == ABOUT_ME else "it is about somebody else; it was left out",
        "kind": f"it is: {DOCUMENT_KIND_NAMES.get(value, value)}",
        "same_as": f"it is the same as “{names.get(value, value)}”; both count once",
    }.get(correction.subject, correction.subject)
    return f"“{names.get(correction.document, correction.document)}”: {said}."
