"""Files around a project: nginx, requirements, pyproject.toml, environment files."""

import difflib
import re
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import redirect_stderr
from io import StringIO
from typing import Any

import crossplane
from crossplane.analyzer import CONTEXTS, DIRECTIVES, enter_block_ctx
from crossplane.errors import NgxParserBaseException, NgxParserSyntaxError
from crossplane.lexer import lex_string
from dotenv.parser import parse_stream
from packaging.requirements import InvalidRequirement, Requirement

from hooks.blocks import Block
from hooks.checkers.data import check_toml
from hooks.checkers.tools import check_keys, check_ruff
from hooks.problems import Finding

# A file of nginx is mostly included into another; where, the file does not say.
NGINX_PLACES = ("", "http {", "http { server {", "http { server { location / {", "stream {")
LEFT_OUT = re.compile(r"^[ \t]*(…|\.\.\.)[ \t]*$", re.MULTILINE)


def check_nginx(block: Block) -> Iterator[Finding]:
    """By crossplane, in the place where the fewest directives are wrong."""
    source = LEFT_OUT.sub("", block.source)
    try:
        tokens = list(lex_string(source + "\n"))
    except NgxParserSyntaxError as error:  # brackets and quotes
        yield _locate(source, error)
        return
    readings = [_read_nginx(source, place) for place in NGINX_PLACES]
    yield from min(readings, key=_badness) or _missing_semicolons(source, tokens)


def _badness(found: list[Finding]) -> tuple[int, int, int]:
    misplaced = sum("not allowed here" in finding.message for finding in found)
    return misplaced, len(found), -found[0].line if found else 0


def _read_nginx(source: str, place: str) -> list[Finding]:
    text = place + source + "\n" + "}" * place.count("{")
    findings: list[Finding] = []
    payload = crossplane.parse_string(
        text, single=True, onerror=lambda error: findings.append(_locate(source, error))
    )
    return findings + list(_misspelt(payload["config"][0]["parsed"], source.split("\n")))


def _locate(source: str, error: NgxParserBaseException) -> Finding:
    rows = source.split("\n")
    line = min(error.lineno or 1, len(rows))
    name = re.search(r'"([\w.}-]+)"', error.strerror)
    column = rows[line - 1].find(name[1]) + 1 if name else 0
    return Finding(line, max(column, 1), error.strerror)


def _misspelt(
    statements: Iterable[dict[str, Any]], rows: list[str], context: tuple[str, ...] = ()
) -> Iterator[Finding]:
    """Unknown directives that are nearly a known one. Others come with modules."""
    for statement in statements:
        name = statement["directive"]
        if context in CONTEXTS and name not in DIRECTIVES:
            # At 0.9 no directive of nginx 1.31 that crossplane does not know is taken for another.
            near = difflib.get_close_matches(name, DIRECTIVES, 1, 0.9)
            if near:
                column = rows[statement["line"] - 1].find(name) + 1
                message = f"unknown directive {name!r}"
                yield Finding(statement["line"], column, message, f"did you mean {near[0]}?")
        yield from _misspelt(statement.get("block", []), rows, enter_block_ctx(statement, context))


def _missing_semicolons(source: str, tokens: list[tuple[str, int, bool]]) -> Iterator[Finding]:
    """A directive that begins a line while the one before has not ended."""
    rows = source.split("\n")
    last, last_line = ";", 0
    for token, line, quoted in tokens:
        if token.startswith("#") and not quoted:
            continue
        if token in DIRECTIVES and not quoted and line > last_line and last not in tuple(";{}"):
            row = rows[last_line - 1].split(" #")[0].rstrip()
            message = f"; is missing before {token!r}"
            yield Finding(last_line, len(row) + 1, message, "end the directive with ;")
        last, last_line = ("" if quoted else token), line


def check_requirements(block: Block) -> Iterator[Finding]:
    """Options by pip's own parser of these files, requirements by packaging, which pip uses.

    The format: https://pip.pypa.io/en/stable/reference/requirements-file-format/
    """
    from pip._internal.req.req_file import OptionParsingError, get_line_parser, preprocess

    read = get_line_parser(None)
    rows = block.source.splitlines()  # as pip does
    for number, line in preprocess(LEFT_OUT.sub("", block.source)):
        start = len(rows[number - 1]) - len(rows[number - 1].lstrip())
        try:
            with redirect_stderr(StringIO()):  # it prints how it is used
                requirement, _ = read(line.strip())
        except OptionParsingError as error:
            message = error.msg.strip().rpartition("error: ")[2]
            yield Finding(number, start + 1, message, "the options are those of pip install")
        else:
            for column, message, remedy in check_requirement(requirement):
                yield Finding(number, start + column, message, remedy)


def check_requirement(text: str) -> Iterator[tuple[int, str, str]]:
    """Column, message and remedy; nothing for a path or an address."""
    try:
        text and Requirement(text)
    except InvalidRequirement as error:
        if "/" in text.split(";")[0] or text.startswith(".") or text.endswith((".whl", ".gz")):
            return
        # packaging draws the place below the requirement.
        message, *_, drawn = str(error).split("\n")
        slip = re.fullmatch(r"([\w.,\[\]-]+?)\s*(=|=>|=<|~)\s*(\d[\w.]*)", text)
        if slip:
            operator = {"=": "==", "=>": ">=", "=<": "<=", "~": "~="}[slip[2]]
            remedy = f"did you mean {slip[1]}{operator}{slip[3]}?"
        else:
            remedy = "name>=1.0,<2 ; marker" if "comma" in message else ""
        yield max(drawn.find("^") - 3, 1), message, remedy


def check_pyproject(block: Block) -> Iterator[Finding]:
    """TOML, the requirements in it, and the settings of tools.

    Where they stand: https://packaging.python.org/en/latest/specifications/pyproject-toml/
    """
    wrong = list(check_toml(block))
    yield from wrong
    tables: dict[str, Any] = {} if wrong else tomllib.loads(block.source)
    project = _table(tables, "project")
    lists = [
        project.get("dependencies"),
        _table(tables, "build-system").get("requires"),
        *_table(project, "optional-dependencies").values(),
        *_table(tables, "dependency-groups").values(),
    ]
    requirements = [item for items in lists if isinstance(items, list) for item in items]
    rows = block.source.split("\n")
    for text in filter(lambda item: isinstance(item, str), requirements):
        for column, message, remedy in check_requirement(text):
            places = [(i, row.find(text)) for i, row in enumerate(rows, 1) if text in row]
            line, start = places[0] if places else (1, 0)
            yield Finding(line, start + column, message, remedy)
    yield from check_keys(block)
    if "ruff" in _table(tables, "tool"):
        yield from check_ruff(block)


def _table(tables: dict[str, Any], name: str) -> dict[str, Any]:
    table = tables.get(name)
    return table if isinstance(table, dict) else {}


def check_env(block: Block) -> Iterator[Finding]:
    """`NAME=value`, by python-dotenv, which Flask reads such files with.

    It forgives spaces around `=`; a name alone sets nothing.
    """
    for binding in parse_stream(StringIO(LEFT_OUT.sub("", block.source))):
        text = binding.original.string
        line = binding.original.line + text[: len(text) - len(text.lstrip())].count("\n")
        text = text.strip()
        quote = re.match(r"[^=]*=\s*([\"'])", text)
        if binding.error and quote:
            message = f"this {quote[1]} is never closed"
            yield Finding(line, quote.start(1) + 1, message, f"add {quote[1]}")
        elif binding.error or binding.key and binding.value is None:
            yield Finding(line, 1, "this is no NAME=value", "write NAME=value, or # for a comment")


def check_nothing(block: Block) -> Iterator[Finding]:
    """A list of patterns or names: only its characters can be wrong."""
    yield from ()
