"""The factors behind a criterion's score: independence, recency and sufficiency, read off its quotes.

All are 0-1 and computed from grounded quotes only, by the figures of the field's criteria file.
"""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from proof_of_talent.domain.application import Application, ApplicationDocument, DocumentKind
from proof_of_talent.domain.assessment import Evidence
from proof_of_talent.domain.criteria import Criterion, FieldCriteria
from proof_of_talent.judging.papers.windows import find_paper_date
from proof_of_talent.judging.text.years import list_years

_NOW = re.compile(r"\b(?:present|current(?:ly)?|to date|ongoing|now|today)\b", re.IGNORECASE)
_NEARBY = 400  # characters before a quote in which an entry's date may stand


class Weighed(NamedTuple):
    """The factors of one criterion, 0-1 each."""

    quality: float
    independence: float
    recency: float
    sufficiency: float

    @property
    def score(self) -> int:
        """0-100."""
        return round(100 * self.quality * self.independence * self.recency * self.sufficiency)


def weigh(
    application: Application,
    criteria: FieldCriteria,
    criterion: Criterion,
    level: float,
    evidence: list[Evidence],
    *,
    kinds: Mapping[str, DocumentKind],
    pool: float = 1.0,
) -> Weighed:
    """Return the factors of a criterion.

    Args:
        application: for the kinds, texts and dates of documents.
        criteria: the field's rules.
        criterion: the criterion judged.
        level: the assessor's level, 0-4.
        evidence: the grounded quotes that speak for it; without any it earns nothing.
        kinds: of each document in substance, by id (see `survey.survey`).
        pool: what the documents of all criteria together suffice for, 0-1 (see `measure_pool`).
    """
    evidence = [item for item in evidence if item.document in kinds]
    if not evidence:
        return Weighed(level / 4, 0.0, 0.0, 0.0)
    return Weighed(
        level / 4,
        measure_independence({kinds[item.document] for item in evidence}, criteria),
        measure_recency(application, criteria, criterion, evidence),
        min(
            max(pool, criteria.factors.fewest),
            measure_sufficiency(_list_kinds(kinds, evidence), criteria, criterion.minimum_documents),
        ),
    )


def measure_independence(kinds: set[DocumentKind], criteria: FieldCriteria) -> float:
    """Return 0-1 by whose papers speak: others' evidence most, the applicant's own papers and pages least."""
    factors = criteria.factors
    if {"evidence", "recommendation_letter"} <= kinds:
        return factors.evidence_and_letter
    if "evidence" in kinds:
        return factors.evidence
    if "recommendation_letter" in kinds:
        return factors.letter
    return factors.cv_alone if "cv" in kinds else factors.statement_alone


def measure_recency(
    application: Application, criteria: FieldCriteria, criterion: Criterion, evidence: list[Evidence]
) -> float:
    """Return 0-1: the mean recency of the most recent quotes, as many as the criterion needs documents.

    Where evidence is quoted only its papers are asked, each by its own date: no CV or letter makes them
    younger. A quote from other papers is as recent as the latest year in it, or in the lines before it. Full
    within the window, then falling by a step a year. Where no window is stated age does not count.
    """
    if criterion.window_years is None:
        return 1.0
    papers = {document.id: document for document in application.documents}
    proof = [item for item in evidence if papers[item.document].kind == "evidence"]
    recencies = sorted(
        (
            _measure_age(item, papers[item.document], application.as_of.year, criteria, criterion)
            for item in proof or evidence
        ),
        reverse=True,
    )
    needed = recencies[: max(1, criterion.minimum_documents)]
    return sum(needed) / len(needed)


def _measure_age(
    item: Evidence, paper: ApplicationDocument, this_year: int, criteria: FieldCriteria, criterion: Criterion
) -> float:
    factors = criteria.factors
    own = find_paper_date(paper, this_year) if paper.kind == "evidence" else None
    latest = own.year if own is not None else _read_latest_year(item.quote, this_year)
    if latest is None:
        page = next((page.text for page in paper.pages if page.number == item.page), "")
        at = page.find(item.quote)
        before = page[max(0, at - _NEARBY) : at] if at >= 0 else ""
        latest = _read_latest_year(before, this_year)
    if latest is None:
        return factors.undated
    over = this_year - latest - (criterion.window_years or 0)
    return 1.0 if over <= 0 else max(factors.oldest, 1.0 - factors.decay_per_year * over)


def _read_latest_year(text: str, this_year: int) -> int | None:
    years = list_years(text, this_year)
    if _NOW.search(text) and years:
        return this_year
    return max(years, default=None)


def _list_kinds(kinds: Mapping[str, DocumentKind], evidence: Iterable[Evidence]) -> list[DocumentKind]:
    return [kinds[document] for document in sorted({item.document for item in evidence} & set(kinds))]


def measure_sufficiency(kinds: list[DocumentKind], criteria: FieldCriteria, needed: int) -> float:
    """Return 0-1: distinct documents quoted against the number needed.

    A letter and a CV count as a share of a document; letters together for no more than one document.
    """
    return min(1.0, max(criteria.factors.fewest, _count_shares(kinds, criteria) / max(1, needed)))


def measure_pool(
    criteria: FieldCriteria, kinds: Mapping[str, DocumentKind], evidence: Iterable[Iterable[Evidence]]
) -> float:
    """Return 0-1: all documents quoted for any criterion against the number the application needs.

    Where no document may serve two criteria, quoting the same few papers everywhere does not suffice. 1 where
    the rules do not ask for unique documents.
    """
    needed = criteria.documents.unique_documents
    if not needed:
        return 1.0
    quoted = _list_kinds(kinds, (item for items in evidence for item in items))
    return min(1.0, _count_shares(quoted, criteria) / needed)


def _count_shares(kinds: list[DocumentKind], criteria: FieldCriteria) -> float:
    """Count documents, letters and the applicant's own papers by their shares."""
    factors = criteria.factors
    letters = min(1.0, kinds.count("recommendation_letter") * factors.letter_share)
    own = factors.cv_share if {"cv", "personal_statement", "portfolio"} & set(kinds) else 0.0
    return kinds.count("evidence") + letters + own
