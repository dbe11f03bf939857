"""What kind of document a text is: by what it says first, by its file's name second, by who speaks of whom
last.
"""

import re
from collections.abc import Sequence

from proof_of_talent.domain.application import DocumentKind, Page

OPENING = 1_500
"""Characters at the start in which a letter greets and a CV names itself. Heuristic."""

DECISIVE = 4
"""Points at which the content decides alone; below, the file name is asked. Heuristic."""

Signs = tuple[tuple[re.Pattern[str], int], ...]


def _compile(*signs: tuple[str, int]) -> Signs:
    return tuple((re.compile(pattern, re.IGNORECASE | re.MULTILINE), points) for pattern, points in signs)


LETTER_OPENING = _compile(
    (
        r"^\s*(dear\b|to whom it may concern|to the (assessors?|panel|committee|endorsing body)\b)",
        2,
    ),
    (
        (
            r"\b(tech nation|arts council england|royal society|british academy"
            r"|royal academy of engineering|ukri|endorsing body|home office)\b"
        ),
        1,
    ),
    (
        r"\b(letter of (recommendation|support)|letter of reference|(recommendation|reference) letter)\b",
        3,
    ),
    (r"\bre(f|:|\s*-)?\W{0,3}.{0,60}\b(global talent|endorsement)\b", 2),
)
LETTER = _compile(
    (
        (
            r"\b(i am|i['\u2019]m|we are) (writing|pleased|delighted|happy|honou?red|proud)( \w+){0,3}"
            r" (to|in)( \w+){0,3} (recommend|support|endorse|endorsement|recommendation)\b"
        ),
        4,
    ),
    (
        (
            r"\b(i|we) (\w+ ){0,3}(recommend|endorse|support) "
            r"(him|her|them|\w+['\u2019]s|his|their|this|the|dr|mr|ms|mrs)\b"
        ),
        3,
    ),
    (r"\b(i|and) have (known|worked with|supervised|managed|mentored)\b", 2),
    (r"^\s*(yours (sincerely|faithfully|truly)|(kind|best|warm) regards|sincerely|respectfully)\b", 2),
    (r"\bmy name is \w+.{0,80}\b(i am|i['\u2019]m) (the |a |an )?(\w+ ){0,4}(at|of)\b", 1),
)
CV_OPENING = _compile((r"^\s*(curriculum vitae|r[eé]sum[eé]|cv)\b", 4))
CV_HEADING_ADJECTIVES = (
    "professional", "work", "relevant", "research", "teaching", "employment", "selected", "academic", "key",
    "career", "personal", "additional", "solo", "group", "previous", "other", "industry", "leadership",
)  # fmt: skip
CV_HEADINGS = (
    "experience", "employment", "education", "skills", "technical skills", "core skills", "technologies",
    "publications", "projects", "awards", "honours", "honors", "certification", "certifications", "language",
    "languages", "profile", "summary", "qualifications", "work history", "career history",
    "employment history", "exhibitions", "grants", "academic appointments", "interests", "references",
    "patents", "invited talks", "open source", "background", "history", "training", "appointments",
    "positions", "residencies", "commissions", "performances", "collections", "discography", "filmography",
    "screenings", "talks", "memberships", "volunteering", "scholarships", "fellowships", "prizes", "details",
    "about me", "competencies", "achievements",
)  # fmt: skip
CV_SECTION = re.compile(
    rf"^\W*((?:{'|'.join(CV_HEADING_ADJECTIVES)})\W{{0,2}})?"
    rf"({'|'.join(re.escape(name).replace(chr(92) + ' ', '[ -]?') for name in CV_HEADINGS)})"
    r"(\W{0,2}(and|&)\W{0,2}\w+)?\W*$",
    re.IGNORECASE | re.MULTILINE,
)
"""A line that is nothing but a CV's heading; the spaces in it may be lost where letters were set apart."""

DATE_RANGE = re.compile(
    r"\b(19|20)\d\d\s*(-|\u2013|\u2014|to|until)\s*"
    r"(((\w{3,9}\.?\s+)|(\d{1,2}[./]))?(19|20)\d\d|present|now|current|today|ongoing)\b",
    re.IGNORECASE,
)
DATED_LINE = re.compile(
    rf"^\W*(?:\w{{3,9}}\.? |\d{{1,2}}[./])?{DATE_RANGE.pattern}|{DATE_RANGE.pattern}\W*$",
    re.IGNORECASE | re.MULTILINE,
)
"""A line that begins or ends with a range of dates, as the entries of a CV do."""

CONTACT = re.compile(r"[\w.+-]+@[\w-]+\.\w+|(?:\+|\b0)\d[\d ()-]{7,}\d")
HEAD_LINES = 8
LONGEST_NAME_LINE = 50
FEWEST_DATED_LINES = 3
"""Entries with dates below a name and a contact make a CV's layout, whatever its headings are. Heuristic."""

STATEMENT = _compile(
    (r"\A.{0,300}^\W*(personal statement|statement of purpose|motivation letter|letter of motivation)\b", 5),
    (r"\bi am (applying|writing to apply)\b", 3),
    (r"\bmy (application for|plans? in the uk|contribution to the uk|move to the uk)\b", 2),
    (r"\b(i (plan|intend|hope|want|aim) to|my (goal|career|journey|passion|ambition))\b", 1),
)
OFFICIAL_OPENING = _compile(
    (r"\b(human resources|hr|people (and|&) (culture|organi[sz]ation\w*|development))\b", 3),
    (r"\bstatement of guarantee\b|\b(hr|host|employer['\u2019]?s?) (statement|declaration)\b", 4),
)
OFFICIAL = _compile(
    (r"\baccept(ed|ance)\b.{0,60}\b(offer|post|position|appointment|agreement)\b", 2),
    (
        r"\b(interview panel|open competition|was advertised|(percent|per cent|%) of (her|his|their) time)\b",
        2,
    ),
    (r"\b(has|have) been awarded (an? |the )?(\w+ ){0,6}(fellowship|award|grant|professorship)\b", 4),
    (r"\b(pleased|delighted|happy) to (confirm|inform|award|offer)\b", 2),
)
"""An employer's or a funder's confirmation about the applicant: evidence, whatever its file is called."""

FILE_NAME_PATTERNS: tuple[tuple[re.Pattern[str], DocumentKind], ...] = (
    (
        re.compile(
            r"(?<![a-z])(personal|motivation|purpose|sop(?![a-z])|my[ _-]?(story|plans?)(?![a-z]))"
            r"|(?<![a-z])(artist['\u2019]?s?|research|mission|cover)?[ _-]*statement(?![a-z])"
            r"(?![ _-]+(?:from|of (?:sales|royalt|account|earn|income)))"
            r"(?<!account.statement)(?<!bank.statement)(?<!royalty.statement)(?<!salary.statement)"
            r"(?<!income.statement)(?<!sales.statement)(?<!financial.statement)(?<!tax.statement)"
            r"(?<!royalties.statement)(?<!earnings.statement)(?<!press.statement)(?<!hr.statement)"
            r"(?<!employer.statement)(?<!host.statement)(?![ _-]*of[ _-]*guarantee)",
            re.IGNORECASE,
        ),
        "personal_statement",
    ),
    (
        re.compile(
            r"(?<![a-z])(grant|award|offer|option|contract|acceptance|invitation|appointment|admission|salary"
            r"|decision|bank|editor|visit)s?[ _-]*(letter|ref)(?![a-z])"
            r"|(?<![a-z])letter[ _-]*of[ _-]*(award|offer|appointment|acceptance|admission|invitation)",
            re.IGNORECASE,
        ),
        "evidence",
    ),
    (
        re.compile(
            r"recommend|(?<!p)reference|referee|rekomend|empfehlung|recomenda|gutachten|(?<!p)referen[zc]"
            r"|(?<![a-z])(letter|support|endorse|(rec|ref|lor|lettre|carta|lettera)(?![a-z]))",
            re.IGNORECASE,
        ),
        "recommendation_letter",
    ),
    (
        re.compile(
            r"(?<![a-z])(cv|curr[ií]cul\w*|vitae|r[eé]sum[eé]|bio-?data|lebenslauf|hoja de vida)(?![a-z])",
            re.IGNORECASE,
        ),
        "cv",
    ),
)
QUOTED = re.compile(r"\"[^\"]{1,600}\"|\u201c[^\u201d]{1,600}\u201d|^>.*$", re.MULTILINE)
SPEAKER = re.compile(r"\b(i|me|my|we|us|our)\b", re.IGNORECASE)
SPOKEN_OF = re.compile(r"\b(she|he|her|hers|his|him)\b", re.IGNORECASE)
SPOKEN_TO = re.compile(r"\b(you|your)\b", re.IGNORECASE)
LEAST_SPOKEN = 3
"""Times that a letter without any usual phrase says I and she or he, outside quotation marks. Heuristic."""
LEAST_OF_ONESELF = 5
"""Times that a statement without any usual phrase says I. Heuristic."""


def classify_document(pages: Sequence[Page], filename: str) -> DocumentKind:
    """Return the kind of a document: a CV, a recommendation letter, a personal statement, or else evidence.

    The signs of each kind are added up, those of official confirmations too; a clear winner decides. Without
    one the file name does. If that says nothing, who speaks of another person wrote a letter, who speaks of
    nobody else a statement, and all other papers are evidence.
    """
    text = "\n".join(page.text for page in pages)
    points: dict[DocumentKind, int] = {
        "recommendation_letter": _add_up(LETTER_OPENING, text[:OPENING]) + _add_up(LETTER, text),
        "cv": _add_up(CV_OPENING, text[:OPENING]) + _count_cv_signs(text),
        "personal_statement": _add_up(STATEMENT, text),
        "evidence": _add_up(OFFICIAL_OPENING, text[:OPENING]) + _add_up(OFFICIAL, text),
    }
    best = max(points, key=lambda kind: points[kind])
    clear = points[best] >= DECISIVE and list(points.values()).count(points[best]) == 1
    return best if clear else _classify_name(filename) or _classify_speech(text)


def _add_up(signs: Signs, text: str) -> int:
    return sum(points for pattern, points in signs if pattern.search(text))


def _count_cv_signs(text: str) -> int:
    """Sections alone may be a report's and dates alone a contract's; together they make a CV, as do many
    dated entries below a name and a contact.
    """
    if _has_cv_layout(text):
        return DECISIVE + 1
    sections = {match[0].strip().casefold() for match in CV_SECTION.finditer(text)}
    ranges = sum(1 for _ in DATE_RANGE.finditer(text))
    if not sections or not ranges:
        return min(len(sections), 2)
    return min(len(sections), 4) + min(ranges, 3)


def _has_cv_layout(text: str) -> bool:
    head = [line for line in text.split("\n")[: 2 * HEAD_LINES] if line.strip()][:HEAD_LINES]
    if not head or len(head[0]) > LONGEST_NAME_LINE or not any(CONTACT.search(line) for line in head):
        return False
    return sum(1 for _ in DATED_LINE.finditer(text)) >= FEWEST_DATED_LINES


def _classify_name(filename: str) -> DocumentKind | None:
    return next((kind for pattern, kind in FILE_NAME_PATTERNS if pattern.search(filename)), None)


def _classify_speech(text: str) -> DocumentKind:
    """A paper by others may quote the applicant at length, so that quotations do not count."""
    said = QUOTED.sub(" ", text)
    speaker, of, to = (len(pattern.findall(said)) for pattern in (SPEAKER, SPOKEN_OF, SPOKEN_TO))
    if speaker >= LEAST_SPOKEN and of >= LEAST_SPOKEN and to <= of / 2:
        return "recommendation_letter"
    if speaker >= LEAST_OF_ONESELF and max(of, to) <= speaker / 5:
        return "personal_statement"
    return "evidence"
