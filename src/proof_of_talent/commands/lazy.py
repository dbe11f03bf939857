"""Commands that are imported when they are run, so that `--help` and completion cost next to nothing."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any, ClassVar, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command, get_group


class LazyCommand(NamedTuple):
    """Where a command is, and what it does in a sentence: the first one of its docstring."""

    module: str
    name: str
    help: str


class LazyGroup(TyperGroup):
    """A group that knows its commands by name and sentence; subclasses say which there are."""

    lazy: ClassVar[Mapping[str, LazyCommand]]

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the library gives it
        """Return the names in the order in which help shows them."""
        return list(self.lazy)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - as above
        """Import and return a command, None if there is none of that name."""
        if cmd_name not in self.commands and (found := self.lazy.get(cmd_name)):
            self.commands[cmd_name] = load_command(found, cmd_name)
        return self.commands.get(cmd_name)

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - as above
        """Write the list of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.help) for name, command in self.lazy.items()])

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """Complete names of commands without importing them, and options as usual."""
        known: dict[str, Any] = {
            name: TyperCommand(name, short_help=command.help) for name, command in self.lazy.items()
        }
        names = TyperGroup(commands=known, add_help_option=False)
        return names.shell_complete(typer.Context(names), incomplete) or super().shell_complete(
            ctx, incomplete
        )


def load_command(command: LazyCommand, name: str) -> Any:
    """Import a command: a function, or a group of several."""
    found = getattr(import_module(command.module), command.name)
    if isinstance(found, typer.Typer):
        found.info.name = name
        return get_group(found)
    alone = typer.Typer(add_completion=False, rich_markup_mode=None)
    alone.command(name)(found)
    return get_command(alone)
