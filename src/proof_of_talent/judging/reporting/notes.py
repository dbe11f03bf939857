"""Notes about how an application was judged: codes among `analysis_results.notes`, and their words."""

from collections.abc import Iterable

from proof_of_talent.domain.assessment import FALLBACK_NOTE
from proof_of_talent.judging.papers.copies import COPY_NOTE, FOREIGN_NOTE, TRANSLATION_NOTE

IN_SUMMARY = {
    "unrelated_document_ignored": (
        "At least one document was not counted: an everyday paper, or one that names neither you nor a work "
        "of yours."
    ),
    "paid_placement_ignored": "At least one document says that it was paid for, or reads like an "
    "advertisement, and was left out.",
    "instructions_in_document_ignored": "A document contains text that tries to instruct the assessor; it "
    "was ignored.",
    COPY_NOTE: "The same paper was there more than once; it counts once.",
    TRANSLATION_NOTE: "A paper in another language and its translation count as one paper; the "
    "translation was judged.",
    FOREIGN_NOTE: "At least one paper is not in English and has no translation that we found. It was not "
    "judged.",
    FALLBACK_NOTE: "The language model could not be used, so the built-in rubric judged this application.",
    "evidence_left_out": "The papers are long: the passages most relevant to each criterion were judged.",
}
"""Notes that the verdict's paragraph mentions, in its order."""

BESIDE = {
    "hidden_text_ignored": "Some text was left out because it cannot be seen.",
    "level_lowered_on_review": "At least one level was lowered when the judgement was checked a second time.",
    "level_raised_on_review": "At least one level was raised when the judgement was checked a second time.",
    "case_not_viewed": "The whole case was not looked at once more, because the model gave no usable answer.",
    "recommendation_flipped": "Judged several times, the recommendation was not always the same.",
    "link_fetched": "The pages behind your links were read as your own papers.",
    "link_not_found": "A link leads to no page (it answers “not found”).",
    "link_wrong_type": "A link leads to something that is neither a page nor a PDF.",
    "link_too_large": "The page behind a link is too large to be read.",
    "link_too_many_redirects": "A link leads on and on to other addresses.",
    "link_blocked": "A link leads to a place that this server does not visit, or that refuses it.",
    "link_disallowed": "The site behind a link asks programs not to read it.",
    "link_timeout": "The page behind a link did not answer in time.",
    "link_invalid": "A link is not a whole web address (https://…).",
    "link_unreachable": "The site behind a link could not be reached.",
    "link_unreadable": "The page behind a link holds no text that could be read.",
    "link_failed": "A link could not be read.",
}
"""Notes that pages show beside the verdict."""


def describe_notes(codes: Iterable[str], *, summarised: bool) -> list[str]:
    """Return notes in words: those the verdict's paragraph has, or all others.

    Among a fallback's notes is the code of the failure before it, which the paragraph speaks of in general;
    codes that no words are known for are left out.
    """
    present = set(codes)
    words = IN_SUMMARY if summarised else BESIDE
    return [sentence for code, sentence in words.items() if code in present]
