"""Real Markdown that is not ours: the fenced Python of other projects' documentation.

The source archives of the packages that `foreign.toml` pins are fetched when the test runs, as the
installer is configured to fetch packages, and kept in `.cache/foreign`. Every complaint about a
block of Python in them was judged by hand; `foreign.toml` holds the verdicts. A complaint that is
not recorded there fails, and so does one that was judged to be no real mistake.

Their pages are written in another dialect. So only what is said about code counts: a block keeps
its source and its place; its attributes, its title and the other problems of its page are dropped.
"""

import hashlib
import re
import subprocess
import sys
import tarfile
import tomllib
import urllib.request
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from hooks.__main__ import page_renderer
from hooks.blocks import Block, find_blocks
from hooks.checkers import check_across, check_block
from hooks.files import follow
from tests.hooks.conftest import HERE

CACHE = HERE.parent.parent / ".cache" / "foreign"
RECORD = tomllib.loads((HERE / "foreign.toml").read_text(encoding="utf-8"))
PACKAGES: dict[str, str] = RECORD["packages"]
# What other projects call the two languages.
NAMES = {
    **dict.fromkeys(("python", "py", "python3", "py3"), "python"),
    **dict.fromkeys(("pycon", "pycon3", "python-repl", "pyconsole"), "pycon"),
}
FENCED_PYTHON = re.compile(r"(```|~~~)[ {.]*py", re.IGNORECASE)


@pytest.fixture(scope="session")
def archives() -> dict[str, Path]:
    """The source archive of each package. What cannot be fetched fails here."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with FileLock(CACHE / "lock"):
        found = {name: archive(name) for name in PACKAGES}
        if missing := [name for name, path in found.items() if not path.exists()]:
            for name, source in look_up(missing).items():
                fetch(source, found[name])
    return found


def archive(name: str) -> Path:
    return CACHE / f"{name.lower()}-{PACKAGES[name]}.tar.gz"


def look_up(names: list[str]) -> dict[str, dict[str, Any]]:
    """Where the source archive of each package is, and its hash: a lock file as PEP 751 has it.

    Nothing is built: the archives' own code does not run.
    """
    wanted = "\n".join(f"{name}=={PACKAGES[name]}" for name in names)
    lock = CACHE / "pylock.toml"
    run = subprocess.run(
        [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--no-deps", "-"]
        + ["--upgrade", "--output-file", str(lock)],
        input=wanted,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    locked = tomllib.loads(lock.read_text(encoding="utf-8"))["packages"]
    sources = {package["name"]: package.get("sdist") for package in locked}
    without = [name for name in names if not sources.get(name.lower())]
    assert not without, f"no source archive of {', '.join(without)}"
    return {name: sources[name.lower()] for name in names}


def fetch(source: dict[str, Any], target: Path) -> None:
    with urllib.request.urlopen(source["url"], timeout=60) as answer:
        content = answer.read()
    assert hashlib.sha256(content).hexdigest() == source["hashes"]["sha256"], source["url"]
    target.write_bytes(content)


def pages(path: Path) -> Iterator[tuple[str, str]]:
    """The Markdown files of an archive, each named without the archive's top folder."""
    with tarfile.open(path) as files:
        for member in sorted(files.getmembers(), key=lambda member: member.name):
            file = files.extractfile(member) if member.name.endswith(".md") else None
            if file:
                text = file.read().decode("utf-8", "replace").replace("\r\n", "\n")
                yield member.name.partition("/")[2], text


def python_blocks(path: Path) -> Iterator[list[Block]]:
    """The blocks of Python of each page."""
    md, recorder = page_renderer()
    for name, text in pages(path):
        if FENCED_PYTHON.search(text):
            blocks, _ = find_blocks(md, recorder, name, text)
            # An include of a file that the archive lacks leaves the block empty.
            yield [plain(b) for b in blocks if b.language.lower() in NAMES and b.source.strip()]


def plain(block: Block) -> Block:
    """The code alone. Elsewhere a session may be called Python: its prompts tell."""
    typed = block.source.lstrip().startswith(">>> ") or "\n>>> " in block.source
    language = "pycon" if typed else NAMES[block.language.lower()]
    return replace(block, language=language, options={})


def expected(package: str) -> Counter[tuple[str, int, str]]:
    def version(verdict: dict[str, Any], key: str, default: str) -> tuple[int, ...]:
        return tuple(map(int, verdict.get(key, default).split(".")))

    return Counter(
        (verdict["file"], verdict["line"], verdict["message"])
        for verdict in RECORD["verdicts"]
        if verdict["package"] == package
        and version(verdict, "since", "3.0") <= sys.version_info < version(verdict, "before", "4.0")
    )


@pytest.mark.parametrize("package", PACKAGES)
def test_complaints_are_the_recorded_ones(archives, package):
    raised: Counter[tuple[str, int, str]] = Counter()
    for blocks in python_blocks(archives[package]):
        problems = [problem for block in blocks for problem in check_block(block)]
        for problem in problems + check_across(list(follow(blocks, {}))):
            # GitHub nests a block below fewer spaces than the Markdown of this site.
            if "this block is outside of" in problem.message:
                continue
            raised[problem.path, problem.line, problem.message] += 1
    assert raised - expected(package) == Counter(), "complaints that nobody has judged"
    assert expected(package) - raised == Counter(), "recorded mistakes that are found no more"


def test_nothing_that_is_right_is_complained_about():
    """A verdict "not real" is a fault of a checker: mend it, then remove the verdict."""
    assert [v for v in RECORD["verdicts"] if not v["real"]] == []


def test_the_sample_is_large(archives):
    """1,500 different blocks, counted by their fences: the rendering takes its time once."""
    fence = re.compile(
        r"^[ >]*(```+|~~~+)[ {.]*py\w*\b.*?\n(.*?)^[ >]*\1",
        re.MULTILINE | re.DOTALL | re.IGNORECASE,
    )
    sources = {
        match[2]
        for path in archives.values()
        for _, text in pages(path)
        for match in fence.finditer(text)
    }
    assert len(sources) >= 1500
