"""The findings at the head of a tab in words, each with the filter that shows the analyses behind it."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from proof_of_talent.analytics.labels import label_code, name_field, name_routes
from proof_of_talent.charts.answers import Answers
from proof_of_talent.charts.rows import name_period
from proof_of_talent.charts.telling import Told, choose_for_tab, load_telling_rules, write_told
from proof_of_talent.charts.wording import begin_small, format_name

YEAR_DAYS = 365


class FindingSentence(NamedTuple):
    """One finding: its words, and the changes of filter that lead to its analyses."""

    text: str
    narrow: Mapping[str, str]


def write_sentences(answers: Answers, tab: str) -> list[FindingSentence]:
    """Return what a tab tells, the most consequential first."""
    before = name_comparison(answers)
    return [
        FindingSentence(write_told(told, name_parts(answers, told), before), narrow_told(told))
        for told in choose_for_tab(answers.told, tab, load_telling_rules())
    ]


def name_comparison(answers: Answers) -> str:
    """Return the range compared with, as it stands behind `than`."""
    comparison = answers.trends.comparison
    if comparison is None or comparison.mode == "year":
        return "a year earlier"
    days = (date.fromisoformat(comparison.until[:10]) - date.fromisoformat(comparison.since[:10])).days
    return (
        "in the year before"
        if days == YEAR_DAYS
        else "the day before"
        if days == 1
        else f"in the {days} days before"
    )


def name_parts(answers: Answers, told: Told) -> dict[str, str]:
    """Return the words for code, field and period."""
    words = {"label": name_code(answers, told), "field": name_field(answers.rulebook, told.field)}
    if told.period is not None:
        grain = answers.quality.grain
        named = name_period(told.period[0], grain)
        words["period"] = (
            f"on {named}" if grain == "day" else f"in the {named}" if grain == "week" else f"in {named}"
        )
    return words


def name_code(answers: Answers, told: Told) -> str:
    """Return what people call the code that a sentence speaks of."""
    rulebook, code = answers.rulebook, told.code
    match told.rule.family or told.rule.kind:
        case "error":
            stage, _, cause = code.partition("/")
            return f"{format_name(stage)}, {begin_small(format_name(cause))}"
        case "field":
            return name_field(rulebook, code)
        case "route":
            return next(
                (n[code] for f in rulebook.fields if code in (n := name_routes(rulebook, f.id))), code
            )
        case "answered":
            asked = (question for field in rulebook.fields for question in field.questions)
            return next((question.question for question in asked if question.id == code), code)
        case "gap" | "weakness" | "strength":
            return label_code(rulebook, code)
    return format_name(code)


def narrow_told(told: Told) -> dict[str, str]:
    """Return the changes of filter that lead to the analyses behind a sentence."""
    narrow = {"has": told.rule.mark.format(code=told.code)} if told.rule.mark else {}
    if told.field:
        narrow["field"] = told.field
    if told.rule.family == "failed" or told.period:
        narrow["status"] = "error"
    if told.rule.family in {"field", "recommended"}:
        narrow["field" if told.rule.family == "field" else "recommendation"] = told.code
    if told.period is not None:
        last = date.fromisoformat(told.period[1]) - timedelta(days=1)
        narrow |= {
            "period": "custom",
            "since": told.period[0],
            "until": last.isoformat(),
            "has": f"error/{told.code}",
        }
    return narrow
