"""Who the applicant is, where papers name them, and where they name somebody else of the same surname.

First names decide: "Nadia Varga" is not Nkechi Varga. Accents, order, titles and initials do not matter.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from proof_of_talent.judging.evidence.vocabulary import MASK, list_words
from proof_of_talent.judging.text.folding import fold_text, strip_accents

_WORD = re.compile(r"[^\W\d_](?:[\w'’-]*\w)?\.?")
_UNDIVIDED = str.maketrans("đĐłŁøØıİßæÆœŒ", "dDlLoOiIsaAoO")  # letters that Unicode does not take apart
_PARTICLES = frozenset(
    {"de", "van", "von", "der", "den", "la", "le", "bin", "al", "el", "dos", "da", "di", "of", "for", "y"}
)
_HEAD_LINES = 7
_LONGEST_HEAD = 100  # characters of a line that may hold a name
_PARTS = re.compile(r"\s{2,}|\t|\s*[|:;·•★*(\[]\s*| [-–—] |(?<=\w{3})\. |,\s")
_RUN = re.compile(r"[^\W\d_a-z][\w'’-]+(?: [^\W\d_a-z][\w'’-]+){1,3}")
_MOST_RUNS = 40
_BEFORE = 2  # words before a surname among which a title may stand
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_LABEL = re.compile(r"^\W*(?:full |first |given |sur|family )?names?\b", re.IGNORECASE)
_NICKNAME = re.compile(r"\s*[\"“„][^\"“”„]{1,60}[\"”“]\s*")
_BORN = re.compile(r"\b(?:[Bb]orn|[Bb]\.)\W{1,3}(?:[^\n;]{0,24}?\W)?(19\d\d|200\d)\b")
_BORN_HEAD = 600  # characters of a CV in which the applicant's own year of birth stands
_BORN_BESIDE = re.compile(  # right after a whole name, so that nobody else is meant
    r"(?: [^\W\d_a-z][\w'’.-]*){0,3}(?:, | ?\((?:[^()\n]{0,24}[;,] )?)(?:born|b\.) (?:in )?(19\d\d|200\d)\b"
)
_LISTED = re.compile(r", ?([^\W\d_a-z][\w'’-]*\.?)(?: [^\W\d_a-z]\.)?(?=\s{2,}|\n|$| \()")
_ENDING = 2  # letters by which most words are told from a user name at once
_SHORTEST_HANDLE = 5  # letters of a surname that a user name may end with
_LATER = 0.12  # share by which each further line of the head is less likely to be the name
_LEAST = 3  # letters of a name that may stand alone
_FEWEST_WORDS, _MOST_WORDS = 2, 5


class Mention(NamedTuple):
    """A run of words that names the applicant, or another bearer of the surname."""

    start: int
    end: int
    full: bool  # with a first name or an initial of it


class ApplicantName(NamedTuple):
    """The applicant's names, folded: all words of the name as the CV's head has it, and the surname."""

    words: tuple[str, ...]
    family: str
    pairs: frozenset[tuple[str, str]] = frozenset()  # words that the applicant's own papers put before it
    born: str = ""  # the year, where the CV says it

    def find(self, text: str) -> tuple[list[Mention], list[Mention]]:
        """Return where a text names the applicant, and where somebody else of that surname."""
        found: list[Mention] = []
        others: list[Mention] = []
        run: list[tuple[str, re.Match[str]]] = []
        previous: re.Match[str] | None = None
        endings = self._endings()
        matches = [*_WORD.finditer(text), None]
        for match, following in pairwise(matches):
            if match is None:
                break
            raw = match.group()
            word = drop_accents(raw.rstrip(".")) if raw[0].isupper() else ""
            if word and self._may_continue(word, raw):
                near = bool(run) and _touches(text, run[-1][1].end(), match.start())
                if not near:
                    self._close(run, found)
                    run = []
                if not run and word == self.family and self._is_listed_namesake(text, match):
                    others.append(Mention(match.start(), match.end(), True))
                    previous = match
                    continue
                if (
                    not run
                    and (word == self.family or self._is_shared(text, word, match, following))
                    and self._is_namesake(text, previous, match)
                ):
                    others.append(Mention(previous.start() if previous else match.start(), match.end(), True))
                    previous = match
                    continue
                if not run and self._is_born_else(text, match):
                    others.append(Mention(match.start(), match.end(), True))
                    previous = match
                    continue
                run.append((word, match))
            else:
                if run:
                    self._close(run, found)
                    run = []
                if not word and raw[-_ENDING:] in endings and self._is_handle(drop_accents(raw)):
                    found.append(Mention(match.start(), match.end(), full=True))
            previous = match
        self._close(run, found)
        return found, others

    def _is_born_else(self, text: str, match: re.Match[str]) -> bool:
        """Tell a bearer of the whole name of another year of birth: "M.-J. Park (born 1986)"."""
        said = _BORN_BESIDE.match(text, match.end()) if self.born else None
        return said is not None and said.group(1) != self.born

    def _endings(self) -> frozenset[str]:
        """Return how user names made of these names end: most other words are told from them by that."""
        return frozenset(name[-_ENDING:] for name in (*self.words, self.family))

    def _is_listed_namesake(self, text: str, match: re.Match[str]) -> bool:
        """Tell "Varga, Nadia M." at the beginning of a line, as lists have it, from Nkechi Varga."""
        first = _read_listed(text, match)
        if first is None:
            return False
        own = (*self.words, *(one for one, _ in self.pairs))
        return not any(
            one.startswith(first) or (len(one) > 1 and first.startswith(one))
            for one in own
            if one != self.family
        )

    def _is_handle(self, word: str) -> bool:
        """Tell a user name of an initial and the surname: "mlobrera" for Matías Lobrera."""
        return any(
            len(name) >= _SHORTEST_HANDLE
            and word.endswith(name)
            and 0 < len(word) - len(name) <= _BEFORE
            and any(own.startswith(word.removesuffix(name)) and own != name for own in self.words)
            for name in self.words[1:] or self.words
        )

    def _is_shared(self, text: str, word: str, match: re.Match[str], following: re.Match[str] | None) -> bool:
        """Tell a middle name that somebody of another surname has too ("Irene Barragan Toledo")."""
        if word not in self.words[1:-1] or self.family != self.words[-1] or following is None:
            return False
        after = drop_accents(following.group().rstrip("."))
        return (
            _touches(text, match.end(), following.start())
            and following.group()[0].isupper()
            and after.removesuffix("'s") not in self.words
        )

    def _may_continue(self, word: str, raw: str) -> bool:
        return (
            word in list_words("titles")
            or word.removesuffix("'s") in self.words
            or (len(word) == 1 and raw.endswith(".") and any(own.startswith(word) for own in self.words))
        )

    def _close(self, run: list[tuple[str, re.Match[str]]], found: list[Mention]) -> None:
        names = {word.removesuffix("'s") for word, _ in run if word not in list_words("titles")}
        telling = [word for word in names if word in self.words and len(word) >= _LEAST]
        if telling or (len(names) > 1 and not names.isdisjoint(self.words)):
            found.append(Mention(run[0][1].start(), run[-1][1].end(), len(names) > 1))

    def _is_namesake(self, text: str, previous: re.Match[str] | None, match: re.Match[str]) -> bool:
        """Tell whether the word before the surname is a first name that is not the applicant's."""
        if previous is None or not _touches(text, previous.end(), match.start()):
            return False
        raw = previous.group()
        word = drop_accents(raw.rstrip("."))
        if (
            _read_listed(text, match) is not None
            or not raw[0].isupper()
            or word in list_words("titles")
            or word in list_words("not_names")
            or word in self.words
        ):
            return False
        if len(word) == 1:
            known = (*self.words, *(first for first, _ in self.pairs))
            return raw.endswith(".") and not any(own.startswith(word) for own in known)
        if any(word in own for own in self.words):
            return False  # Tobi for Oluwatobiloba
        return raw[1:].islower() and (word, self.family) not in self.pairs

    def is_whole_in(self, text: str) -> bool:
        """Tell whether a text names the applicant by the surname, and not only a namesake.

        A bare surname beside a namesake's whole name is the namesake's.
        """
        named, namesakes = self.find(text)
        if namesakes:
            return any(mention.full for mention in named)
        return any(one.full or self.family in drop_accents(text[one.start : one.end]) for one in named)

    def mask(self, text: str) -> str:
        """Return the text folded, with the applicant's name masked; every position is unchanged."""
        folded = fold_text(text)
        mentions, _ = self.find(text)
        for mention in mentions:
            length = mention.end - mention.start
            end = mention.end - 2 if folded[mention.end - 2 : mention.end] == "'s" else mention.end
            folded = folded[: mention.start] + MASK * (length - (mention.end - end)) + folded[end:]
        return folded


def _read_listed(text: str, match: re.Match[str]) -> str | None:
    """Return the first name after a surname at the beginning of a line: "Varga, Nadia M."."""
    listed = _LISTED.match(text, match.end())
    if listed is None or text[: match.start()].rpartition("\n")[2].strip():
        return None
    return drop_accents(listed.group(1).rstrip("."))


@lru_cache(maxsize=20_000)
def drop_accents(word: str) -> str:
    """Return a word in lower case without accents: papers from abroad often write Nguyen for Nguyễn."""
    return strip_accents(word.translate(_UNDIVIDED)).replace("’", "'").lower()


def _touches(text: str, end: int, start: int) -> bool:
    between = text[end:start]
    return 0 < len(between) <= 2 and between.strip(" ,\n") == "" and between.count("\n") <= 1  # noqa: PLR2004


def find_applicant(own: Sequence[str], others: Sequence[str]) -> ApplicantName | None:
    """Return the name in the head of the applicant's own papers that most other papers repeat.

    Args:
        own: texts of the CV, statement and portfolio, the CV first.
        others: texts of all other papers.

    Returns:
        None where no head states a name that any other paper repeats (or, without other papers, no name).
    """
    indexed = [index_words(text) for text in others]
    found = _find_in_head(own, indexed) or _find_most_named(own, others, indexed)
    if found is None:
        return None
    pairs = {pair for text in own for pair in _list_pairs(text, found.family)}
    for text in others:
        pairs |= {
            pair for pair in _list_pairs(text, found.family) if any(pair[0] in own for own in found.words)
        }
    born = _BORN.search(own[0][:_BORN_HEAD]) if own else None
    return found._replace(
        pairs=frozenset(pair for pair in pairs if pair[0]), born=born.group(1) if born else ""
    )


def _find_in_head(own: Sequence[str], indexed: Sequence[frozenset[str]]) -> ApplicantName | None:
    """Return the name in the head of the CV that most other papers repeat; labelled lines first."""
    best: tuple[float, ApplicantName] | None = None
    for at, line in enumerate(line for text in own[:1] for line in _list_head(text)):
        late = -1 if _LABEL.search(line) else at
        for candidate in _read_candidates(line):
            points = sum(_measure(candidate, words) for words in indexed) * (1 - _LATER * late)
            if (points or not indexed) and (best is None or points > best[0]):
                best = (points, candidate)
    return best[1] if best else None


def _find_most_named(
    own: Sequence[str], others: Sequence[str], indexed: Sequence[frozenset[str]]
) -> ApplicantName | None:
    """Return whom at least half of the other papers name, two of them at least; titles and the CV help."""
    runs = Counter(
        match.group() for text in others for match in {m.group(): m for m in _RUN.finditer(text)}.values()
    )
    in_own = {drop_accents(word) for text in own for word in _LETTERS.findall(text)}
    best: tuple[int, str, ApplicantName] | None = None
    for run, _ in runs.most_common(_MOST_RUNS):
        for candidate in _read_candidates(run):
            named = sum(candidate.family in words for words in indexed)
            if named < _FEWEST_WORDS or 2 * named < len(others):
                continue  # what few papers name may be anybody
            titled = sum(_is_titled(text, candidate.family) for text in others)
            points = 2 * named + titled + len(others) * in_own.issuperset(candidate.words)
            if best is None or (points, run) > best[:2]:
                best = (points, run, candidate)
    return best[2] if best else None


def _is_titled(text: str, family: str) -> bool:
    """Tell whether a title stands before a surname, or before the first name before it."""
    words = [drop_accents(match.group().rstrip(".")) for match in _WORD.finditer(text)]
    return any(
        word == family and not list_words("titles").isdisjoint(words[max(0, at - _BEFORE) : at])
        for at, word in enumerate(words)
    )


def index_words(text: str) -> frozenset[str]:
    """Return the capitalised words of a text, folded, by which names are found again."""
    return frozenset(_list_words(text))


def count_namings(text: str, others: Sequence[frozenset[str]]) -> int:
    """Return how many other papers repeat two words or more of a name in a text's head.

    Args:
        text: of one paper.
        others: the words of all other papers (see `index_words`).
    """
    return max(
        (
            sum(_measure(candidate, words) >= _FEWEST_WORDS for words in others)
            for line in _list_head(text)
            for candidate in _read_candidates(line)
        ),
        default=0,
    )


def _list_words(text: str) -> Iterator[str]:
    for match in _WORD.finditer(text):
        if match.group()[0].isupper():
            yield drop_accents(match.group().rstrip(".")).removesuffix("'s")


def _list_head(text: str) -> Iterable[str]:
    lines = [_NICKNAME.sub(" ", line).strip() for line in text.split("\n") if line.strip()][:_HEAD_LINES]
    return [line if len(line) <= _LONGEST_HEAD else "" for line in lines]


def _read_candidates(line: str) -> Iterator[ApplicantName]:
    """Yield what may be a name on a line: it may share it with titles, a trade, a town."""
    parts = [part for part in _PARTS.split(line) if part]
    pairs = [f"{second} {first}" for first, second in pairwise(parts) if first.isupper()]
    for part in (*parts, *pairs):
        words = [match.group() for match in _WORD.finditer(part)]
        folded = [drop_accents(word.rstrip(".")) for word in words]
        kept = [
            (w, f)
            for w, f in zip(words, folded, strict=True)
            if f not in list_words("titles") and w[0].isupper()
        ]
        if any(w[0].islower() and f not in _PARTICLES for w, f in zip(words, folded, strict=True)):
            continue  # a sentence
        if not _FEWEST_WORDS <= len(kept) <= _MOST_WORDS or any(
            f in list_words("not_names") for _, f in kept
        ):
            continue
        capitals = [f for w, f in kept if w.isupper() and len(f) > _FEWEST_WORDS]
        family = capitals[0] if len(capitals) == 1 else kept[-1][1]
        yield ApplicantName(tuple(f for _, f in kept if len(f) > 1), family)


def _measure(candidate: ApplicantName, words: frozenset[str]) -> float:
    shared = sum(word in words for word in candidate.words)
    return 0.0 if not shared else 1.0 + (shared >= _FEWEST_WORDS) if candidate.family in words else 0.6


def _list_pairs(text: str, family: str) -> Iterator[tuple[str, str]]:
    previous = ""
    for match in _WORD.finditer(text):
        word = drop_accents(match.group().rstrip("."))
        if word == family:
            yield previous, family
        previous = word
