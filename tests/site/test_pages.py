"""The pages' sources: front matter, headings with ids of their own, tags, glossary."""

import re
from importlib import metadata
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

DOCS = Path(__file__).parent.parent.parent / "docs"
# A README of a download, and tables that a page includes, are no pages.
PARTS = {path for name in ("apps", "measured") for path in (DOCS / "compare" / name).rglob("*.md")}
PAGES = sorted(set(DOCS.rglob("*.md")) - PARTS)
TAGS = {
    "Admin", "API", "Apps", "Authentication", "Basics", "Caching", "Commands", "Comparison",
    "Data science", "Database", "Debugging", "Deployment", "Django", "Errors", "Flask", "Forms",
    "HTTP", "Jinja", "Middleware", "Migrations", "Models", "Project layout", "Review", "Security",
    "Sessions", "Static files", "Templates", "Testing", "Tools", "URLs", "Views",
}  # fmt: skip


def front_matter(page: Path) -> dict:
    match = re.match(r"---\n(.*?)\n---\n", page.read_text(encoding="utf-8"), re.DOTALL)
    assert match, f"{page}: no front matter"
    return yaml.safe_load(match[1])


def prose(page: Path) -> list[tuple[int, str]]:
    """The page's lines outside fences, with their numbers."""
    lines, fence = [], ""
    for number, line in enumerate(page.read_text(encoding="utf-8").split("\n"), 1):
        mark = re.match(r"\s*(?:>\s*)?(`{3,}|~{3,})", line)
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence):
            fence = ""
        elif not fence:
            lines.append((number, line))
    return lines


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.relative_to(DOCS).as_posix())
class TestPage:
    def test_front_matter(self, page):
        meta = front_matter(page)
        assert meta.get("title"), "no title"
        assert meta.get("description"), "no description"
        assert set(meta.get("tags", [])) <= TAGS, f"unknown tags: {set(meta['tags']) - TAGS}"
        if "continues" in meta:
            assert (DOCS / meta["continues"]).is_file()
            assert front_matter(DOCS / meta["continues"])["project"] == meta["project"]

    def test_every_heading_has_an_id_of_its_own(self, page):
        ids = []
        for number, line in prose(page):
            if re.match(r"#{2,6} ", line):
                match = re.search(r"\{ ?#([\w.-]+)[^}]*\}$", line.rstrip())
                assert match, f"{page}:{number}: give this heading an id: {line} {{ #… }}"
                ids.append(match[1])
        assert len(ids) == len(set(ids)), "an id is there twice"

    def test_words_that_say_nothing(self, page):
        for number, line in prose(page):
            text = re.sub(r"`[^`]*`|\([^)]*\)", "", line)
            found = re.search(
                r"\b(simply|powerful|robust|seamless\w*|delve|TO[D]O|TB[D]|coming[ ]soon)\b",
                text,
                re.IGNORECASE,
            )
            assert not found, f"{page}:{number}: {found[0]!r}"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.relative_to(DOCS).as_posix())
def test_no_picture_that_could_be_stale(page):
    """What a browser shows is on the pages as text, compared by the run (data-browser)."""
    for number, line in prose(page):
        found = re.search(r"!\[|<img\b", re.sub(r"`[^`]*`", "", line))
        assert not found, f"{page}:{number}: show the page's text: data-browser"


def test_every_tooltip_is_in_the_glossary():
    parts = sorted((DOCS / "review").glob("glossary*.md"))
    glossary = "".join(part.read_text(encoding="utf-8") for part in parts)
    entries = (DOCS / "review" / "abbreviations.txt").read_text(encoding="utf-8")
    terms = re.findall(r"^\*\[(.+?)\]: \S", entries, re.MULTILINE)
    assert len(terms) >= 20
    assert [term for term in terms if f"**{term}**" not in glossary] == []


def test_versions_are_those_that_check():
    """*Sources and versions* names what is installed here, and a pin that allows it."""
    text = (DOCS / "about" / "sources.md").read_text(encoding="utf-8")
    row = r"^\| \[.+\]\(#row-v-([\w-]+)\)\{.*?\} \| ([\d.]+) \|.*\|(.*)\|$"
    rows = {name: (version, pin) for name, version, pin in re.findall(row, text, re.MULTILINE)}
    packages = {"drf": "djangorestframework", "jinja": "Jinja2"}
    elsewhere = {"python", "fastapi"}  # the tests run with several; its page installs it
    assert elsewhere < rows.keys()
    assert len(rows) >= 14
    for name in rows.keys() - elsewhere:
        version, pin = rows[name]
        assert version == metadata.version(packages.get(name, name)), name
        if required := re.search(r"`(.+)`", pin):
            assert Requirement(required[1]).specifier.contains(version), name
