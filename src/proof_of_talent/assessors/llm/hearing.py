"""One application before a model: its criteria, what is read again, and the case as a whole."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

import structlog

from proof_of_talent.assessors.cues import CueIndex
from proof_of_talent.assessors.llm.answers import ANSWER_FORM, Answered, describe_level_answer, read_answers
from proof_of_talent.assessors.llm.bill import Bill
from proof_of_talent.assessors.llm.evidence import EvidenceFitter, Excerpt
from proof_of_talent.assessors.llm.facts import (
    LARGEST_SHARE,
    PaperFacts,
    drop_words,
    keep_facts_of,
    leave_out_papers,
    state_facts,
)
from proof_of_talent.assessors.llm.failures import ModelFailureError
from proof_of_talent.assessors.llm.instructions import speaks_to_assessor
from proof_of_talent.assessors.llm.placeholders import Placeholders, mark_people
from proof_of_talent.assessors.llm.prompt import PromptWriter
from proof_of_talent.assessors.llm.questions import ModelQuestion, Prompt
from proof_of_talent.assessors.llm.requests import Requester
from proof_of_talent.assessors.llm.review import REVIEWED_LEVEL, ReviewEnd, combine, count_ends, is_sampled
from proof_of_talent.assessors.llm.settings import LLMSettings
from proof_of_talent.assessors.llm.whole import (
    CASE_FORM,
    apply_case,
    describe_case_answer,
    read_case,
    write_case,
)
from proof_of_talent.domain.application import Application
from proof_of_talent.domain.assessment import CaseView, Finding, Judgement, LeftOut, NotJudged, ReviewCounts
from proof_of_talent.domain.criteria import Criterion, FieldCriteria, Rulebook
from proof_of_talent.domain.ports import Sitting
from proof_of_talent.domain.reading import ApplicationReading
from proof_of_talent.judging.evidence.reading import read_evidence, tell_reading
from proof_of_talent.judging.grounding import ground_judgement

LOWERED_NOTE = "level_lowered_on_review"
RAISED_NOTE = "level_raised_on_review"
CASE_MISSING_NOTE = "case_not_viewed"
PAPERS_UNREADABLE = "papers_unreadable"
CHARACTERS_PER_TOKEN = 3
"""Fewer than most texts have (about four in English), so that a budget in tokens is kept."""

_LEAST_PAPERS = 400  # characters of papers in a request, however little room there is
_LETTERS_OF_JSON = 0.85  # the part of a budget that is left when papers stand as JSON
_COMPACT_BELOW = 6000  # tokens of context under which what explains is left out
_SECOND_SHARE = 0.25  # of the room, for passages that are read again

log = structlog.get_logger(__name__)


class Heard(NamedTuple):
    """What came of it; judgements are not grounded yet."""

    judgements: tuple[Judgement, ...]
    not_judged: tuple[NotJudged, ...]
    left_out: tuple[LeftOut, ...]
    notes: frozenset[str]
    reviews: ReviewCounts | None
    case: CaseView | None


class Hearing:
    """One application that is being judged. Built on the caller's thread, run on the requester's loop."""

    def __init__(
        self,
        application: Application,
        criteria: FieldCriteria,
        rulebook: Rulebook,
        index: CueIndex,
        settings: LLMSettings,
        *,
        context_tokens: int | None,
        sitting: Sitting,
        shrink: int = 1,
    ) -> None:
        """Prepare all that is sent.

        Args:
            application: what is judged.
            criteria: by what.
            rulebook: the vocabulary.
            index: cue phrases of the field.
            settings: limits and what is sent.
            context_tokens: what the server can take in all, where that is known.
            sitting: how it is judged this time.
            shrink: by what the room for papers is divided, after they were too long.
        """
        draft = read_evidence(application, letters_only=criteria.documents.cv_and_letters_only)
        self.reading = tell_reading(draft, application)
        application, unread = leave_out_papers(application, self.reading)
        self._application = application
        self._criteria = criteria
        self._settings = settings
        self._sitting = sitting
        self._schema = describe_level_answer(criteria)
        self._marks = mark_people(application) if settings.llm_placeholders else Placeholders()
        self.fitter = EvidenceFitter(application, index)
        self.is_addressed = self.fitter.is_addressed or any(map(speaks_to_assessor, unread))
        self._write_compactly = partial(PromptWriter, application, criteria, rulebook, is_compact=True)
        little = context_tokens is not None and context_tokens < _COMPACT_BELOW
        self.writer = self._write_compactly() if little else PromptWriter(application, criteria, rulebook)
        self._codes = [criterion.code for criterion in criteria.criteria]
        self._left_out: dict[str, tuple[LeftOut, ...]] = {}
        self._fill(max(_LEAST_PAPERS, self._measure_room(context_tokens) // shrink))

    def _measure_room(self, context_tokens: int | None) -> int:
        """Return the characters of papers that fit into a request."""
        wanted = self._settings.llm_context_tokens * CHARACTERS_PER_TOKEN
        if context_tokens is None:
            return wanted
        longest = max(sum(map(len, self.writer.write(c, (), {}))) for c in self._criteria.criteria)
        whole = context_tokens * 3 // 4 * CHARACTERS_PER_TOKEN
        return min(wanted, int((whole - longest - len(str(self._schema))) * _LETTERS_OF_JSON))

    def _fill(self, room: int) -> None:
        """Choose the facts and papers of so many characters for all that is asked from now on."""
        self._room = room
        facts = room // LARGEST_SHARE
        self._facts = self._state_facts(self.reading, facts)
        self._bare_facts = self._state_facts(drop_words(self.reading), facts)
        self._fitted = self.fitter.fit(room - facts, self._codes)
        self._papers = self._hide(self._fitted.excerpts)

    def _shorten(self) -> None:
        """Ask less from now on: of half the papers, and in the short form."""
        self.writer = self._write_compactly()
        self._fill(max(_LEAST_PAPERS, self._room // 2))

    def _state_facts(self, reading: ApplicationReading, room: int) -> PaperFacts:
        """Return what code found, with marks."""
        facts = state_facts(reading, room)
        return {kind: [self._marks.hide_all(fact) for fact in listed] for kind, listed in facts.items()}

    def _write(self, criterion: Criterion) -> Prompt:
        """Return what is asked about a criterion at first, and note what it leaves out."""
        self._left_out[criterion.code] = tuple(
            item for item in self._fitted.left_out if item.criterion == criterion.code
        )
        return self.writer.write(criterion, self._papers, self._facts)

    def _hide(self, excerpts: Sequence[Excerpt]) -> tuple[Excerpt, ...]:
        return tuple(map(self._marks.hide_excerpt, excerpts))

    def list_prompts(self) -> list[tuple[str, Prompt]]:
        """Return what is asked about each criterion at first, word for word."""
        return [(criterion.code, self._write(criterion)) for criterion in self._criteria.criteria]

    async def run(self, requester: Requester, bill: Bill) -> Heard:
        """Judge.

        Raises:
            ModelFailureError: nothing could be judged because the server is out of order, or no request can
                succeed.
        """
        self._requester, self._bill = requester, bill
        answers, failures = await self._judge_all()
        judgements = tuple(a.judgement for a in answers.values() if a.judgement is not None)
        missing = [NotJudged(criterion=code, code=failure.code) for code, failure in failures.items()]
        missing += [
            NotJudged(criterion=c, code=PAPERS_UNREADABLE) for c, a in answers.items() if a.judgement is None
        ]
        fatal = next((one for one in failures.values() if not one.policy.is_of_answers), None)
        if not answers and fatal is not None:
            raise fatal
        reviews, case, notes = None, None, set[str]()
        if self._settings.llm_review and judgements:
            judgements, reviews = await self._review(judgements)
            notes |= {LOWERED_NOTE} if reviews.lowered else set()
            notes |= {RAISED_NOTE} if reviews.raised else set()
            if any(finding.evidence for judgement in judgements for finding in judgement.findings):
                case, judgements = await self._view_case(judgements)
                notes |= {CASE_MISSING_NOTE} if case is None else set()
        left_out = tuple(item for code in self._codes for item in self._left_out.get(code, ()))
        return Heard(judgements, tuple(missing), left_out, frozenset(notes), reviews, case)

    async def _judge_all(self) -> tuple[dict[str, Answered], dict[str, ModelFailureError]]:
        """Ask for all criteria, one before the rest, so that servers have read what they share."""
        first, *rest = self._criteria.criteria
        answers: dict[str, Answered] = {}
        failures: dict[str, ModelFailureError] = {}

        async def judge(criterion: Criterion) -> None:
            try:
                answers[criterion.code] = await self._ask(self._make_question(criterion))
            except ModelFailureError as failure:
                if failure.policy.opens_at_once or failure.code == "llm_context_exceeded":
                    raise
                failures[criterion.code] = failure
            done = len(answers) + len(failures)
            await asyncio.to_thread(self._sitting.report, done, 2 * len(self._codes))

        await judge(first)
        await _gather([judge(criterion) for criterion in rest])
        in_order = {code: answers[code] for code in self._codes if code in answers}
        return in_order, {code: failures[code] for code in self._codes if code in failures}

    async def _ask(self, question: ModelQuestion[Any]) -> Any:
        temperature = self._settings.llm_repeat_temperature if self._sitting.is_repeat else None
        return await self._requester.ask(question, self._bill, temperature=temperature)

    def _make_question(self, criterion: Criterion) -> ModelQuestion[Answered]:
        asked = self._room

        def shorten() -> Prompt | None:
            nonlocal asked
            if asked <= self._room:  # no other question has shortened it meanwhile
                self._shorten()
            if asked <= self._room:
                return None
            asked = self._room
            return self._write(criterion)

        return self._question(criterion, self._write(criterion), shorten)

    def _question(
        self, criterion: Criterion, prompt: Prompt, shorten: Callable[[], Prompt | None] = lambda: None
    ) -> ModelQuestion[Answered]:
        return ModelQuestion(
            about=criterion.code,
            prompt=prompt,
            schema=self._schema,
            key="level",
            form=ANSWER_FORM,
            read=lambda answers: self._read(answers, criterion),
            shorten=shorten,
        )

    def _read(self, answers: Sequence[Any], criterion: Criterion) -> Answered:
        judgement = read_answers(answers, criterion, self._criteria).judgement
        if judgement is None:
            return Answered(None)
        findings = tuple(map(self._restore, judgement.findings))
        rationale = self._marks.restore(judgement.rationale)
        return Answered(judgement.model_copy(update={"findings": findings, "rationale": rationale}))

    def _restore(self, finding: Finding) -> Finding:
        evidence = tuple(
            e.model_copy(update={"quote": self._marks.restore(e.quote)}) for e in finding.evidence
        )
        return finding.model_copy(update={"text": self._marks.restore(finding.text), "evidence": evidence})

    async def _review(self, judgements: tuple[Judgement, ...]) -> tuple[tuple[Judgement, ...], ReviewCounts]:
        """Have levels that matter confirmed from their quotes, and some of nothing read again."""
        seconds = await asyncio.to_thread(self._plan_review, judgements)
        reviewed = {judgement.criterion: judgement for judgement in judgements}
        ends: list[ReviewEnd] = []

        async def review(question: ModelQuestion[Answered]) -> None:
            first = reviewed[question.about]
            try:
                second = (await self._ask(question)).judgement
            except ModelFailureError:
                second = None
            kept, end = await asyncio.to_thread(combine, first, second, self._application)
            reviewed[question.about] = kept
            ends.append(end)

        await _gather([review(question) for question in seconds])
        reread = sum(reviewed_first.level == 0 for reviewed_first in judgements
                     if reviewed_first.criterion in {q.about for q in seconds})  # fmt: skip
        return tuple(reviewed[j.criterion] for j in judgements), count_ends(ends, reread)

    def _plan_review(self, judgements: Sequence[Judgement]) -> list[ModelQuestion[Answered]]:
        questions = []
        for judgement in judgements:
            criterion = self._criteria.criterion(judgement.criterion)
            if judgement.level >= REVIEWED_LEVEL:
                grounded = ground_judgement(judgement, self._application.documents)
                excerpts = self._hide(self.fitter.excerpt_quotes(grounded))
                doubts = [
                    f"{f.code}: {self._marks.hide(f.text)}"
                    for f in judgement.findings
                    if f.kind != "strength"
                ]
                prompt = self.writer.write_second(
                    criterion, judgement.level, doubts, excerpts, self._list_bare_facts(excerpts)
                )
            elif judgement.level == 0 and is_sampled(
                self._application, criterion.code, self._settings.llm_reread_zeros
            ):
                room = int(self._room * _SECOND_SHARE)
                excerpts = self._hide(self.fitter.fit(room, [criterion.code]).excerpts)
                prompt = self.writer.write_reread(criterion, excerpts, self._list_bare_facts(excerpts))
            else:
                continue
            if any(excerpt.pages for excerpt in excerpts):
                questions.append(self._question(criterion, prompt))
        return questions

    def _list_bare_facts(self, excerpts: Sequence[Excerpt]) -> PaperFacts:
        return keep_facts_of(self._bare_facts, {excerpt.document for excerpt in excerpts})

    async def _view_case(
        self, judgements: tuple[Judgement, ...]
    ) -> tuple[CaseView | None, tuple[Judgement, ...]]:
        """Have the case looked at as a whole; without an answer the judgements stand as they are."""
        grounded = [ground_judgement(judgement, self._application.documents) for judgement in judgements]
        quoted = Judgement(
            criterion="", level=0, rationale="All.", findings=tuple(f for j in grounded for f in j.findings)
        )
        excerpts = self._hide(self.fitter.excerpt_quotes(quoted))
        question = ModelQuestion(
            about="case",
            prompt=write_case(
                self.writer, self._criteria, judgements, excerpts, self._bare_facts, self._marks.hide
            ),
            schema=describe_case_answer(),
            key="summary",
            form=CASE_FORM,
            read=read_case,
        )
        try:
            view, lower = await self._ask(question)
        except ModelFailureError as failure:
            log.info("case_not_viewed", code=failure.code)
            return None, judgements
        view = view.model_copy(
            update={
                "summary": view.summary and self._marks.restore(view.summary),
                "doubts": tuple(map(self._restore, view.doubts)),
            }
        )
        return await asyncio.to_thread(apply_case, view, lower, judgements, self._application)


async def _gather(work: Sequence[Any]) -> None:
    """Run all at once; the first that raises ends the others."""
    running = [asyncio.ensure_future(one) for one in work]
    try:
        await asyncio.gather(*running)
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
