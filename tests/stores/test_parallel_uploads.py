"""Uploads that meet in one session: all are kept, or none of a request's files, on every store."""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest

from proof_of_talent.domain.application import ExtractedText, Page
from proof_of_talent.domain.base import read_clock
from proof_of_talent.domain.errors import InvalidInputError, NotFoundError
from proof_of_talent.intake.desk import ReadingDesk
from proof_of_talent.intake.intake import Intake, Upload
from tests.factories import PDF


class Reader:
    """Reads everything at once as one page."""

    def extract(self, content, *, seconds=None, wait=None):
        return ExtractedText(media_type=PDF, pages=(Page(number=1, text=content.decode()),))

    def close(self):
        """Hold nothing."""


@pytest.fixture
def intake(store, rulebook):
    desk = ReadingDesk(quick=Reader(), slow=Reader())
    yield Intake(store=store, desk=desk, rulebook=rulebook, clock=read_clock, max_files=20)
    desk.close()


def hand_in(intake, session_id, *contents):
    return intake.add_documents(session_id, [Upload("cv.pdf", BytesIO(content)) for content in contents])


def test_uploads_to_one_session_at_the_same_time_are_all_kept(intake, store):
    session_id = intake.create_session("digital_technology").session_id
    contents = [f"text {number}".encode() for number in range(16)]
    with ThreadPoolExecutor(8) as pool:
        pairs = [(contents[at], contents[at + 1]) for at in range(0, 16, 2)]
        added = list(pool.map(lambda pair: hand_in(intake, session_id, *pair), pairs))
    ids = [document.id for documents in added for document in documents]
    assert sorted(ids, key=lambda it: int(it[1:])) == [f"d{number}" for number in range(1, 17)]
    assert {document.id for document in store.sessions.get(session_id).documents} == set(ids)
    assert {store.documents.read(session_id, document_id) for document_id in ids} == set(contents)


def test_a_request_of_several_files_is_kept_whole_or_not_at_all(intake, store):
    session_id = intake.create_session("digital_technology").session_id
    with ThreadPoolExecutor(6) as pool:
        calls = [pool.submit(hand_in, intake, session_id, *([b"x"] * 6)) for _ in range(6)]
    refused = [call.exception() for call in calls if call.exception() is not None]
    assert len(refused) == 3
    assert all(isinstance(error, InvalidInputError) and error.code == "too_many_files" for error in refused)
    kept = store.sessions.get(session_id).documents
    assert len(kept) == 18
    with pytest.raises(NotFoundError):
        store.documents.read(session_id, "d19")
