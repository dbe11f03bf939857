"""An evaluation as a page in Markdown."""

from collections.abc import Iterator

from proof_of_talent.judging.evaluation import LABELS, Comparison, Evaluation

_LEVELS = range(5)


def render_markdown(evaluation: Evaluation) -> str:
    """Return the evaluation as a page."""
    return "\n".join(_write(evaluation)) + "\n"


def _write(evaluation: Evaluation) -> Iterator[str]:
    yield from ("# Evaluation", "")
    yield from _head("assessor", "cases", "failed", "not judged", "abstained", "pairs right", "grounded",
                     "requests", "retries", "tokens in", "tokens out", "cost (USD)",
                     "seconds a case")  # fmt: skip
    for s in evaluation.assessors:
        failed = ", ".join(f"{code} {count}" for code, count in s.failures.items())
        yield _row(
            s.assessor, s.cases, f"{s.failed} ({failed})" if failed else s.failed, s.not_judged, s.abstained,
            f"{s.pairs_right} of {s.pairs}" if s.pairs else "–", _show(s.grounded_share), _show(s.requests),
            _show(s.retries), _show(s.input_tokens), _show(s.output_tokens), _show(s.cost_usd),
            _show(s.mean_seconds),
        )  # fmt: skip
    for s in evaluation.assessors:
        if s.models:
            yield ""
            yield (
                f"{s.assessor}: model {', '.join(s.models)}; prompt {', '.join(s.prompt_versions) or '–'}; "
                f"rules {', '.join(s.rules_versions) or '–'}; read again: {_tell_reviews(s.reviews)}."
            )
    yield ""
    yield from _head("compared", "criterion", "judgements", "agreement", "weighted kappa", "90 % interval",
                     "bias", "score difference", "same recommendation")  # fmt: skip
    for c in evaluation.comparisons:
        yield _row(
            f"{c.first} – {c.second}", c.criterion or "all", c.judgements, _show(c.agreement), _show(c.kappa),
            f"{c.kappa_interval[0]:.2f} to {c.kappa_interval[1]:.2f}" if c.kappa_interval else "–",
            "–" if c.bias is None else f"{c.bias:+.2f}", _show(c.score_difference),
            _show(c.same_recommendation),
        )  # fmt: skip
    for c in evaluation.comparisons:
        if c.first == LABELS and c.criterion is not None and c.judgements:
            yield from _write_confusion(c)
    yield ""
    yield from _head("case", "assessor", "score", "recommendation")
    for r in evaluation.results:
        yield _row(r.case, r.assessor, _show(r.score), r.abstained or r.recommendation or r.error or "–")


def _write_confusion(compared: Comparison) -> Iterator[str]:
    yield from ("", f"{compared.criterion}: label down, {compared.second} across", "")
    yield from _head("", *map(str, _LEVELS))
    for label in _LEVELS:
        yield _row(label, *(compared.confusion.get(f"{label}/{said}", "") for said in _LEVELS))


def _tell_reviews(reviews: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in reviews.items()) or "nothing"


def _head(*names: str) -> tuple[str, str]:
    return _row(*names), f"|{' --- |' * len(names)}"


def _row(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def _show(value: float | None) -> str:
    return "–" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
