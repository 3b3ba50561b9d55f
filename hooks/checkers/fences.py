"""The fence line itself: attributes, highlighted lines, an empty block."""

import difflib
import re
from collections.abc import Iterator

from hooks.blocks import Block
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


def check_fence(block: Block) -> Iterator[Finding]:
    if not block.source.strip():
        yield Finding(0, _column(block), "this block is empty", "write its content, or remove it")
    for name, value in block.options.items():
        if name not in ATTRIBUTES:
            near = difflib.get_close_matches(name, ATTRIBUTES, 1)
            known = ", ".join(sorted(ATTRIBUTES - {"class"}))
            remedy = f"did you mean {near[0]}?" if near else f"known are: {known}"
            yield Finding(0, _column(block, name), f"unknown attribute {name!r}", remedy)
        elif name.startswith("data-") and not value.strip():
            message = f"the attribute {name} says nothing"
            yield Finding(0, _column(block, name), message, "readers see its text")
    last = block.source.count("\n") + 1
    for number in re.findall(r"\d+", block.options.get("hl_lines", "")):
        if not 1 <= int(number) <= last:
            message = f"hl_lines names {number}, but the block has {last} lines"
            yield Finding(0, _column(block, "hl_lines"), message, "mend hl_lines")


def _column(block: Block, text: str = "") -> int:
    """Where the fence line has the text, else where its fence begins."""
    line = block.header
    return (
        (line.find(text) if text in line else 0) + 1 if text else len(line) - len(line.lstrip()) + 1
    )
