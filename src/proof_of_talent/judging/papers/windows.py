"""How old papers are: a paper's own date decides, whatever a CV or a letter says of it.

The places in which papers carry their date are ours.
"""

from typing import NamedTuple

from proof_of_talent.domain.application import Application, ApplicationDocument
from proof_of_talent.domain.assessment import Evidence, Finding
from proof_of_talent.domain.criteria import FieldCriteria
from proof_of_talent.judging.papers.survey import Survey
from proof_of_talent.judging.text.periods import DateSpan, list_moments, move_years

_HEAD = 300  # characters at the beginning in which a paper's date stands


class PaperDate(NamedTuple):
    """The date of a paper, as finely as it gives it, with the line that does."""

    span: DateSpan
    evidence: Evidence

    @property
    def year(self) -> int:
        """The year of the date."""
        return self.span.last.year


def find_paper_date(document: ApplicationDocument, this_year: int) -> PaperDate | None:
    """Return the date that the head of a paper names; None where it names none.

    Of several it is the finest one of the latest year.

    Years to come are plans, so they date nothing.
    """
    if not document.pages:
        return None
    page = document.pages[0]
    found = [span for span in list_moments(page.text[:_HEAD]) if span.last.year <= this_year]
    if not found:
        return None
    latest = max(found, key=lambda span: (span.last.year, span.first - span.last, span.last))
    start = page.text.rfind("\n", 0, latest.start) + 1
    end = page.text.find("\n", latest.end)
    line = page.text[start : end if end >= 0 else None].strip()[:300]
    quote = Evidence(document=document.id, page=page.number, quote=line, grounded=True)
    return PaperDate(latest, quote)


def find_outdated(application: Application, criteria: FieldCriteria, surveyed: Survey) -> list[Finding]:
    """Return a gap for each evidence paper whose own date is surely older than the rules look at."""
    window = criteria.documents.evidence_years
    if window is None:
        return []
    findings = []
    for document in surveyed.evidence:
        dated = find_paper_date(document, application.as_of.year)
        if dated is None or dated.span.last >= move_years(application.as_of, window):
            continue
        findings.append(
            Finding(
                kind="gap",
                code="evidence_outdated",
                text=f"A paper is of {dated.span.words}; the rules look at the last {window} years.",
                evidence=(dated.evidence,),
                grounded=True,
            )
        )
    return findings
