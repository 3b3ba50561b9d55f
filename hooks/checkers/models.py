"""Fields of Django's models, as the page shows the models: where they are asked for by name."""

import ast
import difflib
import inspect
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.db.models import Model, QuerySet

from hooks.checkers.names import Project, ProjectModule, Scope
from hooks.checkers.reading import column_of, read_nodes, write
from hooks.problems import Finding

# `Book.objects.filter(…).get`
QUERY = re.compile(r"(\w+)\.objects((?:\.\w+\(…\))*)\.(\w+)")
# What gives a query names of its own, and what takes such names, not those of fields.
NAMING = ("aggregate", "annotate", "alias", "extra", "values", "values_list")
# Lists of fields in forms, serializers, views and admin classes.
LISTS = frozenset(
    ("fields", "exclude", "ordering", "list_display", "list_filter", "list_editable")
    + ("search_fields", "readonly_fields")
)
RELATED = re.compile(r"""\bclass (\w+)|\brelated_(?:query_)?name=["'](\w+)["']""")

Asked = tuple[str, Any, str, frozenset[str]]
"""A name that may be a model's, a place and the name of a field there; other names it may have."""


def check_fields(source: str, scope: Scope, project: Project) -> Iterator[Finding]:
    """Fields in a query, a form or a view that are nearly named like one of the shown model."""
    names = scope.imported if project.versions else ()
    found = {name: _find_fields(scope, project, name) for name in names}
    models = {name: fields for name, fields in found.items() if fields}
    if not models:
        return
    nodes = [node for unit in read_nodes(source).units for node in unit.nodes]
    asked = [use for n in nodes if isinstance(n, ast.Call) for use in _asked_by_call(n)]
    for node in scope.reading.classes:
        if all(isinstance(scope.value_of(write(base)), type) for base in node.bases):
            asked += _asked_by_class(node)
    for model, node, name, own in asked:
        field = name.removeprefix("-").partition("__")[0]
        known = models.get(model, {field})
        if field in known or field in own:
            continue
        if near := difflib.get_close_matches(field, known, 1, 0.7):
            column = column_of(source, node.lineno, node.col_offset, scope.reading.indent)
            message = f"{model} has no field {field!r}"
            yield Finding(node.lineno, column, message, f"did you mean {near[0]!r}?")


def _asked_by_call(call: ast.Call) -> Iterator[Asked]:
    """`Book.objects.filter(…)`, `Book(…)`, `get_object_or_404(Book, …)`."""
    function, own = write(call.func), frozenset[str]()
    query = QUERY.fullmatch(function)
    model, by_keyword, by_text = function, True, False
    if query:
        model, before, method = query.groups()
        if not set(re.findall(r"\w+", before)) <= set(dir(QuerySet)) - {*NAMING}:
            return
        own, by_keyword, by_text = _parameters(method)
    elif function.endswith("_or_404") and call.args:
        model = write(call.args[0])
    for keyword in call.keywords if by_keyword else ():
        if keyword.arg:
            yield model, keyword, keyword.arg, own
    for node, text in _texts(call.args if by_text else ()):
        yield model, node, text, own


def _asked_by_class(node: ast.ClassDef) -> Iterator[Asked]:
    """A form, serializer, view or admin class, which names its model in one of three places."""
    own = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
    own |= {getattr(n, "name", "") for n in node.body}
    registered = [d.args[0] for d in node.decorator_list if isinstance(d, ast.Call) and d.args]
    inner = [s for s in node.body if isinstance(s, ast.ClassDef) and s.name == "Meta"]
    for body in (node.body, *(meta.body for meta in inner)):
        set_to = {write(s.targets[0]): s.value for s in body if isinstance(s, ast.Assign)}
        model = write(set_to.get("model") or (registered[0] if registered else None))
        for name in set_to.keys() & LISTS:
            for at, text in _texts(getattr(set_to[name], "elts", ())):
                yield model, at, text, frozenset(own)


@cache
def _parameters(method: str) -> tuple[frozenset[str], bool, bool]:
    """The own parameters of a query set's method, and whether others, or texts, name fields."""
    parameters = inspect.signature(getattr(QuerySet, method, print)).parameters.values()
    kinds = {p.kind: p.name for p in parameters}
    by_keyword = kinds.get(inspect.Parameter.VAR_KEYWORD) == "kwargs" and method not in NAMING
    by_text = kinds.get(inspect.Parameter.VAR_POSITIONAL) in ("fields", "field_names", "lookups")
    return frozenset(p.name for p in parameters), by_keyword, by_text


def _texts(nodes: Any) -> Iterator[tuple[ast.Constant, str]]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node, node.value


def _find_fields(scope: Scope, project: Project, name: str) -> set[str]:
    """All that a model of the page may be asked for; nothing if it is not known to be one."""
    model = scope.imported[name]
    definitions = project.definitions(model.path) if isinstance(model, ProjectModule) else []
    known = {"pk"}
    for there, node in definitions:
        bases = [there.value_of(write(base)) for base in getattr(node, "bases", ())]
        if not bases or not all(isinstance(b, type) and issubclass(b, Model) for b in bases):
            return set()
        bound = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
        bound |= {getattr(n, "name", "") for n in node.body}
        if "objects" in bound:  # whose methods may give names to what they count
            return set()
        known |= {*bound, *(f"{field}_id" for field in bound), "id"}.union(*map(dir, bases))
    # What other models name it by.
    for text in (text for texts in project.versions.values() for text in texts if definitions):
        for cls, related in RELATED.findall(text):
            known |= {cls.lower(), f"{cls.lower()}_set", related}
    return known if definitions else set()
