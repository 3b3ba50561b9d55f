"""Commands: POSIX shell, PowerShell and cmd, alone and in sessions."""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from hooks.blocks import Block
from hooks.checkers.commands import check_commands
from hooks.checkers.grammars import check_syntax
from hooks.checkers.slips import check_slips
from hooks.problems import Finding
from hooks.sessions import read_session

Shown = Mapping[str, str]
NOTHING: Shown = MappingProxyType({})

# `for %i in …` is typed with one sign, and written with two in a file, which the grammar reads.
TYPED_VARIABLE = re.compile(r"(?<![%\w])%(?=[A-Za-z]\b(?!%))")


def check_bash(block: Block, shown: Shown = NOTHING) -> Iterator[Finding]:
    yield from _check("bash", block.source, shown)


def check_powershell(block: Block, shown: Shown = NOTHING) -> Iterator[Finding]:
    yield from _check("powershell", block.source, shown)


def check_bat(block: Block, shown: Shown = NOTHING) -> Iterator[Finding]:
    yield from _check("bat", block.source, shown)


def check_console(block: Block, shown: Shown = NOTHING) -> Iterator[Finding]:
    yield from _session("console", "bash", block, "$ ", shown)


def check_powershell_session(block: Block, shown: Shown = NOTHING) -> Iterator[Finding]:
    yield from _session("ps1con", "powershell", block, "PS> ", shown)


def check_cmd_session(block: Block, shown: Shown = NOTHING) -> Iterator[Finding]:
    yield from _session("doscon", "bat", block, "C:\\>", shown)


def _check(shell: str, text: str, shown: Shown) -> Iterator[Finding]:
    """The syntax; where that is right, slips, and what the programs would refuse."""
    wrong = list(check_syntax(shell, text))
    yield from wrong or check_slips(shell, text)
    if not wrong:
        yield from check_commands(shell, text, shown)


def _session(
    language: str, shell: str, block: Block, prompt: str, shown: Shown
) -> Iterator[Finding]:
    lines = block.source.split("\n")
    preamble, commands = read_session(language, block.source)
    if not commands:
        yield Finding(1, 1, "a session without a prompt", f"start what is typed with {prompt!r}")
    elif any(line.strip() for line in preamble):
        yield Finding(1, 1, "output before the first prompt", f"begin with {prompt!r}")
    for command in commands:
        if not command.text.strip():
            yield Finding(command.line, 1, "a prompt without a command", "remove it")
        typed = command.text.split("\n")
        text = TYPED_VARIABLE.sub("%%", command.text) if shell == "bat" else command.text
        for finding in _check(shell, text, shown):
            line = command.line + finding.line - 1
            # What a prompt takes stands in the block's line and not in what is typed.
            taken = len(lines[line - 1]) - len(typed[finding.line - 1])
            yield Finding(line, taken + finding.column, finding.message, finding.remedy)
