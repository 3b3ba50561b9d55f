"""Commands: POSIX shell and PowerShell, by their grammars for tree-sitter."""

import re
from collections.abc import Iterator
from functools import cache

import tree_sitter_bash
import tree_sitter_powershell
from tree_sitter import Language, Node, Parser

from hooks.blocks import Block
from hooks.problems import Finding
from hooks.sessions import read_session


@cache
def _parser(language: str) -> Parser:
    grammar = {"bash": tree_sitter_bash, "powershell": tree_sitter_powershell}[language]
    return Parser(Language(grammar.language()))


def check_bash(block: Block) -> Iterator[Finding]:
    yield from _syntax("bash", block.source)


def check_powershell(block: Block) -> Iterator[Finding]:
    yield from _syntax("powershell", block.source)


def check_console(block: Block) -> Iterator[Finding]:
    yield from _session("console", "bash", block, "$ ")


def check_powershell_session(block: Block) -> Iterator[Finding]:
    yield from _session("ps1con", "powershell", block, "PS> ")


def _session(language: str, shell: str, block: Block, prompt: str) -> Iterator[Finding]:
    preamble, commands = read_session(language, block.source)
    if not commands:
        yield Finding(1, 1, "a session without a prompt", f"start what is typed with {prompt!r}")
    elif any(line.strip() for line in preamble):
        yield Finding(1, 1, "output before the first prompt", f"begin with {prompt!r}")
    for command in commands:
        if not command.text.strip():
            yield Finding(command.line, 1, "a prompt without a command", "remove it")
        for finding in _syntax(shell, command.text):
            column = finding.column + (command.column if finding.line == 1 else 0)
            line = command.line + finding.line - 1
            yield Finding(line, column, finding.message, finding.remedy)


# PowerShell hands `--name=value` to programs as it is; its grammar for tree-sitter does not know.
LONG_OPTION = re.compile(r"(?<=\s)--[\w-]+=[^\s\"'{}()|;]+")


def _syntax(language: str, source: str) -> Iterator[Finding]:
    if language == "powershell":
        source = LONG_OPTION.sub(lambda match: "-" + "x" * (len(match[0]) - 1), source)
    tree = _parser(language).parse(source.encode())
    if tree.root_node.has_error:
        node = _first_error(tree.root_node)
        row, column = node.start_point.row, node.start_point.column
        # The grammar counts bytes.
        text = source.split("\n")[row].encode()[:column].decode(errors="ignore")
        if node.is_missing:
            message, remedy = f"{node.type} is missing here", "close what was opened"
        else:
            message = "the shell cannot read this"
            remedy = "look for an open quote, bracket or block"
        yield Finding(row + 1, len(text) + 1, message, remedy)


def _first_error(node: Node) -> Node:
    for child in node.children:
        if child.is_error or child.is_missing:
            return child
        if child.has_error:
            return _first_error(child)
    return node
