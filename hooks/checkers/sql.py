"""SQL, by the parsers of SQLite and PostgreSQL.

A block does not say for which database it is, so it is right when one of them can read it. MySQL's
is not to be had from Python: what is visibly written for it is read by sqlglot, which forgives more.
"""

import difflib
import logging
import re
from collections.abc import Iterator
from functools import cache

from hooks.blocks import Block
from hooks.problems import Finding

# What the drivers of Django and SQLAlchemy fill in: %s, %(name)s, :name, __[POSTCOMPILE_name].
PLACEHOLDER = re.compile(r"%s|%\(\w+\)s|__\[POSTCOMPILE_\w+\]|(?<![:\w]):[A-Za-z_]\w*")
# Commands of the programs psql and sqlite3: \echo, .schema.
CLIENT = re.compile(r"^[\\.][a-z].*$", re.MULTILINE)
UNFINISHED = re.compile(r"[^;]*(?:…|\.\.\.)[^;]*")
MYSQL = re.compile(
    r"`|\b(?:AUTO_INCREMENT|ENGINE\s*=|CHARACTER SET|ON DUPLICATE KEY|IDENTIFIED BY)"
    r"|(?:^|;)\s*(?:#|(?:START TRANSACTION|FLUSH|DESCRIBE|USE|SHOW)\b)",
    re.IGNORECASE | re.MULTILINE,
)


def check_sql(block: Block) -> Iterator[Finding]:
    """The first place that no database reads; a statement with `…` or `...` is left alone."""
    source = CLIENT.sub(lambda match: " " * len(match[0]), block.source)
    source = UNFINISHED.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), source)
    plain = PLACEHOLDER.sub(lambda match: "$1".ljust(len(match[0])), source)
    errors = []
    for read in (_sqlite, _postgresql):
        offset = read(plain)
        if offset is None:
            return
        errors.append(offset)
    # The database for which it is written reads furthest.
    offset = max(errors)
    if MYSQL.search(source):
        mysql = _mysql(source)
        if mysql is None:
            return
        offset = mysql
    yield _finding(source, offset)


def _sqlite(source: str) -> int | None:
    """Where SQLite stops reading, as an offset; None if it reads everything."""
    from syntaqlite import DiagnosticCode

    for diagnostic in _analyzer().analyze(source).diagnostics:
        if diagnostic.code == DiagnosticCode.PARSE_ERROR:
            return len(source.encode()[: diagnostic.start_offset].decode(errors="ignore"))
    return None


@cache
def _analyzer():  # type: ignore[no-untyped-def]
    from syntaqlite import Syntaqlite

    return Syntaqlite()


def _postgresql(source: str) -> int | None:
    from pglast.parser import ParseError, parse_sql_json

    try:
        parse_sql_json(source)
    except ParseError as error:
        offset: int | None = error.args[1]
        return len(source.rstrip()) if offset is None else offset
    return None


def _mysql(source: str) -> int | None:
    import sqlglot

    # It warns of statements that it knows by their first word only.
    logging.getLogger("sqlglot").setLevel(logging.ERROR)
    try:
        sqlglot.parse(source, read="mysql")
    except sqlglot.errors.ParseError as error:
        place = error.errors[0]
        before = source.split("\n")[: place["line"] - 1]
        # It gives the column in which the token ends.
        start: int = place["col"] - len(place["highlight"])
        return sum(len(line) + 1 for line in before) + start
    except IndexError:  # it stumbles over a statement that ends too early: nothing is known
        return None
    except sqlglot.errors.TokenError:  # it says only that a quote is open
        return max(source.rfind(quote) for quote in "'\"`")
    return None


def _finding(source: str, offset: int) -> Finding:
    before, rest = source[:offset], source[offset:]
    line, column = before.count("\n") + 1, offset - before.rfind("\n")
    match = re.match(r"\w+|\S", rest)
    if not match:
        return Finding(
            line, column, "the statement ends too early", "complete it, or close what is open"
        )
    token = match[0]
    if token in "'\"`" and rest.count(token) % 2:
        return Finding(line, column, f"this {token} is never closed", f"add {token}")
    near = _near_keyword(token)
    return Finding(line, column, f"unexpected {token!r}", f"did you mean {near}?" if near else "")


def _near_keyword(word: str) -> str:
    from pglast import keywords

    known = [
        keyword.upper()
        for group in ("RESERVED", "UNRESERVED", "COL_NAME", "TYPE_FUNC_NAME")
        for keyword in sorted(getattr(keywords, f"{group}_KEYWORDS"))
    ]
    word = word.upper()
    if word in known:
        return ""
    near = difflib.get_close_matches(word, known, 5, 0.75)
    # Of `FOR` and `FROM` for `FORM`: the one that has the same letters.
    return min(near, key=lambda keyword: sorted(keyword) != sorted(word), default="")
