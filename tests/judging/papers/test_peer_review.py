"""Peer review reads the CV and the letters alone: we read other papers as a check of what these say."""

from pathlib import Path

from proof_of_talent.commands.benchmark import assemble, read_set
from proof_of_talent.judging.evidence.reading import read_evidence
from proof_of_talent.judging.judge import judge
from tests.assessors.applications import RUBRIC, RULEBOOK, make_paper

SETS = Path(__file__).parents[1] / "sets"
SCIENTIST = next(
    assemble(case.application, RULEBOOK)
    for case in read_set(SETS / "cases_shown.json").cases
    if case.id == "m_sci_01"
)
HARM = "Vanity Awards Ltd\nDr Kamau paid the fee of EUR 900 for the prize, the trophy and this article.\n"


def run(application):
    return judge(application, assessor=RUBRIC, rulebook=RULEBOOK)


def keep(*kinds):
    kept = tuple(document for document in SCIENTIST.documents if document.kind in kinds)
    return SCIENTIST.model_copy(update={"documents": kept})


def test_papers_beside_the_cv_and_letters_check_what_these_say():
    bare = run(keep("cv", "recommendation_letter"))
    whole = run(SCIENTIST)
    more = make_paper(90, "evidence", HARM)
    doubtful = run(SCIENTIST.model_copy(update={"documents": (*SCIENTIST.documents, more)}))
    assert len(SCIENTIST.documents) > 3
    assert bare.scored.band_set[0] == whole.scored.band_set[0] == "strong"
    assert doubtful.scored.overall_score < whole.scored.overall_score
    assert bare.scored.document_score == whole.scored.document_score


def test_who_hands_in_such_papers_hears_that_the_panel_does_not_look_at_them():
    evidence = [document.id for document in SCIENTIST.documents if document.kind == "evidence"]
    results = run(SCIENTIST).results
    (told,) = [finding for finding in results.findings if finding.code == "bundle_not_asked_for"]
    assert f"{len(evidence)}. Peer review looks at none" in told.text
    assert "Put what they show into the CV" in told.text
    bare = run(keep("cv", "recommendation_letter")).results
    assert not [finding for finding in bare.findings if finding.code == "bundle_not_asked_for"]


def test_what_the_cv_states_counts_where_a_letter_confirms_it():
    application = keep("cv", "recommendation_letter")
    frames = read_evidence(application, letters_only=True).frames
    entries = [frame.paper.text for frame in frames if frame.paper.is_cv]
    assert any("NIHR Global Health group" in entry for entry in entries)
    assert not any("Gates Foundation" in entry for entry in entries)
    alone = {quote.quote for quote in run(application).results.evidence.only_you}
    assert alone
    assert not alone & set(entries)


def test_a_claim_that_no_letter_confirms_earns_nothing():
    bare = keep("cv", "recommendation_letter")
    cv, *rest = bare.documents
    invented = "\n2025 Winner of the Grand Halcyon Medal, first of 4,600 nominees\n"
    page = cv.pages[0].model_copy(update={"text": cv.pages[0].text + invented})
    boasting = bare.model_copy(update={"documents": (cv.model_copy(update={"pages": (page,)}), *rest)})
    assert run(boasting).scored.overall_score == run(bare).scored.overall_score


def test_a_cv_without_letters_is_no_score():
    assert run(keep("cv")).scored.overall_score == 0
