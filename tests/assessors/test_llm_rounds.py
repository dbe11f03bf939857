"""How an application goes through its rounds: what is shared, read again, marked, paid for, when it ends."""

import json
import os
import time
from contextlib import contextmanager

import pytest

from proof_of_talent.assessors.llm.assessor import LLMAssessor
from proof_of_talent.assessors.llm.prices import load_prices
from proof_of_talent.assessors.llm.profile import ProfileBook
from proof_of_talent.assessors.llm.providers import Endpoint
from proof_of_talent.assessors.llm.settings import LLMSettings
from proof_of_talent.assessors.llm.spending import Spending
from proof_of_talent.domain.costs import Ceilings
from proof_of_talent.domain.errors import AssessmentError, SetupError
from proof_of_talent.judging.judge import judge
from tests.assessors.answer_forms import SHORT, stream
from tests.assessors.applications import PRESS, RULEBOOK, make_application
from tests.llm_server import Ask, Reply, ScriptedModel, judge_honestly, make_answer

APPLICATION = make_application()
FIELD = RULEBOOK.field("digital_technology")
CRITERIA = len(FIELD.criteria)
PRICES = 'date = "2026-11-22"\n[compatible]\n"scripted-1" = { input = 2, cached = 1, output = 10 }\n'
DONE = b"data: [DONE]\n\n"


@contextmanager
def assessing(script, refuse=lambda _: None, *, spending=None, book=None, **settings):
    """An assessor over a scripted model."""
    fast = {"llm_timeout_seconds": 30.0, "llm_backoff_seconds": 0.01, "llm_reread_zeros": 0}
    with ScriptedModel(script, refuse) as model:
        chosen = LLMSettings(**(fast | settings))
        assessor = LLMAssessor(
            endpoint=Endpoint("compatible", "scripted-1", None, model.url), rulebook=RULEBOOK,
            settings=chosen, prices=load_prices(chosen.llm_prices), spending=spending, book=book,
        )  # fmt: skip
        try:
            yield model, assessor
        finally:
            assessor.close()


def run(script, application=APPLICATION, **settings):
    """Judge an application; return the model, the assessment and the whole result."""
    with assessing(script, **settings) as (model, assessor):
        judged = judge(application, assessor=assessor, rulebook=RULEBOOK)
    return model, judged.assessment, judged


def give(levels, then=None):
    """A model that gives levels in the first round, and others to what it is asked a second time."""

    def script(ask: Ask) -> Reply:
        level = (levels if ask.nth == 1 or then is None else then).get(ask.criterion, 0)
        telling = [line for line in ask.lines() if len(line[2]) > 40]
        return Reply(make_answer(ask.criterion, level, telling[:2] if level else []))

    return script


def level_of(judged, code="MC"):
    return next(result.level for result in judged.scored.criteria if result.criterion == code)


def test_prompts_of_an_application_share_their_beginning_and_one_is_sent_before_the_rest():
    def script(ask: Ask) -> Reply:
        first = ask.number == 1
        held = {"delay": 0.3} if first else {"after": CRITERIA}  # the rest wait for one another
        return Reply(judge_honestly(ask).answer, **held)

    model, assessment, _ = run(script, llm_timeout_seconds=30.0)
    firsts = model.asks[:CRITERIA]
    texts = ["".join(str(message["content"]) for message in ask.body["messages"]) for ask in firsts]
    shared = len(os.path.commonprefix(texts))  # noqa: RUF071 - letters are meant
    assert all(shared >= 0.8 * len(text) for text in texts)
    assert len({json.dumps(ask.body["tools"]) for ask in firsts}) == 1
    assert model.peak == CRITERIA - 1
    assert model.moments[1] - model.moments[0] >= 0.3
    assert len(model.asks) == assessment.usage.requests <= 2 * CRITERIA + 1


def test_papers_come_first_and_answers_after_them():
    model, _, _ = run(give({}), make_application(years_experience=8))
    prompt = model.asks[0].prompt
    assert prompt.index("<<<END") < prompt.index("What the applicant answered") < prompt.index("Criterion MC")
    assert "8" in prompt[prompt.index("What the applicant answered") : prompt.index("Codes for")]


@pytest.mark.parametrize(
    ("first", "second", "level", "end"),
    [(3, 3, 3, "confirmed"), (3, 1, 1, "lowered"), (2, 4, 3, "raised"), (0, 0, 0, None)],
)
def test_a_second_reading_confirms_lowers_or_raises_by_one(first, second, level, end):
    _, assessment, judged = run(give({"MC": first}, {"MC": second}))
    assert level_of(judged) == level
    counts = assessment.reviews.model_dump()
    assert counts == {name: int(name == end) for name in counts}
    assert judged.results.reviews == assessment.reviews


def test_a_second_reader_without_quotes_raises_nothing_and_one_who_cannot_tell_changes_nothing():
    def raise_without_quotes(ask: Ask) -> Reply:
        if ask.criterion != "MC":
            return Reply(make_answer(ask.criterion, 0, []))
        quotes = [line for line in ask.lines() if len(line[2]) > 40][:1]
        return Reply(make_answer("MC", 2 if ask.nth == 1 else 4, quotes if ask.nth == 1 else []))

    assert level_of(run(raise_without_quotes)[2]) == 2

    def cannot_tell(ask: Ask) -> Reply:
        reply = give({"MC": 3})(ask)
        return reply if ask.nth == 1 else Reply(reply.answer | {"certainty": "unreadable"})

    _, assessment, judged = run(cannot_tell)
    assert level_of(judged) == 3
    assert assessment.reviews.abstained == 1


def test_what_found_nothing_is_read_again_by_sample_and_may_be_raised():
    model, assessment, judged = run(give({}, {"OC1": 3}), llm_reread_zeros=1)
    assert assessment.reviews.reread == CRITERIA
    assert assessment.reviews.raised == 1
    assert level_of(judged, "OC1") == 1
    again = [ask for ask in model.asks if ask.nth == 2 and ask.criterion == "OC1"]
    assert "found nothing" in again[0].prompt


def test_quotes_are_read_again_under_the_heading_date_and_author_of_their_paper():
    def script(ask: Ask) -> Reply:
        telling = {document: (document, page, text) for document, page, text in ask.lines() if len(text) > 40}
        return Reply(make_answer(ask.criterion, 3 if ask.criterion == "MC" else 0, list(telling.values())))

    model, _, _ = run(script)
    second = next(ask for ask in model.asks if ask.nth == 2)
    letters = [d for d in second.papers["documents"] if d["kind"] == "recommendation_letter"]
    assert all(letter["date"] == "2026-09-12" and letter["author"] for letter in letters)
    evidence = [d for d in second.papers["documents"] if d["kind"] == "evidence"]
    assert any(paper.get("heading") for paper in evidence)
    assert "as level 3" in second.prompt
    assert "not the whole papers" in second.prompt


def view(**changes):
    def script(ask: Ask) -> Reply:
        if ask.criterion != "case":
            return give({"MC": 3})(ask)
        (document, page, quote), *_ = [line for line in ask.lines() if len(line[2]) > 40]
        doubt = {
            "evidence": [{"document": document, "page": page, "quote": changes.get("quote", quote)}],
            "text": "Two sources share an owner.", "code": "interested_source", "criteria": ["MC"],
        }  # fmt: skip
        return Reply(
            {"doubts": [doubt], "lower": ["MC"], "summary": "One source carries it.", "confidence": "low"}
        )

    return script


def test_the_view_of_the_case_lowers_by_one_with_a_quote_and_leads_the_report():
    _, assessment, judged = run(view())
    assert level_of(judged) == 2
    assert judged.results.case.confidence == "low"
    assert "interested_source" in {finding.code for finding in judged.scored.findings}
    told = judged.results.analysis.overall_assessment
    assert told.index("One source carries it.") < 250
    assert assessment.case.doubts[0].grounded


def test_a_doubt_that_no_paper_states_lowers_nothing():
    _, _, judged = run(view(quote="The owner of the magazine is her brother."))
    assert level_of(judged) == 3
    assert judged.results.case.doubts == ()


def test_people_are_sent_as_marks_and_quotes_come_back_in_their_own_words():
    model, assessment, judged = run(give({"MC": 3}))
    sent = "".join(ask.prompt for ask in model.asks)
    for name in ("Maya", "Okafor", "Helen Marsh", "@ordnance"):
        assert name not in sent
    assert "[Person 1]" in sent
    assert judged.grounding.claims == judged.grounding.grounded > 0
    quotes = [e.quote for j in assessment.judgements for f in j.findings for e in f.evidence]
    assert not any("[Person" in quote for quote in quotes)
    plain, _, _ = run(give({}), llm_placeholders=False)
    assert "Okafor" in plain.asks[0].prompt


def test_the_page_shows_exactly_what_is_sent():
    with assessing(give({})) as (model, assessor):
        judge(APPLICATION, assessor=assessor, rulebook=RULEBOOK)
        shown = assessor.show(APPLICATION, RULEBOOK.criteria_for(APPLICATION))
    sent = {ask.criterion: [message["content"] for message in ask.body["messages"]] for ask in model.asks}
    for prompt in shown:
        assert sent[prompt.criterion] == [prompt.system, f"{prompt.shared}\n\n{prompt.task}"]


def test_a_repeat_samples_above_temperature_zero_and_progress_is_told_by_criterion():
    told = []
    with assessing(give({})) as (model, assessor):
        judge(APPLICATION, assessor=assessor, rulebook=RULEBOOK, on_stage=lambda *stage: told.append(stage))
        judge(APPLICATION, assessor=assessor, rulebook=RULEBOOK, is_repeat=True)
    heats = [ask.body["temperature"] for ask in model.asks]
    assert heats == [0.0] * CRITERIA + [0.7] * CRITERIA
    percents = [percent for stage, percent in told if stage == "analysis"]
    assert len(percents) == 1 + CRITERIA
    assert percents == sorted(percents)


def test_a_stream_that_falls_silent_is_given_up_and_one_that_only_keeps_the_line_open_too():
    answer = json.dumps(make_answer("MC", 0, []))
    word = stream({"content": answer[:20]}).removesuffix(DONE)
    silent = Reply(pieces=((0, word), (60, word)))
    pinging = Reply(pieces=((0, word), *((0.1, b": ping\n\n"),) * 600))
    for dead in (silent, pinging):
        began = time.monotonic()
        _, assessment, _ = run(
            lambda ask, dead=dead: dead if ask.criterion == "MC" else give({})(ask), SHORT,
            llm_silence_seconds=0.3, llm_review=False, llm_probe=False,
        )  # fmt: skip
        assert [(item.criterion, item.code) for item in assessment.not_judged] == [("MC", "llm_timeout")]
        assert time.monotonic() - began < 40


def test_a_slow_stream_that_goes_on_is_waited_for():
    """Each word comes long before the limit for it, the whole answer after it."""
    answer = json.dumps(make_answer("MC", 2, []))
    size = -(-len(answer) // 25)
    words = [stream({"content": answer[at : at + size]}) for at in range(0, len(answer), size)]
    slow = Reply(pieces=(*((0.1, word.removesuffix(DONE)) for word in words), (0.1, DONE)))
    _, assessment, _ = run(
        lambda ask: slow if ask.criterion == "MC" else give({})(ask), SHORT,
        llm_timeout_seconds=2, llm_silence_seconds=2, llm_review=False,
    )  # fmt: skip
    assert assessment.not_judged == ()


def test_what_timed_out_is_sent_again_with_less_of_the_papers():
    many = make_application([("evidence", f"{PRESS}\nIssue {n}.") for n in range(40)])

    def script(ask: Ask) -> Reply:
        answer = give({})(ask).answer
        return Reply(answer, usage=None, delay=60 if ask.criterion == "MC" and ask.nth == 1 else 0)

    model, assessment, _ = run(script, many, llm_timeout_seconds=3, llm_review=False, llm_context_tokens=2000)
    sizes = [len(ask.prompt) for ask in model.asks if ask.criterion == "MC"]
    assert len(sizes) == 2
    assert sizes[1] < sizes[0]
    assert assessment.not_judged == ()
    assert {item.criterion for item in assessment.left_out} >= {"MC"}


def test_an_analysis_ends_at_its_deadline_with_what_was_judged():
    def script(ask: Ask) -> Reply:
        return Reply(make_answer(ask.criterion, 0, []), delay=0 if ask.criterion == "MC" else 60)

    began = time.monotonic()
    _, assessment, _ = run(
        script, SHORT, llm_analysis_seconds=4, llm_timeout_seconds=90, llm_probe=False, llm_review=False
    )
    assert time.monotonic() - began < 40
    assert [judgement.criterion for judgement in assessment.judgements] == ["MC"]
    assert {missing.code for missing in assessment.not_judged} == {"llm_timeout"}


def test_papers_that_make_no_sense_are_not_called_nothing():
    def script(ask: Ask) -> Reply:
        return Reply(make_answer(ask.criterion, 0, []) | {"certainty": "unreadable"})

    _, assessment, judged = run(script, SHORT)
    assert {missing.code for missing in assessment.not_judged} == {"papers_unreadable"}
    assert judged.scored.abstained.code == "mandatory_not_judged"


def test_a_level_at_risk_is_said():
    def script(ask: Ask) -> Reply:
        reply = give({"MC": 3})(ask)
        return reply if ask.criterion == "case" else Reply(reply.answer | {"certainty": "at_risk"})

    _, _, judged = run(script)
    assert judged.results.criteria[0].at_risk is True


def test_one_applicants_failing_requests_do_not_stop_others():
    """The server fails on one application only; tiny requests still work."""

    def script(ask: Ask) -> Reply:
        return Reply(status=500) if "Doomed" in ask.prompt else judge_honestly(ask)

    doomed = make_application([("evidence", f"The Doomed Papers\n{PRESS}")])
    with assessing(
        script, llm_circuit_failures=3, llm_circuit_seconds=60, llm_outage_seconds=0
    ) as (_, assessor):  # fmt: skip
        with pytest.raises(AssessmentError) as caught:
            judge(doomed, assessor=assessor, rulebook=RULEBOOK)
        assert caught.value.code == "llm_unavailable"
        assert judge(SHORT, assessor=assessor, rulebook=RULEBOOK).assessment.not_judged == ()


def test_an_analysis_that_waited_in_vain_names_the_cause_and_not_the_waiting():
    down = Reply(status=503)
    with (
        assessing(
            lambda _: down, lambda _: down, llm_circuit_failures=2, llm_probe=False, llm_circuit_seconds=60,
            llm_outage_seconds=0.2,
        ) as (model, assessor),
        pytest.raises(AssessmentError) as caught,
    ):  # fmt: skip
        judge(SHORT, assessor=assessor, rulebook=RULEBOOK)
    assert caught.value.code == "llm_unavailable"
    assert caught.value.usage.requests == len(model.asks) > 0


def test_ceilings_end_an_analysis_and_keep_the_next_from_beginning(tmp_path):
    prices = tmp_path / "prices.toml"
    prices.write_text(PRICES)
    spent = tmp_path / "spent.json"

    def go(**ceilings):
        spending = Spending(spent, "sk-test", Ceilings(**ceilings))
        return run(
            give({"MC": 3, "OC1": 3}), SHORT, spending=spending, llm_prices=prices, llm_concurrency=1,
        )  # fmt: skip

    _, assessment, _ = go(analysis=0.004)  # a request costs 0.003
    assert {missing.code for missing in assessment.not_judged} == {"llm_budget_exceeded"}
    assert 0 < len(assessment.judgements) < CRITERIA
    today = Spending(spent, "sk-test", Ceilings(day=0.01)).read()
    assert today.today == pytest.approx(assessment.usage.cost_usd)
    with pytest.raises(AssessmentError) as caught:
        go(day=today.today)
    assert caught.value.code == "llm_budget_exceeded"
    assert caught.value.usage.requests == 0
    assert Spending(spent, "sk-other", Ceilings(key=1)).read().key == 0
    assert "sk-test" not in spent.read_text()


def test_a_ceiling_without_a_known_price_is_refused():
    with pytest.raises(SetupError, match="price is not known"):
        run(give({}), spending=Spending(None, "", Ceilings(day=1)))


def test_a_server_that_reads_a_part_of_the_papers_only_is_noticed():
    """Ollama cuts what is too long and counts what was left."""
    many = make_application([("evidence", f"{PRESS}\nIssue {n}.") for n in range(40)])

    def script(ask: Ask) -> Reply:
        read = min(2048, len(ask.prompt) // 4)
        usage = {"prompt_tokens": read, "completion_tokens": 10, "total_tokens": read + 10}
        return Reply(make_answer(ask.criterion, 0, []), usage=usage)

    model, assessment, _ = run(script, many)
    assert len(model.asks[0].prompt) > 12 * 2048
    assert len(model.asks[-1].prompt) < 4 * 2048
    assert "evidence_left_out" in assessment.notes
    assert assessment.not_judged == ()


def test_what_a_server_understands_is_asked_once_and_remembered(tmp_path):
    book = tmp_path / "servers.json"
    with assessing(give({}), book=ProfileBook(book)) as (model, assessor):
        judge(SHORT, assessor=assessor, rulebook=RULEBOOK)
        again = LLMAssessor(
            endpoint=Endpoint("compatible", "scripted-1", None, model.url), rulebook=RULEBOOK,
            settings=LLMSettings(), prices=load_prices(), book=ProfileBook(book),
        )  # fmt: skip
        judge(SHORT, assessor=again, rulebook=RULEBOOK)
        assert len(model.probes) == 1
        profile = again.probe()
        again.close()
    assert len(model.probes) == 2
    assert profile.reports_usage
    assert "127.0.0.1" not in book.read_text()
