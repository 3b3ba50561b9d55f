"""The index of the search, made from the built pages, whatever built them.

It says, term by term, in which sections it stands and how much it weighs there; `docs/assets/search.js`
does the rest in the browser. The texts, from which a result shows a piece, are files of their own,
one a page, and loaded only for pages that were found.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from pathlib import Path

from hooks.finish.sections import Page, Section, read_mentions, read_page

# Digests and tokens, which nobody types.
NOISE = re.compile(r"(?=.*\d)(?=.*[a-z])[0-9a-f]{8,}|\d{6,}|\w{41,}")
# `request.user`, `app.config`: names that say more than their parts do.
DOTTED = re.compile(r"(?<![\w./])[A-Za-z_]\w*\.[A-Za-z_]\w*(?!\.?\w)")
JOINED = re.compile(r"\b(log|sign)(?:ged|ging|s)? (in|out|up)\b", re.IGNORECASE)
# Words of any text and of any question: only in a heading do they tell a little.
STOP_WORDS = (
    "a about after again all also am an and another any are as at be because been before below best better between both but by"
    " can could did do does done each every example explain few first for from good had has have help here how i if in into"
    " is it its itself just like made many may me mean meaning more most much must my no none not nothing now of on"
    " once one only or other our out own page pages per please put same second see should site so some such than that the their them then"
    " there these they this those three through to too tutorial two until up use used uses using very vs want was way"
    " we were what when where which who whose why will with without work would you your"
)
STOP = frozenset(STOP_WORDS.split())

# What a word in code counts, beside one in prose.
CODE = 0.22

# 90 characters that stand for themselves in a JSON string.
DIGITS = [chr(code) for code in range(35, 127) if chr(code) != "\\"][:90]


def write_index(site: Path) -> None:
    """Write `search/index.js` and the texts, `search/0.js` and so on.

    They are scripts, because a page from the file system may load nothing else.
    """
    built = [path for path in sorted(site.rglob("*.html")) if path.name != "404.html"]
    pages: dict[str, Page] = {}
    for path in built:
        if page := read_page(path.read_text(encoding="utf-8")):
            address = path.relative_to(site).as_posix()
            pages[address.removesuffix("index.html")] = page
    mentions = read_mentions(pages)
    (site / "search").mkdir(exist_ok=True)
    told: list[Section] = []
    for number, (address, page) in enumerate(pages.items()):
        texts = _script([f"{section.prose} {section.code}".strip() for section in page.sections])
        file = site / "search" / f"{number}.js"
        file.write_text(f"searchTexts[{number}]={texts}", encoding="utf-8")
        for section in page.sections:
            said = " ".join([section.mentions, *mentions[address, section.anchor]])
            told.append(section._replace(mentions=said))
    index = {
        # Anchors and headings side by side repeat words, and compress well.
        "pages": [
            (address, page.tags, [part for one in page.sections for part in one[:2]])
            for address, page in pages.items()
        ],
        "stop": STOP_WORDS,
        **encode(weigh(told)),
    }
    (site / "search" / "index.js").write_text(f"searchIndex={_script(index)}", encoding="utf-8")


def words(text: str) -> Iterator[str]:
    """The words of a text as they stand there, but "logged in" is one word, `login`."""
    for word in re.findall(r"\d+(?:\.\d+)+|\w+", JOINED.sub(r"\1\2", text)):
        if len(word) > 1 and not NOISE.fullmatch(word):
            yield word


def weigh(sections: Iterable[Section]) -> dict[str, list[tuple[int, int]]]:
    """For each term, the sections that have it in their text, and its weight there, from 0 to 3;
    4 more if the section puts it forward, or others do who link to it.

    The weight is that of BM25 (https://en.wikipedia.org/wiki/Okapi_BM25) without the rarity of the
    term, which the browser knows from the length of the list. A word counts less in code.
    A term is written as the text writes it, `JsonResponse`, so that its parts can be seen.
    """
    forms: dict[str, str] = {}
    counts: list[dict[str, float]] = []
    said: list[set[str]] = []
    for section in sections:
        count: dict[str, float] = {}
        for text, worth in ((section.prose, 1.0), (section.mentions, 1.0), (section.code, CODE)):
            for word, times in Counter(words(text)).items():
                term = word.lower()
                count[term] = count.get(term, 0) + worth * times
                # Of several ways to write it, CharField before charfield and CHARFIELD: it shows its parts.
                if not word.isupper() and not word[1:].islower():
                    forms[term] = word
        for name in DOTTED.findall(f"{section.prose} {section.mentions}"):
            count[name] = count.get(name, 0) + 1
        counts.append(count)
        said.append({word.lower() for word in words(section.mentions)})
    average = sum(sum(count.values()) for count in counts) / max(len(counts), 1)
    terms: dict[str, list[tuple[int, int]]] = {}
    for number, count in enumerate(counts):
        length = 0.4 + 0.6 * sum(count.values()) / average
        for term, amount in count.items():
            weight = min(int(4 * amount / (amount + 1.2 * length)), 3)
            terms.setdefault(term, []).append((number, weight + 4 * (term in said[number])))
    # A slight mention of what is mentioned everywhere helps nobody.
    return {
        forms.get(term, term): [one for one in found if one[1] or len(found) <= 6]
        for term, found in terms.items()
        if _helps(term, len(found))
    }


def _helps(term: str, sections: int) -> bool:
    """A name with a dot that is in one section alone is found by its parts."""
    return term not in STOP and not (sections == 1 and DOTTED.fullmatch(term))


def encode(terms: dict[str, list[tuple[int, int]]]) -> dict[str, str]:
    """Four streams, because like beside like compresses best: the terms, in how many sections each
    stands, the steps from each such section to the next, and their weights, two in a character."""
    order = sorted(terms, key=lambda term: (len(terms[term]), term.lower()))
    steps, weights = "", []
    for term in order:
        last = -1
        for number, weight in terms[term]:
            steps += _number(number - last - 1)
            weights.append(weight)
            last = number
    pairs = zip_longest(weights[::2], weights[1::2], fillvalue=0)
    return {
        "terms": " ".join(order),
        "counts": "".join(_number(len(terms[term])) for term in order),
        "steps": steps,
        "weights": "".join(DIGITS[8 * a + b] for a, b in pairs),
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
