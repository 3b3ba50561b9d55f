"""Syntax by the grammars of tree-sitter, for languages whose own parser is not written in Python."""

import re
from collections.abc import Iterator
from functools import cache

import tree_sitter_bash
import tree_sitter_batch
import tree_sitter_containerfile
import tree_sitter_css
import tree_sitter_javascript
import tree_sitter_powershell
from tree_sitter import Language, Node, Parser

from hooks.problems import Finding

GRAMMARS = {
    "bash": tree_sitter_bash,
    "bat": tree_sitter_batch,
    "css": tree_sitter_css,
    "docker": tree_sitter_containerfile,
    "js": tree_sitter_javascript,
    "powershell": tree_sitter_powershell,
}
# What a shell takes and its grammar here does not know; letters in its place keep every column.
LETTERS = {
    # `--name=value` for a program, `py -0p`
    "powershell": re.compile(rb"(?<=\s-)-[\w-]+=[^\s\"'{}()|;]+|(?<=\bpy )-0p?\b"),
    # `(width >= 40rem)`, `.a & {`
    "css": re.compile(rb"\([^(){};]*[<>][^(){};]*\)|(?<=[\w)\]] )&"),
    # `{ ... }`: what is left out, not spread
    "js": re.compile(rb"\.\.\.(?=\s*(?:[})\],;]|\n|$))"),
    # `.venv\Scripts\python`, `dir && set A=b`, `set` alone
    "bat": re.compile(rb"(?<![^\s&|(@])\.+(?=[\w\\])|(?<=& )set(?= )|^set$", re.MULTILINE),
}
# … and this only where the grammar would refuse the whole: `Move-Item a.py, b app`
BARE_LIST = re.compile(rb"(?<=[\w.*\\/]), *(?=[\w.*$\\/-])")


@cache
def parser(language: str) -> Parser:
    return Parser(Language(GRAMMARS[language].language()))


def parse(language: str, source: str) -> Node:
    """The root of the syntax tree; its places are those of `source` in UTF-8."""

    def letters(match: re.Match[bytes]) -> bytes:
        return b"x" * len(match[0])

    code = source.encode()
    if language in LETTERS:
        code = LETTERS[language].sub(letters, code)
    if language == "bat":  # its grammar wants every line ended
        code += b"\n"
    root = parser(language).parse(code).root_node
    if language == "powershell" and root.has_error:
        again = parser(language).parse(BARE_LIST.sub(letters, code)).root_node
        return root if again.has_error else again
    return root


def place(source: str, node: Node) -> tuple[int, int]:
    """Line and column of a node, from 1. The grammar counts bytes."""
    lines = source.split("\n")
    row = min(node.start_point.row, len(lines) - 1)
    before = lines[row].encode()[: node.start_point.column].decode(errors="ignore")
    return row + 1, len(before) + 1


def check_syntax(language: str, source: str) -> Iterator[Finding]:
    """The first place that the grammar cannot read."""
    root = parse(language, source)
    if not root.has_error:
        return
    node = first_error(root)
    line, column = place(source, node)
    if node.is_missing:
        message, remedy = f"{node.type} is missing here", "close what was opened"
    else:
        message = (
            f"this is no {language}" if language in ("css", "js") else "no shell can read this"
        )
        remedy = "look for an open quote, bracket or block"
    yield Finding(line, column, message, remedy)


def first_error(node: Node) -> Node:
    for child in node.children:
        if child.is_error or child.is_missing:
            return child
        if child.has_error:
            return first_error(child)
    return node
