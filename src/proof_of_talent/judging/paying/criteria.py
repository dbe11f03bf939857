"""Criteria in the checklist before paying: which are met, by which papers, and whether each has its own."""

from collections.abc import Iterator, Sequence

from proof_of_talent.domain.criteria import Criterion, FieldCriteria
from proof_of_talent.domain.results import AnalysisResults, PaperLength, ResultCriterion
from proof_of_talent.judging.paying.items import PayingItem, PayingState

_ROLES = {"mandatory": "Mandatory", "optional": "Optional", "weighed": "Weighed"}
_VERDICTS = {
    "met": "Met by our reading",
    "partly": "Partly met by our reading",
    "not_met": "Not met by our reading",
}


def list_criteria(
    results: AnalysisResults, rules: FieldCriteria, lengths: Sequence[PaperLength]
) -> Iterator[tuple[PayingItem, Criterion]]:
    """Yield an item for each criterion to be met; of the optional ones the best, as many as are needed."""
    judged = {result.criterion: result for result in results.criteria}
    for criterion in _choose(judged, rules):
        result = judged[criterion.code]
        papers = list_quoted_papers(result, lengths)
        needed = 0 if rules.documents.cv_and_letters_only else criterion.minimum_documents
        yield (
            PayingItem(
                code=criterion.code,
                label=_label(criterion, needed),
                state=_decide(result, len(papers), needed),
                found=_tell(result, papers, needed),
                mend=criterion.advice,
            ),
            criterion,
        )


def _choose(judged: dict[str, ResultCriterion], rules: FieldCriteria) -> list[Criterion]:
    """Return the criteria to fulfil: all but the optional ones beyond those needed, which score least."""
    known = [criterion for criterion in rules.criteria if criterion.code in judged]
    optional = sorted(
        (criterion for criterion in known if criterion.role == "optional"),
        key=lambda criterion: -judged[criterion.code].score,
    )
    kept = {criterion.code for criterion in optional[: rules.minimum_optional]}
    return [criterion for criterion in known if criterion.role != "optional" or criterion.code in kept]


def _label(criterion: Criterion, needed: int) -> str:
    papers = f", with {needed} papers of its own" if needed > 1 else ""
    return f"{_ROLES[criterion.role]}: {criterion.name}{papers}"


def _decide(result: ResultCriterion, papers: int, needed: int) -> PayingState:
    return "ticked" if result.verdict == "met" and papers >= needed else "open"


def _tell(result: ResultCriterion, papers: Sequence[str], needed: int) -> str:
    verdict = _VERDICTS.get(result.verdict, "Not judged")
    if not needed:
        return f"{verdict}."
    return f"{verdict}. Papers of evidence that we quote for it: {', '.join(papers) or 'none'}."


def list_quoted_papers(result: ResultCriterion, lengths: Sequence[PaperLength]) -> list[str]:
    """Return the papers of evidence that speak for a criterion, each once, in order."""
    evidence = {paper.document for paper in lengths if paper.kind == "evidence"}
    quoted = [
        quote.document
        for finding in result.findings
        if finding.kind == "strength"
        for quote in finding.evidence
    ]
    return [document for document in dict.fromkeys(quoted) if document in evidence]


def find_separate_papers(
    results: AnalysisResults, rules: FieldCriteria, lengths: Sequence[PaperLength]
) -> dict[str, list[str]] | None:
    """Return one way to give each criterion as many papers as it needs, none twice; None if there is none."""
    judged = {result.criterion: result for result in results.criteria}
    places = [
        (criterion.code, at)
        for criterion in _choose(judged, rules)
        for at in range(criterion.minimum_documents)
    ]
    speaking = {code: list_quoted_papers(result, lengths) for code, result in judged.items()}
    taken: dict[str, tuple[str, int]] = {}
    if not places or not all(_place(place, speaking, taken, set()) for place in places):
        return None
    return {
        code: sorted(document for document, place in taken.items() if place[0] == code)
        for code in dict.fromkeys(code for code, _ in places)
    }


def _place(
    place: tuple[str, int],
    speaking: dict[str, list[str]],
    taken: dict[str, tuple[str, int]],
    tried: set[str],
) -> bool:
    """Find a paper for a place, moving papers of other places where they have another (augmenting path)."""
    for document in speaking[place[0]]:
        if document in tried:
            continue
        tried.add(document)
        if document not in taken or _place(taken[document], speaking, taken, tried):
            taken[document] = place
            return True
    return False
