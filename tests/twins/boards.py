"""The two boards as running servers: all that this folder knows of frameworks is the table below."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import requests
from filelock import FileLock

from hooks.downloads import read_app
from tests.twins.visitor import Visitor

ROOT = Path(__file__).parent.parent.parent
APPS = ROOT / "docs" / "compare" / "apps"
CACHE = ROOT / ".cache" / "twins"
# The same server for both: pure Python, runs on Windows, answers several requests at once.
SERVER = "waitress==3.0.2"
PASSWORD = "correct horse 7"


@dataclass(frozen=True)
class Kind:
    """An app, and the versions that it runs on."""

    name: str
    app: str
    """Its folder: `django` or `flask`."""
    commands: dict[str, tuple[str, ...]]
    """How its README has these done; each starts with a program of the environment."""
    serve: tuple[str, ...]
    """What the WSGI server is told to serve."""
    python: str = ""
    """The Python that the environment needs; empty for the one that runs the tests."""
    other: dict[str, str] = field(default_factory=dict)
    """Requirements in place of those of the same name in requirements.txt."""

    @property
    def application(self) -> str:
        """What it serves, as gunicorn takes it."""
        return self.serve[-1] + ("()" if "--call" in self.serve else "")


DJANGO = Kind(
    "django-5.2",
    "django",
    {
        "migrate": ("python", "manage.py", "migrate", "--verbosity=0"),
        "first schema": ("python", "manage.py", "migrate", "--verbosity=0", "board", "0001"),
        "back to first schema": ("python", "manage.py", "migrate", "-v0", "board", "0001"),
        "make moderator": ("python", "manage.py", "make_moderator"),
        "test": ("python", "manage.py", "test"),
    },
    ("config.wsgi:application",),
)
DJANGO_6 = replace(DJANGO, name="django-6", python=">=3.12", other={"Django": "Django~=6.1"})
FLASK = Kind(
    "flask-3.1",
    "flask",
    {
        "migrate": ("flask", "--app", "board", "db", "upgrade"),
        "first schema": ("flask", "--app", "board", "db", "upgrade", "0001"),
        "back to first schema": ("flask", "--app", "board", "db", "downgrade", "0001"),
        "make moderator": ("flask", "--app", "board", "make-moderator"),
        "test": ("python", "-m", "pytest", "-q"),
    },
    ("--call", "board:create_app"),
)
KINDS = (DJANGO, FLASK, DJANGO_6)


class NoPythonError(Exception):
    """No Python on this machine is new enough."""


class Board:
    """One app with its data in a folder of its own, served on a free port."""

    def __init__(self, kind: Kind, folder: Path, bin_dir: Path | None = None) -> None:
        self.kind, self.folder = kind, folder
        self.data = folder / "data"
        self.log = folder / "server.log"
        self.bin = bin_dir or environment(kind)
        self.url = ""
        self._users: dict[str, Visitor] = {}
        self._server: subprocess.Popen[bytes] | None = None
        for name, text in read_app(APPS / kind.app).items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    @cached_property
    def env(self) -> dict[str, str]:
        ours = {"DJANGO", "FLASK", "BOARD", "PYTEST", "COV"}
        env = {k: v for k, v in os.environ.items() if k.partition("_")[0] not in ours}
        return env | {
            "PATH": f"{self.bin}{os.pathsep}{os.environ['PATH']}",
            "BOARD_DATA": str(self.data),
            "BOARD_DEBUG": "0",
            "SECRET_KEY": "a secret of this test",
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def run(self, name: str, *arguments: str) -> str:
        """Run one of the commands that the README names.

        Raises:
            RuntimeError: it fails; says what it printed.
        """
        program, *rest = self.kind.commands[name]
        run = subprocess.run(
            [str(self.bin / program), *rest, *arguments],
            cwd=self.folder,
            env=self.env,
            capture_output=True,
            text=True,
        )
        if run.returncode:
            raise RuntimeError(f"{self.kind.name}: {name} failed:\n{run.stdout}{run.stderr}")
        return run.stdout + run.stderr

    def start(self) -> "Board":
        """Serve it. Raises RuntimeError with the server's log if it does not answer."""
        command = [str(self.bin / "python"), "-m", "waitress", "--listen=127.0.0.1:0"]
        with self.log.open("wb") as log:
            self._server = subprocess.Popen(
                [*command, "--threads=8", *self.kind.serve],
                cwd=self.folder,
                env=self.env,
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + 180
        while time.monotonic() < deadline and self._server.poll() is None:
            if serving := re.search(r"Serving on (http://\S+)", self.log.read_text()):
                self.url = serving[1]
                return self
            time.sleep(0.02)
        self.stop()
        raise RuntimeError(f"{self.kind.name} does not start:\n{self.log.read_text()}")

    def stop(self) -> None:
        if self._server:
            self._server.terminate()
            self._server.wait(10)

    def stranger(self) -> Visitor:
        return Visitor(self.url)

    def knows(self, name: str) -> bool:
        return name in self._users

    def user(self, name: str) -> Visitor:
        """Somebody with an account, logged in; the same visitor for the same name."""
        if name not in self._users:
            visitor = self.stranger()
            fields = {"username": name, "password1": PASSWORD, "password2": PASSWORD}
            answer = visitor.send("/signup/", fields)
            assert answer.status_code == 302, f"{name} cannot sign up: {answer.text}"
            self._users[name] = visitor
        return self._users[name]


def environment(kind: Kind) -> Path:
    """Where the programs of an app's environment are."""
    wanted = (APPS / kind.app / "requirements.txt").read_text().split()
    packages = [kind.other.get(line.partition("==")[0], line) for line in wanted] + [SERVER]
    python = find_python(kind.python) if kind.python else sys.executable
    return make_environment(kind.name, packages, python)


def make_environment(name: str, packages: list[str], python: str = sys.executable) -> Path:
    """Made once for the same packages."""
    install = ["pip", "install", "--quiet", "--compile-bytecode", *packages]
    key = hashlib.sha256(repr([install, python, sys.version]).encode()).hexdigest()[:12]
    folder = CACHE / f"{name}-{key}"
    CACHE.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{folder}.lock"):
        if not (folder / "ready").exists():
            shutil.rmtree(folder, ignore_errors=True)
            uv("venv", "--quiet", "--python", python, str(folder))
            uv(*install, "--python", str(folder))
            (folder / "ready").touch()
    return folder / ("Scripts" if os.name == "nt" else "bin")


def find_python(version: str) -> str:
    """The path of a Python of this version on this machine. Raises NoPythonError."""
    pyenv = Path.home() / ".pyenv" / "versions"
    found = [sys.executable, *sorted(map(str, pyenv.glob("3.1[2-9]*/bin/python")), reverse=True)]
    found += [path for name in ("3.14", "3.13", "3.12") if (path := shutil.which(f"python{name}"))]
    least = tuple(int(part) for part in version.removeprefix(">=").split("."))
    for path in found:
        run = subprocess.run(
            [path, "-c", "import sys; print(*sys.version_info[:2])"], capture_output=True, text=True
        )
        if run.returncode == 0 and tuple(map(int, run.stdout.split())) >= least:
            return path
    raise NoPythonError(f"needs Python {version}, and this machine has none")


def uv(*arguments: str) -> str:
    command: Sequence[str] = [sys.executable, "-m", "uv", *arguments]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8")
    if run.returncode:
        raise RuntimeError(f"uv {' '.join(arguments)} failed:\n{run.stderr}")
    return run.stdout


def answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=5).ok
    except (requests.ConnectionError, requests.Timeout):
        return False
