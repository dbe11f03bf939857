"""What servers' errors mean, as rows read from top to bottom: the first that fits names the failure."""

import re
from typing import NamedTuple


class ServerError(NamedTuple):
    """An error as a server told it: HTTP status (None where it named none), short codes, and words."""

    status: int | None
    codes: str
    words: str


class ErrorRow(NamedTuple):
    """One meaning: what the codes or the words must match, at which statuses (all where empty).

    `parameter` is what of a request is refused, where that follows from the row.
    """

    code: str
    codes: str = ""
    words: str = ""
    statuses: tuple[int, ...] = ()
    parameter: str = ""

    def fits(self, error: ServerError) -> bool:
        """Whether this is what an error means. Codes and words count where no status is named, too."""
        if not self.codes and not self.words:
            return not self.statuses or error.status in self.statuses
        if self.statuses and error.status is not None and error.status not in self.statuses:
            return False
        return bool(
            (self.codes and re.search(self.codes, error.codes))
            or (self.words and re.search(self.words, error.words, re.DOTALL))
        )


PARAMETER_WORDS = {
    "max_completion_tokens": "max_completion_tokens", "max_tokens": "max_tokens",
    "temperature": "temperature", "stream_options": "stream_options", "stream": r"\bstream(?:ing)?\b",
    "schema": r"response_format\.schema|['\"]schema['\"]",
    "system": r"system (?:role|message)|user and assistant roles|developer instruction|['\"]system['\"]"
              r"|roles must alternate",
}  # fmt: skip
"""Settings of ours that a server may refuse, with the words for them."""

OUTPUT_LIMIT = "output_tokens"
"""Named as the parameter where a server refuses the length of an answer, not the parameter for it."""

_NAMES = "|".join(PARAMETER_WORDS.values())
_FORMS = r"(?:tools?|tool_choice|functions?|response_format)\b(?!\.schema)"
_LIMITS_ANSWERS = r"max_?(?:completion_?|output_?|new_?)?tokens"

_Row = ErrorRow
ERROR_ROWS = (
    _Row("llm_unavailable", r"engine_overloaded|modelnotready", r"not ready for inference"),
    _Row("llm_rate_limited", r"throttl"),
    _Row("llm_context_exceeded", words=r"request too large"),
    _Row("llm_rate_limited", words=r"(?:retry|try again) (?:in|after) \d|^rate.?limit", statuses=(429,)),
    _Row("llm_truncated", words=r"max_tokens or model output limit was reached"),
    _Row("llm_context_exceeded", r"exceed_context_size|context_length|context_window|string_above_max_length"
         r"|input_too_long",
         r"context.?(?:length|size|limit)|context ?window|maximum (?:context|prompt)"
         r"|prompt (?:is )?too (?:long|big)"
         r"|input is too (?:long|large)|too many (?:input )?tokens|reduce the (?:length|input)"
         r"|longer than the maximum|exceeds? max(?:imum)? length|input tokens exceed"
         r"|token (?:count|limit)s? .{0,40}exceed|exceed\w* .{0,30}token limit"
         r"|exceeds? .{0,40}(?:\bn_ctx\b|max_model_len|maximum number of tokens)|n_keep.{0,20}n_ctx"
         r"|input length .{0,40}exceed|\binputs\b.{0,60}must (?:be|have)|range of input length"
         r"|max_tokens must be at least 1, got -"),
    _Row("llm_context_exceeded", statuses=(413,)),
    _Row("llm_parameter_unsupported",
         words=rf"(?:at most|maximum allowed number of) .{{0,12}}(?:completion|output) tokens"
               rf"|{_LIMITS_ANSWERS}\W{{1,8}}(?:\d|is too large|must be|value|should be|has to be|cannot)"
               rf"|(?:range of|value for|value of|invalid) \W?{_LIMITS_ANSWERS}|{_LIMITS_ANSWERS} value"
               r"|maximum tokens you requested",
         statuses=(400, 422), parameter=OUTPUT_LIMIT),
    _Row("llm_region_refused", r"unsupported_country|region|location_not_supported",
         r"(?:country|region|territory|location).{0,40}(?:not supported|not available|unsupported)"
         r"|not (?:supported|available) in (?:your|this) (?:country|region|location)"
         r"|unsupported (?:countr|region)|banned the country"),
    _Row("llm_quota_exceeded", r"insufficient_quota|billing|insufficient_balance|credit|budget|arrearage",
         r"exceeded your current quota|insufficient (?:balance|credit|funds)|billing|out of credits"
         r"|credit balance|payment required|top up|key limit exceeded|spend(?:ing)? limit"
         r"|(?<!hourly )(?<!daily )(?<!weekly )usage limit|any credits|over budget|used up your"),
    _Row("llm_quota_exceeded", statuses=(402,)),
    _Row("llm_refused", r"content_filter|content_policy|responsibleai|safety|moderation|sensitive"
         r"|data_inspection|invalid_prompt",
         r"content.?(?:management )?policy|content filter|safety (?:system|filter|settings)|moderation"
         r"|flagged (?:by|as|for)|content exists risk|inappropriate content|prohibited_content"),
    _Row("llm_output_unsupported", r"invalid_json_schema|tool_use_failed|json_validate_failed"
         r"|invalid_function_parameters",
         r"(?:tool|function)(?:s|_choice| call\w*| choice| use)?\b.{0,60}"
         r"(?:not support|unsupported|not enabled|is not available|requires|comes immediately)"
         r"|(?:not|n't) support.{0,30}\b(?:tools?|function)|unsupported.{0,20}tool"
         r"|endpoints .{0,20}(?:support tool|handle the requested)"
         r"|(?:response.?format|json.?schema|structured output|guided|grammar).{0,80}"
         r"(?:not support|unsupported|unavailable|invalid|fail|not valid|error|must be)"
         r"|(?:not|n't) support.{0,40}(?:response_format|json.?schema|structured output|grammar)"
         rf"|(?:unsupported|unknown|unrecognized)[^:]{{0,40}}: .{{0,3}}{_FORMS}"
         r"|json (?:mode|schema).{0,40}(?:not|fail)|invalid (?:json )?schema|word 'json'|invalid tool_choice"
         r"|tool.choice.{0,20}(?:must be|forces)|failed to (?:call a function|generate json)"
         r"|failed to (?:parse|compile|initialize|convert).{0,20}(?:grammar|schema|input at)"
         r"|--jinja|tool error"
         r"|generate parser|custom grammar|parsing tool call|cannot find field|schema produces a constraint",
             (400, 404, 405, 415, 422, 500, 501)),
    _Row("llm_parameter_unsupported", r"unsupported_parameter|unsupported_value|unknown_parameter"
         r"|extra_forbidden",
         rf"(?:unsupported|unknown|unrecognized|unexpected|extra|not permitted|not support|n't support)"
         rf".{{0,60}}(?:{_NAMES})"
         rf"|(?:{_NAMES}).{{0,80}}(?:not support|unsupported|not permitted|not enabled|unknown|deprecated"
         r"|only the default)|only user and assistant roles|temperature: input should be"
         r"|roles must alternate", (400, 422, 500)),
    _Row("llm_address_wrong", r"unknown_url",
         r"^(?:file |resource )?not found$|invalid url|unexpected endpoint|cannot post"),
    _Row("llm_model_not_found", r"model_not_|not_found_error|unknown_model|deploymentnotfound|invalid_model"
         r"|unavailable_model|model_decommissioned|model_access_denied|operationnotsupported"
         r"|resourcenotfound|endpoint_not_found"),
    _Row("llm_model_not_found",
         words=r"models?\b.{0,80}(?:not found|does not exist|not exist|isn't available|no longer"
               r"|end of its life)"
               r"|no such model|unknown model|unavailable model|not a chat model|only supported in v1"
               r"|try pulling it|not a valid model|invalid model|model identifier|no endpoints found"
               r"|models? (?:not )?loaded|models are loaded|access (?:non-serverless )?model"
               r"|on-demand throughput"
               r"|no allowed providers|not found for account|not supported by any provider",
         statuses=(400, 404, 422)),
    _Row("llm_address_wrong", statuses=(404, 405, *range(300, 400))),
    _Row("llm_authentication", r"invalid_api_key|authentication|_restricted",
         r"api.key|unauthori[sz]ed|not authenticated|authentication (?:error|fail|required)"
         r"|organization has been disabled|invalid (?:api|access) token", (400, 401, 403)),
    _Row("llm_authentication", statuses=(401, 403, 407)),
    _Row("llm_region_refused", statuses=(451,)),
    _Row("llm_rate_limited", r"rate_?limit|too_many_requests|resource_exhausted|quota",
         r"rate limit|too many requests|slow down|requests per (?:minute|second|day)|tokens per minute"),
    _Row("llm_rate_limited", statuses=(429,)),
    _Row("llm_timeout", r"deadline_exceeded", r"timed? ?out\b", tuple(range(500, 600))),
    _Row("llm_timeout", statuses=(408, 499, 504, 524)),
    _Row("llm_unavailable", r"overloaded|unavailable|loading|server_error|load_failed|capacity",
         r"overloaded|loading model|model is loading|temporarily unavailable|no (?:healthy|available)"
         r"|out of memory|unable to process your request|has crashed|model unloaded|failed to load model"),
    _Row("llm_unavailable", statuses=(424, *range(500, 600))),
)  # fmt: skip
