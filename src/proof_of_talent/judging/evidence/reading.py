"""One reading of an application: roles, relations, admission, facts, graph, and how sure that makes us."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from proof_of_talent.domain.application import Application, FieldId
from proof_of_talent.domain.graph import EvidenceGraph
from proof_of_talent.domain.reading import ApplicationReading, PaperReading
from proof_of_talent.judging.evidence.admission import LeftOutPaper, find_reason
from proof_of_talent.judging.evidence.claims import list_claims_alone
from proof_of_talent.judging.evidence.confirmed import read_confirmed
from proof_of_talent.judging.evidence.connections import share_voices, tie_authors
from proof_of_talent.judging.evidence.credibility import (
    Reads,
    estimate_bands,
    list_features,
    measure_strength,
    score_strength,
)
from proof_of_talent.judging.evidence.facts import FactFrame, read_fact
from proof_of_talent.judging.evidence.graph import Voices, draw_graph
from proof_of_talent.judging.evidence.honours import leave_out_connected
from proof_of_talent.judging.evidence.organisations import list_own_organisations
from proof_of_talent.judging.evidence.papers import ReadPaper, ReadPapers, join_pages, read_papers
from proof_of_talent.judging.evidence.people import name_author
from proof_of_talent.judging.evidence.relations import Related, find_issuer, find_relation, list_employers
from proof_of_talent.judging.evidence.subjects import LEAST_WORDS_OF_ALL, speaks_of_other_field
from proof_of_talent.judging.evidence.vocabulary import list_words, look_for
from proof_of_talent.judging.evidence.works import list_works
from proof_of_talent.judging.letters.reading import read_letter

_UNTIED = ("independent", "unclear")
_UNREAD = ("about_others", "about_a_namesake", "unrelated")
_ONE_IN = 3  # of the papers by others; with more of them left out for these reasons we may have misread
_OF_OWNER = 2  # voices that the letter of a part owner shares: the applicant's gain is theirs
_LETTERS = re.compile(r"[^\W\d_]+")
_FEW_WORDS, _LEAST_SHARE = 60, 8


class Draft(NamedTuple):
    """What was read, before it is weighed: relations and reasons by document, frames of what is admitted."""

    papers: ReadPapers
    related: dict[str, Related]
    left_out: dict[str, LeftOutPaper]
    frames: tuple[FactFrame, ...]
    graph: EvidenceGraph
    features: dict[str, int]
    reads: Reads = "papers"
    letters_only: bool = False


def read_evidence(application: Application, *, letters_only: bool = False) -> Draft:
    """Read an application: the same for every assessor.

    Args:
        application: with all papers that were handed in.
        letters_only: the body reads the CV and the letters alone. Papers beside them are then read as a
            check of what these say. Without any, facts are what letters say, and the entries of the CV that
            they confirm.
    """
    papers = read_papers(application)
    employers = list_employers(papers)
    written = {paper.id for paper in papers.papers if paper.role == "letter"}
    letters = {d.id: read_letter(d) for d in application.documents if d.id in written}
    authors = {
        document: author
        for document, letter in letters.items()
        if (author := name_author(letter, papers.applicant)) is not None
    }
    related = {
        paper.id: find_relation(paper, papers, employers, authors.get(paper.id))
        if paper.role == "letter"
        else find_issuer(paper, employers)
        for paper in papers.by_others()
    }
    related |= dict(tie_authors(papers, related, authors))
    left_out = dict(_leave_out(papers, related, employers, application.field))
    tied, connected = leave_out_connected(papers, left_out)
    related |= {document: found for document, found in tied.items() if related[document].relation in _UNTIED}
    related |= dict(share_voices(papers, related))
    left_out |= connected
    relations = {document: found.relation for document, found in related.items()}
    voices = Voices(papers, authors)
    frames = tuple(
        read_fact(
            paper,
            related[paper.id].relation,
            application.as_of.year,
            shared_voices=voices.count(paper.id, relations) + _OF_OWNER * related[paper.id].by_share,
        )
        for paper in papers.by_others()
        if paper.id not in left_out
    )
    checked = any(frame.paper.role == "paper" for frame in frames)
    reads: Reads = "cv_and_letters" if letters_only and not checked else "papers"
    if reads == "cv_and_letters":
        frames = tuple(frame for frame in frames if frame.paper.role == "letter")
        admitted = {frame.paper.id: frame.relation for frame in frames}
        frames = (*frames, *read_confirmed(papers, admitted, application.as_of.year))
        left_out = {document: left for document, left in left_out.items() if document in written}
    graph = draw_graph(papers, letters, related, voices)
    features = list_features(frames, list(left_out.values()))
    return Draft(papers, related, left_out, frames, graph, features, reads, letters_only)


def _leave_out(
    papers: ReadPapers, related: Mapping[str, Related], employers: frozenset[str], field: FieldId
) -> Iterator[tuple[str, LeftOutPaper]]:
    """Yield what is left out, by document: everything where no applicant was found."""
    works, own = list_works(papers, employers), list_own_organisations(papers)
    for paper in papers.by_others():
        reason = (
            LeftOutPaper("no_name_found", None, claimed=False)
            if papers.applicant is None
            else find_reason(paper, related[paper.id].relation, works, own) or _find_other_field(paper, field)
        )
        if reason is not None:
            yield paper.id, reason


def _find_other_field(paper: ReadPaper, field: FieldId) -> LeftOutPaper | None:
    if not speaks_of_other_field(paper.low, field):
        return None
    foreign = look_for("other_field", "technical")
    sentence = next((one for one in paper.sentences if foreign.search(one.low)), None)
    return LeftOutPaper("of_another_field", sentence.quote() if sentence else None, claimed=False)


def conclude_reading(draft: Draft, application: Application) -> ApplicationReading:
    """Weigh what was read: a score, probabilities of the bands, or why no band is named."""
    strength = measure_strength(draft.features, draft.reads)
    weight = sum(frame.weight for frame in draft.frames)
    return tell_reading(draft, application).model_copy(
        update={
            "weighs": True,
            "score": score_strength(strength, weight, draft.reads),
            "band_probabilities": estimate_bands(strength, weight, draft.reads),
        }
    )


def tell_reading(draft: Draft, application: Application) -> ApplicationReading:
    """Return what was read without weighing it: for an assessor that judges strength itself."""
    return ApplicationReading(
        weighs=False,
        abstained=tuple(_list_doubts(draft, application)),
        papers=tuple(_show_paper(draft, paper) for paper in draft.papers.papers),
        claims_alone=list_claims_alone(draft.papers, frozenset(frame.paper.id for frame in draft.frames)),
        graph=draft.graph,
    )


def _list_doubts(draft: Draft, application: Application) -> Iterator[str]:
    """Yield why no band should be named at all."""
    if draft.papers.applicant is None:
        yield "no_name_found"
    if not _is_understood(application):
        yield "language_not_understood"
    said_by_others = " ".join(paper.low for paper in draft.papers.by_others())
    if speaks_of_other_field(said_by_others, application.field, LEAST_WORDS_OF_ALL):
        yield "papers_of_another_field"
    others = {p.id for p in draft.papers.by_others() if p.role == "letter" or not draft.letters_only}
    strangers = sum(left.reason in _UNREAD for document, left in draft.left_out.items() if document in others)
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
