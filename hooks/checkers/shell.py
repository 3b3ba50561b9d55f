"""Commands: POSIX shell and PowerShell, alone and in sessions."""

from collections.abc import Iterator

from hooks.blocks import Block
from hooks.checkers.grammars import check_syntax
from hooks.problems import Finding
from hooks.sessions import read_session


def check_bash(block: Block) -> Iterator[Finding]:
    yield from check_syntax("bash", block.source)


def check_powershell(block: Block) -> Iterator[Finding]:
    yield from check_syntax("powershell", block.source)


def check_console(block: Block) -> Iterator[Finding]:
    yield from _session("console", "bash", block, "$ ")


def check_powershell_session(block: Block) -> Iterator[Finding]:
    yield from _session("ps1con", "powershell", block, "PS> ")


def _session(language: str, shell: str, block: Block, prompt: str) -> Iterator[Finding]:
    preamble, commands = read_session(language, block.source)
    if not commands:
        yield Finding(1, 1, "a session without a prompt", f"start what is typed with {prompt!r}")
    elif any(line.strip() for line in preamble):
        yield Finding(1, 1, "output before the first prompt", f"begin with {prompt!r}")
    for command in commands:
        if not command.text.strip():
            yield Finding(command.line, 1, "a prompt without a command", "remove it")
        for finding in check_syntax(shell, command.text):
            column = finding.column + (command.column if finding.line == 1 else 0)
            line = command.line + finding.line - 1
            yield Finding(line, column, finding.message, finding.remedy)
