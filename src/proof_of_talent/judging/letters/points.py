"""What a letter should say, and whether it says it.

The phrases are English and ours (heuristic): they tell that a letter speaks of a point, not how well.
"""

import re

from proof_of_talent.judging.letters.reading import LetterReading

LETTER_POINTS = {
    "how the author knows you": re.compile(
        r"\b(?:known|know|knew|met|worked with|work with|supervised|collaborat\w+|mentor\w*|advis\w+|invited"
        r"|since (?:\w+ )?(?:19|20)\d\d|engaged|examined|taught|employed|hired|programmed|presented"
        r"|professor of|teacher|tutor(?:ed)?|student of mine"
        r"|spent|joined|with us"
        r"|(?:our|my) (?:team|company|project|students?|house|clinic|laboratory|lab|studio)"
        r"|(?:superior|director|head|manager|partner|publisher) of"
        r"|did (?:her|his|their) (?:doctorate|thesis|PhD)"
        r"|directed (?:her|him|them)|knowledge (?:comes|of))\b",
        re.IGNORECASE,
    ),
    "why you are leading or promising": re.compile(
        r"\b(?:exceptional\w*|outstanding|leading|leader\w*|promis\w+|talent\w*|remarkable|extraordinary|best"
        r"|foremost|world-class|gifted|rare|impressive|excellent|unique|distinguished|brilliant|finest"
        r"|strongest|stronger|top (?:two|three|five|ten|few|fifth|tenth|\d+)|very few|(?:the|most) skilled"
        r"|most assured|important|original|first[- ]rate|strong|courageous|different|(?:not|never) seen"
        r"|among (?:perhaps )?(?:the|a)|second to none)\b",
        re.IGNORECASE,
    ),
    "your achievements": re.compile(
        r"\b(?:led|built|designed|created|published|won|award\w*|developed|performed|exhibited|discover\w+"
        r"|achiev\w+|invent\w+|grew|launched|composed|choreographed|founded|pioneered|curated|made|gave|found"
        r"|wrote|sold|received|obtained|showed|contribut\w+"
        r"|(?:she|he|they|who) (?:has |have |had )?\w{2,}ed)\b",
        re.IGNORECASE,
    ),
    "what the UK gains": re.compile(
        r"\b(?:UK|U\.K\.|United Kingdom|Britain|British|England|London|Scotland)\b"
    ),
}  # fmt: skip
_UNSUITABLE = re.compile(
    r"\bmy (?:dear |close |good |best |elder |older |younger |big |little |twin )?"
    r"(?:friend|husband|wife|brother|sister|son|daughter|cousin"
    r"|nephew|niece|flatmate)\b|\bfriend of (?:mine|the family)\b"
    r"|\bI (?:only |first )?met (?:him|her|them) (?:last|this) (?:week|month)\b"
    r"|\bknown \w+(?: \w+)? for (?:only )?(?:a few|two|three|four|five|six|2|3|4|5|6) (?:weeks|months)\b",
    re.IGNORECASE,
)


def find_unsuitable_author(text: str) -> str | None:
    """Return the words of a letter that say that its author is no judge of the applicant, or None."""
    found = _UNSUITABLE.search(text)
    return found.group() if found else None


def list_missing_points(reading: LetterReading, text: str) -> tuple[str, ...]:
    """Return the points that a letter leaves out, in the order in which they are asked for."""
    framed = {
        "a date": reading.date,
        "contact details": reading.contacts,
        "a signature": reading.signed,
    }
    return (
        *(point for point, pattern in LETTER_POINTS.items() if not pattern.search(text)),
        *(point for point, found in framed.items() if not found),
    )
