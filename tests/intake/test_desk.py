"""Reading costs its budget and nobody else's: what takes long is read in the background."""

import time
from io import BytesIO

import pytest

from proof_of_talent.domain.errors import BusyError, ConflictError
from proof_of_talent.extraction.guard import GuardedExtractor
from proof_of_talent.extraction.limits import ExtractionLimits
from proof_of_talent.intake.desk import ReadingBudget, ReadingDesk
from proof_of_talent.intake.intake import Upload
from proof_of_talent.wiring.bootstrap import build_services
from proof_of_talent.wiring.settings import Settings
from tests.extraction.documents import LINE, make_text_pdf
from tests.intake.hostile import make_many_texts, make_nested_forms

GOOD = make_text_pdf(LINE)
NESTED = make_nested_forms()


@pytest.fixture
def services(tmp_path, rulebook):
    settings = Settings(
        data_dir=tmp_path,
        store=f"sqlite:///{tmp_path / 'talent.db'}",
        extraction_seconds=4,
        extraction_memory_mb=6144,  # the time is to end it, on a fast machine too, and not the memory
        analysis_seconds=60,
    )
    made = build_services(settings, rulebook=rulebook)
    yield made
    made.close()


def add(services, *contents):
    session_id = services.intake.create_session("digital_technology").session_id
    started = time.monotonic()
    files = [Upload(f"{number}.pdf", BytesIO(content)) for number, content in enumerate(contents)]
    documents = services.intake.add_documents(session_id, files)
    return session_id, documents, time.monotonic() - started


def await_states(services, session_id, wanted, seconds=120):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        states = [one.state for one in services.store.sessions.get(session_id).documents]
        if states == wanted:
            return
        time.sleep(0.1)
    raise AssertionError(states)


@pytest.mark.parametrize("hostile", [NESTED, make_many_texts()], ids=["nested forms", "many texts"])
def test_a_file_that_takes_long_is_read_in_the_background_and_with_it_the_files_after_it(services, hostile):
    session_id, documents, seconds = add(services, GOOD, hostile, GOOD)
    assert [one.state for one in documents] == ["read", "reading", "reading"]
    assert seconds < 60
    await_states(services, session_id, ["read", "unreadable", "read"])
    after = services.store.sessions.get(session_id).documents
    assert [one.problem for one in after] == [None, "parser_timeout", None]
    assert [one.pages for one in after] == [1, 0, 1]


def test_another_session_is_served_at_once_while_hostile_files_wait(services):
    add(services, *[NESTED] * 6)
    _, documents, seconds = add(services, GOOD)
    assert documents[0].state == "read"
    assert seconds < 60


def test_an_analysis_is_refused_while_a_document_could_not_be_read(services):
    session_id, _, _ = add(services, GOOD, NESTED)
    await_states(services, session_id, ["read", "unreadable"])
    with pytest.raises(ConflictError) as caught:
        services.pipeline.submit(session_id)
    assert caught.value.code == "document_unreadable"
    services.intake.remove_document(session_id, "d2")
    services.pipeline.submit(session_id)


def test_an_analysis_reads_what_still_waits_and_names_the_paper_that_takes_too_long(services):
    session_id, _, _ = add(services, GOOD, NESTED)
    services.pipeline.submit(session_id)
    record = services.pipeline.run_analysis_task(session_id)
    assert record.error.code == "parser_timeout"
    assert record.error_message.startswith("Document 2: Reading this file took too long")


def test_a_whole_analysis_has_a_time_limit(tmp_path, rulebook):
    settings = Settings(
        data_dir=tmp_path, store=f"sqlite:///{tmp_path / 'talent.db'}", analysis_seconds=0.000001
    )
    services = build_services(settings, rulebook=rulebook)
    try:
        session_id, _, _ = add(services, GOOD)
        services.pipeline.submit(session_id)
        record = services.pipeline.run_analysis_task(session_id)
        assert record.error.code == "analysis_too_long"
    finally:
        services.close()


def test_a_reader_that_stays_busy_says_so_in_time():
    with GuardedExtractor(ExtractionLimits(seconds=5), size=1) as extractor:
        extractor.extract(GOOD)
        desk = ReadingDesk(quick=extractor, slow=extractor)
        taken = extractor._pool._slots.get()
        started = time.monotonic()
        with pytest.raises(BusyError):
            extractor.extract(GOOD, wait=0.1)
        assert time.monotonic() - started < 20
        assert desk.read_now(GOOD, desk.start_upload("s", "c")) is None
        extractor._pool._slots.put(taken)


def test_a_client_whose_files_cost_time_may_leave_only_its_share_for_the_background():
    with GuardedExtractor(size=1) as extractor:
        budget = ReadingBudget(document=0.5, queued=3)
        desk = ReadingDesk(quick=extractor, slow=extractor, budget=budget)
        clock = desk.start_upload("s", "c")
        desk.check_room(clock, 4)
        assert desk.read_now(NESTED, clock) is None
        desk.check_room(clock, 3)
        with pytest.raises(BusyError) as caught:
            desk.check_room(clock, 4)
        assert caught.value.status_code == 503
        assert caught.value.retry_after
        desk.check_room(desk.start_upload("another", "c"), 4)
