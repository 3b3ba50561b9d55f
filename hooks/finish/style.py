"""One style sheet for the built site: the theme's and ours, without the rules that no page uses."""

import re
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

import tinycss2

# A variable's declaration; the value may hold strings and nested brackets.
_STRING = r"\"[^\"]*\"|'[^']*'"
VARIABLE = re.compile(
    rf"(?<=[{{;])(--[\w-]+):((?:[^;{{}}\"'(]|{_STRING}|\((?:[^()\"']|{_STRING}|\([^()]*\))*\))*;?)"
)


def write_style(site: Path, pages: Iterable[Path]) -> None:
    """Put all style sheets into `assets/site.css`, without the rules that nothing can match."""
    sheets = [
        sheet
        for folder in ("", "classic/")  # where Material has them, and where Zensical
        for name in ("main", "palette")
        for sheet in site.glob(f"assets/stylesheets/{folder}{name}.*.css")
    ]
    own = site / "assets" / "site.css"
    used: set[str] = set()
    for page in pages:
        for tag in re.findall(r"<[a-z][^>]*>", page.read_text(encoding="utf-8")):
            used.update(re.findall(r"[\w-]+", tag))
    for script in site.glob("assets/*.js"):
        used.update(re.findall(r"[\w-]+", script.read_text(encoding="utf-8")))
    text = "".join(sheet.read_text(encoding="utf-8") for sheet in (*sheets, own))
    own.write_text(purge(text, used), encoding="utf-8")


def purge(css: str, used: set[str]) -> str:
    """Drop selectors that name a class, id, attribute or element that is not in `used`, then
    variables that no rule uses."""
    text = _rules(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True), used)
    before = ""
    while before != text:
        before, variables = text, set(re.findall(r"var\(\s*(--[\w-]+)", text))
        unused = {d[0] for d in VARIABLE.findall(text)} - variables
        text = VARIABLE.sub(partial(_unless, unused), text)
        text = re.sub(r"[^{};]+\{\}", "", text)
    return text


def _unless(unused: set[str], declaration: re.Match[str]) -> str:
    return "" if declaration[1] in unused else declaration[0]


def _rules(rules: list[Any], used: set[str]) -> str:
    out = []
    for rule in rules:
        if rule.type == "qualified-rule":
            selectors = [s for s in _split(rule.prelude) if _can_match(s, used)]
            if selectors:
                out.append(f"{','.join(selectors)}{{{_declarations(rule.content)}}}")
        elif rule.type == "at-rule" and rule.content is None:
            out.append(tinycss2.serialize([rule]))
        elif rule.type == "at-rule" and rule.lower_at_keyword in ("media", "supports"):
            inner = _rules(tinycss2.parse_rule_list(rule.content, True, True), used)
            if inner:
                out.append(
                    f"@{rule.at_keyword} {tinycss2.serialize(rule.prelude).strip()}{{{inner}}}"
                )
        elif rule.type == "at-rule":
            out.append(tinycss2.serialize([rule]))
    return "".join(out)


def _declarations(content: list[Any]) -> str:
    found = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    return ";".join(
        f"{d.name}:{tinycss2.serialize(d.value).strip()}{'!important' if d.important else ''}"
        for d in found
        if d.type == "declaration"
    )


def _split(prelude: list[Any]) -> list[str]:
    selectors: list[list[Any]] = [[]]
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            selectors.append([])
        else:
            selectors[-1].append(token)
    return [re.sub(r"\s+", " ", tinycss2.serialize(s)).strip() for s in selectors]


def _can_match(selector: str, used: set[str]) -> bool:
    if "[dir=rtl]" in selector:
        return False
    bare = re.sub(r":[\w-]+\((?:[^()]|\([^()]*\))*\)|\"[^\"]*\"|'[^']*'", "", selector)
    names = re.findall(r"[.#]([\w-]+)|\[([\w-]+)|(?:^|[\s>+~])([a-z][a-z0-9]*)", bare)
    return all("".join(name) in used for name in names)
