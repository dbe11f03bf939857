"""Keeping claims on jobs alive, and progress visible, from one thread for all running analyses.

Short analyses end before the first beat and cost no write at all; long ones show their stage.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import structlog

from proof_of_talent.domain.application import Progress, Session
from proof_of_talent.domain.errors import TalentError
from proof_of_talent.domain.ports import JobStore, SessionStore
from proof_of_talent.observing.masking import describe_exception, mask_session_id

log = structlog.get_logger(__name__)

BEAT_SECONDS = 0.5


class LeaseKeeper:
    """Claims jobs in the name of one worker and renews the claims until they are let go."""

    def __init__(
        self,
        *,
        jobs: JobStore,
        sessions: SessionStore,
        worker: str,
        lease: timedelta,
        clock: Callable[[], datetime],
    ) -> None:
        self._jobs = jobs
        self._sessions = sessions
        self._worker = worker
        self._lease = lease
        self._clock = clock
        self._lock = threading.Lock()
        self._running: dict[str, _Claim] = {}
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def claim(self, session_id: str) -> Session | None:
        """Take a session's job, or None where it is not to be had."""
        return self._jobs.claim(session_id, self._worker, self._clock(), self._lease)

    @contextmanager
    def held(self, session: Session) -> Iterator[None]:
        """Keep the lease of a claimed job alive for the length of the block."""
        with self._lock:
            self._running[session.session_id] = _Claim(self._clock() + self._lease, session.attempt)
            if self._thread is None:
                self._thread = threading.Thread(target=self._beat_forever, name="leases", daemon=True)
                self._thread.start()
        try:
            yield
        finally:
            with self._lock:
                del self._running[session.session_id]

    def report(self, session_id: str, progress: Progress) -> None:
        """Note how far a job has come; it is written with the next beat."""
        with self._lock:
            claim = self._running.get(session_id)
            if claim is not None and progress.percent >= claim.progress.percent:
                claim.progress = progress

    def close(self) -> list[str]:
        """Stop renewing and hand back what is still claimed, so that another worker takes it at once.

        Returns the ids of the sessions handed back. Where the store does not answer, leases run out.
        """
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()
        with self._lock:
            unfinished = list(self._running)
        return [session_id for session_id in unfinished if self._hand_back(session_id)]

    def _hand_back(self, session_id: str) -> bool:
        try:
            self._sessions.change(session_id, lambda session: release_job(session, self._worker))
        except TalentError as error:
            log.warning("lease_not_released", session=mask_session_id(session_id), code=error.code)
            return False
        log.info("handed_back", session=mask_session_id(session_id))
        return True

    def _beat_forever(self) -> None:
        while not self._stopped.wait(min(BEAT_SECONDS, self._lease.total_seconds() / 4)):
            with self._lock:
                running = list(self._running.items())
            for session_id, claim in running:
                try:
                    self._beat(session_id, claim)
                except TalentError as error:
                    log.warning("lease_not_renewed", session=mask_session_id(session_id), code=error.code)
                except Exception as error:  # noqa: BLE001 - one bad beat must not end all renewals
                    log.error("lease_not_renewed", error=describe_exception(error))

    def _beat(self, session_id: str, claim: "_Claim") -> None:
        now = self._clock()
        if claim.until - now < self._lease * 2 / 3:
            until = now + self._lease
            if self._jobs.extend_lease(session_id, self._worker, until):
                claim.until = until
        if claim.progress != claim.written:
            progress = claim.progress
            self._sessions.change(
                session_id, lambda session: show_progress(session, claim.attempt, progress, now)
            )
            claim.written = progress


class _Claim:
    """One job in hand."""

    def __init__(self, until: datetime, attempt: int) -> None:
        self.until = until
        self.attempt = attempt
        self.progress = Progress()
        self.written = Progress()


def release_job(session: Session, worker: str) -> Session:
    """Return the session with its job free again, as if this worker had never taken it."""
    if session.state != "analyzing" or session.job is None or session.job.worker != worker:
        return session
    deliveries = max(session.job.deliveries - 1, 0)  # an orderly stop says nothing against the application
    job = session.job.model_copy(update={"worker": None, "lease_until": None, "deliveries": deliveries})
    return session.model_copy(update={"job": job, "progress": Progress()})


def show_progress(session: Session, attempt: int, progress: Progress, now: datetime) -> Session:
    """Return the session with newer progress, unless that attempt is over."""
    if session.state != "analyzing" or session.attempt != attempt:
        return session
    return session.with_changes(now, progress=progress)
