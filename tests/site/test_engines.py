"""Zensical builds the same pages as MkDocs, from the same files, without a warning.

Both build a copy of the project, so that nothing changes between the two builds, and so that
Zensical's cache stays out of this folder.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import zip_longest
from pathlib import Path
from urllib.parse import urljoin

import pytest

from hooks.finish.searching import write_index
from hooks.pages import CACHES
from hooks.performed import RECORDS
from tests.conftest import ROOT
from tests.site.anchors import published

pytestmark = pytest.mark.xdist_group("engines")

# Zensical writes no compressed sitemap; a server compresses it anyway.
MKDOCS_ONLY = {"sitemap.xml.gz"}
LINKS = {"href", "src", "data-base"}
BUILDER = re.compile(r"Built on .*? with Python [^<]*")


def build(project: Path, *command: str) -> str:
    """Run a command in the project; what it printed, without colours."""
    run = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=project,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "CHECKS_CACHE": str(CACHES)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    printed = re.sub(r"\x1b\[[\d;]*m", "", run.stdout)
    assert run.returncode == 0, printed[-3000:]
    return printed


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("engines")
    unused = shutil.ignore_patterns("__pycache__")
    for name in ("docs", "hooks"):
        shutil.copytree(ROOT / name, folder / name, ignore=unused)
    shutil.copy(ROOT / "mkdocs.yml", folder)
    if RECORDS.is_dir():
        shutil.copytree(RECORDS, folder / RECORDS.relative_to(ROOT))
    return folder


@pytest.fixture(scope="module")
def mkdocs(project: Path) -> Path:
    build(project, "mkdocs", "build", "--strict", "--quiet", "--site-dir", "site-mkdocs")
    return project / "site-mkdocs"


@pytest.fixture(scope="module")
def printed(project: Path) -> str:
    """What Zensical prints; its site is complete then."""
    text = build(project, "zensical", "build", "--strict")
    build(project, "hooks.finish", "site")
    return text


@pytest.fixture(scope="module")
def zensical(project: Path, printed: str) -> Path:
    return project / "site"


class Reader(HTMLParser):
    """A page as a list of its elements and texts. Links are written as where they lead, because
    Zensical writes `./a/` where MkDocs writes `a/`."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = [(k, self.lead(v) if k in LINKS else v) for k, v in attrs]
        self.found.append(f"<{tag} " + " ".join(f'{k}="{v}"' for k, v in values))

    def handle_data(self, data: str) -> None:
        if text := " ".join(data.split()):
            self.found.append(BUILDER.sub("Built.", text))

    def lead(self, link: str | None) -> str:
        return urljoin(f"http://site/{self.address}", link or "")


def read(path: Path, address: str) -> list[str]:
    reader = Reader(address)
    text = path.read_text(encoding="utf-8")
    # The headings of the page of tags are Zensical's own; assets/site.js gives them their links.
    text = re.sub(r'<a class="headerlink" href="#tag:[^>]*>#</a>', "", text)
    reader.feed(text)
    return reader.found


def differences(one: Path, other: Path) -> Iterator[str]:
    """Each page's first difference; a page that only one of the sites has."""
    for path in sorted({p.relative_to(s) for s in (one, other) for p in s.rglob("*.html")}):
        if not ((one / path).is_file() and (other / path).is_file()):
            yield f"{path}: only one of the sites has it"
            continue
        address = path.as_posix().removesuffix("index.html")
        both = zip_longest(read(one / path, address), read(other / path, address))
        yield from [f"{path}: {a!r} is {b!r}" for a, b in both if a != b][:1]


def test_zensical_builds_without_a_warning(printed: str):
    assert "No issues found" in printed
    assert "warning" not in printed.lower()


def test_every_page_is_the_same(mkdocs: Path, zensical: Path):
    assert len(list(mkdocs.rglob("*.html"))) > 50
    assert list(differences(mkdocs, zensical)) == []


def test_anchors_are_the_same(mkdocs: Path, zensical: Path):
    assert published(zensical) == published(mkdocs)


def test_files_are_the_same(mkdocs: Path, zensical: Path):
    files = [{p.relative_to(s).as_posix() for p in s.rglob("*.*")} for s in (mkdocs, zensical)]
    assert files[0] ^ files[1] == MKDOCS_ONLY
    # Pages and what is made of them are compared as pages.
    same = {n for n in files[1] if "/" in n and not n.endswith((".html", ".css", "index.js"))}
    assert len(same) > 10
    changed = [n for n in same if (mkdocs / n).read_bytes() != (zensical / n).read_bytes()]
    # One text of the search is that of the page which names the builder.
    assert [n for n in changed if b"Built on" not in (mkdocs / n).read_bytes()] == []
    assert len(changed) <= 1


def test_the_sitemaps_list_the_same_pages(mkdocs: Path, zensical: Path):
    both = [
        sorted(re.findall(r"<loc>(.*?)</loc>", (site / "sitemap.xml").read_text("utf-8")))
        for site in (mkdocs, zensical)
    ]
    assert both[0] == both[1]


def test_the_style_sheet_has_the_same_rules(mkdocs: Path, zensical: Path):
    both = [(s / "assets" / "site.css").read_text("utf-8") for s in (mkdocs, zensical)]
    rules = [{r.partition("{")[0] for r in text.split("}")} for text in both]
    # Numbered lines have links in MkDocs' sheet alone; hooks/finish/ takes them out of the pages.
    assert rules[0] ^ rules[1] == {".highlight code a[id]"}


def index(site: Path, folder: Path) -> bytes:
    """The search's index of a site, as it is when its pages do not say what built them."""
    for page in site.rglob("*.html"):
        copy = folder / page.relative_to(site)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(BUILDER.sub("", page.read_text("utf-8")), encoding="utf-8")
    write_index(folder)
    return (folder / "search" / "index.js").read_bytes()


def test_the_search_finds_the_same(mkdocs: Path, zensical: Path, tmp_path: Path):
    both = [index(site, tmp_path / site.name) for site in (mkdocs, zensical)]
    assert len(both[0]) > 100_000
    assert both[0] == both[1]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<span class="filename">books/views.py', '<span class="filename">views.py'),
        ('<meta name="description" content="', '<meta name="description" content="x'),
        ('href="../urls/', 'href="../url/'),
        ("</article>", "<p>more</p></article>"),
    ],
)
def test_a_difference_is_noticed(mkdocs: Path, tmp_path: Path, before: str, after: str):
    one, other = tmp_path / "one" / "django" / "views", tmp_path / "other" / "django" / "views"
    text = (mkdocs / "django" / "views" / "index.html").read_text("utf-8")
    assert before in text
    for folder, content in ((one, text), (other, text.replace(before, after, 1))):
        folder.mkdir(parents=True)
        (folder / "index.html").write_text(content, encoding="utf-8")
    assert list(differences(tmp_path / "one", tmp_path / "one")) == []
    assert len(list(differences(tmp_path / "one", tmp_path / "other"))) == 1
    (other / "index.html").unlink()
    assert list(differences(tmp_path / "one", tmp_path / "other")) == [
        "django/views/index.html: only one of the sites has it"
    ]
