"""Across the blocks of a page: parts that fit their file, languages that fit the file's name."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from hooks.blocks import Block
from hooks.files import PlaceError, is_file, is_part, place
from hooks.problems import Finding

LANGUAGES = {
    ".py": {"python"},
    ".html": {"html", "html+django", "html+jinja"},
    ".json": {"json"},
    ".toml": {"toml"},
    ".yaml": {"yaml"},
    ".yml": {"yaml"},
    ".css": {"css"},
    ".js": {"js"},
    ".ini": {"ini"},
    ".cfg": {"ini"},
    ".sql": {"sql"},
    ".sh": {"bash"},
    ".ps1": {"powershell"},
    ".txt": {"text", "html+django", "html+jinja"},
}
VERSION = re.compile(r"Django \d+\.\d+")
EXPERIMENT = {"data-mistake", "data-try"}


def check_project(
    blocks: Iterable[Block], check: Callable[[Block], Iterable[Finding]]
) -> Iterator[tuple[Block, Finding]]:
    """Follow the files of one page from block to block.

    `check` finds what is wrong in a block by itself; it is asked about a file that has got a new
    part, as a whole. A file that the page has not shown whole is unknown, and nothing is said.
    """
    files: dict[str, str] = {}
    before: dict[str, str] = {}
    experiment = 0
    version = ""
    for block in blocks:
        # A page is followed with one version, the one that its first such tab names.
        named = next(filter(VERSION.fullmatch, block.tabs), version)
        version = version or named
        if named != version:
            continue
        # Blocks of one section that are marked are one experiment, which is forgotten at its end.
        this = block.section or block.line if EXPERIMENT & block.options.keys() else 0
        if this != experiment:
            files = before if experiment else files
            before = dict(files)
            experiment = this
        if not is_file(block):
            continue
        yield from ((block, finding) for finding in _wrong_language(block))
        if not is_part(block):
            files[block.title] = block.source + "\n"
        elif block.title in files:
            try:
                text = place(block, files[block.title], block.source + "\n")
            except PlaceError as error:
                remedy = "name one whole line of the file as the page has shown it"
                yield block, Finding(1, 1, str(error), remedy)
                continue
            if _breaks(block, files[block.title], text, check):
                message = f"{block.title} does not parse with this part in it"
                yield block, Finding(1, 1, message, "look at the place and at the indentation")
            files[block.title] = text


def _breaks(block: Block, old: str, new: str, check: Callable[[Block], Iterable[Finding]]) -> bool:
    """Whether the part makes a file wrong that was right."""
    if block.options.keys() & (EXPERIMENT | {"data-wrong"}):
        return False
    whole = replace(block, options={"title": block.title})
    return bool(list(check(replace(whole, source=new)))) and not list(
        check(replace(whole, source=old))
    )


def _wrong_language(block: Block) -> Iterator[Finding]:
    suffix = PurePosixPath(block.title).suffix
    expected = LANGUAGES.get(suffix)
    if expected and block.language and block.language not in expected:
        names = " or ".join(f"`{name}`" for name in sorted(expected))
        message = f"a file named *{suffix} in a block of {block.language}"
        yield Finding(1, 1, message, f"the language should be {names}")
