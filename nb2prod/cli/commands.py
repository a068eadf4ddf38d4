"""What can be typed, read off the parsers: commands, options, and what follows them."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

# argparse has no public way to look at a parser; these two names have been there since it exists.
_Subparsers = argparse._SubParsersAction


@dataclass(frozen=True, slots=True)
class Option:
    """An option of a command.

    Attributes:
        flags: Its spellings.
        help: What it does.
        takes_value: Whether a value follows.
        choices: Values that it can have; empty where any will do.
        takes_path: Whether the value is a path.
    """

    flags: tuple[str, ...]
    help: str
    takes_value: bool
    choices: tuple[str, ...]
    takes_path: bool


@dataclass(frozen=True, slots=True)
class Command:
    """A command with what can follow it.

    Attributes:
        path: Words that lead to it; none for the program itself.
        help: What it does.
        options: Its options.
        words: What can stand as its argument: names of further commands, or the choices of a positional argument.
        takes_paths: Whether its arguments are files.
    """

    path: tuple[str, ...]
    help: str
    options: tuple[Option, ...]
    words: tuple[tuple[str, str], ...]
    takes_paths: bool


def commands_of(parser: argparse.ArgumentParser) -> tuple[Command, ...]:
    """List the commands of a parser, itself first.

    Args:
        parser: A parser.

    Returns:
        All commands, each before those below it.
    """
    return tuple(_commands(parser, (), ""))


def _commands(parser: argparse.ArgumentParser, path: tuple[str, ...], about: str) -> Iterator[Command]:
    below = _below(parser)
    actions = _actions(parser)
    positional = [a for a in actions if not a.option_strings and not isinstance(a, _Subparsers)]
    words = [(name, text) for name, text, _ in below]
    words += [(str(choice), "") for action in positional for choice in action.choices or ()]
    options = tuple(_option(action) for action in actions if action.option_strings)
    yield Command(path, about, options, tuple(words), any(action.type is Path for action in positional))
    for name, text, child in below:
        yield from _commands(child, (*path, name), text)


def _option(action: argparse.Action) -> Option:
    return Option(
        flags=tuple(action.option_strings),
        help=action.help or "",
        takes_value=action.nargs != 0,
        choices=_choices(action.choices),  # type: ignore[arg-type]
        takes_path=action.type is Path,
    )


def _choices(choices: Sequence[object] | None) -> tuple[str, ...]:
    return tuple(map(str, choices or ()))


def _actions(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    return parser._actions


def _below(parser: argparse.ArgumentParser) -> list[tuple[str, str, argparse.ArgumentParser]]:
    for action in _actions(parser):
        if isinstance(action, _Subparsers):
            helps = {choice.dest: choice.help or "" for choice in action._choices_actions}
            return [(name, helps.get(name, ""), child) for name, child in action.choices.items()]
    return []
