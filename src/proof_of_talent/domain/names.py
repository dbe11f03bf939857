"""What people call the codes of statuses, verdicts, steps and kinds of documents: one name for each."""

from proof_of_talent.domain.failures import ANALYSIS_FAILURES

STATUS_NAMES: dict[str, str] = {
    "completed": "Completed", "error": "Failed", "rejudged": "Judged again",
    "rejudged_error": "Judged again, failed",
}  # fmt: skip
RECOMMENDATION_NAMES: dict[str, str] = {"strong": "Strong", "moderate": "Moderate", "weak": "Weak"}
VERDICT_NAMES: dict[str, str] = {"met": "Met", "partly": "Partly met", "not_met": "Not met"}
DOCUMENT_KIND_NAMES: dict[str, str] = {
    "cv": "CV",
    "recommendation_letter": "Recommendation letter",
    "evidence": "Evidence",
    "personal_statement": "Personal statement",
    "portfolio": "Portfolio",
}
DOCUMENT_KIND_NOUNS: dict[str, tuple[str, str]] = {
    "cv": ("CV", "CVs"),
    "recommendation_letter": ("recommendation letter", "recommendation letters"),
    "evidence": ("evidence document", "evidence documents"),
    "personal_statement": ("personal statement", "personal statements"),
    "portfolio": ("page of your own portfolio", "pages of your own portfolio"),
}
"""A kind within a sentence to the applicant: one, and several."""

STAGE_NAMES: dict[str, str] = {
    "queue": "Queue",
    "extraction": "Extraction",
    "analysis": "Analysis",
    "grounding": "Grounding",
    "scoring": "Scoring",
    "storage": "Storage",
}
PROGRESS_NAMES: dict[str, str] = {
    "waiting": "Waiting in the queue",
    "extraction": "Reading your documents",
    "analysis": "Looking for evidence of each criterion",
    "grounding": "Checking every quote against your documents",
    "scoring": "Working out the score",
    "storage": "Saving the report",
}
"""The steps of an analysis in order, as an applicant sees them."""

CODE_NAMES: dict[str, str] = {
    **STATUS_NAMES,
    **RECOMMENDATION_NAMES,
    **VERDICT_NAMES,
    **DOCUMENT_KIND_NAMES,
    **STAGE_NAMES,
    **{code: failure.name for code, failure in ANALYSIS_FAILURES.items()},
    "none": "None",
}
"""Names by code, whatever the code is of."""
