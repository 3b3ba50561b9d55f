"""The built site: links, HTML, titles and descriptions, nothing loaded from elsewhere."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from hooks.checkers.markup import check_elements
from tests.site.html import Page, broken_links, read_page


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Page]:
    return {path: read_page(path) for path in sorted(site.rglob("*.html"))}


def test_every_internal_link_and_fragment_leads_somewhere(site, pages):
    assert broken_links(site, pages) == []


def test_a_broken_link_is_noticed(tmp_path):
    (tmp_path / "b.html").write_text('<p id="here">x</p>')
    (tmp_path / "a.html").write_text(
        '<a href="b.html#here">\n<a href="b.html#gone">\n<a href="c.html">'
    )
    pages = {path: read_page(path) for path in sorted(tmp_path.rglob("*.html"))}
    assert broken_links(tmp_path, pages) == [
        "a.html:2: b.html#gone: no such id",
        "a.html:3: c.html: no such file",
    ]


def test_html_is_well_formed(site, pages):
    faults = []
    for path in pages:
        text = path.read_text(encoding="utf-8")
        page = path.relative_to(site)
        faults += [f"{page}:{f.line}:{f.column}: {f.message}" for f in check_elements(text)]
    assert faults == []


def test_titles_and_descriptions(site, pages):
    seen: dict[str, Path] = {}
    for path, page in pages.items():
        if path.name == "404.html":
            continue
        assert page.title.strip(), f"{path} has no title"
        description = page.meta.get("description", "")
        assert 60 <= len(description) <= 155, (
            f"{path}: description of {len(description)} characters"
        )
        for text in (page.title, description):
            assert text not in seen, f"{path} and {seen[text]} share {text!r}"
            seen[text] = path


def test_nothing_is_loaded_from_elsewhere(site, pages):
    foreign = [
        f"{page.path.relative_to(site)}:{line}: {address}"
        for page in pages.values()
        for line, address in page.loads
        if urlsplit(address).netloc
    ]
    for sheet in site.rglob("*.css"):
        css = sheet.read_text(encoding="utf-8")
        foreign += [
            f"{sheet.name}: {m}"
            for m in re.findall(r"(?:url\(|@import)\s*['\"]?(?:https?:)?//[^)\s]+", css)
        ]
    assert foreign == []


def test_something_loaded_from_elsewhere_is_noticed(tmp_path):
    page = tmp_path / "a.html"
    page.write_text(
        '<script src="https://example.org/x.js"></script><a href="https://example.org/">ok</a>'
    )
    assert read_page(page).loads == [(1, "https://example.org/x.js")]


def test_no_page_carries_a_path_of_the_machine_it_was_built_on(site):
    root = str(Path(__file__).parent.parent.parent)
    home = str(Path.home())
    for path in [*site.rglob("*.html"), *site.rglob("*.json")]:
        text = path.read_text(encoding="utf-8")
        assert root not in text, path
        assert len(home) < 6 or f"{home}/" not in text, path


def test_edit_link_comes_from_the_environment(site, pages):
    # Without EDIT_URI there is no half link; with it, see the workflow that publishes.
    assert not any(a.startswith("edit/") for page in pages.values() for _, a in page.links)
