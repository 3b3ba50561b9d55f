"""Characters that look right and break what a reader copies."""

import re
import unicodedata
from collections.abc import Iterator

from hooks.blocks import Block
from hooks.problems import Finding
from hooks.sessions import PROMPTS, read_session

# Whatever the language, a reader cannot see these, and no program takes them for a space.
UNSEEN = re.compile("[\u00a0\u00ad\u200b-\u200f\u202f\u2060\ufeff]")
DASH_OPTION = re.compile(r"(?<![^\s(|;&])[\u2010-\u2015\u2212]+(?=[A-Za-z-])")
QUOTES = re.compile("[\u2018-\u201f]")
QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
# A value that opens with a typographic quote: an attribute of HTML, a setting.
QUOTED_VALUE = re.compile(r"[=:]\s*([\u2018-\u201f])")
WORD = re.compile(r"\w+")
COMMENT = re.compile(r"(?<!\S)(#|::|rem\b).*", re.IGNORECASE)
COMMANDS = {"console", "bash", "ps1con", "powershell", "bat", "doscon", "docker", "nginx"}
VALUES = {"css", "html", "html+django", "html+jinja", "toml", "yaml", "ini", "json", "sql", "text"}


def check_characters(block: Block) -> Iterator[Finding]:
    if block.source.isascii():
        return
    for number, column, line in typed_lines(block):
        for index, message, remedy in _look(block.language, line):
            yield Finding(number, column + index + 1, message, remedy)


def typed_lines(block: Block) -> Iterator[tuple[int, int, str]]:
    """Line, column and text of what a reader copies: of a session, only what is typed."""
    if block.language not in PROMPTS:
        for number, line in enumerate(block.source.split("\n"), 1):
            yield number, 0, line
        return
    for command in read_session(block.language, block.source)[1]:
        for offset, line in enumerate(command.text.split("\n")):
            yield command.line + offset, command.column if not offset else 0, line


def _look(language: str, line: str) -> Iterator[tuple[int, str, str]]:
    for match in UNSEEN.finditer(line):
        name = unicodedata.name(match[0], "unnamed character").lower()
        yield match.start(), f"{name} (U+{ord(match[0]):04X})", "type a plain space, or nothing"
    for match in WORD.finditer(line):
        if stranger := _look_alike(match[0]):
            index, letter = stranger
            name = unicodedata.name(letter).lower()
            yield match.start() + index, f"{name} in {match[0]!r}", "type the Latin letter"
    if language in COMMANDS:
        bare = QUOTED.sub(lambda m: " " * len(m[0]), line)
        bare = COMMENT.sub("", bare)
        for match in DASH_OPTION.finditer(bare):
            name = unicodedata.name(match[0][0]).lower()
            yield match.start(), f"{name} where an option begins", "type hyphens: - or --"
        for match in QUOTES.finditer(bare):
            name = unicodedata.name(match[0]).lower()
            yield match.start(), f"{name} in a command", "type straight quotes"
    if language in VALUES:
        for match in QUOTED_VALUE.finditer(line):
            name = unicodedata.name(match[1]).lower()
            yield match.start(1), f"{name} opens a value", "type straight quotes"


def _look_alike(word: str) -> tuple[int, str] | None:
    """The first Cyrillic or Greek letter of a word that begins or goes on in Latin ones."""
    if word.isascii() or not any(letter.isascii() and letter.isalpha() for letter in word):
        return None
    for index, letter in enumerate(word):
        if letter.isalpha() and unicodedata.name(letter, "").startswith(("CYRILLIC", "GREEK")):
            return index, letter
    return None
