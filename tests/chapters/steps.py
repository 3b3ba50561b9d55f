"""Page → steps: what a reader does, in the order of the page."""

import re
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import yaml

from hooks.__main__ import page_renderer
from hooks.blocks import Block, find_blocks
from hooks.files import VERSION
from tests.chapters.versions import BASE, Versions

ROOT = Path(__file__).parent.parent.parent
DOCS = ROOT / "docs"
WINDOWS = {"ps1con", "powershell"}
TOOLS = ("venv", "virtualenv", "pipenv", "uv")


@dataclass
class Step:
    """One block of the page and what is done with it."""

    kind: str
    """`file`, `made`, `tree`, `request`, `browser`, `log`, `commands`, `shell`, `script`, `shown`, `not run`."""
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
    title: str
    project: str
    continues: str
    steps: list[Step] = field(default_factory=list)

    @property
    def makes_environment(self) -> bool:
        """Whether it begins on a machine that has Python only."""
        consoles = [s.block.source for s in self.steps if s.block.language == "console"]
        return any("$ python3 -m venv" in source for source in consoles)

    @property
    def installs(self) -> bool:
        """Whether any of its commands may change what is installed."""
        consoles = [s.block.source for s in self.steps if s.kind == "commands"]
        return any(re.search(r"\b(pip|uv|pipenv|ensurepip)\b", source) for source in consoles)


def read_chapter(path: Path, tool: str = "venv", versions: Versions = BASE) -> Chapter:
    """Read a page. Of tabs that name versions, only those chosen here are performed.

    So it is with tabs that name tools; with another tool than `venv` nothing but its tabs is.
    """
    path = path.resolve()
    shown = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)
    return _read(shown, path.read_text(encoding="utf-8"), tool, versions)


_renderer = cache(page_renderer)


@cache
def _read(shown: str, text: str, tool: str, versions: Versions) -> Chapter:
    blocks, _ = find_blocks(*_renderer(), shown, text)
    meta = _meta(text)
    title, project = meta.get("title", ""), meta.get("project", "")
    chapter = Chapter(shown, title, project, meta.get("continues", ""))
    mistakes, section = 0, None
    for block in blocks:
        step = Step(_kind(block), replace(block, source=versions.read(block.source)))
        step.reason = _reason(block, tool, versions)
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
    if "data-browser" in block.options:
        return "browser"
    if re.match(r"https?://", title):
        return "request"
    if "data-log" in block.options:
        return "log"
    if block.language == "pycon":
        return "shell"
    if block.language == "console":
        return "commands"
    if title.endswith("/"):
        return "tree"
    if title and " " not in title:
        return "made" if "data-made" in block.options else "file"
    return "script" if block.language == "python" else "shown"


def _reason(block: Block, tool: str, versions: Versions) -> str:
    if "data-not-run" in block.options:
        return block.options["data-not-run"]
    if "data-wrong" in block.options and "data-mistake" not in block.options:
        return f"wrong on purpose: {block.options['data-wrong']}"
    if block.language in WINDOWS or "Windows" in block.tabs:
        return "needs Windows"
    if tool != "venv" and tool not in block.tabs:
        return "performed in the run with venv"
    chosen = (tool, f"Django {versions.django}")
    choices = [label for label in block.tabs if label in TOOLS or VERSION.fullmatch(label)]
    others = [label for label in choices if label not in chosen]
    return f"performed in the run with {others[0]}" if others else ""


def all_chapters() -> list[Path]:
    """Every page with a project, parents before those that continue them."""
    pages = [page for page in DOCS.rglob("*.md") if _meta(page.read_text("utf-8")).get("project")]
    return sorted(pages, key=lambda page: (_depth(page), page))


def parent(page: Path) -> Path | None:
    """The page whose project this page goes on with."""
    continued = _meta(page.read_text("utf-8")).get("continues")
    return DOCS / continued if continued else None


def _depth(page: Path) -> int:
    before = parent(page)
    return 1 + _depth(before) if before else 0


def _meta(text: str) -> dict[str, str]:
    match = re.match(r"---\n(.*?)\n---", text, re.DOTALL)
    return (yaml.safe_load(match[1]) if match else None) or {}
