"""Page → steps: what a reader does, in the order of the page."""

import re
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from hooks.__main__ import page_renderer
from hooks.blocks import Block, find_blocks

ROOT = Path(__file__).parent.parent.parent
DOCS = ROOT / "docs"
WINDOWS = {"ps1con", "powershell"}
TOOLS = ("venv", "pipenv", "uv")


@dataclass
class Step:
    """One block of the page and what is done with it."""

    kind: str
    """`file`, `made`, `tree`, `request`, `commands`, `shell`, `script`, `shown` or `not run`."""
    block: Block
    mistake: int = 0
    """Steps with the same number above 0 are one experiment, made on a copy of the project."""
    reason: str = ""
    """Why it is not run."""


@dataclass
class Chapter:
    """A page that is performed."""

    path: str
    """`docs/django/views.md`"""
    project: str
    continues: str
    text: str
    steps: list[Step] = field(default_factory=list)


def read_chapter(path: Path, tool: str = "venv") -> Chapter:
    """Read a page. Of tabs that name tools, only those of `tool` are performed."""
    md, recorder = page_renderer()
    text = path.read_text(encoding="utf-8")
    shown = (
        path.resolve().relative_to(ROOT).as_posix()
        if path.resolve().is_relative_to(ROOT)
        else str(path)
    )
    blocks, _ = find_blocks(md, recorder, shown, text)
    meta = yaml.safe_load(text.split("\n---", 1)[0].removeprefix("---")) or {}
    chapter = Chapter(shown, meta.get("project", ""), meta.get("continues", ""), text)
    mistakes, section = 0, None
    for block in blocks:
        step = Step(_kind(block), block)
        step.reason = _reason(block, tool)
        if step.reason:
            step.kind = "not run"
        if {"data-mistake", "data-try"} & block.options.keys():
            if section != block.section:
                mistakes += 1
            step.mistake, section = mistakes, block.section
        else:
            section = None
        chapter.steps.append(step)
    return chapter


def _kind(block: Block) -> str:
    title = block.title
    if re.match(r"https?://", title):
        return "request"
    if block.language == "pycon":
        return "shell"
    if block.language == "console":
        return "commands"
    if title.endswith("/"):
        return "tree"
    if title and " " not in title:
        return "made" if "data-made" in block.options else "file"
    return "script" if block.language == "python" else "shown"


def _reason(block: Block, tool: str) -> str:
    if "data-not-run" in block.options:
        return block.options["data-not-run"]
    if "data-wrong" in block.options and "data-mistake" not in block.options:
        return f"wrong on purpose: {block.options['data-wrong']}"
    if block.language in WINDOWS or "Windows" in block.tabs:
        return "Windows commands need Windows"
    others = [label for label in block.tabs if label in TOOLS and label != tool]
    return f"performed in the run with {others[0]}" if others else ""


def all_chapters() -> list[Path]:
    """Every page with a project, parents before those that continue them."""
    pages = {}
    for path in sorted(DOCS.rglob("*.md")):
        match = re.match(r"---\n(.*?)\n---", path.read_text(encoding="utf-8"), re.DOTALL)
        meta = yaml.safe_load(match[1]) if match else {}
        if meta.get("project"):
            pages[path.relative_to(DOCS).as_posix()] = meta.get("continues", "")

    def depth(page: str) -> int:
        return 1 + depth(pages[page]) if pages.get(page) else 0

    return [DOCS / page for page in sorted(pages, key=lambda page: (depth(page), page))]
