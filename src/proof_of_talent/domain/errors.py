"""Every failure a person or a client can meet, as data: a code, an HTTP status and a safe message.

A message says what is wrong and what to do. It never contains text, names or file names from an
applicant, because it is logged, stored in records and shown to operators.
"""

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:  # the process that reads documents needs no models
    from proof_of_talent.domain.assessment import AssessorInfo, Usage

Stage = Literal["queue", "extraction", "analysis", "grounding", "scoring", "storage"]


class TalentError(Exception):
    """Base of all expected failures.

    Attributes:
        code: stable machine-readable name in snake_case, part of the API.
        status_code: the HTTP status this failure is answered with.
        message: one or two sentences for a person: what is wrong, what to do.
        field: the request field at fault, if one is.
        retry_after: seconds after which trying again makes sense, if known.
        problems: where several things are wrong at once, each with its field and message.
    """

    code = "internal_error"
    status_code = 500

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        field: str | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.retry_after = retry_after
        self.problems: list[dict[str, str]] = []
        if code is not None:
            self.code = code


class InvalidInputError(TalentError):
    """What was sent cannot be accepted as it is (422)."""

    code = "invalid_input"
    status_code = 422


class NotFoundError(TalentError):
    """The thing named does not exist, or no longer does (404)."""

    code = "not_found"
    status_code = 404


class SessionNotFoundError(NotFoundError):
    """No session has this id."""

    code = "session_not_found"

    def __init__(self) -> None:
        super().__init__("There is no session with this id. Check the id, or start a new session.")


class ClientNotFoundError(NotFoundError):
    """No client has this id, or another adviser's has."""

    code = "client_not_found"

    def __init__(self) -> None:
        super().__init__("There is no client with this id or reference. It may have been erased.")


class SessionErasedError(TalentError):
    """The session existed and everything about it was erased on request (410)."""

    code = "session_erased"
    status_code = 410

    def __init__(self) -> None:
        super().__init__("Everything about this session has been deleted. Start a new session to go on.")


class ConflictError(TalentError):
    """The request is sound but does not fit the present state (409)."""

    code = "conflict"
    status_code = 409


class UnauthorizedError(TalentError):
    """The request needs a valid API key and has none (401)."""

    code = "unauthorized"
    status_code = 401

    def __init__(
        self, message: str = "This needs an API key. Send it as `Authorization: Bearer KEY`."
    ) -> None:
        super().__init__(message)


class ForbiddenError(TalentError):
    """The API key is good, but not for this (403)."""

    code = "forbidden"
    status_code = 403


class TooManyRequestsError(TalentError):
    """One client sends too many requests (429)."""

    code = "too_many_requests"
    status_code = 429


class DocumentError(TalentError):
    """An uploaded file cannot be used; `code` says why. Raised at upload and during extraction."""

    code = "unreadable_document"
    status_code = 422


class AssessmentError(TalentError):
    """An assessor could not judge the application; `code` says why.

    Attributes:
        usage: what the failed run consumed all the same.
        assessor: who failed.
        server: short codes that a model's server gave.
    """

    code = "assessment_failed"
    status_code = 502

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        retry_after: int | None = None,
        usage: "Usage | None" = None,
        assessor: "AssessorInfo | None" = None,
        server: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message, code=code, retry_after=retry_after)
        self.usage = usage
        self.assessor = assessor
        self.server = server


class InterruptedAnalysisError(TalentError):
    """The service is stopping; the job stays in the store and is taken up again (503)."""

    code = "interrupted"
    status_code = 503

    def __init__(self) -> None:
        super().__init__("The service is stopping. The analysis goes on when it runs again.", retry_after=5)


class BusyError(TalentError):
    """Documents are being read, as many as may be at once (503)."""

    code = "reader_busy"
    status_code = 503

    def __init__(self) -> None:
        super().__init__("Many documents are being read just now. Please try again shortly.", retry_after=10)


class StoreUnavailableError(TalentError):
    """The store cannot be reached or written just now; nothing was half-written (503)."""

    code = "store_unavailable"
    status_code = 503

    def __init__(self, message: str = "The database cannot be reached. Please try again shortly.") -> None:
        super().__init__(message, retry_after=5)


class SetupError(TalentError):
    """The service is configured in a way that cannot work; the message names the setting and the remedy."""

    code = "setup_error"
    status_code = 500


class MissingExtraError(SetupError):
    """A setting or command asks for an optional part that is not installed.

    Attributes:
        extra: the name of the optional part.
    """

    def __init__(self, what: str, extra: str, *, field: str | None = None) -> None:
        """Take what cannot be done, as the beginning of a sentence: `Reading links`."""
        super().__init__(f"{what} needs an optional part. {explain_extra(extra)}", field=field)
        self.extra = extra


def explain_extra(extra: str) -> str:
    """Return how an optional part is installed."""
    return (
        f"Install it with: pip install 'proof-of-talent[{extra}]' (in a clone: make install EXTRAS={extra})."
    )
