"""The reader as an editor of files: write one, change a part, look into a folder."""

import re
from pathlib import Path

from hooks.blocks import PLACES, Block
from hooks.files import PlaceError, place
from tests.chapters.normalize import matches
from tests.chapters.outcome import failure

# Annotations, `# (1)!`, are for the page; they are not in the file.
ANNOTATION = re.compile(
    r"[ \t]*(?:#|//|<!--|\{#)[ \t]*\(\d+\)!?(?:[ \t]*(?:-->|#\}))?[ \t]*$", re.MULTILINE
)
# What tools leave behind and a page does not draw.
UNSEEN = {"__pycache__", ".venv", ".git", ".pytest_cache"}
BRANCH = re.compile(r"^((?:│ {3}| {4})*)[├└]── (\S+)")


def write_file(root: Path, block: Block) -> None:
    """Write a file whole, or put a part where the block says it goes."""
    path = (root / block.title).resolve()
    if not path.is_relative_to(root.resolve()):
        raise failure(block, f"{block.title} is outside of the project's folder")
    code = ANNOTATION.sub("", block.source) + "\n"
    if any(place in block.options for place in PLACES):
        if not path.is_file():
            raise failure(block, f"{block.title} is to be changed but does not exist")
        before = path.read_text(encoding="utf-8")
        try:
            code = place(block, before, code)
        except PlaceError as error:
            raise failure(block, str(error), real=before) from None
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(code, encoding="utf-8")


def compare_file(root: Path, block: Block) -> None:
    """Hold a file that a command has made against what the block shows of it.

    `…` in its name stands for a part that varies; one file, and only one, has such a name.
    """
    found = sorted(root.glob(block.title.replace("…", "*")))
    if len(found) != 1 or not found[0].is_file():
        there = f"there are {len(found)} files" if found else "there is no file"
        raise failure(block, f"{there} {block.title}")
    path = found[0]
    real = path.read_text(encoding="utf-8")
    if not matches(block.source, real):
        raise failure(block, f"{block.title} holds something else", block.source, real)


def compare_folder(root: Path, block: Block) -> None:
    """Hold the tree that a block draws against the folder; a line with `…` admits more."""
    folder = root if block.title.rstrip("/") == root.name else root / block.title
    if not folder.is_dir():
        raise failure(block, f"there is no folder {block.title}")
    shown: set[str] = set()
    parents = [""]
    for line in block.source.replace("\u00a0", " ").split("\n"):
        if match := BRANCH.match(line):
            depth = len(match[1]) // 4
            parents[depth + 1 :] = [f"{parents[depth]}/{match[2].rstrip('/')}"]
            shown.add(parents[-1].lstrip("/"))
    paths = [path.relative_to(folder) for path in folder.rglob("*")]
    real = {path.as_posix() for path in paths if not UNSEEN & set(path.parts)}
    if "…" in block.source:
        shown = {name for name in shown if "…" not in name}
        real &= shown
    if shown != real:
        names = "\n".join(sorted(shown)), "\n".join(sorted(real))
        raise failure(block, f"{block.title} holds something else", *names)
