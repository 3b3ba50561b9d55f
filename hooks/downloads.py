"""The two apps of `compare/twins.md` as zip files, made by the build."""

import io
import re
import zipfile
from pathlib import Path

APPS = ("django", "flask")
# What tools leave behind in a folder in which somebody has tried the app.
LEFT_BEHIND = {"__pycache__", ".venv", ".pytest_cache", ".ruff_cache", "data", "instance"}
SECTION = re.compile(r"^.*--8<-- \[(?:start|end):.*\n+", re.MULTILINE)


def read_app(folder: Path) -> dict[str, str]:
    """The files of an app by their names, without the marks by which pages include parts of them."""
    files = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.is_file() and not LEFT_BEHIND & set(name.parts):
            text = SECTION.sub("", path.read_text(encoding="utf-8"))
            files[name.as_posix()] = text.rstrip("\n") + "\n" if text else ""
    return files


def pack(folder: Path) -> bytes:
    """A zip of the app, the same bytes for the same files."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in read_app(folder).items():
            entry = zipfile.ZipInfo(f"board-{folder.name}/{name}", (2026, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, text)
    return target.getvalue()
