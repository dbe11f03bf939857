"""What a careful reading of an application found: whose word each paper is, what it shows, what is unsure.

A reading stands beside the judgements of an assessor that reads papers as evidence. It is data: quotes are
verbatim, figures are whole numbers, and the same application gives the same reading everywhere.
"""

from typing import Literal

from pydantic import Field

from proof_of_talent.domain.base import Model
from proof_of_talent.domain.graph import EvidenceGraph, PaperQuote

PaperRole = Literal["own", "letter", "paper"]
"""Who speaks: the applicant (CV, statement, portfolio), somebody who recommends them, or others."""

Relation = Literal[
    "independent", "employer", "colleague", "subordinate", "family", "commercial", "unclear", "self"
]
"""What connects whoever speaks in a paper with the applicant, apart from the achievement it reports."""

LeftOutReason = Literal[
    "paid_by_applicant", "bought", "letter_paid_for", "letter_by_family", "letter_by_subordinate",
    "about_a_namesake", "about_others", "self_published", "own_organisation", "no_selection", "bare_list",
    "unrelated", "of_another_field", "no_name_found",
]  # fmt: skip
"""Why a paper earns nothing."""

FactStatus = Literal["done", "planned", "withdrawn", "denied"]
FactRole = Literal["led", "sole", "shared", "assisted", "unclear"]
FactLevel = Literal["international", "national", "local", "own", "unclear"]


class Fact(Model):
    """What one paper shows, by slots that were read from it.

    `chosen` of `pool` is a selection ("25 of 186"), `magnitude` the largest amount or count, `year` the
    latest year that the fact itself is of. `weight` is 0 or more; 1,000 is a plain fact in one's favour.
    Each slot moves it in one direction (see `docs/scoring.md`).
    """

    quote: PaperQuote
    criteria: tuple[str, ...] = ()
    role: FactRole = "unclear"
    level: FactLevel = "unclear"
    status: FactStatus = "done"
    chosen: int | None = None
    pool: int | None = None
    magnitude: int | None = None
    year: int | None = None
    weight: int = Field(ge=0)


class PaperReading(Model):
    """One paper as it was read. What is not admitted earns nothing; `reason` and `quote` say why.

    `quote` is what decided the relation or the reason.
    """

    document: str
    role: PaperRole
    relation: Relation
    admitted: bool
    reason: LeftOutReason | None = None
    quote: PaperQuote | None = None
    facts: tuple[Fact, ...] = ()


class ApplicationReading(Model):
    """A whole reading, which code makes the same way whoever judges.

    `weighs` is true where levels have weighed already whose papers they are and how old.
    `score` is 0-100; `band_probabilities` are whole per mille of weak, moderate and strong and add up to
    1,000. A reading without them leaves both to the points of its criteria. `abstained` are codes of why no
    band should be named at all (then the probabilities are only a prior). `claims_alone` are claims that no
    admitted paper of somebody else repeats.
    """

    weighs: bool = True
    score: int | None = Field(default=None, ge=0, le=100)
    band_probabilities: tuple[int, int, int] | None = None
    abstained: tuple[str, ...] = ()
    papers: tuple[PaperReading, ...] = ()
    claims_alone: tuple[PaperQuote, ...] = ()
    graph: EvidenceGraph = EvidenceGraph()
