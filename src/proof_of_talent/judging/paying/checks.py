"""Looks at each item of the checklist before paying: one function for each way of looking."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from proof_of_talent.domain.criteria import FieldCriteria, Route
from proof_of_talent.domain.paying import PayingCheck, PayingRule
from proof_of_talent.domain.results import AnalysisResults, PaperLength, ResultFinding, ResultQuote
from proof_of_talent.judging.paying.criteria import find_separate_papers
from proof_of_talent.judging.paying.items import PayingState

_FEW_WORDS = 120  # a paper of so few words that names a web address stands for the page behind it; ours


class PayingCase(NamedTuple):
    """What an analysis found, with the rules of its route and the length of each paper."""

    results: AnalysisResults
    rules: FieldCriteria
    route: Route
    lengths: tuple[PaperLength, ...]

    def of_kind(self, kind: str) -> list[PaperLength]:
        """Return the papers that are of a kind in substance."""
        return [paper for paper in self.lengths if paper.kind == kind]

    def list_findings(self, code: str) -> list[ResultFinding]:
        """Return the findings of a code."""
        return [finding for finding in self.results.findings if finding.code == code]


class Look(NamedTuple):
    """What one look found: a state, words, and quotes."""

    state: PayingState
    found: str
    quotes: tuple[ResultQuote, ...] = ()


def look_at(rule: PayingRule, papers: PayingCase) -> Look | None:
    """Return what was found for an item, or None where its route does not ask for it."""
    return _CHECKS[rule.check](rule, papers)


def _tick(is_found: bool, found: str, quotes: tuple[ResultQuote, ...] = ()) -> Look:
    return Look("ticked" if is_found else "open", found, quotes)


def count(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun: “1 page”, “2 pages”."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def _name(papers: Iterable[PaperLength]) -> str:
    return ", ".join(f"{paper.document} ({count(paper.pages, 'page')})" for paper in papers)


def _look_at_cv(_rule: PayingRule, papers: PayingCase) -> Look:
    cvs, limit = papers.of_kind("cv"), papers.rules.documents.cv_pages
    if not cvs:
        return Look("open", "We found no CV.")
    return _tick(
        len(cvs) == 1 and (limit is None or cvs[0].pages <= limit), f"CVs that we found: {_name(cvs)}."
    )


def _look_at_letter_count(_rule: PayingRule, papers: PayingCase) -> Look | None:
    if not papers.route.letters:
        return None
    checked = papers.results.letters
    counted = [letter.document for letter in checked.letters if letter.counted] if checked else []
    found = f"Letters that count: {', '.join(counted) or 'none'}."
    return _tick(len(counted) >= papers.route.letters, found)


def _look_at_uk_letters(_rule: PayingRule, papers: PayingCase) -> Look | None:
    if not papers.route.uk_letters:
        return None
    short = papers.list_findings("no_uk_letter")
    if not short:
        return Look("ticked", f"Letters from the UK that we found: at least {papers.route.uk_letters}.")
    return Look("open", " ".join(finding.text for finding in short))


def _look_at_shared(_rule: PayingRule, papers: PayingCase) -> Look | None:
    checked = papers.results.letters
    if checked is None or not checked.letters:
        return None
    pairs = [f"{pair.first.document} and {pair.second.document}" for pair in checked.shared]
    if not pairs:
        return Look("ticked", "We found no sentence that two papers share.")
    return Look("open", f"Sentences that papers share: {len(pairs)} ({', '.join(dict.fromkeys(pairs))}).")


def _look_at_evidence_count(_rule: PayingRule, papers: PayingCase) -> Look | None:
    limit, found = papers.rules.documents.evidence_documents, len(papers.of_kind("evidence"))
    if limit is None:
        return None
    return _tick(0 < found <= limit, f"Papers of evidence that we found: {found}.")


def _look_at_evidence_pages(_rule: PayingRule, papers: PayingCase) -> Look | None:
    limit, evidence = papers.rules.documents.evidence_pages, papers.of_kind("evidence")
    if limit is None or not evidence:
        return None
    longer = [paper for paper in evidence if paper.pages > limit]
    longest = max(paper.pages for paper in evidence)
    return _tick(
        not longer, f"Too long: {_name(longer)}." if longer else f"The longest has {count(longest, 'page')}."
    )


def _look_at_age(_rule: PayingRule, papers: PayingCase) -> Look | None:
    if not papers.rules.documents.evidence_years or not papers.of_kind("evidence"):
        return None
    old = papers.list_findings("evidence_outdated")
    return _warned(old, "We found no paper whose own date is older. A paper without a date may be.")


def _look_at_bundle(_rule: PayingRule, papers: PayingCase) -> Look:
    evidence = [paper for paper in papers.lengths if paper.kind not in ("cv", "recommendation_letter")]
    return _tick(
        not evidence, f"Papers beside them: {_name(evidence)}." if evidence else "We found no other paper."
    )


def _look_at_statement(rule: PayingRule, papers: PayingCase) -> Look:
    statements = papers.of_kind("personal_statement")
    if not statements:
        return Look("open", "We saw no personal statement among your papers.")
    words = sum(paper.words for paper in statements)
    is_short = rule.limit is None or words <= rule.limit
    return _tick(is_short and len(statements) == 1, f"Words that we counted: {words:,}.")


def _look_at_unique(_rule: PayingRule, papers: PayingCase) -> Look | None:
    needed = papers.rules.documents.unique_documents
    if not needed:
        return None
    evidence = len(papers.of_kind("evidence"))
    if evidence < needed:
        return Look("open", f"Papers of evidence that we found: {evidence}.")
    shares = find_separate_papers(papers.results, papers.rules, papers.lengths)
    if shares is None:
        return Look(
            "cannot_be_seen",
            f"Papers of evidence that we found: {evidence}. From our quotes alone we cannot give each "
            "criterion papers of its own: share them out yourself.",
        )
    told = "; ".join(f"{code}: {', '.join(documents)}" for code, documents in shares.items())
    return Look("ticked", f"One way to share them out, by what we quote: {told}.")


def _warned(findings: list[ResultFinding], otherwise: str) -> Look:
    if not findings:
        return Look("ticked", otherwise)
    quotes = tuple(quote for finding in findings for quote in finding.evidence)
    return Look("open", " ".join(dict.fromkeys(finding.text for finding in findings)), quotes)


def _look_at_merged(_rule: PayingRule, papers: PayingCase) -> Look | None:
    if not papers.of_kind("evidence"):
        return None
    otherwise = "We saw no headings of several pieces in one file. Scans without text we cannot tell apart."
    return _warned(papers.list_findings("papers_merged"), otherwise)


def _look_at_translations(_rule: PayingRule, papers: PayingCase) -> Look:
    foreign = [paper for paper in papers.results.papers if paper.language and paper.copy_of is None]
    if not foreign:
        return Look("ticked", "Every paper that we read is in English.")
    told = [
        f"{paper.document} ({paper.language}): "
        + (f"translated by {paper.translation}" if paper.translation else "no translation found")
        for paper in foreign
    ]
    return _tick(all(paper.translation for paper in foreign), f"{'; '.join(told)}.")


def _look_at_links(_rule: PayingRule, papers: PayingCase) -> Look | None:
    if not papers.of_kind("evidence"):
        return None
    bare = [paper for paper in papers.of_kind("evidence") if paper.links and paper.words <= _FEW_WORDS]
    if not bare:
        return Look("ticked", "We saw no paper that is little more than a link.")
    return Look("open", f"Little text beside a web address: {_name(bare)}.")


def _look_at_full_pages(rule: PayingRule, papers: PayingCase) -> Look | None:
    if rule.limit is None or not papers.lengths:
        return None
    full = [paper for paper in papers.lengths if paper.fullest_page > rule.limit]
    fullest = max(paper.fullest_page for paper in papers.lengths)
    if not full:
        return Look("ticked", f"The fullest page has {count(fullest, 'word')}.")
    return Look("open", f"More than {rule.limit:,} words on one page: {_name(full)}.")


def _look_at_empty_pages(_rule: PayingRule, papers: PayingCase) -> Look | None:
    if not papers.lengths:
        return None
    empty = [paper for paper in papers.lengths if paper.empty_pages]
    if not empty:
        return Look("ticked", "Every page has text that we could read.")
    told = ", ".join(f"{paper.document} ({count(paper.empty_pages, 'page')})" for paper in empty)
    return Look("open", f"Pages without text that we could read: {told}.")


def _look_at_copies(_rule: PayingRule, papers: PayingCase) -> Look:
    copies = [f"{paper.document} repeats {paper.copy_of}" for paper in papers.results.papers if paper.copy_of]
    return _tick(not copies, f"{'; '.join(copies)}." if copies else "We found no paper twice.")


def _look_at_prize(_rule: PayingRule, papers: PayingCase) -> Look:
    found = papers.list_findings("prestigious_prize")
    quotes = tuple(quote for finding in found for quote in finding.evidence)
    return _tick(bool(found), " ".join(finding.text for finding in found) or "No paper names it.", quotes)


def _look_at_no_rules(_rule: PayingRule, papers: PayingCase) -> Look:
    route = papers.results.route
    said = [part for part in ((route.title, route.known, route.ask) if route else ()) if part]
    return Look("open", " ".join(f"{part.rstrip('.')}." for part in said))


def _look_at_nothing(_rule: PayingRule, _papers: PayingCase) -> Look:
    return Look("cannot_be_seen", "We cannot see it.")


_CHECKS: dict[PayingCheck, Callable[[PayingRule, PayingCase], Look | None]] = {
    "cv": _look_at_cv,
    "letter_count": _look_at_letter_count,
    "uk_letters": _look_at_uk_letters,
    "letters_alike": _look_at_shared,
    "evidence_count": _look_at_evidence_count,
    "evidence_pages": _look_at_evidence_pages,
    "evidence_age": _look_at_age,
    "no_bundle": _look_at_bundle,
    "statement": _look_at_statement,
    "unique_papers": _look_at_unique,
    "merged": _look_at_merged,
    "translations": _look_at_translations,
    "links": _look_at_links,
    "full_pages": _look_at_full_pages,
    "empty_pages": _look_at_empty_pages,
    "copies": _look_at_copies,
    "prize": _look_at_prize,
    "no_rules": _look_at_no_rules,
    "unseen": _look_at_nothing,
}
