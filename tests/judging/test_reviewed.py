"""Agreement of people and assessors, measured against published and hand-made figures."""

from proof_of_talent.domain.reviews import Opinion, Review, view_judged
from proof_of_talent.judging.agreement import compute_alpha, estimate_interval
from proof_of_talent.judging.reviewed import label_analyses, measure_agreement
from tests.factories import NOW, make_record, make_results

KRIPPENDORFF = (
    (1, 1, 1), (2, 2, 3, 2), (3, 3, 3, 3), (3, 3, 3, 3), (2, 2, 2, 2), (1, 2, 3, 4), (4, 4, 4, 4),
    (1, 1, 2, 1), (2, 2, 2, 2), (5, 5, 5), (1, 1), (3,),
)  # fmt: skip
"""The example of Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), part D."""


def make_review(levels: dict[str, int], number: int = 1, *, level: float = 2, **more: object) -> Review:
    results = make_results() | {
        "criteria": [{"criterion": "MC", "score": 50, "level": level, "verdict": "partly"}]
    }
    record = make_record(_id=f"{number:024x}", analysis_results=results)
    opinion = Opinion(at=NOW, levels=levels, band=more.pop("band", None))
    values = {
        "id": f"{record.id}-{more.pop('seat', 1)}", "record_id": record.id, "session_id": record.session_id,
        "field": record.field, "reasons": ("random",), "blind": True, "judged": view_judged(record),
        "opened_at": NOW, "state": "done", "reviewer": "a", "first": opinion, "opinion": opinion,
    }  # fmt: skip
    return Review.model_validate(values | more)


def test_alpha_of_the_published_example_is_the_published_one():
    assert compute_alpha(KRIPPENDORFF) == 0.8491
    low, high = estimate_interval(KRIPPENDORFF, compute_alpha) or (0, 0)
    assert low < 0.8491 < high
    assert compute_alpha([(1,), (2,)]) is None
    assert compute_alpha([(2, 2), (2, 2)]) is None


def test_people_and_the_assessor_are_compared_by_criterion_as_they_were_before_seeing_it():
    swayed = Opinion(at=NOW, levels={"MC": 2}, band="moderate")
    reviews = [
        make_review({"MC": 4}, 1, level=2, band="strong", opinion=swayed),
        make_review({"MC": 4}, 1, level=2, band="strong", seat=2, reviewer="b"),
        make_review({"MC": 1}, 2, level=1),
        make_review({"MC": 1}, 2, level=1, seat=2, reviewer="b"),
    ]
    found = measure_agreement(reviews)
    assert (found.reviews, found.people, found.analyses) == (4, 2, 2)
    assert {(it.criterion, it.judged, it.alpha) for it in found.between_people} == {
        (None, 2, 1),
        ("MC", 2, 1),
    }
    whole, by_criterion = found.with_assessor
    assert (whole.judged, whole.equal, whole.bias) == (4, 0.5, -1)
    assert (by_criterion.criterion, by_criterion.kappa) == ("MC", whole.kappa)
    labels = label_analyses(reviews)
    assert (labels[reviews[0].record_id].levels, labels[reviews[0].record_id].band) == ({"MC": 2}, "moderate")
    assert measure_agreement([]).between_people[0].alpha is None
