"""`worker`: runs analyses that servers accepted, on this or any other machine that shares their store."""

import signal
import sys
from contextlib import suppress
from queue import Empty, SimpleQueue

import structlog

from proof_of_talent.commands.context import StoreOption, err, make_folder_private, read_settings
from proof_of_talent.domain.errors import TalentError
from proof_of_talent.observing.logs import configure_logs
from proof_of_talent.wiring.bootstrap import Services, build_services

LOOK_UP_SECONDS = 0.5

log = structlog.get_logger(__name__)


def worker(store: StoreOption = None) -> None:
    """Run analyses until stopped.

    With PROOF_OF_TALENT_QUEUE the broker wakes this worker; without, it looks for work now and then. SIGHUP
    reads PROOF_OF_TALENT_SETTINGS_FILE again.
    """
    signals: SimpleQueue[int] = SimpleQueue()
    reloads = () if sys.stdin.isatty() else (signal.SIGHUP,)
    for number in (signal.SIGINT, signal.SIGTERM, *reloads):
        signal.signal(number, lambda received, _: signals.put(received))
    services = start_work(store)
    try:
        while await_signal(signals) == signal.SIGHUP:
            try:
                fresh = start_work(store)
            except TalentError as error:
                log.error("reload_refused", reason=error.message)
                continue
            services.close()
            services = fresh
            log.warning("reloaded")
    finally:
        services.close()


def await_signal(signals: "SimpleQueue[int]") -> int:
    """Return the next signal; looks up now and then, as one that comes just before a wait does not end it."""
    while True:
        with suppress(Empty):
            return signals.get(timeout=LOOK_UP_SECONDS)


def start_work(store: str | None) -> Services:
    """Begin to run analyses with the settings as they are now."""
    settings = read_settings(store=store)
    configure_logs(settings.log_level, settings.log_format)
    make_folder_private(settings.data_dir)
    services = build_services(settings, works=True)
    services.start()
    err.print(f"Running up to {settings.workers} analyses at a time (Ctrl+C stops)")
    return services
