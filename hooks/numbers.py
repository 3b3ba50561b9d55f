"""The numbers that the pages tell of themselves, made by the build.

A page has the comment `<!-- numbers: NAME -->`; where the comment stands, the build puts a table or
a sentence. A build without this hook leaves the comment, which shows nothing.
"""

import platform
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version

from hooks.blocks import Block
from hooks.checkers import CHECKERS

VERSIONS = ("Django", "Flask", "Jinja2", "mkdocs", "mkdocs-material", "pymdown-extensions")


def fill(html: str, blocks: Sequence[Block], pages: int) -> str:
    """Put the numbers into a rendered page."""
    for name, make in (("sentence", sentence), ("blocks", table), ("versions", versions)):
        html = html.replace(f"<!-- numbers: {name} -->", make(blocks, pages))
    return html


def sentence(blocks: Sequence[Block], pages: int) -> str:
    parsed = sum(block.language in CHECKERS for block in blocks)
    languages = len({block.language for block in blocks})
    return (
        f"<p>In this build: <strong>{pages} pages</strong>, <strong>{len(blocks)} code blocks</strong> "
        f"in {languages} languages, {parsed} of them parsed without a complaint.</p>"
    )


def table(blocks: Sequence[Block], pages: int) -> str:
    rows = []
    for language, number in Counter(block.language for block in blocks).most_common():
        wrong = sum(b.language == language and "data-wrong" in b.options for b in blocks)
        parsed = "yes" if language in CHECKERS else "no: shown as text"
        rows.append(
            f"<tr><td><code>{language}</code></td><td>{number}</td><td>{parsed}</td>"
            f"<td>{wrong or ''}</td></tr>"
        )
    head = "<tr><th>Language</th><th>Blocks</th><th>Parsed</th><th>Wrong on purpose</th></tr>"
    return f"<table><thead>{head}</thead><tbody>{''.join(rows)}</tbody></table>"


def versions(blocks: Sequence[Block], pages: int) -> str:
    names = ", ".join(f"{name} {version(name)}" for name in VERSIONS)
    today = datetime.now(UTC).date().isoformat()
    return f"<p>Built on {today} with Python {platform.python_version()}, {names}.</p>"
