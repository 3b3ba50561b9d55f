"""What a shell reads without a word, and what nobody means: pasted prompts, another shell's ways."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from hooks.checkers.grammars import parse, place
from hooks.checkers.words import descend
from hooks.problems import Finding

# Commands of bash for which PowerShell has none, nor an alias.
ONLY_BASH = re.compile(r"(export|source)(?=\s|$)")
# What stands at the beginning of a command in bash, and what is meant. The prompt: `$ ` is `$`.
PASTED = (
    (re.compile(r"\$\s"), "a prompt in a command", "remove it"),
    (re.compile(r"\$env:"), "this is PowerShell", "write export NAME=value"),
    (re.compile(r"set\s+\w+="), "this is cmd: here `set` sets no variable", "write export"),
    (re.compile(r"(\.\\|\.?\w+\\)\w"), "a shell drops the \\ of a path", "write /"),
    (re.compile(r"\w+\s+=\s"), "spaces around the = of a variable", "write NAME=value"),
    (re.compile(r"export\s+\w+\s+="), "spaces around the = of a variable", "write NAME=value"),
)


def check_slips(shell: str, source: str) -> Iterator[Finding]:
    """Mistakes that are right syntax, in a text that the grammar reads."""
    if shell == "bat":
        return
    for node in descend(parse(shell, source)):
        if shell == "bash" and node.type in ("command", "declaration_command"):
            yield from _check_command(source, node)
        elif shell == "bash" and node.type == "file_redirect":
            yield from _check_redirect(source, node)
        elif node.type == "command" and (match := ONLY_BASH.match(_text(node))):
            message = f"PowerShell has no command {match[1]!r}"
            yield Finding(*place(source, node), message, "show PowerShell's own way")


def _check_command(source: str, node: Node) -> Iterator[Finding]:
    for pattern, message, remedy in PASTED:
        if pattern.match(_text(node)):
            yield Finding(*place(source, node), message, remedy)
    last, after = node.children[-1], source.encode()[node.end_byte :]
    if "://" in _text(last) and re.match(rb"&\w+=", after):
        line, column = place(source, last)
        message = "a shell ends the command at the & of an address without quotes"
        yield Finding(line, column, message, "put the address into quotes")


def _check_redirect(source: str, node: Node) -> Iterator[Finding]:
    """`pip install django>=5.2` writes into a file `=5.2`, `flask<4` reads from a file `4`."""
    if re.match(r">=|<=|<\d+(\.\d+)*$", _text(node).split()[0]):
        message = f"a shell takes {_text(node)[0]!r} for a redirection"
        yield Finding(*place(source, node), message, "put the requirement into quotes")


def _text(node: Node) -> str:
    return (node.text or b"").decode()
