"""What each figure means, gathered from the response models: one text for API, docs and dashboard."""

from typing import Any, get_args

from proof_of_talent.analytics.fields import FieldsComparison
from proof_of_talent.analytics.insights import Insights
from proof_of_talent.analytics.overview import Overview
from proof_of_talent.analytics.quality import Quality
from proof_of_talent.analytics.trends import Trends
from proof_of_talent.application import Model

RESPONSES: dict[str, type[Model]] = {
    "overview": Overview,
    "trends": Trends,
    "fields": FieldsComparison,
    "insights": Insights,
    "quality": Quality,
}
"""The shape that each endpoint `/api/analytics/NAME` answers with."""


class MetricDefinition(Model):
    """The definition of one key of a response; `denominator` is None for plain counts and names."""

    name: str
    meaning: str
    unit: str
    denominator: str | None


def describe_metrics() -> dict[str, MetricDefinition]:
    """Return the definition of every key of every analytics response.

    Keys are `SHAPE.KEY`: `overview.success_rate` for an answer's own keys, and `Share.share_percent` for
    those of a shape that answers are built from. A shape that extends another has the other's keys too.
    """
    definitions: dict[str, MetricDefinition] = {}
    for shape, model in _find_shapes().items():
        for key in model.__annotations__:
            field = model.model_fields[key]
            name = f"{shape}.{field.serialization_alias or key}"
            extra = field.json_schema_extra
            details: dict[str, Any] = extra if isinstance(extra, dict) else {}
            definitions[name] = MetricDefinition(
                name=name,
                meaning=field.description or "",
                unit=_name_unit(str(details.get("unit", "")), field.annotation),
                denominator=details.get("denominator"),
            )
    return definitions


def render_metrics() -> str:
    """Return the definitions as Markdown: a heading and a table for each shape."""
    definitions = describe_metrics()
    lines: list[str] = []
    for shape, model in _find_shapes().items():
        bases = [base.__name__ for base in model.__mro__[1:] if base in _find_shapes().values()]
        lines += ["", f"### {shape}", ""]
        lines += [(model.__doc__ or "").strip(), ""]
        if bases:
            lines += [f"Has the keys of {', '.join(f'`{base}`' for base in bases)}, and:", ""]
        lines += ["| Key | Meaning | Unit | Of |", "|---|---|---|---|"]
        for name, metric in definitions.items():
            owner, _, key = name.partition(".")
            if owner == shape:
                lines.append(f"| `{key}` | {metric.meaning} | {metric.unit} | {metric.denominator or ''} |")
    return "\n".join(lines).strip() + "\n"


def _find_shapes() -> dict[str, type[Model]]:
    """Return all shapes of the answers by name: the answers first, then what they are built from."""
    shapes = dict(RESPONSES)
    waiting = list(RESPONSES.values())
    while waiting:
        model = waiting.pop(0)
        nested = [_find_model(field.annotation) for field in model.model_fields.values()]
        bases = [base for base in model.__bases__ if base is not Model]
        for shape in (*bases, *nested):
            if shape is not None and shape not in shapes.values():
                shapes[shape.__name__] = shape
                waiting.append(shape)
    return shapes


def _find_model(annotation: Any) -> type[Model] | None:
    """Return the model in an annotation such as `tuple[TrendPoint, ...]` or `ComparisonResult | None`."""
    for part in (annotation, *get_args(annotation)):
        if isinstance(part, type) and issubclass(part, Model):
            return part
    return None


def _name_unit(unit: str, annotation: Any) -> str:
    """Name the shape that a list or an object consists of."""
    shape = _find_model(annotation)
    if shape is None:
        return unit
    return f"list of {shape.__name__}" if unit == "list" else shape.__name__
