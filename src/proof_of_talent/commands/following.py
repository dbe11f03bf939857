"""What `export --since-last` and `export --follow` write: changes as NDJSON, and the cursor to go on from."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from proof_of_talent.commands.context import name_operator
from proof_of_talent.domain.base import Model, read_clock
from proof_of_talent.domain.changes import MOST_CHANGES
from proof_of_talent.domain.errors import InvalidInputError
from proof_of_talent.domain.ports import Store
from proof_of_talent.export.files import replace_whole
from proof_of_talent.records.feed import FeedPage, read_feed

PAUSE_SECONDS = 1.0


class FeedState(Model):
    """Where a copy goes on: the cursor, and how many bytes of a file that is followed are whole."""

    cursor: str | None = None
    bytes: int = 0


def write_since(store: Store, target: Path | None, state_file: Path, *, replace: bool) -> int:
    """Write what changed since the state's cursor, then move the state; return how many changes.

    The state moves only once the file is complete, so a run that broke off is done again.

    Raises:
        InvalidInputError: the file exists and may not be replaced, or the state is not one.
    """
    if target is not None and target.exists() and not replace:
        raise InvalidInputError(
            f"{target} exists. Choose another name, or allow it to be replaced (--force)."
        )
    state, count = read_state(state_file), 0
    cursor = state.cursor

    def write_all(write: Callable[[bytes], object]) -> None:
        nonlocal cursor, count
        for page in list_pages(store, state.cursor):
            write(b"".join(line + b"\n" for line in page.lines))
            cursor, count = page.cursor, count + len(page.lines)

    if target is None:
        write_all(sys.stdout.buffer.write)
        sys.stdout.buffer.flush()
    else:
        with replace_whole(target) as file:
            write_all(file.write)
    write_state(state_file, FeedState(cursor=cursor))
    return count


def pause() -> None:
    """Wait until it is time to look again."""
    time.sleep(PAUSE_SECONDS)


def follow(store: Store, target: Path, state_file: Path, wait: Callable[[], object] = pause) -> int:
    """Append changes to a file as they come, until interrupted; return how many. After a run that was killed,
    go on where the last whole page ended.

    Raises:
        InvalidInputError: the file was there before and has no state, or the state is not one.
    """
    state, count = read_state(state_file), 0
    if state.cursor is None and target.exists():
        raise InvalidInputError(f"{target} exists and no state belongs to it. Choose another name.")
    descriptor = os.open(target, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+b") as file:
        file.truncate(state.bytes)
        file.seek(state.bytes)
        try:
            while True:
                for page in list_pages(store, state.cursor):
                    file.write(b"".join(line + b"\n" for line in page.lines))
                    file.flush()
                    os.fsync(file.fileno())
                    state, count = FeedState(cursor=page.cursor, bytes=file.tell()), count + len(page.lines)
                    write_state(state_file, state)
                wait()
        except KeyboardInterrupt:
            return count


def list_pages(store: Store, cursor: str | None) -> Iterator[FeedPage]:
    """Yield pages up to the last, which is empty and has the newest cursor."""
    while True:
        page = read_feed(store, cursor, MOST_CHANGES // 4, read_clock(), actor=name_operator())
        if page.lines or page.cursor != cursor:
            yield page
        if not page.lines:
            return
        cursor = page.cursor


def read_state(path: Path) -> FeedState:
    """Return where a copy goes on; the beginning where there is no file.

    Raises:
        InvalidInputError: the file is something else.
    """
    if not path.exists():
        return FeedState()
    try:
        return FeedState.model_validate_json(path.read_bytes())
    except ValueError:
        raise InvalidInputError(f"{path} is not a state of `export`. Name another file.") from None


def write_state(path: Path, state: FeedState) -> None:
    """Keep where a copy goes on, whole or not at all."""
    with replace_whole(path) as file:
        file.write(state.model_dump_json().encode() + b"\n")
