"""The kinds of parser that programs use, asked what they say to some words. Nothing is run.

Each function raises `Refused`, at the first thing that the parser does not take.
"""

import argparse
import copy
import itertools
import optparse
import re
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import cache
from typing import Any, NoReturn
from unittest import mock

import click

from hooks.checkers.words import Word

Words = list[Word]


class Refused(Exception):
    """The program's parser does not take these words."""

    def __init__(
        self, message: str, names: Iterable[str] = (), word: str = "", sure: bool = True
    ) -> None:
        super().__init__(message)
        self.words: Words = []
        self.names = sorted(set(names))
        """What the parser knows: subcommands, options or choices."""
        self.word = word
        self.sure = sure
        """False where a project may define more: only a near miss is then a mistake."""


class _Ended(Exception):
    """The parser is done early, as with `--help`, or has been caught."""


def option_name(word: str) -> str:
    return word.split("=")[0] if word.startswith("-") else word


def unknown(title: str, word: str, names: Iterable[str], sure: bool = True) -> Refused:
    what = "option" if word.startswith("-") else "command"
    return Refused(f"{title} has no {what} {option_name(word)!r}", names, word, sure)


def parse_argparse(parser: Any, words: Words, title: str, sure: bool = True) -> Any:
    """The values, or None where the parser ends early."""
    parsers = list(_nested(parser))
    names = {name for each in parsers for name in each._option_string_actions}

    def refuse(message: str) -> NoReturn:
        if "arguments are required" in message:  # argparse says this first
            for word in words:
                if word.startswith("--") and not any(
                    n.startswith(option_name(word)) for n in names
                ):
                    raise unknown(title, word, names, sure)
        short, _, choices = message.partition(" (choose from ")
        message = message if len(message) < 100 else short
        raise Refused(f"{title}: {message}", names | set(re.findall(r"[\w.-]+", choices)))

    for each in parsers:
        each.error, each.exit, each._print_message = refuse, _end, _end
        for action in each._actions:
            if action.type not in (int, float):  # others may open files
                action.type = None
    try:
        values, extra = parser.parse_known_args(words[1:])
    except _Ended:
        return None
    for word in extra:
        if word.startswith("-") and word != "--":
            raise unknown(title, word, names, sure)
    for word in extra:
        raise Refused(f"{title} takes no further argument {word!r}", word=word)
    return values


def _nested(parser: Any) -> Iterator[Any]:
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for child in action.choices.values():
                yield from _nested(child)


def _end(*_: object) -> NoReturn:
    raise _Ended


def catch_parser(main: Callable[[], object]) -> Any:
    """The parser that `main` builds for itself."""
    parsers = []

    def catch(parser: Any, *_: object) -> NoReturn:
        parsers.append(parser)
        raise _Ended

    with mock.patch("argparse.ArgumentParser.parse_args", catch), suppress(_Ended):
        main()
    return parsers[0]


def parse_optparse(parser: optparse.OptionParser, words: Words, title: str) -> tuple[Any, Words]:
    parser = copy.copy(parser)
    names = {name for group in [parser, *parser.option_groups] for name in _option_strings(group)}

    def refuse(message: str) -> NoReturn:
        raise Refused(f"{title}: {message}", names)

    given: Any = parser
    given.error, given.exit, given.print_help = refuse, _end, _end
    try:
        values, rest = given.parse_args(words[1:], optparse.Values(parser.defaults))
    except _Ended:
        return None, []
    return values, rest


def _option_strings(group: Any) -> Iterator[str]:
    return (
        name for option in group.option_list for name in (*option._short_opts, *option._long_opts)
    )


def parse_click(
    command: Any, words: Words, title: str, own: Iterable[str] = (), sure: bool = True
) -> None:
    """Only the parser runs: none of the callbacks, none of the types that look at files."""
    context = command.context_class(command, info_name=title)
    params = command.get_params(context)
    try:
        values, rest, _ = command.make_parser(context).parse_args(words[1:])
    except click.NoSuchOption as error:
        names = [o for p in params for o in p.opts + p.secondary_opts]
        raise unknown(title, error.option_name, names) from None
    except click.UsageError as error:
        raise Refused(f"{title}: {error.message}") from None
    if any(p.is_eager and getattr(p, "is_flag", False) and p.name in values for p in params):
        return
    for param in params:
        value = values.get(param.name)
        given = isinstance(value, (str, tuple)) and len(value) > 0
        if param.required and not given and not param.envvar:
            raise Refused(f"{title}: {param.make_metavar(context)} is missing")
        if isinstance(value, str) and param.type.name in ("choice", "integer", "float"):
            try:
                param.type.convert(value, param, context)
            except click.BadParameter as error:
                names = getattr(param.type, "choices", [])
                raise Refused(f"{title}: {error.message}", names, value) from None
    commands = getattr(command, "commands", None)
    if commands is None or not rest:
        return
    if rest[0] in commands:
        parse_click(commands[rest[0]], rest, f"{title} {rest[0]}")
    elif rest[0] not in own:
        raise unknown(title, rest[0], [*commands, *own], sure)


@cache
def ask(*command: str) -> tuple[bool, str]:
    """Whether a program takes its words, of which the last asks for help, and what it prints."""
    result = subprocess.run(
        command, capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL, timeout=20
    )
    return result.returncode == 0, result.stdout + result.stderr


def parse_clap(binary: str, words: Words, title: str) -> None:
    """Programs in Rust: clap refuses what it does not know before it comes to `--help`."""
    before = itertools.takewhile(lambda word: word != "--", words[1:])
    taken, error = ask(binary, *before, "--help")
    if not taken:
        tips = re.search(r"exists?: (.*)", error)
        names = re.findall(r"'([^']+)'", tips[1] if tips else "")
        raise Refused(f"{title}: {error.splitlines()[0].removeprefix('error: ')}", names)
