"""The applicant's word about a paper counts in the route step and where letters are checked."""

from datetime import UTC, datetime

from proof_of_talent.domain.corrections import Correction
from proof_of_talent.judging.decide import decide
from proof_of_talent.judging.letters.findings import check_letters
from proof_of_talent.judging.papers.survey import survey
from proof_of_talent.judging.repeating import ONCE
from proof_of_talent.judging.routing.route import plan_route
from tests.assessors.applications import RUBRIC, RULEBOOK, make_application
from tests.judging.letters.test_checking import HARBOUR, TIDE

HEAD = "Maya Okafor\nComposer and researcher\nmaya@okafor.example\n"
PRIZE = HEAD + "Awards\n2019 Turing Award, Association for Computing Machinery\n"
SAID_AT = datetime(2026, 11, 28, tzinfo=UTC)


def say(application, document, subject, value):
    said = Correction(document=document, subject=subject, value=value, said_at=SAID_AT)
    return application.model_copy(update={"corrections": (*application.corrections, said)})


def test_a_prize_in_a_paper_about_somebody_else_opens_no_route():
    papers = [("cv", HEAD), ("cv", PRIZE)]
    application = make_application(papers)
    assert plan_route(application, RULEBOOK).verdict.decision != "judged"
    decided = decide(
        say(application, "d2", "about", "another"), assessor=RUBRIC, rulebook=RULEBOOK, repeats=ONCE
    )
    assert decided.results.route.decision == "judged"
    assert [(note.document, note.about_another) for note in decided.results.papers] == [("d2", True)]


def check(application):
    surveyed = survey(application, RULEBOOK.field(application.field))
    checked = check_letters(application, RULEBOOK.field(application.field), surveyed, RULEBOOK).letters
    return surveyed, checked


def test_a_letter_that_is_about_the_applicant_by_their_word_counts_and_is_asked_about():
    other = HARBOUR.replace("Maya Okafor", "Ruth Varga").replace("Okafor", "Varga")
    application = make_application([("cv", HEAD), ("recommendation_letter", other)])
    surveyed, (letter,) = check(application)
    assert (len(surveyed.letters), letter.counted) == (0, False)
    surveyed, (letter,) = check(say(application, "d2", "about", "me"))
    assert (len(surveyed.letters), letter.counted) == (1, True)
    about = next(point for point in letter.points if point.code == "about_you")
    assert (about.status, about.evidence) == ("unclear", ())
    assert about.note.startswith("You say that it is about you")


def test_a_letters_author_is_whom_the_applicant_names_if_the_letter_does_too():
    application = make_application([("cv", HEAD), ("recommendation_letter", TIDE)])
    _, (letter,) = check(say(application, "d2", "author", "Tech Nation"))
    assert letter.author == "Tech Nation"
    _, (letter,) = check(say(application, "d2", "author", "Nobody Named"))
    assert letter.author == "Ana Reis"
