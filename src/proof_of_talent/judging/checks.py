"""Checks on an application that need no judgement: document rules, letters, and answers against papers.

Everything here is pure and the same for every assessor. `survey.survey` reads the papers; `check` turns what
it read into findings named by the rulebook's codes; `scoring` uses both.
"""

import re
from typing import Any

from proof_of_talent.domain.application import Application, ApplicationDocument
from proof_of_talent.domain.assessment import Evidence, Finding, FindingKind
from proof_of_talent.domain.criteria import FieldCriteria
from proof_of_talent.domain.heuristics import Claim
from proof_of_talent.judging.letters.points import LETTER_POINTS
from proof_of_talent.judging.papers.survey import Survey, read_text
from proof_of_talent.judging.papers.windows import find_outdated
from proof_of_talent.judging.text.years import list_years

_FIRST_WORKING_YEAR = 1960  # earlier ones in a CV are years of birth
_DOI = re.compile(r"\b10\.\d{4,}/")
_NOT_BEFORE = re.compile(r"\b(?:not?|never|without)\b[^.;]{0,40}$", re.IGNORECASE)
_VAGUE_LIMIT = 1  # mentions of the UK in letters and statements under which a plan is called vague


def check(application: Application, criteria: FieldCriteria, surveyed: Survey) -> tuple[Finding, ...]:
    """Return findings about documents, letters, level and contradictions; gates among them are real."""
    findings = [
        *_check_letters(application, surveyed),
        *(_say("gap", "evidence_over_limit", excess) for excess in surveyed.over_limit),
        *find_outdated(application, criteria, surveyed),
        *_check_level(application, criteria, surveyed),
        *_check_words(application, criteria, surveyed),
        *_check_claims(application, criteria, surveyed),
    ]
    return tuple(findings)


def _say(
    kind: FindingKind, code: str, text: str, evidence: tuple[Evidence, ...] = (), criterion: str | None = None
) -> Finding:
    """Make a finding; evidence made here is cut from the text itself, so it is grounded."""
    return Finding(
        kind=kind, code=code, criterion=criterion, text=text, evidence=evidence, grounded=bool(evidence)
    )


def _quote(document: ApplicationDocument, words: str) -> tuple[Evidence, ...]:
    """Return words found in a document as grounded evidence, or nothing if they cross a page."""
    for page in document.pages:
        if words in page.text:
            return (Evidence(document=document.id, page=page.number, quote=words, grounded=True),)
    return ()


def _check_letters(application: Application, surveyed: Survey) -> list[Finding]:
    route, letters = surveyed.route, surveyed.letters
    findings = []
    if len(letters) < route.letters:
        claimed = read_number(application.answers.get("recommendation_letters"))
        said = f" You answered that you have {claimed:g}." if claimed and claimed > len(letters) else ""
        findings.append(
            _say(
                "gap",
                "missing_recommendation_letters",
                f"Letters of recommendation by different authors: {route.letters} needed, "
                f"{len(letters) or 'none'} found.{said}",
            )
        )
    if surveyed.uk_letters < route.uk_letters:
        findings.append(
            _say(
                "gap",
                "no_uk_letter",
                f"Letters from the UK: {route.uk_letters} needed, {surveyed.uk_letters or 'none'} found.",
                tuple(
                    quote
                    for letter in letters
                    if letter.reading.uk is None
                    for quote in _quote(letter.document, read_text(letter.document).strip().split("\n")[0])
                ),
            )
        )
    for letter in letters:
        if letter.unsuitable is not None:
            text = "A letter's author seems too close to you, or has known you for too short a time."
            evidence = _quote(letter.document, letter.unsuitable)
            findings.append(_say("gap", "letter_author_unsuitable", text, evidence))
    return findings


def _check_level(application: Application, criteria: FieldCriteria, surveyed: Survey) -> list[Finding]:
    """Compare answers with what the route asks for."""
    answers, route = application.answers, surveyed.route
    findings = []
    years = read_number(answers.get("years_experience"))
    if years is not None and route.maximum_years is not None and years > route.maximum_years:
        text = (
            f"You answered that you have {years:g} years of experience; this level is usual up to "
            f"{route.maximum_years} years."
        )
        if route.maximum_years_basis == "heuristic":
            text += " The rules ask for an early stage of the career without a number; the number is ours."
        findings.append(_say("weakness", "route_mismatch", text))
    elif years is not None and route.id == "talent" and years < 3:  # noqa: PLR2004 - ours
        text = f"With {years:g} years of experience the promise level may fit better than talent."
        findings.append(_say("weakness", "route_mismatch", text))
    countries = read_number(answers.get("countries_worked"))
    if countries is not None and countries < route.minimum_countries:
        text = (
            f"This level asks for a record in {route.minimum_countries} countries; you named {countries:g}."
        )
        findings.append(_say("gap", "single_country_record", text))
    if answers.get("employer_type") == "consultancy":
        text = (
            "You answered that you work mainly for a consultancy, outsourcing firm or agency, which the "
            "guidance excludes."
        )
        findings.append(_say("weakness", "ineligible_role", text))
    if criteria.documents.cv_and_letters_only and surveyed.evidence:
        text = (
            f"Papers beside the CV and letters: {len(surveyed.evidence)}. Peer review looks at none of them. "
            "We used them to check what the CV and the letters say. Put what they show into the CV, and "
            "ask a referee to confirm it."
        )
        findings.append(_say("weakness", "bundle_not_asked_for", text))
    if not route.checklist:
        findings.extend(
            _say("gap", "mandatory_not_evidenced", needed.text, criterion="MC")
            for needed in criteria.settings.required_answers
            if answers.get(needed.question) is False
        )
    return findings


def _check_words(application: Application, criteria: FieldCriteria, surveyed: Survey) -> list[Finding]:
    """Look for excluded roles, own channels and the UK plan."""
    settings = criteria.settings
    findings = []
    for code, phrases, text in (
        ("ineligible_role", settings.ineligible, "The CV names a role that is not accepted."),
        ("self_published_evidence", settings.self_published, "Some evidence is self-published."),
    ):
        documents = surveyed.cvs if code == "ineligible_role" else application.documents
        evidence = _find_phrase(documents, phrases)
        if evidence:
            findings.append(_say("weakness", code, text, evidence))
    speaking = [
        read_text(document)
        for document in application.documents
        if document.kind in ("recommendation_letter", "personal_statement", "portfolio")
    ]
    mentions = sum(len(LETTER_POINTS["what the UK gains"].findall(text)) for text in speaking)
    if surveyed.cvs and not surveyed.route.checklist and mentions < _VAGUE_LIMIT:
        text = "Neither letters nor a statement say what you will do in the UK."
        findings.append(_say("weakness", "uk_plan_vague", text))
    return findings


def _find_phrase(
    documents: tuple[ApplicationDocument, ...], phrases: tuple[str, ...]
) -> tuple[Evidence, ...]:
    """Return the first line that names one of the phrases, not negated."""
    if not phrases:
        return ()
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, phrases))})(?!\w)", re.IGNORECASE)
    for document in documents:
        for page in document.pages:
            for match in pattern.finditer(page.text):
                start = page.text.rfind("\n", 0, match.start()) + 1
                end = page.text.find("\n", match.end())
                line = page.text[start : end if end >= 0 else None].strip()[:300]
                if _NOT_BEFORE.search(page.text[start : match.start()]):
                    continue
                return (Evidence(document=document.id, page=page.number, quote=line, grounded=True),)
    return ()


def _check_claims(application: Application, criteria: FieldCriteria, surveyed: Survey) -> list[Finding]:
    """Name answers that the papers do not bear out."""
    if not application.documents:
        return []
    findings = []
    whole = "\n".join(read_text(document) for document in application.documents)
    for claim in criteria.settings.claims:
        claimed = read_number(application.answers.get(claim.question))
        if claimed is None or claimed < claim.minimum:
            continue
        shown = _count_shown(claim, whole)
        wanted = 1 if claim.any_mention else min(5, max(1, int(claimed) // 2))
        if shown < wanted:
            said = f"{claimed:g} {claim.label}" if not isinstance(
                application.answers[claim.question], bool
            ) else claim.label  # fmt: skip
            part = "fewer" if shown else "none"
            text = f"Your answer is {said}; the papers show {part}. What no paper shows earns nothing."
            findings.append(_say("weakness", "cv_inconsistent", text))
    findings.extend(_check_years(application, surveyed))
    if application.answers.get("uk_organisation_letter") is True and not surveyed.uk_letters:
        text = "You answered that a UK organisation wrote a letter; no letter that we read comes from the UK."
        findings.append(_say("weakness", "cv_inconsistent", text))
    return findings


def _count_shown(claim: Claim, text: str) -> int:
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, claim.shown_by))})(?!\w)", re.IGNORECASE)
    lines = {
        text.rfind("\n", 0, match.start())
        for match in pattern.finditer(text)
        if not _NOT_BEFORE.search(text[max(0, match.start() - 50) : match.start()])
    }
    return max(len(lines), len(_DOI.findall(text)) if "doi" in claim.shown_by else 0)


def _check_years(application: Application, surveyed: Survey) -> list[Finding]:
    """Compare the years of experience answered with the years a CV spans."""
    answered = read_number(application.answers.get("years_experience"))
    if answered is None or not surveyed.cvs:
        return []
    this_year = application.as_of.year
    named = (year for cv in surveyed.cvs for year in list_years(read_text(cv), this_year))
    years = [year for year in named if year >= _FIRST_WORKING_YEAR]
    if not years or answered <= this_year - min(years) + 2:
        return []
    text = f"You answered {answered:g} years of experience; the CV's earliest year is {min(years)}."
    return [_say("weakness", "cv_inconsistent", text)]


def read_number(answer: Any) -> float | None:
    """Return an answer as a number (yes is 1, no is 0), or None where it is not one."""
    if isinstance(answer, (bool, int, float)):
        return float(answer)
    if isinstance(answer, str):
        try:
            return float(answer)
        except ValueError:
            return None
    return None
