"""One thread writes: callers' changes that arrive together are committed together (group commit)."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from typing import Any, NamedTuple, TypeVar

import apsw

from proof_of_talent.domain.errors import StoreUnavailableError
from proof_of_talent.stores.sqlite.rollups import Moves, apply_moves
from proof_of_talent.stores.sqlite.schema import BUSY_SECONDS, describe_failure, set_patience

Result = TypeVar("Result")

MAX_BATCH = 128
CHECKPOINT_RETRY_SECONDS = 1.0
CHECKPOINT_PATIENCE_SECONDS = 0.05


class Transaction:
    """What a task works with: the connection inside the transaction, and the tallies it moves.

    `moves` are added to the rollups just before the commit, together with those of the other tasks of the
    batch, so that a rollup that many records meet on is read and written once.
    """

    def __init__(self, connection: apsw.Connection) -> None:
        self.connection = connection
        self.moves = Moves()
        self.wants_checkpoint = False

    def execute(self, sql: str, values: tuple[Any, ...] | dict[str, Any] = ()) -> apsw.Cursor:
        """Run one statement inside the transaction."""
        return self.connection.execute(sql, values)


class _Task(NamedTuple):
    work: Callable[[Transaction], Any]
    future: Future[Any]
    alone: bool


class Writer:
    """Runs tasks in transactions on its own thread; a caller waits until its change is durable."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        self._tasks: SimpleQueue[_Task | None] = SimpleQueue()
        self._held: _Task | None = None
        self._checkpoint_due = False
        self._lock = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._loop, name="sqlite-writer", daemon=True)
        self._thread.start()

    def submit(self, work: Callable[[Transaction], Result], *, alone: bool = False) -> "Future[Result]":
        """Queue a task; the future ends when its transaction is committed, or with what the task raised.

        Args:
            work: may be run again when its transaction could not be committed.
            alone: give it a transaction of its own (it reads or replaces rollups).

        Raises:
            StoreUnavailableError: the store has been closed.
        """
        if threading.current_thread() is self._thread:
            message = "a change must be a pure function; it cannot call the store"
            raise RuntimeError(message)
        future: Future[Result] = Future()
        with self._lock:
            if self._closed:
                raise StoreUnavailableError("The database has been closed.")
            self._tasks.put(_Task(work, future, alone))
        return future

    def run(self, work: Callable[[Transaction], Result], *, alone: bool = False) -> Result:
        """Run a task and wait until it is durable. Raises what the task raised."""
        return self.submit(work, alone=alone).result()

    def close(self) -> None:
        """Finish what is queued, then stop. Safe to call twice."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._tasks.put(None)
        self._thread.join()

    def _loop(self) -> None:
        while (batch := self._collect()) is not None:
            if batch:
                self._run_batch(batch)
            if self._checkpoint_due:
                self._checkpoint()
        self._checkpoint()
        self._connection.close()

    def _collect(self) -> list[_Task] | None:
        """Wait for a task and take along what else is queued; None at the end, empty when a retry is due."""
        if self._held is not None:
            first, self._held = self._held, None
        else:
            try:
                taken = self._tasks.get(timeout=CHECKPOINT_RETRY_SECONDS if self._checkpoint_due else None)
            except Empty:
                return []
            if taken is None:
                return None
            first = taken
        batch = [first]
        while not first.alone and len(batch) < MAX_BATCH:
            try:
                task = self._tasks.get_nowait()
            except Empty:
                break
            if task is None:
                self._tasks.put(None)
                break
            if task.alone:
                self._held = task
                break
            batch.append(task)
        return batch

    def _run_batch(self, batch: list[_Task]) -> None:
        """Commit a batch; where the storage fails in the midst of it, try each task on its own."""
        try:
            ends = self._commit(batch)
        except apsw.Error as error:
            self._roll_back()
            if len(batch) > 1 and not isinstance(error, apsw.BusyError):
                for task in batch:
                    self._run_batch([task])
                return
            failure = describe_failure(error)
            failure.__cause__ = error
            ends = [failure] * len(batch)
        except BaseException as error:  # noqa: BLE001 - the thread must live on, its callers must hear of it
            self._roll_back()
            ends = [error] * len(batch)
        for task, end in zip(batch, ends, strict=True):
            if isinstance(end, BaseException):
                task.future.set_exception(end)
            else:
                task.future.set_result(end[0])

    def _commit(self, batch: list[_Task]) -> list[BaseException | tuple[Any]]:
        """Run all tasks in one transaction, each in a savepoint; return each one's result or exception."""
        ends: list[BaseException | tuple[Any]] = []
        moves = Moves()
        wants_checkpoint = False
        self._connection.execute("BEGIN IMMEDIATE")
        for task in batch:
            transaction = Transaction(self._connection)
            self._connection.execute("SAVEPOINT task")
            try:
                result = task.work(transaction)
            except apsw.Error:
                raise
            except BaseException as error:  # noqa: BLE001 - it belongs to this task's caller only
                self._connection.execute("ROLLBACK TO task")
                ends.append(error)
            else:
                ends.append((result,))
                moves.merge(transaction.moves)
                wants_checkpoint |= transaction.wants_checkpoint
            self._connection.execute("RELEASE task")
        apply_moves(self._connection, moves)
        self._connection.execute("COMMIT")
        self._checkpoint_due |= wants_checkpoint
        return ends

    def _roll_back(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def _checkpoint(self) -> None:
        """Move the log into the database and cut it to nothing, so that erased bytes leave it too.

        A reader in the midst of an export prevents it; it is then tried again later.
        """
        set_patience(self._connection, CHECKPOINT_PATIENCE_SECONDS)
        try:
            self._connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
            self._checkpoint_due = False
        except apsw.Error:
            self._checkpoint_due = True
        finally:
            set_patience(self._connection, BUSY_SECONDS)
