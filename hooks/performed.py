"""What the runs of the pages leave for the site: figures and checkpoints.

The runner writes a record for each page, and a zip of the project as it is at the page's end. They
count only for the text that was performed, so a page that has changed since has neither.
"""

import hashlib
import json
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from mkdocs.utils.meta import get_data

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
RECORDS = ROOT / ".cache" / "performed"


@dataclass
class Record:
    """What came of performing one page with one set of versions."""

    page: str
    """`django/views.md`"""
    digest: str
    """Of the page and those that it continues, as they were performed."""
    python: str
    django: str
    date: str
    seconds: float
    steps: int
    compared: int
    not_run: list[str] = field(default_factory=list)
    """The reason of each block that was not run."""


def digest(page: str, docs: Path = DOCS) -> str:
    """What the run of a page depends on: its text, and that of the pages it continues."""
    text = (docs / page).read_text(encoding="utf-8")
    parent = get_data(text)[1].get("continues")
    before = digest(parent, docs) if parent else ""
    return hashlib.sha256(f"{before}{text}".encode()).hexdigest()


def save(record: Record, checkpoint: Path | None, folder: Path = RECORDS) -> None:
    """Keep the record of a run, and the zip that it made."""
    folder.mkdir(parents=True, exist_ok=True)
    if checkpoint:
        shutil.copyfile(checkpoint, folder / zip_name(record.page))
    name = f"{Path(zip_name(record.page)).stem}-{record.django}.json"
    (folder / name).write_text(json.dumps(vars(record), indent=1), encoding="utf-8")


def records(folder: Path = RECORDS, docs: Path = DOCS) -> list[Record]:
    """The records of all pages that have not changed since they were performed."""
    found = [Record(**json.loads(path.read_text("utf-8"))) for path in folder.glob("*.json")]
    return [r for r in found if (docs / r.page).is_file() and digest(r.page, docs) == r.digest]


def zip_name(page: str) -> str:
    """`django/views.md`: `django-views.zip`"""
    return page.removesuffix(".md").replace("/", "-") + ".zip"


def add_checkpoints(site: Path, folder: Path = RECORDS, docs: Path = DOCS) -> list[str]:
    """Link each performed page of a built site to its zip; return the pages that have none."""
    (site / "downloads").mkdir(exist_ok=True)
    performed = {record.page for record in records(folder, docs)}
    missing = []
    for source in sorted(docs.rglob("*.md")):
        page = source.relative_to(docs).as_posix()
        meta = get_data(source.read_text(encoding="utf-8"))[1]
        if "project" not in meta or not built(site, page).is_file():  # a site of other pages
            continue
        links = [
            _link(site, folder / zip_name(zipped), page, text)
            for zipped, text in (
                (meta.get("continues"), "as this page begins"),
                (page, "as it ends"),
            )
            if zipped in performed and (folder / zip_name(zipped)).is_file()
        ]
        if page not in performed:
            missing.append(page)
        if links:
            html = built(site, page)
            line = f'<p class="checkpoint">The project as a zip: {", ".join(links)}.</p>'
            text = html.read_text(encoding="utf-8").replace("</h1>", f"</h1>\n{line}", 1)
            html.write_text(text, encoding="utf-8")
    return missing


def _link(site: Path, checkpoint: Path, page: str, text: str) -> str:
    target = site / "downloads" / checkpoint.name
    shutil.copyfile(checkpoint, target)
    address = Path(os.path.relpath(target, built(site, page).parent)).as_posix()
    return f'<a href="{address}" download>{text}</a>'


def built(site: Path, page: str) -> Path:
    """Where a builder has put the page: in a folder of its own, but for the index of a folder."""
    file = site / page.replace(".md", ".html")
    return file if file.is_file() else site / page.removesuffix(".md") / "index.html"
