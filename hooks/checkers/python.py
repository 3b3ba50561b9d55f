"""Python, and sessions of the Python shell, by Python's own compiler."""

import ast
import re
import warnings
from collections.abc import Iterator

from hooks.blocks import PLACES, Block
from hooks.checkers.reading import dedent, parse, read
from hooks.problems import Finding
from hooks.sessions import read_session

# An ellipsis that stands for arguments, parameters or items: `f(a=1, ...)`, `{"a": 1, ...}`.
LEFT_OUT = re.compile(r"(,\s*)?\.\.\.(?=\s*[)}])|(?<=[(\[{,])\s*\.\.\.(?=\s*\n)")
# Only with these words Python may refuse what its grammar allows: to compile all takes longer.
AT_START = re.compile(r"\n(return|yield|break|continue)\b")
ANYWHERE = ("await", "nonlocal", "global")
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
BLOCKS = (*DEFINITIONS, ast.If, ast.For, ast.While, ast.With, ast.AsyncWith, ast.AsyncFor)
# Signatures as a reference lists them: nothing follows, not even the colon.
SIGNATURE = re.compile(r"^((?:async )?def .*[^:,(\s])$(?!\n[ \t])", re.MULTILINE)


def check_python(block: Block) -> Iterator[Finding]:
    found = list(_syntax(block.source))
    whole = block.title and not any(place in block.options for place in PLACES)
    if found and not whole and _is_fragment(block.source):
        return
    yield from found


def check_pycon(block: Block) -> Iterator[Finding]:
    _, commands = read_session("pycon", block.source)
    if not commands:
        yield Finding(1, 1, "a session without a prompt", "start what is typed with '>>> '")
    for command in commands:
        found = list(_syntax(command.text))
        if re.match(r"\s+[^\s#]", command.text):
            found = [Finding(1, 1, "unexpected indent", "type it right after the prompt")]
        elif found and not block.title and _is_fragment(command.text):
            continue
        for finding in found:
            # The prompt stands before each line of the command.
            yield Finding(
                command.line + finding.line - 1,
                finding.column + 4,
                finding.message,
                finding.remedy,
            )


def _syntax(source: str) -> Iterator[Finding]:
    reading = read(source)
    error = reading.error
    if isinstance(error, SyntaxError):
        source, _ = dedent(source)
        line, column = error.lineno or 1, error.offset or 1
        last = source.count("\n") + 1
        if line > last:  # an error at the end of the source
            line, column = last, len(source.split("\n")[-1]) + 1
        yield Finding(line, max(column, 1) + reading.indent, error.msg, _remedy(error, source))
    elif error:
        yield Finding(1, 1, str(error))
    elif any(word in source for word in ANYWHERE) or AT_START.search("\n" + source):
        yield from _misplaced(*dedent(source))


def _misplaced(source: str, indent: int) -> Iterator[Finding]:
    """What Python reads, and refuses where it stands: `await` in a plain function."""
    try:
        with warnings.catch_warnings(action="ignore"):
            compile(source, "<block>", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    except SyntaxError as error:
        yield Finding(error.lineno or 1, (error.offset or 1) + indent, error.msg)
    except (RecursionError, MemoryError):
        return


def _is_fragment(source: str) -> bool:
    """Whether it is right once the reader adds what is left out.

    That is an ellipsis where Python allows none, the brackets around some items, the function
    below a decorator, the body of a definition of which only the head is shown, what stands above
    an `else`, `elif` or `except`.
    """
    source = dedent(source)[0].rstrip()
    items = source.strip().removeprefix("...").removesuffix("...")
    full = LEFT_OUT.sub("", source.replace("…", "...")).replace("...", "_")
    if any(_read(text) for text in (full, f"[\n{items}\n]", f"{{\n{items}\n}}")):
        return True
    decorators = full.removesuffix("\n_")
    listed = _read(SIGNATURE.sub(r"\1: ...", full)) or _read(decorators + "\ndef _(): ...")
    if listed and all(isinstance(statement, DEFINITIONS) for statement in listed):
        return True
    if any(_read(f"{above}: ...\n{full}") for above in ("if _", "try")):
        return True
    head = _read(full + " ...")
    return len(head) == 1 and isinstance(head[0], BLOCKS)


def _read(source: str) -> list[ast.stmt]:
    """The statements, none if Python cannot read them."""
    tree, error, _ = parse(source)
    return tree.body if tree and not error else []


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
