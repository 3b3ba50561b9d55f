"""What a shell reads without a word, and what nobody means: pasted prompts, another shell's ways."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from hooks.checkers.grammars import parse, place
from hooks.checkers.words import descend
from hooks.problems import Finding

# The grammars' names for a simple command.
COMMANDS = {
    "bash": ("command", "declaration_command"),
    "bat": ("cmd", "variable_assignment"),
    "powershell": ("command", "assignment_expression"),
}
# What stands at the beginning of a command, and what is meant. The prompt in bash: `$ ` is `$`.
PASTED = {
    "bash": (
        (re.compile(r"\$\s"), "a prompt in a command", "remove it"),
        (re.compile(r"\$env:"), "this is PowerShell", "write export NAME=value"),
        (re.compile(r"set\s+\w+="), "this is cmd: here `set` sets no variable", "write export"),
        (re.compile(r"(\.\\|\.?\w+\\)\w"), "a shell drops the \\ of a path", "write /"),
        (re.compile(r"\w+\s+=\s"), "spaces around the = of a variable", "write NAME=value"),
        (re.compile(r"export\s+\w+\s+="), "spaces around the = of a variable", "write NAME=value"),
        (re.compile(r"\S*/bin/activate$"), "this starts nothing", "write source before it"),
        (
            re.compile(r"curl\s.*-(H|-header)\s+[\w-]+:\s+((application|text)/|Bearer|Token)"),
            "the shell ends the header at its space",
            "put the header into quotes",
        ),
    ),
    "powershell": (
        # Commands of bash for which PowerShell has none, nor an alias.
        (re.compile(r"(export|source)(?=\s|$)"), "PowerShell has no command {!r}", "show its own"),
        (
            re.compile(r"set\s+\w+="),
            "this is cmd: here `set` sets no variable of the environment",
            'write $env:NAME = "value"',
        ),
        (re.compile(r"[A-Za-z_]\w*="), "this is bash", 'write $env:NAME = "value"'),
        (
            re.compile(r"\$env:(FLASK|DJANGO)_\w+\s*=\s*[A-Za-z][\w.:]*$"),
            "PowerShell takes a word without quotes for a command",
            'write $env:NAME = "value"',
        ),
        (
            re.compile(r"\S*activate\.bat$"),
            "this is for cmd: in PowerShell it changes nothing",
            "write .venv\\Scripts\\Activate.ps1",
        ),
        (
            re.compile(r"rm\s+-(rf|fr)\b"),
            "in PowerShell `rm` has no such option",
            "write Remove-Item -Recurse -Force",
        ),
    ),
    "bat": (
        (re.compile(r"(export|source)(?=\s|$)"), "cmd has no command {!r}", "show its own way"),
        (re.compile(r"\$env\b"), "this is PowerShell", "write set NAME=value"),
        (
            re.compile(r"set\s+\w+\s+="),
            "the spaces around = become part of the variable",
            "write set NAME=value",
        ),
    ),
}
PASTED_JSON = re.compile(r"""curl\S*\s.*-(?:d|-data|-json)\s+"\{\s*'""", re.DOTALL)


def check_slips(shell: str, source: str) -> Iterator[Finding]:
    """Mistakes that are right syntax, in a text that the grammar reads."""
    for node in descend(parse(shell, source)):
        if node.type in COMMANDS[shell]:
            yield from _check_command(shell, source, node)
        elif node.type in ("file_redirect", "redirection", "generic_token"):
            yield from _check_redirect(source, node)
        elif node.type == "test_command" and re.match(r"\[[^\s[(]|\[ .*[^\s\]]\]$", _text(node)):
            message = "[ is a command: a space stands after it, and before the ]"
            yield Finding(*place(source, node), message, "write [ … ]")


def _check_command(shell: str, source: str, node: Node) -> Iterator[Finding]:
    for pattern, message, remedy in PASTED[shell]:
        if match := pattern.match(_text(node)):
            yield Finding(*place(source, node), message.format(match[0]), remedy)
    if PASTED_JSON.match(_text(node)):
        yield Finding(
            *place(source, node), "JSON has double quotes only", 'write {"name": "value"}'
        )
    last, after = node.children[-1], source.encode()[node.end_byte :]
    if shell == "bash" and "://" in _text(last) and re.match(rb"&\w+=", after):
        line, column = place(source, last)
        message = "a shell ends the command at the & of an address without quotes"
        yield Finding(line, column, message, "put the address into quotes")
    if shell == "bash" and _text(node).startswith("cd ") and re.match(rb"\s*&(?![&>])", after):
        message = "with a single & the shell stays in its folder"
        yield Finding(*place(source, node), message, "write &&")


def _check_redirect(source: str, node: Node) -> Iterator[Finding]:
    """`pip install django>=5.2` writes into a file `=5.2`, `flask<4` reads from a file `4`."""
    # In PowerShell's grammar the redirection is a part of the word.
    name = r"[A-Za-z][\w.-]*(\[[\w,]+\])?" if node.type == "generic_token" else ""
    if match := re.match(rf"{name}(>=|<=|<(?=\d+(\.\d+)*$))", _text(node).split()[0]):
        line, column = place(source, node)
        sign = match[0][len(match[0].rstrip("<>=")) :]
        message = f"a shell takes {sign[0]!r} for a redirection"
        column += len(match[0]) - len(sign)
        yield Finding(line, column, message, "put the requirement into quotes")


def _text(node: Node) -> str:
    return (node.text or b"").decode()
