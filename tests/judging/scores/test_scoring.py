"""What a score may and may not do, for any judgements."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proof_of_talent.domain.assessment import (
    Assessment,
    AssessorInfo,
    Evidence,
    Finding,
    Judgement,
    NotJudged,
    Scored,
)
from proof_of_talent.domain.reading import ApplicationReading
from proof_of_talent.judging.papers.survey import survey
from proof_of_talent.judging.scores.scoring import estimate_likelihood, score
from tests.assessors.applications import RULEBOOK, judge, make_application

APPLICATION = make_application(years_experience=8)
FIELD = RULEBOOK.field("digital_technology")
CODES = tuple(criterion.code for criterion in FIELD.criteria)
levels = st.floats(0, 4, allow_nan=False)


def make_judgement(
    code: str, level: float, documents: tuple[int, ...] = (5, 6), *, grounded: bool = True
) -> Judgement:
    evidence = tuple(
        Evidence(
            document=f"d{n}",
            page=1,
            quote=APPLICATION.documents[n - 1].pages[0].text[:80],
            grounded=grounded,
        )
        for n in documents
    )
    finding = Finding(
        kind="strength",
        code="independent_recognition",
        criterion=code,
        text="Shown.",
        evidence=evidence,
        grounded=grounded,
    )
    return Judgement(criterion=code, level=level, rationale="Because.", findings=(finding,))


def make_assessment(judgements, **more) -> Assessment:
    info = AssessorInfo(name="given", version="1", rules_version="1")
    return Assessment(judgements=tuple(judgements), assessor=info, **more)


def score_judgements(judgements: list[Judgement], gaps: tuple[Finding, ...] = (), **more) -> Scored:
    assessment = make_assessment(judgements, **more)
    return score(APPLICATION, FIELD, RULEBOOK, assessment, survey(APPLICATION, FIELD), gaps)


def leave_out(code: str, level: float = 4) -> Scored:
    """Score an application of which one criterion is not judged."""
    judged = [make_judgement(other, level, (5, 6, 7, 8, 9, 10)) for other in CODES if other != code]
    return score_judgements(judged, not_judged=(NotJudged(criterion=code, code="llm_invalid_output"),))


def test_without_the_mandatory_criterion_no_band_is_named_and_no_gap_either():
    scored = leave_out("MC")
    assert scored.abstained.code == "mandatory_not_judged"
    assert scored.band_set == ()
    assert "mandatory_not_evidenced" not in {*scored.failed_gates, *(f.code for f in scored.findings)}


def test_a_further_criterion_that_is_not_judged_widens_the_bands_and_closes_no_gate():
    low = leave_out("OC1", level=1.5)
    assert low.abstained is None
    assert low.likelihood is None
    assert [item.criterion for item in low.not_judged] == ["OC1"]
    assert "OC1" not in {result.criterion for result in low.criteria}
    worst = score_judgements([make_judgement(c, 1.5 * (c != "OC1"), (5, 6, 7, 8, 9, 10)) for c in CODES])
    assert set(low.band_set) >= set(worst.band_set)
    assert low.overall_score == worst.overall_score
    high = leave_out("OC1")
    assert "optional_criteria_short" not in high.failed_gates


def test_a_criterion_is_judged_or_named_as_not_judged_but_not_both():
    judged = [make_judgement(code, 2) for code in CODES]
    with pytest.raises(ValueError, match="exactly one"):
        score_judgements(judged, not_judged=(NotJudged(criterion="MC", code="x"),))


judgement_lists = st.tuples(
    *(
        st.builds(
            make_judgement,
            st.just(code),
            levels,
            st.lists(st.integers(1, 10), unique=True, max_size=5).map(tuple),
            grounded=st.booleans(),
        )
        for code in CODES
    )
).map(list)


@given(judgement_lists)
def test_everything_stays_within_its_bounds(judgements):
    scored = score_judgements(judgements)
    assert 0 <= scored.overall_score <= 100
    assert 0.05 <= scored.likelihood <= 0.95
    for result in scored.criteria:
        assert 0 <= result.score <= 100
        for factor in (result.quality, result.independence, result.recency, result.sufficiency):
            assert 0 <= factor <= 1


@given(judgement_lists, st.integers(0, len(CODES) - 1), levels)
def test_a_higher_level_never_lowers_a_score(judgements, at, level):
    higher = max(judgements[at].level, level)
    raised = [*judgements]
    raised[at] = judgements[at].model_copy(update={"level": higher})
    before, after = score_judgements(judgements), score_judgements(raised)
    assert after.overall_score >= before.overall_score
    assert after.likelihood >= before.likelihood
    assert after.criteria[at].score >= before.criteria[at].score


@given(judgement_lists, st.integers(0, len(CODES) - 1))
def test_an_ungrounded_quote_never_raises_a_score(judgements, at):
    invented = Finding(
        kind="strength",
        code="quantified_impact",
        criterion=CODES[at],
        text="Invented.",
        evidence=(Evidence(document="d5", page=1, quote="Words that stand in no document at all"),),
    )
    extended = [*judgements]
    extended[at] = judgements[at].model_copy(update={"findings": (*judgements[at].findings, invented)})
    assert score_judgements(extended) == score_judgements(judgements)


@given(st.lists(levels, min_size=5, max_size=5))
def test_a_criterion_without_grounded_evidence_earns_nothing(all_levels):
    judgements = [
        make_judgement(code, level, grounded=False) for code, level in zip(CODES, all_levels, strict=True)
    ]
    scored = score_judgements(judgements)
    assert [result.score for result in scored.criteria] == [0] * 5
    assert all(finding.kind != "strength" for result in scored.criteria for finding in result.findings)


def test_what_two_letters_leave_out_is_said_of_each():
    gaps = tuple(
        Finding(kind="gap", code="letter_content_incomplete", text=f"Letter {number}: not found: a date.")
        for number in (1, 2)
    )
    scored = score_judgements([make_judgement(code, 2) for code in CODES], gaps)
    assert [gap for gap in gaps if gap in scored.findings] == list(gaps)


@given(judgement_lists)
def test_a_failed_gate_caps_the_likelihood(judgements):
    gate = Finding(kind="gap", code="no_uk_letter", text="None.")
    scored = score_judgements(judgements, (gate,))
    assert "no_uk_letter" in scored.failed_gates
    assert scored.likelihood <= 0.25


@given(judgement_lists)
def test_a_missing_letter_stands_beside_the_strength_and_never_lowers_it(judgements):
    gate = Finding(kind="gap", code="missing_recommendation_letters", text="None.")
    with_all, without = score_judgements(judgements), score_judgements(judgements, (gate,))
    assert (without.band_set, without.overall_score) == (with_all.band_set, with_all.overall_score)


def test_nothing_is_strong_without_the_mandatory_criterion():
    judgements = [make_judgement("MC", 0, ()), *(make_judgement(code, 4) for code in CODES[1:])]
    scored = score_judgements(judgements)
    assert "mandatory_not_evidenced" in scored.failed_gates
    assert scored.band_set == ("weak",)


STRONG = ApplicationReading(weighs=True, score=90, band_probabilities=(0, 0, 1000))


@pytest.mark.parametrize(
    ("shown", "gaps", "band"),
    [
        ({"MC": 4, "OC1": 3, "OC2": 3}, (), "strong"),
        ({"MC": 4, "OC1": 3, "OC2": 2}, (), "strong"),  # in part is there
        ({"MC": 2.2, "OC1": 2, "OC2": 2}, (), "moderate"),  # all in part
        ({"MC": 4, "OC1": 3}, (), "moderate"),
        ({"OC1": 4, "OC2": 4, "OC3": 4}, (), "moderate"),
        ({"MC": 4, "OC1": 3, "OC2": 3}, ("single_country_record",), "moderate"),
        ({"MC": 4, "OC1": 3, "OC2": 3}, ("missing_recommendation_letters", "no_uk_letter"), "strong"),
    ],
)  # fmt: skip
def test_evidence_that_is_required_and_not_there_caps_the_band_and_a_letter_short_does_not(shown, gaps, band):
    judgements = [make_judgement(code, shown.get(code, 0)) for code in CODES]
    found = tuple(Finding(kind="gap", code=code, text="None.") for code in gaps)
    assert score_judgements(judgements, found, reading=STRONG).recommendation == band


@given(judgement_lists)
def test_the_likeliest_band_is_recommended_and_probabilities_add_up(judgements):
    scored = score_judgements(judgements)
    shares = scored.band_probabilities.model_dump()
    assert round(sum(shares.values()), 4) == 1
    assert all(share == round(share, 4) for share in shares.values())
    assert scored.recommendation == scored.band_set[0]
    assert shares[scored.recommendation] == max(shares.values())


def test_an_assessor_cannot_close_a_gate():
    judgements = [make_judgement(code, 4, (5, 6, 7, 8, 9, 10)) for code in CODES]
    claim = Finding(kind="gap", code="missing_recommendation_letters", text="Says the model.")
    told = [judgements[0].model_copy(update={"findings": (*judgements[0].findings, claim)}), *judgements[1:]]
    assert score_judgements(told).failed_gates == ()


def test_the_factors_multiply_to_the_score_and_weights_add_up():
    judgements = [make_judgement(code, 3, (5, 6)) for code in CODES]
    scored = score_judgements(judgements)
    for result in scored.criteria:
        product = result.quality * result.independence * result.recency * result.sufficiency
        assert math.isclose(result.score, 100 * product, abs_tol=0.51)
    points = {result.criterion: result.score for result in scored.criteria}
    best = sorted((points[code] for code in ("OC1", "OC2", "OC3", "OC4")), reverse=True)[:2]
    total = (50 * points["MC"] + 25 * sum(best)) / 100
    assert abs(scored.overall_score - total) <= 0.51


def test_the_same_few_papers_do_not_serve_every_criterion():
    reused = [make_judgement(code, 4, (5, 6)) for code in CODES]
    spread = [make_judgement(code, 4, (5, 6, 7, 8, 9, 10)) for code in CODES]
    assert score_judgements(reused).overall_score < score_judgements(spread).overall_score


def test_old_evidence_counts_for_less_where_a_window_is_stated():
    judgements = make_assessment(judge(APPLICATION).judgements)
    later = APPLICATION.model_copy(update={"as_of": APPLICATION.as_of.replace(year=2036)})
    now = score(APPLICATION, FIELD, RULEBOOK, judgements, survey(APPLICATION, FIELD))
    then = score(later, FIELD, RULEBOOK, judgements, survey(later, FIELD))
    by_code = {result.criterion: result.recency for result in then.criteria}
    assert by_code["MC"] < 0.7 < {r.criterion: r.recency for r in now.criteria}["MC"]
    assert by_code["OC3"] == 1  # no window is stated
    assert any(finding.code == "evidence_outdated" for finding in then.findings)


def test_the_published_formula_gives_the_published_figures():
    values = [round(estimate_likelihood(points, FIELD, failed=False), 2) for points in (40, 60, 75, 90)]
    assert values == [0.23, 0.50, 0.71, 0.86]


def test_one_judgement_for_each_criterion_is_required():
    with pytest.raises(ValueError, match="exactly one"):
        score_judgements([make_judgement("MC", 3)])


def test_a_reading_that_is_in_doubt_keeps_its_score_and_names_no_band():
    judgements = [make_judgement(code, 3) for code in CODES]
    reading = ApplicationReading(score=66, band_probabilities=(100, 700, 200), abstained=("no_name_found",))
    scored = score_judgements(judgements, reading=reading)
    assert (scored.overall_score, scored.recommendation, scored.band_set) == (66, "moderate", ())
    assert scored.abstained.code == "no_name_found"


def test_a_reading_without_probabilities_is_judged_by_its_levels():
    judgements = [make_judgement(code, 4) for code in CODES]
    reading = ApplicationReading()
    scored = score_judgements(judgements, reading=reading)
    assert (scored.overall_score, scored.band_set) == (100, ("strong",))
