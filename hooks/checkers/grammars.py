"""Syntax by the grammars of tree-sitter, for languages whose own parser is not written in Python."""

import re
from collections.abc import Iterator
from functools import cache

import tree_sitter_bash
import tree_sitter_css
import tree_sitter_javascript
import tree_sitter_powershell
from tree_sitter import Language, Node, Parser

from hooks.problems import Finding

GRAMMARS = {
    "bash": tree_sitter_bash,
    "css": tree_sitter_css,
    "js": tree_sitter_javascript,
    "powershell": tree_sitter_powershell,
}
# PowerShell hands `--name=value` to programs as it is; its grammar here does not know that.
LONG_OPTION = re.compile(r"(?<=\s)--[\w-]+=[^\s\"'{}()|;]+")


@cache
def _parser(language: str) -> Parser:
    return Parser(Language(GRAMMARS[language].language()))


def check_syntax(language: str, source: str) -> Iterator[Finding]:
    """The first place that the grammar cannot read."""
    if language == "powershell":
        source = LONG_OPTION.sub(lambda match: "-" + "x" * (len(match[0]) - 1), source)
    root = _parser(language).parse(source.encode()).root_node
    if not root.has_error:
        return
    node = _first_error(root)
    row = node.start_point.row
    # The grammar counts bytes.
    before = source.split("\n")[row].encode()[: node.start_point.column].decode(errors="ignore")
    if node.is_missing:
        message, remedy = f"{node.type} is missing here", "close what was opened"
    else:
        message = (
            f"this is no {language}" if language in ("css", "js") else "no shell can read this"
        )
        remedy = "look for an open quote, bracket or block"
    yield Finding(row + 1, len(before) + 1, message, remedy)


def _first_error(node: Node) -> Node:
    for child in node.children:
        if child.is_error or child.is_missing:
            return child
        if child.has_error:
            return _first_error(child)
    return node
