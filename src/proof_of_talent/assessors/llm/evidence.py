"""Chooses what of the papers a model reads: all where it fits, else what is relevant to the criteria.

Nothing is cut at a number of characters. Text is chosen by whole sentences and bullets, those first that
carry a criterion's cue phrases or figures, each document having its say; what is left out is counted. All
criteria are judged from the same choice, so that a server reads it once.
"""

import heapq
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import NamedTuple

from proof_of_talent.assessors.cues import CueIndex
from proof_of_talent.assessors.llm.instructions import addresses_assessor, walk_sentences
from proof_of_talent.domain.application import OWN_KINDS, Application, ApplicationDocument, DocumentKind
from proof_of_talent.domain.assessment import Judgement, LeftOut
from proof_of_talent.domain.base import Model
from proof_of_talent.judging.letters.reading import read_letter
from proof_of_talent.judging.papers.windows import find_paper_date
from proof_of_talent.judging.text.folding import fold_text

OMISSION = "[…]"
"""Stands where sentences were left out; a quote across it is not in the document."""

_WEIGHTS = {"strong": 2.0, "plain": 1.0, "against": 0.3}
_FIGURES = re.compile(r"\d")
_NEXT_FROM_SAME = 0.93  # a document's further sentences count for less, so that long papers do not crowd out
_LONGEST_HEADING = 90
_BYLINE_WITHIN = 600  # characters from the beginning
_BYLINE = re.compile(
    r"(?:^|\n)\s*(?:by|words|text|report(?:ed)? by|from)[: ]+((?:[A-Z][\w'’.-]+ ?){2,4})(?:\n|,|\||$)",
    re.IGNORECASE,
)
_SPEAKS = re.compile(
    r"[.!?]$|\b(?:you|your|must|should|shall|please|every|all|deserves?|treat|consider|grant)\b",
    re.IGNORECASE,
)
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
    """What is shown of one document, under what it says of itself."""

    document: str
    kind: DocumentKind
    heading: str | None = None
    date: str | None = None
    author: str | None = None
    pages: tuple[PageExcerpt, ...]


class Fitted(NamedTuple):
    """The excerpts for one request, and what they leave out."""

    excerpts: tuple[Excerpt, ...]
    left_out: tuple[LeftOut, ...]


class EvidenceFitter:
    """The papers of one application, read once and fitted to each criterion."""

    def __init__(self, application: Application, index: CueIndex) -> None:
        self._documents = application.documents
        self._heads = {d.id: describe_head(d, application.as_of.year) for d in application.documents}
        self._sentences: list[EvidenceSentence] = []
        self.is_addressed = False  # whether a sentence was left out because it addresses the assessor
        for position, document in enumerate(self._documents):
            for page in document.pages:
                for start, end, instructs in walk_sentences(page.text):
                    if instructs:
                        self.is_addressed = True
                        continue
                    weights = _weigh(page.text[start:end], index)
                    self._sentences.append(EvidenceSentence(position, page.number, start, end, weights))

    def fit(self, budget: int, codes: Sequence[str]) -> Fitted:
        """Return the excerpts within a budget of characters that are relevant to these criteria."""
        if sum(sentence.size + 1 for sentence in self._sentences) <= budget:
            return Fitted(self._compose(self._sentences), ())
        scales = {
            code: max((s.weights.get(code, 0.0) for s in self._sentences), default=0.0) for code in codes
        }
        scales = {code: scale for code, scale in scales.items() if scale}
        weights = {
            id(sentence): max(
                (sentence.weights.get(code, 0.0) / scales[code] for code in scales), default=0.0
            )
            for sentence in self._sentences
        }
        chosen = self._choose(lambda sentence: weights[id(sentence)], budget)
        left_out = tuple(item for code in codes for item in self._count_left_out(code, chosen))
        return Fitted(self._compose(chosen), left_out)

    def _choose(self, weigh: Callable[[EvidenceSentence], float], budget: int) -> list[EvidenceSentence]:
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
            queue.sort(key=lambda s: (-weigh(s), s.page, s.start))
        heap = [(-weigh(queue[0]), position, 0) for position, queue in queues.items()]
        heapq.heapify(heap)
        while heap and budget > 0:
            weight, position, at = heapq.heappop(heap)
            queue = queues[position]
            if weight < 0 and queue[at].size + len(OMISSION) <= budget:
                chosen.append(queue[at])
                budget -= queue[at].size + len(OMISSION)
            if at + 1 < len(queue):
                following = weigh(queue[at + 1]) * _NEXT_FROM_SAME ** (at + 1)
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
            if pages:
                excerpts.append(self._heads[document.id].model_copy(update={"pages": pages}))
        return tuple(excerpts)

    def excerpt_quotes(self, judgement: Judgement) -> tuple[Excerpt, ...]:
        """Return only what a judgement quotes, for or against, and what stands in the papers.

        Grounding must have run. What else stands in the papers, such as words for the model, is not there.
        """
        quotes: dict[tuple[str, int], dict[str, None]] = defaultdict(dict)
        for finding in judgement.findings:
            for evidence in finding.evidence:
                if evidence.grounded and not addresses_assessor(evidence.quote):
                    quotes[evidence.document, evidence.page][evidence.quote] = None
        excerpts = []
        for document in self._documents:
            pages = tuple(
                PageExcerpt(page=page.number, text=f"\n{OMISSION}\n".join(quotes[document.id, page.number]))
                for page in document.pages
                if (document.id, page.number) in quotes
            )
            if pages:
                excerpts.append(self._heads[document.id].model_copy(update={"pages": pages}))
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


def describe_head(document: ApplicationDocument, this_year: int) -> Excerpt:
    """Return a document without its pages: its heading, date and author, where they can be told.

    The applicant's own papers need none. A heading that could be addressed to a reader is left out.
    """
    if document.kind in OWN_KINDS:
        return Excerpt(document=document.id, kind=document.kind, pages=())
    dated = find_paper_date(document, this_year)
    letter = read_letter(document) if document.kind == "recommendation_letter" else None
    author = (
        letter.author.value if letter is not None and letter.author is not None else _find_byline(document)
    )
    day = letter.date.value.isoformat() if letter is not None and letter.date is not None else None
    return Excerpt(
        document=document.id,
        kind=document.kind,
        heading=_find_heading(document),
        date=day or (str(dated.year) if dated is not None else None),
        author=author,
        pages=(),
    )


def _find_heading(document: ApplicationDocument) -> str | None:
    lines = document.pages[0].text.strip().split("\n", 1) if document.pages else [""]
    heading = lines[0].strip()
    is_title = 0 < len(heading) <= _LONGEST_HEADING and _SPEAKS.search(heading) is None
    return heading if is_title and not addresses_assessor(heading) else None


def _find_byline(document: ApplicationDocument) -> str | None:
    found = _BYLINE.search(document.pages[0].text[:_BYLINE_WITHIN]) if document.pages else None
    return found.group(1) if found is not None else None


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
