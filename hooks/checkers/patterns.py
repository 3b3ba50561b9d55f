"""Routes, by the routers that read them: each is given to Django's `path`, or to an empty Flask."""

import ast
import re
from typing import Any

import flask
from django.core.exceptions import ImproperlyConfigured
from django.urls import converters, path, re_path
from flask.sansio.scaffold import Scaffold
from werkzeug.routing import Rule

from hooks.packages import Instance, did_you_mean

# `<int:pk>`, and `(?P<pk>…)` of a regular expression
ARGUMENT = re.compile(r"<(?:[^<>]*:)?\s*(\w+)>")
REFUSED = (ImproperlyConfigured, LookupError, SyntaxError, TypeError, ValueError, re.error)


class _Rule(Rule):
    """A rule that is read and never built: to prepare that takes most of the time."""

    def _compile_builder(self, append_unknown: bool = True) -> Any:
        return _Rule._compile_builder


_app = flask.Flask(__name__)
_app.url_rule_class = _Rule


def is_router(owner: Any, function: Any) -> bool:
    """Whether what is named like a router hands routes to Django or, as a decorator, to Flask."""
    if isinstance(owner, Instance):
        return issubclass(owner.of, Scaffold)
    return function is path or function is re_path


def refuse(node: ast.Call, owner: Any, method: str, function: Any) -> tuple[str, str] | None:
    """What the router says against the route and its options, and a remedy; None if it takes them.

    Of the options only those that are constants are tried. A converter that it does not have may
    be the project's own, if it is not nearly named like one that it has.
    """
    if not node.args or not isinstance(route := _constant(node.args[0]), str):
        return None
    in_flask = isinstance(owner, Instance)
    try:
        if in_flask:
            blueprint = owner.of is not flask.Flask  # whose prefix may bring the slash
            route = f"/{route.lstrip('/')}" if blueprint else route
            options = {k.arg: _constant(k.value) for k in node.keywords if k.arg}
            known = {name: value for name, value in options.items() if value is not None}
            if known:
                _app.url_map, _app.view_functions = flask.Flask.url_map_class(), {}
                getattr(_app, method)(route, **known)(lambda: "")
            else:  # the same by less
                _Rule(route).bind(_app.url_map, rebind=True)
        else:
            view = _constant(node.args[1]) if len(node.args) > 1 else None
            routed = function(route, view if isinstance(view, str) else print)
            found = routed.pattern.regex and routed.check()
            return (str(found[0].msg), str(found[0].hint or "")) if found else None
    except REFUSED as error:
        if "converter" not in str(error):
            return str(error).partition(". Did you mean")[0], ""  # which only new Pythons ask
        has = (
            flask.Flask.url_map_class.default_converters
            if in_flask
            else converters.get_converters()
        )
        near = [
            did_you_mean(name, has) for name in re.findall(r"<(\w+)[:(]", route) if name not in has
        ]
        return (str(error), near[0]) if near and near[0] else None
    return None


def find_arguments(node: ast.Call) -> set[str] | None:
    """The names of what a route hands to its view; None if that cannot be known."""
    options = {keyword.arg: keyword.value for keyword in node.keywords}
    if not options.keys() <= {"name", "methods", "endpoint", "defaults"}:
        return None
    route = _constant(node.args[0])
    defaults = _constant(options["defaults"]) if "defaults" in options else {}
    if not isinstance(route, str) or not isinstance(defaults, dict):
        return None
    return {*defaults, *ARGUMENT.findall(route)}


def _constant(node: ast.expr) -> Any:
    try:
        return ast.literal_eval(node)
    except ValueError:
        return None
