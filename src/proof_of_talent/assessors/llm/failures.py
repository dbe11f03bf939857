"""What can go wrong with a model, and what is done about each: how often it is tried again, and why.

The provider's own words are never passed on: they may echo a key or a document.
"""

from typing import NamedTuple


class Policy(NamedTuple):
    """How one kind of failure is met.

    Attributes:
        retries: how often a request is sent again for this reason.
        message: what a person is told when that did not help.
        is_outage: whether it says that the provider as a whole is out of order.
        opens_at_once: whether one of it is enough to hold everything back.
        is_unmeasured: whether tokens may have been charged that were not reported.
        is_of_answers: whether the server works and only its answers were useless or too slow: then an
            analysis ends without a verdict, and does not fail.
    """

    retries: int
    message: str
    is_outage: bool = False
    opens_at_once: bool = False
    is_unmeasured: bool = False
    is_of_answers: bool = False


_LATER = "Your documents and answers are safe. Please start the analysis again later."
_OPERATOR = "The operator of this service has to fix it."

POLICIES: dict[str, Policy] = {
    "llm_timeout": Policy(
        2,
        f"The language model did not answer in time. {_LATER}",
        is_outage=True,
        is_unmeasured=True,
        is_of_answers=True,
    ),
    "llm_rate_limited": Policy(
        3, f"The language model is receiving too many requests at the moment. {_LATER}"
    ),
    "llm_unavailable": Policy(
        3, f"The language model is not available at the moment. {_LATER}", is_outage=True
    ),
    "llm_connection": Policy(
        3,
        f"The connection to the language model failed. {_LATER}",
        is_outage=True,
        is_unmeasured=True,
    ),
    "llm_invalid_output": Policy(
        2,
        "The language model did not give a usable answer. Please start the analysis again.",
        is_of_answers=True,
    ),
    "llm_truncated": Policy(1, f"The language model's answer was cut off. {_OPERATOR}", is_of_answers=True),
    "llm_refused": Policy(
        1,
        "The language model declined to judge this application. Check that the documents contain only "
        "your application, and start the analysis again.",
        is_of_answers=True,
    ),
    "llm_authentication": Policy(
        0, f"The language model refused our credentials. {_OPERATOR}", is_outage=True, opens_at_once=True
    ),
    "llm_quota_exceeded": Policy(
        0,
        f"The account for the language model has no credit left. {_OPERATOR}",
        is_outage=True,
        opens_at_once=True,
    ),
    "llm_model_not_found": Policy(
        0,
        f"The language model that is configured does not exist. {_OPERATOR}",
        is_outage=True,
        opens_at_once=True,
    ),
    "llm_context_exceeded": Policy(
        0, f"The documents are longer than the language model can read at once. {_OPERATOR}"
    ),
    "llm_output_unsupported": Policy(
        3,
        f"The language model's server gives no structured answers in any form that we know. {_OPERATOR}",
    ),
    "llm_parameter_unsupported": Policy(
        3, f"The language model's server does not accept a setting of ours. {_OPERATOR}"
    ),
    "llm_address_wrong": Policy(
        0,
        f"There is no language model at the address that is configured; often /v1 is missing. {_OPERATOR}",
        is_outage=True,
        opens_at_once=True,
    ),
    "llm_region_refused": Policy(
        0,
        f"The language model is not offered where this service runs. {_OPERATOR}",
        is_outage=True,
        opens_at_once=True,
    ),
    "llm_rejected": Policy(0, f"The language model did not accept the request. {_OPERATOR}"),
    "llm_budget_exceeded": Policy(
        0, f"The ceiling that is set for what the language model may cost is reached. {_LATER}"
    ),
    "llm_failed": Policy(1, f"The language model could not be used. {_LATER}", is_unmeasured=True),
}


class ModelFailureError(Exception):
    """A request failed; `code` is a key of `POLICIES`.

    Attributes:
        retry_after: seconds that the provider asked to wait, if it did.
        problem: for invalid output, what to tell the model.
        context_tokens: the most tokens that the server can take, where it named them.
        parameter: the setting of ours that the server does not know, where it named one.
        output_tokens: the longest answer that the server allows, where it named it.
        server_codes: the server's own short codes, safe to log.
        asked: in which form the request was that failed.
        criterion: what could not be judged for it.
        is_final: whether trying again is of no use, whatever the policy says.
    """

    def __init__(
        self,
        code: str,
        *,
        retry_after: float | None = None,
        problem: str = "",
        context_tokens: int | None = None,
        is_final: bool = False,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.retry_after = retry_after
        self.problem = problem
        self.context_tokens = context_tokens
        self.is_final = is_final
        self.parameter: str | None = None
        self.output_tokens: int | None = None
        self.server_codes: dict[str, str] = {}
        self.asked = ""
        self.criterion = ""

    @property
    def policy(self) -> Policy:
        """What is done about it."""
        return POLICIES[self.code]


def word_failure(failure: ModelFailureError) -> str:
    """Return a failure in words for an operator, with the server's own short codes."""
    codes = ", ".join(f"{name} {value}" for name, value in failure.server_codes.items())
    return f"{failure.policy.message} ({failure.code}{f'; {codes}' if codes else ''})"


def explain_failure(error: Exception) -> ModelFailureError:
    """Return the failure that an exception of the model's client means.

    Where the transport has already understood the answer, its failure is the cause of what the client raised.
    """
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ModelFailureError):
            return cause
        cause = cause.__cause__
    from pydantic_ai import exceptions as told  # noqa: PLC0415 - importing it takes seconds

    kinds: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str], ...] = (
        ((told.ModelTimeoutError, told.ModelRequestTimeout, TimeoutError), "llm_timeout"),
        (told.ModelConnectionError, "llm_connection"),
        (told.ModelRateLimitError, "llm_rate_limited"),
        (told.ModelQuotaExceededError, "llm_quota_exceeded"),
        ((told.ModelUnavailableError, told.ModelServerError), "llm_unavailable"),
        (told.ModelAuthenticationError, "llm_authentication"),
        (told.ModelNotFoundError, "llm_model_not_found"),
        (told.ModelContextWindowExceededError, "llm_context_exceeded"),
        (told.ContentFilterError, "llm_refused"),
        (told.OutputTokenLimitExceeded, "llm_truncated"),
        (told.ModelRequestRejectedError, "llm_rejected"),
        (told.UnexpectedModelBehavior, "llm_invalid_output"),
    )
    if type(error) is told.ModelAPIError:  # an answer that is none, such as a proxy's page
        return ModelFailureError("llm_unavailable")
    code = next((code for kind, code in kinds if isinstance(error, kind)), None)
    if code is None:
        status = getattr(error, "status_code", None)
        code = _name_status(status) if isinstance(status, int) else "llm_failed"
    problem = "it was not in the form of the interface" if code == "llm_invalid_output" else ""
    return ModelFailureError(code, retry_after=getattr(error, "retry_after", None), problem=problem)


def _name_status(status: int) -> str:
    named = {401: "llm_authentication", 403: "llm_authentication", 404: "llm_model_not_found",
             408: "llm_timeout", 429: "llm_rate_limited"}  # fmt: skip
    return named.get(status, "llm_unavailable" if status >= 500 else "llm_rejected")  # noqa: PLR2004
