"""What a made-up analysis looks like: invented answers, documents, judgements and results for one field.

Likelihoods, bands and reports are computed by the functions that serve real analyses, so synthetic results
have the same shape and vocabulary. No text here names or describes a person.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from random import Random
from typing import Any, Final, Literal

from proof_of_talent.domain.application import Application, ApplicationDocument, DocumentKind, Page
from proof_of_talent.domain.assessment import (
    Assessment,
    AssessorInfo,
    BandProbabilities,
    CriterionResult,
    Evidence,
    Finding,
    Judgement,
    Recommendation,
    Scored,
)
from proof_of_talent.domain.criteria import Criterion, FieldCriteria, Question, Route, Rulebook
from proof_of_talent.domain.record import RecordDocument
from proof_of_talent.judging.papers.survey import survey
from proof_of_talent.judging.reporting.report import compose
from proof_of_talent.judging.scores.bands import judge_points
from proof_of_talent.judging.scores.scoring import MANDATORY_GATE, add_up, estimate_likelihood

DEMO_TEXT: Final = "Synthetic text for a demonstration; it describes nobody."
"""The answer given to every free-text question."""

_PDF: Final = "application/pdf"
_DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_QUOTE: Final = "synthetic passage {number} for {criterion}: shown in {year} with a figure of {figure}"
_TWO_STRENGTHS_ABOVE: Final = 80
_SPREAD: Final = 16.0  # standard deviation of criterion scores within one application, in points


@dataclass(frozen=True)
class Template:
    """A finished synthetic analysis without times and identity; shared by many records, never changed."""

    route: str
    answers: dict[str, Any]
    documents: tuple[RecordDocument, ...]
    write_results: Callable[[], dict[str, Any]]
    overall_score: int
    likelihood: float
    recommendation: Recommendation
    band_set: tuple[Recommendation, ...]
    band_probabilities: BandProbabilities | None
    strengths: int
    weaknesses: int
    gaps: int
    claims: int

    @cached_property
    def results(self) -> dict[str, Any]:
        """The results in their wire form, made when the first record needs them."""
        return self.write_results()


def make_templates(criteria: FieldCriteria, rulebook: Rulebook, count: int, rng: Random) -> list[Template]:
    """Return analyses of one field, from the lowest overall score to the highest."""
    made = [_make_template(criteria, rulebook, rng) for _ in range(count)]
    return sorted(made, key=lambda template: template.overall_score)


def _make_template(criteria: FieldCriteria, rulebook: Rulebook, rng: Random) -> Template:
    ability = min(1.0, max(0.02, rng.gauss(0.49, 0.2)))
    route = rng.choice([route for route in criteria.routes if not route.checklist] or list(criteria.routes))
    documents = _make_documents(route, criteria, ability, rng)
    results = tuple(_judge(criterion, criteria, documents, ability, rng) for criterion in criteria.criteria)
    letters = sum(document.kind == "recommendation_letter" for document in documents)
    document_score = round(
        min(100, 100 * letters / max(1, route.letters)) * 0.6 + 40 * min(1.0, ability + 0.3)
    )
    missing_letters = max(0, route.letters - letters)
    findings = _list_findings(results, missing_letters, ability, rulebook, rng)
    gates = tuple(sorted({f.code for f in findings if f.kind == "gap" and rulebook.code(f.code).gate}))
    overall = add_up({result.criterion: result.score for result in results}, criteria)
    verdict = judge_points(overall, criteria.bands, mandatory_shown=MANDATORY_GATE not in gates)
    likelihood = estimate_likelihood(overall, criteria, failed=bool(gates))
    scored = Scored(
        criteria=results,
        document_score=document_score,
        overall_score=overall,
        likelihood=likelihood,
        recommendation=verdict.recommendation,
        band_set=verdict.band_set,
        band_probabilities=verdict.probabilities,
        failed_gates=gates,
        findings=findings,
    )
    answers = {
        question.id: _answer(question, route, letters, ability, rng) for question in criteria.questions
    }
    application = Application(
        field=criteria.id, route=route.id, answers=answers, documents=documents, as_of=date(2026, 1, 1)
    )

    def write_results() -> dict[str, Any]:
        assessment = _make_assessment(results, criteria)
        seen = survey(application, criteria)
        return compose(application, criteria, rulebook, assessment, scored, seen).to_wire()

    kinds = [finding.kind for finding in findings]
    return Template(
        route=route.id,
        answers=answers,
        documents=tuple(_keep_document(document) for document in documents),
        write_results=write_results,
        overall_score=overall,
        likelihood=likelihood,
        recommendation=scored.recommendation,
        band_set=scored.band_set,
        band_probabilities=scored.band_probabilities,
        strengths=kinds.count("strength"),
        weaknesses=kinds.count("weakness"),
        gaps=kinds.count("gap"),
        claims=sum(len(finding.evidence) for finding in findings),
    )


def _make_documents(
    route: Route, criteria: FieldCriteria, ability: float, rng: Random
) -> tuple[ApplicationDocument, ...]:
    letters = sum(rng.random() < 0.45 + 0.6 * ability for _ in range(route.letters))
    most = criteria.documents.evidence_documents or 5
    evidence = round(most * min(1.0, max(0.0, rng.gauss(ability, 0.2))))
    kinds: list[DocumentKind] = ["cv"] if rng.random() < 0.97 else []  # noqa: PLR2004 - 3% forget it
    kinds.extend(["recommendation_letter"] * letters)
    kinds.extend(["evidence"] * evidence)
    return tuple(
        ApplicationDocument(
            id=f"d{number}",
            kind=kind,
            media_type=_DOCX if rng.random() < 0.2 else _PDF,  # noqa: PLR2004 - a fifth are Word files
            bytes=round(rng.lognormvariate(12.0, 0.8)),
            pages=tuple(
                Page(number=page, text=f"{DEMO_TEXT} {page}.")
                for page in range(1, 1 + rng.choice((1, 2, 2, 3) if kind == "cv" else (1, 1, 2)))
            ),
        )
        for number, kind in enumerate(kinds or ["evidence"], start=1)
    )


def _judge(
    criterion: Criterion,
    criteria: FieldCriteria,
    documents: tuple[ApplicationDocument, ...],
    ability: float,
    rng: Random,
) -> CriterionResult:
    points = round(min(100, max(0, rng.gauss(100 * ability + 6, _SPREAD))))
    met, partly = criteria.bands.met, criteria.bands.partly
    verdict: Literal["met", "partly", "not_met"] = (
        "met" if points >= met else "partly" if points >= partly else "not_met"
    )
    findings = []
    if verdict != "not_met":
        codes = ("documented_achievement", "quantified_impact", "independent_recognition")
        chosen = rng.sample(codes, 2 if points > _TWO_STRENGTHS_ABOVE else 1)
        findings = [_find_strength(criterion, code, documents, rng) for code in chosen]
    if verdict == "not_met":
        text = f"{criterion.name}: the papers do not show this well enough."
        findings.append(Finding(kind="gap", code=criterion.weak_gap, criterion=criterion.code, text=text))
    return CriterionResult(
        criterion=criterion.code,
        name=criterion.name,
        score=points,
        level=round(points / 25, 1),
        quality=round(min(1.0, points / 90), 2),
        independence=round(rng.uniform(0.6, 1.0), 2),
        recency=round(rng.uniform(0.7, 1.0), 2),
        sufficiency=round(min(1.0, 0.4 + points / 120), 2),
        verdict=verdict,
        rationale=f"Synthetic rationale: {len(findings)} finding(s) decide this criterion.",
        findings=tuple(findings),
    )


def _find_strength(
    criterion: Criterion, code: str, documents: tuple[ApplicationDocument, ...], rng: Random
) -> Finding:
    evidence = []
    for number in range(1, rng.choice((2, 2, 3))):
        document = rng.choice(documents)
        quote = _QUOTE.format(
            number=number, criterion=criterion.code, year=rng.randint(2021, 2026), figure=rng.randint(3, 9000)
        )
        page = rng.randint(1, len(document.pages))
        evidence.append(Evidence(document=document.id, page=page, quote=quote, grounded=True))
    text = f"{criterion.name}: the papers support this."
    return Finding(
        kind="strength",
        code=code,
        criterion=criterion.code,
        text=text,
        evidence=tuple(evidence),
        grounded=True,
    )


def _list_findings(
    results: tuple[CriterionResult, ...],
    missing_letters: int,
    ability: float,
    rulebook: Rulebook,
    rng: Random,
) -> tuple[Finding, ...]:
    """Return every finding once: the criteria's own, then what an application as a whole may lack."""
    findings = [finding for result in results for finding in result.findings]
    extra = []
    if missing_letters:
        extra.append("missing_recommendation_letters")
    elif rng.random() < ability:
        extra.append("strong_letters")
    candidates = [code.code for code in rulebook.codes if code.kind != "strength" and not code.gate]
    extra += rng.sample(candidates, min(len(candidates), round(rng.uniform(0, 2.5) * (1.15 - ability))))
    seen = {finding.code for finding in findings}
    known = {code.code: code for code in rulebook.codes}
    findings += [
        Finding(kind=known[code].kind, code=code, text=known[code].description)
        for code in extra
        if code in known and code not in seen
    ]
    order = {"strength": 0, "weakness": 1, "gap": 2}
    return tuple(sorted(findings, key=lambda finding: order[finding.kind]))


def _make_assessment(results: tuple[CriterionResult, ...], criteria: FieldCriteria) -> Assessment:
    return Assessment(
        judgements=tuple(
            Judgement(criterion=r.criterion, level=r.level, rationale=r.rationale, findings=r.findings)
            for r in results
        ),
        assessor=AssessorInfo(name="rubric", version="demo", rules_version=criteria.rules_version),
    )


def _keep_document(document: ApplicationDocument) -> RecordDocument:
    return RecordDocument(
        id=document.id,
        kind=document.kind,
        media_type=document.media_type,
        pages=len(document.pages),
        bytes=document.bytes,
    )


def _answer(question: Question, route: Route, letters: int, ability: float, rng: Random) -> Any:
    """Return an answer of the question's type; optional ones are left out a third of the time."""
    if question.id == "route_preference":
        return route.id
    if question.id == "recommendation_letters":
        return letters
    if not question.required and rng.random() < 0.34:  # noqa: PLR2004 - see above
        return None
    return _invent_answer(question, ability, rng)


def _invent_answer(question: Question, ability: float, rng: Random) -> Any:
    if question.type == "yes_no":
        return rng.random() < 0.35 + 0.5 * ability
    if question.type == "number":
        drawn = round(rng.lognormvariate(0.4 + 2.2 * ability, 0.6))
        return min(int(question.maximum or drawn), max(int(question.minimum or 0), drawn))
    if question.type == "choice" and question.choices:
        return rng.choice(question.choices).value
    return "https://demo.example.org/" if question.type == "url" else DEMO_TEXT
