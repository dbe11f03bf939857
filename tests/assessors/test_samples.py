"""The rubric tells strong from middling from weak on papers that it was not written for."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from proof_of_talent.demo.samples import list_samples, list_unrelated_documents, load_sample
from proof_of_talent.domain.application import Application, ApplicationDocument, FieldId
from proof_of_talent.domain.assessment import Scored
from proof_of_talent.extraction.guard import GuardedExtractor
from proof_of_talent.intake.classification import classify_document
from proof_of_talent.judging.grounding import count_claims
from tests.assessors.applications import AS_OF, RULEBOOK, conclude_application, judge

FIELDS = ("digital_technology", "arts_culture", "science_research")
CVS = sorted(
    path
    for parent in Path(__file__).resolve().parents
    for path in (parent / "shared" / "data" / "cvs").glob("*.pdf")
)
"""Real CVs beside the working copy, where there are any; they add to the test's own CV."""


@pytest.fixture(scope="module")
def extractor() -> Iterator[GuardedExtractor]:
    made = GuardedExtractor()
    yield made
    made.close()


def read(extractor: GuardedExtractor, number: int, name: str, content: bytes) -> ApplicationDocument:
    extracted = extractor.extract(content)
    return ApplicationDocument(
        id=f"d{number}",
        kind=classify_document(extracted.pages, name),
        media_type=extracted.media_type,
        bytes=len(content),
        pages=extracted.pages,
        hidden_characters=extracted.hidden_characters,
    )


def assemble(field: FieldId, answers: dict[str, Any], documents: list[ApplicationDocument]) -> Application:
    route = RULEBOOK.field(field).route(answers.get("route_preference")).id
    return Application(field=field, route=route, answers=answers, documents=tuple(documents), as_of=AS_OF)


@pytest.fixture(scope="module")
def samples(extractor: GuardedExtractor) -> dict[str, Application]:
    return {
        sample.name: assemble(
            sample.field,
            sample.answers,
            [read(extractor, n, d.filename, d.content_bytes()) for n, d in enumerate(sample.documents, 1)],
        )
        for sample in list_samples()
    }


@pytest.fixture(scope="module")
def outcomes(samples: dict[str, Application]) -> dict[str, Scored]:
    return {name: conclude_application(application)[0] for name, application in samples.items()}


@pytest.mark.parametrize("field", FIELDS)
def test_bands_come_out_right(outcomes, field):
    """The middling scientist brings five papers, one as co-investigator: a sceptic may call that weak."""
    found = {level: outcomes[f"{field}/{level}"].band_set for level in ("strong", "middling", "weak")}
    assert "strong" in found["strong"]
    assert "moderate" in found["middling"] or field == "science_research"
    assert "strong" not in found["middling"]
    assert found["weak"] == ("weak",)


@pytest.mark.parametrize("field", FIELDS)
def test_scores_come_in_order(outcomes, field):
    strong, middling, weak = (outcomes[f"{field}/{level}"] for level in ("strong", "middling", "weak"))
    assert strong.overall_score > middling.overall_score > weak.overall_score
    # The rules were edited in April 2026 and nobody has seen the text, so no percentage is given.
    assert {strong.likelihood, middling.likelihood, weak.likelihood} == {None}


def test_every_quote_of_every_sample_is_grounded(samples):
    for application in samples.values():
        claims = count_claims(judge(application))
        assert claims.grounded == claims.claims


@pytest.mark.parametrize("field", FIELDS)
def test_a_strong_cv_without_letters_is_weak_and_says_why(samples, field):
    strong = samples[f"{field}/strong"]
    papers = tuple(document for document in strong.documents if document.kind == "cv")
    scored, _ = conclude_application(strong.model_copy(update={"documents": papers}))
    assert "missing_recommendation_letters" in scored.failed_gates
    assert scored.recommendation == "weak"


@pytest.mark.parametrize("field", FIELDS)
def test_grand_answers_do_not_raise_a_weak_score(samples, field):
    weak = samples[f"{field}/weak"]
    grand = {
        question.id: question.maximum
        for question in RULEBOOK.field(field).questions
        if question.type == "number"
    }
    before, _ = conclude_application(weak.model_copy(update={"answers": {}}))
    after, _ = conclude_application(weak.model_copy(update={"answers": weak.answers | grand}))
    assert after.overall_score <= before.overall_score
    assert any(finding.code == "cv_inconsistent" for finding in after.findings)


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("kind", ["cv", "recommendation_letter", "evidence"])
def test_unrelated_papers_score_under_ten_whatever_they_are_called(extractor, field, kind):
    for paper in list_unrelated_documents():
        document = read(extractor, 1, paper.filename, paper.content_bytes())
        application = assemble(field, {}, [document.model_copy(update={"kind": kind})])
        scored, _ = conclude_application(application)
        assert scored.overall_score < 10, paper.filename


def test_unrelated_papers_do_not_raise_a_weak_application(extractor, samples, outcomes):
    for field in FIELDS:
        weak = samples[f"{field}/weak"]
        extra = [
            read(extractor, 50 + n, paper.filename, paper.content_bytes())
            for n, paper in enumerate(list_unrelated_documents())
        ]
        papers = tuple(document.model_copy(update={"kind": "evidence"}) for document in extra)
        scored, _ = conclude_application(weak.model_copy(update={"documents": (*weak.documents, *papers)}))
        assert scored.overall_score <= outcomes[f"{field}/weak"].overall_score + 1


def test_impressive_cvs_alone_are_read_but_earn_nothing(extractor):
    own = next(d for d in load_sample("digital_technology/strong").documents if d.kind == "cv")
    for content in (own.content_bytes(), *(path.read_bytes() for path in CVS)):
        application = assemble("digital_technology", {}, [read(extractor, 1, "cv.pdf", content)])
        scored, results = conclude_application(application)
        assert scored.overall_score < 10
        assert judge(application).reading.claims_alone
        assert "missing_recommendation_letters" in scored.failed_gates
        assert results["analysis"]["cv_feedback"]["score"] >= 4
