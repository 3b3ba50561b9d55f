"""Syntax by the grammars of tree-sitter, for languages whose own parser is not written in Python."""

import re
from collections.abc import Iterator
from functools import cache

import tree_sitter_bash
import tree_sitter_containerfile
import tree_sitter_css
import tree_sitter_javascript
import tree_sitter_powershell
from tree_sitter import Language, Node, Parser

from hooks.problems import Finding

GRAMMARS = {
    "bash": tree_sitter_bash,
    "css": tree_sitter_css,
    "docker": tree_sitter_containerfile,
    "js": tree_sitter_javascript,
    "powershell": tree_sitter_powershell,
}
# PowerShell hands `--name=value` to programs as it is; its grammar here does not know that.
LONG_OPTION = re.compile(r"(?<=\s)--[\w-]+=[^\s\"'{}()|;]+")


@cache
def parser(language: str) -> Parser:
    return Parser(Language(GRAMMARS[language].language()))


def place(source: str, node: Node) -> tuple[int, int]:
    """Line and column, from 1, at which the node begins. The grammar counts bytes."""
    row = node.start_point.row
    before = source.split("\n")[row].encode()[: node.start_point.column].decode(errors="ignore")
    return row + 1, len(before) + 1


def check_syntax(language: str, source: str) -> Iterator[Finding]:
    """The first place that the grammar cannot read."""
    if language == "powershell":
        source = LONG_OPTION.sub(lambda match: "-" + "x" * (len(match[0]) - 1), source)
    root = parser(language).parse(source.encode()).root_node
    if not root.has_error:
        return
    node = first_error(root)
    if node.is_missing:
        message, remedy = f"{node.type} is missing here", "close what was opened"
    else:
        message = (
            f"this is no {language}" if language in ("css", "js") else "no shell can read this"
        )
        remedy = "look for an open quote, bracket or block"
    yield Finding(*place(source, node), message, remedy)


def first_error(node: Node) -> Node:
    for child in node.children:
        if child.is_error or child.is_missing:
            return child
        if child.has_error:
            return first_error(child)
    return node
