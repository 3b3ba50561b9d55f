"""The index of the search, made from the built pages, whatever built them.

A section is what stands between two headings; a term of the glossary and a question are sections
too. The index says, term by term, in which sections it stands and how much it weighs there;
`docs/assets/search.js` does the rest in the browser. The texts, from which a result shows a piece,
are files of their own, one a page, and loaded only for pages that were found.
"""

import html as markup
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
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
CODE = re.compile(r"<pre\b.*?</pre>", re.DOTALL)
TAGS = re.compile(r'<ul class="md-tags".*?</ul>', re.DOTALL)
# Links to copy and drawings say nothing about what a section is about.
SILENT = re.compile(
    TAGS.pattern
    + r'|<a class="headerlink".*?</a>|<a [^>]*class="edit".*?</a>|<svg.*?</svg>|<p class="checkpoint">.*?</p>',
    re.DOTALL,
)
# Digests and tokens, which nobody types.
NOISE = re.compile(r"(?=.*\d)(?=.*[a-z])[0-9a-f]{8,}|\d{6,}|\w{41,}")
JOINED = re.compile(r"\b(log|sign)(?:ged|ging|s)? (in|out|up)\b", re.IGNORECASE)

# Words of any text and of any question: only in a heading do they tell a little.
STOP = frozenset(
    "a about after again all also am an and another any are as at be because been before below best between both but by"
    " can could did do does done each every example explain few first for from had has have help here how i if in into"
    " is it its itself just like made many may me mean meaning more most much must my no none not nothing now of on"
    " once one only or other our out own page pages please put same second see should site so some such than that the their them then"
    " there these they this those three through to too tutorial two until up use used uses using very vs want was way"
    " we were what when where which who whose why will with without work would you your".split()
)

# A row of a table, or what stands between the tags of any other line.
LINE = re.compile(r"<tr\b.*?</tr>|<(?:p|li|td)\b(?:(?!<(?:tr|p|li)\b).)*", re.DOTALL)
LINK = re.compile(r'<a [^>]*?href="([^":]*)"[^>]*>(.*?)</a>', re.DOTALL)
ID = re.compile(r' id="([^"]*)"')

# 90 characters that stand for themselves in a JSON string.
DIGITS = [chr(code) for code in range(35, 127) if chr(code) != "\\"][:90]


class Section(NamedTuple):
    anchor: str
    heading: str
    prose: str
    code: str
    html: str = ""
    mentions: str = ""  # the heading above it, and what others say who link to it


def write_index(site: Path) -> None:
    """Write `search/index.js` and the texts, `search/0.js` and so on.

    They are scripts, because a page from the file system may load nothing else.
    """
    built = [path for path in sorted(site.rglob("*.html")) if path.name != "404.html"]
    # In the copy to read offline, a page is a file, and links name index.html.
    folders = all(path.name == "index.html" for path in built)
    pages: dict[str, list[Section]] = {}
    tags: dict[str, str] = {}
    for path in built:
        html = path.read_text(encoding="utf-8")
        if not (article := ARTICLE.search(html)) or not (found := list(read_sections(article[1]))):
            continue
        address = path.relative_to(site).as_posix()
        address = address.removesuffix("index.html") if folders else address
        found[0] = found[0]._replace(prose=f"{_description(html)} {found[0].prose}")
        pages[address] = found
        tags[address] = " ".join(_text(tags) for tags in TAGS.findall(article[1]))
    mentions = read_mentions(pages)
    (site / "search").mkdir(exist_ok=True)
    for number, sections in enumerate(pages.values()):
        texts = _script([f"{section.prose} {section.code}".strip() for section in sections])
        file = site / "search" / f"{number}.js"
        file.write_text(f"searchTexts[{number}]={texts}", encoding="utf-8")
    told = [
        section._replace(
            mentions=" ".join([section.mentions, *mentions[address, section.anchor]])
        )
        for address, sections in pages.items()
        for section in sections
    ]
    index = {
        # Anchors and headings side by side repeat words, and compress well.
        "pages": [
            (address, tags[address], [part for one in found for part in (one.anchor, one.heading)])
            for address, found in pages.items()
        ],
        "links": "".join(DIGITS[min(len(mentions[a, s.anchor]), 80)] for a in pages for s in pages[a]),
        "stop": " ".join(sorted(STOP)),
        **encode(weigh(told)),
    }
    (site / "search" / "index.js").write_text(f"searchIndex={_script(index)}", encoding="utf-8")


def read_mentions(pages: Mapping[str, list[Section]]) -> defaultdict[tuple[str, str], list[str]]:
    """What the pages say where they link to a section: the words of the link, or of the whole row
    of a table or entry of the glossary, as these say in other words what one finds there.

    Search engines do the same with the texts of links
    (https://nlp.stanford.edu/IR-book/html/htmledition/the-web-graph-1.html).
    """
    home = {
        (address, anchor): section.anchor
        for address, sections in pages.items()
        for section in sections
        for anchor in (section.anchor, *ID.findall(section.html))
    }
    mentions: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for address, sections in pages.items():
        for section in sections:
            for line in LINE.findall(section.html):
                for href, words in LINK.findall(line):
                    target = urlsplit(urljoin(f"/{address}", href))
                    place = target.path.removeprefix("/"), unquote(target.fragment)
                    if place not in home or (place[0], home[place]) == (address, section.anchor):
                        continue
                    text = _text(line if line.startswith("<tr") else words)
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
        if (prose or code) and anchor != "docs":
            yield Section(anchor if number else "", heading, prose, code, match[0] + text, above)


def words(text: str) -> Iterator[str]:
    """The words of a text as they stand there, but "logged in" is one word, `login`."""
    for word in re.findall(r"\d+(?:\.\d+)+|\w+", JOINED.sub(r"\1\2", text)):
        if len(word) > 1 and not NOISE.fullmatch(word):
            yield word


def weigh(sections: Iterable[Section]) -> dict[str, list[tuple[int, int]]]:
    """For each term, the sections that have it in their text, and its weight there, from 0 to 3.

    The weight is that of BM25 (https://en.wikipedia.org/wiki/Okapi_BM25) without the rarity of the
    term, which the browser knows from the length of the list. A word counts less in code.
    A term is written as the text writes it, `JsonResponse`, so that its parts can be seen.
    """
    forms: dict[str, str] = {}
    counts: list[dict[str, float]] = []
    for section in sections:
        count: dict[str, float] = {}
        for text, worth in ((section.prose, 1.0), (section.mentions, 1.0), (section.code, 0.4)):
            for word, times in Counter(words(text)).items():
                term = word.lower()
                count[term] = count.get(term, 0) + worth * times
                # Of several ways to write it, CharField before charfield and CHARFIELD: it shows its parts.
                if not word.isupper() and not word[1:].islower():
                    forms[term] = word
        counts.append(count)
    average = sum(sum(count.values()) for count in counts) / max(len(counts), 1)
    terms: dict[str, list[tuple[int, int]]] = {}
    for number, count in enumerate(counts):
        length = 0.4 + 0.6 * sum(count.values()) / average
        for term, times in count.items():
            weight = min(int(4 * times / (times + 1.2 * length)), 3)
            terms.setdefault(term, []).append((number, weight))
    # A slight mention of what is mentioned everywhere helps nobody.
    return {
        forms.get(term, term): [one for one in found if one[1] or len(found) <= 20]
        for term, found in terms.items()
        if term not in STOP
    }


def encode(terms: dict[str, list[tuple[int, int]]]) -> dict[str, str]:
    """Four streams, because like beside like compresses best: the terms, in how many sections each
    stands, the steps from each such section to the next, and their weights, three in a character."""
    order = sorted(terms, key=lambda term: (len(terms[term]), term.lower()))
    steps, weights = "", []
    for term in order:
        last = -1
        for number, weight in terms[term]:
            steps += _number(number - last - 1)
            weights.append(weight)
            last = number
    weights += [0, 0]
    triples = zip(weights[::3], weights[1::3], weights[2::3], strict=False)
    return {
        "terms": " ".join(order),
        "counts": "".join(_number(len(terms[term])) for term in order),
        "steps": steps,
        "weights": "".join(DIGITS[16 * a + 4 * b + c] for a, b, c in triples),
    }


def _number(value: int) -> str:
    """Below 75 it is one character; what is above that follows, in base 15, with raised digits first."""
    digits = ""
    while value >= 75:
        value -= 75
        digits += DIGITS[75 + value % 15]
        value //= 15
    return digits + DIGITS[value]


def _script(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _text(html: str) -> str:
    """The words of it; only elements inside a line join theirs with those around."""
    apart = re.sub(r"<(?!/?(?:a|abbr|code|em|span|strong)\b)[^>]*>", " ", html)
    return " ".join(markup.unescape(re.sub(r"<[^>]+>", "", apart)).split())


def _description(page: str) -> str:
    found = re.search(r'<meta name="description" content="([^"]*)"', page)
    return markup.unescape(found[1]) if found else ""
