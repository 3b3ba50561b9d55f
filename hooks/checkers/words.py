"""The simple commands of a shell's text, as lists of words."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from hooks.checkers.grammars import parse, place

# The grammars' names for a simple command, for what stands around its words, and for what stands
# between them.
COMMANDS = {"command", "cmd", "call_stmt"}
AROUND = {"command_elements", "argument_list", "command_name"}
BETWEEN = {
    "command_argument_sep",
    "command_invokation_operator",
    "variable_assignment",
    "redirection",
    "file_redirect",
    "herestring_redirect",
    "heredoc_redirect",
    "call",
}
# Several words or one, known only when the command runs; and what a page writes for "your own".
UNKNOWN = re.compile(r"[$`%*?…<>{}\[\]]|\.\.\.|^[A-Z][A-Z_]+$")


class Word(str):
    """One word without its quotes. It knows where it stands, from 1."""

    line = 1
    column = 1

    @classmethod
    def at(cls, text: str, place: tuple[int, int]) -> "Word":
        word = cls(text)
        word.line, word.column = place
        return word

    @property
    def is_unknown(self) -> bool:
        """A variable, a substitution, a glob or a placeholder."""
        return bool(UNKNOWN.search(self))


def read_commands(language: str, source: str) -> Iterator[list[Word]]:
    """Every simple command of a text that the grammar reads, those in substitutions too."""
    code = source.encode()
    for node in descend(parse(language, source)):
        if node.type not in COMMANDS:
            continue
        words: list[Word] = []
        end = -1
        for part in (*_words(node), *_after_redirect(node)):
            text = _unquoted(part, code)
            if part.start_byte == end:  # `--settings=%NAME%` has two parts
                last = words.pop()
                words.append(Word.at(last + text, (last.line, last.column)))
            else:
                words.append(Word.at(text, place(source, part)))
            end = part.end_byte
        if words:
            yield words


def descend(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from descend(child)


def _words(node: Node) -> Iterator[Node]:
    for child in node.children:
        if child.type in AROUND and child.named_children:
            yield from _words(child)
        elif child.type not in BETWEEN:
            yield child


def _after_redirect(node: Node) -> Iterator[Node]:
    """Words of `a < file b`: the grammar gives them to the redirection."""
    around = node.parent
    if around and around.type == "redirected_statement":
        for redirect in around.children_by_field_name("redirect"):
            yield from redirect.children_by_field_name("destination")[1:]


def _unquoted(node: Node, code: bytes) -> str:
    if node.type == "concatenation":
        return "".join(_unquoted(child, code) for child in node.children)
    text = code[node.start_byte : node.end_byte].decode()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        return text[1:-1]
    return re.sub(r"\\(.)", r"\1", text) if node.type == "word" else text
