"""The printable edition: all pages of a built site as one document, `print/index.html`.

Pages follow each other as their links to the next one do. What is done by clicking on the site is
laid open: tabs stand one after another under their labels, answers are unfolded, and addresses of
other sites are listed at the end of each chapter.
"""

import re
from html import escape, unescape
from pathlib import Path
from posixpath import normpath, relpath
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml import html as markup
from lxml.html.builder import LI, OL, SECTION, SUP, A, P

from hooks.numbers import versions

BOOK = "print/index.html"
# A page of links alone, and what helps to find one's way on a screen.
LEFT_OUT = {"about/tags/"}
SCREEN = "headerlink", "md-tags", "edit", "checkpoint", "offers"
# A longer line of code goes on in a second one on paper.
COLUMNS = 94
CODE = re.compile(r"(?<=<pre><code>).*?(?=</code></pre>)", re.DOTALL)
PAGE = """<!doctype html>
<html lang="en" dir="ltr"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>{name}, printable edition</title>
<meta name="description" content="All pages of {name} as one document to print, with contents and links.">
<meta name="robots" content="noindex"><link rel="canonical" href="{home}print/">
<link rel="icon" href="../assets/favicon.svg"><link rel="stylesheet" href="../assets/site.css">
<link rel="stylesheet" href="../assets/print.css"></head>
<body data-md-color-scheme="default"><main class="book md-typeset">
<header class="cover"><h1>{name}</h1><p>{description}</p>{versions}<p>{home}</p></header>
<nav aria-label="Contents"><p class="label">Contents</p><ol>{contents}</ol>
<p>A bar beside lines of code says that they are one line, too long for the paper.</p></nav>
{chapters}
</main></body></html>
"""


def write_book(site: Path) -> None:
    """Write the document into a site whose home page links to the next."""
    pages = read_pages(site := site.resolve())
    parts: dict[str, list[str]] = {}
    for address, page in pages.items():
        part = page.find_class("md-tabs__item--active")[0].text_content()
        parts.setdefault(part, []).append(address)
    contents, chapters = [], []
    for part, addresses in parts.items():
        if len(addresses) > 1:  # the home page is no part
            contents.append(f'<li class="label">{escape(part)}</li>')
            chapters.append(f'<h1 class="part">{escape(part)}</h1>')
        for address in addresses:
            chapter = pages[address].find(".//article")
            make_chapter(chapter, address, site, set(pages))
            title = escape(chapter.find(".//h2").text_content())
            contents.append(f'<li><a href="#{_id(address)}">{title}</a></li>')
            chapters.append(markup.tostring(chapter, encoding="unicode"))
    home = pages[""]
    book = PAGE.format(
        name=escape(home.xpath("string(//meta[@property='og:site_name']/@content)")),
        description=escape(home.xpath("string(//meta[@name='description']/@content)")),
        home=escape(home.xpath("string(//link[@rel='canonical']/@href)")),
        versions=versions(),
        contents="".join(contents),
        chapters="\n".join(chapters),
    )
    (site / BOOK).parent.mkdir(exist_ok=True)
    (site / BOOK).write_text(book, encoding="utf-8")


def make_chapter(article: Any, address: str, site: Path, book: set[str]) -> None:
    lay_open(article)
    number_addresses(article)
    join(article, address, site, book)
    article.tag, article.attrib["class"] = "section", "chapter"
    article.set("id", _id(address))


def read_pages(site: Path) -> dict[str, Any]:
    """The pages by their addresses, from the home page on to the one that has no next."""
    pages: dict[str, Any] = {}
    path, links = site / "index.html", [""]
    while links:
        text = CODE.sub(lambda code: mark_lines(code[0]), path.read_text(encoding="utf-8"))
        address = _address(path, site)
        page = markup.document_fromstring(text)
        if address not in LEFT_OUT:
            pages[address] = page
        links = page.xpath("//a[@rel='next']/@href")
        path = (path.parent / unquote("".join(links)) / "index.html").resolve()
    return pages


def mark_lines(code: str) -> str:
    """Make an element of each line that paper is too narrow for, so that it can be marked.

    Pygments ends every element at the end of its line; a highlighted line holds its own end.
    """
    lines = re.sub(r"\n((?:</span>)+)", r"\1\n", code).split("\n")
    for number, line in enumerate(lines):
        if len(unescape(re.sub(r"<[^>]+>", "", line))) > COLUMNS:
            lines[number] = f'<span class="long">{line}</span>'
    return "\n".join(lines)


def lay_open(article: Any) -> None:
    """Show what the site shows on a click, and drop what is for clicks alone."""
    for name in SCREEN:
        for element in article.find_class(name):
            element.drop_tree()
    for tabs in article.find_class("tabbed-set"):
        labels = [label.text_content() for label in tabs.xpath("./div[1]/label")]
        for label, block in zip(labels, tabs.xpath("./div[2]/div"), strict=True):
            block.set("class", "tab")
            block.insert(0, P(label, {"class": "label"}))
        for control in tabs.xpath("./input | ./div[1]"):
            control.drop_tree()
        tabs.attrib.clear()
    for answer in article.xpath(".//details"):
        answer.tag, answer.attrib["class"] = "div", "question"
        answer.attrib.pop("open", None)
        answer.find("summary").tag = "p"
    # A part has the first level to itself.
    for level in (4, 3, 2, 1):
        for heading in article.iter(f"h{level}"):
            heading.tag = f"h{level + 1}"


def number_addresses(article: Any) -> None:
    """List the addresses of other sites at the end of the chapter, and number their links."""
    numbers: dict[str, int] = {}
    for link in article.xpath(".//a[starts-with(@href, 'http')]"):
        if (address := link.get("href")) != link.text_content():
            number = numbers.setdefault(address, len(numbers) + 1)
            link.append(SUP(f"[{number}]"))
    if numbers:
        items = (LI(A(address, href=address)) for address in numbers)
        article.append(
            SECTION({"class": "addresses"}, P("Addresses", {"class": "label"}), OL(*items))
        )


def join(article: Any, address: str, site: Path, book: set[str]) -> None:
    """Make ids unique in the book, and turn links between its pages into links inside it."""
    for element in article.iter("*"):
        for name, value in element.items():
            if name == "id":
                element.set(name, _id(address, value))
            elif name == "href" and not urlsplit(value).scheme:
                element.set(name, _link(value, address, site, book))
            elif "url(#" in value:
                element.set(name, value.replace("url(#", f"url(#{_id(address)}"))


def _link(value: str, address: str, site: Path, book: set[str]) -> str:
    path, _, anchor = value.partition("#")
    target = normpath(address + unquote(path))
    if (there := "" if target == "." else f"{target}/") in book:
        return f"#{_id(there, anchor)}"
    folder = "/" if (site / target).is_dir() else ""
    return relpath(target, "print") + folder + (f"#{anchor}" if anchor else "")


def _address(page: Path, site: Path) -> str:
    """Of the page, as its links in the site end: `django/views/`; empty for the home page."""
    folder = page.parent.relative_to(site).as_posix()
    return "" if folder == "." else f"{folder}/"


def _id(address: str, name: str = "") -> str:
    return f"{address or 'home/'}{name}"
