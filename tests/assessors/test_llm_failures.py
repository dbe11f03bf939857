"""Each way in which a model can fail ends in the right record, after the tries that its policy allows."""

import json

import pytest
import structlog

from proof_of_talent.assessors.llm.settings import OUTPUT_MODES
from proof_of_talent.commands.doctor_model import tell_not_judged
from proof_of_talent.commands.doctor_settings import Doubt
from tests.assessors.llm_parts import analyse, hand_in, served
from tests.conftest import write_docx
from tests.llm_server import KEY, VIEW, Ask, Reply, ScriptedModel, judge_honestly, make_answer

CV = write_docx(
    "Curriculum Vitae",
    "Ada Example, software engineer",
    "Experience",
    "2019 - 2025 Lead engineer at Example Ltd. Architected the payments platform of 2 million customers.",
    "Keynote at Example Conference in Berlin in 2024, before an audience of 900 people.",
    "Education",
    "2015 - 2019 BSc Computer Science at the University of Example, first class honours.",
)
CRITERIA = 5


def for_mandatory(reply: Reply, times: int = 1000):
    """Give this reply to the first requests for the mandatory criterion, and judge honestly otherwise."""

    def script(ask: Ask) -> Reply:
        return reply if ask.criterion == "MC" and ask.nth <= times else judge_honestly(ask)

    return script


BROKEN = make_answer("MC", 2, [])
FAILURES = [
    # reply, code, requests for the criterion, whether one good answer afterwards saves the analysis
    ("slow", Reply(BROKEN, delay=60), "llm_timeout", 3),
    ("rate_limited", Reply(status=429, headers={"retry-after": "0"}), "llm_rate_limited", 4),
    ("server_error", Reply(status=500), "llm_unavailable", 4),
    ("overloaded", Reply(status=503), "llm_unavailable", 4),
    ("dropped", Reply(drop=True), "llm_connection", 4),
    ("missing_level", Reply({k: v for k, v in BROKEN.items() if k != "level"}), "llm_invalid_output", 3),
    ("level_out_of_range", Reply(BROKEN | {"level": 9}), "llm_invalid_output", 3),
    ("level_of_two", Reply(BROKEN | {"level": "2 or 3"}), "llm_invalid_output", 3),
    ("level_null", Reply(BROKEN | {"level": None}), "llm_invalid_output", 3),
    ("other_criterion", Reply(BROKEN | {"criterion": "OC1"}), "llm_invalid_output", 3),
    ("unknown_code", Reply(make_answer("MC", 2, [("d1", 1, "x")]) | {"findings": [
        {"kind": "strength", "code": "genius", "text": "t", "evidence": []}]}), "llm_invalid_output", 3),
    ("not_json", Reply(text="I think this is a strong application."), "llm_invalid_output", 3),
    ("empty", Reply(text=""), "llm_invalid_output", 3),
    ("html_instead_of_api", Reply(raw=b"<html>proxy</html>"), "llm_unavailable", 4),
    ("cut_off", Reply('{"criterion": "MC", "level": 2, "verd', finish_reason="length"), "llm_truncated", 2),
    ("refused", Reply(refusal="I cannot help with that."), "llm_refused", 2),
    ("bad_request", Reply(status=400), "llm_rejected", 1),
    ("asks_for_an_hour", Reply(status=429, headers={"retry-after": "3600"}), "llm_rate_limited", 1),
    ("filtered", Reply(text="", finish_reason="content_filter"), "llm_refused", 2),
]  # fmt: skip


def test_an_analysis_with_useless_answers_only_ends_without_a_verdict_and_names_every_criterion(tmp_path):
    with (
        structlog.testing.capture_logs() as logs,
        ScriptedModel(lambda _: Reply(text="No.")) as model,
        served(model, tmp_path) as services,
    ):
        record = analyse(services, ("cv.docx", CV))
        session = services.store.sessions.get(record.session_id)
        with pytest.raises(Doubt, match=r"1 of the last 1 analyses .*\(llm_invalid_output 5\)"):
            tell_not_judged(services.settings)
        counted = services.telemetry.render().decode()
    assert 'criteria_not_judged_total{code="llm_invalid_output"} 5.0' in counted
    assert next(entry for entry in logs if entry["event"] == "criteria_not_judged")["codes"] == {
        "llm_invalid_output": CRITERIA
    }
    assert (record.error, record.abstained.code) == (None, "mandatory_not_judged")
    assert record.overall_score is record.likelihood is None
    assert {item["code"] for item in record.analysis_results["not_judged"]} == {"llm_invalid_output"}
    assert "None of the criteria" not in record.analysis_results["analysis"]["overall_assessment"]
    assert session.state == "completed"
    assert record.usage.requests == len(model.asks) == 3 * CRITERIA
    assert record.timing.analysis_seconds is not None


def test_an_analysis_of_a_server_out_of_order_is_an_error_record(tmp_path):
    with ScriptedModel(lambda _: Reply(status=500)) as model, served(model, tmp_path) as services:
        record = analyse(services, ("cv.docx", CV))
        session = services.store.sessions.get(record.session_id)
    assert (record.error.stage, record.error.code) == ("analysis", "llm_unavailable")
    assert record.overall_score is record.analysis_results is None
    assert session.state == "error"


FINAL = [
    ("wrong_key", Reply(status=401, text=f"Incorrect API key provided: {KEY}"), "llm_authentication"),
    ("no_such_model", Reply(status=404, text="The model `x` does not exist"), "llm_model_not_found"),
    ("no_such_page", Reply(status=404), "llm_address_wrong"),
]


@pytest.mark.parametrize(("reply", "code", "tries"), [f[1:] for f in FAILURES], ids=[f[0] for f in FAILURES])
def test_a_criterion_that_cannot_be_judged_is_named_and_the_analysis_stands(reply, code, tries, tmp_path):
    with (
        ScriptedModel(for_mandatory(reply)) as model,
        served(model, tmp_path, llm_timeout_seconds=2 if code == "llm_timeout" else 30) as services,
    ):
        record = analyse(services, ("cv.docx", CV))
        session = services.store.sessions.get(record.session_id)
    assert session.state == record.processing_status == "completed"
    missing = record.analysis_results["not_judged"]
    assert [(item["criterion"], item["code"]) for item in missing] == [("MC", code)]
    assert len(record.analysis_results["criteria"]) == CRITERIA - 1
    assert "Not judged: “Recognised" in record.analysis_results["analysis"]["overall_assessment"]
    assert record.abstained.code == "mandatory_not_judged"
    assert record.likelihood is None
    assert sum(ask.criterion == "MC" for ask in model.asks) == tries
    assert record.assessor.name == "compatible"
    assert record.usage.requests == len(model.asks)


@pytest.mark.parametrize(("reply", "code", "tries"), [f[1:] for f in FAILURES], ids=[f[0] for f in FAILURES])
def test_a_failure_that_passes_is_overcome(reply, code, tries, tmp_path):
    with (
        ScriptedModel(for_mandatory(reply, times=tries - 1)) as model,
        served(model, tmp_path, llm_timeout_seconds=2 if code == "llm_timeout" else 30) as services,
    ):
        record = analyse(services, ("cv.docx", CV))
    assert record.processing_status == "completed"
    assert record.usage.retries == tries - 1
    assert record.usage.requests == len(model.asks) == CRITERIA + tries - 1


@pytest.mark.parametrize(("reply", "code"), [f[1:] for f in FINAL], ids=[f[0] for f in FINAL])
def test_what_waiting_cannot_mend_is_not_tried_again(reply, code, tmp_path):
    with ScriptedModel(for_mandatory(reply)) as model, served(model, tmp_path) as services:
        record = analyse(services, ("cv.docx", CV))
    assert record.error.code == code
    assert sum(ask.criterion == "MC" for ask in model.asks) == 1


def test_the_wait_that_a_provider_asks_for_is_honoured(tmp_path):
    limited = Reply(status=429, headers={"retry-after": "1"})
    with ScriptedModel(for_mandatory(limited, times=1)) as model, served(model, tmp_path) as services:
        record = analyse(services, ("cv.docx", CV))
    times = [at for at, ask in zip(model.moments, model.asks, strict=True) if ask.criterion == "MC"]
    assert record.processing_status == "completed"
    assert times[1] - times[0] >= 0.95


def test_an_invalid_answer_is_asked_again_with_what_was_wrong_but_not_with_what_it_said(tmp_path):
    wrong = Reply(make_answer("MC", 2, []) | {"level": 9, "rationale": "the applicant's secret"})
    with ScriptedModel(for_mandatory(wrong, times=1)) as model, served(model, tmp_path) as services:
        analyse(services, ("cv.docx", CV))
    again = [ask for ask in model.asks if ask.criterion == "MC"][1]
    assert "could not be used: level: Input should be 0, 1, 2, 3 or 4" in again.prompt
    assert "secret" not in again.prompt


def test_a_cut_off_answer_gets_twice_the_room(tmp_path):
    cut = Reply('{"criterion"', finish_reason="length")
    with (
        ScriptedModel(for_mandatory(cut, times=1)) as model,
        served(model, tmp_path, llm_output_tokens=500) as services,
    ):
        analyse(services, ("cv.docx", CV))
    rooms = [
        ask.body.get("max_completion_tokens") or ask.body.get("max_tokens")
        for ask in model.asks
        if ask.criterion == "MC"
    ]
    assert rooms == [500, 1000]


@pytest.mark.parametrize("mode", OUTPUT_MODES)
def test_an_application_goes_through_all_rounds_in_every_form_of_answers(mode, tmp_path):
    def script(ask: Ask) -> Reply:
        telling = [line for line in ask.lines() if len(line[2]) > 40][:2]
        answer = make_answer(ask.criterion, 3 if ask.criterion == "MC" else 0, telling)
        return Reply(answer, as_text=mode != "tool")

    with (
        ScriptedModel(script) as model,
        served(model, tmp_path, llm_output=mode, llm_review=True) as services,
    ):
        record = analyse(services, ("cv.docx", CV))
    assert record.processing_status == "completed"
    assert record.analysis_results["reviews"]["confirmed"] == 1
    assert record.analysis_results["case"]["summary"] == VIEW["summary"]
    assert record.analysis_results["notes"] == []
    assert len(model.asks) == record.usage.requests == CRITERIA + 2


@pytest.mark.parametrize("form", ["call", "text", "fenced"])
def test_the_same_answer_is_understood_in_every_form(form, tmp_path):
    def script(ask: Ask) -> Reply:
        answer = make_answer(ask.criterion, 2, [])
        text = f"Here it is:\n```json\n{json.dumps(answer)}\n```" if form == "fenced" else None
        return Reply(answer, as_text=form == "text", text=text)

    with ScriptedModel(script) as model, served(model, tmp_path) as services:
        record = analyse(services, ("cv.docx", CV))
    assert record.processing_status == "completed"
    assert len(model.asks) == CRITERIA


def test_a_failed_run_keeps_its_tokens_in_the_record(tmp_path):
    wrong = Reply(make_answer("MC", 2, []) | {"level": 9})
    with ScriptedModel(for_mandatory(wrong)) as model, served(model, tmp_path) as services:
        record = analyse(services, ("cv.docx", CV))
        kept = services.store.records.get(record.id)
    assert record.usage.input_tokens == 1000 * (len(model.asks) - record.usage.unmeasured_requests)
    assert record.usage.input_tokens >= 3000
    assert kept.usage == record.usage
    assert kept.assessor.prompt_version


def test_a_request_that_may_have_been_charged_unseen_makes_the_cost_unknown(tmp_path):
    prices = tmp_path / "prices.toml"
    prices.write_text('date = "2026-11-22"\n[compatible]\n"scripted-1" = { input = 1, output = 10 }\n')
    for script, cost in ((judge_honestly, 0.01), (for_mandatory(Reply(drop=True), times=1), None)):
        with ScriptedModel(script) as model, served(model, tmp_path, llm_prices=prices) as services:
            record = analyse(services, ("cv.docx", CV))
        assert record.usage.cost_usd == cost
        assert record.usage.input_tokens == 5000


def test_the_key_shows_up_nowhere(tmp_path, caplog, capsys):
    reply = Reply(status=401, text=f"Incorrect API key provided: {KEY}")
    with (
        structlog.testing.capture_logs() as logs,
        ScriptedModel(for_mandatory(reply)) as model,
        served(model, tmp_path) as services,
    ):
        record = analyse(services, ("cv.docx", CV))
        shown = repr(services.settings) + repr(services.assessor)
    captured = capsys.readouterr()
    assert model.asks[0].headers["authorization"] == f"Bearer {KEY}"
    for text in (str(logs), caplog.text, captured.out, captured.err, record.to_json().decode(), shown):
        assert KEY not in text
    assert all(KEY.encode() not in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_nothing_of_a_document_or_of_the_providers_words_is_logged(tmp_path):
    echo = Reply(status=500, text="payments platform of 2 million customers")
    with (
        structlog.testing.capture_logs() as logs,
        ScriptedModel(lambda _: echo) as model,
        served(model, tmp_path) as services,
    ):
        record = analyse(services, ("cv.docx", CV))
    assert any(entry["event"] == "assessor_failed" for entry in logs)
    assert "payments" not in str(logs)
    assert "payments" not in record.error_message


def test_stopping_the_service_leaves_the_job_for_the_next_start(tmp_path):
    import threading

    with ScriptedModel(lambda ask: Reply(make_answer(ask.criterion, 2, []), delay=60)) as model:  # noqa: SIM117
        with served(model, tmp_path, lease_seconds=1, llm_timeout_seconds=90) as services:
            session_id = hand_in(services, ("cv.docx", CV))
            raised = []

            def work():
                try:
                    services.pipeline.run_analysis_task(session_id)
                except Exception as error:  # noqa: BLE001
                    raised.append(error)

            thread = threading.Thread(target=work)
            thread.start()
            while not model.asks:
                assert thread.is_alive()
            services.assessor.close()
            thread.join(60)
            assert not thread.is_alive()
            assert [error.code for error in raised] == ["interrupted"]
            assert services.store.sessions.get(session_id).state == "analyzing"
            assert services.store.records.find(session_id, 1) is None
