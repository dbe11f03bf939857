"""The console command `proof-of-talent`."""

import sys

import typer
from rich.text import Text

import proof_of_talent
from proof_of_talent.commands import (
    assess,
    backup,
    chart,
    copy,
    dataset,
    demo,
    doctor,
    evaluate,
    export,
    importing,
    keys,
    records,
    rules,
    serve,
    worker,
)
from proof_of_talent.commands.context import err
from proof_of_talent.domain.errors import TalentError
from proof_of_talent.observing.logs import configure_logs

app = typer.Typer(
    name="proof-of-talent",
    help="Assess UK Global Talent applications, record every analysis, learn from all of them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(serve.serve)
app.command()(worker.worker)
app.command()(assess.assess)
app.command()(assess.samples)
app.command()(evaluate.evaluate)
app.command()(records.stats)
app.command()(chart.chart)
app.command()(chart.report)
app.command("erase")(records.erase_for_good)
app.command()(demo.demo)
app.command()(copy.copy)
app.command()(doctor.doctor)
app.command()(backup.backup)
app.command("restore")(backup.restore_backup)
app.add_typer(records.rollups, name="rollups")
app.command()(export.export)
app.command("verify-export")(export.verify_exported)
app.command("import")(importing.import_records)
app.add_typer(dataset.dataset, name="dataset")
app.add_typer(keys.keys, name="keys")
app.add_typer(rules.rules, name="rules")


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(proof_of_talent.__version__)


def main() -> None:
    """Run the command line; an expected failure is one sentence on standard error and exit code 1."""
    configure_logs("WARNING", "text")
    try:
        app()
    except TalentError as error:
        err.print(Text.assemble(("error:", "red"), f" {error.message}"), soft_wrap=True)
        sys.exit(1)
    except BrokenPipeError:
        sys.exit(141)  # the reader of our output went away, as with `| head`
