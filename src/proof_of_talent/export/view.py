"""How a flat column's value is read from a record: by path, counted, added up, or joined to text."""

from collections.abc import Callable
from typing import Any, get_args

from proof_of_talent.domain.application import DocumentKind
from proof_of_talent.domain.record import label_assessor, name_attempt
from proof_of_talent.domain.results import AnalysisResults

DOCUMENT_KINDS: tuple[DocumentKind, ...] = get_args(DocumentKind)

RecordView = dict[str, Any]
Read = Callable[[RecordView], Any]


def view_record(wire: dict[str, Any]) -> RecordView:
    """Return a record's wire dict with what columns look up: results by criterion, counts by code."""
    results = wire.get("analysis_results") or {}
    counts: dict[str, dict[str, int]] = {"strength": {}, "weakness": {}, "gap": {}}
    for finding in results.get("findings") or ():
        kind = counts.setdefault(finding["kind"], {})
        kind[finding["code"]] = kind.get(finding["code"], 0) + 1
    kinds = dict.fromkeys(DOCUMENT_KINDS, 0)
    for document in wire["documents"]:
        kinds[document["kind"]] = kinds.get(document["kind"], 0) + 1
    return {
        **wire,
        "results": results,
        "codes": counts if wire["analysis_results"] is not None else None,
        "criterion": {result["criterion"]: result for result in results.get("criteria") or ()},
        "kinds": kinds,
    }


def at(*path: str, fit: Callable[[Any], Any] | None = None) -> Read:
    """Read a value by its path; None where the path ends early. `fit` checks values nobody validated."""
    first, *rest = path

    def read(view: RecordView) -> Any:
        value = view.get(first)
        for name in rest:
            if not isinstance(value, dict):
                return None
            value = value.get(name)
        return value if fit is None else fit(value)

    return read


def read_attempt_kind(view: RecordView) -> str:
    """Return what kind of attempt a record is, also one of before."""
    return str(view.get("attempt_kind") or name_attempt(view.get("attempt") or 1))


def at_result(*path: str, fit: Callable[[Any], Any]) -> Read:
    """Read a value of the results by its path, which has to be one that `AnalysisResults` knows.

    Rows are read straight from the stored JSON: a type made for each of a million records would take longer
    than everything else. So the path is checked once, here, and the value by `fit`.

    Raises:
        KeyError: results have no such part.
    """
    part: Any = AnalysisResults
    for name in path:
        part = part.model_fields[name].annotation
    return at("results", *path, fit=fit)


def count_code(kind: str, code: str) -> Read:
    """Read how often a finding of this kind and code was made; None where nothing was judged."""

    def read(view: RecordView) -> int | None:
        codes = view["codes"]
        return None if codes is None else codes[kind].get(code, 0)

    return read


def sum_documents(key: str) -> Read:
    """Read the sum of a number over all documents."""
    return lambda view: sum(document[key] for document in view["documents"])


def join_findings(kind: str) -> Read:
    """Read the sentences of one kind of finding, one a line."""

    def read(view: RecordView) -> str | None:
        if view["codes"] is None:
            return None
        return "\n".join(f["text"] for f in view["results"].get("findings") or () if f["kind"] == kind)

    return read


def join_quotes(view: RecordView) -> str | None:
    """Read every quoted passage, one a line, as `document page: quote`."""
    if view["codes"] is None:
        return None
    return "\n".join(
        f"{evidence['document']} p{evidence['page']}: {evidence['quote']}"
        for finding in view["results"].get("findings") or ()
        for evidence in finding.get("evidence") or ()
    )


def read_assessor_label(view: RecordView) -> str:
    """Read who judged, as filters name it."""
    return label_assessor(view["assessor"])
