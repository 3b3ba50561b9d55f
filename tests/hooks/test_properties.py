"""What holds for any text, and for any Python that is right, however it is nested."""

import ast
import bisect
import builtins
import colorsys
import difflib
import heapq
import operator
import random
import re
import statistics
import textwrap
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import ModuleType

from hypothesis import example, given, settings
from hypothesis import strategies as st

from hooks.__main__ import page_renderer, read_page
from hooks.blocks import find_blocks
from hooks.checkers import CHECKERS, UNPARSED
from hooks.pages import check_page
from tests.hooks.conftest import HERE

RENDERER = page_renderer(includes=[HERE])
# What takes longer does not end. A slow machine is no fault of what is tested.
ends = settings(deadline=timedelta(seconds=20))

# Any character at all, and those that mean something to Markdown and to the parsers.
LINES = st.lists(
    st.one_of(
        st.text(max_size=20),
        st.text(alphabet="`~ >-=!?\"'{}.\t#x1<$\\/|&%()[]:,;…–“\u200b", max_size=20),
        st.sampled_from(
            ["```python", "```", "~~~", "    ```", '=== "T"', "!!! note", "???+ a", "- i", "> q"]
            + [
                '--8<-- "included.md"',
                "<!--",
                "-->",
                "<div>",
                "---",
                "/// details",
                "///",
                ">>> f(",
            ]
            + [
                "$ cat <<EOF",
                "PS> ls `",
                "{% if x %}",
                "{{ x",
                "def f():",
                '```{.python hl_lines="9"}',
            ]
        ),
    ),
    max_size=12,
)
TEXT = LINES.map("\n".join)


def functions(module: ModuleType) -> Iterator[str]:
    """The module's functions that need nothing but what Python brings along."""
    text = Path(str(module.__file__)).read_text(encoding="utf-8")
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef):
            names = [name for name in ast.walk(node) if isinstance(name, ast.Name)]
            own = {name.id for name in names if isinstance(name.ctx, ast.Store)}
            own |= {arg.arg for arg in ast.walk(node) if isinstance(arg, ast.arg)} | {node.name}
            own |= {f.name for f in ast.walk(node) if isinstance(f, ast.FunctionDef)}
            if {name.id for name in names} <= own | set(dir(builtins)):
                yield str(ast.get_source_segment(text, node))


FUNCTIONS = [
    source
    for module in (bisect, colorsys, difflib, heapq, operator, random, statistics, textwrap)
    for source in functions(module)
    if not any(text in source for text in ("```", "~~~", "\t"))
]
FENCES = ("```", "````", "~~~", "~~~~~")
HEADERS = ("python", "{.python}", '{.python title="a.py"}', 'python hl_lines="1" linenums="5"')
INSIDE = {
    "tab": '=== "T"',
    "note": "!!! note",
    "details": '???+ tip "T"',
    "list": "- item",
    "numbers": "1. item",
}


def check(text: str) -> list[tuple[int, int, str]]:
    page = read_page(*RENDERER, "docs/page.md", text)
    return [(problem.line, problem.column, problem.message) for problem in check_page(page)]


def assert_problems_have_a_place(text: str) -> None:
    lines = re.split(r"\r\n|\r|\n", text)
    for line, column, message in check(text):
        assert "this is a fault of the checker" not in message
        assert "failed:" not in message
        assert 1 <= line <= len(lines), message
        assert 1 <= column <= len(lines[line - 1].expandtabs(4)) + 1, message


@ends
@given(TEXT)
@example("---\na: [\n---\n\n```python\nx = (\n```\n")
def test_any_text_as_a_page(text):
    assert_problems_have_a_place(text)


@ends
@given(st.sampled_from(sorted(CHECKERS | dict.fromkeys(UNPARSED))), TEXT)
def test_any_text_as_a_block(language, text):
    assert_problems_have_a_place(f"```````{language}\n{text}\n```````\n")


def test_there_are_enough_functions():
    assert len(FUNCTIONS) >= 30


@ends
@given(
    source=st.sampled_from(FUNCTIONS),
    fence=st.sampled_from(FENCES),
    header=st.sampled_from(HEADERS),
    nesting=st.lists(st.sampled_from([*INSIDE, "quote"]), max_size=4),
    before=st.sampled_from(["", "---\ntitle: T\ntags:\n  - a\n---\n", '--8<-- "included.md"\n']),
    annotated=st.booleans(),
)
def test_valid_python_in_any_nesting(source, fence, header, nesting, before, annotated):
    if annotated:
        source = source.replace("\n", "  # (1)!\n", 1)
    lines = [fence + header, *source.split("\n"), fence]
    if annotated:
        lines += ["", "1.  A remark."]
    for kind in nesting:
        if kind == "quote":
            lines = ["> " + line for line in lines]
        else:
            lines = [INSIDE[kind], "", *["    " + line if line else "" for line in lines]]
    page = before + "# Title\n\n" + "\n".join(lines) + "\n"
    blocks, strays = find_blocks(*RENDERER, "docs/page.md", page)
    *_, block = blocks
    assert len(blocks) == 1 + before.startswith("--8<--")
    assert strays == []
    assert block.source == source
    page_lines = page.split("\n")
    for number, line in zip(block.lines, source.split("\n"), strict=True):
        assert page_lines[number - 1][block.column :] == line
    assert check(page) == []
