"""Outputs of sessions, where what they must be can be known without any effect.

That is what constants, a few functions and methods without effects give: `asteval` computes it.
Of everything else the runs of the chapters tell.
"""

import ast
import io
import re
import shlex
from collections.abc import Iterator
from typing import Any

from asteval import Interpreter

from hooks.blocks import Block
from hooks.problems import Finding
from hooks.sessions import read_session

FUNCTIONS = {
    f.__name__: f
    for f in (abs, all, any, bool, chr, dict, divmod, enumerate, float, int, isinstance, len, list)
    + (max, min, ord, range, repr, reversed, round, sorted, str, sum, tuple, zip)
}
METHODS = re.compile(
    r"capitalize|count|endswith|find|get|index|is(lower|digit|upper)|items|join|keys|[lr]?strip|lower"
    r"|partition|remove(prefix|suffix)|replace|split|splitlines|startswith|title|upper|values"
)
NODES = (
    (ast.Expr, ast.Assign, ast.Name, ast.Constant, ast.expr_context, ast.Attribute, ast.Call)
    + (ast.List, ast.Tuple, ast.Dict, ast.Subscript, ast.Slice, ast.BinOp, ast.BoolOp, ast.UnaryOp)
    + (ast.Compare, ast.IfExp, ast.ListComp, ast.comprehension, ast.operator, ast.boolop)
    + (ast.unaryop, ast.cmpop, ast.keyword, ast.JoinedStr, ast.FormattedValue)
)
# Numbers of five digits, powers and a second product could make something huge.
BIG = 1000
HUGE = re.compile(r"\d{5}|\d[eE_]")
# Where a shell does more than to pass on the words.
SHELL = re.compile(r"[$`|&;<>*?~#\\{}\[\]!\n\"]|^\s*echo\s+-")
QUOTED = re.compile(r"'[^'\n]*'|\"[^\"$`\\!\n]*\"")


def check_outputs(block: Block) -> Iterator[Finding]:
    """Shown outputs that the code surely does not print."""
    if block.language not in ("pycon", "console"):
        return
    session = _Session()
    for command in read_session(block.language, block.source)[1]:
        typed = block.language == "pycon"
        real = session.run(command.text) if typed else _run_in_shell(command.text)
        shown = "\n".join(line.rstrip() for line in command.output)
        left_out = "…" in shown or "..." in shown or block.title and not typed
        if real is not None and shown and not left_out and not _says(shown, real):
            line = command.line + command.text.count("\n") + 1
            yield Finding(line, 1, f"this prints {real!r}", "show what the code prints")


def _says(shown: str, real: str) -> bool:
    """Whether a page shows this output; some write what they think of it behind or below it."""
    plain = re.sub(r"[ \t]+#.*", "", shown).split("\n\n")[0]
    return real in (shown, plain)


class _Session:
    """What is typed at Python's prompts, one after the other."""

    def __init__(self) -> None:
        self.names: dict[str, Any] = {}
        self.lost: set[str] = set()
        """Names that something unknown may have given another meaning."""

    def run(self, source: str, echo: bool = True) -> str | None:
        """What it prints; None if that cannot be known. With `echo`, values are printed too."""
        try:
            tree = ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            tree = ast.Module([], [])
        if tree.body and len(source) < BIG and not HUGE.search(source) and self._is_knowable(tree):
            printed = io.StringIO()
            names = {**FUNCTIONS, **self.names}
            evaluate = Interpreter(names, writer=printed, err_writer=io.StringIO(), use_numpy=False)
            for statement in tree.body:
                value = evaluate(ast.unparse(statement))
                if evaluate.error:
                    break
                if echo and isinstance(statement, ast.Expr) and value is not None:
                    print(repr(value), file=printed)
            else:
                text = printed.getvalue()
                self.names |= {k: v for k, v in names.items() if k in _bound(tree) and _small(v)}
                return None if " at 0x" in text else text.rstrip()
        # Whatever it did, nothing that was known before is certain now.
        self.names.clear()
        self.lost |= _bound(tree) | ({*FUNCTIONS, "print"} if "import *" in source else set())
        return None

    def _is_knowable(self, tree: ast.Module) -> bool:
        nodes = list(ast.walk(tree))[1:]
        own = {getattr(n.target, "id", "") for n in nodes if isinstance(n, ast.comprehension)}
        known = ({*FUNCTIONS, "print"} - self.lost) | self.names.keys() | own
        if not all(isinstance(node, NODES) and _is_harmless(node) for node in nodes):
            return False
        if sum(isinstance(node, ast.Mult | ast.comprehension) for node in nodes) > 1:
            return False
        loads = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
        return loads <= known and not _bound(tree) & {*FUNCTIONS, "print"}


def _is_harmless(node: ast.AST) -> bool:
    match node:
        case ast.Assign(targets=[ast.Name()]):
            return True
        case ast.Call(func=ast.Name() | ast.Attribute()):
            # The `print` of asteval leaves `end` out.
            return all(keyword.arg not in (None, "end") for keyword in node.keywords)
        case ast.Attribute(attr=name):
            return bool(METHODS.fullmatch(name))
        case ast.comprehension(target=ast.Name()):
            return True
        case ast.Assign() | ast.Call() | ast.Pow() | ast.LShift() | ast.comprehension():
            return False
    return True


def _bound(tree: ast.Module) -> set[str]:
    aliases = {(a.asname or a.name).partition(".")[0] for a in _all(tree, ast.alias)}
    named = {node.name for node in _all(tree, (ast.FunctionDef, ast.ClassDef))}
    return {n.id for n in _all(tree, ast.Name) if isinstance(n.ctx, ast.Store)} | aliases | named


def _all(tree: ast.Module, kinds: Any) -> list[Any]:
    return [node for node in ast.walk(tree) if isinstance(node, kinds)]


def _small(value: Any) -> bool:
    return len(repr(value)) < BIG and (not isinstance(value, int) or abs(value) < BIG)


def _run_in_shell(text: str) -> str | None:
    """`echo some words` and `python -c "…"`, without anything that a shell expands."""
    if SHELL.search(QUOTED.sub("", text)):
        return None
    try:
        words = shlex.split(text)
    except ValueError:
        return None
    if words[:1] == ["echo"]:
        return " ".join(words[1:])
    if words[:2] in (["python", "-c"], ["python3", "-c"]) and len(words) == 3:
        return _Session().run(words[2], echo=False)
    return None
