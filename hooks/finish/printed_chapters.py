"""A page of the site as a chapter of the printable edition.

What is done by clicking on the site is laid open: tabs stand one after another under their labels,
answers are unfolded, and addresses of other sites are listed at the end of each chapter.
"""

import re
from html import unescape
from pathlib import Path
from posixpath import normpath, relpath
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml.html.builder import DIV, LI, OL, SUP, A, P

BOOK = "print/index.html"
# What helps to find one's way on a screen.
SCREEN = "headerlink", "md-tags", "edit", "checkpoint", "offers"
# A longer line of code goes on in a second one on paper.
COLUMNS = 94
# The end of the highlighted line before, the beginning of this one's, and what it says.
LINE = re.compile(r'((?:</span>)?(?:<span class="hll">)?)(.*)')


def make_chapter(article: Any, address: str, site: Path, book: set[str]) -> None:
    lay_open(article)
    number_addresses(article)
    join(article, address, site, book)
    article.tag, article.attrib["class"] = "section", "chapter"
    article.set("id", anchor_of(address))


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
        article.append(DIV({"class": "addresses"}, P("Addresses", {"class": "label"}), OL(*items)))


def join(article: Any, address: str, site: Path, book: set[str]) -> None:
    """Make ids unique in the book, and turn links between its pages into links inside it."""
    for element in article.iter("*"):
        for name, value in element.items():
            if name in ("id", "aria-labelledby", "aria-describedby"):
                element.set(name, " ".join(anchor_of(address, one) for one in value.split()))
            elif name == "href" and not urlsplit(value).scheme:
                element.set(name, _link(value, address, site, book))
            elif "url(#" in value:
                element.set(name, value.replace("url(#", f"url(#{anchor_of(address)}"))


def _link(value: str, address: str, site: Path, book: set[str]) -> str:
    path, _, anchor = value.partition("#")
    target = normpath(address + unquote(path))
    if (there := "" if target == "." else f"{target}/") in book:
        return f"#{anchor_of(there, anchor)}"
    folder = "/" if (site / target).is_dir() else ""
    return relpath(target, "print") + folder + (f"#{anchor}" if anchor else "")


def anchor_of(address: str, name: str = "") -> str:
    """The id in the book of a page, or of what has an id of its own in the page."""
    return (address or "home/").replace("/", ".") + name


def mark_lines(code: str) -> str:
    """Make an element of each line that paper is too narrow for, so that it can be marked.

    Pygments ends every element at the end of its line; a highlighted line holds its own end.
    """
    lines = code.split("\n")
    for number, line in enumerate(lines):
        before, text = LINE.fullmatch(line).groups()  # type: ignore[union-attr]
        if len(unescape(re.sub(r"<[^>]+>", "", text))) > COLUMNS:
            lines[number] = f'{before}<span class="long">{text}</span>'
    return "\n".join(lines)
