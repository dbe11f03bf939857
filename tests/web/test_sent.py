"""The page that shows what a language model is sent."""

import html

from fastapi.testclient import TestClient

from proof_of_talent.web.app import create_app
from tests.assessors.llm_parts import hand_in, served
from tests.assessors.test_llm_failures import CV
from tests.llm_server import ScriptedModel, judge_honestly


def test_an_applicant_sees_word_for_word_what_a_model_is_sent(tmp_path):
    with ScriptedModel(judge_honestly) as model, served(model, tmp_path) as services:
        client = TestClient(create_app(services), base_url="http://localhost")  # without its own workers
        session_id = hand_in(services, ("cv.docx", CV))
        page = html.unescape(client.get(f"/apply/{session_id}/sent").text)
        services.pipeline.run_analysis_task(session_id)
        sent = [str(message["content"]) for message in model.asks[0].body["messages"]]
    shared, _, task = sent[1].partition("Criterion MC")
    assert sent[0].strip() in page
    assert shared.strip() in page
    assert task.strip() in page
    assert "[Person 1]" in shared or "Ada Example" in shared


def test_where_the_rubric_judges_nothing_is_sent(client, services):
    session_id = services.intake.create_session("digital_technology").session_id
    assert "no text leaves it" in client.get(f"/apply/{session_id}/sent").text
