"""The claims of the five sets of notes: each one is taught somewhere, and the pages that list the
corrections agree with the map."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from tests.site.html import read_page

DOCS = Path(__file__).parent.parent.parent / "docs"
NOTES = {"N0": 37, "N1": 73, "N2": 47, "N3": 41, "N4": 66}
VERDICTS = {"true", "imprecise", "outdated", "wrong", "opinion", "pointer"}
CLAIMS: dict[str, dict[str, str]] = json.loads((DOCS / "about" / "claims.json").read_text("utf-8"))
PAGES = {p.name: p.read_text("utf-8") for p in sorted((DOCS / "about").glob("notes*.md"))}
FOUND = [
    (claim, page, link)
    for page, text in PAGES.items()
    for claim, link in re.findall(r"^\| \[(N\d-\d\d)\].*\]\((\S+?)\) \|$", text, re.MULTILINE)
]
ROWS = {claim: (page, link) for claim, page, link in FOUND}


def test_every_claim_of_every_note_is_in_the_map():
    expected = [f"{note}-{i:02}" for note, n in NOTES.items() for i in range(1, n + 1)]
    assert sorted(CLAIMS) == sorted(expected)
    assert len(expected) == 264


def test_each_entry_is_whole():
    for claim, entry in CLAIMS.items():
        assert entry["verdict"] in VERDICTS, claim
        assert entry["claim"].strip(), claim
        assert "correction" in entry or entry["verdict"] in ("true", "pointer"), claim


@pytest.mark.parametrize("claim", sorted(CLAIMS))
def test_claim_is_taught_where_the_map_says(site, claim):
    page, _, anchor = CLAIMS[claim]["taught"].partition("#")
    built = site / Path(page).with_suffix("") / "index.html"
    if page.endswith("index.md"):
        built = site / Path(page).with_suffix(".html")
    assert anchor in read_page(built).ids, f"{claim}: {page} has no #{anchor}"


def test_a_row_for_every_claim_that_was_not_simply_true():
    expected = {claim for claim, entry in CLAIMS.items() if entry["verdict"] != "true"}
    assert set(ROWS) == expected
    assert len(FOUND) == len(ROWS), "a claim has a row on two pages"


def test_rows_lead_where_the_map_says():
    for claim, (row, link) in ROWS.items():
        page, _, anchor = CLAIMS[claim]["taught"].partition("#")
        expected = f"../{page}#{anchor}"
        if page.startswith("about/"):
            name = page.removeprefix("about/")
            expected = f"#{anchor}" if name == row else f"{name}#{anchor}"
        assert link == expected, claim


def test_the_page_counts_right():
    counts = Counter(entry["verdict"] for entry in CLAIMS.values())
    for verdict, number in counts.items():
        assert re.search(rf"^\| \[?{verdict}\b.*\| {number} \|", PAGES["notes.md"], re.MULTILINE), (
            verdict
        )
