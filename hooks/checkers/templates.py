"""Django templates by Django's engine, Jinja templates by Jinja."""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import jinja2
from django.template import Context, Engine, TemplateSyntaxError
from django.template.backends.django import get_installed_libraries
from django.template.base import TextNode
from jinja2 import nodes
from jinja2.runtime import LoopContext

from hooks.blocks import PLACES, Block
from hooks.checkers.markup import check_branches
from hooks.packages import configure_django, did_you_mean, submodules
from hooks.problems import Finding

# Tags that Jinja has and Django has not, and the other way round: the likely mistake is the engine.
JINJA_TAGS = {"set", "macro", "call", "import", "do", "elif "}
DJANGO_TAGS = {
    "url",
    "load",
    "static",
    "csrf_token",
    "empty",
    "comment",
    "cycle",
    "now",
    "with",
}
CLOSING = {"{{": "}}", "{%": "%}", "{#": "#}"}
BARE_NAME = re.compile(
    r"\{%-?\s*(?:extends|include|import|from)\s+((?:[\w-]+\.)+(?:html|txt|xml))\b"
)
# `{ book.title }}`: neither JavaScript nor CSS has such braces.
HALF_OPEN = re.compile(r"(?<!\{)\{ ?\w+[.|][\w.|:]+ ?\}\}")
POSTS = re.compile(
    r"<form\b(?![^>]*://)[^>]*\bmethod=[\"']?post\b[^>]*>(.*?)</form>", re.DOTALL | re.IGNORECASE
)
# What can bring the token from elsewhere, or is left out.
MAY_HAVE_TOKEN = re.compile(r"csrf|…|\{%\s*(include|crispy)")
LOAD = re.compile(r"\{%\s*load\s+(?:[\w ]*\sfrom\s)?([^%]*)%\}")
# A fragment shows how a tag is used; that its library is loaded is understood.
LIBRARIES = ("cache", "humanize", "i18n", "l10n", "static", "tz")


@cache
def _django(fragment: bool) -> Engine:
    configure_django()
    libraries = get_installed_libraries()
    builtins = [libraries[name] for name in LIBRARIES] if fragment else []
    return Engine(libraries=libraries, builtins=builtins, debug=True)


@cache
def _jinja() -> jinja2.Environment:
    names = ("do", "i18n", "loopcontrols")  # i18n: Flask-Babel's `{% trans %}`
    return jinja2.Environment(extensions=[f"jinja2.ext.{name}" for name in names])


def check_django(block: Block) -> Iterator[Finding]:
    whole = block.title and not any(place in block.options for place in PLACES)
    engine = _django(not whole)
    # A library of the project's own brings tags and filters that cannot be known here.
    source = LOAD.sub(lambda load: _without_own(load[0], load[1].split(), engine), block.source)
    own = source != block.source
    try:
        nodelist = engine.from_string(source).nodelist
    except TemplateSyntaxError as error:
        line, column = _place(error, source)
        message = str(error).split(". Did you forget to register")[0]
        message, _, known = message.partition(". Must be one of:")
        if not (own and message.startswith(("Invalid block tag", "Invalid filter"))):
            slip = did_you_mean(message.split("'")[1], known.split()) if known else ""
            yield Finding(line, column, message, slip or _django_remedy(message))
        return
    for node in nodelist.get_nodes_by_type(TextNode):
        start = node.token.position[0] if node.token else 0
        for opened in re.finditer(r"\{(?:[{%]|#(?=\s))", node.s):
            line, column = _line_and_column(source, start + opened.start())
            message = f"{opened[0]} is not closed on this line, so it is plain text"
            yield Finding(line, column, message, f"close it with {CLOSING[opened[0]]}")
    yield from _check_forloops(source)
    if not own:  # whose tags may bring the token
        yield from _check_forms(source)
    yield from _check_text(block)


def _check_forloops(source: str) -> Iterator[Finding]:
    # The name `loop` is Jinja's, unless the template binds it.
    if not re.search(r"\bfor\s+[\w, ]*\bloop\b|\bas\s+loop\b|\bloop=", source):
        for use in re.finditer(r"\{[{%][^{}]*\bloop\.(\w+)", source):
            if use[1] in dir(LoopContext) and "{% for " in source[: use.start()]:
                line, column = _line_and_column(source, use.start(1) - len("loop."))
                message = f"'loop.{use[1]}' is Jinja's"
                yield Finding(line, column, message, "Django has `forloop`, as `forloop.counter`")
    for use in re.finditer(r"\{[{%][^{}]*\bforloop\.(?:parentloop\.)*(\w+)", source):
        if use[1] not in _forloop():
            line, column = _line_and_column(source, use.start(1))
            yield Finding(line, column, f"forloop has no {use[1]!r}", _one_of(use[1], _forloop()))


def _check_forms(source: str) -> Iterator[Finding]:
    for form in POSTS.finditer(source):
        if not MAY_HAVE_TOKEN.search(form[1]):
            line, column = _line_and_column(source, form.start())
            message = "Django refuses what this form posts: it has no token"
            yield Finding(line, column, message, "write {% csrf_token %} in the form")


@cache
def _forloop() -> frozenset[str]:
    shown = Engine().from_string("{% for a in 'b' %}{{ forloop|safe }}{% endfor %}")
    return frozenset(ast.literal_eval(shown.render(Context())))


def _one_of(name: str, names: Iterable[str]) -> str:
    return did_you_mean(name, names) or "there are: " + ", ".join(sorted(names))


def _check_text(block: Block) -> Iterator[Finding]:
    """What both engines read without a word."""
    for pattern, message, remedy in (
        (BARE_NAME, "a name without quotes is that of a variable", "put it into quotes"),
        (HALF_OPEN, "a single { opens nothing", "write {{"),
    ):
        for match in pattern.finditer(block.source):
            line, column = _line_and_column(block.source, match.start(match.lastindex or 0))
            yield Finding(line, column, message, remedy)
    if block.title.endswith(".html") or not block.title:
        yield from check_branches(block.source)


def _without_own(tag: str, names: list[str], engine: Engine) -> str:
    """A `load` without the libraries that are neither Django's nor nearly named like those."""
    known = {*engine.libraries, *submodules("django.contrib")}
    for name in names:
        if name not in known and not did_you_mean(name, known, 0.8):
            whole = re.search(r"\sfrom\s", tag)
            tag = " " * len(tag) if whole else re.sub(rf"\b{name}\b", " " * len(name), tag)
    return tag


def _place(error: TemplateSyntaxError, source: str) -> tuple[int, int]:
    """The token at which Django's parser stopped, from the error it noted in debug mode."""
    token: Any = getattr(error, "token", None)
    if token is None:
        return 1, 1
    start = token.position[0] if token.position else 0
    return _line_and_column(source, start)


def _line_and_column(source: str, start: int) -> tuple[int, int]:
    return source.count("\n", 0, start) + 1, start - source.rfind("\n", 0, start)


def _django_remedy(message: str) -> str:
    tag = re.search(r"Invalid block tag on line \d+: '(\w+)'", message)
    if tag and tag[1] in JINJA_TAGS:
        return f"{tag[1]!r} is Jinja's: a Jinja template is an `html+jinja` block"
    if tag:
        return "spell it as in Django's reference, or load its library with {% load … %}"
    if "Could not parse the remainder" in message:
        return "Django calls without parentheses and gives a filter's argument after a colon"
    return ""


def check_jinja(block: Block) -> Iterator[Finding]:
    try:
        tree = _jinja().parse(block.source)
    except jinja2.TemplateSyntaxError as error:
        lines = block.source.split("\n")
        line = min(error.lineno, len(lines))
        tag = re.search(r"unknown tag '(\w+)'", error.message or "")
        place = re.search(rf"\{{%[-+]?\s*{tag[1]}\b" if tag else r"\S|$", lines[line - 1])
        column = place.start() + 1 if place else 1
        yield Finding(
            line,
            column,
            error.message or str(error),
            _jinja_remedy(error.message or ""),
        )
        return
    seen: set[str] = set()
    for node in tree.find_all(nodes.Block):
        if node.name in seen:
            found = re.finditer(rf"\{{%[-+]?\s*block\s+{node.name}\b", block.source)
            second = [match.start() for match in found][1:2]
            line, column = _line_and_column(block.source, *second) if second else (node.lineno, 1)
            yield Finding(line, column, f"block {node.name!r} defined twice", "names are unique")
        seen.add(node.name)
    yield from _check_loops(block.source, tree)
    for use in re.finditer(r"\{\{-?\s*(block\.super)\b", block.source):
        line, column = _line_and_column(block.source, use.start(1))
        yield Finding(line, column, "'block.super' is Django's, not Jinja's", "write super()")
    yield from _check_text(block)


def _check_loops(source: str, tree: nodes.Template) -> Iterator[Finding]:
    """Attributes that Jinja's `loop` has not, unless the template binds that name."""
    names = {name for name in dir(LoopContext) if name[0] != "_"}
    if any(name.name == "loop" and name.ctx != "load" for name in tree.find_all(nodes.Name)):
        return
    for use in tree.find_all(nodes.Getattr) if tree.find(nodes.For) else ():
        of_loop = isinstance(use.node, nodes.Name) and use.node.name == "loop"
        if of_loop and use.attr not in names:
            row = source.split("\n")[use.lineno - 1]
            place = re.search(rf"\bloop\.({use.attr})\b", row)
            column = place.start(1) + 1 if place else 1
            message = f"loop has no {use.attr!r}"
            yield Finding(use.lineno, column, message, _one_of(use.attr, names))


def _jinja_remedy(message: str) -> str:
    tag = re.search(r"unknown tag '(\w+)'", message)
    if tag and tag[1] in DJANGO_TAGS:
        return f"{tag[1]!r} is Django's: a Django template is an `html+django` block"
    return ""
