"""Anchors are a contract: what has been published leads somewhere for ever."""

import json
from pathlib import Path

from hooks.finish import REDIRECTS, add_anchors, add_redirects
from tests.site.anchors import MANIFEST, published


def source(address: str) -> str:
    """`django/views/`: `django/views.md`, as the redirects name it, or its section's index."""
    docs = REDIRECTS.parent
    page = f"{address.rstrip('/')}.md" if address else "index.md"
    return page if (docs / page).is_file() else f"{address}index.md"


def gone(
    manifest: dict[str, list[str]], now: dict[str, list[str]], moved: dict[str, str]
) -> list[str]:
    """Published anchors that are neither there nor redirected to one that is."""
    there = {f"{source(page)}#{i}" for page, ids in now.items() for i in (*ids, "")}
    missing = []
    for page, ids in manifest.items():
        for i in ids:
            old = f"{source(page)}#{i}"
            section, _, block = i.partition("--")
            if new := moved.get(f"{source(page)}#{section}", ""):  # its blocks go with it
                new += f"--{block}" if block else ""
            new = moved.get(old) or moved.get(source(page)) or new or old
            if (new if "#" in new else f"{new}#") not in there:
                missing.append(old)
    return missing


def test_no_published_anchor_is_gone(site: Path):
    manifest = json.loads(MANIFEST.read_text(encoding="utf-8"))
    moved = json.loads(REDIRECTS.read_text(encoding="utf-8"))
    assert sum(map(len, manifest.values())) > 2000
    assert gone(manifest, published(site), moved) == [], "add a line to docs/redirects.json"


def test_new_anchors_are_noted(site: Path):
    manifest = json.loads(MANIFEST.read_text(encoding="utf-8"))
    new = [
        f"{page}#{i}"
        for page, ids in published(site).items()
        for i in ids
        if i not in manifest.get(page, [])
    ]
    assert new == [], "run `make anchors`"


def test_a_renamed_anchor_is_noticed_and_a_redirect_mends_it():
    before, now = {"django/views/": ["first"]}, {"django/views/": ["start"]}
    assert gone(before, now, {}) == ["django/views.md#first"]
    assert gone(before, now, {"django/views.md#first": "django/views.md#start"}) == []
    assert gone(before, now, {"django/views.md#first": "django/views.md#nowhere"}) != []


def test_a_block_goes_with_its_section():
    before = {"django/views/": ["first", "first--python"]}
    redirect = {"django/views.md#first": "django/urls.md#first"}
    now = {"django/views/": [], "django/urls/": ["first"]}
    assert gone(before, now, redirect) == ["django/views.md#first--python"]
    assert gone(before, now | {"django/urls/": ["first", "first--python"]}, redirect) == []


def test_anchors_of_blocks_last():
    """A block keeps its anchor when another is put before it in another section."""
    block = '<div class="language-python highlight"><span class="filename">a/b.py</span><pre>'
    assert '<div id="x--a-b-py" class' in add_anchors(f'<h2 id="x">X</h2>{block}')
    both = add_anchors(f'<h2 id="new">N</h2>{block}<h2 id="x">X</h2>{block}{block}')
    assert [i for i in ("new--a-b-py", "x--a-b-py", "x--a-b-py-2") if f'id="{i}"' not in both] == []


def test_a_page_that_has_moved_leads_on(tmp_path: Path):
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "index.html").write_text("<body></body>")
    add_redirects(tmp_path, {"a.md": "b.md", "b.md#old": "b.md#new", "b.md#q": "a.md#q"})
    assert 'url=../b/index.html"' in (tmp_path / "a" / "index.html").read_text()
    assert (
        '{"index.html#new": "old", "../a/index.html": "q"}'
        in (tmp_path / "b" / "index.html").read_text()
    )
