"""Organisations and events whose names papers carry: who issued a paper, what the applicant runs, who shares
an address with whom.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from proof_of_talent.domain.graph import NodeKind, PaperQuote
from proof_of_talent.judging.evidence.applicant import ApplicantName, drop_accents
from proof_of_talent.judging.evidence.papers import ReadPaper, ReadPapers
from proof_of_talent.judging.evidence.vocabulary import list_words, look_for
from proof_of_talent.judging.text.folding import fold_text
from proof_of_talent.judging.text.years import YEAR

_ORGANISATION = re.compile(
    r"\b(?:[^\W\d_a-z][\w&'’-]* (?:of (?:the )?|for (?:the )?|and )?){1,5}"
    r"(?:Awards?|Journal|Foundation|Fondazione|Gallery|Galleria|Forum|Council|Academy|Institute|Society|University|"
    r"College|Museum|Festival|Conference|Prize|Ltd|GmbH|Press|Frontiers|Chronicle|Magazine|Biennale)\b"
    r"|\b(?:Journal|Annals|Review|University|Institute|Academy|Museum|Society|College) (?:of|for) (?:the )?"
    r"[^\W\d_a-z][\w’'-]+(?: (?:(?:and|of|&) )?[^\W\d_a-z][\w’'-]+){0,3}"
)
_EVENT = re.compile(
    r"\b(?:awards?|prize|festival|conference|biennale|triennale|prix|summit|competition|hackathon|symposium|medal)\b"
)
_OWN_POSTS = re.compile(
    r"\b(?:editors? in chief|founding editor|chairs?|president|chairman|general chair|organi[sz]er)\b"
)
_JUROR = re.compile(r"\b(?:jury|juror|judge|judging|selection (?:panel|committee))\b")
_WORD = re.compile(r"[^\W\d_][\w'’-]{3,}")
_ISSUER_LINES = 2
_HEAD_PART = re.compile(r"\s{2,}|[,:;|·•(\[]| [-–—] |\. ")
_PLAIN_HEAD = re.compile(r"[^\W\d_][^\W\d_&'’.-]*(?: [^\W\d_&'’.-]+){1,6}")
_LEGAL_FORM = re.compile(r"^the | (?:ltd|limited|plc|inc|llp|llc|gmbh|cic|sa|ab|bv|jsc)\b.*$")
_PLACE = re.compile(
    r"\b[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}\b"  # a British postcode
    r"|\b\d{1,4}[a-z]? (?:[a-z'’-]+ ){1,3}"
    r"(?:street|road|avenue|lane|square|row|close|quay|wharf|strasse|straße"
    r"|terrace|mews|gardens|crescent|drive|hill|yard|court|place|boulevard)\b"
    r"|\b[\w'’-]{3,} (?:iela|ulica|utca|gatan|vagen|vej|gade|gata|vei|katu|caddesi|sokak|ulitsa|prospekt"
    r"|laan|straat) \d{1,4}(?:[ -/]\d{1,4})?\b"
    r"|\b(?:rue|via|calle|rua|avenida|plaza|piazza) [a-z'’ -]{3,30} ?\d{1,4}\b"
    r"|\bp\.? ?o\.? ?box [a-z]{0,3} ?\d{2,6}\b"
    r"|(?<=@)[\w-]{3,}(?:\.[\w-]+)+"
    r"|\+\d(?:[ ()/-]{0,2}\d){8,12}\b"  # a telephone number
    r"|\b(?:company|registration|reg|rc|vat|registered) (?:no|number|nr)?\.? ?\d{5,}\b"
)
_YEAR_OF_EDITION = re.compile(r"\b(?:19|20)\d\d\b")
_ADDRESSEE = re.compile(r"\W*(?:To|Dear) (?:the )?[^\W\d_a-z]")
_RECEIVER = re.compile(r"\W*(?:to|cc|bcc)\W*:", re.IGNORECASE)  # whose address is not the issuer's
_PUBLIC_MAIL = re.compile(r"^(?:gmail|outlook|hotmail|yahoo|icloud|proton\w*|gmx|mail|live)\.")


class NamedBody(NamedTuple):
    """An organisation or event: its folded name, by which it is matched, and its name as a paper has it."""

    key: str
    name: str
    kind: NodeKind
    quote: PaperQuote | None


def name_body(name: str, quote: PaperQuote | None = None) -> NamedBody:
    """Return an organisation or event by its name."""
    key = _LEGAL_FORM.sub("", " ".join(drop_accents(name).split()))
    return NamedBody(key, " ".join(name.split()), "event" if _EVENT.search(key) else "organisation", quote)


def find_paper_issuer(paper: ReadPaper, applicant: ApplicantName | None) -> NamedBody | None:
    """Return whose paper it is by its first lines: a name with a word such as Prize, or what begins it."""
    lines = [line for line in _list_first_lines(paper) if names_somebody(line)]
    for line in lines:
        match = _ORGANISATION.search(line)
        if match is not None:
            return name_body(match.group(), _quote_line(paper, line))
    first = _YEAR_OF_EDITION.sub("", _HEAD_PART.split(lines[0].strip())[0]).strip() if lines else ""
    mine = applicant is not None and bool(set(drop_accents(first).split()) & set(applicant.words))
    if not mine and _PLAIN_HEAD.fullmatch(first) and first[0].isupper():
        return name_body(first, _quote_line(paper, lines[0]))
    return None


def names_somebody(line: str) -> bool:
    """Tell a line that may name an organisation from a title, an address and whom a letter is written to."""
    low = fold_text(line)
    return (
        "@" not in line and _ADDRESSEE.match(line) is None and look_for("title", "generic").match(low) is None
    )


def names_receiver(line: str) -> bool:
    """Tell the line of a mail that says to whom it goes."""
    return _RECEIVER.match(line) is not None


def _list_first_lines(paper: ReadPaper) -> list[str]:
    return [line for line in paper.text.split("\n") if line.strip()][:_ISSUER_LINES]


def _quote_line(paper: ReadPaper, line: str) -> PaperQuote:
    return PaperQuote(document=paper.id, page=1, quote=line.strip())


def list_run_bodies(papers: ReadPapers) -> Iterator[NamedBody]:
    """Yield the organisations that the applicant's own papers say they edit or chair."""
    for paper in papers.own():
        for sentence in paper.sentences:
            if _OWN_POSTS.search(sentence.low):
                for match in _ORGANISATION.finditer(sentence.text):
                    yield name_body(match.group(), sentence.quote(match.start()))


def list_own_juries(papers: ReadPapers) -> Iterator[tuple[frozenset[str], int]]:
    """Yield the telling words of the prizes on whose jury the CV puts the applicant, and since when."""
    for paper in papers.own():
        for sentence in paper.sentences if paper.is_cv else ():
            years = [int(year) for year in YEAR.findall(sentence.text)]
            if years and _JUROR.search(sentence.low):
                for match in _ORGANISATION.finditer(sentence.text):
                    words = {drop_accents(word) for word in _WORD.findall(match.group())}
                    yield frozenset(words - list_words("generic")), min(years)


def list_own_organisations(papers: ReadPapers) -> frozenset[str]:
    """Return, folded, the names of more than one word among what the applicant runs."""
    names = (" ".join(drop_accents(body.name).split()) for body in list_run_bodies(papers))
    return frozenset(name for name in names if len(name.split()) > 1)


def is_issued_by(paper: ReadPaper, organisations: frozenset[str]) -> bool:
    """Tell whether the first lines of a paper name one of these organisations."""
    head = " ".join(drop_accents(" ".join(_list_first_lines(paper))).split())
    return any(name in head for name in organisations)


def _name_mark(words: str) -> str:
    """Return a mark as it is compared: of a telephone number the digits."""
    return re.sub(r"\D", "", words) if words.startswith("+") else " ".join(words.split())


def is_domain(mark: str) -> bool:
    """Tell a mail domain from an address or a number."""
    return "." in mark and " " not in mark


def list_places(paper: ReadPaper) -> dict[str, PaperQuote]:
    """Return the addresses, mail domains, telephone and company numbers of a paper's frame, each with
    the line that has it.
    """
    found: dict[str, PaperQuote] = {}
    lines = [line for line in paper.text.split("\n") if line.strip()]
    for line in dict.fromkeys((*lines[:6], *lines[-5:])):
        if names_receiver(line):
            continue
        for match in _PLACE.finditer(drop_accents(line)):
            if not _PUBLIC_MAIL.search(match.group()):
                found.setdefault(_name_mark(match.group()), _quote_line(paper, line))
    return found
