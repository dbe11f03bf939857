"""The console command `proof-of-talent`."""

import errno
import gc
import os
import sys
from typing import Annotated

import typer

from proof_of_talent.commands.lazy import LazyCommand, LazyGroup

DISK_FAILURES = {
    *(errno.ENOENT, errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT),
    *(errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.ENAMETOOLONG, errno.ELOOP),
}
"""What is wrong with a path or a disk, and no bug of ours."""
_HERE = "proof_of_talent.commands"
COMMANDS = {
    "serve": LazyCommand(f"{_HERE}.serve", "serve", "Serve the API and run analyses."),
    "worker": LazyCommand(f"{_HERE}.worker", "worker", "Run analyses until stopped."),
    "assess": LazyCommand(f"{_HERE}.assess", "assess", "Assess applications and record each analysis."),
    "samples": LazyCommand(
        f"{_HERE}.assess",
        "samples",
        "Assess the bundled sample applications, one per field, and print their summaries.",
    ),
    "evaluate": LazyCommand(
        f"{_HERE}.evaluate",
        "evaluate",
        "Judge labelled cases with one or more assessors and compare them criterion by criterion.",
    ),
    "stats": LazyCommand(
        f"{_HERE}.records",
        "stats",
        "Print the overview: totals, success rate, averages by field, recommendations.",
    ),
    "chart": LazyCommand(f"{_HERE}.chart", "chart", "Draw a chart of the dashboard to a file."),
    "report": LazyCommand(f"{_HERE}.chart", "report", "Write all charts of the dashboard to a PDF."),
    "erase": LazyCommand(
        f"{_HERE}.records",
        "erase_for_good",
        "Erase everything about a session: documents, answers, results, and its share of all figures.",
    ),
    "reset": LazyCommand(
        f"{_HERE}.reset",
        "reset",
        "Remove analyses for good: records, sessions, documents, and their share of all figures.",
    ),
    "demo": LazyCommand(
        f"{_HERE}.demo",
        "demo",
        "Make synthetic records to try dashboards and exports with, in a database of their own.",
    ),
    "copy": LazyCommand(
        f"{_HERE}.copy", "copy", "Copy everything from one store to another and compare the two."
    ),
    "doctor": LazyCommand(
        f"{_HERE}.doctor", "doctor", "Check the setup; exit code 1 if anything cannot work."
    ),
    "backup": LazyCommand(
        f"{_HERE}.backup", "backup", "Copy the database into a new folder and check the copy."
    ),
    "restore": LazyCommand(
        f"{_HERE}.backup",
        "restore_from_backup",
        "Put a backup in the place of the SQLite file, or into an empty MongoDB database.",
    ),
    "rollups": LazyCommand(
        f"{_HERE}.records", "rollups", "Check or rebuild the rollups that figures are read from."
    ),
    "export": LazyCommand(
        f"{_HERE}.export",
        "export",
        "Write all matching records to a file with a manifest beside it, or to standard output.",
    ),
    "verify-export": LazyCommand(
        f"{_HERE}.export",
        "verify_exported",
        "Check an exported file against its manifest; exit code 1 if it is not whole.",
    ),
    "import": LazyCommand(
        f"{_HERE}.importing",
        "import_records",
        "Take in exported records; those already there are left alone.",
    ),
    "dataset": LazyCommand(f"{_HERE}.dataset", "dataset", "Build, check and compare datasets."),
    "clients": LazyCommand(
        f"{_HERE}.clients", "clients", "List, show, note, tag and erase the clients of an adviser."
    ),
    "rejudge": LazyCommand(
        f"{_HERE}.rejudge",
        "rejudge",
        "Judge papers again under the rules of now, or by the assessor of now.",
    ),
    "reviews": LazyCommand(
        f"{_HERE}.reviews", "reviews", "Assign reviews by people, see how far they agree, export them."
    ),
    "keys": LazyCommand(f"{_HERE}.keys", "keys", "Make, list and revoke API keys."),
    "rules": LazyCommand(f"{_HERE}.rules", "rules", "List, check and compare the visa's rules."),
    "version": LazyCommand(f"{_HERE}.cli", "version", "Print the version."),
}


class Commands(LazyGroup):
    """All commands."""

    lazy = COMMANDS


app = typer.Typer(
    name="proof-of-talent",
    cls=Commands,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def print_version(wanted: bool) -> None:
    """Print the version and end, if `--version` was given."""
    if wanted:
        version()
        raise typer.Exit


@app.callback()
def begin_command(
    _: Annotated[
        bool, typer.Option("--version", callback=print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Assess UK Global Talent applications, record every analysis, learn from all of them."""
    from proof_of_talent.observing.logs import configure_logs  # noqa: PLC0415 - not for help and completion

    configure_logs("WARNING", "text")


def version() -> None:
    """Print the version."""
    from proof_of_talent import __version__  # noqa: PLC0415 - read from the package's metadata

    typer.echo(__version__)


def main() -> None:
    """Run the command line; an expected failure is one sentence on standard error and exit code 1."""
    os.umask(0o077)  # what we write holds personal data: for its user's eyes only
    gc.set_threshold(50_000, 20, 50)  # importing makes many objects and no garbage: search less often
    try:
        app()
    except BrokenPipeError:
        sys.exit(141)  # the reader of our output went away, as with `| head`
    except Exception as error:
        from proof_of_talent.domain.errors import TalentError  # noqa: PLC0415 - not for help and completion

        if isinstance(error, TalentError):
            tell_failure(error.message)
        elif isinstance(error, OSError) and error.errno in DISK_FAILURES:
            tell_failure(f"{error.filename or 'A file'}: {error.strerror}. Check the path and permissions.")
        else:
            raise
        sys.exit(1)


def tell_failure(message: str) -> None:
    """Print a failure on standard error, on one line however long it is."""
    from rich.text import Text  # noqa: PLC0415 - as above

    from proof_of_talent.commands.context import err  # noqa: PLC0415 - as above

    err.print(Text.assemble(("error:", "red"), f" {message}"), soft_wrap=True)
