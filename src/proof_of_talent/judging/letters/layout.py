"""Where a letter's parts lie: its head, its text, its signature block, and the author's own credentials."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from proof_of_talent.domain.application import ApplicationDocument
from proof_of_talent.judging.letters.names import read_name

_MOST_HEAD_LINES = 20
_MOST_TAIL_LINES = 14
_LAST_LINES = 6
"""Without a closing formula the signature is looked for in so many lines at the end."""
_LEAST_PROSE_WORDS = 8
_LEAST_SMALL_WORDS = 3  # of a short sentence
_LONGEST_HEADING = 70  # characters
_SALUTATION = re.compile(
    r"^\W*(?:dear|to whom|hello|hi|(?:respected )?(?:madam|sirs?)\b|to the (?:assess|review|panel|endors|"
    r"commi|jury|british|home|uk)|for the attention of|sehr geehrt|estimad|muy señor|a quien|madame|monsieur|"
    r"mesdames|à qui|egregi|gentil|geachte|beste|szanown|prezad|caros?|уважаем|sayın)",  # noqa: RUF001
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"(?:^|[.!?] )\W*(?:yours?,? (?:very )?(?:sincerely|faithfully|truly|respectfully|cordially|ever|in \w+)"
    r"|yours,(?= ?(?:prof|dr|sir|dame|mr|ms)\b)"
    r"|(?:very )?(?:sincerely|faithfully|respectfully|cordially|gratefully)(?: yours)?(?= *[,.\n]| *$)"
    r"|(?:with )?(?:(?:my|our|very|kind|kindest|best|warm|warmest|cordial|personal|respectful|and) ){0,4}"
    r"(?:regards|wishes|greetings)(?= *[,.\n—–-]| *$)"
    r"|(?:bien )?cordialement|veuillez agréer\b.*|"
    r"mit (?:freundlichen|besten|herzlichen) gr(?:ü|ue)(?:ß|ss)en|"
    r"hochachtungsvoll|atentamente|(?:un )?cordial(?:es)? saludos?|saludos cordiales|atenciosamente|"
    r"(?:cordiali|distinti) saluti|met vriendelijke groet(?:en)?|z (?:poważaniem|wyrazami szacunku)|"
    r"с уважением|saygılarımla)",  # noqa: RUF001 - Russian and Turkish
    re.IGNORECASE,
)
_CREDENTIALS = re.compile(
    r"^\W*(?:curriculum vitae\b|(?:short |brief )?(?:cv|biography|bio|résumé|resume|biographical note)"
    r"(?: of\b.*)?\W*$|about the (?:author|referee|recommender)|(?:author|referee|recommender)[’']?s? "
    r"(?:cv|credentials|biography|profile)|credentials of)",
    re.IGNORECASE,
)
SUBJECT_LINE = re.compile(
    r"^\W*(?:re\b|ref\b|subject|recommendation|reference|letter|in support|support|endorsement|on behalf"
    r"|confirmation|certificate|opinion|to whom|dear\b|concerning|regarding|global talent"
    r"|for (?:the )?(?:endorsement|application|attention)\b)",
    re.IGNORECASE,
)
_MOST_WORDS_AFTER = 7
_NOT_THE_AUTHOR = re.compile(
    r"^\W*(?:cc\b|c\.c\.|copy to|copies to|bcc\b|encl?\b|enclosures?\b|attachments?\b|to:|subject:"
    r"|p\.?s\.?\b|(?:sworn )?translat(?:ed|ion) )|\bpage \d+(?: of \d+)?\W*$|docu ?sign"
    r"|adobe (?:acrobat )?sign|hellosign|dropbox sign|envelope id|signnow|pandadoc|no-?reply@"
    r"|sent (?:via|from|by|with) |tracked mail|printed (?:on|from)|unsubscribe",
    re.IGNORECASE,
)


class Line(NamedTuple):
    """One line of a letter, or the part of it that counts, as it stands on its page."""

    page: int
    text: str


class LetterLayout(NamedTuple):
    """A letter's lines by part. `credentials` is what follows the signature about the author alone."""

    head: tuple[Line, ...]
    body: tuple[Line, ...]
    tail: tuple[Line, ...]
    credentials: tuple[Line, ...]
    has_closing: bool

    @property
    def frame(self) -> tuple[Line, ...]:
        """Head and signature block without copies, footers and the marks of delivery services."""
        return tuple(line for line in (*self.head, *self.tail) if not _NOT_THE_AUTHOR.search(line.text))


def lay_out(document: ApplicationDocument) -> LetterLayout:
    """Split a letter into its parts; a paper that is no letter has all of its lines somewhere, too."""
    lines = [
        Line(page.number, text)
        for page in document.pages
        for raw in page.text.split("\n")
        if (text := raw.strip())
    ]
    start = _find_text(lines)
    end = _find_credentials(lines, start)
    closing = _find_closing(lines[:end], start)
    tail_start = max(start, end - _LAST_LINES) if closing is None else closing[0]
    tail, body = lines[tail_start:end], lines[start:tail_start]
    if closing is not None:
        tail[0] = Line(tail[0].page, tail[0].text[closing[1] :].strip(" ,.!—–-"))
    else:
        body += [_keep_text(line) for line in tail if _cut_text(line.text) != line.text]
        tail = [Line(line.page, _cut_text(line.text)) for line in tail]
    shown = tuple(line for line in tail if line.text)[:_MOST_TAIL_LINES]
    return LetterLayout(tuple(lines[:start]), tuple(body), shown, tuple(lines[end:]), closing is not None)


def _is_text(text: str) -> bool:
    return is_prose(text) or is_salutation(text)


def is_salutation(text: str) -> bool:
    """Tell whether a line addresses the reader, or names whom the letter is for."""
    return _SALUTATION.match(text) is not None


def _keep_text(line: Line) -> Line:
    return Line(line.page, line.text.removesuffix(_cut_text(line.text)).strip())


def _cut_text(text: str) -> str:
    """Return a line without its sentences: the name may follow the last one at once."""
    if read_name(text) is not None:
        return text
    end = max(text.rstrip(".").rfind(mark) for mark in (". ", "! ", "? "))
    if end < 0 or not _is_text(text[: end + 1]):
        return "" if _is_text(text) else text
    rest = text[end + 2 :].lstrip("-–— ")
    return rest if len(rest.split()) <= _MOST_WORDS_AFTER else ""


def is_prose(text: str) -> bool:
    """Tell a line of running text from an address, a name or a heading."""
    words = text.split()
    small = sum(word[0].islower() for word in words)
    is_sentence = small >= _LEAST_SMALL_WORDS and text.endswith((".", "!", "?"))
    return is_sentence or (len(words) >= _LEAST_PROSE_WORDS and small * 2 >= len(words))


def split_cells(text: str) -> list[str]:
    """Return what stands side by side on a line."""
    return [cell.strip() for cell in re.split(r"\s{2,}|\t| ?[|·•] ?", text) if cell.strip()]


def _find_text(lines: Sequence[Line]) -> int:
    """Return the line at which the text begins: the salutation or the first prose."""
    for at, line in enumerate(lines[:_MOST_HEAD_LINES]):
        if _is_text(line.text):
            return at
    return min(len(lines), 1)


def _find_credentials(lines: Sequence[Line], start: int) -> int:
    for at in range(start + 2, len(lines)):
        text = lines[at].text
        if _CREDENTIALS.match(text) and (len(text) <= _LONGEST_HEADING or "about the" in text.lower()[:14]):
            return at
    return len(lines)


def _find_closing(lines: Sequence[Line], start: int) -> tuple[int, int] | None:
    """Return the last closing formula: its line, and where on the line it ends."""
    for at in range(len(lines) - 1, start - 1, -1):
        found = list(_CLOSING.finditer(lines[at].text))
        if found:
            return at, found[-1].end()
    return None
