"""Finds the sentences in which a letter says something that it should, or should not, say.

The phrases are English and ours (heuristic). They tell that a letter speaks of a point, not that it
convinces; where they find nothing, the letter may still say it in other words.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from proof_of_talent.judging.letters.places import FROM_UK
from proof_of_talent.judging.letters.sentences import Sentence

KNOWS = re.compile(
    r"\b(?<!never )(?<!not )(?:known|know|knew|met|first (?:saw|heard|read|met)|worked (?:together "
    r"|closely )?(?:with|for|under"
    r"|beside)"
    r"|work with|supervised|collaborat\w+|mentor\w*|advis(?:ed|er|or)|invited|engaged|examined|taught"
    r"|employed"
    r"|hired|commissioned|presented|followed (?:her|his|their)|student of mine|joined|corresponded|directed"
    r"|(?:her|his|their) (?:supervisor|manager|teacher|adviser|advisor|publisher|producer|editor))\b",
    re.IGNORECASE,
)
LEADING = re.compile(
    r"\b(?:exceptional\w*|outstanding|leading|leader\w*|promis\w+|remarkable|extraordinary|foremost|unique\w*"
    r"|world-class|gifted|distinguished|brilliant|finest|strong(?:er|est)?|top (?:\w+ or )?(?:\w+|\d+)"
    r"|very few"
    r"|original\w*|important|impressive|excellent|rare\w*|(?<!global )talent\w*|recogni[sz]ed|first[- ]rate"
    r"|second to none"
    r"|(?:one of|among) (?:perhaps |only )?(?:the|a|few|\d+|\w+ best)|(?:not|never) (?:before )?(?:seen|met"
    r"|done)"
    r"|(?:no|few) other|nobody|rank(?:s|ed)?|best|most (?:skilled|assured|important|promising|original"
    r"|talented)"
    r"|way of (?:her|his|their) own|changed (?:the|how|what|my|our))\b",
    re.IGNORECASE,
)
STANDING = re.compile(
    r"\b(?:I|[Ww]e) (?!(?:have |had |first )*(?:known?|knew|met|never|followed|read"
    r"|worked with)\b)(?:\w+ ){0,2}(?:am|was|have|hold|held|direct|chair|founded|lead|led|edit|sit|served"
    r"|teach|run"
    r"|head|programme|invested|wrote|organi[sz]e|own|coordinate) [^.]{0,120}\b(?:years?|since|fellow|member"
    r"|author"
    r"|professor|chair|prize|award|editor|president|director|chief|founder|partner|board|committee|books?"
    r"|officer"
    r"|institut\w+|university|company|head|laboratory|festival|fund|society)\b"
)
CREDENTIALS = re.compile(
    r"\b(?:curriculum vitae|CV|biography|biographical note|résumé|resume|credentials|profile)\b[^.]{0,40}"
    r"\b(?:attached|enclosed|appended|follows?|overleaf|below|behind|accompan\w+|included)\b"
    r"|\b(?:attach|enclose|append|include)\w* (?:is )?(?:my|a|the)? ?(?:short |brief |full )?"
    r"(?:curriculum vitae|CV|biography|résumé|resume|profile)\b",
    re.IGNORECASE,
)
INDEPENDENT = re.compile(
    r"\b(?:never (?:been )?(?:employed|worked (?:for|with)|published|collaborated|supervised|shared|met)"
    r"|(?:no|without any|not any) (?:\w+ ){0,2}(?:interest|connection|conflict|relationship|stake|tie)s?"
    r"|independent(?:ly)?(?= (?:of|from|expert|assess|view|opinion|referee|statement))|not having invested"
    r"|no share in"
    r"|published nothing together|not personally (?:close|connected)|examined none|have not (?:worked"
    r"|published|collaborated|invested))\b",
    re.IGNORECASE,
)
CLOSE = re.compile(
    r"\b(?:(?<!never )(?<!not )my (?:former |direct |own )?(?:employee|colleague|team member|subordinate"
    r"|student"
    r"|business partner|co-?founder)"
    r"|reports? (?:directly )?to me|works? (?:for|under) me|worked under me"
    r"|as (?:her|his|their) (?:direct |line |former )?(?:manager|employer|colleague|boss|supervisor"
    r"|team ?mate)"
    r"|I (?:directly )?(?:manage|managed|employ|employed|hired) (?:her|him|them)"
    r"|I (?:am|was|have been) (?:her|his|their) (?:direct |line )?(?:manager|employer|colleague|boss)\b"
    r"|I (?:hold|own) (?:about |some )?\d[\d.]* ?(?:%|per ?cent) of (?:her|his|their)\b"
    r"|(?:is|was|as|of) my (?:wife|husband|spouse|daughter|son|sister|brother|cousin|niece|nephew)"
    r"|(?:we|I) (?:were |got )?married (?:in|her|him|them)"
    r"|I (?:have|declare) an interest|I sit on (?:her|his|their|its|the company['’]s) board)\b",
    re.IGNORECASE,
)
OBJECTIVE = re.compile(
    r"\bobjectiv(?:e|ely|ity)\b|\bimpartial(?:ly)?\b|\bno conflicts? of interest\b|\bnever collaborated\b"
    r"|\bindependent (?:statement|assessment|opinion|view)\b",
    re.IGNORECASE,
)
PLANS = re.compile(
    r"\b(?:will|['’]ll|plans? (?:to|an?|for)|intends? to|hopes? to|aims? to|wants? to|wishes to|proposes to"
    r"|is (?:going"
    r"|about) to"
    r"|would like to|has (?:agreed|undertaken|been invited) to)\b",
    re.IGNORECASE,
)
GENERAL_PLAN = re.compile(
    r"\b(?:will|would|can|could)(?: \w+){0,2} (?:contribute|benefit|be (?:an? )?(?:great |real "
    r"|valuable )?(?:asset|addition"
    r"|benefit)|add (?:great |real )?value|bring (?:great |real )?value|succeed|shine|excel|play a (?:key"
    r"|vital) role)\b",
    re.IGNORECASE,
)
BENEFIT = re.compile(
    r"\b(?:gains?|benefits?|needs?|contribut\w+|value|lacks?|short of|strengthen\w*|asset|econom\w+"
    r"|industry|students?"
    r"|jobs?|hir\w+|train\w*|create|open|receive|enrich\w*|culture|audiences?|patients?|research"
    r"|develop\w*)\b",
    re.IGNORECASE,
)
_THIRD_PERSON = re.compile(
    r"\b(?:[Ss]he|[Hh]e|[Tt]hey|[Hh]er|[Hh]is|[Tt]heir|(?:Mr|Mrs|Ms|Mx|Miss|Dr"
    r"|Prof(?:essor)?)\.? [^\W\d_a-z]\w+)\b"
)
_DID = re.compile(
    r"\b(?:(?!(?:need|indeed|based|hundred|named|called|asked|pleased|delighted|honoured|interested"
    r"|recommend)\b)"
    r"[a-z]{2,}ed|led|built|won|grew|wrote|sold|found|made|gave|cut|brought|began|taken|chosen|drew|ran|put"
    r"|took"
    r"|written|shown|given|become|overturn\w*|beat|rose|fell)\b",
    re.IGNORECASE,
)
_ACQUAINTANCE = re.compile(
    r"^(?:\W*)(?:I|[Ww]e) (?:have |had |first |only |also |never )*(?:known|know|knew|met|worked|saw|heard)\b"
)
_OF_AUTHOR = re.compile(
    r"^\W*(?:I|[Ww]e) (?:am|are|was|were|have been|serve)\b(?! (?:\w+ly )?(?:happy|pleased|sure|certain"
    r"|convinced|confident|delighted|proud|honoured|glad|writing|impressed|struck|amazed))"
)
_NAMED_WORK = re.compile(
    r"[\"“‘*][^\"”’*]{3,60}[\"”’*]|(?<=[a-z,] )[A-Z][\w-]{2,}(?: [A-Z][\w-]+)*|\b[A-Z]{2,}-?\d"
)
_BRITISH = re.compile(r"\b(?:British|Britain|English|Scottish|Welsh|this country)\b")
_FIGURE = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred"
    r"|thousand|million"
    r"|half|third|quarter|doubled|tripled|halved|first|dozen)\b",
    re.IGNORECASE,
)
_PRAISE = re.compile(
    r"\b(?:exceptional\w*|outstanding|brilliant|excellent|hard-?working|dedicated|passionate|remarkable"
    r"|talented|wonderful"
    r"|amazing|genius|extraordinary|punctual|polite|sincere|magnificent|great|best)\b",
    re.IGNORECASE,
)
_NUMBERS = {
    "a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40,
    "several": 3, "many": 5,
}  # fmt: skip
_SPAN = re.compile(
    rf"\b(\d{{1,2}}|{'|'.join(_NUMBERS)})(?: and a half)? (?:full |whole |long )?(years?|months?|weeks?)\b",
    re.IGNORECASE,
)
_SINCE = re.compile(
    r"\b(?:since|from|in|until|of|between)(?: (?:about|early|late|the \w+ of|\w+))?,? ((?:19|20)\d\d)\b"
)


def find_sentences(sentences: Iterable[Sentence], pattern: re.Pattern[str]) -> list[Sentence]:
    """Return the sentences that match."""
    return [sentence for sentence in sentences if pattern.search(sentence.text)]


def find_leading(sentences: Iterable[Sentence]) -> list[Sentence]:
    """Return the sentences that set the applicant apart; what the author says of themselves is none."""
    return [one for one in find_sentences(sentences, LEADING) if not _OF_AUTHOR.search(one.text)]


def find_achievements(sentences: Iterable[Sentence], is_named: Callable[[str], bool]) -> list[Sentence]:
    """Return what the applicant did, with a figure or a work by name: no praise, no plan."""
    return [
        sentence
        for sentence in sentences
        if (_THIRD_PERSON.search(sentence.text) or is_named(sentence.text))
        and _DID.search(sentence.text)
        and (_FIGURE.search(sentence.text) or _NAMED_WORK.search(sentence.text))
        and not _ACQUAINTANCE.search(sentence.text)
        and not (FROM_UK.search(sentence.text) and PLANS.search(sentence.text))
    ]


def find_praise(sentences: Iterable[Sentence]) -> list[Sentence]:
    """Return the sentences that praise the applicant."""
    return [
        sentence
        for sentence in sentences
        if _PRAISE.search(sentence.text) and _THIRD_PERSON.search(sentence.text)
    ]


def find_uk_plans(sentences: Iterable[Sentence], *, from_uk: bool) -> tuple[list[Sentence], list[Sentence]]:
    """Return the sentences with a plan in the UK, and those that only say that the UK will gain.

    A letter from the UK speaks of plans there without naming the country ("she will join our group").
    """
    speaking = [
        one
        for one in sentences
        if PLANS.search(one.text)
        and (_speaks_of_uk(one.text) or (from_uk and _THIRD_PERSON.search(one.text) is not None))
    ]
    general = [one for one in speaking if GENERAL_PLAN.search(one.text)]
    return [one for one in speaking if one not in general], general


def find_uk_benefit(sentences: Iterable[Sentence]) -> list[Sentence]:
    """Return the sentences that say what the UK gains."""
    return [
        one
        for one in sentences
        if _speaks_of_uk(one.text) and BENEFIT.search(one.text) and not _OF_AUTHOR.search(one.text)
    ]


def _speaks_of_uk(text: str) -> bool:
    return FROM_UK.search(text) is not None or _BRITISH.search(text) is not None


def measure_acquaintance(sentences: Iterable[Sentence], year: int) -> tuple[Sentence, int] | None:
    """Return the longest time of acquaintance that a letter states, in months, and the sentence that does.

    "Since 2021" is counted to the letter's year; None where no time is stated.
    """
    found = [
        (sentence, months)
        for sentence in sentences
        if KNOWS.search(sentence.text)
        for months in _list_months(sentence.text, year)
    ]
    return max(found, key=lambda one: one[1], default=None)


def _list_months(text: str, year: int) -> Iterator[int]:
    for number, unit in _SPAN.findall(text):
        count = int(number) if number.isdigit() else _NUMBERS[number.lower()]
        yield {"y": 12 * count, "m": count, "w": count // 4}[unit[0].lower()]
    for since in _SINCE.findall(text):
        if int(since) <= year:
            yield 12 * (year - int(since))
