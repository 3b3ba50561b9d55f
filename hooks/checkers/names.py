"""Names in Python: those that nothing defines, and those that the real packages do not have.

What a source binds and uses (`reading`) is compared with what the page has shown before and with
the packages (`hooks.packages`).
"""

import ast
import builtins
import inspect
import keyword
import os
import re
import sys
import unittest
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath
from typing import Any, Protocol

from hooks import packages
from hooks.checkers import patterns
from hooks.checkers.reading import Reading, column_of, read_call, read_nodes, write
from hooks.packages import MISSING, UNKNOWN, Instance, did_you_mean, find_slip
from hooks.problems import Finding

BUILTINS = frozenset(dir(builtins)) | {"__file__", "__path__", "__annotations__", "WindowsError"}
BUILTINS |= {"__class__"}  # in every method
# What an `if` or `try` around a name asks, where the name may be missing.
ASKS = re.compile(r"version_info|VERSION|platform|hasattr|TYPE_CHECKING|os\.name")
GUARDS = re.compile(r"\b(ImportError|ModuleNotFoundError|AttributeError|NameError|Exception)\b")
LEFT_OUT = re.compile(r"^\s*(#\s*)?(\.\.\.|…)", re.MULTILINE)
# A manager or query set: `Book.objects.all(…)`
QUERY = re.compile(r".*\.objects(\.\w+\(…\))*")


Definition = tuple["Scope", Any]
"""A function or class, and the source that it stands in."""


class Project(Protocol):
    """The modules of the reader's own project, by their dotted paths."""

    versions: dict[str, list[str]]
    """Each file's texts, in the order in which they are shown."""

    def names(self, module: str) -> frozenset[str] | None:
        """What a module defines; None if that is not known."""

    def meant(self, module: str, names: set[str]) -> str:
        """The module, nearly named like one that is not there, which defines all these names."""

    def definitions(self, name: str) -> list[Definition]:
        """What has this dotted path, in each version of its module; none if that is not known."""


@dataclass(frozen=True)
class ProjectModule:
    """A module, or a name in a module, of the reader's own project."""

    path: str


class Scope:
    """A source together with the names that were known before it."""

    def __init__(
        self, reading: Reading, known: "Mapping[str, Scope | None]", title: str = ""
    ) -> None:
        """`known` has for each name the source that binds it, where that is known."""
        self.reading, self.known, self.title = reading, known, title
        self.open = False
        """Whether a `from … import *` brings names that cannot be known."""
        self.starred: set[str] = set()
        self.imported: dict[str, Any] = {}
        self.values: dict[str, Any] = {}
        for node in reading.imports:
            self._import(node)

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        if isinstance(node, ast.Import):
            for alias in node.names:
                root = alias.name.partition(".")[0]
                self.imported[alias.asname or root] = _module(alias.name if alias.asname else root)
            return
        module = self.module_name(node)
        owner = _module(module)
        for alias in node.names:
            if alias.name == "*":
                self.open |= not inspect.ismodule(owner)
                self.starred.update(dir(owner) if inspect.ismodule(owner) else ())
            elif isinstance(owner, ProjectModule):
                self.imported[alias.asname or alias.name] = ProjectModule(f"{module}.{alias.name}")
            else:
                self.imported[alias.asname or alias.name] = packages.load(f"{module}.{alias.name}")

    def module_name(self, node: ast.ImportFrom) -> str:
        """The dotted path; a relative one is resolved by the file's own place."""
        if not node.level:
            return node.module or ""
        folder = PurePosixPath(self.title).parts[: -node.level]
        return ".".join([*folder, *([node.module] if node.module else [])])

    @property
    def defined(self) -> "dict[str, Scope | None]":
        """What the module binds, for the sources that come after."""
        return dict.fromkeys([*self.reading.units[0].bound, *self.starred], self)

    def value_of(self, expression: str) -> Any:
        """The real object that an expression stands for, where that is certain."""
        if expression not in self.values:
            self.values[expression] = UNKNOWN  # `x = x.y()` must not ask for itself without end
            self.values[expression] = self._find_value(expression)
        return self.values[expression]

    def _find_value(self, expression: str) -> Any:
        if expression.endswith("(…)"):
            called = self.value_of(expression.removesuffix("(…)"))
            return packages.instance_of(called) if isinstance(called, type) else UNKNOWN
        owner, dot, name = expression.rpartition(".")
        if dot:
            value = self.value_of(owner)
            if (
                value is UNKNOWN
                or isinstance(value, ProjectModule)
                or name in self.reading.set_here
            ):
                return UNKNOWN
            value = packages.member(value, name)[0]
            return UNKNOWN if value is MISSING else value
        if name in self.imported or name in self.reading.made:
            if self.reading.bound.count(name) > 1:
                return UNKNOWN
            if name in self.imported:
                return self.imported[name]
            return self.value_of(self.reading.made[name])
        before = self.known.get(name) if name not in self.reading.bound else None
        return before.value_of(name) if before else UNKNOWN


def _module(name: str) -> Any:
    return packages.load(name) if packages.is_known(name.partition(".")[0]) else ProjectModule(name)


def check_names(
    source: str, scope: Scope, project: Project, strict: bool, models: bool = False
) -> Iterator[Finding]:
    """Undefined names, and imports, attributes and arguments that the real packages do not have.

    Args:
        strict: the source is all there, so what it does not define is an error; in a fragment
            only what is surely a slip of the keys is.
        models: names with a capital may be models of the project (Django's shell imports them).
    """
    found = [
        *_undefined(source, scope, strict, models),
        *(_too_early(source, scope) if strict else ()),
        *_imports(scope, project),
        *_uses(source, scope, project),
        *_calls(source, scope),
        *_routes(scope),
        *_class_bodies(scope),
    ]
    if not found:
        return
    guarded = [*_guarded(source)]
    for line, offset, message, remedy in sorted(found):
        if not any(line in block for block in guarded):
            column = column_of(source, line, offset, scope.reading.indent)
            yield Finding(line, column, message, remedy)


def _guarded(source: str) -> Iterator[range]:
    """The lines of blocks that ask first whether a name is there, or take it that it is not."""
    for node in _nodes(source):
        if isinstance(node, ast.Try):
            caught = [ast.unparse(h.type) if h.type else "Exception" for h in node.handlers]
            guards = GUARDS.search(" ".join(caught))
        elif isinstance(node, ast.If):
            guards = ASKS.search(ast.unparse(node.test))
        else:
            continue
        if guards:
            yield range(node.lineno, (node.end_lineno or 0) + 1)


def _nodes(source: str) -> Iterator[Any]:
    return (node for unit in read_nodes(source).units for node in unit.nodes)


Found = Iterator[tuple[int, int, str, str]]
"""Line, offset in it in bytes, message and remedy."""
Words = tuple[str, str] | None
"""A message and a remedy, if anything is wrong."""


def _undefined(source: str, scope: Scope, strict: bool, models: bool) -> Found:
    units = scope.reading.units
    for number, unit in enumerate(units if not scope.open else []):
        names = unit.loads.keys() - {*unit.bound, *units[0].bound} - BUILTINS
        for name in names - scope.known.keys() - scope.starred if names else ():
            near = _other_language(scope, name) or find_slip(
                name, {*scope.reading.bound, *scope.known, *BUILTINS} - {name}
            )
            certain = strict and not (models and name[:1].isupper())
            if near or certain or _is_stdlib_use(source, scope, name):
                remedy = f"did you mean {near!r}?" if near else "import or define it"
                for node in read_nodes(source).units[number].nodes:
                    if isinstance(node, ast.Name) and node.id == name:
                        yield node.lineno, node.col_offset, f"nothing defines {name!r}", remedy


def _too_early(source: str, scope: Scope) -> Found:
    """Functions and classes that are used above their definition, as the module is read."""
    lines = scope.reading.definitions
    if "__future__" in source:  # then annotations are not read
        return
    for number, unit in enumerate(scope.reading.units):
        used = (lines.keys() & unit.loads.keys()) - BUILTINS
        names = [name for name in used if unit.loads[name] < lines[name]]
        if unit.is_function or not names:
            continue
        nodes = read_nodes(source).units[number].nodes
        lambdas = [node for node in nodes if isinstance(node, ast.Lambda)]
        later = {id(node) for function in lambdas for node in ast.walk(function.body)}
        for node in nodes:
            name = node.id if isinstance(node, ast.Name) and id(node) not in later else ""
            once = name in names and scope.reading.bound.count(name) == 1
            if once and name not in scope.known and node.lineno < lines[name]:
                message = f"{name!r} is used before line {lines[name]} defines it"
                yield node.lineno, node.col_offset, message, "define it above"


def _other_language(scope: Scope, name: str) -> str:
    """What Python 3 has in place of a name of Python 2, or of `true` from another language."""
    constant = name.capitalize()
    called = any(function == name for function, *_ in scope.reading.calls)
    if constant in keyword.kwlist and not called:  # SQLAlchemy has true()
        return constant
    return packages.PYTHON_2_NAMES.get(name, "")


def _is_stdlib_use(source: str, scope: Scope, name: str) -> bool:
    """Whether a block with imports uses a module of Python that it forgot: `json.loads`."""
    if not scope.reading.imports or name not in sys.stdlib_module_names or LEFT_OUT.search(source):
        return False
    module = packages.find_module(name)
    uses = [use.split(".") for use in scope.reading.uses if use.startswith(f"{name}.")]
    return any(hasattr(module, attribute) for _, attribute, *_ in uses)


def _imports(scope: Scope, project: Project) -> Found:
    for node in scope.reading.imports:
        if isinstance(node, ast.Import):
            for alias in node.names:
                if wrong := _wrong_module(alias.name):
                    yield alias.lineno, alias.col_offset, *wrong
            continue
        module = scope.module_name(node)
        if not node.level and (wrong := _wrong_module(module)):
            yield node.lineno, node.col_offset + len("from "), *wrong
            continue
        owner = _module(module)
        own = isinstance(owner, ProjectModule)
        near = project.meant(module, {alias.name for alias in node.names}) if own else ""
        if near:
            message = f"no module {module!r} is shown"
            yield node.lineno, node.col_offset + len("from "), message, f"did you mean {near!r}?"
            continue
        for alias in node.names:
            wrong = _wrong_member(owner, alias.name, project) if alias.name != "*" else None
            if wrong:
                yield alias.lineno, alias.col_offset, *wrong


@cache
def _wrong_module(name: str) -> Words:
    root, _, _ = name.partition(".")
    if root in packages.PYTHON_2:
        remedy = f"did you mean {packages.PYTHON_2[root]!r}?"
        return f"the module {root!r} is of Python 2", remedy
    if not packages.is_known(root):
        near = find_slip(root, packages.PACKAGES)
        return (f"there is no module {root!r}", f"did you mean {near!r}?") if near else None
    if goes := packages.stdlib_until(name):
        return f"the module {name!r} goes in Python {goes}", ""
    if packages.find_module(name) is MISSING:
        parent = name.rpartition(".")[0]
        others = [f"{parent}.{other}" for other in packages.submodules(parent)] if parent else []
        return f"there is no module {name!r}", did_you_mean(name, others)
    return None


def _wrong_member(owner: Any, name: str, project: Project) -> Words:
    if isinstance(owner, ProjectModule):
        names = project.names(owner.path)
        if names is None or name in names or project.names(f"{owner.path}.{name}") is not None:
            return None
        return f"{owner.path} has no {name!r}", did_you_mean(name, names)
    if owner is UNKNOWN or name.startswith("_") and name != "__version__":
        return None
    value, warned = packages.member(owner, name)
    if value is not MISSING and not warned:
        return None
    title = getattr(owner, "of", owner)
    # `os.path` has another name on each system.
    title = "os.path" if title is os.path else getattr(title, "__name__", type(title).__name__)
    if warned:
        return f"{title}.{name}: {warned}", ""
    instance = isinstance(owner, Instance)
    near = did_you_mean(name, packages.names_of(owner), 0.8 if instance else 0.6)
    if owner == Instance(packages.load("flask.Request")) and not near:
        near = "that is of Django's request" if name in packages.request_names() else ""
    # Extensions put attributes on instances; only what is nearly right is surely wrong.
    return (f"{title} has no {name!r}", near) if near or not instance else None


def _uses(source: str, scope: Scope, project: Project) -> Found:
    for use in scope.reading.uses:
        owner, _, name = use.rpartition(".")
        if name in scope.reading.set_here:
            continue
        value = scope.value_of(owner)
        wrong = _wrong_member(value, name, project)
        if not wrong and (value is UNKNOWN or isinstance(value, ProjectModule)):
            wrong = _wrong_query(owner, name, scope.reading) if ".object" in use else None
            wrong = wrong or _wrong_in_python_3(use, scope)
            if not wrong and owner == "self":
                wrong = _wrong_inherited(name, scope)
            elif not wrong and owner in ("request", "self.request"):
                wrong = _wrong_request(name, scope)
        if not wrong:
            continue
        for node in _nodes(source):
            if isinstance(node, ast.Attribute) and write(node) == use:
                offset = (node.end_col_offset or 0) - len(name.encode())
                yield node.end_lineno or node.lineno, offset, *wrong


def _class_bodies(scope: Scope) -> Found:
    """What a class sets or defines under a name that is surely misspelt: nobody will ask for it.

    A call gives a field, and fields have any name; so has what the source itself looks up.
    """
    for node in scope.reading.classes:
        bases = tuple(scope.value_of(write(base)) for base in node.bases)
        if not all(isinstance(base, type) and packages.is_of_package(base) for base in bases):
            continue
        for name, at in _set_in(node):
            is_method = not isinstance(at, ast.Assign)
            slip = packages.find_misspelt(name, bases, is_method)
            if slip and not any(use.endswith(f".{name}") for use in scope.reading.uses):
                message = f"{node.name!r} overrides nothing with {name!r}"
                offset = at.col_offset + (len("def ") if is_method else 0)
                offset += len("async ") * isinstance(at, ast.AsyncFunctionDef)
                yield at.lineno, offset, message, f"did you mean {slip!r}?"
        meta = [s for s in node.body if isinstance(s, ast.ClassDef) and s.name == "Meta"]
        for name, at in (found for inner in meta for found in _set_in(inner)):
            if wrong := packages.refuse_meta(name, bases):
                yield at.lineno, at.col_offset, *wrong


def _set_in(node: ast.ClassDef) -> Iterator[tuple[str, Any]]:
    for statement in node.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                if not isinstance(value, ast.Call):
                    yield name, statement
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield statement.name, statement


def _wrong_inherited(name: str, scope: Scope) -> Words:
    """What is surely misspelt of that which the classes of a source inherit, all of it known."""
    if name in scope.reading.bound:
        return None
    bases = [scope.value_of(base) for base in scope.reading.bases]
    if not all(isinstance(base, type) for base in bases):
        return None
    replaced = packages.removed_asserts().get(name)
    if replaced and any(issubclass(base, unittest.TestCase) for base in bases):
        return f"{name!r} goes in Python 3.12", f"did you mean {replaced!r}?"
    known = [packages.names_of(Instance(base)) for base in bases]
    if any(name in names for names in known):
        return None
    slip = find_slip(name, {other for names in known for other in names})
    return (f"no class here has {name!r}", f"did you mean {slip!r}?") if slip else None


def _wrong_request(name: str, scope: Scope) -> Words:
    """What only Flask's request has, where the request is Django's."""
    modules = {
        (node.module or "") if isinstance(node, ast.ImportFrom) else node.names[0].name
        for node in scope.reading.imports
    }
    roots = {module.partition(".")[0] for module in modules}
    if "django" not in roots or {"flask", "rest_framework"} & roots or "request" in scope.imported:
        return None
    if name in packages.flask_request_names():
        return f"Django's request has no {name!r}", "that is Flask's"
    return None


def _wrong_in_python_3(use: str, scope: Scope) -> Words:
    """A method that dictionaries had in Python 2, called as it was there."""
    name = use.rpartition(".")[2]
    new = packages.PYTHON_2_METHODS.get(name)
    if not new or name in scope.reading.bound or name in scope.known:
        return None
    called = (use, int(name == "has_key"), ()) in scope.reading.calls
    return (f"{name!r} is of Python 2", f"did you mean {new!r}?") if called else None


def _wrong_query(owner: str, name: str, reading: Reading) -> Words:
    """The method of a manager or query set that is surely meant; a project may add others."""
    if owner[:1].isupper() and name == "object":
        methods = {
            use.rpartition(".")[2] for use in reading.uses if use.startswith(f"{owner}.object.")
        }
        if methods & {*dir(packages.load("django.db.models.QuerySet"))}:
            return f"{owner} has no 'object'", "did you mean 'objects'?"
    if not QUERY.fullmatch(owner):
        return None
    names = dir(packages.load("django.db.models.QuerySet"))
    slip = "" if name in names else find_slip(name, names)
    return (f"a QuerySet has no {name!r}", f"did you mean {slip!r}?") if slip else None


def _calls(source: str, scope: Scope) -> Found:
    for call in scope.reading.calls:
        function, number, names = call
        value = scope.value_of(function)
        if value is UNKNOWN or isinstance(value, ProjectModule | Instance) or not callable(value):
            continue
        for name, message, remedy in packages.objections(value, number, names):
            for node in _nodes(source):
                if isinstance(node, ast.Call) and read_call(node) == call:
                    at = next((k for k in node.keywords if k.arg == name), node)
                    yield at.lineno, at.col_offset, message.format(function), remedy


def _routes(scope: Scope) -> Found:
    for node in scope.reading.routes:
        function = write(node.func)
        owner, _, method = function.rpartition(".")
        app, router = scope.value_of(owner) if owner else UNKNOWN, scope.value_of(function)
        if not patterns.is_router(app, router):
            continue
        if refused := patterns.refuse(node, app, method, router):
            yield node.args[0].lineno, node.args[0].col_offset, *refused
