"""Names in Python: those that nothing defines, and those that the real packages do not have.

One walk over a source notes what it binds and what it uses (`read`); `check_names` compares that
with what the page has shown before and with the packages (`hooks.packages`).
"""

import ast
import builtins
import inspect
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from pathlib import PurePosixPath
from typing import Any

from hooks import packages
from hooks.checkers.python import parse
from hooks.packages import MISSING, UNKNOWN, Instance, did_you_mean, find_slip
from hooks.problems import Finding

BUILTINS = frozenset(dir(builtins)) | {"__file__", "__path__", "__annotations__", "WindowsError"}
# What an `if` or `try` around a name asks, where the name may be missing.
ASKS = re.compile(r"version_info|VERSION|platform|hasattr|TYPE_CHECKING|os\.name")
GUARDS = re.compile(r"\b(ImportError|ModuleNotFoundError|AttributeError|NameError|Exception)\b")
LEFT_OUT = re.compile(r"^\s*(#\s*)?(\.\.\.|…)", re.MULTILINE)

# Fields of nodes that hold words, numbers or operators; names that are imported are noted elsewhere.
NO_NODES = frozenset(
    ("arg", "asname", "attr", "conversion", "ctx", "id", "is_async", "kind", "kwd_attrs", "level")
    + ("module", "name", "names", "op", "ops", "rest", "simple", "str", "type_comment")
)

Project = Callable[[str], frozenset[str] | None]
"""What a module of the reader's own project defines, by its dotted path; None if not known."""


@dataclass(frozen=True)
class ProjectModule:
    """A module, or a name in a module, of the reader's own project."""

    path: str


@dataclass
class Unit:
    """What one function, class body or the module itself binds and loads."""

    bound: set[str] = field(default_factory=set)
    loads: list[ast.Name] = field(default_factory=list)
    is_class: bool = False


@dataclass
class Reading:
    """What a source binds and uses, in one walk."""

    indent: int
    units: list[Unit]
    count: Counter[str] = field(default_factory=Counter)
    imports: list[ast.Import | ast.ImportFrom] = field(default_factory=list)
    attributes: list[ast.Attribute] = field(default_factory=list)
    calls: list[ast.Call] = field(default_factory=list)
    assigned: dict[str, ast.expr] = field(default_factory=dict)
    set_here: set[str] = field(default_factory=set)
    guarded: list[range] = field(default_factory=list)
    source: str = ""

    @cached_property
    def asks(self) -> bool:
        """Whether anything in it asks for a version, a platform or an attribute."""
        return bool(ASKS.search(self.source))


@lru_cache(maxsize=512)
def read(source: str) -> Reading | None:
    """Walk over a source once; None if it does not parse, which is another checker's business."""
    tree, indent = parse(source)
    if tree is None:
        return None
    module = Unit()
    reading = Reading(indent, [module], source=source)
    _walk(reading, tree.body, module)
    return reading


def _walk(reading: Reading, body: list[ast.stmt], unit: Unit) -> None:
    """Note everything below `body`; a function or class directly in it is a unit of its own."""
    bound, loads, count = unit.bound, unit.loads, reading.count
    stack: list[Any] = []
    for statement in body:
        kind = statement.__class__
        if kind is ast.ClassDef or kind is ast.FunctionDef or kind is ast.AsyncFunctionDef:
            bound.add(statement.name)  # type: ignore[attr-defined]
            count[statement.name] += 1  # type: ignore[attr-defined]
            inner = Unit(is_class=kind is ast.ClassDef)
            reading.units.append(inner)
            if inner.is_class:
                stack += [*statement.decorator_list, *statement.bases, *statement.keywords]  # type: ignore[attr-defined]
                _walk(reading, statement.body, inner)  # type: ignore[attr-defined]
            else:
                # Decorators and default values are looked up outside, where less is bound.
                arguments = statement.args  # type: ignore[attr-defined]
                stack += [*statement.decorator_list, *arguments.defaults]  # type: ignore[attr-defined]
                _walk_function(reading, statement, inner)
        else:
            stack.append(statement)
    while stack:
        node = stack.pop()
        if node is None:
            continue
        kind = node.__class__
        if kind is ast.Name:
            if node.ctx.__class__ is ast.Load:
                loads.append(node)
            else:
                bound.add(node.id)
                count[node.id] += 1
            continue
        if kind is ast.Attribute:
            if node.ctx.__class__ is ast.Load:
                reading.attributes.append(node)
            else:
                reading.set_here.add(node.attr)
        elif kind is ast.Call:
            reading.calls.append(node)
        elif kind is ast.arg:
            bound.add(node.arg)
            count[node.arg] += 1
        elif kind in BINDERS:
            _note(reading, node, unit)
        for child in _children(kind):
            value = getattr(node, child)
            if value.__class__ is list:
                stack += value
            else:
                stack.append(value)


@cache
def _children(kind: type[ast.AST]) -> tuple[str, ...]:
    """The fields with nodes in which names may be bound or used; most others are words."""
    literal = kind in (ast.Constant, ast.MatchSingleton)
    return () if literal else tuple(field for field in kind._fields if field not in NO_NODES)


def _walk_function(reading: Reading, function: Any, unit: Unit) -> None:
    arguments = function.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    named += [a for a in (arguments.vararg, arguments.kwarg) if a]
    unit.bound.update(argument.arg for argument in named)
    reading.count.update(unit.bound)
    expressions = [a.annotation for a in named if a.annotation]
    expressions += [e for e in (function.returns, *arguments.kw_defaults) if e]
    shell = ast.Expr(ast.Tuple(expressions, ast.Load()))
    # What is defined inside shares the function's names: one unit for all of it.
    _walk(reading, [shell, ast.If(ast.Constant(True), function.body, [])], unit)


def _note(reading: Reading, node: Any, unit: Unit) -> None:
    """The rarer ways to bind a name."""
    names: list[str] = []
    match node:
        case ast.Import() | ast.ImportFrom():
            reading.imports.append(node)
            names = [alias.asname or alias.name.partition(".")[0] for alias in node.names]
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() | ast.ExceptHandler():
            names = [node.name] if node.name else []
        case ast.Global() | ast.Nonlocal():
            reading.units[0].bound.update(node.names)
        case ast.MatchAs() | ast.MatchStar():
            names = [node.name] if node.name else []
        case ast.MatchMapping():
            names = [node.rest] if node.rest else []
        case ast.Assign(targets=[ast.Name(id=name)]):
            reading.assigned[name] = node.value
        case ast.Try():
            caught = " ".join(ast.unparse(h.type) if h.type else "Exception" for h in node.handlers)
            if GUARDS.search(caught):
                reading.guarded.append(range(node.lineno, (node.end_lineno or 0) + 1))
        case ast.If() if hasattr(node, "lineno") and reading.asks:
            if ASKS.search(ast.unparse(node.test)):
                reading.guarded.append(range(node.lineno, (node.end_lineno or 0) + 1))
        case _:
            if type(node).__name__ in ("TypeVar", "ParamSpec", "TypeVarTuple"):
                names = [node.name]
    unit.bound.update(names)
    reading.count.update(names)


BINDERS = frozenset(
    (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    + (ast.ExceptHandler, ast.Global, ast.Nonlocal, ast.MatchAs, ast.MatchStar, ast.MatchMapping)
    + (ast.Assign, ast.Try, ast.If)
    + tuple(getattr(ast, n) for n in ("TypeVar", "ParamSpec", "TypeVarTuple") if hasattr(ast, n))
)


class Scope:
    """A source together with the names that were known before it."""

    def __init__(self, reading: Reading, known: Mapping[str, Any], title: str = "") -> None:
        self.reading, self.known, self.title = reading, known, title
        self.open = False
        """Whether a `from … import *` brings names that cannot be known."""
        self.values: dict[str, Any] = {}
        self.starred: set[str] = set()
        for node in reading.imports:
            self._import(node)
        self.busy: set[str] = set()

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        for alias in node.names:
            name = alias.asname or alias.name.partition(".")[0]
            if isinstance(node, ast.Import):
                whole = alias.name if alias.asname else name
                self.values[name] = self._module(whole)
                continue
            module = self.module_name(node)
            owner = self._module(module)
            if alias.name == "*":
                brought = dir(owner) if inspect.ismodule(owner) else None
                self.open |= brought is None
                self.starred |= set(brought or ())
            elif isinstance(owner, ProjectModule):
                self.values[name] = ProjectModule(f"{module}.{alias.name}")
            else:
                self.values[name] = packages.load(f"{module}.{alias.name}")

    def _module(self, name: str) -> Any:
        if name.startswith(".") or not packages.is_known(name.partition(".")[0]):
            return ProjectModule(name)
        return packages.load(name)

    def module_name(self, node: ast.ImportFrom) -> str:
        """The dotted path; a relative one is resolved by the file's own place."""
        folder = PurePosixPath(self.title).parts[: -node.level] if node.level else ()
        return ".".join([*folder, *([node.module] if node.module else [])])

    @property
    def defined(self) -> dict[str, Any]:
        """What the module binds, for the blocks that come after."""
        names = self.reading.units[0].bound | self.starred
        return {name: self.value_of(name) for name in names}

    def value_of(self, name: str) -> Any:
        """The real object that a name stands for, where that is certain."""
        times = self.reading.count[name]
        if times == 0:
            return self.known.get(name, UNKNOWN)
        if times > 1 or name in self.busy:
            return UNKNOWN
        if name in self.values:
            return self.values[name]
        call = self.reading.assigned.get(name)
        if isinstance(call, ast.Call):
            self.busy.add(name)  # `x = x.y()` must not ask for itself without end
            value = self.value(call)
            self.busy.discard(name)
            return value
        return UNKNOWN

    def value(self, node: ast.expr) -> Any:
        if isinstance(node, ast.Name):
            return self.value_of(node.id)
        if isinstance(node, ast.Attribute):
            owner = self.value(node.value)
            if owner is UNKNOWN or node.attr in self.reading.set_here:
                return UNKNOWN
            if isinstance(owner, ProjectModule):
                return UNKNOWN
            value = packages.member(owner, node.attr)[0]
            return UNKNOWN if value is MISSING else value
        if isinstance(node, ast.Call):
            called = self.value(node.func)
            return Instance(called) if packages.makes_instances(called) else UNKNOWN
        return UNKNOWN


def check_names(
    source: str, scope: Scope, project: Project, strict: bool, models: bool = False
) -> Iterator[Finding]:
    """Undefined names, and imports, attributes and arguments that the real packages do not have.

    Args:
        strict: the source is all there, so what it does not define is an error; in a fragment
            only what is surely a slip of the keys is.
        models: names with a capital may be models of the project (Django's shell imports them).
    """
    reading = scope.reading
    found = [*_undefined(source, scope, strict, models), *_imports(scope, project)]
    found += _attributes(scope, project)
    found += _arguments(scope)
    if not found:
        return
    lines = re.split(r"\r\n|\r|\n", source)  # as Python counts them
    for node, message, remedy in sorted(found, key=lambda f: (f[0].lineno, f[0].col_offset)):
        if any(node.lineno in lines_ for lines_ in reading.guarded):
            continue
        before = lines[node.lineno - 1].encode()[: node.col_offset + reading.indent]
        yield Finding(node.lineno, len(before.decode(errors="ignore")) + 1, message, remedy)


Found = Iterator[tuple[Any, str, str]]


def _undefined(source: str, scope: Scope, strict: bool, models: bool) -> Found:
    reading = scope.reading
    module = reading.units[0].bound
    for unit in reading.units if not scope.open else []:
        for node in unit.loads:
            name = node.id
            if name in unit.bound or name in module or name in BUILTINS or name in scope.known:
                continue
            if name in scope.starred:
                continue
            local = {*reading.count, *scope.known, *BUILTINS} - {name}
            near = find_slip(name, local)
            certain = strict and not (models and name[:1].isupper())
            if near or certain or _is_stdlib_use(source, scope, name):
                remedy = f"did you mean {near!r}?" if near else "import or define it"
                yield node, f"nothing defines {name!r}", remedy


def _is_stdlib_use(source: str, scope: Scope, name: str) -> bool:
    """Whether a block with imports uses a module of Python that it forgot: `json.loads`."""
    if not scope.reading.imports or name not in sys.stdlib_module_names or LEFT_OUT.search(source):
        return False
    uses = [a for a in scope.reading.attributes if getattr(a.value, "id", "") == name]
    return any(hasattr(packages.find_module(name), use.attr) for use in uses)


def _imports(scope: Scope, project: Project) -> Found:
    for node in scope.reading.imports:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield from _check_module(alias, alias.name)
            continue
        module = scope.module_name(node)
        owner = scope._module(module) if module else UNKNOWN
        if isinstance(owner, ProjectModule):
            for alias in node.names:
                yield from _check_project(alias, module, alias.name, project)
        if node.level or not module:
            continue
        at = ast.Name("", lineno=node.lineno, col_offset=node.col_offset + len("from "))
        wrong = list(_check_module(at, module))
        yield from wrong
        if not wrong and owner is not UNKNOWN and not isinstance(owner, ProjectModule):
            for alias in node.names:
                if alias.name != "*":
                    yield from _check_member(alias, owner, alias.name)


def _check_module(node: Any, name: str) -> Found:
    root, _, _ = name.partition(".")
    if not packages.is_known(root):
        if root in packages.PYTHON_2:
            remedy = f"did you mean {packages.PYTHON_2[root]!r}?"
            yield node, f"the module {root!r} is of Python 2", remedy
        elif near := find_slip(root, packages.PACKAGES):
            yield node, f"there is no module {root!r}", f"did you mean {near!r}?"
    elif goes := packages.stdlib_until(name):
        yield node, f"the module {name!r} goes in Python {goes}", ""
    elif packages.find_module(name) is MISSING:
        parent = name.rpartition(".")[0]
        others = [f"{parent}.{other}" for other in packages.submodules(parent)] if parent else []
        yield node, f"there is no module {name!r}", did_you_mean(name, others)


def _check_project(node: Any, module: str, name: str, project: Project) -> Found:
    names = project(module)
    if names is None or name in names or name == "*" or project(f"{module}.{name}") is not None:
        return
    yield node, f"{module} has no {name!r}", did_you_mean(name, names)


def _check_member(node: Any, owner: Any, name: str) -> Found:
    if name.startswith("_") and name != "__version__":
        return
    value, warned = packages.member(owner, name)
    title = getattr(owner, "of", owner)
    title = getattr(title, "__name__", type(title).__name__)
    if value is MISSING:
        instance = isinstance(owner, Instance)
        near = did_you_mean(name, packages.names_of(owner), 0.8 if instance else 0.6)
        # Extensions put attributes on instances; only what is nearly right is surely wrong.
        if near or not instance:
            yield node, f"{title} has no {name!r}", near
    elif warned:
        yield node, f"{title}.{name}: {warned}", ""


def _attributes(scope: Scope, project: Project) -> Found:
    for node in scope.reading.attributes:
        if node.attr in scope.reading.set_here:
            continue
        owner = scope.value(node.value)
        found: Found = iter(())
        if isinstance(owner, ProjectModule):
            found = _check_project(node, owner.path, node.attr, project)
        elif owner is not UNKNOWN:
            found = _check_member(node, owner, node.attr)
        elif slip := _slip_in_query(node):
            found = iter([(node, f"a QuerySet has no {node.attr!r}", f"did you mean {slip!r}?")])
        for _, message, remedy in found:
            at = ast.Name(node.attr, lineno=node.end_lineno or node.lineno)
            at.col_offset = (node.end_col_offset or 0) - len(node.attr.encode())
            yield at, message, remedy


def _slip_in_query(node: ast.Attribute) -> str:
    """`Book.objects.flter(…)`: the method of a manager or query set that is surely meant."""
    below: ast.expr = node.value
    while isinstance(below, ast.Call) and isinstance(below.func, ast.Attribute):
        below = below.func.value
    if not (isinstance(below, ast.Attribute) and below.attr == "objects"):
        return ""
    names = dir(packages.load("django.db.models.QuerySet"))
    return "" if node.attr in names else find_slip(node.attr, names)


def _arguments(scope: Scope) -> Found:
    for call in scope.reading.calls:
        function = scope.value(call.func)
        if function is UNKNOWN or isinstance(function, ProjectModule | Instance):
            continue
        accepted = packages.keywords(function) if callable(function) else None
        if goes := packages.goes_in(function):
            yield call.func, f"{ast.unparse(call.func)} is deprecated: it goes in {goes}", ""
        if accepted is not None:
            yield from _check_call(call, function, accepted)


def _check_call(call: ast.Call, function: Any, accepted: frozenset[str]) -> Found:
    given = {keyword.arg: keyword for keyword in call.keywords if keyword.arg}
    for keyword, at in given.items():
        if keyword not in accepted:
            message = f"{ast.unparse(call.func)} takes no argument {keyword!r}"
            yield at, message, did_you_mean(keyword, accepted)
            return
        if goes := packages.goes_in(function, keyword):
            name = ast.unparse(call.func)
            message = f"the argument {keyword!r} of {name} is deprecated: it goes in {goes}"
            yield at, message, ""
    ellipsis = any(isinstance(a, ast.Constant) and a.value is ... for a in call.args)
    if ellipsis or any(isinstance(a, ast.Starred) for a in call.args):
        return
    if len(given) < len(call.keywords):  # **more
        return
    if refused := packages.refuses(function, len(call.args), frozenset(given)):
        yield call.func, f"{ast.unparse(call.func)}: {refused}", ""
