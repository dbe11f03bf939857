"""The shape of the rules that come before any judgement: prizes, bodies, stops and checklists."""

from typing import Literal

from pydantic import Field

from proof_of_talent.domain.application import DocumentKind, FieldId
from proof_of_talent.domain.base import Model
from proof_of_talent.domain.provenance import Dated

Decision = Literal["judged", "checklist", "no_endorsement_needed", "no_rules", "not_eligible"]
"""Weighed against criteria; decided by a list of requirements; or not scored, and why."""

StopKind = Literal["no_rules", "not_eligible"]
"""Why a route is not judged: we hold no rules for it, or the rules leave the work out."""


class Prize(Model):
    """A prize whose named holder needs no endorsement.

    `also` are other names in use; `forms` the words that name the category (all words of one form);
    `with_body` asks for the awarding body's name beside a name that others use too; `any_category` says that
    the list names every category there is.
    """

    name: str
    category: str | None = None
    body: str
    also: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    with_body: bool = False
    any_category: bool = False


class PrizeTable(Dated):
    """One of the six tables of listed prizes."""

    number: int
    name: str
    prizes: tuple[Prize, ...]


class Body(Dated):
    """An endorsing body, or the part of a field that one body assesses.

    `answers` are the values of the field's `question` that lead here, `levels` the routes that exist here.
    `professions` are those whose work it takes, by which we ask whether a CV was sent to the right body.
    `ask` says whom to ask about it; `addressed` are names under which letters address it or its principal.
    """

    id: str
    field: FieldId
    name: str
    question: str | None = None
    answers: tuple[str, ...] = ()
    levels: tuple[str, ...]
    ask: str
    addressed: tuple[str, ...] = ()
    professions: tuple[str, ...] = ()


class Stop(Dated):
    """A case that is not judged: what is known about it and whom to ask.

    It applies where every answer in `when` has one of the values named, none in `unless` does, the route is
    one of `routes` (empty: all), and, where `professions` is not empty, the head of the CV names one of them
    and none of `eligible`.
    """

    id: str
    kind: StopKind
    field: FieldId
    title: str
    known: str
    ask: str
    when: dict[str, tuple[str, ...]] = {}
    unless: dict[str, tuple[str, ...]] = {}
    routes: tuple[str, ...] = ()
    professions: tuple[str, ...] = ()
    eligible: tuple[str, ...] = ()


Measure = Literal["statement", "named", "host", "ended", "percent", "money", "years", "months_left", "papers"]
"""How an item is read: by a sentence's words alone, with a figure, a date or a listed name in it, or by how
many papers of a kind there are.
"""


class ChecklistItem(Dated):
    """One requirement of a fast track, shown by a sentence of its own in a paper that is about it.

    Attributes:
        id: stable name in snake_case.
        label: the requirement in words.
        mend: what to bring where it is open.
        about: patterns of which all must stand in one paper, so that the paper is about the matter.
        says: patterns of which all must stand in one sentence of it; the sentence is quoted.
        measure: how the sentence is read beyond its words; `least` is the smallest figure that will do.
        adds_up: whether several figures may add up to `least`, so that a smaller one excludes nobody.
        names: the id of a `NamedList`, for `named`.
        within_years: how old the latest year in the sentence may be.
        times: how many different sentences are needed.
        kind: of the papers that `papers` counts.
        own: whether the applicant's own papers (the CV, a statement) count, too.
        names_you: whether the sentence, or the one beside it, must name the applicant.
        question: an answer to it of no, 0 or less than `least` leaves the item out of reach.
        excluded_by: patterns in a sentence that say the opposite.
        spoiled_by: patterns with which a sentence does not count.
        group: of the items with one group name a single one is enough.
        unseen: why no paper can show it to us; the item then stays open.
    """

    id: str
    label: str
    mend: str
    about: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    measure: Measure = "statement"
    least: float | None = None
    adds_up: bool = False
    names: str | None = None
    within_years: int | None = None
    times: int = Field(default=1, ge=1)
    kind: DocumentKind | None = None
    own: bool = False
    names_you: bool = False
    question: str | None = None
    excluded_by: tuple[str, ...] = ()
    spoiled_by: tuple[str, ...] = ()
    group: str | None = None
    unseen: str | None = None


class NamedList(Dated):
    """Awards, funders or hosts by name, as far as we know the list.

    `complete` says whether it is the whole list of its date; `check` where to look today's list up. `nouns`
    are the words that such a name ends in, by which one that we do not list is told; `in_head` whether a
    paper may name it in its first line alone, as organisations do that write it.
    """

    id: str
    name: str
    complete: bool = False
    check: str
    nouns: tuple[str, ...] = ()
    in_head: bool = False
    entries: tuple[str, ...]


class Checklist(Dated):
    """A route that is decided by a list of requirements: nothing is weighed and there is no percentage."""

    field: FieldId
    body: str | None = None
    route: str
    name: str
    items: tuple[ChecklistItem, ...] = Field(min_length=1)
