"""The fence line itself: attributes, highlighted lines, annotations, an empty block."""

import difflib
import re
from collections.abc import Iterator

from hooks.blocks import PLACES, Block
from hooks.problems import Finding

ATTRIBUTES = {
    "title",
    "hl_lines",
    "linenums",
    "class",
    "data-after",
    "data-before",
    "data-replace",
    "data-at",
    "data-browser",
    "data-keep",
    "data-log",
    "data-typed",
    "data-wrong",
    "data-made",
    "data-mistake",
    "data-try",
    "data-not-run",
}
# Attributes that take these values only: what each says is in CONTRIBUTING.md.
VALUES = {
    "data-at": ("end of the file", "top of the file"),
    "data-keep": ("running",),
    "data-log": ("server",),
}
# Sessions that the tabs of CONTRIBUTING.md do not hold.
OF_OTHER_SYSTEMS = {"Linux, macOS": ("ps1con", "doscon"), "Windows": ("console",)}
HL_LINES = re.compile(r"\s*(\d+(-\d+)?\s*)+")
# A comment that is a number in brackets only: Material puts a button there.
ANNOTATION = re.compile(r"\((\d+)\)!?\s*(?:\*/|-->)?\s*$", re.MULTILINE)
COMMENT = re.compile(r"(?:#|//|--|;|/\*|<!--)\s*$")


def check_fence(block: Block) -> Iterator[Finding]:
    if not block.source.strip():
        yield Finding(0, _column(block), "this block is empty", "write its content, or remove it")
    for name, value in block.options.items():
        if name not in ATTRIBUTES:
            near = difflib.get_close_matches(name, ATTRIBUTES, 1)
            known = ", ".join(sorted(ATTRIBUTES - {"class"}))
            remedy = f"did you mean {near[0]}?" if near else f"known are: {known}"
            if not block.language:
                remedy = f"in braces a language has a dot: {{.{name}}}"
            yield Finding(0, _column(block, name), f"unknown attribute {name!r}", remedy)
        elif name.startswith("data-") and value.strip() in ("", "None"):
            message = f"the attribute {name} says nothing"
            yield Finding(0, _column(block, name), message, "readers see its text")
        elif value not in VALUES.get(name, (value,)):
            known = " or ".join(map(repr, VALUES[name]))
            message = f"{name} is {known}, not {value!r}"
            yield Finding(0, _column(block, name), message, "write it like that")
        if value[:1] in tuple("“”„‘’"):
            message = f"typographic quotes around {name}"
            yield Finding(0, _column(block, name), message, "type straight quotes")
        if name in PLACES and not block.title:
            message = "a part of a file that is not named"
            yield Finding(0, _column(block, name), message, "name the file with title")
    if block.outside:
        message = f"this block is outside of {block.outside.strip()!r}"
        yield Finding(0, _column(block), message, "indent it by four spaces more than that line")
    for label in block.tabs:
        if block.language in OF_OTHER_SYSTEMS.get(label, ()):
            message = f"a block of {block.language} in the tab {label!r}"
            yield Finding(0, _column(block), message, "put it into the other system's tab")
    if chosen := block.options.get("hl_lines", ""):
        yield from _check_highlighted(block, chosen)
    if block.language in ("text", "console", "pycon"):  # nothing is a comment there
        return
    for mark in ANNOTATION.finditer(block.source):
        *above, line = block.source[: mark.start()].split("\n")
        comment = COMMENT.search(line)
        if comment and int(mark[1]) > block.annotations:
            message = f"annotation ({mark[1]}) has no text"
            remedy = "put a numbered list directly below the block"
            yield Finding(len(above) + 1, comment.start() + 1, message, remedy)


def _check_highlighted(block: Block, chosen: str) -> Iterator[Finding]:
    if not HL_LINES.fullmatch(chosen):
        message = f"hl_lines does not name lines: {chosen!r}"
        yield Finding(0, _column(block, "hl_lines"), message, 'write it like hl_lines="1 3-5"')
    for first, end in re.findall(r"(\d+)-(\d+)", chosen):
        if int(first) > int(end):
            message = f"hl_lines goes backwards: {first}-{end}"
            yield Finding(0, _column(block, "hl_lines"), message, f"write {end}-{first}")
    last = block.source.count("\n") + 1
    for number in re.findall(r"\d+", chosen):
        if not 1 <= int(number) <= last:
            message = f"hl_lines names {number}, but the block has {last} lines"
            yield Finding(0, _column(block, "hl_lines"), message, "mend hl_lines")


def _column(block: Block, text: str = "") -> int:
    """Where the fence line has the text, else where its fence begins."""
    line = block.header
    return (
        (line.find(text) if text in line else 0) + 1 if text else len(line) - len(line.lstrip()) + 1
    )
