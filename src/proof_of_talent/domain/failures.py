"""Every code that a failure can carry, declared once; a test compares them with what the code can raise.

Codes are part of the API and of stored records: a code that was published keeps its meaning.
"""

from typing import NamedTuple

from proof_of_talent.domain.errors import Stage


class AnalysisFailure(NamedTuple):
    """A way in which an analysis can end without a result.

    Attributes:
        stage: the step that fails in this way; None where any can.
        name: what lists and charts call it.
    """

    stage: Stage | None
    name: str


ANALYSIS_FAILURES: dict[str, AnalysisFailure] = {
    "empty_file": AnalysisFailure("extraction", "Empty file"),
    "too_large": AnalysisFailure("extraction", "File too large"),
    "unsupported_type": AnalysisFailure("extraction", "Neither PDF nor Word"),
    "picture_file": AnalysisFailure("extraction", "A picture, not a document"),
    "encrypted": AnalysisFailure("extraction", "Password on a file"),
    "damaged": AnalysisFailure("extraction", "Damaged file"),
    "no_text": AnalysisFailure("extraction", "No readable text"),
    "form_not_printed": AnalysisFailure("extraction", "Form for Adobe Reader only"),
    "pdf_portfolio": AnalysisFailure("extraction", "PDF portfolio"),
    "unreadable_text": AnalysisFailure("extraction", "Fonts hide the letters"),
    "too_many_pages": AnalysisFailure("extraction", "Too many pages"),
    "unpacks_too_large": AnalysisFailure("extraction", "Unpacks too large"),
    "parser_timeout": AnalysisFailure("extraction", "Reading took too long"),
    "parser_crash": AnalysisFailure("extraction", "Document reader crashed"),
    "parser_unavailable": AnalysisFailure("extraction", "Document reader did not start"),
    "analysis_too_long": AnalysisFailure(None, "Analysis took too long"),
    "locked_document": AnalysisFailure("extraction", "Decryption key missing"),
    "document_not_found": AnalysisFailure("extraction", "Document gone"),
    "assessment_failed": AnalysisFailure("analysis", "Assessor failed"),
    "llm_timeout": AnalysisFailure("analysis", "Model timed out"),
    "llm_rate_limited": AnalysisFailure("analysis", "Model rate limit reached"),
    "llm_unavailable": AnalysisFailure("analysis", "Model unavailable"),
    "llm_connection": AnalysisFailure("analysis", "No connection to the model"),
    "llm_circuit_open": AnalysisFailure("analysis", "Model down for a while"),
    "llm_invalid_output": AnalysisFailure("analysis", "Model answer invalid"),
    "llm_truncated": AnalysisFailure("analysis", "Model answer cut off"),
    "llm_refused": AnalysisFailure("analysis", "Model refused"),
    "llm_authentication": AnalysisFailure("analysis", "Model credentials refused"),
    "llm_quota_exceeded": AnalysisFailure("analysis", "Model quota used up"),
    "llm_model_not_found": AnalysisFailure("analysis", "Model not found"),
    "llm_context_exceeded": AnalysisFailure("analysis", "Documents too long for the model"),
    "llm_output_unsupported": AnalysisFailure("analysis", "Model gives no structured answers"),
    "llm_parameter_unsupported": AnalysisFailure("analysis", "Model server refuses a setting"),
    "llm_address_wrong": AnalysisFailure("analysis", "No model at the address"),
    "llm_region_refused": AnalysisFailure("analysis", "Model not offered here"),
    "llm_rejected": AnalysisFailure("analysis", "Model rejected the request"),
    "llm_budget_exceeded": AnalysisFailure("analysis", "Ceiling for the model's cost reached"),
    "llm_failed": AnalysisFailure("analysis", "Model failed"),
    "gave_up": AnalysisFailure("queue", "Interrupted too often"),
    "internal_error": AnalysisFailure(None, "Internal error"),
}
"""Failures that a record can hold."""

RETIRED_FAILURES = frozenset({"llm_circuit_open"})
"""Failures that only older records hold."""

REQUEST_FAILURES: dict[str, str] = {
    "analysis_running": "An analysis of this session is running; wait for it to end.",
    "blocked": "Requests from this address are not answered for now; whoever runs the service can say why.",
    "busy": "As many requests are being answered as can be; try again shortly.",
    "conflict": "The request does not fit the present state.",
    "consent_needed": "The applicant has not agreed to the analysis.",
    "copy_mismatch": "The copy does not hold what its source holds.",
    "cross_site": "The request comes from a page of another site.",
    "export_aborted": "The export could not be finished; throw away what was written.",
    "field_not_found": "There is no such field.",
    "forbidden": "The API key does not allow this.",
    "http_error": "The request was refused; the HTTP status says why.",
    "interrupted": "The service is stopping.",
    "invalid_answers": "Some answers are missing or not valid; `problems` lists them.",
    "invalid_correction": "The correction says nothing about this document.",
    "invalid_cursor": "The cursor does not belong to this list.",
    "attempt_not_found": "The session has no such attempt.",
    "client_not_found": "There is no such client.",
    "invalid_date": "The date is out of range.",
    "invalid_input": "A value is not valid.",
    "invalid_request": "The request does not have the documented form.",
    "judging_budget": "Analyses from this address took long in the last hour; try again later.",
    "key_not_found": "There is no such API key.",
    "method_not_allowed": "This address does not take this method.",
    "missing_scope": "The API key lacks the scope that this needs.",
    "not_a_zip": "The file is not a ZIP, or a file in it is damaged.",
    "no_analysis": "There is no completed analysis yet.",
    "document_unreadable": "A document could not be read; remove it first.",
    "no_documents": "The session has no documents.",
    "no_picture": "There are pictures of PDF pages only.",
    "no_such_part": "The file has no such part.",
    "not_acceptable": "The client takes nothing that this address gives; see `Accept`.",
    "not_found": "There is nothing under this name.",
    "page_not_found": "The document has no such page.",
    "personal_column": "The column may hold personal data; ask for personal data to be included.",
    "reader_busy": "Too many documents are being read; try again shortly.",
    "reference_taken": "Another client has this reference.",
    "repeated_parameter": "The parameter takes one value and was given several times.",
    "review_not_found": "There is no such review, or somebody else has taken it.",
    "review_taken": "Somebody else has taken this review.",
    "reviewed_already": "The same reviewer reviews this analysis already.",
    "session_erased": "Everything about this session was deleted.",
    "session_not_found": "There is no such session.",
    "setup_error": "The service is not set up correctly.",
    "still_blind": "The reviewer sees the assessor's quotes after judging.",
    "store_unavailable": "The database cannot be reached; try again shortly.",
    "too_large": "The body is larger than the limit.",
    "too_many_answers": "There are too many answers to questions that this field does not have.",
    "too_many_at_once": "Too many requests of this client are under way; try again shortly.",
    "too_many_cells": "The export is too large for one sheet.",
    "too_many_clients": "The ZIP holds too many clients.",
    "too_many_corrections": "The decision was corrected too often, or the documents were.",
    "too_many_files": "The session has as many documents as allowed.",
    "too_many_marks": "The review has as many marked passages as allowed.",
    "too_many_notes": "The client has as many notes as allowed.",
    "too_many_points": "The time range has too many points for this grain.",
    "too_many_requests": "Too many requests; wait for as long as `Retry-After` says.",
    "too_many_rows": "The export has too many rows for one sheet.",
    "too_slow": "The body came in too slowly.",
    "too_many_streams": "This client has too many event streams open.",
    "unauthorized": "An API key is needed.",
    "unknown_column": "There is no such column.",
    "unknown_parameter": "There is no such parameter; the message names the nearest one.",
    "unreadable_document": "The document cannot be read.",
    "wrong_host": "The server does not answer under this host name.",
}
"""Failures that a request can be answered with, beside those of `ANALYSIS_FAILURES`, and what they mean."""
