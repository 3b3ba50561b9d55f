"""A zip of the project as a page leaves it, from which a reader, or the next page, can go on."""

import stat
import zipfile
from collections.abc import Sequence
from pathlib import Path

from tests.chapters.files import UNSEEN

DATE = (1980, 1, 1, 0, 0, 0)
LEFT_OUT = UNSEEN | {"node_modules"}
EMPTIED = {"staticfiles"}
"""Folders that `collectstatic` fills again, as the README says."""

README = """\
# {project}, as it is at the end of "{title}"

Made by the test run of the page `{page}` with Python {python} and Django {django}.

`{project}/` is the project, `requirements.txt` lists the packages, each with its version.

## Start it

Open a terminal in the folder in which this file is. Linux, macOS:

```console
{posix}
```

Windows, in PowerShell:

```powershell
{windows}
```
{notes}"""

SQLITE = """
## The database

`{name}` is in the zip, with all that the pages have put into it. For an empty one, delete the file, then make its tables:

```console
$ {command}
```
"""
KEY = """
## Before you publish it

Everyone who has this zip knows its `SECRET_KEY`. Make a new one.
"""


def write_zip(
    path: Path, root: Path, requirements: Sequence[str], start: str, title: str, **made: str
) -> None:
    """Zip a project: the same project gives the same bytes.

    Args:
        start: the command that starts it, as the page has it; empty if there is none.
        made: what the README tells of the run: `page`, `python`, `django`.
    """
    posix, windows, notes = _lines(root, start)
    readme = README.format(
        project=root.name, title=title, posix=posix, windows=windows, notes=notes, **made
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, "README.md", readme.encode())
        _add(archive, "requirements.txt", ("\n".join(requirements) + "\n").encode())
        # The project itself as well: on some pages nothing has been written into it.
        for file in [root, *sorted(root.rglob("*"))]:
            parts = file.relative_to(root).parts
            if LEFT_OUT & set(parts) or EMPTIED & set(parts[:-1]) or file.suffix == ".pyc":
                continue
            name = "/".join((root.name, *parts))
            if file.is_dir():
                _add(archive, f"{name}/", b"", 0o755 | stat.S_IFDIR)
            elif file.is_file():
                _add(archive, name, file.read_bytes(), file.stat().st_mode)


def unzip(path: Path, folder: Path) -> None:
    """Unpack a checkpoint, as a reader would; what may be run stays so."""
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder)
        for entry in archive.infolist():
            (folder / entry.filename).chmod(entry.external_attr >> 16)


def _add(archive: zipfile.ZipFile, name: str, data: bytes, mode: int = 0o644) -> None:
    entry = zipfile.ZipInfo(name, DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3  # Unix, wherever it is made: external_attr holds the mode
    entry.external_attr = (stat.S_IMODE(mode) | stat.S_IFMT(mode)) << 16
    archive.writestr(entry, data)


def _lines(root: Path, start: str) -> tuple[str, str, str]:
    """The README's commands for POSIX and for Windows, and what it says below."""
    run, notes = [f"cd {root.name}"], ""
    if (root / "manage.py").is_file():
        start = "python manage.py runserver"
        run.append("python manage.py migrate")
        if (root / "staticfiles").is_dir():
            run.append("python manage.py collectstatic --no-input")
        notes = KEY
    elif (root / "migrations" / "alembic.ini").is_file():
        run.append(f"{_flask(start)} db upgrade")
    databases = [p for p in (*root.glob("*.sqlite3"), *root.glob("instance/*.db")) if p.is_file()]
    if databases and len(run) > 1:
        name = databases[0].relative_to(root.parent).as_posix()
        notes = SQLITE.format(name=name, command=run[1]) + notes
    run += [start] if start else []
    install = "python -m pip install -r requirements.txt"
    posix = ["python3 -m venv .venv", "source .venv/bin/activate", install, *run]
    windows = ["py -m venv .venv", r".venv\Scripts\Activate.ps1", install, *run]
    return "\n".join(f"$ {line}" for line in posix), "\n".join(windows), notes


def _flask(start: str) -> str:
    """`flask --app app`, as the page's own command has it."""
    return start.partition(" run")[0] if start.startswith("flask") else "flask"
