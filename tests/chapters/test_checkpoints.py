"""Each zip is unpacked into an empty folder and started as its README says."""

import json
import re
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("needs a POSIX terminal (pexpect)", allow_module_level=True)

from hooks.blocks import Block
from hooks.performed import Record, add_checkpoints, digest, save, zip_name
from hooks.sessions import Command, read_session
from tests.chapters.checkpoint import unzip, write_zip
from tests.chapters.environment import environment, scratch
from tests.chapters.network import own_network
from tests.chapters.project import reader_environment
from tests.chapters.run import CACHE, CHECKPOINT, key, perform
from tests.chapters.server import Server
from tests.chapters.steps import DOCS, Chapter, all_chapters, read_chapter
from tests.chapters.terminal import Terminal
from tests.chapters.versions import BASE

INSTALLS = ("python3 -m venv", "source ", "python -m pip install")


@pytest.mark.parametrize("path", all_chapters(), ids=lambda path: path.relative_to(DOCS).as_posix())
def test_checkpoint_starts_as_its_readme_says(path):
    assert not perform(path).failures
    chapter = read_chapter(path)
    with scratch() as name:
        folder = Path(name)
        unzip(CACHE / key(chapter) / CHECKPOINT, folder)
        packages = (folder / "requirements.txt").read_text().split()
        made = environment(packages, BASE.python, BASE.packages, installs=False)
        with made as bin_dir, own_network():
            start(folder, chapter.project, bin_dir, last_asked(chapter))


def last_asked(chapter: Chapter) -> str:
    """The path that the page asks a server for last; not each project has a page at /."""
    texts = [f"{step.block.title}\n{step.block.source}" for step in chapter.steps]
    paths = re.findall(r"http://(?:127\.0\.0\.1|localhost):\d+(/[\w/-]*)", "\n".join(texts))
    return paths[-1] if paths else "/"


def start(folder: Path, project: str, bin_dir: Path, path: str) -> None:
    """Type what the README says, in its order, and then ask the project its own questions."""
    readme = (folder / "README.md").read_text(encoding="utf-8")
    typed = re.search(r"```console\n(.*?)\n```", readme, re.DOTALL)
    assert typed
    commands = [c for c in read_session("console", typed[1])[1] if c.text]
    kept = commands[3:]
    # The environment is made by the same lines, faster; test_installing.py types them.
    assert [c.text.startswith(lead) for c, lead in zip(commands, INSTALLS, strict=False)] == [
        True
    ] * 3
    state = folder / ".state"
    state.mkdir()
    terminal = Terminal(folder, state, reader_environment(bin_dir))
    serve = kept.pop() if is_server(kept[-1]) else None
    for command in kept:
        expect(terminal, command.text)
    root = folder / project
    if (root / "manage.py").is_file():
        expect(terminal, "python manage.py check")
        expect(terminal, "python manage.py makemigrations --check --dry-run")
        expect(terminal, "python manage.py test")
    if (root / "pyproject.toml").is_file() and (root / "tests").is_dir():
        expect(terminal, "python -m pytest -q")
    if serve:
        server = Server(Block("README.md", 1, "console", serve.text), serve, terminal)
        try:
            assert server.start() == "", server.output
            assert status(f"http://127.0.0.1:{server.port}{path}") < 500, server.output
        finally:
            server.stop()


def is_server(command: Command) -> bool:
    return not re.match(
        r"cd |python manage\.py (migrate|collectstatic)|flask .*db upgrade", command.text
    )


def expect(terminal: Terminal, command: str) -> None:
    output, code = terminal.type(command, "", [])
    assert code == 0, f"{command}\n{output}"


def status(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_the_same_project_gives_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        root = tmp_path / name / "shelf"
        (root / "__pycache__").mkdir(parents=True)
        (root / "__pycache__" / "app.pyc").write_text(name)
        (root / "empty").mkdir()
        for file in ("app.py", "b.py") if name == "one" else ("b.py", "app.py"):
            (root / file).write_text("print()")
        (root / "app.py").chmod(0o755)
        time.sleep(0.01)
        made = {"page": "docs/a.md", "python": "3.11.7", "django": "5.2"}
        write_zip(tmp_path / f"{name}.zip", root, ["flask==3.1.3"], "flask run", "A", **made)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    unzip(tmp_path / "one.zip", tmp_path / "out")
    names = {p.relative_to(tmp_path / "out").as_posix() for p in (tmp_path / "out").rglob("*")}
    assert names == {
        "README.md", "requirements.txt", "shelf", "shelf/app.py", "shelf/b.py", "shelf/empty",
    }  # fmt: skip
    assert (tmp_path / "out/shelf/app.py").stat().st_mode & 0o111
    assert r".venv\Scripts\Activate.ps1" in (tmp_path / "out/README.md").read_text()


def test_a_page_links_the_zip_of_its_own_text_only(tmp_path):
    docs, folder, site = tmp_path / "docs", tmp_path / "performed", tmp_path / "site"
    docs.mkdir()
    (docs / "a.md").write_text("---\nproject: shelf\n---\n# A\n")
    (docs / "b.md").write_text("---\nproject: shelf\ncontinues: a.md\n---\n# B\n")
    (docs / "c.md").write_text("# C\n")
    zipped = tmp_path / "made.zip"
    zipped.write_bytes(b"zip")

    def build() -> dict[str, str]:
        for page in "abc":
            (site / page).mkdir(parents=True, exist_ok=True)
            (site / page / "index.html").write_text(f"<h1>{page}</h1>")
        missing.extend(add_checkpoints(site, folder, docs))
        return {page: (site / page / "index.html").read_text() for page in "abc"}

    missing: list[str] = []
    for page in ("a.md", "b.md"):
        record = Record(page, digest(page, docs), "3.11.7", "5.2", "2026-11-21", 1.0, 2, 3)
        save(record, zipped, folder)
        assert json.loads((folder / f"{page[0]}-5.2.json").read_text())["page"] == page
        assert (folder / zip_name(page)).read_bytes() == b"zip"
    pages = build()
    assert '<a href="../downloads/a.zip" download>as it ends</a>' in pages["a"]
    assert '<a href="../downloads/a.zip" download>as this page begins</a>' in pages["b"]
    assert '<a href="../downloads/b.zip" download>as it ends</a>' in pages["b"]
    assert "checkpoint" not in pages["c"]
    assert (site / "downloads" / "b.zip").read_bytes() == b"zip"
    assert missing == []

    # A page that has changed takes the zips of those that continue it with it.
    (docs / "a.md").write_text("---\nproject: shelf\n---\n# A, changed\n")
    pages = build()
    assert "checkpoint" not in pages["a"] + pages["b"]
    assert missing == ["a.md", "b.md"]
