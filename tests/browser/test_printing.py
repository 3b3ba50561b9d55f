"""The printable edition: the document, and the PDF that the browser makes of it."""

import os
import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest
from filelock import FileLock
from lxml import html as markup
from playwright.sync_api import Browser

from hooks.finish.printed_chapters import COLUMNS, anchor_of, mark_lines
from hooks.finish.printing import LEFT_OUT, write_book
from tests.browser.book import print_book
from tests.browser.test_browser import addresses

CHAPTERS = [anchor_of(a) for a in addresses() if a not in LEFT_OUT]


@pytest.fixture(scope="module")
def book(site: Path):
    return markup.document_fromstring((site / "print" / "index.html").read_text("utf-8"))


def test_every_page_is_a_chapter_and_in_the_contents(book):
    chapters = book.xpath("//section[@class='chapter']/@id")
    assert sorted(chapters) == sorted(CHAPTERS)
    assert book.xpath("//nav//a/@href") == [f"#{chapter}" for chapter in chapters]
    # The order is that of the site's own contents.
    assert chapters[:3] == ["home.", "start.", "start.setup."]
    assert chapters.index("django.tests.") < chapters.index("flask.")


def dead_ends(book) -> list[str]:
    """Links and other references to no place in the document, and ids that are there twice."""
    ids = book.xpath("//@id")
    named = [link[1:] for link in book.xpath("//a/@href") if link[0] == "#"]
    named += re.findall(r"url\(#([^)]+)\)", markup.tostring(book).decode())
    named += " ".join(book.xpath("//@aria-labelledby | //@aria-describedby")).split()
    there = set(ids)
    return [name for name in named if name not in there] + repeated(ids)


def repeated(ids: list[str]) -> list[str]:
    return [name for name, number in Counter(ids).items() if number > 1]


def test_links_between_pages_are_links_inside_it(book):
    links = [link for link in book.xpath("//section//a/@href") if link.startswith("#")]
    assert len(links) > 500
    assert dead_ends(book) == []
    outside = book.xpath("//a[not(starts-with(@href, '#') or starts-with(@href, 'http'))]/@href")
    assert {Path(link).suffix for link in outside if "tags" not in link} <= {".zip", ".json"}
    assert not book.xpath("//button | //input | //summary | //script | //section//nav")


def test_all_tabs_stand_under_their_labels(book, site: Path):
    tabs = book.xpath("//div[@class='tab']")
    pages = [(site / a / "index.html").read_text("utf-8") for a in addresses()]
    labels = [
        unescape(label)
        for page in pages
        for group in re.findall(r'<div class="tabbed-labels">(.*?)</div>', page)
        for label in re.findall(r"<label[^>]*>(.*?)</label>", group)
    ]
    assert len(tabs) == len(labels) > 150
    assert sorted(tab[0].text_content() for tab in tabs) == sorted(labels)


def test_it_can_be_read_on_a_phone(browser: Browser, url: str):
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.goto(f"{url}print/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.add_style_tag(content="pre > code { white-space: pre !important }")
    assert page.evaluate("document.documentElement.scrollWidth") > 360
    page.close()


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A site of two pages with everything that is laid open, joined or left out."""
    head = (
        '<head><meta property="og:site_name" content="Notes &amp; more"><meta name="description" '
        'content="All."><link rel="canonical" href="https://a.test/"></head>'
        '<li class="md-tabs__item--active">{}</li><article>{}</article>{}'
    )
    wide = "x" * 300 + "END"
    (tmp_path / "index.html").write_text(
        head.format(
            "Home",
            '<h1 id="t">Home<a class="headerlink" href="#t">#</a></h1><a href="b/#t">on</a>'
            '<a href="https://c.test/?a=1">away</a><a href="z.zip">zip</a>'
            '<details id="q"><summary>Why?</summary><p>Because.</p></details>',
            '<a rel="next" href="b/">',
        )
    )
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "index.html").write_text(
        head.format(
            "Django",
            '<h1 id="t">B</h1><a href="..#q">back</a><a href="#t">here</a><svg aria-labelledby="t m"><marker id="m"/>'
            '<path marker-end="url(#m)"/></svg><div class="tabbed-set"><input type="radio">'
            "<div><label>One</label><label>Two</label></div><div><div><p>1</p></div><div><p>2</p></div></div></div>"
            f"<pre><code>short\n{wide}\n</code></pre>",
            "",
        )
    )
    return tmp_path


def test_a_small_site_as_one_document(small: Path):
    write_book(small)
    text = (small / "print" / "index.html").read_text("utf-8")
    book = markup.document_fromstring(text)
    assert dead_ends(book) == []
    first, second = book.xpath("//section[@class='chapter']")
    assert first.xpath(".//a/@href") == [
        "#b.t",
        "https://c.test/?a=1",
        "../z.zip",
        "https://c.test/?a=1",
    ]
    assert first.xpath("string(.//sup)") == "[1]"
    assert first.xpath("string(.//div[@id='home.q'])") == "Why?Because."
    assert second.xpath(".//a/@href") == ["#home.q", "#b.t"]
    assert second.xpath(".//h2[@id='b.t']") and 'marker-end="url(#b.m)"' in text
    assert second.xpath("string(.//svg/@aria-labelledby)") == "b.t b.m"
    assert [e.text_content() for e in second.xpath(".//div[@class='tab']")] == ["One1", "Two2"]
    assert "<title>Notes &amp; more, printable edition</title>" in text
    broken = text.replace('id="b.t"', 'id="b.gone"').replace('id="b.m"', 'id="home.q"')
    found = dead_ends(markup.document_fromstring(broken))
    assert sorted(set(found)) == ["b.m", "b.t", "home.q"]


def test_long_lines_are_marked():
    long, short = "&lt;" * (COLUMNS + 1), "x" * COLUMNS
    marked = f'<span class="long">{long}</span>'
    assert mark_lines(f"{short}\n{long}\n") == f"{short}\n{marked}\n"
    highlighted = '<span class="hll">{0}\n</span>{0}\n'
    assert mark_lines(highlighted.format(long)) == highlighted.format(marked)


def outline(pdf: Path) -> list[str]:
    def titles(items: list[pikepdf.OutlineItem]) -> Iterator[str]:
        for item in items:
            yield " ".join(item.title.split())
            yield from titles(item.children)

    with pikepdf.open(pdf) as document, document.open_outline() as found:
        return list(titles(found.root))


def addresses_in(pdf: Path) -> list[str]:
    """Where the links out of the PDF lead."""
    with pikepdf.open(pdf) as document:
        marks = [mark for page in document.pages for mark in page.get("/Annots", [])]
        return [str(mark.A.URI) for mark in marks if "/A" in mark]


def lost_links(pdf: Path) -> tuple[int, list[str]]:
    """How many links there are inside the PDF, and those to a place that it does not have."""
    with pikepdf.open(pdf) as document:
        places = document.Root.get("/Dests", {})
        links = [
            str(mark.Dest)
            for page in document.pages
            for mark in page.get("/Annots", [])
            if "/Dest" in mark
        ]
        return len(links), [link for link in links if link not in places]


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def text_outside(path: Path) -> list[str]:
    """Text of which a part stands outside the page's box, with the page's number."""
    outside = []
    for number, page in enumerate(pdfium.PdfDocument(path), 1):
        text, (width, height) = page.get_textpage(), page.get_size()
        for i in range(text.count_rects()):
            left, bottom, right, top = text.get_rect(i)
            if left < 0 or bottom < 0 or right > width or top > height:
                outside.append(f"{number}: {text.get_text_bounded(left, bottom, right, top)}")
    return outside


def text_of(path: Path) -> str:
    """All text, without white space: where a line ends is up to the paper."""
    pages = pdfium.PdfDocument(path)
    return squeezed("".join(page.get_textpage().get_text_bounded() for page in pages))


@pytest.fixture(scope="session")
def pdf(site: Path, browser: Browser, tmp_path_factory, worker_id: str) -> Path:
    """Printed once for all workers: it takes its time. BOOK names one that is printed already."""
    if printed := os.environ.get("BOOK"):
        return Path(printed)
    base = tmp_path_factory.getbasetemp()
    path = (base if worker_id == "master" else base.parent) / "book.pdf"
    with FileLock(path.with_suffix(".lock")):
        if not path.exists():
            print_book(browser, site, path)
    return path


def test_the_pdf_has_every_chapter_in_its_outline(pdf: Path, book):
    chapters = [" ".join(h.text_content().split()) for h in book.xpath("//section/h2")]
    parts = [h.text_content() for h in book.xpath("//h1")]
    titles = outline(pdf)
    assert len(chapters) == len(CHAPTERS)
    assert [title for title in [*parts, *chapters] if title not in titles] == []


def test_the_pdf_is_tagged_and_its_links_lead_somewhere(pdf: Path, book):
    with pikepdf.open(pdf) as document:
        assert document.Root.MarkInfo.Marked
    number, lost = lost_links(pdf)
    assert number >= len(book.xpath("//a[starts-with(@href, '#')]"))
    assert lost == []


def cut(pdf: Path, lines: list[str]) -> list[str]:
    """The lines that are not whole in the PDF, and what stands outside its pages."""
    text = text_of(pdf)
    return [line for line in lines if squeezed(line) not in text] + text_outside(pdf)


def test_no_code_is_cut(pdf: Path, book):
    lines = [line for code in book.xpath("//pre/code") for line in code.text_content().split("\n")]
    longest = sorted(lines, key=len)[-150:]
    assert len(longest[0]) > COLUMNS
    assert cut(pdf, longest) == []


def test_text_outside_a_page_is_noticed(browser: Browser, tmp_path: Path):
    (tmp_path / "print").mkdir()
    (tmp_path / "print" / "index.html").write_text(
        '<!doctype html><link rel="canonical" href="https://a.test/print/">'
        "<style>p { margin: 20px }</style><p>whole"
        '<p style="margin-left: -30px">at the left<p style="text-align: right; margin-right: -10px">right'
    )
    print_book(browser, tmp_path, tmp_path / "a.pdf")
    found = text_outside(tmp_path / "a.pdf")  # which letters of it, is up to the font
    assert [text.split()[-1] for text in found] == ["left", "right"]


@pytest.mark.parametrize(("paper", "width"), [("A4", 595), ("Letter", 612)])
def test_a_small_book(
    small: Path, site: Path, browser: Browser, tmp_path: Path, paper: str, width: int
):
    write_book(small)
    (small / "assets").mkdir()
    for name in ("site.css", "print.css"):
        (small / "assets" / name).write_bytes((site / "assets" / name).read_bytes())
    pdf = tmp_path / "a.pdf"
    print_book(browser, small, pdf, paper)
    with pikepdf.open(pdf) as document:
        assert abs(float(document.pages[0].mediabox[2]) - width) < 1
    assert outline(pdf) == ["Notes & more", "Home", "B"]
    number, lost = lost_links(pdf)
    assert number == 5
    assert lost == []
    assert addresses_in(pdf) == [
        "https://c.test/?a=1",
        "https://a.test/z.zip",
        "https://c.test/?a=1",
    ]
    wide = "x" * 300 + "END"
    assert cut(pdf, [wide]) == []
    # Without the rules for paper the line runs out of it.
    (small / "assets" / "print.css").write_text(
        "pre > code { white-space: pre !important; overflow: hidden !important }"
    )
    page = small / "print" / "index.html"
    page.write_text(page.read_text("utf-8").replace('id="b.t"', ""), encoding="utf-8")
    print_book(browser, small, pdf, paper)
    assert wide in cut(pdf, [wide])
    # A link to a place that is not there is none any more.
    assert lost_links(pdf)[0] < number
