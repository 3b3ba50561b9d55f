"""The index of the search, made from the built pages, whatever built them.

A section is what stands between two headings. The index says, term by term, in which sections it
stands and how much it weighs there; `docs/assets/search.js` does the rest in the browser.
"""

import html as markup
import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

HEADING = re.compile(r'<h([1-3])(?: id="([^"]*)")?[^>]*>(.*?)</h\1>', re.DOTALL)
ARTICLE = re.compile(r"<article.*?>(.*)</article>", re.DOTALL)
# Links to copy, tags and drawings say nothing about what a section is about.
SILENT = re.compile(
    r'<a class="headerlink".*?</a>|<ul class="md-tags".*?</ul>|<svg.*?</svg>|<p class="checkpoint">.*?</p>',
    re.DOTALL,
)
# The parts of a name: get_object_or_404, NoReverseMatch, HTTPResponse.
PARTS = re.compile(r"(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|_")


def write_index(site: Path) -> None:
    """Write `search/index.js`; a script, because a page from the file system may load nothing else."""
    built = [path for path in sorted(site.rglob("*.html")) if path.name != "404.html"]
    # In the copy to read offline, a page is a file, and links name index.html.
    folders = all(path.name == "index.html" for path in built)
    pages: list[tuple[str, str]] = []
    sections: list[tuple[int, str, str, str]] = []
    texts: list[str] = []
    for path in built:
        article = ARTICLE.search(page := path.read_text(encoding="utf-8"))
        if not article:
            continue
        address = path.relative_to(site).as_posix()
        if folders:
            address = address.removesuffix("index.html")
        title = ""
        for anchor, heading, text in read_sections(article[1]):
            title = title or heading
            if not anchor:
                text = f"{_description(page)} {text}"
            sections.append((len(pages), anchor, heading, _beginning(text)))
            texts.append(f"{heading} {text}")
        pages.append((address, title))
    index = {"pages": pages, "sections": sections, "terms": weigh(texts)}
    (site / "search").mkdir(exist_ok=True)
    data = json.dumps(index, ensure_ascii=False, separators=(",", ":"))
    (site / "search" / "index.js").write_text(f"searchIndex={data}", encoding="utf-8")


def read_sections(article: str) -> Iterator[tuple[str, str, str]]:
    """Id, heading and text of each section; the first one, up to the second heading, has no id."""
    found = list(HEADING.finditer(article := SILENT.sub(" ", article)))
    ends = [match.start() for match in found[1:]] + [len(article)]
    for number, (match, end) in enumerate(zip(found, ends, strict=True)):
        yield match[2] or "" if number else "", _text(match[3]), _text(article[match.end() : end])


def words(text: str) -> Iterator[str]:
    """The terms of a text, in lower case: `models.CharField` gives models, charfield, char, field."""
    for word in re.findall(r"\d+(?:\.\d+)+|\w+", text):
        if len(word) > 40:  # a token, a digest: nobody types it
            continue
        parts = [part.lower() for part in PARTS.split(word) if part]
        yield from {word.lower(), *parts}


def weigh(texts: list[str]) -> dict[str, list[int]]:
    """For each term the sections that have it, as ten times the difference to the one before plus
    the term's weight there, from 1 to 9.

    The weight is that of BM25 (https://en.wikipedia.org/wiki/Okapi_BM25) without the rarity of the
    term, which the browser knows from the length of the list.
    """
    counts = [Counter(words(text)) for text in texts]
    average = sum(map(Counter.total, counts)) / max(len(counts), 1)
    terms: dict[str, list[int]] = {}
    last: dict[str, int] = {}
    for number, count in enumerate(counts):
        length = 0.4 + 0.6 * count.total() / average
        for term, times in count.items():
            weight = max(1, math.ceil(9 * times / (times + 1.2 * length)))
            terms.setdefault(term, []).append(10 * (number - last.get(term, 0)) + weight)
            last[term] = number
    # What stands in every fifth section tells none apart.
    return {term: found for term, found in terms.items() if len(found) <= max(len(texts) / 5, 9)}


def _text(html: str) -> str:
    """The words of it; only elements inside a line join theirs with those around."""
    apart = re.sub(r"<(?!/?(?:a|abbr|code|em|span|strong)\b)[^>]*>", " ", html)
    return " ".join(markup.unescape(re.sub(r"<[^>]+>", "", apart)).split())


def _beginning(text: str, length: int = 60) -> str:
    return text if len(text) <= length else text[:length].rpartition(" ")[0] + " …"


def _description(page: str) -> str:
    found = re.search(r'<meta name="description" content="([^"]*)"', page)
    return markup.unescape(found[1]) if found else ""
