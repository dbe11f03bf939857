"""`doctor`: is this setup able to work, and if not, what to do."""

import shutil
import socket
import stat
import sys
from collections.abc import Callable, Iterator
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, NamedTuple
from urllib.parse import urlsplit

import orjson
import typer
from rich.text import Text

import proof_of_talent
from proof_of_talent.commands.context import JsonOption, StoreOption, make_folder_private, out, read_settings
from proof_of_talent.commands.doctor_model import list_model_checks
from proof_of_talent.commands.doctor_settings import (
    Doubt,
    check_clock,
    check_encryption,
    check_exposure,
    check_names,
    check_retention,
)
from proof_of_talent.domain.criteria import load_rulebook
from proof_of_talent.domain.errors import MissingExtraError, SetupError, TalentError, explain_extra
from proof_of_talent.domain.freshness import list_overdue
from proof_of_talent.wiring.bootstrap import make_extractor, make_scan_reader
from proof_of_talent.wiring.opening import (
    NoStoreError,
    find_database,
    find_store_damage,
    hide_secrets,
    open_store,
)
from proof_of_talent.wiring.settings import Settings

ENOUGH_DISK_BYTES = 500 * 1024 * 1024
EXTRAS = {
    "llm": "openai",
    "llm-anthropic": "anthropic",
    "llm-google": "google.genai",
    "llm-mistral": "mistralai",
    "mongo": "pymongo",
    "queue": "taskiq_aio_pika",
    "fetch": "ssrfguard",
    "otel": "opentelemetry.sdk",
    "ocr": "rapidocr",
}
"""Optional parts, each with a module that it brings."""


class Check(NamedTuple):
    """One thing that must work; `run` returns what it found, raises `Doubt`, or an error with the remedy."""

    name: str
    run: Callable[[], str]


class CheckResult(NamedTuple):
    """What a check found: `ok`, `look` (works, but see) or `wrong`."""

    verdict: str
    name: str
    words: str


COLOURS = {"ok": "green", "look": "yellow", "wrong": "red"}


AskOption = Annotated[
    bool, typer.Option("--ask", help="Ask the model with tiny requests what its server understands.")
]


def doctor(as_json: JsonOption = False, store: StoreOption = None, ask: AskOption = False) -> None:
    """Check the setup; exit code 1 if anything cannot work."""
    settings = read_settings(store=store)
    findings = []
    for check in list_checks(settings, ask=ask):
        findings.append(run_check(check))
        if not as_json:
            tell(findings[-1])
    if as_json:
        out.out(orjson.dumps([it._asdict() for it in findings], option=orjson.OPT_INDENT_2).decode())
    if any(finding.verdict == "wrong" for finding in findings):
        raise typer.Exit(1)


def run_check(check: Check) -> CheckResult:
    """Return what a check found."""
    try:
        return CheckResult("ok", check.name, check.run())
    except Doubt as doubt:
        return CheckResult("look", check.name, str(doubt))
    except TalentError as error:
        return CheckResult("wrong", check.name, error.message)


def list_checks(settings: Settings, *, ask: bool = False) -> Iterator[Check]:
    """Yield the checks in the order in which things depend on each other."""
    yield Check("Python", lambda: f"{sys.version.split()[0]}, proof-of-talent {proof_of_talent.__version__}")
    yield Check("Settings", lambda: check_names(settings.settings_file))
    yield Check("Data folder", lambda: check_folder(settings.data_dir))
    yield Check("Rules", lambda: check_rule_files(settings.rules))
    yield Check("Store", lambda: check_store(settings.store_url, settings.mongodb_database))
    yield Check("Figures", lambda: check_figures(settings.store_url, settings.mongodb_database))
    yield Check("Encryption", lambda: check_encryption(settings))
    yield Check("Exposure", lambda: check_exposure(settings))
    yield Check("Retention", lambda: check_retention(settings))
    yield Check("Clock", lambda: check_clock(settings))
    yield Check("Queue", lambda: check_broker(settings.queue) if settings.queue else "in this process")
    yield Check("Optional parts", lambda: check_extras(settings))
    yield Check("Reading documents", lambda: check_extraction(settings))
    yield Check("Reading scans", lambda: check_scans(settings))
    for name, run in list_model_checks(settings, ask=ask):
        yield Check(name, run)


def check_folder(folder: Path) -> str:
    """Return the folder's free space; raise if it cannot be written."""
    make_folder_private(folder)
    free = shutil.disk_usage(folder).free
    if free < ENOUGH_DISK_BYTES:
        raise SetupError(f"Only {free // 2**20} MB are free in {folder}. Make room.")
    return f"{folder}, {free // 2**30} GB free"


def check_rule_files(folder: Path | None) -> str:
    """Return the rules' versions, and how many are due to be read again; loading validates them."""
    rulebook = load_rulebook(folder)
    versions = ", ".join(f"{field.id} {field.rules_version}" for field in rulebook.fields)
    overdue = len(list_overdue(rulebook, date.today()))  # noqa: DTZ011 - the day where people are
    return f"{versions}; {overdue} overdue (see `proof-of-talent rules check`)" if overdue else versions


def check_store(url: str, database: str | None) -> str:
    """Open the store and read all of it; the address is shown without credentials."""
    try:
        store = open_store(url, database, creates=False)
    except NoStoreError:
        raise Doubt(
            f"{hide_secrets(url)} holds nothing yet. The first `serve`, `assess` or `samples` makes it."
        ) from None
    try:
        store.ping()
    finally:
        store.close()
    damage = find_store_damage(url)
    if damage is not None:
        raise SetupError(f"The database file is damaged ({damage}). Stop the servers and restore a backup.")
    exposed = list_exposed(url)
    if exposed:
        raise SetupError(f"Other users of this machine can read {exposed[0]}. Run: chmod 600 {exposed[0]}")
    return f"{hide_secrets(url)} answers; {describe_topology(url)}"


def describe_topology(url: str) -> str:
    """Return who can share a store of this kind."""
    if url.startswith("sqlite:"):
        return "for processes of this machine, on a disk of its own"
    return "for any number of machines"


def list_exposed(url: str) -> list[Path]:
    """Return the files of an embedded database that not only their owner can read."""
    if not url.startswith("sqlite:///"):
        return []
    path = find_database(url)
    parts = (path.with_name(path.name + suffix) for suffix in ("", "-wal", "-shm"))
    return [part for part in parts if part.exists() and part.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)]


def check_figures(url: str, database: str | None) -> str:
    """Compare the added-up figures with the records."""
    try:
        store = open_store(url, database, creates=False)
    except NoStoreError:
        return "no records yet"
    try:
        drifts = store.rollups.verify()
    finally:
        store.close()
    if drifts:
        raise SetupError(
            f"{len(drifts)} added-up figures differ from the records. Run: proof-of-talent rollups rebuild"
        )
    return "equal to the records"


def check_broker(url: str) -> str:
    """Connect to the broker's address; credentials are checked when a server starts."""
    parts = urlsplit(url)
    port = parts.port or (5671 if parts.scheme == "amqps" else 5672)
    try:
        with socket.create_connection((parts.hostname or "localhost", port), timeout=5):
            return f"{parts.hostname}:{port} accepts connections"
    except OSError as error:
        raise SetupError(
            f"The broker at {parts.hostname}:{port} cannot be reached ({error.strerror or 'no answer'}). "
            "Check PROOF_OF_TALENT_QUEUE; until it is back, workers look for work themselves."
        ) from None


def check_extras(settings: Settings) -> str:
    """Return which optional parts are missing, and how one is installed.

    Raises:
        MissingExtraError: a setting needs one of them.
    """
    missing = [extra for extra, module in EXTRAS.items() if not has_module(module)]
    needed = {
        "queue": ("RabbitMQ", settings.queue),
        "fetch": ("Reading links", settings.fetch_links),
        "otel": ("Sending traces", settings.otlp_endpoint),
    }
    for extra, (what, is_needed) in needed.items():
        if is_needed and extra in missing:
            raise MissingExtraError(what, extra)
    if not missing:
        return "all installed"
    return f"not installed: {', '.join(missing)}. {explain_extra(missing[0])}"


def has_module(name: str) -> bool:
    """Tell whether a module can be imported, without importing it."""
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:  # not even the package that it would be in
        return False


def check_extraction(settings: Settings) -> str:
    """Read a sample document in the guarded process."""
    from proof_of_talent.demo.samples import list_bundled_samples  # noqa: PLC0415 - slow to import

    document = list_bundled_samples()[0].documents[0]
    extractor = make_extractor(settings)
    try:
        pages = extractor.extract(document.content_bytes()).pages
    finally:
        extractor.close()
    return f"{len(pages)} pages read in a process of its own"


def check_scans(settings: Settings) -> str:
    """Read a sample page by text recognition, or return that it is switched off or not installed.

    Raises:
        SetupError: it is installed and does not work.
    """
    from proof_of_talent.demo.samples import list_bundled_samples  # noqa: PLC0415 - slow to import

    if not settings.ocr:
        return "switched off (PROOF_OF_TALENT_OCR)"
    scans = make_scan_reader(settings)
    if scans is None:
        return f"not installed, so that scans are refused. {explain_extra('ocr')}"
    try:
        read = scans.read(list_bundled_samples()[0].documents[0].content_bytes(), [1])
    finally:
        scans.close()
    if not read or not read[1].words:
        raise SetupError(
            "Text recognition is installed and read nothing. Give it more time "
            "(PROOF_OF_TALENT_OCR_SECONDS), or install it anew: make install EXTRAS=ocr."
        )
    return f"{len(read[1].words)} words of a page recognised (Latin letters, Chinese, Japanese)"


def tell(finding: CheckResult) -> None:
    """Print one finding, on one line however long it is, so that commands in it can be copied."""
    verdict = (f"{finding.verdict:<5}", COLOURS[finding.verdict])
    out.print(Text.assemble(verdict, f" {finding.name}: {finding.words}"), soft_wrap=True)
