import inspect
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from proof_of_talent import analytics
from proof_of_talent.analytics.catalogue import RESPONSES, describe_metrics, render_metrics
from proof_of_talent.domain.criteria import load_rulebook
from proof_of_talent.domain.record import AnalysisFilter, parse_bound
from tests.analytics.analytics_store import NOW, FoldedStore, make_record

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "analytics.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r'curl -s "([^"]+)"', PAGE)


def ask(name: str, options: dict[str, Any]) -> dict[str, Any]:
    """Call an analytics function with query options as the HTTP API does."""
    filters = {key: options.pop(key) for key in [*options] if key in AnalysisFilter.model_fields}
    for bound in ("since", "until"):
        if bound in filters:
            filters[bound] = parse_bound(filters[bound], is_until=bound == "until")
    function = getattr(analytics, name)
    context = {"store": FoldedStore([make_record()]), "wanted": AnalysisFilter(**filters), "now": NOW}
    context["rulebook"] = load_rulebook()
    needed = {key: value for key, value in context.items() if key in inspect.signature(function).parameters}
    if "limit" in options:
        options["limit"] = int(options["limit"])
    wire: dict[str, Any] = function(**needed, **options).model_dump(by_alias=True, mode="json")
    return wire


def collect_keys(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*map(collect_keys, value.values()))
    return set().union(*map(collect_keys, value)) if isinstance(value, list) else set()


def test_page_of_metrics_is_up_to_date() -> None:
    assert (DOCS / "metrics.md").read_text(encoding="utf-8") == render_metrics()


@pytest.mark.parametrize("name", sorted(RESPONSES))
def test_every_key_of_an_answer_is_defined(name: str) -> None:
    defined = {metric.partition(".")[2] for metric in describe_metrics()}

    assert collect_keys(ask(name, {})) <= defined


def test_every_definition_has_a_meaning_and_a_unit() -> None:
    for metric in describe_metrics().values():
        assert metric.meaning.endswith("."), metric.name
        assert metric.unit, metric.name


def test_every_rate_and_average_names_its_denominator() -> None:
    for metric in describe_metrics().values():
        if "decimals" in metric.unit or "Average" in metric.meaning:
            assert metric.denominator, metric.name


def test_every_endpoint_and_parameter_is_documented() -> None:
    for name in RESPONSES:
        assert f"`GET /api/analytics/{name}`" in PAGE
        section = PAGE.partition(f"`GET /api/analytics/{name}`")[2].partition("\n## ")[0]
        for option, parameter in inspect.signature(getattr(analytics, name)).parameters.items():
            if parameter.kind is inspect.Parameter.KEYWORD_ONLY:
                assert f"| `{option}` |" in section
    for filter_name in AnalysisFilter.model_fields:
        assert f"| `{filter_name}` |" in PAGE


def test_examples_cover_every_endpoint() -> None:
    assert {urlsplit(url).path.removeprefix("/api/analytics/") for url in EXAMPLES} == set(RESPONSES)


@pytest.mark.parametrize("url", EXAMPLES)
def test_example_is_answered_with_the_documented_keys(url: str) -> None:
    parts = urlsplit(url)
    name = parts.path.removeprefix("/api/analytics/")

    answer = ask(name, dict(parse_qsl(parts.query, strict_parsing=bool(parts.query))))

    schema = RESPONSES[name].model_json_schema(mode="serialization")
    assert set(answer) == set(schema["properties"])
