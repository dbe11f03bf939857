"""SIGTERM and clocks that jump: work is finished or handed back, and ends in one record."""

import threading
from datetime import UTC, datetime, timedelta
from io import BytesIO

import httpx2
import pytest

from proof_of_talent.domain.application import Job
from proof_of_talent.domain.record import AnalysisFilter
from proof_of_talent.intake.intake import Upload
from proof_of_talent.wiring.bootstrap import build_services, make_assessor
from proof_of_talent.wiring.settings import Settings
from tests.conftest import write_docx
from tests.faults.processes import Server, await_ends, hand_in

CV = write_docx("Curriculum Vitae", "2019 - 2025 Founder of a company with 2 million users.")
LONG_LEASE = 600


class HeldAssessor:
    """The rubric, which begins to judge when it is let."""

    name = "rubric"

    def __init__(self, settings, rulebook):
        self._rubric = make_assessor(settings, rulebook)
        self.entered = threading.Event()
        self.may_go_on = threading.Event()

    def assess(self, application, criteria, sitting=None):
        self.entered.set()
        assert self.may_go_on.wait(60)
        return self._rubric.assess(application, criteria)

    def close(self):
        self._rubric.close()


class Clock:
    """Our own time, which can be moved."""

    def __init__(self):
        self.offset = timedelta()

    def __call__(self):
        now = datetime.now(UTC) + self.offset
        return now.replace(microsecond=now.microsecond // 1000 * 1000)


@pytest.fixture
def make_services(tmp_path, rulebook):
    made = []

    def make(**parts):
        held = parts.pop("held", False)
        values = {"lease_seconds": LONG_LEASE, "sweep_seconds": 0.1, "grace_seconds": 0.3} | parts
        clock = values.pop("clock", Clock())
        settings = Settings(data_dir=tmp_path, store=f"sqlite:///{tmp_path / 'talent.db'}", **values)
        assessor = HeldAssessor(settings, rulebook) if held else None
        made.append(build_services(settings, rulebook=rulebook, assessor=assessor, clock=clock))
        return made[-1]

    yield make
    for services in made:
        if isinstance(services.assessor, HeldAssessor):
            services.assessor.may_go_on.set()
        services.close()


def submit(services):
    """Hand in an application and submit it; return its session id."""
    session = services.intake.create_session("digital_technology")
    services.intake.add_documents(session.session_id, [Upload("cv.docx", BytesIO(CV))])
    services.submit(session.session_id)
    return session.session_id


def await_record(services, session_id):
    waiting = threading.Event()
    for _ in range(600):
        if (record := services.store.records.find(session_id, 1)) is not None:
            return record
        waiting.wait(0.05)
    raise AssertionError("no record")


def count_records(services):
    with services.store.records.open_snapshot(AnalysisFilter()) as snapshot:
        return snapshot.count()


def test_what_can_be_finished_in_the_grace_time_is_finished(make_services):
    stopping = make_services(held=True, grace_seconds=20)
    stopping.start()
    session_id = submit(stopping)
    assert stopping.assessor.entered.wait(30)
    threading.Timer(0.3, stopping.assessor.may_go_on.set).start()
    stopping.close()
    assert make_services().store.records.find(session_id, 1) is not None


def test_what_cannot_be_finished_is_handed_back_and_taken_up_at_once(make_services):
    stopping = make_services(held=True)
    stopping.start()
    session_id = submit(stopping)
    assert stopping.assessor.entered.wait(30)
    stopping.close()
    taking_over = make_services()
    job = taking_over.store.sessions.get(session_id).job
    assert (job.worker, job.lease_until, job.deliveries) == (None, None, 0)
    taking_over.start()
    assert await_record(taking_over, session_id).processing_status == "completed"
    stopping.assessor.may_go_on.set()
    assert count_records(taking_over) == 1


def test_sigterm_under_load_loses_nothing_and_needs_no_lease_to_run_out(tmp_path, happened):
    server = Server(tmp_path, lease_seconds=LONG_LEASE, grace_seconds=1, workers=4)
    try:
        server.start()
        with httpx2.Client(base_url=server.base, timeout=30, verify=False) as client:
            session_ids = [hand_in(client, CV) for _ in range(40)]
            for session_id in session_ids:
                client.post(f"/api/analyze/{session_id}").raise_for_status()
        server.stop()
        server.start()
        with httpx2.Client(base_url=server.base, timeout=30, verify=False) as client:
            assert set(await_ends(client, session_ids, 60).values()) == {"completed"}
            assert client.get("/api/analytics/overview").json()["total_analyses"] == 40
        server.stop()
    finally:
        server.kill()
    happened(
        "SIGTERM",
        "a server with 40 submitted analyses and ten-minute leases is told to stop",
        "it stops cleanly within its grace time; after a restart all 40 become records at once",
    )


def test_a_clock_that_jumps_ahead_makes_two_workers_and_one_record(make_services, happened):
    clock = Clock()
    first = make_services(held=True, clock=clock)
    first.start()
    session_id = submit(first)
    assert first.assessor.entered.wait(30)
    clock.offset = timedelta(hours=3)
    second = make_services(clock=clock)
    # the first worker's beat may renew its lease before the second one looks: then the first finishes
    second.start()
    first.assessor.may_go_on.set()
    await_record(second, session_id)
    assert count_records(second) == 1
    assert second.store.rollups.verify() == []
    happened(
        "clock jumps ahead",
        "three hours ahead, while one worker analyses and another looks for work",
        "one record, whoever finishes first; the figures agree",
    )


def test_a_clock_that_jumps_back_holds_no_job_up(make_services, happened):
    clock = Clock()
    services = make_services(clock=clock)
    clock.offset = timedelta(days=1)  # a clock that is ahead, a worker that died under it
    session_id = submit(services)
    services.store.jobs.claim(session_id, "died", clock(), timedelta(seconds=LONG_LEASE))
    clock.offset = timedelta()
    services.start()
    record = await_record(services, session_id)
    assert record.processing_status == "completed"
    assert record.timing.queued_seconds >= 0
    happened(
        "clock jumps back",
        "a worker takes a lease while the clock is a day ahead and dies; then the clock is corrected",
        "the job is taken up at once, as no lease may be longer than ten minutes; no times are negative",
    )


def test_an_application_that_takes_its_workers_down_is_given_up_on(make_services):
    services = make_services(max_deliveries=2)
    session_id = submit(services)
    services.store.sessions.change(
        session_id,
        lambda it: it.model_copy(update={"job": Job(queued_at=it.job.queued_at, deliveries=2)}),
    )
    services.start()
    record = await_record(services, session_id)
    assert (record.error.stage, record.error.code) == ("queue", "gave_up")
