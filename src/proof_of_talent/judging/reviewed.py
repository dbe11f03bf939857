"""What reviews say together: the agreement of people, and of the assessor with them; and labels. Pure."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import median_low

from proof_of_talent.domain.assessment import BANDS, Recommendation
from proof_of_talent.domain.base import Model
from proof_of_talent.domain.reviews import Opinion, Review
from proof_of_talent.judging.agreement import Interval, compute_alpha, compute_kappa, estimate_interval

_Levels = Mapping[str, float]
_Case = Sequence[_Levels]
"""One analysis: the levels of each judge, by criterion."""


class AlphaFigure(Model):
    """Krippendorff's alpha between people, with the interval of nine in ten repetitions; None where it is not
    defined. `judged` counts what two or more people judged: criteria of analyses.
    """

    criterion: str | None
    judged: int
    alpha: float | None
    interval: Interval | None


class AssessorAgreement(Model):
    """How an assessor agrees with people on their analyses: the quadratically weighted kappa with its
    interval, the share of equal levels (rounded), and by how many levels the assessor is above people.
    """

    assessor: str
    version: str | None
    prompt_version: str | None
    rules_version: str | None
    criterion: str | None
    judged: int
    kappa: float | None
    interval: Interval | None
    equal: float
    bias: float


class Agreement(Model):
    """Agreement over the newest reviews that are done; `reviews` counts them, `people` who made them."""

    reviews: int
    people: int
    analyses: int
    between_people: tuple[AlphaFigure, ...]
    with_assessor: tuple[AssessorAgreement, ...]
    quotes_rejected: int
    passages_missed: int


class ReviewLabel(Model):
    """What people think of an analysis in the end: the lower median of levels and bands."""

    people: int
    levels: dict[str, int]
    band: Recommendation | None


def measure_agreement(reviews: Iterable[Review]) -> Agreement:
    """Return the agreement over done reviews; blind ones count as they were before the assessor was seen."""
    done = [review for review in reviews if review.unswayed is not None]
    by_record: dict[str, list[Review]] = defaultdict(list)
    for review in done:
        by_record[review.record_id].append(review)
    cases = [[_levels(review) for review in group] for group in by_record.values()]
    return Agreement(
        reviews=len(done),
        people=len({review.reviewer for review in done}),
        analyses=len(by_record),
        between_people=tuple(_measure_people(cases)),
        with_assessor=tuple(_measure_assessors(done)),
        quotes_rejected=sum(len(review.rejected) for review in done),
        passages_missed=sum(len(review.missed) for review in done),
    )


def label_analyses(reviews: Iterable[Review]) -> dict[str, ReviewLabel]:
    """Return the labels of analyses by record, from done reviews."""
    opinions: dict[str, list[Opinion]] = defaultdict(list)
    for review in reviews:
        if review.opinion is not None:
            opinions[review.record_id].append(review.opinion)
    return {record_id: _join(said) for record_id, said in opinions.items()}


def _join(opinions: Sequence[Opinion]) -> ReviewLabel:
    codes = sorted({code for opinion in opinions for code in opinion.levels})
    bands = [BANDS.index(opinion.band) for opinion in opinions if opinion.band is not None]
    return ReviewLabel(
        people=len(opinions),
        levels={
            code: median_low(one.levels[code] for one in opinions if code in one.levels) for code in codes
        },
        band=BANDS[median_low(bands)] if bands else None,
    )


def _levels(review: Review) -> _Levels:
    return review.unswayed.levels if review.unswayed is not None else {}


def _measure_people(cases: Sequence[_Case]) -> Iterable[AlphaFigure]:
    shared = [case for case in cases if len(case) > 1]
    codes = sorted({code for case in shared for levels in case for code in levels})
    for criterion in (None, *codes):
        wanted = codes if criterion is None else [criterion]

        def compute(drawn: Sequence[_Case], wanted: Sequence[str] = wanted) -> float | None:
            return compute_alpha(_list_units(drawn, wanted))

        yield AlphaFigure(
            criterion=criterion,
            judged=sum(len(unit) > 1 for unit in _list_units(shared, wanted)),
            alpha=compute(shared),
            interval=estimate_interval(shared, compute),
        )


def _list_units(cases: Iterable[_Case], codes: Sequence[str]) -> list[list[float]]:
    return [[levels[code] for levels in case if code in levels] for case in cases for code in codes]


def _measure_assessors(done: Sequence[Review]) -> Iterable[AssessorAgreement]:
    """Yield figures for each version of each assessor, over all criteria and by criterion."""
    groups: dict[tuple[str, str | None, str | None, str | None], list[Review]] = defaultdict(list)
    for review in done:
        judged = review.judged
        groups[judged.assessor, judged.version, judged.prompt_version, judged.rules_version].append(review)
    for (assessor, version, prompt, rules), reviews in groups.items():
        codes = sorted({code for one in reviews for code in _levels(one).keys() & one.judged.levels.keys()})
        for criterion in (None, *codes):
            wanted = codes if criterion is None else [criterion]
            pairs = _list_pairs(reviews, wanted)
            if not pairs:
                continue
            yield AssessorAgreement(
                assessor=assessor, version=version, prompt_version=prompt, rules_version=rules,
                criterion=criterion, judged=len(pairs), kappa=compute_kappa(pairs),
                interval=estimate_interval(reviews, _kappa_over(wanted)),
                equal=round(sum(ours == theirs for ours, theirs in pairs) / len(pairs), 4),
                bias=round(sum(theirs - ours for ours, theirs in pairs) / len(pairs), 4),
            )  # fmt: skip


def _kappa_over(codes: Sequence[str]) -> Callable[[Sequence[Review]], float | None]:
    return lambda drawn: compute_kappa(_list_pairs(drawn, codes))


def _list_pairs(reviews: Iterable[Review], codes: Sequence[str]) -> list[tuple[int, int]]:
    """Return the levels of people beside those of the assessor, rounded."""
    return [
        (round(_levels(review)[code]), round(review.judged.levels[code]))
        for review in reviews
        for code in codes
        if code in _levels(review) and code in review.judged.levels
    ]
