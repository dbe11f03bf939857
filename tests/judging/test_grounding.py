"""A quote counts only if its words stand in the document it names."""

import pytest

from proof_of_talent.domain.application import ApplicationDocument, Page
from proof_of_talent.domain.assessment import Assessment, AssessorInfo, Evidence, Finding, Judgement
from proof_of_talent.judging.grounding import count_claims, ground

FIRST = (
    "Jane Roe\nLed a platform team of 12 engineers at North\u00adwind, "
    "growing revenue by 50% to £2.5m in 2023."
)
SECOND = (
    "She said \u201cthe work is world-class\u201d \u2014 and shipped C++ tools.\nStarted the well-known "
    "efficient\noffice project. Margins moved by -5% that year. The project then went on to"
)
THIRD = "win the national prize for design in 2021. Keynote at PyCon 2022. Area of 10² metres in all."
PAGES = (FIRST, SECOND, THIRD)


def make_document(identity="d1", pages=PAGES):
    return ApplicationDocument(
        id=identity,
        kind="cv",
        media_type="application/pdf",
        bytes=1,
        pages=tuple(Page(number=number, text=text) for number, text in enumerate(pages, 1)),
    )


def make_assessment(*quotes):
    evidence = tuple(Evidence(document=document, page=page, quote=quote) for document, page, quote in quotes)
    finding = Finding(kind="strength", code="x", text="x", evidence=evidence)
    judgement = Judgement(criterion="MC", level=2, rationale="x", findings=(finding,))
    return Assessment(
        judgements=(judgement,), assessor=AssessorInfo(name="t", version="1", rules_version="1")
    )


def ground_quote(quote, page=1, document="d1"):
    result = ground(
        make_assessment((document, page, quote)), [make_document(), make_document("d2", ("Other",))]
    )
    return result.judgements[0].findings[0].evidence[0]


@pytest.mark.parametrize(
    ("quote", "page"),
    [
        ("Led a platform team of 12 engineers", 1),
        ("LED A PLATFORM  team\nof 12 engineers", 1),
        ("engineers at Northwind, growing revenue by 50%", 1),
        ('She said "the work is world-class" - and shipped C++ tools', 2),
        ("She said 'the work is world class', and shipped C++ tools", 2),
        ("\u2026and shipped C++ tools\u2026", 2),
        ("the wellknown e\ufb03cient office project", 2),
        ("Margins moved by \u22125% that year", 2),
        ("The project then went on to win the national prize", 2),
        ("Keynote at PyCon 2022", 3),
        ("Led a platform team \u2026 growing revenue by 50%", 1),
        ("Led a platform team [...] growing revenue by 50%", 1),
        ("She said the work . . . Started the well-known efficient office", 2),
        ("Area of 10² metres", 3),
    ],
)
def test_a_quote_that_differs_in_typography_only_is_grounded(quote, page):
    found = ground_quote(quote, page)
    assert (found.grounded, found.page) == (True, page)


@pytest.mark.parametrize(
    "quote",
    [
        "Led a platform team of 120 engineers",
        "Led a platform team of 1 engineers",
        "Led the platform team of 12 engineers",
        "growing revenue by 5",
        "growing revenue by 50% to £2",
        "growing revenue by 50% to £25m in 2023",
        "growing revenue by 50% to $2.5m in 2023",
        "a platform team of 12 engine",
        "ed a platform team of 12 engineers",
        "Margins moved by 5% that year",
        "and shipped C tools",
        "Area of 102 metres in all",
        "growing revenue by 50% \u2026 Led a platform team",
        "Led a platform team \u2026 win the national prize",
        "Led a platform team \u2026 growing losses by 50%",
        "Led a platform \u2026 of 12",
        "Keynote at PyCon 2023",
        "She never said the work is world-class",
    ],
)
def test_a_changed_word_or_number_is_not_grounded(quote):
    assert not any(ground_quote(quote, page).grounded for page in (1, 2, 3))


@pytest.mark.parametrize(
    "quote", ["the", "in 2023", "50%", "...", "\u2014 \u201c\u201d", "of 12", "\u00ad" * 20]
)
def test_too_short_a_quote_is_no_evidence(quote):
    assert not ground_quote(quote).grounded


def test_a_quote_on_another_page_gets_the_right_page():
    found = ground_quote("the national prize for design", 1)
    assert (found.grounded, found.page) == (True, 3)


def test_a_page_that_does_not_exist_is_corrected():
    assert ground_quote("Keynote at PyCon 2022", 99).page == 3


def test_the_named_page_is_kept_when_the_quote_stands_on_several():
    pages = ("the same words again", "the same words again")
    result = ground(make_assessment(("d1", 2, "the same words")), [make_document(pages=pages)])
    assert result.judgements[0].findings[0].evidence[0].page == 2


def test_a_quote_from_another_document_is_not_grounded():
    assert not ground_quote("Keynote at PyCon 2022", 1, "d2").grounded
    assert not ground_quote("Keynote at PyCon 2022", 1, "unknown").grounded


def test_an_assessors_own_claim_of_being_grounded_is_not_believed():
    claimed = Evidence(document="d1", page=1, quote="won the Turing Award in 2020", grounded=True)
    finding = Finding(kind="strength", code="x", text="x", evidence=(claimed,), grounded=True)
    judgement = Judgement(criterion="MC", level=4, rationale="x", findings=(finding,))
    info = AssessorInfo(name="t", version="1", rules_version="1")
    result = ground(Assessment(judgements=(judgement,), assessor=info), [make_document()])
    assert not result.judgements[0].findings[0].grounded
    assert not result.judgements[0].findings[0].evidence[0].grounded


def test_a_finding_is_grounded_when_one_of_its_quotes_is_and_claims_are_counted():
    asked = make_assessment(("d1", 1, "invented achievement here"), ("d1", 1, "Led a platform team"))
    result = ground(asked, [make_document()])
    assert result.judgements[0].findings[0].grounded
    assert count_claims(result).model_dump() == {"claims": 2, "grounded": 1}
    assert count_claims(asked).grounded == 0


def test_a_finding_without_quotes_is_not_grounded():
    result = ground(make_assessment(), [make_document()])
    assert not result.judgements[0].findings[0].grounded
    assert count_claims(result).claims == 0


def test_every_run_of_words_of_a_page_is_found_again():
    for page in make_document().pages:
        words = page.text.split()
        for start in range(len(words) - 4):
            assert ground_quote(" ".join(words[start : start + 5]), page.number).grounded


ACCENTS = "Jos\u00e9 M\u00fcller studied at \u00c9cole Polytechnique"


@pytest.mark.parametrize("written", [ACCENTS, "Jos\u00b4e M\u00a8uller studied at \u00b4Ecole Polytechnique"])
@pytest.mark.parametrize(
    "quote", [ACCENTS, "Jos\u00b4e M\u00a8uller studied", "Jose Muller studied at Ecole Polytechnique"]
)
def test_accents_may_be_set_on_their_letters_apart_or_left_out(written, quote):
    result = ground(make_assessment(("d1", 1, quote)), [make_document(pages=(written,))])
    assert result.judgements[0].findings[0].evidence[0].grounded


def test_a_quote_may_run_over_a_page_end_with_its_number_and_a_running_head():
    pages = (
        "Jane Roe, CV\nThe prize was given\nPage 1 of 3",
        "Jane Roe, CV\nby twelve judges in the\n2 / 3",
        "Jane Roe, CV\nnational museum\n3",
    )
    asked = make_assessment(
        ("d1", 1, "The prize was given by twelve judges"), ("d1", 2, "judges in the national museum")
    )
    found = ground(asked, [make_document(pages=pages)]).judgements[0].findings[0].evidence
    assert [(one.grounded, one.page) for one in found] == [(True, 1), (True, 2)]


@pytest.mark.parametrize("quote", ["E X P E R I E N C E of the team", "EXPERIENCE of the team"])
@pytest.mark.parametrize("written", ["E X P E R I E N C E\nof the team", "Experience\nof the team"])
def test_letters_may_be_set_apart(written, quote):
    result = ground(make_assessment(("d1", 1, quote)), [make_document(pages=(written,))])
    assert result.judgements[0].findings[0].evidence[0].grounded
