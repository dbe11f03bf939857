"""How far a score moves when judgements do."""

from proof_of_talent.domain.assessment import CriterionResult
from proof_of_talent.judging.sensitivity import measure_spread


def judge(code: str, level: float) -> CriterionResult:
    return CriterionResult(
        criterion=code, name=code, score=round(25 * level), level=level, quality=level / 4, independence=1.0,
        recency=1.0, sufficiency=1.0, verdict="partly", rationale="as judged",
    )  # fmt: skip


def judge_all(field, level):
    return [judge(criterion.code, level) for criterion in field.criteria]


def test_half_a_level_either_way_moves_the_criteria_and_not_the_documents(rulebook):
    field = rulebook.field("digital_technology")
    spread = measure_spread(judge_all(field, 2.0), 100, field)
    # Criteria carry 80 of 100 points: levels 1.5 and 2.5 are worth 37.5 and 62.5 per cent, rounded to even.
    assert spread == (round(0.8 * 38 + 20), round(0.8 * 62 + 20))


def test_levels_stay_within_what_there_is(rulebook):
    field = rulebook.field("digital_technology")
    assert measure_spread(judge_all(field, 4.0), 100, field).high == 100
    assert measure_spread(judge_all(field, 0.0), 0, field).low == 0
