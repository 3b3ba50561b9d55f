"""The numbers that the pages tell of themselves, made by the build.

A page has the comment `<!-- numbers: NAME -->`; where the comment stands, the build puts a table or
a sentence.
"""

import html as markup
import platform
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from hooks.__main__ import page_renderer, read_page
from hooks.blocks import UNPARSED, Block
from hooks.performed import DOCS, Record, built, records

UNPERFORMED = "<p>Not known: this copy of the site was built without a run of its pages.</p>"
VERSIONS = ("Django", "Flask", "Jinja2", "pymdown-extensions")
MKDOCS = ("mkdocs", "mkdocs-material")


def fill_site(site: Path, builder: Sequence[str], docs: Path = DOCS) -> None:
    """Put the numbers into a site that is built; `builder` names the packages that built it."""
    md, recorder = page_renderer()
    pages = [
        read_page(md, recorder, path.as_posix(), path.read_text(encoding="utf-8"))
        for path in sorted(docs.rglob("*.md"))
        if built(site, path.relative_to(docs).as_posix()).is_file()
    ]
    blocks = [block for page in pages for block in page.blocks]
    for path in site.rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        path.write_text(fill(html, blocks, len(pages), builder), encoding="utf-8")


def fill(html: str, blocks: Sequence[Block], pages: int, builder: Sequence[str] = MKDOCS) -> str:
    """Put the numbers into a rendered page."""
    done = records() if "<!-- numbers: " in html else []
    for name, text in (
        ("sentence", sentence(blocks, pages)),
        ("blocks", table(blocks)),
        ("versions", versions(builder)),
        ("runs", runs(done)),
        ("not run", not_run(done)),
    ):
        html = html.replace(f"<!-- numbers: {name} -->", text)
    return html


def sentence(blocks: Sequence[Block], pages: int) -> str:
    parsed = sum(block.language not in UNPARSED for block in blocks)
    languages = len({block.language for block in blocks})
    return (
        f"<p>In this build: <strong>{pages} pages</strong>, <strong>{len(blocks)} code blocks</strong> "
        f"in {languages} languages, {parsed} of them parsed without a complaint.</p>"
    )


def table(blocks: Sequence[Block]) -> str:
    rows: list[Sequence[object]] = []
    for language, number in Counter(block.language for block in blocks).most_common():
        wrong = sum(b.language == language and "data-wrong" in b.options for b in blocks)
        parsed = "no: shown as text" if language in UNPARSED else "yes"
        rows.append((f"<code>{language}</code>", number, parsed, wrong or ""))
    return _table(("Language", "Blocks", "Parsed", "Wrong on purpose"), rows)


def versions(builder: Sequence[str] = ()) -> str:
    names = ", ".join(f"{name} {version(name)}" for name in (*VERSIONS, *builder))
    today = datetime.now(UTC).date().isoformat()
    return f"<p>Built on {today} with Python {platform.python_version()}, {names}.</p>"


def runs(performed: Sequence[Record]) -> str:
    """A row for each set of versions with which the pages were performed."""
    if not performed:
        return UNPERFORMED
    rows = []
    for django, python in sorted({(r.django, r.python) for r in performed}):
        these = [r for r in performed if (r.django, r.python) == (django, python)]
        sums = [sum(r.steps for r in these), sum(r.compared for r in these)]
        left_out = sum(len(r.not_run) for r in these)
        rows.append((django, python, len(these), *sums, left_out, max(r.date for r in these)))
    names = "Django", "Python", "Pages", "Blocks run", "Outputs compared", "Blocks not run", "Date"
    return _table(names, rows)


def not_run(performed: Sequence[Record]) -> str:
    """How many blocks were not run with the Django that the pages show, and why."""
    shown = min((r.django for r in performed), default="")
    reasons = Counter(reason for r in performed if r.django == shown for reason in r.not_run)
    rows = [(number, markup.escape(reason)) for reason, number in reasons.most_common()]
    return _table(("Blocks", "Why"), rows) if rows else UNPERFORMED


def _table(names: Iterable[str], rows: Iterable[Sequence[object]]) -> str:
    head = "".join(f"<th>{name}</th>" for name in names)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
