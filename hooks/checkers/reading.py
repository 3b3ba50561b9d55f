"""What a Python source binds and uses, noted in one walk over its syntax tree."""

import ast
import re
import warnings
from ast import Attribute, Call, Load, Name
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

# What a notebook or an async shell accepts, a page may show.
FLAGS = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
# Fields of nodes that hold words, numbers and operators, not nodes that may bind or use a name.
WORDS = frozenset(
    ("arg", "asname", "attr", "conversion", "ctx", "id", "is_async", "kind", "kwd_attrs", "level")
    + ("module", "name", "names", "op", "ops", "rest", "simple", "str", "type_comment")
)
KINDS = [
    kind for kind in vars(ast).values() if isinstance(kind, type) and issubclass(kind, ast.AST)
]
FIELDS = {kind: [name for name in kind._fields if name not in WORDS] for kind in KINDS}
FIELDS[ast.Constant] = []
# What binds a name, beside an assignment to it, and the field that has the name.
BINDERS = {
    kind: name
    for kind in KINDS
    for name in ("name", "rest", "arg")
    if name in kind._fields and kind not in (ast.alias, ast.keyword)
}
for kind in KINDS:
    if kind.__name__ == "TypeAlias":  # of Python 3.12: its name is a node
        FIELDS[kind] = [*kind._fields]
        del BINDERS[kind]
DEFINITIONS = {ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef}
STATEMENTS = {ast.Assign, ast.Import, ast.ImportFrom, ast.Global, ast.Nonlocal}
NOTED = {*BINDERS, *STATEMENTS, Attribute, Call}
# How Django's and Flask's routes are written: `path("books/", …)`, `@app.get("/books")`.
ROUTERS = {"path", "re_path", "route", "get", "post", "put", "patch", "delete"}
Called = tuple[str, int | None, tuple[str, ...]]
"""What is called, with how many arguments without a name (None: not known), with which names."""


@dataclass(slots=True)
class Unit:
    """One function with all that is in it, a class body, or the module itself."""

    nodes: list[Any]
    """What stands in it, from the outside in. Not kept for long: it is large."""
    bound: list[str] = field(default_factory=list)
    """Each name as often as it is bound."""
    is_function: bool = False
    loads: dict[str, int] = field(default_factory=dict)
    """Names that are looked up, and a line that does so."""


@dataclass(slots=True)
class Reading:
    """What a source binds and uses.

    Expressions are written without what stands in their brackets: `Book.objects.get(…)`.
    """

    error: Exception | None
    """Why Python does not read it, or what it warns of."""
    indent: int
    """The indentation of all lines, as of a method shown without its class."""
    units: list[Unit]
    """The module comes first; none if Python cannot read the source."""
    bound: list[str] = field(default_factory=list)
    """The names that all units bind."""
    definitions: dict[str, int] = field(default_factory=dict)
    """The functions and classes of the module, and the line of each."""
    bases: set[str] = field(default_factory=set)
    """What the classes inherit from."""
    classes: list[ast.ClassDef] = field(default_factory=list)
    """Those that inherit from something."""
    decorated: list[ast.FunctionDef | ast.AsyncFunctionDef] = field(default_factory=list)
    """Functions that have decorators."""
    imports: list[ast.Import | ast.ImportFrom] = field(default_factory=list)
    uses: set[str] = field(default_factory=set)
    """Attributes that are looked up."""
    calls: set[Called] = field(default_factory=set)
    routes: list[Call] = field(default_factory=list)
    """Calls that hand a text to what is named like a router."""
    made: dict[str, str] = field(default_factory=dict)
    """Names to which what a call gives is assigned."""
    set_here: set[str] = field(default_factory=set)
    """Attributes that are assigned to."""


@lru_cache(maxsize=512)  # a page's; then it is cleared
def read(source: str) -> Reading:
    """What a source binds and uses, without its tree."""
    reading = read_nodes(source)
    for unit in reading.units:
        unit.nodes = []
    return reading


def read_nodes(source: str) -> Reading:
    """The same with the nodes of the syntax tree, which tell of every place."""
    tree, error, indent = parse(source)
    reading = Reading(error, indent, [Unit(tree.body)] if tree else [])
    for unit in reading.units:  # to which the walk adds
        _walk(reading, unit)
    reading.bound = [name for unit in reading.units for name in unit.bound]
    return reading


def parse(source: str) -> tuple[ast.Module | None, Exception | None, int]:
    """The tree, if there is one; the error, or what Python warns of; the indentation of all lines."""
    source, indent = dedent(source)
    with warnings.catch_warnings():
        warnings.simplefilter("error", SyntaxWarning)
        try:
            return compile(source, "<block>", "exec", FLAGS), None, indent
        except (SyntaxError, ValueError, RecursionError, MemoryError) as found:
            error = found
        warnings.simplefilter("ignore")
        try:
            return compile(source, "<block>", "exec", FLAGS), error, indent
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None, error, indent


def column_of(source: str, line: int, offset: int, indent: int) -> int:
    """The column of what Python places by bytes, `indent` less than there are in the source."""
    row = re.split(r"\r\n|\r|\n", source)[line - 1]  # as Python counts lines
    return len(row.encode()[: offset + indent].decode(errors="ignore")) + 1


def dedent(source: str) -> tuple[str, int]:
    """Take off the indentation that all lines share."""
    if source[:1].strip():
        return source, 0
    lines = source.split("\n")
    widths = [len(line) - len(line.lstrip(" ")) for line in lines if line.strip()]
    indent = min(widths, default=0)
    return "\n".join(line[indent:] for line in lines), indent


def _walk(reading: Reading, unit: Unit) -> None:
    """Note what stands in the unit. A function or class in it is a unit of its own, unless this
    is a function: what is defined inside shares its names."""
    nodes, bound, loads = unit.nodes, unit.bound, unit.loads
    for node in nodes:  # which grows meanwhile
        kind = node.__class__
        if kind is Name:
            if node.ctx.__class__ is Load:
                loads.setdefault(node.id, node.lineno)
            else:
                bound.append(node.id)
            continue
        if kind in NOTED:
            if kind is Attribute:
                if node.ctx.__class__ is Load:
                    reading.uses.add(write(node))
                else:
                    reading.set_here.add(node.attr)
            elif kind is Call:
                called = read_call(node)
                reading.calls.add(called)
                if node.args and called[0].rpartition(".")[2] in ROUTERS:
                    reading.routes.append(node)
            elif kind in BINDERS:
                if name := getattr(node, BINDERS[kind]):
                    bound.append(name)
                if kind in DEFINITIONS and kind is not ast.ClassDef and node.decorator_list:
                    reading.decorated.append(node)
                if kind in DEFINITIONS and not unit.is_function:
                    if unit is reading.units[0]:
                        reading.definitions[name] = node.lineno
                    if kind is ast.ClassDef:
                        reading.bases.update(map(write, node.bases))
                        if node.bases:
                            reading.classes.append(node)
                    reading.units.append(_split(node, nodes))
                    continue
            else:
                _note(reading, node, bound)
        if fields := FIELDS.get(kind):
            values = vars(node)
            for name in fields:
                value = values[name]
                if value.__class__ is list:
                    nodes += value
                else:
                    nodes.append(value)


def _note(reading: Reading, node: Any, bound: list[str]) -> None:
    match node:
        case ast.Assign(targets=[Name(id=name)], value=Call()):
            reading.made[name] = write(node.value)
        case ast.Import() | ast.ImportFrom():
            reading.imports.append(node)
            bound += [alias.asname or alias.name.partition(".")[0] for alias in node.names]
        case ast.Global() | ast.Nonlocal():
            reading.units[0].bound += node.names


def _split(node: Any, outside: list[Any]) -> Unit:
    """The unit that a definition is. What is looked up where less is bound goes `outside`."""
    types = getattr(node, "type_params", [])
    outside += [*types, *node.decorator_list]
    if node.__class__ is ast.ClassDef:
        outside += [*node.bases, *node.keywords]
        return Unit([*types, *node.body])
    args = node.args
    named = [*args.posonlyargs, *args.args, *args.kwonlyargs, args.vararg, args.kwarg]
    named = [argument for argument in named if argument]
    outside += [*args.defaults, *args.kw_defaults, node.returns]
    outside += [argument.annotation for argument in named]
    return Unit([*types, *node.body], [argument.arg for argument in named], is_function=True)


def read_call(node: Call) -> Called:
    """The call as a reading has it."""
    number: int | None = len(node.args)
    for argument in node.args:
        kind = argument.__class__
        if kind is ast.Starred or kind is ast.Constant and argument.value is ...:  # type: ignore[attr-defined]
            number = None
    if not node.keywords:
        return write(node.func), number, ()
    names = tuple([keyword.arg for keyword in node.keywords if keyword.arg])
    return write(node.func), number if len(names) == len(node.keywords) else None, names


def write(node: Any) -> str:
    """The expression as a reading has it; what is neither a name, an attribute nor a call is left out."""
    if node.__class__ is Name:
        return node.id
    if node.__class__ is Attribute:
        return f"{write(node.value)}.{node.attr}"
    if node.__class__ is Call:
        return f"{write(node.func)}(…)"
    return ""
