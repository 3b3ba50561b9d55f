"""Names that the frameworks look up: settings, dotted paths, what Flask gives to its templates."""

import difflib
import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

import flask
import jinja2
from django.conf import global_settings
from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.template.defaultfilters import register
from jinja2 import nodes

from hooks.blocks import Block
from hooks.checkers.project import Found, Pairs, is_mistaken
from hooks.packages import MISSING, PACKAGES, Instance, find_slip, load, member, names_of
from hooks.problems import Finding

# What stands before a name of Jinja's, by its kind.
BEFORE = {"filter": r"\|\s*", "test": r"\bis\s+(?:not\s+)?", "name": ""}
SETTINGS_FILE = re.compile(r"(^|/)(settings(/\w+)?|config)\.py$")
SETTING = re.compile(r"^([A-Z][A-Z_]+)\s*=(?!=)", re.MULTILINE)
# `settings.DEBUG`, `app.config["DEBUG"]`
USE = re.compile(r"""\bsettings\.([A-Z][A-Z_]+)\b|\bconfig\[["']([A-Z][A-Z_]+)["']\]""")
# `"django.contrib.auth"`; names of Celery's tasks only look like this
PATH = re.compile(rf"""["']((?:{"|".join(PACKAGES - {"celery"})})\.\w[\w.]*)["']""")

GIVEN = {
    "html+django": {
        "page_obj": Instance(Page),
        "paginator": Instance(Paginator),
        "request": Instance(HttpRequest),
    },
    "html+jinja": {"request": Instance(flask.Request)},
}


def check_settings(pairs: Pairs) -> Found:
    """Settings of Django and keys of Flask's configuration that are surely misspelt."""
    for block, _ in pairs:
        if block.language != "python" or is_mistaken(block):
            continue
        found: list[re.Match[str]] = []
        if "settings." in block.source or "config[" in block.source:
            found += USE.finditer(block.source)
        if SETTINGS_FILE.search(block.title):
            found += SETTING.finditer(block.source)
        for use in found:
            at = use.lastindex or 1
            if use[at] in _settings():
                continue
            # A name that is used twice is the project's own.
            word = re.compile(rf"\b{use[at]}\b")
            if sum(len(word.findall(other.source)) for other, _ in pairs) > 1:
                continue
            if slip := find_slip(use[at], _settings()):
                message = f"no setting is named {use[at]!r}"
                yield block, _finding(block, use.start(at), message, slip)


def check_paths(pairs: Pairs) -> Found:
    """Dotted paths, as in `INSTALLED_APPS`, of which a part is nearly named like what is there.

    What is named otherwise may be a logger, a task or a file.
    """
    for block, _ in pairs:
        if block.language != "python" or is_mistaken(block):
            continue
        for use in PATH.finditer(block.source):
            if wrong := _find_misspelt(use[1]):
                parent, name, meant = wrong
                start = use.start(1) + len(f"{parent}.")
                yield block, _finding(block, start, f"{parent} has no {name!r}", meant)


@cache
def _find_misspelt(path: str) -> tuple[str, str, str] | None:
    """The first part that is not there, what it stands in, and what is nearly named so."""
    root, *parts = path.split(".")
    for name in parts:
        owner = load(root)
        if not inspect.ismodule(owner):
            break
        if member(owner, name)[0] is MISSING:
            near = difflib.get_close_matches(name, names_of(owner), 1, 0.85)
            return (root, name, near[0]) if near else None
        root = f"{root}.{name}"
    return None


@cache
def _settings() -> frozenset[str]:
    keys = {name for name in dir(global_settings) if name.isupper()}
    return frozenset(keys | set(flask.Flask(__name__).default_config))


def check_jinja_names(pairs: Pairs) -> Found:
    """Filters, tests, functions and variables of Jinja templates that are surely misspelt.

    A filter of Django's is wrong too, unless the shown code has a function or word of that name.
    """
    templates = [block for block, _ in pairs if block.language == "html+jinja"]
    if not templates:
        return
    code = {text for _, shown in pairs for text in shown.files.values()}
    code |= {block.source for block, _ in pairs if block.language == "python"}
    own = {word for text in code for word in re.findall(r"\w+", text)}
    for block in templates:
        if not is_mistaken(block):
            yield from ((block, finding) for finding in _wrong_names(block, own))


def _wrong_names(block: Block, own: set[str]) -> Iterator[Finding]:
    environment = _flask_environment()
    try:
        tree = environment.parse(block.source)
    except jinja2.TemplateSyntaxError:  # another checker's business
        return
    stored = {name.name for name in tree.find_all(nodes.Name) if name.ctx != "load"}
    stored |= {macro.name for macro in tree.find_all(nodes.Macro)}
    kinds: Iterable[tuple[str, type[nodes.Node], Mapping[str, object]]] = (
        ("filter", nodes.Filter, environment.filters),
        ("test", nodes.Test, environment.tests),
        ("name", nodes.Name, environment.globals),
    )
    for kind, node_type, known in kinds:
        for node in tree.find_all(node_type):
            name = str(node.name)  # type: ignore[attr-defined]
            if name in known or name in own or name in stored:
                continue
            start = _offset(block.source, node.lineno, BEFORE[kind], name)
            if kind == "name" and name == "forloop":
                yield _finding(block, start, "'forloop' is Django's, not Jinja's", "loop")
            elif slip := find_slip(name, {*known}):
                yield _finding(block, start, f"Jinja has no {kind} {name!r}", slip)
            elif kind == "filter" and name in register.filters:
                yield _finding(block, start, f"the filter {name!r} is Django's, not Jinja's", "")


def check_given_names(pairs: Pairs) -> Found:
    """Misspelt attributes of what a framework gives to every template, or to that of a list."""
    for block, _ in pairs:
        given = GIVEN.get(block.language)
        if not given or is_mistaken(block):
            continue
        for tag in re.finditer(r"\{[{%].*?[%}]\}", block.source):
            for use in re.finditer(r"(?<![\w.\"'])(\w+)\.(\w+)", tag[0]):
                names = names_of(given[use[1]]) if use[1] in given else set()
                if names and use[2] not in names and (slip := find_slip(use[2], names)):
                    message = f"{use[1]} has no {use[2]!r}"
                    yield block, _finding(block, tag.start() + use.start(2), message, slip)


@cache
def _flask_environment() -> jinja2.Environment:
    return flask.Flask(__name__).jinja_env


def _offset(source: str, line: int, before: str, name: str) -> int:
    start = sum(len(text) + 1 for text in source.split("\n")[: line - 1])
    found = re.compile(rf"{before}\b({re.escape(name)})\b").search(source, start)
    return found.start(1) if found else start


def _finding(block: Block, start: int, message: str, meant: str) -> Finding:
    line = block.source.count("\n", 0, start) + 1
    column = start - block.source.rfind("\n", 0, start)
    return Finding(line, column, message, f"did you mean {meant!r}?" if meant else "")
