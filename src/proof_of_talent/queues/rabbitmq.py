"""Work on several machines: RabbitMQ, through taskiq, wakes one of the workers.

The broker is only a wake-up and may lose or double any message: who works is decided by the lease in the
store, and workers look there for forgotten work themselves. So a broker that is away costs time, not work.
A wake-up is acknowledged when its run has ended here; the ones a dying worker held go to another.
"""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

import structlog
from taskiq.acks import AcknowledgeType
from taskiq.receiver.receiver import Receiver
from taskiq_aio_pika import AioPikaBroker, Exchange, Queue, QueueType

from proof_of_talent.domain.ports import JobStore
from proof_of_talent.observing.masking import describe_exception
from proof_of_talent.queues.local import LocalQueue

log = structlog.get_logger(__name__)

NAME = "proof_of_talent.analyses"
PUBLISH_SECONDS = 5.0
RETRY_SECONDS = 1.0
CLOSE_SECONDS = 5.0
OUTBOX = 10_000
"""Wake-ups kept while the broker is slow; more are dropped, and the workers' sweep finds the jobs."""
RABBITMQ_SWEEP_DEPTH = 2
"""Small, because every worker sweeps: what one cannot start soon is better left to the others."""


class RabbitQueue:
    """Sends wake-ups and, where `workers` is not 0, runs the jobs they name on threads of this process."""

    def __init__(
        self, url: str, *, jobs: JobStore, clock: Callable[[], datetime], workers: int, sweep_seconds: float
    ) -> None:
        """Connect to nothing yet.

        Args:
            url: `amqp://user:password@host:port/vhost`, or `amqps://…`.
            jobs: where workers look for forgotten work.
            clock: tells the time for that.
            workers: jobs run at the same time here; 0 only hands jobs in.
            sweep_seconds: how often forgotten work is looked for.
        """
        self._workers = workers
        self._runner = (
            LocalQueue(
                jobs=jobs,
                clock=clock,
                workers=workers,
                sweep_seconds=sweep_seconds,
                sweep_depth=RABBITMQ_SWEEP_DEPTH,
            )
            if workers
            else None
        )
        self._broker = make_broker(url, workers)

        async def analyse(session_id: str) -> None:
            await self._run_here(session_id)

        self._wake = self._broker.register_task(analyse, task_name="analyse")
        self._connected = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._outbox: asyncio.Queue[str] = asyncio.Queue(OUTBOX)
        self._finish = asyncio.Event()
        self._thread: threading.Thread | None = None
        self._tasks: list[asyncio.Task[None]] = []

    def start(self, run: Callable[[str], object]) -> None:
        """Start the workers, and connect in the background for as long as it takes."""
        if self._runner is not None:
            self._runner.start(run)
        self._thread = threading.Thread(target=self._serve, name="broker", daemon=True)
        self._thread.start()

    def put(self, session_id: str) -> None:
        """Send a wake-up soon; drop it where the broker does not take any."""
        if self._thread is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._post, session_id)

    def is_ready(self) -> bool:
        """Tell whether the broker is connected."""
        connection = self._broker.write_conn
        return self._connected.is_set() and connection is not None and connection.connected.is_set()

    def stop(self, grace_seconds: float) -> None:
        """Fetch no more wake-ups and give running jobs the grace time."""
        if self._thread is not None:
            self._loop.call_soon_threadsafe(self._finish.set)
        if self._runner is not None:
            self._runner.stop(grace_seconds)

    def close(self) -> None:
        """Send what waits to be sent, then disconnect: unacknowledged wake-ups go to other workers."""
        if self._thread is None:
            self._loop.close()
            return
        self._loop.call_soon_threadsafe(lambda: self._loop.create_task(self._end()))
        self._thread.join(3 * CLOSE_SECONDS)

    # -- on the event loop ---------------------------------------------------------------------------

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._tasks.append(self._loop.create_task(self._connect()))
        try:
            self._loop.run_forever()
        finally:
            self._loop.close()

    def _post(self, session_id: str) -> None:
        try:
            self._outbox.put_nowait(session_id)
        except asyncio.QueueFull:
            log.warning("wake_up_dropped", reason="outbox_full")

    async def _connect(self) -> None:
        while True:
            try:
                await self._broker.startup()
            except Exception as error:  # noqa: BLE001 - a broker may be away in many ways; try until it is there
                log.warning("broker_away", error=describe_exception(error))
                await asyncio.sleep(RETRY_SECONDS)
            else:
                break
        self._connected.set()
        self._tasks.append(self._loop.create_task(self._send_forever()))
        if self._runner is not None:
            self._tasks.append(self._loop.create_task(self._fetch_forever()))

    async def _send_forever(self) -> None:
        while True:
            session_id = await self._outbox.get()
            try:
                await asyncio.wait_for(self._wake.kiq(session_id), PUBLISH_SECONDS)
            except Exception as error:  # noqa: BLE001 - as above; the sweep finds the job
                log.warning("wake_up_dropped", reason=describe_exception(error))
            self._outbox.task_done()

    async def _fetch_forever(self) -> None:
        while not self._finish.is_set():
            receiver = Receiver(
                self._broker,
                max_async_tasks=self._workers,
                run_startup=False,
                ack_type=AcknowledgeType.WHEN_EXECUTED,
            )
            try:
                await receiver.listen(self._finish)
            except Exception as error:  # noqa: BLE001 - as above
                log.warning("broker_away", error=describe_exception(error))
            if not self._finish.is_set():
                await asyncio.sleep(RETRY_SECONDS)

    async def _run_here(self, session_id: str) -> None:
        """Run a job that a wake-up named; ends when the job has ended here."""
        if self._runner is not None:
            await asyncio.wrap_future(self._runner.hand_over(session_id))

    async def _end(self) -> None:
        if self.is_ready():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._outbox.join(), CLOSE_SECONDS)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        with suppress(Exception):  # the connection may be broken already
            await asyncio.wait_for(self._broker.shutdown(), CLOSE_SECONDS)
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for other in others:
            other.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        self._loop.stop()


def make_broker(url: str, workers: int) -> AioPikaBroker:
    """Return taskiq's broker on durable classic queues: what they might lose, the sweep finds."""
    broker = AioPikaBroker(
        url,
        qos=max(workers, 1),
        exchange=Exchange(name="proof_of_talent"),
        task_queues=[Queue(name=NAME, type=QueueType.CLASSIC)],
        dead_letter_queue=Queue(name=f"{NAME}.rejected", type=QueueType.CLASSIC),
    )
    broker.is_worker_process = workers > 0
    return broker
