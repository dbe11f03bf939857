"""The columns that every record has."""

from collections.abc import Iterator

from proof_of_talent.domain.assessment import BANDS
from proof_of_talent.export.cells import (
    as_date,
    as_integer,
    as_number,
    as_text,
    count_decided,
    count_items,
    join_codes,
)
from proof_of_talent.export.column import Column
from proof_of_talent.export.view import (
    DOCUMENT_KINDS,
    at,
    at_result,
    join_findings,
    join_quotes,
    read_assessor_label,
    read_attempt_kind,
    sum_documents,
)


def list_identity_columns() -> Iterator[Column]:
    """Yield which application it is, when it came and how it ended."""
    yield Column("_id", "text", "Record id, 24 hex digits; unique", at("_id"))
    yield Column(
        "session_id", "text", "The applicant's session; a keyed hash unless personal data is asked for",
        at("session_id"), treatment="pseudonym",
    )  # fmt: skip
    yield Column("attempt", "integer", "Which submission of the session this is, from 1", at("attempt"))
    yield Column(
        "attempt_kind", "category", "first, again, or rejudged: the same papers under other rules",
        read_attempt_kind,
    )  # fmt: skip
    yield Column(
        "rejudged_from.attempt", "integer", "Which attempt's papers were judged again",
        at("rejudged_from", "attempt"),
    )  # fmt: skip
    yield Column(
        "rejudged_from.overall_score", "integer", "The score of those papers before",
        at("rejudged_from", "overall_score"), "0-100",
    )  # fmt: skip
    yield Column(
        "client", "text", "The adviser's client; a keyed hash unless personal data is asked for",
        at("client"), treatment="pseudonym",
    )  # fmt: skip
    yield Column("field", "category", "Field of the application", at("field"))
    yield Column("route", "category", "Level or route applied for", at("route"))
    yield Column("upload_date", "timestamp", "When the documents were submitted", at("upload_date"), "UTC")
    yield Column("created_at", "timestamp", "When the record was written", at("created_at"), "UTC")
    yield Column("completed_at", "timestamp", "When the analysis ended", at("completed_at"), "UTC")
    yield Column("processing_status", "category", "completed or error", at("processing_status"))
    yield Column("error.stage", "category", "Stage that failed", at("error", "stage"))
    yield Column("error.code", "category", "Why it failed, as a stable code", at("error", "code"))
    yield Column("error_message", "text", "Why it failed, in a sentence", at("error_message"))


def list_result_columns() -> Iterator[Column]:
    """Yield what came out, and the decision of the endorsing body."""
    yield Column("overall_score", "integer", "Score of the application", at("overall_score"), "0-100")
    yield Column("likelihood", "number", "Estimated chance of endorsement", at("likelihood"), "0-1")
    yield Column("recommendation", "category", "strong, moderate or weak", at("recommendation"))
    yield Column(
        "band_set", "text", "Every band that may be meant, the most likely first, comma-separated",
        at("band_set", fit=join_codes),
    )  # fmt: skip
    for band in BANDS:
        yield Column(
            f"band_probabilities.{band}", "number", f"How likely the band {band} is",
            at("band_probabilities", band), "0-1",
        )  # fmt: skip
    yield Column(
        "abstained.code", "category", "Why no band is named, as a stable code", at("abstained", "code")
    )
    yield Column("strengths_count", "integer", "Strengths found", at("strengths_count"), "findings")
    yield Column("weaknesses_count", "integer", "Weaknesses found", at("weaknesses_count"), "findings")
    yield Column("evidence_gaps_count", "integer", "Gaps found", at("evidence_gaps_count"), "findings")
    yield Column("grounding.claims", "integer", "Quotes claimed", at("grounding", "claims"), "quotes")
    yield Column(
        "grounding.grounded",
        "integer",
        "Quotes found in the documents",
        at("grounding", "grounded"),
        "quotes",
    )
    yield Column(
        "cv_feedback.score", "number", "Score of the CV as a document",
        at_result("analysis", "cv_feedback", "score", fit=as_number), "0-10",
    )  # fmt: skip
    yield Column(
        "roadmap.milestones",
        "integer",
        "Steps recommended",
        at_result("roadmap", "milestones", fit=count_items),
        "steps",
    )
    yield Column(
        "roadmap.total_weeks", "number", "Length of the roadmap",
        at_result("roadmap", "total_weeks", fit=as_number), "weeks",
    )  # fmt: skip
    yield Column(
        "document_score", "integer", "Score of letters, CV and document rules",
        at_result("document_score", fit=as_integer), "0-100",
    )  # fmt: skip
    yield Column(
        "failed_gates", "text", "Codes of the requirements that did not hold, comma-separated",
        at_result("failed_gates", fit=join_codes),
    )  # fmt: skip
    yield Column(
        "connections", "integer", "Connections that changed what a paper counts for",
        at_result("graph", "edges", fit=count_decided), "connections",
    )  # fmt: skip
    yield Column("outcome.result", "category", "Decision of the endorsing body", at("outcome", "result"))
    yield Column("outcome.date", "date", "Date of the decision", at("outcome", "date", fit=as_date))
    yield Column(
        "outcome.reported_at", "timestamp", "When it was reported", at("outcome", "reported_at"), "UTC"
    )


def list_process_columns() -> Iterator[Column]:
    """Yield what was read, who judged, and what that took."""
    yield Column("document_count", "integer", "Documents submitted", at("document_count"), "documents")
    for kind in DOCUMENT_KINDS:
        yield Column(
            f"documents.{kind}", "integer", f"Documents of kind {kind}",
            at("kinds", kind), "documents",
        )  # fmt: skip
    yield Column("documents.pages", "integer", "Pages of all documents", sum_documents("pages"), "pages")
    yield Column("documents.bytes", "integer", "Size of all documents", sum_documents("bytes"), "bytes")
    yield Column("assessor", "category", "Assessor as filters name it", read_assessor_label)
    for name, what in (
        ("name", "Kind of assessor"),
        ("model", "Language model, if one judged"),
        ("version", "Version of the assessor"),
        ("prompt_version", "Version of the prompt, if one was used"),
        ("endpoint", "Host that the model was asked at"),
        ("region", "Where the model runs, as the operator says"),
        ("rules_version", "Version of the rules judged by"),
    ):
        yield Column(f"assessor.{name}", "category", what, at("assessor", name))
    for name in ("input_tokens", "output_tokens"):
        what = f"{name.partition('_')[0].capitalize()} tokens of the model; empty when unknown"
        yield Column(f"usage.{name}", "integer", what, at("usage", name), "tokens")
    yield Column(
        "usage.cost_usd", "number", "Cost of the model; empty when unknown", at("usage", "cost_usd"), "USD"
    )
    for name, what in (
        ("queued", "Time from submission to start"),
        ("extraction", "Time spent reading documents"),
        ("analysis", "Time spent judging"),
        ("total", "Time from submission to record"),
    ):
        yield Column(f"timing.{name}_seconds", "number", what, at("timing", f"{name}_seconds"), "seconds")
    yield Column("schema_version", "integer", "Version of the record's shape", at("schema_version"))
    yield Column(
        "corrections", "integer", "Corrections that the applicant made to what was read of the documents",
        lambda view: view.get("corrections") or 0, "corrections",
    )  # fmt: skip
    yield Column(
        "consents.training", "boolean", "Consent to use for training",
        lambda view: bool((view.get("consents") or {}).get("training")),
    )  # fmt: skip


def list_text_columns() -> Iterator[Column]:
    """Yield what is told in sentences."""
    yield Column(
        "overall_assessment", "text", "Summary of the assessment",
        at_result("analysis", "overall_assessment", fit=as_text), treatment="redact",
    )  # fmt: skip
    for kind, plural in (("strength", "strengths"), ("weakness", "weaknesses"), ("gap", "gaps")):
        yield Column(
            f"{plural}_text",
            "text",
            f"Every {kind} in words, one a line",
            join_findings(kind),
            treatment="redact",
        )
    yield Column(
        "quotes_text", "text", "Every quoted passage, one a line, after its document and page", join_quotes,
        treatment="withhold",
    )  # fmt: skip
