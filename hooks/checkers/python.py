"""Python, and sessions of the Python shell, by Python's own compiler."""

import ast
import re
import warnings
from collections.abc import Iterator

from hooks.blocks import PLACES, Block
from hooks.problems import Finding
from hooks.sessions import read_session

# What a notebook or an async shell accepts, a page may show.
FLAGS = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT


def check_python(block: Block) -> Iterator[Finding]:
    found = list(_syntax(block.source))
    if found and any(place in block.options for place in PLACES):
        # A part of a file may be some items of a list, a call or a dictionary.
        source = _dedent(block.source)[0]
        if any(not list(_syntax(f"{a}\n{source}\n{b}")) for a, b in ("[]", "{}")):
            return
    yield from found


def check_pycon(block: Block) -> Iterator[Finding]:
    _, commands = read_session("pycon", block.source)
    if not commands:
        yield Finding(1, 1, "a session without a prompt", "start what is typed with '>>> '")
    for command in commands:
        for finding in _syntax(command.text, interactive=True):
            # The prompt stands before each line of the command.
            yield Finding(
                command.line + finding.line - 1,
                finding.column + 4,
                finding.message,
                finding.remedy,
            )


def _syntax(source: str, interactive: bool = False) -> Iterator[Finding]:
    source, indent = _dedent(source)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", SyntaxWarning)
            compile(source, "<block>", "exec", FLAGS)
    except SyntaxError as error:
        line, column = error.lineno or 1, error.offset or 1
        last = source.count("\n") + 1
        if line > last:  # an error at the end of the source
            line, column = last, len(source.split("\n")[-1]) + 1
        yield Finding(line, max(column, 1) + indent, error.msg, _remedy(error, source))
    except ValueError as error:
        yield Finding(1, 1, str(error))


def parse(source: str) -> tuple[ast.Module | None, int]:
    """The tree of a source, and the indentation that was taken off it; no tree if it is wrong."""
    source, indent = _dedent(source)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return compile(source, "<block>", "exec", FLAGS), indent
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None, 0


def _dedent(source: str) -> tuple[str, int]:
    """Take off the indentation that all lines share, as of a method shown without its class."""
    lines = source.split("\n")
    widths = [len(line) - len(line.lstrip(" ")) for line in lines if line.strip()]
    indent = min(widths, default=0)
    return "\n".join(line[indent:] for line in lines), indent


def _remedy(error: SyntaxError, source: str) -> str:
    lines = source.split("\n")
    line = lines[error.lineno - 1] if error.lineno and error.lineno <= len(lines) else ""
    if isinstance(error, TabError):
        return "indent with four spaces"
    if isinstance(error, IndentationError):
        return "the lines of a block are indented alike, by four spaces"
    if line.startswith(("$ ", ">>> ")):
        return "a session is a `console` or `pycon` block"
    if re.match(r"\s*print\s+[^(]", line):
        return "this is Python 2: write print(…)"
    return ""
