"""Views and the routes that lead to them: what a route hands over, its view must take."""

import ast
from collections.abc import Iterator
from typing import Any

import flask

from hooks.checkers import patterns
from hooks.checkers.names import Project, ProjectModule, Scope
from hooks.checkers.reading import column_of, write
from hooks.packages import UNKNOWN, is_of_package
from hooks.problems import Finding

Wrong = tuple[ast.expr, str, str]
"""Where it is, a message and a remedy."""


def check_views(source: str, scope: Scope, project: Project) -> Iterator[Finding]:
    """Views that do not take what their route gives, or that Flask or Django cannot call."""
    if not scope.reading.routes:
        return
    found: list[Wrong] = []
    for view in scope.reading.decorated:
        found += _check_flask(source, scope, view)
    for route in scope.reading.routes:
        if write(route.func).endswith("path") and len(route.args) == 2:
            found += _check_django(scope, project, route)
    for node, message, remedy in found:
        column = column_of(source, node.lineno, node.col_offset, scope.reading.indent)
        yield Finding(node.lineno, column, message, remedy)


def _check_flask(source: str, scope: Scope, view: Any) -> Iterator[Wrong]:
    routes = [d for d in view.decorator_list if d in scope.reading.routes]
    others = [d for d in view.decorator_list if d not in routes]
    for route in routes:
        owner = scope.value_of(write(route.func).rpartition(".")[0])
        if not patterns.is_router(owner, None):
            continue
        for other in others:
            if other.lineno < route.lineno and _of_package(scope, other):
                message = f"Flask never calls @{write(other)} above the route"
                yield other, message, "put it below the route"
        given = patterns.find_arguments(route)
        # A preprocessor may take out what is given, a blueprint's prefix may give more.
        if given is None or "value_preprocessor" in source:
            continue
        if all(_of_package(scope, other) for other in others):
            message, remedy = _compare(view, given, owner.of is flask.Flask)
            if message:
                yield route.args[0], message, remedy


def _check_django(scope: Scope, project: Project, route: ast.Call) -> Iterator[Wrong]:
    function, written = scope.value_of(write(route.func)), write(route.args[1])
    owner, dot, name = written.rpartition(".")
    module = scope.value_of(owner or name)
    if not isinstance(module, ProjectModule) or not patterns.is_router(None, function):
        return
    given = patterns.find_arguments(route)
    said: list[tuple[str, str]] = []
    for there, node in project.definitions(f"{module.path}.{name}" if dot else module.path):
        said.append(("", ""))
        if isinstance(node, ast.ClassDef):
            bases = [there.value_of(write(base)) for base in node.bases]
            if any(hasattr(base, "as_view") for base in bases if base is not UNKNOWN):
                said[-1] = f"{written} is a class", f"write {written}.as_view()"
        elif given is not None and all(_of_package(there, d) for d in node.decorator_list):
            said[-1] = _compare(node, given, False, skip=1)
    if said and all(message for message, _ in said):
        yield route.args[1], *said[-1]


def _of_package(scope: Scope, decorator: ast.expr) -> bool:
    """Whether a decorator is a function of a package: those hand on what they are given."""
    value = scope.value_of(write(decorator).removesuffix("(…)"))
    return callable(value) and is_of_package(value)


def _compare(view: Any, given: set[str], all_given: bool, skip: int = 0) -> tuple[str, str]:
    """What a view does not take of that which its route gives, or misses there; and a remedy."""
    args = view.args
    if args.kwarg or args.vararg:
        return "", ""
    positional = [a.arg for a in (*args.posonlyargs, *args.args)][skip:]
    takes = {*positional, *(a.arg for a in args.kwonlyargs)}
    defaults = zip(args.kwonlyargs, args.kw_defaults, strict=True)
    needs = {*positional[: len(positional) - len(args.defaults)]}
    needs |= {a.arg for a, default in defaults if default is None}
    for name in sorted(given - takes):
        near = sorted(needs - given)
        remedy = f"did you mean {near[0]!r}?" if len(near) == 1 else ""
        return f"{view.name}() takes no {name!r}, which its route gives", remedy
    for name in sorted(needs - given if all_given else ()):
        return f"{view.name}() needs {name!r}, which its route does not give", ""
    return "", ""
