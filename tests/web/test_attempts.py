"""Attempts side by side over HTTP: what changed, and why the score moved, in parts that sum to the change."""

import pytest

from tests.conftest import write_docx
from tests.web.test_sessions import CV, create, upload, wait

LETTER = write_docx(
    "Letter of recommendation",
    "Prof. Ada Byron, Chief Technology Officer, Example Labs Ltd, London",
    "I have known Maria Lopez since 2019 as an independent expert in digital technology.",
    "She founded the open source project Loom, which is used by 40 companies, and led its growth.",
    "In 2024 she received the Example Prize for innovation from the Royal Society of Makers.",
)


@pytest.fixture
def twice(client) -> str:
    """A session analysed twice: with a letter, another answer, and a paper less the second time."""
    session_id = create(client)
    client.post(f"/api/session/{session_id}/questionnaire", json={"years_experience": 2})
    upload(client, session_id, CV)
    client.post(f"/api/analyze/{session_id}")
    assert wait(client, session_id)["status"] == "completed"
    upload(client, session_id, LETTER)
    client.post(f"/api/session/{session_id}/questionnaire", json={"years_experience": 9})
    client.post(f"/api/analyze/{session_id}")
    assert wait(client, session_id)["attempt"] == 2
    return session_id


def test_two_attempts_are_compared_with_each_cause_apart(client, services, twice):
    attempts = client.get(f"/api/session/{twice}/attempts").json()["attempts"]
    assert [(it["attempt"], it["attempt_kind"], it["documents"]) for it in attempts] == [
        (1, "first", 1), (2, "again", 2),
    ]  # fmt: skip
    found = client.get(f"/api/session/{twice}/diff", params={"from": 1, "to": 2}).json()
    change = attempts[1]["overall_score"] - attempts[0]["overall_score"]
    assert found["score_change"] == change == sum(part["points"] for part in found["parts"])
    assert [part["causes"] for part in found["parts"]] == [["evidence"], ["answers"]], found["unsplit"]
    assert [(it["change"], it["document"]) for it in found["papers"]] == [("added", "d2")]
    assert [(it["question"], it["before"], it["after"]) for it in found["answers"]] == [
        ("years_experience", 2, 9)
    ]
    page = client.get(f"/apply/{twice}/attempts").text
    assert "Why the score moved" in page
    assert "How many years" in page
    assert client.get(f"/apply/{twice}/attempts?from=1&to=1").status_code == 200
    # The letter goes: what came from it cannot be told apart any more, and the page says so.
    client.delete(f"/api/session/{twice}/documents/d2")
    gone = client.get(f"/api/session/{twice}/diff", params={"from": 1, "to": 2}).json()
    assert [part["causes"] for part in gone["parts"]] == [["evidence", "answers"]]
    assert gone["parts"][0]["points"] == change
    assert "not all papers" in gone["unsplit"]
    assert client.get(f"/api/session/{twice}/diff", params={"from": 1, "to": 3}).status_code == 404


def test_attempts_of_an_erased_session_are_gone(client, twice):
    client.delete(f"/api/session/{twice}")
    for path in ("attempts", "diff?from=1&to=2"):
        assert client.get(f"/api/session/{twice}/{path}").status_code == 410
