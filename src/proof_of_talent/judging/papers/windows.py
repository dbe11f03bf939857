"""How old papers are: a paper's own date decides, whatever a CV or a letter says of it.

The places in which papers carry their date are ours.
"""

from typing import NamedTuple

from proof_of_talent.domain.application import Application, ApplicationDocument
from proof_of_talent.domain.assessment import Evidence, Finding
from proof_of_talent.domain.criteria import FieldCriteria
from proof_of_talent.judging.papers.survey import Survey
from proof_of_talent.judging.text.years import YEAR

_HEAD = 300  # characters at the beginning in which a paper's date stands


class PaperDate(NamedTuple):
    """The year of a paper with the line that gives it."""

    year: int
    evidence: Evidence


def find_paper_date(document: ApplicationDocument, this_year: int) -> PaperDate | None:
    """Return the year that the head of a paper names, the latest of several; None where it names none.

    Years to come are plans, so they date nothing.
    """
    if not document.pages:
        return None
    page = document.pages[0]
    found = [match for match in YEAR.finditer(page.text[:_HEAD]) if int(match[0]) <= this_year]
    if not found:
        return None
    latest = max(found, key=lambda match: int(match[0]))
    start = page.text.rfind("\n", 0, latest.start()) + 1
    end = page.text.find("\n", latest.end())
    line = page.text[start : end if end >= 0 else None].strip()[:300]
    quote = Evidence(document=document.id, page=page.number, quote=line, grounded=True)
    return PaperDate(int(latest[0]), quote)


def find_outdated(application: Application, criteria: FieldCriteria, surveyed: Survey) -> list[Finding]:
    """Return a gap for each evidence paper whose own date is older than the rules look at."""
    window = criteria.documents.evidence_years
    if window is None:
        return []
    findings = []
    for document in surveyed.evidence:
        dated = find_paper_date(document, application.as_of.year)
        if dated is None or application.as_of.year - dated.year <= window:
            continue
        findings.append(
            Finding(
                kind="gap",
                code="evidence_outdated",
                text=f"A paper is of {dated.year}; the rules look at the last {window} years.",
                evidence=(dated.evidence,),
                grounded=True,
            )
        )
    return findings
