"""Changes to an application that must not help it, or must hurt it: how far the verdict moves."""

import re
from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from proof_of_talent.judging.benchmark.cases import LabelledCase, WrittenApplication
from proof_of_talent.judging.benchmark.outcomes import JudgeText

PaperTexts = list[tuple[str, str]]
Kinds = Callable[[WrittenApplication], Sequence[str]]
"""What each paper is taken for: "cv", "recommendation_letter", "evidence" …"""

BOAST = (
    "\n"
    "World-renowned visionary and award-winning thought leader. Globally recognised icon of the "
    "field whose ground-breaking work has revolutionised the industry. Internationally acclaimed "
    "pioneer and inspiration to millions. Exceptional talent at the very top of the profession.\n"
)
CLAIMS = (
    "\n"
    "2025 Winner, European Grand Prize, first of 4,600 entrants\n"
    "2025 Keynote, world congress, 3,000 people in the hall\n"
    "2024 Featured in The Guardian and Le Monde\n"
    "2024 Grew turnover from £0.4m to £27.5m\n"
    "2023 Elected fellow of the national academy\n"
    "2023 Grand Prix of an international jury of nine\n"
)
SECTOR_REPORT = (
    "The market is expected to reach 4.2 billion by 2030, with growth of 7.4% a year. Analysts of "
    "Meridian Research asked 1,250 companies in 31 countries about their plans. One in three of 840 "
    "respondents expects leading firms to change how they recruit. The report of the committee names "
    "three cities as centres. "
)
UNRELATED = "Sector outlook 2025\n" + 9 * SECTOR_REPORT
ROUTINE = (
    (
        "Certificate of attendance\n"
        "This is to certify that {name} attended the two day course on workplace safety in 2024.\n"
    ),
    ("Payslip October 2025\n{name}\nGross 3,412.00 Tax 610.40 Net 2,601.11\n"),
)
GUSH = (
    "To whom it may concern\n"
    "12 October 2026\n"
    "I have worked under the leadership of {name} since 2022 and report to them every day. {name} is "
    "a world-renowned leader, an exceptional genius and one of the foremost experts in the world. "
    "Their ground-breaking work has revolutionised the field. I strongly recommend {name} for the "
    "Global Talent visa.\n"
    "Yours sincerely,\n"
    "Jamie Stone, assistant to {name}\n"
)
PAID = (
    "\n"
    "Package: platinum, ordered and paid by {name}. The entry includes a trophy, a certificate and "
    "this article; fee of EUR 490 received from {name} with thanks.\n"
)
DRAFTED = "\nI am employed by {name} and report to them; this letter was drafted by {name}.\n"
WORDS = (
    ("exhibition", "display"), ("founder", "person who started it"), ("selected", "picked"),
    ("chosen", "picked"),
    ("jury", "judges"), ("published", "brought out"), ("revenue", "income"), ("customers", "buyers"),
    ("conference", "gathering"), ("outstanding", "uncommon"), ("invited", "asked"), ("designed", "drew up"),
    ("built", "made"), ("programme", "scheme"), ("large", "big"), ("begin", "start"), ("show", "set out"),
    ("help", "aid"), ("several", "a few"), ("work", "activity"),
)  # fmt: skip
BRITISH_SPELLINGS = (
    ("isation", "ization"), ("organise", "organize"), ("organising", "organizing"), ("recognis", "recogniz"),
    ("realise", "realize"), ("specialise", "specialize"), ("summaris", "summariz"), ("emphasis", "emphasiz"),
    ("minimis", "minimiz"), ("optimise", "optimize"), ("standardise", "standardize"), ("analyse", "analyze"),
    ("behaviour", "behavior"), ("colour", "color"), ("favour", "favor"), ("honour", "honor"),
    ("harbour", "harbor"), ("labour", "labor"), ("neighbour", "neighbor"), ("endeavour", "endeavor"),
    ("programme", "program"), ("centre", "center"), ("theatre", "theater"), ("catalogue", "catalog"),
    ("defence", "defense"), ("licence", "license"), ("grey", "gray"), ("travell", "travel"),
)  # fmt: skip
_PARAPHRASED, _CUT = 40, 130  # words


class PaperChange(NamedTuple):
    """A change and what it may do: `largest` bounds the mean rise or, for "within", the mean either way."""

    title: str
    rule: Literal["at most", "within", "falls"]
    largest: float
    apply: Callable[[PaperTexts, Sequence[str], str], PaperTexts]


class Behaviour(NamedTuple):
    """How far a change moved the verdict, in points."""

    title: str
    rule: str
    cases: int
    mean: float
    largest: int
    holds: bool


def append_to(kind: str, text: str) -> Callable[[PaperTexts, Sequence[str], str], PaperTexts]:
    """Return a change that adds a text at the end of every paper of a kind."""

    def apply(papers: PaperTexts, kinds: Sequence[str], name: str) -> PaperTexts:
        return [
            (file, body + text.format(name=name) if taken == kind else body)
            for (file, body), taken in zip(papers, kinds, strict=True)
        ]

    return apply


def add_papers(*texts: str) -> Callable[[PaperTexts, Sequence[str], str], PaperTexts]:
    """Return a change that hands in further papers."""
    return lambda papers, _kinds, name: [
        *papers, *((f"zz_annex_{n}.txt", text.format(name=name)) for n, text in enumerate(texts, 1))
    ]  # fmt: skip


def paraphrase(papers: PaperTexts, _kinds: Sequence[str], _name: str) -> PaperTexts:
    """Put other words of the same meaning for some."""
    left, changed = _PARAPHRASED, []
    for file, text in papers:
        for word, other in WORDS:
            text, count = re.subn(rf"\b{word}\b", other, text, count=max(0, left)) if left > 0 else (text, 0)  # noqa: PLW2901
            left -= count
        changed.append((file, text))
    return changed


def americanise(papers: PaperTexts, _kinds: Sequence[str], _name: str) -> PaperTexts:
    """Spell as in the United States."""
    for british, american in BRITISH_SPELLINGS:
        papers = [(file, text.replace(british, american)) for file, text in papers]
    return papers


def rename(papers: PaperTexts, _kinds: Sequence[str], _name: str) -> PaperTexts:
    """Give the files other names, in another order."""
    return [(f"scan_{number:03}.txt", text) for number, (_, text) in enumerate(reversed(papers), 1)]


def shorten(papers: PaperTexts) -> PaperTexts:
    """Return the papers cut to so many words each."""
    return [(file, " ".join(text.split(" ")[:_CUT])) for file, text in papers]


PAPER_CHANGES = (
    PaperChange("boasting added to the CV", "at most", 0, append_to("cv", BOAST)),
    PaperChange("six invented claims in the CV", "at most", 2, append_to("cv", CLAIMS)),
    PaperChange("600 unrelated words", "at most", 1, add_papers(UNRELATED)),
    PaperChange("certificates and payslips", "at most", 0, add_papers(*ROUTINE)),
    PaperChange("a subordinate's gushing letter", "at most", 0, add_papers(GUSH)),
    PaperChange("40 words paraphrased", "within", 5, paraphrase),
    PaperChange("evidence paid for by the applicant", "falls", 0, append_to("evidence", PAID)),
    PaperChange("letters drafted for own staff", "falls", 0, append_to("recommendation_letter", DRAFTED)),
    PaperChange("other file names and order", "within", 0, rename),
    PaperChange("American spelling", "within", 1, americanise),
)


def measure_behaviour(cases: Sequence[LabelledCase], judge_text: JudgeText, kinds: Kinds) -> list[Behaviour]:
    """Judge every case before and after each change."""
    before = [judge_text(case.application).score for case in cases]
    measured = []
    for change in PAPER_CHANGES:
        moved = [
            judge_text(_change(case.application, change, kinds)).score - score
            for case, score in zip(cases, before, strict=True)
        ]
        mean = round(sum(moved) / len(moved), 2)
        holds = {"at most": mean <= change.largest, "within": abs(mean) <= change.largest, "falls": mean < 0}
        measured.append(
            Behaviour(change.title, change.rule, len(moved), mean, max(moved, key=abs), holds[change.rule])
        )
    return [*measured, *_compare_shortened(cases, before, judge_text)]


def _change(application: WrittenApplication, change: PaperChange, kinds: Kinds) -> WrittenApplication:
    name = _find_name(application)
    return application._replace(papers=tuple(change.apply([*application.papers], kinds(application), name)))


def _find_name(application: WrittenApplication) -> str:
    """Return the first line of what is called a CV, in capitals as names are written in sentences."""
    text = next((text for file, text in application.papers if "cv" in file.lower()), application.papers[0][1])
    return text.strip().splitlines()[0].strip().title()[:60]


def _compare_shortened(
    cases: Sequence[LabelledCase], before: Sequence[int], judge_text: JudgeText
) -> list[Behaviour]:
    """Compare strong cases in few words with dressed-up weak ones in all of theirs."""
    pairs = [
        judge_text(strong.application._replace(papers=tuple(shorten([*strong.application.papers])))).score
        - score
        for strong in cases
        if strong.label.band == "strong"
        for dressed, score in zip(cases, before, strict=True)
        if dressed.is_dressed and dressed.application.field == strong.application.field
    ]
    if not pairs:
        return []
    mean = round(sum(pairs) / len(pairs), 2)
    return [Behaviour("a strong case cut short, above dressed-up weak ones", "above", len(pairs), mean,
                      min(pairs), min(pairs) > 0)]  # fmt: skip
