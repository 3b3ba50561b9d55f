"""The stable figures of each board: the same on every machine, for the same requirements."""

import re
import subprocess
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from pygount import SourceAnalysis

from hooks.downloads import SECTION, read_app
from tests.twins.boards import APPS, Board, uv

# The tasks of *One app, twice*, on several pages.
TWINS = sorted(APPS.parent.glob("twins*.md"))
# Written by a generator, and left as it came.
GENERATED = {
    "manage.py",
    "config/wsgi.py",
    "board/apps.py",
    "migrations/alembic.ini",
    "migrations/env.py",
    "migrations/script.py.mako",
}
KINDS = ("code", "templates", "configuration", "migrations", "tests", "generated")
PAGES = ("/", "/notes/1/", "/login/", "/api/notes/")
# Asks the WSGI application once for each path, and counts what SQLite is asked meanwhile.
ASK = """\
import importlib, sqlite3.dbapi2, sys
from io import BytesIO
from wsgiref.util import setup_testing_defaults

asked = []
connect = sqlite3.dbapi2.connect

def watched(*args, **options):
    connection = connect(*args, **options)
    connection.set_trace_callback(asked.append)
    return connection

sqlite3.dbapi2.connect = sqlite3.connect = watched
module, _, name = sys.argv[1].removesuffix("()").partition(":")
app = getattr(importlib.import_module(module), name)
if sys.argv[1].endswith("()"):
    app = app()
for path in ["/login/", *sys.argv[2:]]:  # the first request of all may ask for more
    asked.clear()
    environ = {"PATH_INFO": path, "HTTP_HOST": "127.0.0.1", "wsgi.input": BytesIO()}
    setup_testing_defaults(environ)
    list(app(environ, lambda status, headers, error=None: print(status, file=sys.stderr)))
    print(sum(sql.startswith("SELECT") and "FROM" in sql for sql in asked))
"""


def kind_of(name: str) -> str:
    """What a file of an app is for; nothing for a README and for empty files."""
    path = Path(name)
    if name in GENERATED:
        return "generated"
    if "migrations" in path.parts:
        return "migrations"
    if "tests" in path.parts or path.name in ("tests.py", "pytest.ini"):
        return "tests"
    if path.suffix == ".html":
        return "templates"
    if path.parts[0] == "config" or path.name == "requirements.txt":
        return "configuration"
    return "code" if path.suffix == ".py" else ""


def count_lines(name: str, text: str) -> int:
    """Lines with code, as pygount counts: neither comments nor lines with brackets alone."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, Path(name).name)
        path.write_text(text, encoding="utf-8")
        found = SourceAnalysis.from_file(str(path), "", encoding="utf-8")
    # Of a plain text, such as requirements.txt, every line counts.
    return found.source_count or (found.documentation_count if path.suffix == ".txt" else 0)


def count_app(app: str) -> dict[str, dict[str, int]]:
    """Files and lines of each kind, of the app as a reader downloads it."""
    files: Counter[str] = Counter()
    lines: Counter[str] = Counter()
    for name, text in read_app(APPS / app).items():
        kind = kind_of(name)
        if kind and text:
            files[kind] += 1
            lines[kind] += count_lines(name, text)
    return {
        "files": {kind: files[kind] for kind in KINDS},
        "lines": {kind: lines[kind] for kind in KINDS},
    }


def read_tasks() -> dict[str, tuple[str, str, str]]:
    """The tasks on the pages of the twins by the id of their heading: page, title and what it shows."""
    heading = r"^## (\d+\. .+?) \{ #([\w-]+) \}\n(.*?)(?=^## )"
    return {
        anchor: (page.name, title, body)
        for page in TWINS
        for title, anchor, body in re.findall(
            heading, page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
        )
    }


def count_tasks() -> dict[str, dict[str, Any]]:
    """The lines that each task on the pages of the twins shows, by the id of its heading."""
    found = {}
    tasks = sorted(read_tasks().items(), key=lambda task: int(task[1][1].partition(".")[0]))
    for anchor, (_, title, body) in tasks:
        lines = Counter(django=0, flask=0)
        for app, name, section in re.findall(r'--8<-- "(\w+)/(.+?)(?::([\w-]+))?"', body):
            lines[app] += count_lines(name, section_of(APPS / app / name, section))
        found[anchor] = {"title": title, **lines}
    return found


def section_of(file: Path, section: str) -> str:
    """A marked part of a file, or the whole of it, without marks."""
    text = file.read_text(encoding="utf-8")
    if section:
        start, end = f"--8<-- [start:{section}]", f"--8<-- [end:{section}]"
        text = text.partition(start)[2].partition(end)[0].partition("\n")[2]
    return SECTION.sub("", text)


def needs(app: str) -> list[str]:
    """What must be installed to run the app: its requirements without its tests'."""
    lines = (APPS / app / "requirements.txt").read_text(encoding="utf-8").split()
    return [line for line in lines if not line.startswith("pytest")]


def installed(bin_dir: Path) -> tuple[dict[str, str], int]:
    """The packages of an environment by name and version, and the bytes of their files."""
    python = str(bin_dir / "python")
    listed = uv("pip", "list", "--python", python, "--format", "freeze")
    packages = dict(line.split("==") for line in listed.split())
    script = (
        "from importlib.metadata import distributions as d\n"
        "print(sum(p.locate().stat().st_size for x in d() for p in x.files or ()"
        " if p.suffix != '.pyc' and p.locate().is_file()))"
    )
    run = subprocess.run([python, "-c", script], capture_output=True, text=True, check=True)
    return packages, int(run.stdout)


def count_queries(board: Board) -> dict[str, int]:
    """How often each page asks the database, of a board that has notes."""
    run = subprocess.run(
        [str(board.bin / "python"), "-c", ASK, board.kind.application, *PAGES],
        cwd=board.folder,
        env=board.env | {"PYTHONPATH": str(board.folder)},
        capture_output=True,
        text=True,
    )
    statuses = run.stderr.splitlines()
    if run.returncode or any(not status.startswith("200 ") for status in statuses):
        raise RuntimeError(f"{board.kind.name}: {run.stderr}")
    return dict(zip(PAGES, map(int, run.stdout.split()[1:]), strict=True))
