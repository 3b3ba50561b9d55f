"""What is done to a site once it is built, by whatever tool. MkDocs calls `finish`; after Zensical,
`python -m hooks.finish SITE` also does what MkDocs' events do during a build.

Attributes are quoted, every code block gets a link of its own, the pages lose what no browser needs, all style sheets
become one without the rules that no page uses, the search gets its index, and previews are drawn.
Last come the copies to take along, which hold all of that.
"""

import json
import os
import re
import shutil
from collections.abc import Mapping
from html import escape, unescape
from pathlib import Path

from hooks.downloads import APPS, pack
from hooks.finish.offline import offer, pack_site
from hooks.finish.previews import draw_previews, write_robots
from hooks.finish.printing import write_book
from hooks.finish.searching import write_index
from hooks.finish.style import write_style
from hooks.numbers import fill_site
from hooks.performed import ROOT, add_checkpoints, built

# Places that have moved: "django/views.md#old": "django/urls.md#new"; or a whole page, without "#".
REDIRECTS = ROOT / "docs" / "redirects.json"
# White space counts in these.
KEPT = re.compile(r"(<(pre|textarea|script)\b.*?</\2>)", re.DOTALL)
# A block's attributes end where its title or its text begins.
BLOCK = re.compile(
    r'(<div class="language-[^"]* highlight")( data-[a-z-]+=".*?")>(?=<(?:span|pre|table))'
)
ANCHOR = re.compile(
    r'<h[1-6] id="([^"]*)"|<div class="(?:language-(\S+) )?highlight"([^>]*)>(?:<span class="filename">(.*?)</span>)?'
)
LINE = re.compile(r'<a id="__codelineno[^>]*></a>')
# Names, spaces, operators and punctuation have the colour of the text around them.
PLAIN = re.compile(r'<span class="(?:n|w|nx|x|o|p)">([^<]*)</span>|<span></span>(?=<code)')

MOVED = (
    '<!doctype html><html lang="en"><title>This page has moved</title>'
    '<meta http-equiv="refresh" content="0; url={link}"><meta name="robots" content="noindex">'
    '<p>This page has moved: <a href="{link}">go to its new place</a>.</p></html>'
)


def finish(site: Path) -> None:
    add_redirects(site, json.loads(REDIRECTS.read_text(encoding="utf-8")))
    pages = sorted(site.rglob("*.html"))
    for page in pages:
        html = page.read_text(encoding="utf-8")
        page.write_text(shrink(add_anchors(quote_attributes(html))), encoding="utf-8")
    write_index(site)
    write_style(site, pages)
    for unused in (
        *site.glob("assets/javascripts"),
        *site.glob("assets/stylesheets"),
        *site.glob("search/*.json"),
        *site.glob("search.json"),
    ):
        shutil.rmtree(unused) if unused.is_dir() else unused.unlink()
    draw_previews(site)
    write_robots(site)


def add_copies(site: Path) -> None:
    """Make what a reader can take along: all pages as one, the site as a zip."""
    write_book(site)
    pack_site(site)
    offer(site)


def complete(site: Path) -> list[str]:
    """Add what the events of MkDocs add while it builds, for a tool without such events; return
    the pages that should have a zip and have none."""
    for name in APPS:
        folder = ROOT / "docs" / "compare" / "apps" / name
        (site / "compare" / f"board-{name}.zip").write_bytes(pack(folder))
    fill_site(site, ("zensical",))
    return add_checkpoints(site)


def add_redirects(site: Path, moved: Mapping[str, str]) -> None:
    """Lead from each old place to the new one: a page that has gone by a page in its place,
    anchors that have gone by a list in their page, which `site.js` reads: where to, and which.

    What begins with an anchor and "--", its section's blocks, goes with it.
    """
    tables: dict[Path, dict[str, list[str]]] = {}
    for old, new in moved.items():
        (page, _, anchor), (target, _, place) = old.partition("#"), new.partition("#")
        file = built(site, page)
        link = Path(os.path.relpath(built(site, target), file.parent)).as_posix()
        if anchor:
            link += f"#{place}" if place != anchor else ""
            tables.setdefault(file, {}).setdefault(link, []).append(anchor)
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            link += f"#{place}" if place else ""
            file.write_text(MOVED.format(link=escape(link)), encoding="utf-8")
    for file, links in tables.items():
        lists = json.dumps({link: " ".join(anchors) for link, anchors in links.items()})
        table = f'<script type="application/json" id="moved">{lists}</script></body>'
        html = file.read_text(encoding="utf-8").replace("</body>", table)
        file.write_text(html, encoding="utf-8")


def quote_attributes(html: str) -> str:
    """Escape the values of a block's attributes: pymdownx writes `data-after="path("x/")"`."""

    def quote(match: re.Match[str]) -> str:
        attributes = re.split(r'"? (?=data-[a-z-]+=")', match[2].removesuffix('"'))
        pairs = (attribute.partition('="')[::2] for attribute in attributes[1:])
        return match[1] + "".join(f' {k}="{escape(unescape(v))}"' for k, v in pairs) + ">"

    return BLOCK.sub(quote, html)


def add_anchors(html: str) -> str:
    """Give each code block an id: the section's, then the block's title or language.

    It lasts as long as the section has the block, whatever is written above it.
    """
    section, taken = "top", set[str]()

    def name(match: re.Match[str]) -> str:
        nonlocal section
        if match[1]:
            section = match[1]
        if match[1] or match[3] is None or " id=" in match[3]:
            return match[0]
        words = re.sub(r"[^a-z0-9]+", "-", (match[4] or match[2] or "code").lower()).strip("-")
        wanted = f"{section}--{words}"
        free, number = wanted, 1
        while free in taken:
            number += 1
            free = f"{wanted}-{number}"
        taken.add(free)
        return match[0].replace("<div ", f'<div id="{free}" ', 1)

    return ANCHOR.sub(name, html)


def shrink(html: str) -> str:
    """Leave out white space and marks that make no difference in a browser."""
    html = html.replace("<th></th>", "<td></td>")  # the corner of a table is nobody's heading
    html = PLAIN.sub(r"\1", LINE.sub("", html))
    parts = KEPT.split(html)
    # Of three parts, the first is to be shrunk, the second is kept, the third is its element's name.
    for i in range(0, len(parts), 3):
        parts[i] = re.sub(r"\s+", " ", parts[i])
    return "".join(part for i, part in enumerate(parts) if i % 3 != 2)
