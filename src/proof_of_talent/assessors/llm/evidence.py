"""Chooses what of the papers a model reads for one criterion: all where it fits, else what is relevant.

Nothing is cut at a number of characters. Text is chosen by whole sentences and bullets, those first that
carry the criterion's cue phrases or figures, each document having its say; what is left out is counted.
"""

import heapq
import re
from collections import defaultdict
from typing import NamedTuple

from proof_of_talent.assessors.cues import CueIndex
from proof_of_talent.assessors.llm.instructions import addresses_assessor, walk_sentences
from proof_of_talent.domain.application import Application, DocumentKind
from proof_of_talent.domain.assessment import Judgement, LeftOut
from proof_of_talent.domain.base import Model
from proof_of_talent.domain.criteria import Criterion
from proof_of_talent.judging.text.folding import fold_text

OMISSION = "[…]"
"""Stands where sentences were left out; a quote across it is not in the document."""

_WEIGHTS = {"strong": 2.0, "plain": 1.0, "against": 0.3}
_FIGURES = re.compile(r"\d")
_NEXT_FROM_SAME = 0.93  # a document's further sentences count for less, so that long papers do not crowd out
_FIRST_SENTENCES = 3  # of each document: who speaks and about what
_TOUCHING = 2  # characters between sentences that are still neighbours


class EvidenceSentence(NamedTuple):
    """One sentence or bullet of a page; `weights` by criterion."""

    document: int
    page: int
    start: int
    end: int
    weights: dict[str, float]

    @property
    def size(self) -> int:
        """Its length in characters."""
        return self.end - self.start


class PageExcerpt(Model):
    """What is shown of one page."""

    page: int
    text: str


class Excerpt(Model):
    """What is shown of one document."""

    document: str
    kind: DocumentKind
    pages: tuple[PageExcerpt, ...]


class Fitted(NamedTuple):
    """The excerpts for one criterion, and what they leave out."""

    excerpts: tuple[Excerpt, ...]
    left_out: tuple[LeftOut, ...]


class EvidenceFitter:
    """The papers of one application, read once and fitted to each criterion."""

    def __init__(self, application: Application, index: CueIndex) -> None:
        self._documents = application.documents
        self._sentences: list[EvidenceSentence] = []
        self.withheld = 0  # sentences that address the assessor
        for position, document in enumerate(self._documents):
            for page in document.pages:
                for start, end, instructs in walk_sentences(page.text):
                    if instructs:
                        self.withheld += 1
                        continue
                    weights = _weigh(page.text[start:end], index)
                    self._sentences.append(EvidenceSentence(position, page.number, start, end, weights))

    def fit(self, criterion: Criterion, budget: int) -> Fitted:
        """Return the excerpts for a criterion within a budget of characters."""
        if sum(sentence.size + 1 for sentence in self._sentences) <= budget:
            return Fitted(self._compose(self._sentences), ())
        chosen = self._choose(criterion.code, budget)
        return Fitted(self._compose(chosen), self._count_left_out(criterion.code, chosen))

    def _choose(self, code: str, budget: int) -> list[EvidenceSentence]:
        queues: dict[int, list[EvidenceSentence]] = defaultdict(list)
        firsts: dict[int, list[EvidenceSentence]] = defaultdict(list)
        for sentence in self._sentences:
            head = firsts[sentence.document]
            (head if len(head) < _FIRST_SENTENCES else queues[sentence.document]).append(sentence)
        chosen: list[EvidenceSentence] = []
        for position in sorted(firsts):
            for sentence in firsts[position]:
                if sentence.size <= budget / (2 * len(firsts) * _FIRST_SENTENCES):
                    chosen.append(sentence)
                    budget -= sentence.size + len(OMISSION)
                else:
                    queues[position].append(sentence)
        for queue in queues.values():
            queue.sort(key=lambda s: (-s.weights.get(code, 0.0), s.page, s.start))
        heap = [(-queue[0].weights.get(code, 0.0), position, 0) for position, queue in queues.items()]
        heapq.heapify(heap)
        while heap and budget > 0:
            weight, position, at = heapq.heappop(heap)
            queue = queues[position]
            if weight < 0 and queue[at].size + len(OMISSION) <= budget:
                chosen.append(queue[at])
                budget -= queue[at].size + len(OMISSION)
            if at + 1 < len(queue):
                following = queue[at + 1].weights.get(code, 0.0) * _NEXT_FROM_SAME ** (at + 1)
                heapq.heappush(heap, (-following, position, at + 1))
        return sorted(chosen)

    def _compose(self, sentences: list[EvidenceSentence]) -> tuple[Excerpt, ...]:
        by_page: dict[tuple[int, int], list[EvidenceSentence]] = defaultdict(list)
        for sentence in sentences:
            by_page[sentence.document, sentence.page].append(sentence)
        excerpts = []
        for position, document in enumerate(self._documents):
            pages = tuple(
                PageExcerpt(page=page.number, text=_join(page.text, by_page[position, page.number]))
                for page in document.pages
                if by_page.get((position, page.number))
            )
            excerpts.append(Excerpt(document=document.id, kind=document.kind, pages=pages))
        return tuple(excerpts)

    def _count_left_out(self, code: str, chosen: list[EvidenceSentence]) -> tuple[LeftOut, ...]:
        shown: dict[int, int] = defaultdict(int)
        whole: dict[int, int] = defaultdict(int)
        for sentence in self._sentences:
            whole[sentence.document] += sentence.size
        for sentence in chosen:
            shown[sentence.document] += sentence.size
        return tuple(
            LeftOut(
                criterion=code,
                document=self._documents[position].id,
                characters=whole[position] - shown[position],
                of_characters=whole[position],
            )
            for position in sorted(whole)
            if shown[position] < whole[position]
        )


def excerpt_quotes(judgement: Judgement, application: Application) -> tuple[Excerpt, ...]:
    """Return only what a judgement's strengths quote and what stands in the papers (grounding has run)."""
    quotes: dict[tuple[str, int], dict[str, None]] = defaultdict(dict)
    for finding in judgement.findings:
        for evidence in finding.evidence:
            if finding.kind == "strength" and evidence.grounded and not addresses_assessor(evidence.quote):
                quotes[evidence.document, evidence.page][evidence.quote] = None
    excerpts = []
    for document in application.documents:
        pages = tuple(
            PageExcerpt(page=page.number, text=f"\n{OMISSION}\n".join(quotes[document.id, page.number]))
            for page in document.pages
            if (document.id, page.number) in quotes
        )
        if pages:
            excerpts.append(Excerpt(document=document.id, kind=document.kind, pages=pages))
    return tuple(excerpts)


def _weigh(sentence: str, index: CueIndex) -> dict[str, float]:
    """Return how relevant a sentence is to each criterion it has cues for; figures make it more so."""
    hits, _ = index.find(fold_text(sentence))
    phrases = {(hit.cue.group, hit.cue.phrase): _WEIGHTS[hit.cue.strength] for hit in hits}
    weights: dict[str, float] = defaultdict(float)
    for (code, _), weight in phrases.items():
        weights[code] += weight
    bonus = 1.4 if _FIGURES.search(sentence) else 1.0
    return {code: weight * bonus for code, weight in weights.items()}


def _join(text: str, sentences: list[EvidenceSentence]) -> str:
    """Join sentences of a page; neighbours keep what stands between them, gaps are marked."""
    parts: list[str] = []
    end: int | None = None
    for sentence in sorted(sentences, key=lambda s: s.start):
        if end is not None:
            between = text[end : sentence.start]
            parts.append(between if not between.strip() and len(between) <= _TOUCHING else f"\n{OMISSION}\n")
        parts.append(text[sentence.start : sentence.end])
        end = sentence.end
    return "".join(parts)
