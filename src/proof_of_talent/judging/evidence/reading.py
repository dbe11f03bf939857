"""One reading of an application: roles, relations, admission, facts, graph, and how sure that makes us."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from proof_of_talent.domain.application import Application
from proof_of_talent.domain.reading import ApplicationReading, PaperReading
from proof_of_talent.judging.evidence.admission import LeftOutPaper, find_reason
from proof_of_talent.judging.evidence.claims import list_claims_alone
from proof_of_talent.judging.evidence.confirmed import read_confirmed
from proof_of_talent.judging.evidence.credibility import (
    Reads,
    estimate_bands,
    list_features,
    measure_strength,
    score_strength,
)
from proof_of_talent.judging.evidence.facts import FactFrame, read_fact
from proof_of_talent.judging.evidence.graph import Graph, count_voices, draw_graph, list_own_organisations
from proof_of_talent.judging.evidence.papers import ReadPaper, ReadPapers, join_pages, read_papers
from proof_of_talent.judging.evidence.relations import Related, find_issuer, find_relation, list_employers
from proof_of_talent.judging.evidence.vocabulary import list_words
from proof_of_talent.judging.evidence.works import list_works

_UNREAD = ("about_others", "about_a_namesake", "unrelated")
_ONE_IN = 3  # of the papers by others; with more of them left out for these reasons we may have misread
_LETTERS = re.compile(r"[^\W\d_]+")
_FEW_WORDS, _LEAST_SHARE = 60, 8


class Draft(NamedTuple):
    """What was read, before it is weighed: relations and reasons by document, frames of what is admitted."""

    papers: ReadPapers
    related: dict[str, Related]
    left_out: dict[str, LeftOutPaper]
    frames: tuple[FactFrame, ...]
    graph: Graph
    features: dict[str, int]
    reads: Reads = "papers"


def read_evidence(application: Application, reads: Reads = "papers") -> Draft:
    """Read an application: the same for every assessor.

    Args:
        application: with the papers that the body looks at.
        reads: where it is the CV and the letters alone, facts are what letters say, and the entries of the CV
            that they confirm.
    """
    papers = read_papers(application)
    employers = list_employers(papers)
    related = {
        paper.id: find_relation(paper, papers, employers)
        if paper.role == "letter"
        else find_issuer(paper, employers)
        for paper in papers.by_others()
    }
    left_out = dict(_leave_out(papers, related, employers))
    relations = {document: found.relation for document, found in related.items()}
    graph = draw_graph(papers, relations)
    frames = tuple(
        read_fact(
            paper,
            related[paper.id].relation,
            application.as_of.year,
            shared_voices=count_voices(paper.id, graph, relations),
        )
        for paper in papers.by_others()
        if paper.id not in left_out
    )
    if reads == "cv_and_letters":
        frames = tuple(frame for frame in frames if frame.paper.role == "letter")
        admitted = {frame.paper.id: frame.relation for frame in frames}
        frames = (*frames, *read_confirmed(papers, admitted, application.as_of.year))
        letters = {paper.id for paper in papers.by_others() if paper.role == "letter"}
        left_out = {document: left for document, left in left_out.items() if document in letters}
    features = list_features(frames, list(left_out.values()))
    return Draft(papers, related, left_out, frames, graph, features, reads)


def _leave_out(
    papers: ReadPapers, related: Mapping[str, Related], employers: frozenset[str]
) -> Iterator[tuple[str, LeftOutPaper]]:
    """Yield what is left out, by document: everything where no applicant was found, and copies."""
    works, own = list_works(papers, employers), list_own_organisations(papers)
    seen: set[str] = set()
    for paper in papers.by_others():
        text = " ".join(paper.low.split())
        if papers.applicant is None:
            reason: LeftOutPaper | None = LeftOutPaper("no_name_found", None, claimed=False)
        elif text in seen:
            reason = LeftOutPaper("copy", None, claimed=False)
        else:
            reason = find_reason(paper, related[paper.id].relation, works, own)
        seen.add(text)
        if reason is not None:
            yield paper.id, reason


def conclude_reading(draft: Draft, application: Application) -> ApplicationReading:
    """Weigh what was read: a score, probabilities of the bands, or why no band is named."""
    strength = measure_strength(draft.features, draft.reads)
    weight = sum(frame.weight for frame in draft.frames)
    return ApplicationReading(
        score=score_strength(strength, weight, draft.reads),
        band_probabilities=estimate_bands(strength, weight, draft.reads),
        abstained=tuple(_list_doubts(draft, application)),
        papers=tuple(_show_paper(draft, paper) for paper in draft.papers.papers),
        claims_alone=list_claims_alone(draft.papers, frozenset(frame.paper.id for frame in draft.frames)),
        nodes=draft.graph.nodes,
        edges=draft.graph.edges,
    )


def _list_doubts(draft: Draft, application: Application) -> Iterator[str]:
    """Yield why no band should be named at all."""
    if draft.papers.applicant is None:
        yield "no_name_found"
    if not _is_understood(application):
        yield "language_not_understood"
    others = draft.papers.by_others()
    strangers = sum(left.reason in _UNREAD for left in draft.left_out.values())
    if others and strangers * _ONE_IN > len(others):
        yield "papers_left_out"


def _is_understood(application: Application) -> bool:
    """Tell whether the papers are in English: one word in eight at least is one of its commonest."""
    words = [
        word for document in application.documents for word in _LETTERS.findall(join_pages(document).lower())
    ]
    return len(words) < _FEW_WORDS or sum(
        word in list_words("commonest") for word in words
    ) * _LEAST_SHARE > len(words)


def _show_paper(draft: Draft, paper: ReadPaper) -> PaperReading:
    if paper.role == "own":
        return PaperReading(document=paper.id, role="own", relation="self", admitted=False)
    related, left = draft.related[paper.id], draft.left_out.get(paper.id)
    facts = [frame.to_fact(()) for frame in draft.frames if frame.paper.id == paper.id]
    return PaperReading(
        document=paper.id,
        role=paper.role,
        relation=related.relation,
        admitted=left is None,
        reason=left.reason if left else None,
        quote=(left.quote if left else None) or related.quote,
        facts=tuple(fact for fact in facts if fact is not None),
    )
