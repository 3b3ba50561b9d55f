"""CSS, JavaScript and HTML. HTML: what is opened is closed, in order, by Python's HTML tokenizer.

Which elements have no end tag, and which may leave it out, is the HTML standard's word:
https://html.spec.whatwg.org/multipage/syntax.html#optional-tags
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import tinycss2

from hooks.blocks import Block
from hooks.checkers.configuration import LEFT_OUT
from hooks.checkers.grammars import check_syntax, parse, place
from hooks.checkers.words import descend
from hooks.problems import Finding

STRAIGHT = "type straight quotes, and signs that JavaScript knows"
TEMPLATE_TAG = re.compile(r"\{%[-+]?\s*(\w+).*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
# Template tags whose text may be left out, by their name.
BRANCHES = {"if", "for", "comment"}
VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source")
    + ("track", "wbr")
)
OPTIONAL = frozenset(
    ("html", "head", "body", "li", "dt", "dd", "p", "rt", "rp", "optgroup", "option", "colgroup")
    + ("caption", "thead", "tbody", "tfoot", "tr", "td", "th")
)
ENDS_PARAGRAPH = (
    ("address", "article", "aside", "blockquote", "div", "dl", "fieldset", "figure", "footer")
    + ("form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "main", "nav", "ol", "p", "pre")
    + ("section", "table", "ul")
)
# A start tag closes an open element of the kinds named, if that one's end tag is left out.
CLOSES: dict[str, tuple[str, ...]] = {
    "li": ("li",),
    "dt": ("dt", "dd"),
    "dd": ("dt", "dd"),
    "option": ("option",),
    "tr": ("tr", "td", "th"),
    "td": ("td", "th"),
    "th": ("td", "th"),
    "tbody": ("thead", "tbody", "tr", "td", "th"),
    "tfoot": ("tbody", "tr", "td", "th"),
    "body": ("head",),
    **dict.fromkeys(ENDS_PARAGRAPH, ("p",)),
}


def check_css(block: Block) -> Iterator[Finding]:
    source = LEFT_OUT.sub("", block.source)
    for finding in check_syntax("css", source):
        # The grammar is behind the standard; where it stops, the standard's own rules decide.
        rules = tinycss2.parse_stylesheet(source, skip_comments=True, skip_whitespace=True)
        if source.count("{") != source.count("}") or any(map(_is_wrong_css, rules)):
            yield finding
    for node in descend(parse("css", source)):
        if node.type == "js_comment":
            yield Finding(*place(source, node), "CSS has no comments with //", "write /* … */")


def _is_wrong_css(rule: Any) -> bool:
    content = getattr(rule, "content", None) or []
    if rule.type in ("qualified-rule", "at-rule"):
        content = [*rule.prelude, *tinycss2.parse_blocks_contents(content)]
    values = getattr(rule, "value", None)
    parts = [*content, *(values if isinstance(values, list) else [])]
    return rule.type == "error" or any(map(_is_wrong_css, parts))


def check_js(block: Block) -> Iterator[Finding]:
    yield from check_syntax("js", block.source)
    # The grammar takes any letter beyond ASCII into a name, typographic quotes too.
    for node in descend(parse("js", block.source)):
        name = (node.text or b"").decode()
        plain = re.sub("[$#…\u200c\u200d]", "_", name)
        if "identifier" in node.type and not plain.isascii() and not plain.isidentifier():
            at = next(i for i in range(len(name)) if not f"_{plain[i]}".isidentifier())
            line, column = place(block.source, node)
            code = f"U+{ord(name[at]):04X}"
            yield Finding(line, column + at, f"{name[at]!r} ({code}) in a name", STRAIGHT)


def check_html(block: Block) -> Iterator[Finding]:
    if tag := re.search(r"{%", block.source):
        above = block.source[: tag.start()].split("\n")
        remedy = "the language should be `html+django` or `html+jinja`"
        message = "a template's tag in a block of html"
        yield Finding(len(above), len(above[-1]) + 1, message, remedy)
    yield from check_elements(block.source)


def check_elements(source: str) -> Iterator[Finding]:
    """Whether what is opened is closed, in order, and each id is there once."""
    parser = _Balance()
    parser.feed(source)
    if unfinished := re.match(r"<!--|</?[a-z]", parser.rawdata, re.IGNORECASE):
        what, end = ("comment", "-->") if unfinished[0] == "<!--" else ("tag", ">")
        parser.find(f"this {what} is never closed", f"add {end}")
        yield from parser.findings
        return
    parser.close()
    never_closed = [
        Finding(line, column, f"<{tag}> is never closed", f"add </{tag}>")
        for tag, line, column in parser.open
        if tag not in OPTIONAL
    ]
    # In an excerpt the other half of a pair may stand in what is left out.
    if not any(line.strip() == "…" for line in source.split("\n")):
        yield from parser.unopened + never_closed
    yield from parser.findings


def check_branches(source: str) -> Iterator[Finding]:
    """The elements of a template: what is wrong whether its conditions hold or not.

    Tags in a part of a page may belong to tags in another; a whole page has all of them.
    """
    readings = [list(check_elements(_read_branch(source, holds))) for holds in (True, False)]
    whole = re.search(r"\{%-?\s*extends\b|<html\b.*</html>", source, re.DOTALL)
    for finding in readings[0]:
        pair = finding.message.endswith(("never closed", "closes nothing"))
        if finding in readings[1] and (whole or not pair):
            yield finding


def _read_branch(source: str, holds: bool) -> str:
    """A template's text at its places, without tags; of each `if` what stands for its outcome."""
    text, end = "", 0
    around: list[tuple[str, bool]] = []

    def blank(part: str) -> str:
        return re.sub(r"[^\n]", " ", part)

    for tag in TEMPLATE_TAG.finditer(source):
        before, name = source[end : tag.start()], tag[1] or ""
        text += before if all(shown for _, shown in around) else blank(before)
        text += blank(tag[0])
        end = tag.end()
        if name in BRANCHES:
            around.append((name, name == "for" or name == "if" and holds))
        elif name in ("else", "elif") and around and around[-1][0] == "if":
            around[-1] = ("if", name == "else" and not holds)
        elif around and name == f"end{around[-1][0]}":
            around.pop()
    return text + source[end:]


class _Balance(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, int, int]] = []
        self.findings: list[Finding] = []
        self.unopened: list[Finding] = []
        self.ids: dict[str, int] = {}

    def find(self, message: str, remedy: str = "") -> None:
        line, column = self.getpos()
        self.findings.append(Finding(line, column + 1, message, remedy))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if any(re.search("[\"'<]", name) for name in names):
            self.find(f"a quote is open in <{tag}>, or one too many", "values stand in two quotes")
        for name in sorted({name for name in names if names.count(name) > 1}):
            self.find(
                f"<{tag}> has the attribute {name!r} twice",
                "browsers keep the first only",
            )
        element_id = dict(attrs).get("id")
        if element_id and re.search(r"\s", element_id):
            pass  # a template fills it in
        elif element_id and element_id in self.ids:
            first = self.ids[element_id]
            self.find(
                f"the id {element_id!r} is there already, in line {first}",
                "ids are unique",
            )
        elif element_id:
            self.ids[element_id] = self.getpos()[0]
        while self.open and self.open[-1][0] in CLOSES.get(tag, ()):
            self.open.pop()
        if tag in ("textarea", "title"):  # Python 3.11 reads tags in their text
            self.set_cdata_mode(tag)
        if tag not in VOID:
            line, column = self.getpos()
            self.open.append((tag, line, column + 1))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        # In SVG `<path/>` is closed; `<div/>` is not, but then its end tag is missed anyway.
        if tag not in VOID and any(name in {"svg", "math"} for name, _, _ in self.open[:-1]):
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            self.find(f"</{tag}> closes nothing: <{tag}> has no end tag", "remove it")
            return
        if tag not in [name for name, _, _ in self.open]:
            inside = [name for name, _, _ in self.open if name not in OPTIONAL]
            where = f" inside <{inside[-1]}>" if inside else ""
            self.find(f"</{tag}> closes nothing{where}", "remove it, or open what it closes")
            self.unopened.append(self.findings.pop())
            return
        while self.open:
            name, line, _ = self.open.pop()
            if name == tag:
                return
            if name not in OPTIONAL:
                self.find(
                    f"</{tag}> comes before </{name}> (opened in line {line})",
                    "swap them",
                )
