"""What the built pages say, section by section, and what they say of each other.

A section is what stands between two headings; a term of the glossary and a question are sections too.
"""

import html as markup
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

# What begins a section: a heading, a question, a term of the glossary.
BEGINNING = re.compile(
    r'<h([1-3])(?: id="(?P<anchor>[^"]*)")?[^>]*>(?P<heading>.*?)</h\1>'
    r'|<details[^>]* id="(?P<question>q-[^"]*)"[^>]*>\s*<summary>(?P<asked>.*?)</summary>'
    r'|<p><strong id="(?P<term>[^"]*)">(?P<word>.*?)</strong>',
    re.DOTALL,
)
ARTICLE = re.compile(r"<article.*?>(.*)</article>", re.DOTALL)
DESCRIPTION = re.compile(r'<meta name="description" content="([^"]*)"')
CODE = re.compile(r"<pre\b.*?</pre>", re.DOTALL)
TAGS = re.compile(r'<ul class="md-tags".*?</ul>', re.DOTALL)
# Links to copy, drawings and "Shown in …" say nothing about what a section is about.
SILENT = re.compile(
    TAGS.pattern
    + r'|<a class="headerlink".*?</a>|<a [^>]*class="edit".*?</a>|<svg.*?</svg>|<p class="checkpoint">.*?</p>'
    r"|\b(?:Shown|More) in <a [^>]*>.*?</a>",
    re.DOTALL,
)
# A row of a table, or what stands between the tags of any other line.
LINE = re.compile(r"<tr\b.*?</tr>|<(?:p|li|td)\b(?:(?!<(?:tr|p|li)\b).)*", re.DOTALL)
CELL = re.compile(r"<t[dh]\b.*?</t[dh]>", re.DOTALL)
# What a section itself puts forward: the first cell of a row, a term that it explains, a bold word.
LABEL = re.compile(
    r"(?:<tr[^>]*>\s*<td|<dt|<strong)\b[^>]*>(.*?)</(?:td|dt|strong)>",
    re.DOTALL,
)
LINK = re.compile(r'<a [^>]*?href="([^":]*)"[^>]*>(.*?)</a>', re.DOTALL)
ID = re.compile(r' id="([^"]*)"')


class Section(NamedTuple):
    anchor: str
    heading: str
    prose: str
    code: str
    html: str = ""
    mentions: str = ""  # the heading above it, its labels, and what others say who link to it


class Page(NamedTuple):
    tags: str
    sections: list[Section]


def read_page(html: str) -> Page | None:
    """What a page says; None for one without an article, such as one that leads to a new place.

    Its description is said by its first section.
    """
    article = ARTICLE.search(html)
    sections = list(read_sections(article[1])) if article else []
    if not article or not sections:
        return None
    description = DESCRIPTION.search(html)
    told = markup.unescape(description[1]) if description else ""
    sections[0] = sections[0]._replace(prose=f"{told} {sections[0].prose}".strip())
    return Page(" ".join(map(_text, TAGS.findall(article[1]))), sections)


def read_mentions(pages: Mapping[str, Page]) -> defaultdict[tuple[str, str], list[str]]:
    """What the pages say where they link to a section: the words of the link, or of the row of a
    table or entry of the glossary, as these say in other words what one finds there.

    Search engines do the same with the texts of links
    (https://nlp.stanford.edu/IR-book/html/htmledition/the-web-graph-1.html).
    """
    home = {
        (address, anchor): section.anchor
        for address, page in pages.items()
        for section in page.sections
        for anchor in (section.anchor, *ID.findall(section.html))
    }
    mentions: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for address, page in pages.items():
        for section in page.sections:
            for line in LINE.findall(section.html):
                for href, words in LINK.findall(line):
                    target = urlsplit(urljoin(f"/{address}", href))
                    place = target.path.removeprefix("/"), unquote(target.fragment)
                    if place not in home or (place[0], home[place]) == (address, section.anchor):
                        continue
                    text = _text(_told(line, href) if line.startswith("<tr") else words)
                    # A question and a term of the glossary are about what their answer leads to.
                    text += "" if section.html.startswith("<h") else f" {section.heading}"
                    mentions[place[0], home[place]].append(text)
    return mentions


def read_sections(article: str) -> Iterator[Section]:
    """The sections of an article; the first one, up to the second heading, has no anchor."""
    found = list(BEGINNING.finditer(article := SILENT.sub(" ", article)))
    ends = [match.start() for match in found[1:]] + [len(article)]
    above = ""
    for number, (match, end) in enumerate(zip(found, ends, strict=True)):
        anchor = match["anchor"] or match["question"] or match["term"] or ""
        heading = _text(match["heading"] or match["asked"] or match["word"])
        text = article[match.end() : end]
        above = heading if match[1] == "2" else above
        code = " ".join(_text(block) for block in CODE.findall(text))
        prose = _text(CODE.sub(" ", text))
        # Neither headings with nothing but others below them, nor lists of links elsewhere.
        if (prose or code or not number) and anchor != "docs":
            said = " ".join([above, *map(_text, LABEL.findall(text))])
            yield Section(anchor if number else "", heading, prose, code, match[0] + text, said)


def _told(row: str, href: str) -> str:
    """What a row of a table says of a link in it: all of it; if several cells have links, only its
    first cell and that with the link, as the others speak of other places."""
    first, *cells = CELL.findall(row)
    linked = [cell for cell in cells if "<a " in cell]
    here = [cell for cell in linked if f'href="{href}"' in cell]
    return row if len(linked) < 2 else "".join([first, *here])


def _text(html: str) -> str:
    """The words of it; only elements inside a line join theirs with those around."""
    apart = re.sub(r"<(?!/?(?:a|abbr|code|em|span|strong)\b)[^>]*>", " ", html)
    return " ".join(markup.unescape(re.sub(r"<[^>]+>", "", apart)).split())
