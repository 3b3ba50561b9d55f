"""The files that pages show: a part is put where its block says, from block to block."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hooks.blocks import PLACES, Block
from hooks.diffs import DiffError, apply_diff

VERSION = re.compile(r"Django \d+\.\d+")
"""A tab that shows what another version does or prints."""
EXPERIMENT = frozenset({"data-mistake", "data-try"})


class PlaceError(Exception):
    """The part cannot be placed without doubt; says why."""


def place(block: Block, text: str, code: str) -> str:
    """Put `code` into the file's `text` where the block says.

    Raises:
        PlaceError: the line that it names is not there, or is there twice.
    """
    first, last, code = _find_place(block, text, code)
    lines = text.split("\n")
    lines[first:last] = code.split("\n")
    return "\n".join(lines)


def _find_place(block: Block, text: str, code: str) -> tuple[int, int, str]:
    """Which of the file's lines, from 0, the code takes the place of."""
    (kind, anchor), *others = [(k, v) for k, v in block.options.items() if k in PLACES]
    if others:
        raise PlaceError("a part goes to one place, not to two")
    lines = text.split("\n")
    if kind == "data-at":
        if anchor == "end of the file":
            return (len(text.rstrip("\n").split("\n")) if text.strip() else 0), len(lines), code
        if anchor == "top of the file":
            return 0, 0, code.removesuffix("\n")
        raise PlaceError(f"data-at is 'end of the file' or 'top of the file', not {anchor!r}")
    found = [i for i, line in enumerate(lines) if line.strip() == anchor.strip()]
    if len(found) != 1:
        times = f"there {len(found)} times" if found else "not there"
        raise PlaceError(f"the line {anchor!r} is {times} in {block.title}")
    first = found[0] + (kind == "data-after")
    return first, found[0] + (kind != "data-before"), code.rstrip("\n")


def is_file(block: Block) -> bool:
    """Whether the title is a path: not an address, a command or a folder."""
    title = block.title
    path = bool(title) and " " not in title and "://" not in title and not title.endswith("/")
    return path and block.language not in ("pycon", "console", "ps1con", "doscon", "diff")


def is_part(block: Block) -> bool:
    return any(place in block.options for place in PLACES)


def is_experiment(block: Block) -> bool:
    return bool(EXPERIMENT & block.options.keys())


@dataclass(frozen=True)
class Shown:
    """What a reader has seen of the project when a block comes."""

    files: Mapping[str, str] = field(default_factory=dict)
    """Path → the file's whole text. A file of which only parts were shown is not there."""
    before: str | None = None
    """The block's own file without the block; None if it is new, or not known whole."""
    whole: str | None = None
    """The block's own file with the block in it; None if it is not known whole."""
    first: int = 1
    """The line of `whole` at which the block begins, from 1."""
    error: str = ""
    """Why the block has no place in its file."""


def generated(block: Block, files: Mapping[str, str]) -> dict[str, str]:
    """What `startproject … .` and `startapp …` write, by Django's own templates."""
    import django
    from django.template import Context, Engine
    from django.utils.version import get_docs_version

    made: dict[str, str] = {}
    command = r"(?:django-admin|manage\.py|-m django) start(?:project (\w+) \.|app (\w+))$"
    for project, app in re.findall(command, block.source, re.MULTILINE):
        kind, name = ("project", project) if project else ("app", app)
        values = {
            f"{kind}_name": name,
            "camel_case_app_name": name.title().replace("_", ""),
            "docs_version": get_docs_version(),
            "django_version": django.__version__,
            "secret_key": "django-insecure-…",
        }
        root = Path(django.__file__).parent / "conf" / f"{kind}_template"
        for template in root.rglob("*-tpl"):
            path = template.relative_to(root).as_posix().removesuffix("-tpl")
            path = path.replace("project_name", name) if project else f"{name}/{path}"
            text = Engine().from_string(template.read_text(encoding="utf-8"))
            made[path] = text.render(Context(values, autoescape=False))
    return {path: text for path, text in made.items() if path not in files}


def follow(blocks: Iterable[Block], files: dict[str, str]) -> Iterator[tuple[Block, Shown]]:
    """Follow a project's files from block to block.

    `files` is what earlier pages have shown; at the end it is what the project has become. Of tabs
    that name versions the first is followed.
    """
    version = ""
    kept: dict[str, str] = {}
    experiment: Any = None
    for block in blocks:
        # Blocks of one section that are marked are one experiment, which is forgotten at its end.
        this = (block.section or block.line) if is_experiment(block) else None
        if this != experiment:
            if experiment is not None:
                files.clear()
                files.update(kept)
            kept, experiment = dict(files), this
        seen = dict(files)
        named = next(filter(VERSION.fullmatch, block.tabs), version)
        version = version or named
        if named != version:
            yield block, Shown(seen)
            continue
        if not is_file(block) or "data-not-run" in block.options:
            yield block, Shown(seen)
            if block.language == "console" and "data-not-run" not in block.options:
                files |= generated(block, files)
            elif block.language == "diff" and block.title in files:
                with suppress(DiffError):  # which the check of diffs tells
                    files[block.title] = apply_diff(files[block.title], block.source)
            continue
        old, code = files.get(block.title), block.source + "\n"
        if not is_part(block) and re.search(r"^\s*…\s*$", code, re.MULTILINE):
            files.pop(block.title, None)  # an excerpt of what a command has made
            yield block, Shown(seen)
        elif not is_part(block):
            files[block.title] = code
            yield block, Shown(seen, old, code)
        elif old is None:
            yield block, Shown(seen)
        else:
            try:
                first = _find_place(block, old, code)[0]
                files[block.title] = place(block, old, code)
            except PlaceError as error:
                yield block, Shown(seen, old, error=str(error))
                continue
            yield block, Shown(seen, old, files[block.title], first + 1)
    if experiment is not None:
        files.clear()
        files.update(kept)
