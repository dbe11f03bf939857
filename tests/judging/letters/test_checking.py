"""What is looked for in letters: found points are quoted, others asked for; nothing is said to be covered."""

# ruff: noqa: E501 - a letter has long lines

from typing import Any

import pytest

from proof_of_talent.domain.assessment import Finding
from proof_of_talent.domain.letters import LetterCheck, LetterPoint, LettersCheck
from proof_of_talent.judging.letters.findings import check_letters, describe_letters
from proof_of_talent.judging.papers.survey import survey
from tests.assessors.applications import CV, RULEBOOK, make_application

HARBOUR = """Harbour Trust
12 Quay Road, Bristol BS1 4QA, United Kingdom
t.ade@harbour-trust.example, +44 117 496 0101
12 September 2026
For the endorsement of Maya Okafor, Global Talent visa
Dear assessors,
I have been director of the Harbour Trust since 2011 and sit on the board of two port authorities; my CV is enclosed.
I have known Ms Okafor since 2019, when I read her first paper, and I have never employed her or invested in her work.
In 2024 she designed the routing engine that thirty-one ports now use; it cut the time of a passage plan by 31%.
She is among the three best engineers of her generation.
She will open a research office of 20 people in Manchester, and British ports will gain from her method.
Yours faithfully,
[signed]
Tom Ade
Director"""
TIDE = """Tide Society
Rua do Cais 4, Lisbon
ana.reis@tide.example
3 October 2026
To the panel of Tech Nation,
As president of the Tide Society I have judged 140 entries for our award since 2015; a short biography follows below.
We first met in 2020 in Lisbon, and I have followed her career for six years without any common interest.
Maya Okafor won our Open Platform award of 2025 out of 310 entries with a map that corrects itself every hour.
I do not know another person of her age with so original an idea.
She intends to train doctoral students in Leeds, which the United Kingdom needs.
With kind regards,
Ana Reis, President of the Tide Society
Digitally signed by Ana Reis 2026.10.03"""
CHART = """Chart Fund plc
9 Mill Lane, Leeds LS1 4AP
bo.lind@chartfund.example
1 October 2026
Dear Sir or Madam, this letter supports an exceptional talent application.
I lead the engineering of Chart Fund plc and have written two books on navigation. My curriculum vitae is attached.
I came to know Maya Okafor in January 2021, when her team asked for our data; I am independent of her company.
In eleven weeks she rebuilt our archive of 90 million soundings, which three vendors had declined to touch.
Nobody I have met combines such care with such speed; I rank her first of the forty I examined.
She plans a public map of the Scottish coast with us, and the UK lacks people who can do it.
Yours sincerely,
/s/ Bo Lind
Bo Lind, Chief Engineer"""
LETTERS = (HARBOUR, TIDE, CHART)


def check(*letters: str, cv: str = CV, **rest: Any) -> tuple[LettersCheck, dict[str, list[Finding]]]:
    papers = [("cv", cv), *(("recommendation_letter", text) for text in letters)]
    application = make_application(papers, **rest)
    criteria = RULEBOOK.field(application.field)
    surveyed = survey(application, criteria)
    checked = check_letters(application, criteria, surveyed, RULEBOOK)
    findings: dict[str, list[Finding]] = {}
    for finding in describe_letters(surveyed, checked, RULEBOOK.letter_points):
        findings.setdefault(finding.code, []).append(finding)
    return checked, findings


def point(letter: LetterCheck, code: str) -> LetterPoint:
    return next(one for one in letter.points if one.code == code)


def check_one(text: str, code: str, **rest: Any) -> LetterPoint:
    checked, _ = check(text, **rest)
    return point(checked.letters[0], code)


def test_sound_letters_are_quoted_point_by_point():
    checked, findings = check(*LETTERS)
    assert set(findings) == {"strong_letters"}
    for letter in checked.letters:
        assert letter.list_codes("not_found", "against") == ()
        assert all(one.evidence for one in letter.points if one.status == "found" and one.code != "length")
    text = findings["strong_letters"][0].text
    assert text.startswith("In each of 3 letters we found: ")
    assert "cover" not in text


def test_what_is_not_found_is_said_beside_what_is():
    _, findings = check(HARBOUR.replace("She will open a research office of 20 people in Manchester, and British ports will gain from her method.\n", ""), TIDE, CHART)  # fmt: skip
    (gap,) = findings["letter_content_incomplete"]
    found, missing = gap.text.split("Not found: ")
    assert found.startswith("Letter 1 (d2): we found: ")
    assert "what you did, with figures or works by name" in found
    assert missing == "your plans in the UK; what the UK gains."
    assert gap.evidence
    assert "strong_letters" not in findings


@pytest.mark.parametrize(
    ("code", "taken_out"),
    [
        ("standing", "I have been director of the Harbour Trust since 2011 and sit on the board of two port authorities; "),
        ("relationship", "I have known Ms Okafor since 2019, when I read her first paper, and"),
        ("leading", "She is among the three best engineers of her generation."),
        ("contact", "t.ade@harbour-trust.example, +44 117 496 0101"),
        ("date", "12 September 2026"),
        ("signature", "[signed]\nTom Ade\nDirector"),
    ],
)  # fmt: skip
def test_a_point_that_is_taken_out_is_not_found(code, taken_out):
    text = HARBOUR.replace("\nDirector", "") if code == "standing" else HARBOUR
    assert check_one(HARBOUR, code).status == "found"
    assert check_one(text.replace(taken_out, ""), code).status == "not_found"


def test_a_typed_name_is_asked_about_and_a_formula_is_no_signature():
    typed = check_one(HARBOUR.replace("[signed]\n", ""), "signature")
    assert typed.status == "unclear"
    assert "?" in typed.note
    _, findings = check(HARBOUR.replace("[signed]\nTom Ade\nDirector", ""))
    assert "letter_unsigned" in findings


def test_praise_is_no_achievement():
    praise = HARBOUR.replace(
        "In 2024 she designed the routing engine that thirty-one ports now use; it cut the time of a passage plan by 31%.",
        "She is an outstanding, brilliant and hard-working person and a pleasure to know.",
    )
    found = check_one(praise, "achievements")
    assert found.status == "not_found"
    assert "praise" in found.note
    assert "outstanding" in found.evidence[0].quote


@pytest.mark.parametrize(
    ("words", "months"),
    [("since March 2026", 0), ("for six months", 6), ("for three weeks", 0)],
)
def test_a_short_acquaintance_is_asked_about(words, months):
    text = HARBOUR.replace("since 2019, when I read her first paper,", f"{words}, from a talk,")
    found = check_one(text, "acquaintance")
    assert found.status == "unclear"
    assert f"about {months} months" in found.note


@pytest.mark.parametrize(
    "words",
    [
        "As her manager I saw this every day.",
        "She reports to me.",
        "Maya is my colleague.",
        "I have an interest in the company.",
    ],
)
def test_a_manager_or_colleague_is_named_with_the_words_that_say_so(words):
    _, findings = check(HARBOUR.replace("She is among", f"{words} She is among"))
    (weakness,) = findings["letter_author_close"]
    assert words.rstrip(".") in weakness.evidence[0].quote


def test_a_tie_that_is_denied_is_none():
    words = "I have no financial tie to her or to her employer, and she was never my student."
    assert (
        check_one(HARBOUR.replace("She is among", f"{words} She is among"), "independence").status == "found"
    )


def test_general_words_about_the_uk_are_no_plan():
    text = HARBOUR.replace(
        "She will open a research office of 20 people in Manchester, and British ports will gain from her method.",
        "She will contribute immensely to the UK technology sector.",
    )
    assert check_one(text, "plans").status == "unclear"


def test_an_old_letter_is_quoted_with_its_date():
    _, findings = check(HARBOUR.replace("12 September 2026", "12 September 2016"))
    (weakness,) = findings["letter_out_of_date"]
    assert weakness.evidence[0].quote == "12 September 2016"
    assert "122 months" in weakness.text


def test_a_date_to_come_is_asked_about():
    assert check_one(HARBOUR.replace("12 September 2026", "12 September 2027"), "date").status == "unclear"


@pytest.mark.parametrize("gap", ["[Name of applicant]", "____", "DRAFT"])
def test_a_template_left_open_is_quoted(gap):
    _, findings = check(HARBOUR.replace("Ms Okafor", f"Ms Okafor {gap}"))
    assert gap in findings["letter_not_for_this"][0].evidence[0].quote


def test_a_letter_for_another_purpose_is_quoted():
    text = HARBOUR.replace("For the endorsement of Maya Okafor, Global Talent visa\n", "").replace(
        "Dear assessors,", "I support her application for admission to the master's programme."
    )
    _, findings = check(text)
    assert "admission" in findings["letter_not_for_this"][0].evidence[0].quote


@pytest.mark.parametrize(
    "words",
    [
        "She wrote the first draft of the standard.",
        "She did her doctorate with a state scholarship.",
        "She has held the position of chief engineer since 2022.",
    ],
)
def test_words_of_a_career_are_no_other_purpose(words):
    text = HARBOUR.replace("For the endorsement of Maya Okafor, Global Talent visa\n", "")
    found = check_one(text.replace("She is among", f"{words} She is among"), "written_for_this")
    assert found.status == "unclear"


ARTS = {"field": "arts_culture", "route": "talent"}
GALLERY = HARBOUR.replace("Harbour Trust", "Quay Gallery").replace("designed the routing engine that thirty-one ports now use; it cut the time of a passage plan by 31%", "showed 31 paintings at the Bergen Biennale, and two museums bought them").replace("engineers", "painters")  # fmt: skip


@pytest.mark.parametrize(
    ("line", "body", "status"),
    [
        ("To the panel of Tech Nation,", "ace", "against"),
        ("To the panel of Tech Nation,", None, "against"),
        ("Dear Tech Nation,", "riba", "against"),
        ("I support her application to Tech Nation for the Global Talent visa.", "ace", "against"),
        ("This is for her Tech Nation Global Talent endorsement.", "bfc", "against"),
        ("To Arts Council England,", "ace", "found"),
        ("To Arts Council England,", "riba", "found"),
        ("To Arts Council England,", "pact", "found"),
        ("To the British Fashion Council,", "riba", "against"),
        ("I am a Fellow of the Royal Society and once spoke at Tech Nation's dinner.", "ace", "found"),
    ],
)
def test_a_letter_is_addressed_to_the_body_of_the_route(line, body, status):
    text = GALLERY.replace("Dear assessors,", f"{line}\nDear assessors,")
    papers = [("cv", CV), ("recommendation_letter", text)]
    application = make_application(papers, **ARTS).model_copy(update={"body": body})
    criteria = RULEBOOK.criteria_for(application)
    checked = check_letters(application, criteria, survey(application, criteria), RULEBOOK)
    found = point(checked.letters[0], "written_for_this")
    assert found.status == status
    if status == "against":
        assert found.evidence[0].quote.startswith(line.rstrip(",."))
        assert "?" in found.note


@pytest.mark.parametrize(
    ("line", "research_body", "status"),
    [
        ("To the British Academy,", "royal_society", "against"),
        ("To the Royal Society of Chemistry,", "royal_society", "found"),
        ("To the Royal Academy of Engineering,", "raeng", "found"),
        ("To the Royal Academy of Engineering,", "academies", "found"),
    ],
)
def test_the_three_academies_are_three_bodies(line, research_body, status):
    papers = [("cv", CV), ("recommendation_letter", HARBOUR.replace("Dear assessors,", line))]
    application = make_application(papers, field="science_research")
    application = application.model_copy(update={"body": research_body})
    criteria = RULEBOOK.criteria_for(application)
    checked = check_letters(application, criteria, survey(application, criteria), RULEBOOK)
    assert point(checked.letters[0], "written_for_this").status == status


def test_an_engineers_letter_is_not_for_an_artists_application():
    found = check_one(CHART.replace("She plans", "Our engineers and developers know. She plans"), "written_for_this", **ARTS)  # fmt: skip
    assert found.status == "against"
    assert "engineer" in found.evidence[0].quote
    assert check_one(GALLERY, "written_for_this", **ARTS).status == "found"


def test_credentials_behind_a_letter_do_not_make_it_too_long():
    pages = (HARBOUR, "Curriculum vitae of Tom Ade", "Books", "Boards")
    application = make_application([("cv", CV)])
    letter = application.documents[0].model_copy(
        update={
            "id": "d2",
            "kind": "recommendation_letter",
            "pages": tuple(
                application.documents[0].pages[0].model_copy(update={"number": number, "text": text})
                for number, text in enumerate(pages, start=1)
            ),
        }
    )
    application = application.model_copy(update={"documents": (*application.documents, letter)})
    surveyed = survey(application, RULEBOOK.field("digital_technology"))
    assert surveyed.over_limit == ()
    checked = check_letters(application, RULEBOOK.field("digital_technology"), surveyed, RULEBOOK)
    assert "1 page without" in point(checked.letters[0], "length").note


def test_letters_from_one_template_list_the_sentences_that_they_share():
    second = (
        HARBOUR.replace("Harbour Trust", "Tide Society")
        .replace("Tom Ade", "Ana Reis")
        .replace("t.ade@", "a.reis@")
    )
    checked, findings = check(HARBOUR, second, CHART)
    assert len(checked.shared) >= 4
    (weakness,) = findings["letters_alike"]
    first, other = weakness.evidence[:2]
    assert (first.document, other.document) == ("d2", "d3")
    assert "?" in weakness.text
    assert "strong_letters" not in findings


@pytest.mark.parametrize(
    "copy",
    [
        "In 2023 he built the routing engine that forty ports now use, which cut the time of each passage plan by 24%.",
        "The routing engine that thirty-one ports now use she designed in 2024; by 31% it cut the time of a passage plan.",
        "In 2024 Ms Okafor designed a routing engine that thirty-one ports use today; it cuts the time of passage plans by 31%.",
    ],
)  # fmt: skip
def test_a_near_copy_with_small_changes_is_quoted_beside_the_other(copy):
    own = "In eleven weeks she rebuilt our archive of 90 million soundings, which three vendors had declined to touch."
    checked, _ = check(HARBOUR, TIDE, CHART.replace(own, copy))
    (pair,) = checked.shared
    assert "thirty-one ports now use" in pair.first.quote
    assert pair.second.quote == copy


def test_stock_phrases_are_quoted_with_a_question():
    stock = (
        "It is with immense pleasure that I wholeheartedly recommend her: she is a testament to excellence."
    )
    found = check_one(HARBOUR.replace("Dear assessors,", f"Dear assessors, {stock}"), "written_for_this")
    assert (found.status, found.note[-1]) == ("unclear", "?")
    assert "immense pleasure" in found.evidence[0].quote


def test_letters_in_their_authors_own_words_share_nothing():
    checked, _ = check(*LETTERS)
    assert checked.shared == ()


def test_a_sentence_of_the_applicants_own_statement_in_a_letter_is_listed():
    sentence = "In eleven weeks she rebuilt our archive of 90 million soundings, which three vendors had declined to touch."
    own = sentence.replace("she rebuilt our", "I rebuilt their")
    checked, _ = check(CHART, cv=f"{CV}\n{own}\n")
    assert [(pair.first.document, pair.second.document) for pair in checked.shared] == [("d2", "d1")]


def test_letters_about_somebody_else_do_not_count():
    others = [text.replace("Maya Okafor", "Ines Varga").replace("Ms Okafor", "Ms Varga") for text in LETTERS]
    application = make_application([("cv", CV), *(("recommendation_letter", text) for text in others)])
    surveyed = survey(application, RULEBOOK.field(application.field))
    assert surveyed.letters == ()
    _, findings = check(*others)
    assert len(findings["letter_about_other"]) == 3
    assert "Varga" in findings["letter_about_other"][0].evidence[0].quote
    assert "?" in findings["letter_about_other"][0].text


@pytest.mark.parametrize("name", ["Ms Okafor", "Maya", "OKAFOR", "Ms Okáfor", "Okafor-Bello"])
def test_other_spellings_of_the_name_are_the_applicant(name):
    text = HARBOUR.replace("Maya Okafor", name).replace("Ms Okafor", name)
    assert check_one(text, "about_you").status == "found"


def test_a_letter_that_names_nobody_is_asked_about_and_counts():
    text = HARBOUR.replace("For the endorsement of Maya Okafor, Global Talent visa\n", "").replace(
        "Ms Okafor", "her"
    )
    checked, findings = check(text)
    assert checked.letters[0].counted
    assert point(checked.letters[0], "about_you").status == "unclear"
    assert "letter_about_other" not in findings


def test_a_name_that_the_cv_has_too_is_not_somebody_else():
    text = HARBOUR.replace("Maya Okafor", "Maya Stone").replace("Ms Okafor", "Ms Stone").replace("Maya ", "")
    cv = CV + "Published under the name of Stone until 2022\n"
    checked, _ = check(text, cv=cv)
    assert checked.letters[0].counted


def test_without_a_name_in_the_cv_nothing_is_concluded():
    assert check_one(HARBOUR, "about_you", cv="Experience\nEducation\nSkills").status == "unclear"


def test_peer_review_at_the_talent_level_needs_an_objective_letter():
    _, findings = check(HARBOUR, TIDE, field="science_research", route="talent")
    assert "letter_not_objective" in findings
    objective = TIDE.replace(
        "I do not know", "I write this objectively and have no conflict of interest. I do not know"
    )
    _, findings = check(HARBOUR, objective, field="science_research", route="talent")
    assert "letter_not_objective" not in findings
    _, findings = check(HARBOUR, field="science_research", route="promise")
    assert "letter_not_objective" not in findings


def test_every_point_of_the_rules_can_be_looked_for():
    checked, _ = check(HARBOUR, field="science_research", route="talent")
    asked = {rule.code for rule in RULEBOOK.letter_points if rule.is_asked("science_research", "talent")}
    assert {one.code for one in checked.letters[0].points} == asked


OBJECTIVE = """University of Edinburgh
Edinburgh EH8 9YL, United Kingdom
20 September 2026
To the British Academy, for the endorsement of Dr Maya Okafor, Global Talent visa
Dear colleagues,
I am Vice-Principal for Research of the University of Edinburgh, one of the leading universities of Scotland.
I have never worked with Dr Maya Okafor and have no interest in the outcome: this is an objective assessment.
Yours sincerely,
[signed]
Paul Weir
Vice-Principal
"""


@pytest.mark.parametrize("code", ["leading", "benefit", "achievements"])
def test_neither_the_address_nor_what_the_author_says_of_themselves_is_found_for_the_applicant(code):
    checked, _ = check(OBJECTIVE, field="science_research")
    (point,) = [point for point in checked.letters[0].points if point.code == code]
    assert point.status != "found", point


def test_a_subject_line_is_no_organisation_and_each_point_has_its_best_words():
    letter = HARBOUR.replace("Harbour Trust\n", "Kunsthalle Bergen\n", 1).replace(
        "For the endorsement of Maya Okafor", "For the endorsement of Maya Okafor by the Arts Council"
    )
    checked, _ = check(letter)
    assert checked.letters[0].organisation == "Kunsthalle Bergen"
    assert all(len(point.evidence) <= 1 for point in checked.letters[0].points if point.status == "found")


TIE = "and I have never employed her or invested in her work"


@pytest.mark.parametrize(
    "said", ["and I hold 12% of her company", "and we married in 2020", "and she is my sister"]
)
def test_a_share_or_a_family_tie_of_the_author_speaks_against_independence(said):
    assert check_one(HARBOUR.replace(TIE, said), "independence").status == "against"


@pytest.mark.parametrize("visa", ["US O-1 visa", "EB-1A petition", "visa of subclass 858"])
def test_a_letter_for_a_visa_of_another_country_is_asked_about(visa):
    point = check_one(HARBOUR.replace("Global Talent visa", visa), "written_for_this")
    assert point.status == "against"
    assert "another country" in point.note


def test_a_job_reference_is_for_another_purpose():
    text = HARBOUR.replace(
        "For the endorsement of Maya Okafor, Global Talent visa",
        "Reference of Maya Okafor for the post of engineer at Halden",
    )
    assert check_one(text, "written_for_this").status == "against"
