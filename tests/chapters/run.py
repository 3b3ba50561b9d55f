"""Perform pages in order: a fresh environment for each, continued from the page it names."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from filelock import FileLock

from tests.chapters.network import own_network
from tests.chapters.outcome import Outcome
from tests.chapters.project import Project
from tests.chapters.steps import DOCS, ROOT, Chapter, read_chapter

CACHE = ROOT / ".cache" / "chapters"
BASE = ("Django~=5.2.0", "Flask~=3.1.0")
"""What start/setup.md has the reader install; pages install the rest themselves."""


def perform(path: Path, *, again: bool = False, keep_going: bool = False) -> Outcome:
    """Perform a page, after the page that it continues; an unchanged page is not run again."""
    chapter = read_chapter(path)
    state = CACHE / key(chapter)
    CACHE.mkdir(parents=True, exist_ok=True)
    # Another worker may need the same page; it finds it done.
    with FileLock(f"{state}.lock"):
        return _perform(chapter, state, again, keep_going)


def _perform(chapter: Chapter, state: Path, again: bool, keep_going: bool) -> Outcome:
    parent = DOCS / chapter.continues if chapter.continues else None
    done = state / "outcome.json"
    if done.exists() and not again:
        return _load(done)
    if parent and not (parent_state(parent) / "outcome.json").exists():
        outcome = perform(parent)
        if outcome.failures:
            first = outcome.failures[0]
            raise RuntimeError(f"{chapter.path} continues a page that fails: {first}")
    shutil.rmtree(state, ignore_errors=True)
    # Not inside the repository: a reader's project has no settings of ours above it.
    with tempfile.TemporaryDirectory(prefix="chapter-", ignore_cleanup_errors=True) as folder:
        home = Path(folder) / "home"
        home.mkdir()
        packages = list(BASE)
        if parent:
            before = parent_state(parent)
            project = before / "home" / chapter.project
            shutil.copytree(project, home / chapter.project, symlinks=True)
            packages = (before / "installed.txt").read_text().split("\n")
        bin_dir = make_environment(Path(folder) / "venv", packages)
        with own_network() as leave:
            outcome = Project(chapter, home, bin_dir, leave, keep_going).perform()
        if not outcome.failures:
            state.mkdir()
            shutil.move(home, state / "home")
            (state / "installed.txt").write_text("\n".join(_installed(bin_dir)))
            data = asdict(outcome) | {"failures": [], "outputs": []}
            done.write_text(json.dumps(data, indent=1))
    return outcome


def parent_state(page: Path) -> Path:
    return CACHE / key(read_chapter(page))


def key(chapter: Chapter) -> str:
    """What a run depends on: the steps, the page continued, the runner, Python."""
    parts = [repr([(s.kind, s.block.source, s.block.options, s.mistake) for s in chapter.steps])]
    parts += [chapter.project, sys.version, *BASE]
    parts += [p.read_text(encoding="utf-8") for p in sorted(Path(__file__).parent.glob("*.py"))]
    if chapter.continues:
        parts.append(key(read_chapter(DOCS / chapter.continues)))
    name = Path(chapter.path).with_suffix("").as_posix().removeprefix("docs/").replace("/", "-")
    return f"{name}-{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:12]}"


def make_environment(folder: Path, packages: list[str]) -> Path:
    """A virtual environment with pip, made by uv for speed. Returns where its `python` is."""
    python = sys._base_executable if hasattr(sys, "_base_executable") else sys.executable
    _uv("venv", "--quiet", "--seed", "--python", python, str(folder))
    bin_dir = folder / ("Scripts" if os.name == "nt" else "bin")
    _uv("pip", "install", "--quiet", "--python", str(bin_dir / "python"), *packages)
    return bin_dir


def _installed(bin_dir: Path) -> list[str]:
    frozen = _uv("pip", "freeze", "--quiet", "--python", str(bin_dir / "python"))
    return [line for line in frozen.split("\n") if "==" in line]


def _uv(*arguments: str) -> str:
    run = subprocess.run(
        [sys.executable, "-m", "uv", *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    if run.returncode:
        raise RuntimeError(f"uv {' '.join(arguments)} failed:\n{run.stderr}")
    return run.stdout


def _load(done: Path) -> Outcome:
    return Outcome(**json.loads(done.read_text()))
