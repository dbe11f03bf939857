"""Three lists say whose word a case rests on; what would change it is scored as if it were there."""

from proof_of_talent.domain.graph import PaperQuote
from proof_of_talent.domain.reading import ApplicationReading, PaperReading
from proof_of_talent.judging.judge import judge
from proof_of_talent.judging.reporting.witnesses import MOST_WITNESS_QUOTES, OWN_KINDS, list_evidence
from proof_of_talent.judging.scores.prospects import MOST_PROSPECTS, list_prospects
from tests.assessors.applications import CV, RUBRIC, RULEBOOK, make_application, write_letters

FIELD = RULEBOOK.field("digital_technology")


def judge_it(application):
    return judge(application, assessor=RUBRIC, rulebook=RULEBOOK)


def test_others_words_and_own_words_are_told_apart_and_three_quotes_are_enough():
    application = make_application()
    own = {document.id for document in application.documents if document.kind in OWN_KINDS}
    evidence = judge_it(application).results.evidence
    assert evidence.by_others
    assert all(fact.quote.document not in own for fact in evidence.by_others)
    assert all(fact.who and fact.why for fact in evidence.by_others)
    for criterion in FIELD.criteria:
        assert sum(fact.criterion == criterion.code for fact in evidence.by_others) <= MOST_WITNESS_QUOTES


def test_every_quote_stands_in_the_paper_that_it_names():
    application = make_application()
    texts = {document.id: document.pages for document in application.documents}
    evidence = judge_it(application).results.evidence
    for quote in (*(fact.quote for fact in evidence.by_others), *evidence.only_you):
        assert quote.quote in texts[quote.document][quote.page - 1].text


def test_what_is_left_out_is_named_with_the_words_that_decided_it():
    application = make_application()
    reading = ApplicationReading(
        papers=(
            PaperReading(document="d5", role="paper", relation="unclear", admitted=False,
                         reason="paid_by_applicant",
                         quote=PaperQuote(document="d5", page=1, quote="fee received")),
            PaperReading(document="d6", role="paper", relation="independent", admitted=True),
        ),
        claims_alone=(PaperQuote(document="d1", page=1, quote="Keynote at Geo Summit Berlin 2024"),),
    )  # fmt: skip
    evidence = list_evidence(application, judge_it(application).scored, reading)
    (left,) = evidence.left_out
    assert (left.document, left.text, left.quote.quote) == ("d5", "it was paid for by you", "fee received")
    assert [quote.quote for quote in evidence.only_you] == ["Keynote at Geo Summit Berlin 2024"]
    assert all(fact.who == "somebody unconnected with you"
               for fact in evidence.by_others if fact.quote.document == "d6")  # fmt: skip


def test_what_would_change_it_is_the_largest_first_and_never_lowers_the_score():
    scored = judge_it(make_application([("cv", CV), *write_letters()])).scored
    prospects = list_prospects(scored, FIELD, RULEBOOK)
    gains = [prospect.points for prospect in prospects if prospect.criterion]
    assert 0 < len(prospects) <= MOST_PROSPECTS
    assert gains == sorted(gains, reverse=True)
    assert all(prospect.score == scored.overall_score + prospect.points for prospect in prospects)
    assert all(gain > 0 for gain in gains)


def test_missing_letters_come_first_and_lift_the_likelihood_and_not_the_score():
    scored = judge_it(make_application([("cv", CV), *write_letters(1)])).scored
    first = list_prospects(scored, FIELD, RULEBOOK)[0]
    assert (first.criterion, first.points, first.score) == (None, 0, scored.overall_score)
    assert first.papers


def test_where_everything_is_met_nothing_is_left_to_add():
    scored = judge_it(make_application()).scored
    met = tuple(r.model_copy(update={"verdict": "met", "score": 90}) for r in scored.criteria)
    assert (
        list_prospects(scored.model_copy(update={"criteria": met, "failed_gates": ()}), FIELD, RULEBOOK) == ()
    )
