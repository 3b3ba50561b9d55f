"""What is wrong, where in the page, and how it is said."""

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hooks.blocks import Block


@dataclass(frozen=True)
class Finding:
    """What a checker returns: a place in the block's source and what is wrong there."""

    line: int
    """Line of the block's source, from 1; 0 for the fence above it."""
    column: int
    """Column of that line, from 1; on a fence, of the page's line."""
    message: str
    remedy: str = ""


@dataclass(frozen=True, order=True)
class Problem:
    """A finding with its place in the page."""

    path: str
    line: int
    column: int
    language: str
    message: str
    remedy: str = ""
    excerpt: str = ""

    def __str__(self) -> str:
        """`docs/page.md:12:5: python: what is wrong`, the line with a caret, the remedy."""
        head = (
            f"{self.path}:{self.line}:{self.column}: {self.language or 'markdown'}: {self.message}"
        )
        lines = [head]
        if self.excerpt.strip():
            # The caret stands below its character also where the line has tabs.
            lead = "".join(c if c == "\t" else " " for c in self.excerpt[: self.column - 1])
            lines += [f"    {self.excerpt}", f"    {lead}^"]
        if self.remedy:
            lines.append(f"    help: {self.remedy}")
        return "\n".join(lines)


def locate(block: Block, finding: Finding) -> Problem:
    """Give a finding its place in the page."""
    line, column = block.place(finding.line, finding.column)
    source = [block.header, *(" " * block.column + line for line in block.source.split("\n"))]
    excerpt = source[finding.line] if finding.line < len(source) else ""
    return Problem(
        path=block.path,
        line=line,
        column=column,
        language=block.language if finding.line else "",
        message=_with_page_lines(block, finding.message),
        remedy=finding.remedy,
        excerpt=excerpt,
    )


def _with_page_lines(block: Block, message: str) -> str:
    """Parsers count the block's lines; a reader of the report looks at the page's."""
    return re.sub(r"\bline (\d+)", lambda m: f"line {block.place(int(m[1]))[0]}", message)


def to_html(problems: Sequence[Problem]) -> str:
    """A box for the top of the page that is being edited."""
    items = "".join(f"<pre>{html.escape(str(problem))}</pre>" for problem in problems)
    title = html.escape(count(problems))
    return f'<div class="admonition failure"><p class="admonition-title">{title}</p>{items}</div>'


def count(problems: Iterable[Problem]) -> str:
    """The closing line of a report: `3 problems on 2 pages`."""
    found = list(problems)
    pages = len({p.path for p in found})
    return (
        f"{len(found)} problem{'s' * (len(found) != 1)} on {pages} page{'s' * (pages != 1)} "
        "in code blocks"
    )
