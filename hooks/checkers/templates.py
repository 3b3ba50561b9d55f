"""Django templates by Django's engine, Jinja templates by Jinja."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import jinja2
from django.template import Engine, TemplateSyntaxError
from django.template.backends.django import get_installed_libraries

from hooks.blocks import PLACES, Block
from hooks.packages import configure_django
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
    return jinja2.Environment(extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"])


def check_django(block: Block) -> Iterator[Finding]:
    whole = block.title and not any(place in block.options for place in PLACES)
    try:
        _django(not whole).from_string(block.source)
    except TemplateSyntaxError as error:
        line, column = _place(error, block.source)
        message = str(error).split(". Did you forget to register")[0]
        yield Finding(line, column, message, _django_remedy(message))


def _place(error: TemplateSyntaxError, source: str) -> tuple[int, int]:
    """The token at which Django's parser stopped, from the error it noted in debug mode."""
    token: Any = getattr(error, "token", None)
    if token is None:
        return 1, 1
    start = token.position[0] if token.position else 0
    line = source.count("\n", 0, start) + 1
    return line, start - (source.rfind("\n", 0, start) + 1) + 1


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
        _jinja().parse(block.source)
    except jinja2.TemplateSyntaxError as error:
        lines = block.source.split("\n")
        line = min(error.lineno, len(lines))
        column = len(lines[line - 1]) - len(lines[line - 1].lstrip()) + 1
        yield Finding(
            line,
            column,
            error.message or str(error),
            _jinja_remedy(error.message or ""),
        )


def _jinja_remedy(message: str) -> str:
    tag = re.search(r"unknown tag '(\w+)'", message)
    if tag and tag[1] in DJANGO_TAGS:
        return f"{tag[1]!r} is Django's: a Django template is an `html+django` block"
    return ""
