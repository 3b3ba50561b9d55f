"""The printable edition: all pages of a built site as one document, `print/index.html`.

Pages follow each other as their links to the next one do.
"""

import re
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from lxml import html as markup

from hooks.finish.printed_chapters import BOOK, anchor_of, make_chapter, mark_lines
from hooks.numbers import versions

# A page of links alone.
LEFT_OUT = {"about/tags/"}
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
            contents.append(f'<li><a href="#{anchor_of(address)}">{title}</a></li>')
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


def _address(page: Path, site: Path) -> str:
    """Of the page, as its links in the site end: `django/views/`; empty for the home page."""
    folder = page.parent.relative_to(site).as_posix()
    return "" if folder == "." else f"{folder}/"
