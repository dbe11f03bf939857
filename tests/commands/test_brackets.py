"""What people write is printed as they wrote it: no argument of any command is read as markup."""

import os

import pytest
import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.main import get_command

from proof_of_talent.commands.cli import app
from proof_of_talent.domain.errors import MissingExtraError
from tests.zygote import run_command

NASTY = "[/x]"
"""Ends markup that nobody began, which a markup renderer answers with an exception. Also a folder's path."""


def list_commands(group: TyperGroup, *names: str) -> list[tuple[str, ...]]:
    context = typer.Context(group)
    found = []
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        inner = isinstance(command, TyperGroup)
        found += list_commands(command, *names, name) if inner else [(*names, name)]
    return found


def find_command(names: tuple[str, ...]) -> TyperCommand:
    command = get_command(app)
    for name in names:
        command = command.get_command(typer.Context(command), name)
    return command


COMMANDS = list_commands(get_command(app))
OPTIONS = [
    (names, option.opts[0])
    for names in COMMANDS
    for option in find_command(names).params
    if isinstance(option, TyperOption) and not option.is_flag
]


@pytest.fixture
def run(tmp_path):
    """Run a command in a folder in which the nasty path exists, with a store that has it in its name."""
    (tmp_path / NASTY).mkdir(parents=True)
    ours = {
        "PROOF_OF_TALENT_DATA_DIR": str(tmp_path / NASTY),
        "PROOF_OF_TALENT_HOST": "192.0.2.1",  # not an address of this machine, so that `serve` ends
        "PROOF_OF_TALENT_QUEUE": "no://broker",  # no worker begins
    }

    def call(*arguments):
        return run_command(*arguments, env=os.environ | ours, cwd=tmp_path)

    return call


def fill_arguments(names: tuple[str, ...]) -> list[str]:
    required = [it for it in find_command(names).params if isinstance(it, TyperArgument) and it.required]
    return [NASTY for _ in required]


def assert_no_traceback(done) -> None:
    assert "Traceback" not in done.stderr, done.stderr[-2000:]
    assert done.returncode in (0, 1, 2)


@pytest.mark.parametrize("names", COMMANDS, ids=" ".join)
def test_brackets_in_arguments(names, run):
    assert_no_traceback(run(*names, *fill_arguments(names)))


@pytest.mark.parametrize(("names", "option"), OPTIONS, ids=[" ".join([*it, opt]) for it, opt in OPTIONS])
def test_brackets_in_options(names, option, run):
    assert_no_traceback(run(*names, *fill_arguments(names), option, NASTY))


def test_a_refusal_repeats_what_was_written(run):
    assert run("keys", "create", "reader").returncode == 0  # makes the database
    done = run("export", "z.csv", "--columns", "field,nope[/x] :x:")
    assert "nope[/x] :x:" in done.stderr


def test_names_and_folders_are_printed_as_they_are(run, tmp_path):
    assert (
        f"for {NASTY}[bold], with" in run("keys", "create", NASTY + "[bold]", "--scope", "analytics").stderr
    )
    assert f"{NASTY}[bold]" in run("keys", "list").stdout
    assert f"bytes in {NASTY}/[red].csv" in run("export", f"{NASTY}/[red].csv").stdout
    assert NASTY in run("doctor").stdout


def test_a_hint_to_install_something_is_whole(run):
    done = run("stats", "--store", "mango://x")
    assert "PROOF_OF_TALENT_STORE" in done.stderr
    assert "'proof-of-talent[mongo]'" in MissingExtraError("MongoDB", "mongo").message
