"""Blocks are found as SuperFences renders them, each at its line."""

import pytest

from hooks.__main__ import page_renderer
from hooks.blocks import split_front_matter
from tests.hooks.conftest import HERE

HARD = (HERE / "hard.md").read_text(encoding="utf-8")


def test_hard_page(blocks_of):
    blocks, strays = blocks_of(HARD)
    assert [(b.line, b.language, b.source.split("\n")[0], b.tabs) for b in blocks] == [
        (8, "python", "one = 1", ()),
        (14, "console", "$ echo two", ("Linux, macOS",)),
        (20, "python", "three = 3", ("Linux, macOS",)),
        (26, "ps1con", "PS> echo four", ("Windows",)),
        (32, "json", '{"five": 5}', ()),
        (38, "toml", "six = 6", ()),
        (42, "markdown", "```python", ()),
        (48, "yaml", "seven: 7", ()),
        (62, "python", "included = 8", ()),
        (70, "python", "nine = 9", ("A", "B")),
        (76, "", "no language", ()),
        (86, "python", "eleven = 11", ()),
    ]
    assert [(stray.line, stray.kind) for stray in strays] == [
        (58, "indented fence"),
        (82, "indented fence"),
    ]


def test_every_line_of_a_block_has_its_line_in_the_page(blocks_of):
    lines = HARD.split("\n")
    for block in blocks_of(HARD)[0]:
        if block.source == "included = 8":
            continue  # stands in another file, and is reported at its include
        for number, code in zip(block.lines, block.source.split("\n"), strict=True):
            assert lines[number - 1][block.column :] == code


def test_recording_leaves_the_page_as_it_is():
    md, recorder = page_renderer(includes=[HERE])
    plain, _ = page_renderer(includes=[HERE], record=False)
    body, offset = split_front_matter(HARD)
    recorder.start("docs/page.md", offset)
    assert md.convert(body) == plain.convert(body)


def test_options_are_kept(blocks_of):
    block = next(b for b in blocks_of(HARD)[0] if b.title == "nine.py")
    assert block.options == {"title": "nine.py", "hl_lines": "1", "data-wrong": "it is"}


def test_fence_that_is_never_closed(report):
    assert report("# Title\n\n```python\nx = 1\n") == (
        "docs/page.md:3:1: markdown: this fence belongs to no code block\n"
        "    ```python\n"
        "    ^\n"
        "    help: a fence is never closed, or its lines are indented differently, or its header "
        "is refused (attributes other than title, hl_lines and linenums need braces: "
        '```{.python title="a.py" data-wrong="why"})'
    )


def test_fence_that_fell_out_of_its_tab(report):
    page = '=== "A"\n\n    ```python\n    x = 1\n```\n'
    assert [line.split(": ")[0] for line in report(page).split("\n") if line[0] != " "] == [
        "docs/page.md:3:5",
        "docs/page.md:5:1",
    ]


def test_fence_in_indented_code(report):
    """It is shown with its backticks, and nothing in it is checked."""
    page = "Text:\n\n    ```python\n    x = (\n    ```\n"
    assert report(page) == (
        "docs/page.md:3:5: markdown: this fence is shown as it stands: all that is indented here "
        "is code to Markdown\n"
        "        ```python\n"
        "        ^\n"
        "    help: indent it by four spaces less; a fence that is to be shown stands in a longer one"
    )
    assert report("1. Text:\n\n    ```python\n    x = 1\n    ```\n") == ""
    assert report("````text\n    ```python\n    x = (\n    ```\n````\n") == ""


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("=== A", '=== "A"'),
        ('== "A"', '=== "A"'),
        ("=== 'A'", '===+ "A"'),
        ("!!note", "!!! note"),
        ("!!! note 'A'", '!!! note "A"'),
        ('?? note "A"', '??? note "A"'),
        ('???? "A"', '???+ "A"'),
    ],
)
def test_header_that_opens_nothing(report, wrong, right):
    below = "\n\n    ```python\n    x = 1\n    ```\n"
    assert report(f"Text.\n\n{wrong}{below}") == (
        "docs/page.md:3:1: markdown: this line opens no tab and no note: what is indented below "
        "it becomes code\n"
        f"    {wrong}\n"
        "    ^\n"
        '    help: write === "Label", !!! note or ??? note "Title"'
    )
    assert report(f"Text.\n\n{right}{below}") == ""


@pytest.mark.parametrize(
    "page",
    ["==marked== words\n\n    code\n", "=== A\n\nText.\n", "Title\n=====\n\n    code\n"]
    + ["````text\n=== A\n\n    code\n````\n", "<!--\n=== A\n\n    code\n-->\n"],
)
def test_what_only_looks_like_a_header(report, page):
    assert report(page) == ""


def test_refused_attribute_swallows_nothing_in_silence(report):
    page = '```python check="no"\nx = 1\n```\n\nProse.\n'
    assert "docs/page.md:1:1: markdown: this fence belongs to no code block" in report(page)


def test_missing_include_is_reported(report):
    assert report('# Title\n\n--8<-- "nowhere.md"\n') == (
        "docs/page.md:3:1: markdown: the include 'nowhere.md' is not found\n"
        '    --8<-- "nowhere.md"\n'
        "    ^\n"
        "    help: includes are looked for in docs/assets and docs/review"
    )
