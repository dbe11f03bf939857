"""What can be said of the CV as a document: dates, figures, length, agreement with the answers."""

import re
from datetime import date
from typing import NamedTuple

from proof_of_talent.domain.application import Application, ApplicationDocument, FieldId
from proof_of_talent.domain.assessment import Scored
from proof_of_talent.domain.criteria import FieldCriteria
from proof_of_talent.domain.results import CvFeedback
from proof_of_talent.judging.papers.survey import Survey, read_text
from proof_of_talent.judging.text.periods import list_moments
from proof_of_talent.judging.text.years import YEAR

_FIGURE = re.compile(r"(?<![\w.])(?:[£$€]\s?)?\d[\d,.]*\d(?:\s?(?:%|k|m|million))?(?!\w)|\b\d+%")
_NOW = re.compile(r"\b(?:present|current(?:ly)?|to date|ongoing|now|today|since)\b", re.IGNORECASE)
_FEWEST_DATES, _FEWEST_FIGURES, _LATEST = 3, 3, 2  # entries, figures, and years back; ours
_A_DAY_OR_MONTH = 31
_FIGURES_OF: dict[FieldId, str] = {
    "digital_technology": "users, revenue, downloads, the size of teams and audiences",
    "arts_culture": "audiences, runs, editions, sales, the number of entries behind a prize",
    "science_research": "citations against the field, sums of grants, your place among the authors",
}


class _Look(NamedTuple):
    """One thing to look at: points, what is said if it is good, and if not, with what to do."""

    good: bool
    points: int
    strength: str
    weakness: str
    advice: str


def review_cv(
    application: Application, surveyed: Survey, criteria: FieldCriteria, scored: Scored
) -> CvFeedback:
    """Return feedback on the CV as a document, 0-10. What it claims is not judged here."""
    if not surveyed.cvs:
        return _miss_cv(application)
    text = "\n".join(map(read_text, surveyed.cvs))
    looks = [
        _Look(True, 2, "It reads as a CV.", "", ""),
        _look_at_dates(text, criteria),
        _look_at_figures(text, criteria),
        _look_at_present(text, application.as_of),
        *_look_at_length(surveyed.cvs, criteria),
        _look_at_count(surveyed.cvs),
        _look_at_answers(scored),
    ]
    got, all_points = sum(look.points for look in looks if look.good), sum(look.points for look in looks)
    return CvFeedback(
        score=round(10 * got / all_points),
        strengths=tuple(look.strength for look in looks if look.good),
        weaknesses=tuple(look.weakness for look in looks if not look.good),
        improvement_recommendations=tuple(look.advice for look in looks if not look.good),
    )


def _miss_cv(application: Application) -> CvFeedback:
    has_one = any(document.kind == "cv" for document in application.documents)
    weakness = "Your CV has none of the headings by which we know a CV." if has_one else "No CV was found."
    return CvFeedback(
        score=0,
        strengths=(),
        weaknesses=(weakness,),
        improvement_recommendations=(
            "Upload a typed CV with headings such as Experience and Education, and dates for every entry.",
        ),
    )


def _look_at_dates(text: str, criteria: FieldCriteria) -> _Look:
    spans = list(list_moments(text))
    if criteria.id == "arts_culture":
        fine = [span for span in spans if (span.last - span.first).days <= _A_DAY_OR_MONTH]
        return _Look(
            len(fine) >= _FEWEST_DATES,
            2,
            "Its entries have months.",
            "Its entries have few months.",
            "Give month and year for every engagement: applicants report refusals for CVs without months.",
        )
    return _Look(
        len(spans) >= _FEWEST_DATES,
        2,
        "Its entries have dates.",
        "Few of its entries have dates.",
        "Give dates for every entry.",
    )


def _look_at_figures(text: str, criteria: FieldCriteria) -> _Look:
    figures = {found for found in _FIGURE.findall(text) if not YEAR.fullmatch(found)}
    return _Look(
        len(figures) >= _FEWEST_FIGURES,
        2,
        "It gives results in figures.",
        "It gives few results in figures.",
        f"Add figures where you have them: {_FIGURES_OF[criteria.id]}.",
    )


def _look_at_present(text: str, as_of: date) -> _Look:
    years = [span.last.year for span in list_moments(text) if span.last.year <= as_of.year]
    is_new = _NOW.search(text) is not None or max(years, default=0) >= as_of.year - _LATEST
    return _Look(
        is_new,
        1,
        "It comes up to the present.",
        "It does not seem to come up to the present.",
        "Add what you do now and did in the last years, with dates.",
    )


def _look_at_length(cvs: tuple[ApplicationDocument, ...], criteria: FieldCriteria) -> list[_Look]:
    limit = criteria.documents.cv_pages
    if limit is None:
        return []
    fits = all(len(document.pages) <= limit for document in cvs)
    return [
        _Look(
            fits,
            1,
            f"It has at most {limit} pages.",
            f"It is longer than {limit} pages.",
            f"Shorten it to {limit} pages.",
        )
    ]


def _look_at_count(cvs: tuple[ApplicationDocument, ...]) -> _Look:
    return _Look(
        len(cvs) == 1,
        1,
        "There is one CV.",
        f"There are {len(cvs)} CVs.",
        "Hand in one CV, or correct what the other papers are.",
    )


def _look_at_answers(scored: Scored) -> _Look:
    return _Look(
        all(finding.code != "cv_inconsistent" for finding in scored.findings),
        1,
        "We found nothing in it that contradicts your answers.",
        "Your papers do not bear out all your answers.",
        "Make the CV and your answers agree.",
    )
