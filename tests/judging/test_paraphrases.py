"""The same facts in other words, figures and lines: a pair that moved the right way still does."""

import re
import textwrap
from collections.abc import Callable
from pathlib import Path

from proof_of_talent.commands.benchmark import make_judge, read_set
from proof_of_talent.judging.benchmark.behaviour import BRITISH_SPELLINGS
from proof_of_talent.judging.benchmark.cases import WrittenApplication
from proof_of_talent.judging.benchmark.figures import Moved
from tests.assessors.applications import RUBRIC, RULEBOOK

SETS = Path(__file__).parent / "sets"
WORDS = (
    ("led", "headed"), ("leads", "heads"), ("assisted", "helped"), ("designed by", "devised by"),
    ("selected", "picked"), ("was awarded", "received"), ("applications", "submissions"),
    ("applicants", "candidates"), ("winner", "laureate"), ("hired", "recruited"), ("withdrawn", "revoked"),
    ("cancelled", "called off"), ("met her", "encountered her"), ("met him", "encountered him"),
    ("fee", "charge"), ("jury", "panel"), ("founded", "set up"), ("letter", "reference"),
    ("about", "roughly"), ("since", "from"), ("shareholder", "co-owner"), ("supervisor", "adviser"),
    ("colleague", "co-worker"),
    ("company", "firm"), ("visitors", "people"), ("published", "brought out"),
)  # fmt: skip
FIGURES = ("three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def reword(text: str) -> str:
    for word, other in WORDS:
        text = re.sub(rf"\b{word}\b", other, text)
    return text


def write_figures(text: str) -> str:
    """Numbers without commas, and small ones in figures."""
    text = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text)
    for value, word in enumerate(FIGURES, 3):
        text = re.sub(rf"\b{word}\b", str(value), text)
    return text


def break_lines(text: str) -> str:
    """As a scan has it: lines broken at 72 characters."""
    return "\n".join(textwrap.fill(line, 72) if line.strip() else "" for line in text.split("\n"))


def spell_american(text: str) -> str:
    for british, american in BRITISH_SPELLINGS:
        text = re.sub(rf"\b(\w*){british}", rf"\g<1>{american}", text)
    return text


CHANGES: tuple[Callable[[str], str], ...] = (reword, write_figures, break_lines, spell_american)


def vary(written: WrittenApplication, change: Callable[[str], str]) -> WrittenApplication:
    """All papers in other words, under other names and in another order."""
    papers = [(f"scan_{at:03}.txt", change(text)) for at, (_, text) in enumerate(written.papers)]
    return written._replace(papers=tuple(papers[::-1]))


def move_pairs(
    every: int = 1, changes: tuple[Callable[[str], str], ...] = CHANGES
) -> list[tuple[str, Moved]]:
    """Return how each pair moves in one of the variations, each in its turn."""
    judge_text = make_judge(RUBRIC, RULEBOOK)
    pairs = [
        pair
        for name in ("pairs_shown", "cases_second", "cases_second_half")
        for pair in read_set(SETS / f"{name}.json").pairs
        if pair.direction != "same"
    ][::every]
    moved = []
    for at, pair in enumerate(pairs):
        change = changes[at % len(changes)]
        before, after = (judge_text(vary(one, change)).score for one in (pair.before, pair.after))
        moved.append((change.__name__, Moved(pair.id, pair.kind, pair.direction, after - before)))
    return moved


def test_pairs_move_the_right_way_in_other_words_too():
    moved = move_pairs(every=3)
    wrong = [f"{change}: {one}" for change, one in moved if not one.is_right]
    assert len(wrong) <= len(moved) // 4, wrong
