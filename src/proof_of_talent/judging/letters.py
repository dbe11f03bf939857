"""Reads papers as such: which are letters and CVs in substance, and which limits they exceed.

The points a letter must cover and the signs of its author's place are English phrases of ours (heuristic).
"""

import re
from typing import NamedTuple

from proof_of_talent.domain.application import Application, ApplicationDocument, DocumentKind
from proof_of_talent.domain.criteria import FieldCriteria, Route

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
    "a date": re.compile(
        r"\b\d{1,2}(?:st|nd|rd|th)?\s+(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w*,?\s+20\d\d"
        r"|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w*\s+(?:\d{1,2},?\s+)?20\d\d"
        r"|\b\d{1,2}\.? (?:de )?[^\W\d_]{3,10} (?:de )?20\d\d\b|\b\d{1,2} [IVX]{1,4} 20\d\d\b"
        r"|\b20\d\d-\d\d-\d\d\b|\b\d{1,2}[/.]\d{1,2}[/.]20\d\d\b"
    ),
    "contact details": re.compile(
        r"[\w.+-]{1,64}@[\w-]{1,64}\.\w+|\+\d[\d ()-]{7,}|\btel(?:ephone)?\b|\bphone\b", re.IGNORECASE
    ),
    "a signature": re.compile(
        r"\b(?:sincerely|faithfully|regards|signed|signature|seal|stamp|truly)\b", re.IGNORECASE
    ),
}  # fmt: skip
_NAME_LINE = re.compile(r"(?:[A-Z][\w.'’-]{0,30} ){1,4}[A-Z][\w'’-]{1,30}(?:,|$)")
_FIRST_PERSON = re.compile(r"\b(?:I|we|We|me|us)\b")
_LEAST_WORDS = 40  # a shorter paper is no letter of recommendation
_LEAST_WORDS_OUTRIGHT = 30  # where it recommends in so many words
_RECOMMENDS = re.compile(
    r"\b(?:recommends?|endorses?|supports?) (?:\w+ ){0,2}(?:her|him|them|his|their|Dr|Mr|Ms|Mrs|Prof)\b"
    r"|\b(?:I|[Ww]e)(?: \w+){0,3} (?:recommend|endorse)\b|\bin recommending\b"
)
_MOST_MISSING = 4  # of the seven points; a paper that lacks more is something else
_CV_SIGNS = frozenset(
    {
        "vitae", "cv", "résumé", "resume", "education", "experience", "employment", "skills", "publications",
        "exhibitions", "performances", "award", "awards", "honours", "honors", "grants", "position",
        "positions", "appointment", "appointments", "qualifications", "career", "projects", "engagements",
        "training", "profile", "discography", "repertoire", "residencies", "works",
    }
)  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")
_UK_SIGNS = re.compile(
    r"\b(?:UK|U\.K\.|United Kingdom|Great Britain|England|Scotland|Wales|Northern Ireland"
    r"|(?:Greater )?Manchester|Birmingham|Edinburgh|Glasgow|Leeds|Liverpool|Sheffield|Nottingham|Cardiff"
    r"|Belfast|Norwich|Southampton|Oxford|Bristol|Brighton|Coventry|Exeter|Gateshead|Guildford|Leicester|Loughborough"
    r"|Newcastle[- ]upon[- ]Tyne|Plymouth|Portsmouth|Stoke[- ]on[- ]Trent|Sunderland|Swansea|Aberdeen|Dundee"
    r"|St Andrews|Wolverhampton|Salford|Bournemouth|Milton Keynes|Bradford|Middlesbrough|Aberystwyth"
    r"|Carlisle|Chelmsford|Chichester|Colchester|Doncaster|Dunfermline|Hereford|Hull|Inverness|Lichfield|Lisburn"
    r"|Londonderry|Newry|Peterborough|Preston|Ripon|St Albans|Salisbury|Southend|Stirling|Truro|Wakefield"
    r"|Winchester|Wrexham"
    r"|Bedfordshire|Buckinghamshire|Cheshire|Cumbria|Derbyshire|Devon|Dorset|Essex|Gloucestershire|Herefordshire"
    r"|Leicestershire|Lincolnshire|Merseyside|Northamptonshire|Northumberland|Nottinghamshire|Rutland|Shropshire"
    r"|Somerset|Staffordshire|Suffolk|Tyne and Wear|Warwickshire|Wiltshire|Worcestershire|Aberdeenshire|Fife"
    r"|Argyll|Gwynedd|Powys|Pembrokeshire|County (?:Durham|Antrim|Down|Tyrone|Fermanagh)"
    r"|(?<!New )Hampshire"
    r"|University of (?:Reading|Bath|Kent|Essex|Warwick|York|Durham|Hull|Lincoln|Stirling|Lancaster)"
    r"|(?:Durham|Lancaster|Keele|Cranfield) University"
    r"|(?:North|South|West|East) (?:Yorkshire|Sussex|Midlands)"
    r"|Yorkshire|Lancashire|Surrey|Hertfordshire|Oxfordshire|Cambridgeshire|Berkshire|Cornwall)\b|\+44\b"
    r"|(?<!New )\bYork\b(?!,? Regional)|\bCambridge\b(?!,? (?:MA|Mass|USA|Ontario))"
    r"|\.(?:ac|co|org|gov)\.uk\b|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|\bLondon\b(?!,? (?:Ontario|ON\b))"
)
_CLOSING = re.compile(r"\b(?:sincerely|faithfully|regards|respectfully|truly),?\s", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]+)+")
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


class Letter(NamedTuple):
    """One letter of recommendation: the points it leaves out, whether its author is in the UK, and a sign
    that the author may not be suitable (the words that say so).
    """

    document: ApplicationDocument
    missing: tuple[str, ...]
    from_uk: bool
    unsuitable: str | None


class Survey(NamedTuple):
    """What a reading of the papers found, before any judgement."""

    route: Route
    letters: tuple[Letter, ...]  # distinct ones that read like letters
    cvs: tuple[ApplicationDocument, ...]  # that read like CVs
    evidence: tuple[ApplicationDocument, ...]
    over_limit: tuple[str, ...]  # one sentence for each limit that is exceeded
    kinds: dict[str, DocumentKind]  # of each document in substance, by id: a bare confirmation is evidence

    @property
    def uk_letters(self) -> int:
        """How many letters come from the UK."""
        return sum(letter.from_uk for letter in self.letters)


def read_text(document: ApplicationDocument) -> str:
    """Return a document's whole text."""
    return "\n".join(page.text for page in document.pages)


def survey(application: Application, criteria: FieldCriteria) -> Survey:
    """Read the papers once: which are letters and CVs in substance, and which limits they exceed."""
    letters: dict[str, Letter] = {}
    cvs = []
    kinds: dict[str, DocumentKind] = {}
    for document in application.documents:
        kinds[document.id] = document.kind
        text = read_text(document)
        if document.kind == "recommendation_letter":
            letter = _read_letter(document, text)
            if is_letter(letter, text):
                letters.setdefault(_name_author(text), letter)
            else:  # a letter that recommends nobody is evidence
                kinds[document.id] = "evidence"
        elif document.kind == "cv" and len(_CV_SIGNS.intersection(_WORD.findall(text.lower()))) >= 2:  # noqa: PLR2004
            cvs.append(document)
    evidence = tuple(document for document in application.documents if kinds[document.id] == "evidence")
    over = tuple(_list_excesses(application, criteria, evidence))
    route = criteria.route(application.route)
    return Survey(route, tuple(letters.values()), tuple(cvs), evidence, over, kinds)


def is_letter(letter: Letter, text: str) -> bool:
    """Tell a personal recommendation from a bare confirmation or something else altogether."""
    outright = _RECOMMENDS.search(text) is not None
    return (
        len(text.split()) >= (_LEAST_WORDS_OUTRIGHT if outright else _LEAST_WORDS)
        and len(_FIRST_PERSON.findall(text)) >= (1 if outright else 2)
        and len(letter.missing) <= _MOST_MISSING + outright
    )


def _name_author(text: str) -> str:
    """Return what tells one author's letter from another's: the last address in it, or the text itself."""
    addresses = _EMAIL.findall(text)
    return addresses[-1].lower() if addresses else " ".join(text.split()).lower()


def _read_letter(document: ApplicationDocument, text: str) -> Letter:
    closing = [match.end() for match in _CLOSING.finditer(text)]
    frame = text[:300] + "\n" + (text[closing[-1] :] if closing else text[-200:])
    signed = any(_NAME_LINE.match(line.strip()) for line in text.rstrip()[-400:].split("\n")[-3:])
    return Letter(
        document,
        tuple(
            point
            for point, pattern in LETTER_POINTS.items()
            if not (pattern.search(text) or (signed and point == "a signature"))
        ),
        _UK_SIGNS.search(frame) is not None,
        find_unsuitable_author(text),
    )


def _list_excesses(
    application: Application, criteria: FieldCriteria, evidence: tuple[ApplicationDocument, ...]
) -> list[str]:
    rules = criteria.documents
    excesses = []
    for kind, limit, name in (
        ("cv", rules.cv_pages, "CV"),
        ("recommendation_letter", rules.letter_pages, "letter"),
        ("evidence", rules.evidence_pages, "evidence document"),
    ):
        longest = max((len(d.pages) for d in application.documents if d.kind == kind), default=0)
        if limit is not None and longest > limit:
            excesses.append(f"A {name} has {longest} pages; at most {limit} are accepted.")
    if rules.evidence_documents is not None and len(evidence) > rules.evidence_documents:
        excesses.append(
            f"There are {len(evidence)} evidence documents; at most {rules.evidence_documents} are accepted."
        )
    return [excess.replace("A evidence", "An evidence") for excess in excesses]
