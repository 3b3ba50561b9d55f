"""The versions with which pages are performed.

Pages show Django 5.2. In a run with a newer Django they are read as a reader would read them who
has chosen that one: by the named rules below, which put one number in place of the other.
"""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SHOWN = "5.2"
NEWER = "6.1"
NEWER_NEEDS = ("3.13", "3.12", "3.14")
"""Pythons that Django 6.1 runs on, the preferred one first."""

RULES = {
    "the development server's line": (r"(Starting )(?=development server at )", r"\g<1>WSGI "),
    "the pin": (r"(Django~=)5\.2\.0\b", r"\g<1>{}.0"),
    "name and number": (r"\b([Dd]jango(?: version |==|[ -]))5\.2\b(?:\.\d+)?", r"\g<1>{}"),
    "number on a line of its own": (r"(?m)^(\s*'?)5\.2\.…", r"\g<1>{}.…"),
    "the documentation's address": (r"(docs\.djangoproject\.com/en/)5\.2/", r"\g<1>{}/"),
}


@dataclass(frozen=True)
class Versions:
    """One Python and one Django."""

    python: str
    """The interpreter's path."""
    django: str

    @property
    def packages(self) -> tuple[str, ...]:
        """What start/setup.md has the reader install; pages install the rest themselves."""
        return (f"Django~={self.django}.0", "Flask~=3.1.0")

    def read(self, text: str) -> str:
        """The page's text for a reader with this Django."""
        if self.django != SHOWN:
            for pattern, replacement in RULES.values():
                text = re.sub(pattern, replacement.format(self.django), text)
        return text


BASE = Versions(getattr(sys, "_base_executable", sys.executable), SHOWN)


@cache
def newer() -> Versions | None:
    """The newer Django on a Python that it runs on; None if this machine has no such Python."""
    for version in NEWER_NEEDS:
        for candidate in _candidates(version):
            code = "import sys, sqlite3, ssl; print('%d.%d' % sys.version_info[:2])"
            try:
                run = subprocess.run([candidate, "-c", code], capture_output=True, text=True)
            except OSError:
                continue
            if run.stdout.strip() == version:
                return Versions(candidate, NEWER)
    return None


def _candidates(version: str) -> list[str]:
    """Where a Python of this version may be: this one, on the search path, pyenv's, a CI machine's."""
    found = [BASE.python, shutil.which(f"python{version}")]
    for variable, fallback in (("PYENV_ROOT", "~/.pyenv"), ("AGENT_TOOLSDIRECTORY", "")):
        root = os.environ.get(variable, fallback)
        if root:
            for place in (f"versions/{version}.*/bin/python", f"Python/{version}.*/*/bin/python"):
                found += [
                    str(path) for path in sorted(Path(root).expanduser().glob(place), reverse=True)
                ]
    return [path for path in found if path]
