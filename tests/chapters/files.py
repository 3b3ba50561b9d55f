"""The reader as an editor of files: write one, change a part, look into a folder."""

import re
from pathlib import Path

from hooks.blocks import PLACES, Block
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
        code = _place(block, path.read_text(encoding="utf-8"), code)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(code, encoding="utf-8")


def _place(block: Block, text: str, code: str) -> str:
    (kind, anchor), *others = [(k, v) for k, v in block.options.items() if k in PLACES]
    if others:
        raise failure(block, "a part goes to one place, not to two")
    if kind == "data-at":
        if anchor == "end of the file":
            return text.rstrip("\n") + "\n" + code if text.strip() else code
        if anchor == "top of the file":
            return code + text
        raise failure(block, f"data-at is 'end of the file' or 'top of the file', not {anchor!r}")
    lines = text.split("\n")
    found = [i for i, line in enumerate(lines) if line.strip() == anchor.strip()]
    if len(found) != 1:
        times = f"there {len(found)} times" if found else "not there"
        raise failure(block, f"the line {anchor!r} is {times} in {block.title}", real=text)
    first = found[0] + (kind == "data-after")
    last = found[0] + (kind != "data-before")
    lines[first:last] = code.rstrip("\n").split("\n")
    return "\n".join(lines)


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
