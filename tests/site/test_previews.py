"""What chats, networks and search engines are told of the pages."""

import gzip
import re
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from PIL import Image, ImageChops, ImageFont

from hooks.finish.previews import MARGIN, SIZE, draw, draw_previews, fit, write_robots
from tests.browser.test_browser import addresses
from tests.site.html import Page, read_page

COLOURS = "#0b6b4f", "#ffffff"
KB = 1000


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, Page]:
    """The content pages by their addresses."""
    return {address: read_page(site / address / "index.html") for address in addresses()}


def unsuited(site: Path, pages: dict[str, Page]) -> list[str]:
    """What is wrong with the previews of these pages."""
    wrong, taken = [], dict[str, str]()
    for address, page in pages.items():
        meta = page.meta
        wrong += [
            f"{address}: no {name}"
            for name in ("og:title", "og:description", "og:url", "og:image:alt")
            if not meta.get(name)
        ]
        if (meta.get("og:image:width"), meta.get("og:image:height")) != ("1200", "630"):
            wrong.append(f"{address}: another size is promised")
        if meta.get("twitter:card") != "summary_large_image":
            wrong.append(f"{address}: a small card")
        base = meta.get("og:url", "").removesuffix(address)
        picture = site / meta.get("og:image", "").removeprefix(base)
        if urlsplit(base).scheme not in ("http", "https") or not picture.is_file():
            wrong.append(f"{address}: no picture")
            continue
        if taken.setdefault(picture.name, address) != address:
            wrong.append(f"{address}: has the picture of {taken[picture.name]}")
        if Image.open(picture).size != SIZE or picture.stat().st_size > 15 * KB:
            wrong.append(f"{address}: too large or of another size")
        if is_cut(Image.open(picture)):
            wrong.append(f"{address}: the text is cut")
    return wrong


def is_cut(picture: Image.Image) -> bool:
    """Whether anything but the ground is nearer to the edge than half of the margin."""
    image = picture.convert("RGB")
    ground = Image.new("RGB", image.size, image.getpixel((0, 0)))
    left, top, right, bottom = ImageChops.difference(image, ground).getbbox()
    near, (width, height) = MARGIN / 2, image.size
    return left < near or top < near or right > width - near or bottom > height - near


def test_every_page_has_a_preview_of_its_own(site, pages):
    assert len(pages) > 50
    assert unsuited(site, pages) == []


def test_pictures_differ(site):
    files = list((site / "assets" / "previews").glob("*.png"))
    assert len({file.read_bytes() for file in files}) == len(files) == len(addresses())


def test_wrong_previews_are_noticed(tmp_path):
    head = (
        '<meta property="og:url" content="https://a.test/p/"><meta property="og:title" content="P">'
        '<meta property="og:image" content="https://a.test/p.png">'
        '<meta property="og:image:width" content="1200">'
    )
    (tmp_path / "p.html").write_text(head, encoding="utf-8")
    page = {"p/": read_page(tmp_path / "p.html")}
    missing = [
        "p/: no og:description",
        "p/: no og:image:alt",
        "p/: another size is promised",
        "p/: a small card",
    ]
    assert unsuited(tmp_path, page) == [*missing, "p/: no picture"]
    whole = draw("URLs", "Django", "Notes", *COLOURS)
    whole.crop((0, 0, 1200, 620)).save(tmp_path / "p.png")
    assert unsuited(tmp_path, page) == [*missing, "p/: too large or of another size"]
    whole.crop((60, 0, 1260, 630)).save(tmp_path / "p.png")
    assert unsuited(tmp_path, page) == [*missing, "p/: the text is cut"]
    whole.save(tmp_path / "p.png")
    assert unsuited(tmp_path, page) == missing


def test_a_title_is_never_cut():
    text, _ = fit("Where the notes were right and wrong")
    assert text.count("\n") == 1
    assert not is_cut(draw("Where the notes were right and wrong", "About", "Notes", *COLOURS))
    with pytest.raises(ValueError, match="shorten the page's title"):
        fit("w" * 60)
    with pytest.raises(ValueError, match="shorten the page's title"):
        fit("no end of words " * 9)


def unknown_letters(text: str) -> set[str]:
    """Those that Pillow's own font draws as an empty box."""
    font = ImageFont.load_default(40)
    box = bytes(font.getmask("\uffff"))
    return {letter for letter in text if bytes(font.getmask(letter)) == box}


def test_every_letter_of_a_title_is_in_the_font(pages):
    titles = "".join(page.meta["og:title"] for page in pages.values())
    assert unknown_letters(titles) == set()
    assert unknown_letters("Django 读") == {"读"}


def test_a_picture_is_drawn_once(tmp_path, monkeypatch):
    drawn: list[str] = []
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "site.css").write_text(
        "a{--accent:#0b6b4f;--second:#7a4694;--paper:#ffffff}b{--accent:#000000}"
    )
    monkeypatch.setattr("hooks.finish.previews.CACHE", tmp_path / "cache")
    monkeypatch.setattr(
        "hooks.finish.previews.draw", lambda *words: drawn.append(words[3]) or draw(*words)
    )
    page = tmp_path / "index.html"
    html = (
        '<meta property="og:image" content="https://a.test/assets/previews/page.png">'
        '<meta property="og:site_name" content="Notes"><meta property="og:title" content="{}">'
        '<li class="md-tabs__item md-tabs__item--active"><a href="x">{}</a></li>'
    )
    for title, part in (("URLs", "Django"), ("URLs", "Django"), ("Jinja", "Flask")):
        page.write_text(html.format(title, part))
        draw_previews(tmp_path)
    assert drawn == ["#0b6b4f", "#7a4694"]


def sitemap(site: Path) -> set[str]:
    text = (site / "sitemap.xml").read_bytes()
    assert gzip.decompress((site / "sitemap.xml.gz").read_bytes()) == text
    tree = ElementTree.fromstring(text)
    return {e.text for e in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")}


def test_the_sitemap_lists_the_pages(site, pages):
    listed = sitemap(site)
    assert listed == {page.meta["og:url"] for page in pages.values()}
    home = pages[""].meta["og:url"]
    assert listed == {home + address for address in addresses()}
    assert listed != {home + address for address in addresses()[1:]}


def test_robots_are_told_where_the_sitemap_is(site, pages, tmp_path):
    robots = (site / "robots.txt").read_text(encoding="utf-8")
    assert robots.endswith(f"\nSitemap: {pages[''].meta['og:url']}sitemap.xml\n")
    assert re.search(r"^User-agent: \*\nAllow: /$", robots, re.MULTILINE)
    (tmp_path / "index.html").write_text('<link rel="canonical" href="https://a.test/b/">')
    write_robots(tmp_path)
    assert "Sitemap: https://a.test/b/sitemap.xml" in (tmp_path / "robots.txt").read_text()
