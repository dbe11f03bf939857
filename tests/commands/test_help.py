"""Help, version and completion: complete, and cheap because they import no command."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from proof_of_talent import __version__
from proof_of_talent.commands.cli import COMMANDS
from proof_of_talent.commands.lazy import load_command

HEAVY = ("pydantic", "rich", "structlog", "fastapi", "orjson", "importlib.metadata")


def run(*arguments, **environment):
    command = [sys.executable, "-m", "proof_of_talent", *arguments]
    return subprocess.run(
        command, env=os.environ | environment, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_says_of_a_command_what_its_own_help_begins_with(name):
    first = " ".join((load_command(COMMANDS[name], name).help or "").split("\n\n")[0].split())
    assert first.startswith(COMMANDS[name].help)
    assert COMMANDS[name].help.endswith(".")


@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_names_every_command(option):
    done = run(option)
    assert done.returncode == 0
    assert all(f"\n  {name} " in done.stdout for name in COMMANDS)
    assert "--install-completion" in done.stdout


def test_a_command_s_help_has_its_options_and_no_completion_of_its_own():
    done = run("keys", "create", "-h")
    assert "--scope" in done.stdout
    assert "--install-completion" not in done.stdout


def test_version():
    assert run("--version").stdout == run("version").stdout == f"{__version__}\n"


def test_completion_knows_commands_and_their_options():
    def complete(words):
        asked = {"COMP_WORDS": f"proof-of-talent {words}", "COMP_CWORD": str(len(words.split()))}
        environment = os.environ | asked | {"_PROOF_OF_TALENT_COMPLETE": "complete_bash"}
        program = Path(sys.executable).with_name("proof-of-talent")
        return subprocess.run(
            [program], env=environment, capture_output=True, text=True, check=False
        ).stdout.split()

    assert complete("ex") == ["export"]
    assert "--columns" in complete("export --c")


def test_help_loads_nothing_heavy():
    code = "import sys; sys.argv[1:] = ['--help']\nfrom proof_of_talent.commands.cli import main\n"
    code += f"try:\n    main()\nfinally:\n    print([it for it in {HEAVY} if it in sys.modules])\n"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.splitlines()[-1] == "[]"
