"""What all commands share: settings with the command line's overrides, an open store, the two consoles."""

import getpass
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from proof_of_talent.domain.criteria import Rulebook, load_rulebook
from proof_of_talent.domain.errors import SetupError
from proof_of_talent.domain.ports import Store
from proof_of_talent.wiring.bootstrap import Services, build_services
from proof_of_talent.wiring.opening import open_store, seal_store
from proof_of_talent.wiring.settings import Settings

# What people wrote is printed as it is: no markup, no emoji codes, no colours for what looks like a number.
out = Console(markup=False, emoji=False, highlight=False)
err = Console(markup=False, emoji=False, highlight=False, stderr=True)

PIPED_WIDTH = 2_000
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
StoreOption = Annotated[
    str | None, typer.Option("--store", help="Where records are kept (default: PROOF_OF_TALENT_STORE).")
]


def print_table(table: Table) -> None:
    """Print a table; where nobody looks at it on a terminal it is as wide as its content."""
    if out.is_terminal:
        out.print(table)
    else:
        Console(markup=False, emoji=False, highlight=False, width=PIPED_WIDTH, file=out.file).print(table)


def read_settings(**overrides: Any) -> Settings:
    """Return the settings with those options that were given on the command line.

    Raises:
        SetupError: a setting is not valid (its value may be a key and is not repeated), or the settings
            file cannot be read.
    """
    try:
        settings = Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "PROOF_OF_TALENT_" + str(first["loc"][0]).upper().removeprefix("PROOF_OF_TALENT_")
        raise SetupError(f"{name} is not valid: {first['msg']}.", field=name) from None
    except (OSError, UnicodeError):
        settings = None
    if settings is None or (settings.settings_file and not settings.settings_file.is_file()):
        raise SetupError(
            "The file that PROOF_OF_TALENT_SETTINGS_FILE names cannot be read.",
            field="PROOF_OF_TALENT_SETTINGS_FILE",
        )
    return settings.model_copy(update={name: value for name, value in overrides.items() if value is not None})


def make_folder_private(folder: Path) -> None:
    """Make the data folder where it is missing, and have it be its user's own.

    Raises:
        SetupError: it cannot be made or written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if folder.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            folder.chmod(0o700)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise SetupError(
            f"The data folder {folder} cannot be written ({error.strerror}). Check its permissions, or set "
            "PROOF_OF_TALENT_DATA_DIR to a folder of yours.",
            field="PROOF_OF_TALENT_DATA_DIR",
        ) from None


def open_rulebook() -> Rulebook:
    """Return the rules that the settings choose."""
    return load_rulebook(read_settings().rules)


@contextmanager
def opened_store(url: str | None, *, creates: bool = False) -> Iterator[Store]:
    """Open the chosen or configured store for one command; see `open_store`."""
    settings = read_settings(store=url)
    store = open_store(settings.store_url, settings.mongodb_database, creates=creates)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def opened_papers(url: str | None) -> Iterator[Store]:
    """Open the store with the keys that papers, names and notes are encrypted with."""
    settings = read_settings(store=url)
    store = open_store(settings.store_url, settings.mongodb_database, creates=False)
    try:
        yield seal_store(store, settings.encryption_key.get_secret_value())
    finally:
        store.close()


@contextmanager
def opened_services(settings: Settings) -> Iterator[Services]:
    """Wire all services for one command."""
    services = build_services(settings)
    try:
        yield services
    finally:
        services.close()


def name_operator() -> str:
    """Return how the audit log names whoever runs a command: the operating system's user."""
    try:
        return f"operator:{getpass.getuser()}"
    except (KeyError, OSError):  # a user without a name, as in some containers
        return "operator"
