"""Finds sentences that speak to the assessor instead of about the applicant.

A CV has no business telling its reader what to conclude. Sentences that do are withheld from the model and
noted in the record. The word lists are heuristics: they catch what directs an assessor (an order together
with something to be judged), role markers of chat formats, and encoded blocks; see `docs/llm.md` for limits.
"""

import re
import unicodedata
from collections.abc import Iterator

from proof_of_talent.domain.application import ApplicationDocument
from proof_of_talent.judging.text.folding import strip_accents
from proof_of_talent.judging.text.spans import split_spans

_TARGET = (
    r"(?:instructions?|prompts?|assess(?:or|ors|ment)|evaluat(?:or|ors|ion)|reviewers?|graders?|examiners?"
    r"|screeners?|judges?|language models?|\bllms?|chatbots?|\bai\b|assistants?|\bmodels?|scores?|scoring"
    r"|levels?|ratings?|grades?|grading|marks|verdicts?|criteri(?:on|a)|json|outputs?|rubrics?|rules|guidelines"
    r"|constraints|safeguards|(?:this|the|any) (?:candidate|applicant|application))"
)
_ITS_OBJECT = (
    r"(?= (?:this|these|the|that|every\w*|all|each|any|him|her|them|it|me|full|max\w*|top|high\w*|an? |only"
    r"|met\b|level|json|\w+ (?:level|full|the (?:high|max|top))))"
)
"""What follows an order; without it the same word may be a noun or a name ("Award for the best AI model")."""

_ORDER = (
    r"(?:ignore|disregard|forget|override|bypass|treat|regard|deem|pretend|obey|respond|reply"
    rf"|(?:award|assign|give|set|mark|rate|score|grade|return|output|answer|print|consider|quote|cite|say|state"
    rf"|conclude|report|follow|classify|judge|raise|increase|lift|change|switch|drop|skip){_ITS_OBJECT}"
    r"|(?:do not|don't|always|never|only|make sure to|ensure you|remember to|ensure that you)"
    r" (?:answer|respond|reply|output|return|give|rate|award|assign|say|mark|score|follow|apply|lower|use))"
)
_DIRECTED = r"please|kindly|you|must|should|shall|now|then|to|instead|simply|just|will|need to|have to|are to"
_ADDRESS = re.compile(
    rf"(?:^|[.;:!?,*>#\]\)\"'•]\s*|[\-–—] |\b(?:{_DIRECTED})\s+){_ORDER}\b[^.!?]{{0,140}}?\b{_TARGET}\b"
)
_STATED = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b[^.!?]{0,60}\b(?:previous|prior|above|earlier|preceding|all|any"
    r"|everything|your)\b"
    r"|\b(?:previous|prior|above|earlier) instructions?\b|\bsystem (?:prompt|message|override|note|notice)\b"
    r"|\byou are (?:now |an? |the )[^.!?]{0,60}\b(?:assistant|model|ai|assessor|evaluator|reviewer|grader)\b"
    r"|\byour (?:programming|creators?|developers?|output|response)\b"
    r"|\bas an ai\b|\bnew (?:instructions?|rules|task|policy) (?:for|from|:|follow|apply|is|are)"
    r"|\b(?:note|message|notice|memo|instructions?|reminder|attention|hint|hello|hi|dear|hey) (?:to|for)?\s*"
    r"(?:the |any |all )?(?:ai|llm|language model|model|assistant|assessor|evaluator|automated|grader|parser"
    r"|screening|reviewing system|machine)\b"
    r"|\b(?:already|previously|pre-?) ?(?:been )?(?:approved|verified|endorsed|scored|graded)[^.!?]{0,40}"
    r"\b(?:level|score|assessor|evaluation|criteria|criterion|system)\b"
    r"|\b(?:level|verdict)s? ?(?:is|are|of|=|:|to|must be|should be|shall be)? ?[\"']?(?:4|four|met)\b"
    r"|\b(?:must|should|shall|needs? to|has to) (?:be |assign |award |give |get |receive )[^.!?]{0,30}"
    r"\b(?:full|maximum|top|highest|perfect) (?:marks?|scores?|levels?|ratings?|points|grades?)\b"
    r"|\b(?:jailbreak|prompt injection|developer mode|sudo|admin(?:istrator)? (?:mode|override))\b"
)
_MARKUP = re.compile(
    r"<\|[^|>]{1,40}\|>|\[/?inst\]|<</?sys>>|</?(?:system|assistant|user|instructions?|data|documents?|evidence"
    r"|tool_?calls?|judgement)>|(?:^|\n)\s*(?:system|assistant|user|developer)\s*:|#{2,}\s*(?:system|instruction"
    r"|response|end|new)\b|[\"'](?:level|verdict|criterion|findings|rationale|score)[\"']\s*:"
    r"|-{3,}\s*(?:end|begin)|={3,}\s*(?:end|begin)"
)
_FOREIGN = re.compile(
    r"\b(?:ignora|ignorez|ignorer|ignoriere|ignorieren|negeer|zignoruj|ignorar|ignore[sz]?)\b[^.!?]{0,80}"
    r"\b(?:instruc\w+|instruktion\w*|anweisung\w*|consignes?|istruzioni|instrukcj\w+|instructies|regeln|regles"
    r"|reglas|regole)\b"
    r"|\b(?:nivel|niveau|stufe|livello|poziom)\w* ?(?:de |:)?\s*(?:4|vier|quatre|cuatro|quattro)\b"
    r"|игнорир\w+|забудь\w*|оцен\w+ (?:4|четыре|максим\w+)|忽略|无视|无視|無視|指示を|최고|무시"
    r"|تجاهل|התעלם|अनदेखा"
)
_ENCODED = re.compile(r"[A-Za-z0-9+/]{48,}={0,2}|(?:[0-9a-f]{2}[ :]?){32,}|(?:[01]{8}\s?){6,}", re.IGNORECASE)
_SPACED = re.compile(r"\b(?:\w[ ._*-]){4,}\w\b")
_LEET = str.maketrans("013457@$", "oieastas")
_LOOKALIKES = str.maketrans(
    "аеорсухіјѕԁһӏνοαε",
    "aeopcyxijsdhlvoae",
)


def addresses_assessor(sentence: str) -> bool:
    """Tell whether a sentence directs an assessor rather than describes an applicant's work."""
    if _ENCODED.search(sentence):
        return True
    plain = unicodedata.normalize("NFKC", sentence).casefold().replace("’", "'")
    if _FOREIGN.search(plain):
        return True
    forms = {_fold(plain)}
    if _SPACED.search(plain):
        forms.add(_fold(_SPACED.sub(lambda match: re.sub(r"[ ._*-]", "", match.group()), plain)))
    forms.update({form.translate(_LEET) for form in forms})
    return any(
        _STATED.search(form) or _ADDRESS.search(form) or _MARKUP.search(form) or _FOREIGN.search(form)
        for form in forms
    )


def _fold(text: str) -> str:
    """Undo disguises: look-alike letters, accents, invisible characters, runs of blanks."""
    if not text.isascii():
        letters = strip_accents(text.translate(_LOOKALIKES), "NFD")
        text = "".join(letter for letter in letters if unicodedata.category(letter) != "Cf")
    return re.sub(r"[ \t\n]+", " ", text).strip()


def speaks_to_assessor(document: ApplicationDocument) -> bool:
    """Tell whether a sentence of a document directs an assessor."""
    return any(instructs for page in document.pages for _, _, instructs in walk_sentences(page.text))


def walk_sentences(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield each sentence or bullet as (start, end, addresses the assessor)."""
    for start, end in split_spans(text):
        yield start, end, addresses_assessor(text[start:end])
