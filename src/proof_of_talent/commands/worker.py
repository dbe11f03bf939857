"""`worker`: runs analyses that servers accepted, on this or any other machine that shares their store."""

import signal
import threading

from proof_of_talent.bootstrap import build_services
from proof_of_talent.commands.context import StoreOption, err, read_settings
from proof_of_talent.logs import configure_logs


def worker(store: StoreOption = None) -> None:
    """Run analyses until stopped.

    With PROOF_OF_TALENT_QUEUE the broker wakes this worker; without, it looks for work now and then.
    """
    settings = read_settings(store=store)
    configure_logs(settings.log_level, settings.log_format)
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    services = build_services(settings, works=True)
    services.start()
    err.print(f"Running up to {settings.workers} analyses at a time (Ctrl+C stops)")
    try:
        stopping.wait()
    finally:
        services.close()
