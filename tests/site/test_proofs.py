"""Cell by cell: every cell of the comparison has a proof, and no proof is a dead link.

A proof stands at the end of its cell: `([docs](address "sentence"))`, `([test](…))`,
`([measured](…))` or `([run](…))`. The documentation is that of the pinned version, as its source
archive brings it: the page is there, so is the section, and so is the sentence.
"""

import re
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from filelock import FileLock

from tests.site.html import read_page
from tests.site.test_pages import front_matter

ROOT = Path(__file__).parent.parent.parent
DOCS = ROOT / "docs"
SOURCES = ROOT / ".cache" / "sources"
TABLE = DOCS / "compare" / "table.md"
# Where a version's documentation is published, and the package whose archive holds it.
PUBLISHED = {
    "https://docs.djangoproject.com/en/5.2/": ("Django", ".txt"),
    "https://flask.palletsprojects.com/en/stable/": ("Flask", ".rst"),
}
PROOF = re.compile(r"\(\[(docs|test|measured|run)\]\((\S+?)(?: \"([^\"]+)\")?\)\)$")
SNIPPET = re.compile(r'^--8<-- "(.+)"$', re.MULTILINE)


@dataclass(frozen=True)
class Cell:
    row: str
    column: str
    text: str

    def __str__(self) -> str:
        return f"{self.row}, {self.column}"


def cells_of(page: str) -> Iterator[Cell]:
    """The cells under Django and Flask of every row of every such table."""
    page = SNIPPET.sub(lambda m: (DOCS / "compare" / m[1]).read_text("utf-8").rstrip(), page)
    for line in page.splitlines():
        cells = [cell.strip() for cell in line.strip("| ").split(" | ")]
        if line.startswith("| [") and len(cells) == 3:
            for column, text in zip(("Django", "Flask"), cells[1:], strict=True):
                yield Cell(cells[0].partition("]")[0].lstrip("["), column, text)


def problems(cell: Cell, site: Path) -> str:
    """What is wrong with the cell's proof; nothing if it holds."""
    proof = PROOF.search(cell.text)
    if not proof:
        return "no proof at the end of the cell"
    kind, address, sentence = proof.groups()
    if kind == "docs":
        return problem_of_docs(address, sentence or "")
    return problem_of_page(kind, address, site)


def problem_of_page(kind: str, address: str, site: Path) -> str:
    path, _, anchor = address.partition("#")
    source = (TABLE.parent / path).resolve() if path else TABLE
    if not source.is_file():
        return f"there is no page {path}"
    built = (site / source.relative_to(DOCS)).with_suffix("") / "index.html"
    if not anchor or anchor not in read_page(built).ids:
        return f"{path} has no #{anchor}"
    name = source.relative_to(DOCS).as_posix()
    if kind == "test" and not (name == "compare/contract.md" and anchor.startswith("test-")):
        return "not a row of the contract that names a test"
    if kind == "measured" and name != "compare/measurements.md":
        return "not on the page of the measurements"
    if kind == "run" and not ("project" in front_matter(source) and has_code(source, anchor)):
        return "nothing is run in that section"
    return ""


def has_code(source: Path, anchor: str) -> bool:
    """Whether the section with this id has a block that the chapter's run performs."""
    text = source.read_text(encoding="utf-8")
    parts = re.split(
        rf"^(#+) .*\{{ ?#{re.escape(anchor)} ?\}}$", text, maxsplit=1, flags=re.MULTILINE
    )
    if len(parts) < 3:
        return False
    section = re.split(
        rf"^#{{1,{len(parts[1])}}} .*\{{ ?#", parts[2], maxsplit=1, flags=re.MULTILINE
    )[0]
    fences = re.findall(r"^ *```(.+)$", section, re.MULTILINE)
    return any("data-not-run" not in fence for fence in fences)


def problem_of_docs(address: str, sentence: str) -> str:
    published = next((url for url in PUBLISHED if address.startswith(url)), "")
    if not published:
        return f"{address} is not the documentation of a version that this site pins"
    package, suffix = PUBLISHED[published]
    parts = urlsplit(address.removeprefix(published))
    folder = source_of(package) / "docs"
    files = [
        folder / f"{parts.path.rstrip('/')}{suffix}",
        folder / parts.path / f"index{suffix}",
    ]
    text = "".join(read_rst(file) for file in files if file.is_file())
    if not text:
        return f"{package}'s documentation has no page {parts.path}"
    if parts.fragment and parts.fragment not in ids_of(text):
        return f"{parts.path} has no section #{parts.fragment}"
    if not sentence:
        return "no sentence of the documentation"
    if plain(sentence) not in plain(text):
        return f"{parts.path} does not say {sentence!r}"
    return ""


def read_rst(file: Path) -> str:
    """A page of documentation with the files that it includes."""
    text = file.read_text(encoding="utf-8")
    included = re.findall(r"^\.\. (?:literal)?include:: (\S+)", text, re.MULTILINE)
    return text + "".join((file.parent / name).read_text(encoding="utf-8") for name in included)


def ids_of(text: str) -> set[str]:
    """The fragments that Sphinx gives a page: its headings and its labels."""
    headings = re.findall(r"^(\S.*)\n([=~^\-])\2+$", text, re.MULTILINE)
    slugs = {re.sub(r"[^a-z0-9]+", "-", heading.lower()).strip("-") for heading, _ in headings}
    return slugs | set(re.findall(r"^\.\. _([\w-]+):$", text, re.MULTILINE))


def plain(text: str) -> str:
    """Words alone: no markup, no line ends, straight quotes."""
    text = re.sub(r"(?::[\w:]+:)?`([^`<]+?)(?:\s*<[^>]*>)?`_*", r"\1", text)
    text = re.sub(r"[`*“”\"]", "", text).replace("’", "'")
    return " ".join(text.split())


@cache
def source_of(package: str) -> Path:
    """The unpacked source archive of the pinned version, fetched once."""
    pin = re.search(
        rf"^{package}==(\S+)", (ROOT / "requirements.txt").read_text("utf-8"), re.MULTILINE
    )
    assert pin, f"{package} is not pinned"
    folder = SOURCES / f"{package.lower()}-{pin[1]}"
    SOURCES.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{folder}.lock"):
        if not folder.is_dir():
            command = ["-m", "pip", "download", "--quiet", "--no-deps", "--no-binary"]
            got = subprocess.run(
                [sys.executable, *command, package, f"{package}=={pin[1]}", "-d", str(SOURCES)],
                capture_output=True,
                text=True,
            )
            assert got.returncode == 0, got.stderr
            with tarfile.open(SOURCES / f"{folder.name}.tar.gz") as archive:
                archive.extractall(SOURCES, filter="data")
    return folder


CELLS = list(cells_of(TABLE.read_text(encoding="utf-8")))


def test_the_table_is_read():
    assert len(CELLS) >= 80
    assert {cell.column for cell in CELLS} == {"Django", "Flask"}


@pytest.mark.parametrize("cell", CELLS, ids=str)
def test_a_cell_has_its_proof(cell: Cell, site: Path):
    assert problems(cell, site) == ""


FAQ = "https://docs.djangoproject.com/en/5.2/faq/general/"
PLANTED: dict[str, tuple[str, str]] = {
    "nothing": ("included", "no proof"),
    "words": ("included (docs)", "no proof"),
    "a page that is gone": ("included ([run](gone.md#x))", "no page"),
    "a section that is gone": ("included ([run](../django/views.md#gone))", "has no #gone"),
    "prose": ("included ([run](../start/which.md#community))", "nothing is run"),
    "no test": ("included ([test](contract.md#admin))", "not a row"),
    "no measurement": ("included ([measured](contract.md#admin))", "not on the page"),
    "another site": ('x ([docs](https://example.org/ "x"))', "not the documentation"),
    "no version": ('x ([docs](https://docs.djangoproject.com/en/dev/ "x"))', "not the docu"),
    "a lost page": (f'x ([docs]({FAQ}gone/ "x"))', "has no page"),
    "a lost section": (f'x ([docs]({FAQ}#gone "x"))', "has no section"),
    "no sentence": (f"x ([docs]({FAQ}))", "no sentence"),
    "an invented sentence": (f'x ([docs]({FAQ} "Django is the fastest."))', "does not say"),
}


@pytest.mark.parametrize(("text", "expected"), PLANTED.values(), ids=PLANTED.keys())
def test_a_cell_without_its_proof_is_noticed(text: str, expected: str, site: Path):
    page = f"| [Row](#row-x){{ #row-x }} | {text} | good ([run](../django/views.md#first)) |"
    planted, good = cells_of(page)
    assert expected in problems(planted, site)
    assert problems(good, site) == ""
