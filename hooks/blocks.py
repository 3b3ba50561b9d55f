"""Find the code blocks of a page exactly as SuperFences renders them.

Nothing here parses Markdown: a `Recorder` added to the page's own `Markdown` instance watches
SuperFences at work, so tabs, admonitions, lists, `~~~` and longer fences need no rules of ours.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from markdown.util import HTML_PLACEHOLDER

# The attributes by which a block says that it is a part of a file, and where it goes.
PLACES = ("data-after", "data-before", "data-replace", "data-at")

# What has no syntax: trees, error messages.
UNPARSED = frozenset({"text"})

FENCE = re.compile(r"^[\s>]*(?:[-*+]\s+|\d+[.)]\s+)?(?P<fence>`{3,}|~{3,})")
HEADING = re.compile(r"#{1,6}\s")
CONTAINER = re.compile(r'(={3}[!+]*\s+"|!{3}|\?{3}|[-*+]\s|\d+[.)]\s)')
QUOTE = re.compile(r"^[\s>]+")
ITEM = re.compile(r"\d+\.\s")
TAB = re.compile(r'^(?P<indent>[\s>]*)={3}[!+]*\s+"(?P<label>[^"]*)"')
# What was to open a tab, a note or a folded part if lines are indented below it; not ==marked==.
OPENER = re.compile(r"""[\s>]*(={2,4}|!{2,4}|\?{2,4})[!+]*\s*["'\w](?!.*\1)""")


@dataclass(frozen=True)
class Block:
    """One rendered code block."""

    path: str
    """The page, as a report names it: `docs/django/views.md`."""
    line: int
    """The page's line of the opening fence, from 1; for an included block, that of the include."""
    language: str
    """As written after the fence; empty if nothing is."""
    source: str
    """The code, without the indentation that tabs and lists add; no newline at the end."""
    lines: tuple[int, ...] = ()
    """The page's line of each line of `source`."""
    column: int = 0
    """How many characters stand before the code on each of its lines in the page."""
    options: dict[str, str] = field(default_factory=dict)
    """`title`, `hl_lines` and every `data-…` attribute."""
    tabs: tuple[str, ...] = ()
    """Labels of the content tabs around the block, outermost first."""
    section: int = 0
    """The page's line of the heading above the block; 0 if there is none."""
    header: str = ""
    """The page's line of the opening fence, whole."""
    included: bool = False
    """Whether `--8<--` takes the code from a file outside the page."""
    outside: str = ""
    """The header of the tab, note or list item that the block should be in, and fell out of."""
    annotations: int = 0
    """How many items the numbered list directly below has: the texts of the block's annotations."""

    @property
    def title(self) -> str:
        return self.options.get("title", "")

    def place(self, line: int, column: int = 1) -> tuple[int, int]:
        """Turn a line and column of `source` (both from 1; line 0 is the fence) into the page's."""
        if not self.lines or line < 1:
            return self.line, max(1, column)
        line = min(line, len(self.lines))
        return self.lines[line - 1], self.column + max(1, column)


StrayKind = Literal["fence", "indented fence", "header"]


@dataclass(frozen=True)
class Stray:
    """A line that was surely meant to open something, and opens nothing."""

    path: str
    line: int
    text: str
    kind: StrayKind
    """A fence of no block, one that is shown as it stands, or what should open a tab or note."""


@dataclass(frozen=True)
class MissingInclude:
    """A file or section that `--8<--` names and that is not there."""

    path: str
    line: int
    text: str
    name: str


class _NumberedLine(str):
    """A line of the page that remembers its number while snippets move it about."""

    number: int


class _NumberLines(Preprocessor):
    def __init__(self, recorder: "Recorder") -> None:
        self.recorder = recorder

    def run(self, lines: list[str]) -> list[str]:
        self.recorder.page_lines = lines
        numbered = []
        for number, line in enumerate(lines, start=1 + self.recorder.offset):
            numbered_line = _NumberedLine(line)
            numbered_line.number = number
            numbered.append(numbered_line)
        return numbered  # type: ignore[return-value]


class _ReadNumbers(Preprocessor):
    """Snippets are in now: note which line of the page each line comes from."""

    def __init__(self, recorder: "Recorder") -> None:
        self.recorder = recorder

    def run(self, lines: list[str]) -> list[str]:
        last = self.recorder.offset
        self.recorder.numbers.clear()
        self.recorder.included = [not isinstance(line, _NumberedLine) for line in lines]
        for line in lines:
            if isinstance(line, _NumberedLine):
                last = line.number
                self.recorder.numbers.append(last)
            else:  # included: it stands at its include, the line after the last one seen
                self.recorder.numbers.append(last + 1)
        self.recorder.text = [str(line) for line in lines]
        return lines


class Recorder(Extension):
    """A Markdown extension that records the blocks of the page that is converted next.

    Give it the page's name and the height of its front matter with `start`, convert, then take
    the `result` before the instance is reset.
    """

    def __init__(self) -> None:
        super().__init__()
        self.start("", 0)

    def start(self, path: str, offset: int) -> None:
        self.path, self.offset = path, offset
        self.numbers: list[int] = []
        self.included: list[bool] = []
        self.text: list[str] = []
        self.page_lines: list[str] = []
        self.missing: list[MissingInclude] = []
        self._found: list[tuple[Block, str, range]] = []

    def extendMarkdown(self, md: Markdown) -> None:
        self.md = md
        # Snippets run at 32; SuperFences at 25; raw HTML at 20.
        md.preprocessors.register(_NumberLines(self), "number_lines", 33)
        md.preprocessors.register(_ReadNumbers(self), "read_numbers", 31.5)
        if "snippet" in md.preprocessors:
            self._watch_includes(md.preprocessors["snippet"])
        # SuperFences replaces the rule of fenced_code when its own extension is loaded, and offers
        # no way to subscribe: wrap the method of this one instance (never of the class).
        rule = md.preprocessors["fenced_code_block"]
        original = rule.process_nested_block  # type: ignore[attr-defined]

        def record(ws: str, content: str, start: int, end: int) -> None:
            block = self._block(rule, start, end)
            before = md.htmlStash.html_counter
            original(ws, content, start, end)
            if md.htmlStash.html_counter > before:
                placeholder = HTML_PLACEHOLDER % before
                self._found.append((block, placeholder, range(start, end)))

        rule.process_nested_block = record  # type: ignore[attr-defined]

    def _watch_includes(self, snippets: Any) -> None:
        find, extract = snippets.get_snippet_path, snippets.extract_section

        def find_path(path: str) -> Any:
            found = find(path)
            if found is None:
                self._miss(path)
            return found

        def extract_section(section: str, lines: list[str]) -> Any:
            found = extract(section, lines)
            if not found:
                self._miss(section)
            return found

        snippets.get_snippet_path, snippets.extract_section = find_path, extract_section

    def _miss(self, name: str) -> None:
        for i, line in enumerate(self.page_lines):
            if name in line:
                number = i + 1 + self.offset
                self.missing.append(MissingInclude(self.path, number, line, name))
                return

    def _block(self, rule: Any, start: int, end: int) -> Block:
        source = rule.rebuild_block(rule.code)
        code_lines = range(start + 1, start + 1 + len(rule.code))
        options = {str(k): str(v) for k, v in {**rule.options, **rule.attrs}.items()}
        if rule.classes:
            options["class"] = " ".join(rule.classes)
        return Block(
            path=self.path,
            line=self.numbers[start],
            language=rule.lang or "",
            source=source,
            lines=tuple(self.numbers[i] for i in code_lines),
            column=rule.ws_virtual_len,
            options=options,
            tabs=_tabs_around(self.text, start, rule.ws_virtual_len),
            section=self._section(start),
            included=bool(code_lines) and all(self.included[i] for i in code_lines),
            header=self.text[start],
            outside=_fell_out_of(self.text[:start], self.text[start]),
            annotations=_items_below(self.text[end:], rule.ws_virtual_len),
        )

    def _section(self, start: int) -> int:
        *_, before = [(None, "", range(0)), *self._found]
        block, _, lines = before
        for i in range(start - 1, lines.stop - 1, -1):
            if HEADING.match(self.text[i]):
                return self.numbers[i]
        return block.section if block else 0

    def result(self) -> tuple[list[Block], list[Stray]]:
        """The blocks that were rendered, and the lines that open none, in the page's order.

        What SuperFences gave back (fences in indented code) and what stands in an HTML comment
        was formatted too, but is not on the page.
        """
        comments = [html for html in self.md.htmlStash.rawHtmlBlocks if _is_comment(html)]
        stash = self.md.preprocessors["fenced_code_block"].extension.stash  # type: ignore[attr-defined]
        blocks: list[Block] = []
        used = set(_commented_lines(self.text))
        given_back = set()
        for block, placeholder, lines in self._found:
            if stash.get(placeholder[1:-1]) is None:
                given_back.update({lines.start} - used)
            elif not any(placeholder in comment for comment in comments):
                blocks.append(block)
            used.update(lines)
        strays: list[Stray] = []
        header: int | None = None  # the width of the last one that opens nothing
        for i, line in enumerate(self.text):
            kind: StrayKind | None = None
            if header is not None and line.strip() and _width(line) <= header:
                header = None
            if i in given_back and header is None and line[:1].isspace():
                kind = "indented fence"
            elif i not in used and FENCE.match(line):
                kind = "fence"
            elif i not in used and OPENER.match(line) and self._opens_nothing(i):
                kind, header = "header", _width(line)
            if kind:
                strays.append(Stray(self.path, self.numbers[i], line, kind))
        return blocks, strays

    def _opens_nothing(self, i: int) -> bool:
        """Whether lines are indented below this one, but no extension takes it for their header."""
        line = self.text[i]
        below = next((line for line in self.text[i + 1 :] if line.strip()), "")
        if _width(below) < _width(line) + 4:
            return False
        known = self.md.parser.blockprocessors
        rules: list[Any] = [
            known[name] for name in ("admonition", "details", "tabbed") if name in known
        ]
        header = line.lstrip(" >")
        return not any((getattr(rule, "RE", None) or rule.START).match(header) for rule in rules)


def _is_comment(html: object) -> bool:
    return isinstance(html, str) and html.lstrip().startswith("<!--")


def _commented_lines(lines: list[str]) -> Iterator[int]:
    inside = False
    for i, line in enumerate(lines):
        if not inside and line.lstrip().startswith("<!--"):
            inside = True
        if inside:
            yield i
        if "-->" in line:
            inside = False


def _tabs_around(lines: list[str], start: int, indent: int) -> tuple[str, ...]:
    """Labels of the `=== "…"` lines that the line at `start` is indented under."""
    labels: list[str] = []
    for line in reversed(lines[:start]):
        if not line.strip():
            continue
        width = len(line) - len(line.lstrip())
        if width < indent:
            indent = width
            if match := TAB.match(line):
                labels.insert(0, match["label"])
        if indent == 0:
            break
    return tuple(labels)


def _fell_out_of(above: list[str], fence: str) -> str:
    """The line that opens what surely was to hold the fence; Markdown wants it 4 spaces deeper."""
    indent = _width(fence)
    before = next((line for line in reversed(above) if line.strip()), "")
    after_blank = not above or not above[-1].strip()
    if before.lstrip().startswith("===") and TAB.match(before) and indent < _width(before) + 4:
        return before if indent >= _width(before) else ""
    if before.lstrip().startswith(("!!!", "???")) and not after_blank and indent == _width(before):
        return before
    if after_blank and indent % 4:
        opened = next((line for line in reversed(above) if line and _width(line) < indent), "")
        if CONTAINER.match(opened.lstrip()) and indent < _width(opened) + 4:
            return opened
    return ""


def _items_below(lines: list[str], indent: int) -> int:
    items = 0
    plain = (QUOTE.sub(lambda m: m[0].replace(">", " "), line) for line in lines)
    for line in filter(str.strip, plain):
        if _width(line) == indent and ITEM.match(line.lstrip()):
            items += 1
        elif _width(line) <= indent:
            break
    return items


def _width(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def find_blocks(
    md: Markdown, recorder: Recorder, path: str, text: str
) -> tuple[list[Block], list[Stray]]:
    """Record the blocks of one page's source, front matter included. `md` holds the recorder."""
    body, offset = split_front_matter(text)
    recorder.start(path, offset)
    md.reset()
    md.convert(body)
    return recorder.result()


def split_front_matter(text: str) -> tuple[str, int]:
    """The page without its front matter, and how many lines that took. As MkDocs does it."""
    from mkdocs.utils.meta import get_data

    text = text.replace("\r\n", "\n").replace("\r", "\n")
    body, _ = get_data(text)
    return body, text.count("\n") - body.count("\n")
