"""Each reason for refusals that applicants report is warned of with a quote, or said to be out of our sight."""

# ruff: noqa: E501 - papers have long lines

from typing import Any

import pytest

from proof_of_talent.judging.decide import decide
from proof_of_talent.judging.judge import judge
from proof_of_talent.judging.repeating import ONCE
from tests.assessors.applications import CV, PRESS, RUBRIC, RULEBOOK, STAFF, make_application
from tests.judging.letters.test_checking import CHART, HARBOUR, TIDE
from tests.judging.routing.test_checklists import CV as PHYSICIST
from tests.judging.routing.test_checklists import STATEMENT

Papers = list[tuple[str, str]]
LETTERS: Papers = [("recommendation_letter", text) for text in (HARBOUR, TIDE, CHART)]
BARE = "Maya Okafor\nExperience\nEngineer, Halden Robotics, 2019 - 2024\nEducation\nBSc, 2016\n"
PRAISE = "12 September 2026\nDear all, I recommend Maya Okafor to you with all my heart. I have known her for some time and we like her. She is an outstanding, brilliant and hard-working person, and I am sure that she would be a great success in the United Kingdom.\nYours sincerely,\nTom Ade"
ARTS = {"field": "arts_culture"}
SCIENCE = {"field": "science_research"}


def evidence(text: str) -> Papers:
    return [("cv", CV), *LETTERS, ("evidence", text)]


def letter(text: str) -> Papers:
    return [("cv", CV), ("recommendation_letter", text), *LETTERS[1:]]


CASES: dict[str, tuple[str, Papers, dict[str, Any]]] = {
    "no_recognition_beyond_employer": ("mandatory_not_evidenced", [("cv", BARE), ("evidence", "Maya Okafor works here full time. Tidewater Maps, human resources.")], {}),
    "praise_without_standing": ("letter_content_incomplete", letter(PRAISE), {}),
    "routine_work": ("individual_role_unclear", [("cv", BARE), ("recommendation_letter", PRAISE), ("recommendation_letter", CHART)], {}),
    "letters_without_signature": ("letter_unsigned", letter(HARBOUR.split("Yours faithfully")[0]), {}),
    "referees_not_leaders": ("letter_author_close", letter(HARBOUR.replace("She is among", "She reports to me. She is among")), {}),
    "promise_too_late": ("route_mismatch", evidence(PRESS), {"route": "promise", "years_experience": 12}),
    "self_authored_evidence": ("self_documented_evidence", evidence("I have compiled this summary of my work.\nRouting engine, 2024"), {}),
    "unstructured_mentoring": ("mentoring_unstructured", evidence("Maya Okafor mentored junior engineers online."), {}),
    "one_off_or_recent": ("single_recent_activity", evidence("In 2026 Maya Okafor was a panellist at the Bergen meetup."), {}),
    "salary_alone": ("salary_alone", evidence("Payslip. Maya Okafor, gross salary of £96,000 for the year."), {}),
    "press_without_your_name": ("paper_does_not_name_you", evidence("The Harbour Gazette, by our correspondent. Ports are busier than ever, and maps matter."), {}),
    "no_translation": ("translation_missing", evidence("Die Jury hat die Arbeit für den Preis ausgewählt, der jedes Jahr an eine Ingenieurin vergeben wird, die das Fach verändert hat und deren Ergebnisse von anderen genutzt werden."), {}),
    "merged_or_illegible": ("papers_merged", evidence("Exhibit 1: an award\nMaya Okafor\nExhibit 2: a review\nMaya Okafor\nExhibit 3: a contract\nMaya Okafor"), {}),
    "consultancy": ("ineligible_role", evidence(PRESS), {"employer_type": "consultancy"}),
    "little_traction": ("no_product_metrics", [("cv", BARE)], {}),
    "talent_without_recognition": ("mandatory_not_evidenced", [("cv", BARE)], {"route": "talent"}),
    "wrong_body": ("papers_of_another_field", [("cv", CV), *LETTERS, ("evidence", STAFF)], ARTS),
    "arts_cv": ("arts_cv_unclear", [("cv", "Maya Okafor\nExhibitions\n2022 Salt, Bergen\n2023 Nets, Oslo\n2024 Tide, Leeds\nAwards\n"), *LETTERS], ARTS),
    "student_press_and_awards": ("student_or_amateur", evidence("Maya Okafor won the student prize of the film school."), ARTS),
    "ineligible_discipline": ("ineligible_role", [("cv", CV.replace("Founder and CTO", "wedding photographer")), *LETTERS], ARTS),
    "no_uk_recommender": ("no_uk_letter", [("cv", CV), ("recommendation_letter", TIDE)], SCIENCE),
    "no_objective_letter": ("letter_not_objective", [("cv", CV), *LETTERS[:2]], SCIENCE),
}  # fmt: skip
ELSEWHERE = {"appointment_not_leading"}  # decided by the list of its fast track; see below


@pytest.mark.parametrize("reason", CASES)
def test_a_reason_is_warned_of(reason):
    code, papers, rest = CASES[reason]
    judged = judge(make_application(papers, **rest), assessor=RUBRIC, rulebook=RULEBOOK)
    assert code in next(one for one in RULEBOOK.refusal_reasons if one.code == reason).seen_as
    found = [finding for finding in judged.results.findings if finding.code == code]
    assert found
    assert all(finding.kind != "strength" for finding in found)


WARNED_BY_QUOTE = (
    "self_authored_evidence", "unstructured_mentoring", "one_off_or_recent", "salary_alone", "press_without_your_name",
    "no_translation", "merged_or_illegible", "arts_cv", "student_press_and_awards", "referees_not_leaders",
    "praise_without_standing", "letters_without_signature", "ineligible_discipline", "no_uk_recommender",
    "no_objective_letter", "wrong_body",
)  # fmt: skip
BY_ANSWER = {"promise_too_late": "You answered that you have 12 years", "consultancy": "You answered that you work mainly for a consultancy"}  # fmt: skip
BY_ABSENCE = {
    "no_recognition_beyond_employer": "“Recognised as a leading talent” is not shown",
    "talent_without_recognition": "“Recognised as a leading talent” is not shown",
    "routine_work": "“Significant contribution to a product-led company” is not shown",
    "little_traction": "“Innovation” is not shown",
}
"""What no paper states has no words to quote: the warning names what is not shown, and where we looked."""


@pytest.mark.parametrize("reason", WARNED_BY_QUOTE)
def test_the_words_that_show_it_are_quoted(reason):
    code, papers, rest = CASES[reason]
    judged = judge(make_application(papers, **rest), assessor=RUBRIC, rulebook=RULEBOOK)
    (found,) = [finding for finding in judged.results.findings if finding.code == code]
    assert found.grounded
    texts = {f"d{number}": text for number, (_, text) in enumerate(papers, start=1)}
    assert all(quote.quote in " ".join(texts[quote.document].split()) for quote in found.evidence)


@pytest.mark.parametrize(("reason", "words"), [*BY_ANSWER.items(), *BY_ABSENCE.items()])
def test_an_answer_is_repeated_and_what_is_absent_is_named(reason, words):
    code, papers, rest = CASES[reason]
    judged = judge(make_application(papers, **rest), assessor=RUBRIC, rulebook=RULEBOOK)
    said = [finding.text for finding in judged.results.findings if finding.code == code]
    assert any(words in text for text in said)
    if reason in BY_ABSENCE:
        assert any("We looked for words of others, in letters (" in text for text in said)


def test_every_warned_reason_has_a_quote_an_answer_or_an_absence():
    assert CASES.keys() == {*WARNED_BY_QUOTE, *BY_ANSWER, *BY_ABSENCE}


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("This is a teaching-only post with lectures to first-year students.", "excluded"),
        ("The holder will assist Professor Lee with her experiments.", "open"),
    ],
)
def test_an_appointment_that_does_not_lead_research_is_warned_of(said, state):
    post = f"Job description: Lecturer, Dr Ama Boateng\nMain duties: {said}\n"
    papers = [
        ("cv", PHYSICIST),
        ("evidence", STATEMENT.replace("direct a team research programme", "teach")),
        ("evidence", post),
    ]
    answers = {"active_researcher": True, "uk_job_offer": True}
    application = make_application(papers, field="science_research", route="appointment", **answers)
    decided = decide(application, repeats=ONCE, assessor=RUBRIC, rulebook=RULEBOOK)
    (item,) = [item for item in decided.results.route.checklist.items if item.id == "leads_research"]
    assert item.state == state
    assert item.mend
    (found,) = [one for one in decided.results.findings if one.text.startswith(item.label)]
    assert found.code == "mandatory_not_evidenced"
    assert [quote.quote for quote in found.evidence] == ([post.strip()] if state == "excluded" else [])


def test_every_reason_is_warned_of_here_or_there_or_said_to_be_out_of_sight():
    for reason in RULEBOOK.refusal_reasons:
        if reason.seen_as:
            assert reason.code in CASES.keys() | ELSEWHERE
        else:
            assert reason.unseen
    assert len(RULEBOOK.refusal_reasons) == 24


def test_an_engineers_papers_name_no_band_by_the_rules_of_the_arts():
    _, papers, rest = CASES["wrong_body"]
    judged = judge(make_application(papers, **rest), assessor=RUBRIC, rulebook=RULEBOOK)
    assert judged.scored.abstained.code == "papers_of_another_field"
    assert judged.scored.band_set == ()
    left_out = {paper.reason for paper in judged.results.evidence.left_out}
    assert "of_another_field" in left_out


def test_sound_papers_raise_no_such_warning():
    papers = [("cv", CV), *LETTERS, ("evidence", PRESS)]
    judged = judge(make_application(papers), assessor=RUBRIC, rulebook=RULEBOOK)
    warned = {CASES[reason][0] for reason in WARNED_BY_QUOTE}
    assert not warned & {finding.code for finding in judged.results.findings}
