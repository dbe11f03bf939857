"""Names of people, their roles and organisations, as they stand on the lines of a letter."""

import re

from proof_of_talent.judging.text.folding import strip_accents

_MARK = re.compile(
    r"^\W*(?:(?:signed|signature|sgd|sd/|gez|firmado|signé)\b(?: and (?:stamped|sealed))?(?: by)?|/s/|name"
    r"|from|by|author|issued by|for)?(?:[^\w'’]|['’](?!\w))*",
    re.IGNORECASE,
)
_TITLES = frozenset(
    {
        "assistant", "assoc", "associate", "b.tech", "baron", "baroness", "cav", "dame", "dipl", "docent",
        "doctor", "don", "dott", "dott.ssa", "dottssa", "doña", "dr", "dr.ssa", "drs", "emerita",
        "emeritus", "eng", "engr", "father", "fr", "frau", "hab", "herr", "hon", "honourable", "ing",
        "inż", "ir", "lady", "lektor", "lord", "m.tech", "maestra", "maestro", "mag", "miss", "mlle",
        "mme", "mr", "mrs", "ms", "mtra", "mtro", "mx", "prof", "prof.dr", "prof.dr.ir", "professor",
        "rev", "reverend",
        "señor", "señora", "sir", "sister", "sr", "sra", "ts",
    }
)  # fmt: skip
_AFTER_NAME = frozenset(
    {
        "ba", "bsc", "cbe", "ceng", "ceo", "cfo", "cio", "coo", "cto", "dbe", "dphil", "fba", "fmedsci",
        "freng", "frs", "frsa", "frse", "ii", "iii", "iv", "jr", "kbe", "llm", "ma", "mba", "mbe", "md",
        "msc", "obe", "phd", "sr",
    }
)  # fmt: skip
_PARTICLES = frozenset(
    {
        "'t", "af", "al", "av", "bin", "bint", "binti", "da", "das", "de", "del", "della", "den", "der",
        "di", "do", "dos", "du", "e", "el", "ibn", "la", "le", "op", "san", "st", "ten", "ter", "van",
        "von", "y", "zu", "zur",
    }
)  # fmt: skip
_NO_NAME = frozenset(
    {
        "ab", "academy", "accelerator", "ag", "agency", "airlines", "alliance", "analytics", "and",
        "application", "art", "artist", "arts", "as", "association", "atelier", "august", "authority",
        "avenue", "award", "awards", "bank", "biennale", "board", "born", "british", "business", "bv",
        "capital", "career", "catering", "cc", "center", "centre", "chair", "chancellor", "charity",
        "chief", "cic", "city", "cjsc", "clinic", "club", "collective", "collector", "college",
        "committee", "company", "confirm", "confirmation", "conservatoire", "conservatory", "consulting",
        "corporation", "council", "curator", "curriculum", "dance", "date", "dear", "december",
        "department", "design", "director", "division", "doo", "ediciones", "editions", "editor", "email",
        "embassy", "encl", "endorsement", "engineer", "engineering", "england", "enterprise",
        "enterprises", "europe", "european", "events", "exchange", "experience", "faculty", "faithfully",
        "february", "federation", "festival", "film", "foundation", "founder", "friday", "from", "fund",
        "gallery", "global", "gmbh", "government", "group", "head", "health", "hospital", "house",
        "human", "i", "inc", "industries", "initiative", "innovation", "institute", "institution",
        "instituto", "international", "ireland", "january", "journal", "jsc", "july", "kind", "kingdom",
        "lab", "laboratories", "laboratory", "labs", "lecturer", "letter", "limited", "llc", "llp", "ltd",
        "ltda", "magazine", "management", "manager", "march", "ministry", "monday", "museo", "museum",
        "my", "national", "network", "november", "objective", "october", "office", "officer", "open",
        "opera", "orchestra", "our", "owner", "oy", "parish", "partner", "partners", "phone", "plc",
        "president", "press", "principal", "profile", "programme", "project", "projects", "proprietor",
        "publishing", "pvt", "quarter", "recommendation", "reference", "regards", "representative",
        "research", "resources", "review", "road", "royal", "sarl", "saturday", "school", "science",
        "sciences", "scotland", "seal", "senior", "september", "service", "services", "showroom",
        "signature", "signed", "sincerely", "society", "software", "solutions", "spa", "square", "srl",
        "stamp", "statement", "station", "street", "studio", "studios", "subject", "summary", "sunday",
        "support", "systems", "talent", "team", "tech", "technologies", "technology", "tel", "the",
        "theatre", "thursday", "to", "translated", "translation", "trust", "tuesday", "uk", "union",
        "united", "universidad", "universiteit", "university", "universität", "université", "ventures",
        "visa", "vitae", "wales", "we", "wednesday", "wharf", "works", "world", "yours",
    }
)  # fmt: skip
_LEAST_NAME_WORDS = 2
_MOST_NAME_WORDS = 5
_CUT = re.compile(
    r"\s{2,}|\t|[,;:|·•(\[\]<>+]|\d|\s[-–—/]\s|(?<=\w{3})\.\s+(?=[^\W\d_]|$)|\.$|\s+-(?=\s|$)|\S+@"
)
ROLE = re.compile(
    r"\b(?:(?:vice|deputy|co|pro)[- ]?)?(?:director|professor|head|chief|officer|ceo|cto|cio|cfo|coo|founder|"
    r"partner|manager|editor|curator|chair(?:man|woman|person)?|president|lecturer|reader|engineer|scientist|"
    r"researcher|fellow|dean|rector|rectora|conductor|principal|lead|leader|secretary|treasurer|critic|producer|owner|"
    r"proprietor|architect|designer|developer|maintainer|coordinator|organi[sz]er|publisher|programmer|buyer|"
    r"judge|advis[eo]r|consultant|minister|commissioner|chancellor|master|mistress|teacher|supervisor|"
    r"superintendent|analyst|strategist|composer|choreographer|writer|author|artist|priest|entrepreneur|investor|executive|"
    r"directeur|directrice|direktor(?:in)?|professeure?|leiter(?:in)?)s?\b",
    re.IGNORECASE,
)
_ROLE_BEFORE = re.compile(rf"(?:[Tt]he )?(?:[^\W\d_a-z]\w+ ){{0,3}}?(?i:{ROLE.pattern}) ")
ORGANISATION = re.compile(
    r"\b(?:academy|agency|alliance|association|atelier|authority|bank|biennale|board|centre|center|choir|clinic|"
    r"collective|college|colegio|committee|company|conservatoire|conservatory|consulting|cooperative|corporation|"
    r"council|department|ediciones|ensemble|exchange|faculty|federation|festival|foundation|fund|galler(?:y|ies)|"
    r"group|hochschule|hospital|house|institut[eo]?|institution|laborator(?:y|ies)|labs?|league|ministry|museum|"
    r"network|opera|orchestra|parish|partners|press|publishing|school|society|stichting|studios?|systems|"
    r"technolog(?:y|ies)|theatre|trust|union|universi\w+|ventures|ltd|limited|llp|llc|plc|inc|gmbh|sarl|s\.?a\.?e?|"
    r"jsc|cjsc|ag|ab|oy|bv|cic|ltda|pvt|corp)\b\.?",
    re.IGNORECASE,
)


def read_name(text: str) -> str | None:
    """Return the person's name that a line begins with, without titles and honours; None where it has none.

    A name has two to five words that begin with capitals; a word of an organisation, a role or a place in the
    calendar makes it something else.
    """
    rest = _strip_titles(_MARK.sub("", text, count=1))
    words = _CUT.split(rest, maxsplit=1)[0].split()
    while words and _is_honour(words[-1], words[:-1]):
        words = words[:-1]
    if not _LEAST_NAME_WORDS <= len(words) <= _MOST_NAME_WORDS or not all(map(_may_be_named, words)):
        return None
    capitals = [word for word in words if word.strip("'’")[:1].isupper()]
    has_surname = len(words[-1].strip(".")) > 1 and words[-1].strip("'’")[0].isupper()
    return " ".join(words) if len(capitals) >= _LEAST_NAME_WORDS and has_surname else None


def read_name_after_role(text: str) -> str | None:
    """Return the name behind a role: "Director A. Abrahamyan", "Head of Volcanology: Dr Priya Anand"."""
    parts = re.split(r"[:,] ", text, maxsplit=1)
    if len(parts) > 1 and ROLE.search(parts[0]):
        return read_name(parts[1])
    match = _ROLE_BEFORE.match(text)
    return read_name(text[match.end() :]) if match else None


def _strip_titles(text: str) -> str:
    words = text.split(" ")
    while words and words[0].strip("().,").lower() in _TITLES | {""}:
        words = words[1:]
    return " ".join(words)


def _is_honour(word: str, before: list[str]) -> bool:
    """Tell letters after a name (FRHistS) from a surname in capitals, as far as one can."""
    bare = word.strip(".")
    in_capitals = len(bare) > _LEAST_NAME_WORDS and bare[:2].isupper()
    others_small = any(not one.isupper() and len(one) > _LEAST_NAME_WORDS for one in before)
    return bare.lower() in _AFTER_NAME or (in_capitals and others_small and len(before) >= _LEAST_NAME_WORDS)


def fold_name(name: str) -> str:
    """Return the first and last word of a name without accents and capitals, to tell whether two are one."""
    words = simplify_name(name).split()
    return f"{words[0]} {words[-1]}" if words else ""


def list_surnames(name: str) -> tuple[str, ...]:
    """Return a name's words that may be a surname, folded: the last one and the parts of a double name."""
    last = simplify_name(name).split()[-1:]
    return tuple(part for word in last for part in (word, *word.split("-")) if len(part) > 2)  # noqa: PLR2004


def simplify_name(text: str) -> str:
    """Return a text in small letters without accents and with one kind of apostrophe."""
    return strip_accents(text).casefold().replace("’", "'")


def _may_be_named(word: str) -> bool:
    bare = word.strip(".'’")
    if bare in _PARTICLES:
        return True
    if not bare or not bare[0].isupper() or bare.lower() in _NO_NAME:
        return False
    return all(one.isalpha() or one in "-'’." for one in bare)
