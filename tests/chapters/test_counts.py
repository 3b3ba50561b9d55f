"""How much of the pages is run, not only parsed. What is not run says why."""

import re

from hooks.blocks import Block
from tests.chapters.steps import DOCS, WINDOWS, all_chapters, read_chapter

ELSEWHERE = "performed in the run with "
DONE = {"commands", "shell", "request", "made"}
HEADING = re.compile(r"#{2,3} (?P<text>.+?)\s*\{ ?#")


def not_run(languages: set[str]) -> tuple[list[Block], int]:
    """The blocks of these languages that no run performs, and how many blocks there are."""
    steps = [s for page in all_chapters() for s in read_chapter(page).steps]
    of_them = [
        s
        for s in steps
        if s.block.language in languages
        and "Windows" not in s.block.tabs
        and not s.reason.startswith("wrong on purpose")
    ]
    missing = [
        s.block
        for s in of_them
        if s.kind in ("not run", "shown") and not s.reason.startswith(ELSEWHERE)
    ]
    return missing, len(of_them)


def test_nearly_all_commands_are_run():
    missing, number = not_run({"console"})
    assert number > 350
    assert len(missing) / number <= 0.05, [f"{b.path}:{b.line}" for b in missing]


def test_all_python_is_run():
    missing, number = not_run({"python", "pycon"})
    assert number > 600
    assert [f"{b.path}:{b.line}" for b in missing] == []


def test_what_is_not_run_says_why():
    for page in all_chapters():
        for step in read_chapter(page).steps:
            assert (step.kind == "not run") == bool(step.reason.strip())
            if step.kind == "not run" and step.block.language not in WINDOWS:
                options = {"data-not-run", "data-wrong"} & step.block.options.keys()
                assert options or step.block.tabs, (
                    f"{page}:{step.block.line}: no reason on the page"
                )


def test_quoted_errors_are_made_to_happen():
    """Headings of "What goes wrong here" whose error a run of the same page brings about.

    The limit only ever goes down: a new heading comes with the experiment that shows its error.
    """
    headings, prose = 0, []
    for page in all_chapters():
        lines = page.read_text(encoding="utf-8").split("\n")
        steps = [s for s in read_chapter(page).steps if s.kind in DONE]
        shown = " ".join(" ".join(s.block.source for s in steps).split())
        found = [
            (n, m["text"], line) for n, line in enumerate(lines, 1) if (m := HEADING.match(line))
        ]
        inside = False
        for (number, text, line), after in zip(
            found, [*found[1:], (len(lines), "", "")], strict=True
        ):
            if line.startswith("## "):
                inside = text == "What goes wrong here"
            elif inside:
                headings += 1
                own = any(number <= s.block.line < after[0] for s in steps)
                if not own and text.replace("\\_", "_").replace("`", "").rstrip(".") not in shown:
                    prose.append(f"{page.relative_to(DOCS)}:{number}: {text}")
    assert headings >= 270
    assert len(prose) <= 90, "\n".join(prose)
