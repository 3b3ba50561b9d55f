"""Perform pages in order: a fresh environment for each, continued from the page it names."""

import hashlib
import json
import platform
import subprocess
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from filelock import FileLock

from hooks.performed import Record, digest, save
from tests.chapters.checkpoint import unzip, write_zip
from tests.chapters.environment import environment, installed, scratch
from tests.chapters.forkserver import fork_server
from tests.chapters.network import own_network
from tests.chapters.normalize import INSTALLERS
from tests.chapters.outcome import Outcome
from tests.chapters.project import Project, reader_environment
from tests.chapters.steps import DOCS, ROOT, Chapter, read_chapter
from tests.chapters.versions import BASE, SHOWN, Versions
from tests.chapters.window import browser_path

CACHE = ROOT / ".cache" / "chapters"
CHECKPOINT = "checkpoint.zip"
INSTALLED_TOOLS: dict[str, tuple[str, ...]] = {
    "venv": (),
    "virtualenv": ("virtualenv~=21.15",),
    "pipenv": ("pipenv~=2026.10",),
    "uv": ("uv~=0.13.0",),
}
"""What a reader of start/tools.md has installed for the whole account, with each of its tabs."""


def perform(
    path: Path,
    versions: Versions = BASE,
    tool: str = "venv",
    *,
    again: bool = False,
    keep_going: bool = False,
    cold: bool = False,
) -> Outcome:
    """Perform a page, after the page that it continues; an unchanged page is not run again.

    Args:
        tool: which of the tabs that name tools for environments is performed.
        cold: start a Python of its own for each program (`tests.chapters.forkserver`).

    Raises:
        RuntimeError: the page that it continues fails, or an environment cannot be made.
    """
    chapter = read_chapter(path, tool, versions)
    state = CACHE / key(chapter, versions)
    CACHE.mkdir(parents=True, exist_ok=True)
    # Another worker may need the same page; it finds it done.
    with FileLock(f"{state}.lock"):
        # What the fork server might hide, the run with the other Django shows.
        warm = versions == BASE and not cold and not chapter.makes_environment
        outcome = _perform(chapter, state, versions, tool, again, keep_going, warm)
        if not outcome.failures and tool == "venv" and path.is_relative_to(DOCS):
            _record(path.relative_to(DOCS).as_posix(), outcome, versions, state / CHECKPOINT)
    return outcome


def _perform(
    chapter: Chapter,
    state: Path,
    versions: Versions,
    tool: str,
    again: bool,
    keep_going: bool,
    warm: bool,
) -> Outcome:
    done = state / "outcome.json"
    if done.exists() and not again:
        return Outcome(**json.loads(done.read_text(encoding="utf-8")))
    packages, base = versions.packages, versions.packages
    if chapter.makes_environment:
        packages, base = INSTALLED_TOOLS[tool], ()
    before = start = None
    if chapter.continues:
        parent = DOCS / chapter.continues
        before = CACHE / key(read_chapter(parent, versions=versions), versions)
        outcome = perform(parent, versions)
        if outcome.failures:
            first = outcome.failures[0]
            place = f"{first.path}:{first.line}: {first.message}"
            raise RuntimeError(f"continues a page that fails: {place}")
        start = outcome.start
    with scratch() as folder:
        home = Path(folder) / "home"
        home.mkdir()
        if before:
            # A reader who goes on from the download has what a reader has who never stopped.
            unzip(before / CHECKPOINT, home)
            packages = tuple((home / "requirements.txt").read_text().split())
            (home / "requirements.txt").unlink()
            (home / "README.md").unlink()
        if any(step.kind == "browser" for step in chapter.steps):
            browser_path()
        with environment(packages, versions.python, base, installs=chapter.installs) as bin_dir:
            server: AbstractContextManager[None] = nullcontext()
            if warm:
                server = fork_server(bin_dir, reader_environment(bin_dir), _code(chapter, home))
            with own_network() as leave, server:
                outcome = Project(chapter, home, bin_dir, leave, keep_going).perform()
            requirements = installed(bin_dir)
        if not outcome.failures:
            outcome.start = outcome.start or start or ""
            state.mkdir(exist_ok=True)
            write_zip(
                state / CHECKPOINT,
                home / chapter.project,
                requirements,
                outcome.start,
                chapter.title,
                page=chapter.path,
                python=_python_version(versions.python),
                django=versions.django,
            )
            data = asdict(outcome) | {"failures": [], "outputs": []}
            done.write_text(json.dumps(data, indent=1), encoding="utf-8")
    return outcome


def _code(chapter: Chapter, home: Path) -> str:
    """What may be run: the page's blocks, and the modules that it continues with."""
    blocks = [step.block.source for step in chapter.steps]
    modules = [path.read_text(encoding="utf-8") for path in home.rglob("*.py")]
    lines = "\n".join(blocks + modules).splitlines()
    return "\n".join(line for line in lines if not INSTALLERS.match(line.removeprefix("$ ")))


def key(chapter: Chapter, versions: Versions = BASE) -> str:
    """What a run depends on: the steps, the page continued, the runner, Python and Django."""
    parts = [repr([(s.kind, s.block.source, s.block.options, s.mistake) for s in chapter.steps])]
    parts += [chapter.project, _python_version(versions.python), *versions.packages, _runner()]
    if chapter.continues:
        parent = read_chapter(DOCS / chapter.continues, versions=versions)
        parts.append(key(parent, versions))
    name = Path(chapter.path).with_suffix("").as_posix().removeprefix("docs/").replace("/", "-")
    return f"{name}-{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:12]}"


@cache
def _runner() -> str:
    """The text of what performs pages: not of its tests, nor of what prints the results."""
    here = Path(__file__).parent
    paths = [p for p in sorted(here.rglob("*.py")) if not p.name.startswith(("test_", "__main__"))]
    paths += [ROOT / "hooks" / f"{name}.py" for name in ("blocks", "files", "sessions")]
    return "".join(path.read_text(encoding="utf-8") for path in paths)


@cache
def _python_version(python: str) -> str:
    if python == BASE.python:
        return platform.python_version()
    code = "import platform; print(platform.python_version())"
    return subprocess.run([python, "-c", code], capture_output=True, text=True).stdout.strip()


def _record(page: str, outcome: Outcome, versions: Versions, checkpoint: Path) -> None:
    date = datetime.fromtimestamp(checkpoint.stat().st_mtime, UTC).date().isoformat()
    record = Record(
        page=page,
        digest=digest(page),
        python=_python_version(versions.python),
        django=versions.django,
        date=date,
        seconds=outcome.seconds,
        steps=outcome.steps,
        compared=outcome.compared,
        not_run=[reason for _, reason in outcome.not_run],
    )
    save(record, checkpoint if versions.django == SHOWN else None)
