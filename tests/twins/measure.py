"""make measure: what both boards cost, into docs/compare/measurements.json and docs/compare/measured.

Stable figures are counted once (sizes.py). Noisy ones are measured again and again, first one board,
then the other, so that what else the machine does falls on both; all of them are kept.
"""

import json
import os
import platform
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil

from tests.twins import charts, sizes
from tests.twins.boards import APPS, CACHE, DJANGO, FLASK, Board, answers, make_environment
from tests.twins.notes import draft

DATA = APPS.parent / "measurements.json"
KINDS = (DJANGO, FLASK)
GUNICORN = f"gunicorn=={version('gunicorn')}"
WORKERS, CLIENTS, REQUESTS = 2, 4, 200
ROUNDS = 3
NOTES = 60


class NoLoadToolError(Exception):
    """ab is not there; says how to get it."""


def main() -> None:
    ab = find_ab()
    data: dict[str, Any] = {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": machine(),
        "tools": {
            "gunicorn": version("gunicorn"),
            "ab": re.findall(r"Version (\S+)", run([ab, "-V"]))[0],
            "pygount": version("pygount"),
        },
        "load": {
            "workers": WORKERS,
            "clients": CLIENTS,
            "requests": REQUESTS,
            "rounds": 0,
            "notes": NOTES,
        },
        "packages": {},
        "stable": {},
        "tasks": sizes.count_tasks(),
        "noisy": {kind.app: {} for kind in KINDS},
    }
    with tempfile.TemporaryDirectory() as folder:
        boards = []
        for kind in KINDS:
            packages, stable = count(kind.app)
            data["packages"][kind.app], data["stable"][kind.app] = packages, stable
            board = prepare(Board(kind, Path(folder, kind.app), serving(kind.app)))
            stable["queries"] = sizes.count_queries(board)
            boards.append(board)
            fetch(kind.app, Path(folder, "wheels"))
        for i in range(1, ROUNDS + 1):
            for board in boards[:: 1 if i % 2 else -1]:
                say(f"{board.kind.app}: round {i} of {ROUNDS}")
                found = {"first page": first_page(board.kind.app, Path(folder))}
                add(data["noisy"][board.kind.app], found | under_load(board, ab))
            data["load"]["rounds"] = i
            save(data)


def save(data: dict[str, Any]) -> None:
    DATA.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    charts.write(data)


def say(text: str) -> None:
    print(f"{datetime.now(UTC):%H:%M:%S} {text}", flush=True)


def add(all_found: dict[str, Any], found: dict[str, Any]) -> None:
    for name, value in found.items():
        if isinstance(value, dict):
            add(all_found.setdefault(name, {}), value)
        else:
            all_found.setdefault(name, []).append(value)


def machine() -> dict[str, Any]:
    """What the figures depend on, without the machine's name."""
    model = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*: (.+)", model.read_text()) if model.exists() else None
    return {
        "processor": found[1] if found else platform.processor(),
        "cores": os.cpu_count(),
        "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GiB",
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }


def find_ab() -> str:
    found = shutil.which("ab")
    if not found:
        raise NoLoadToolError(
            "The load tool `ab` is not there. Debian, Ubuntu: apt install apache2-utils. "
            "Fedora: dnf install httpd-tools. On macOS it is part of the system."
        )
    return found


def run(command: list[str], **options: Any) -> str:
    done = subprocess.run(command, capture_output=True, text=True, **options)
    if done.returncode:
        raise RuntimeError(f"{command} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


# Stable


def count(app: str) -> tuple[dict[str, str], dict[str, Any]]:
    """The packages that an app needs, and its figures that do not need a server."""
    packages, size = sizes.installed(make_environment(f"{app}-alone", sizes.needs(app)))
    counted = {"packages": len(packages), "bytes": size}
    return packages, counted | sizes.count_app(app)


def serving(app: str) -> Path:
    return make_environment(f"{app}-gunicorn", [*sizes.needs(app), GUNICORN])


def prepare(board: Board) -> Board:
    """A board with notes, written by its API."""
    # Compiled Python is kept, as on a server.
    board.env.pop("PYTHONDONTWRITEBYTECODE")
    board.run("migrate")
    with served(board):
        fill(board)
    return board


def fill(board: Board) -> None:
    for i in range(NOTES):
        note = draft(title=f"Note {i}", text="A line of text. " * 20, tags=["sql", f"week-{i % 7}"])
        answer = board.user("ada").api("POST", "/api/notes/", note)
        assert answer.status_code == 201, answer.text


# Noisy


@contextmanager
def served(board: Board) -> Iterator[psutil.Process]:
    """The board behind gunicorn; the process that looks after the workers."""
    command = [str(board.bin / "gunicorn"), "--bind=127.0.0.1:0", f"--workers={WORKERS}"]
    with board.log.open("wb") as log:
        server = psutil.Popen(
            [*command, "--no-control-socket", board.kind.application],
            cwd=board.folder,
            env=board.env,
            stdout=log,
            stderr=log,
        )
    try:
        wait(lambda: "Listening at" in board.log.read_text(), server, board.log)
        board.url = re.findall(r"Listening at: (http://\S+)", board.log.read_text())[0]
        wait(lambda: answers(f"{board.url}/login/"), server, board.log)
        yield server
    finally:
        server.terminate()
        server.wait(20)


def wait(done: Any, server: psutil.Popen, log: Path) -> None:
    deadline = time.monotonic() + 600
    while not done():
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"The server does not answer:\n{log.read_text()}")
        time.sleep(0.005)


def under_load(board: Board, ab: str) -> dict[str, Any]:
    """One start of the server and one load on each page."""
    begun = time.monotonic()
    with served(board) as server:
        found: dict[str, Any] = {"start": round(time.monotonic() - begun, 3)}
        found["memory after start"] = memory(server)
        loads = {path: load(ab, board.url + path) for path in sizes.PAGES}
        for name in ("requests per second", "median", "95 percent"):
            found[name] = {path: figures[name] for path, figures in loads.items()}
        found["memory under load"] = memory(server)
    return found


def memory(server: psutil.Process) -> float:
    """MiB of the server and its workers; what they share counts once."""
    processes = [server, *server.children(recursive=True)]
    used = [getattr(p.memory_full_info(), "pss", 0) or p.memory_full_info().uss for p in processes]
    return round(sum(used) / 2**20, 1)


def load(ab: str, url: str) -> dict[str, float]:
    """A bounded load of one page: requests per second, and in ms how long an answer took."""
    printed = run([ab, "-q", "-n", str(REQUESTS), "-c", str(CLIENTS), url], timeout=600)
    if "Non-2xx" in printed or not re.search(rf"Complete requests: +{REQUESTS}\n", printed):
        raise RuntimeError(f"{url} was not answered each time:\n{printed}")
    number = r" +([\d.]+)"
    return {
        "requests per second": float(re.findall("Requests per second:" + number, printed)[0]),
        "median": float(re.findall("50%" + number, printed)[0]),
        "95 percent": float(re.findall("95%" + number, printed)[0]),
    }


def fetch(app: str, wheels: Path) -> None:
    """What the app needs, into a folder, so that no network is measured."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "-d", str(wheels)]
    run([*command, "-r", str(APPS / app / "requirements.txt")])


def first_page(app: str, folder: Path) -> float:
    """Seconds from an empty folder to the first page, by the commands of the app's README."""
    new = folder / "new"
    shutil.copytree(APPS / app, new, ignore=shutil.ignore_patterns("__pycache__", "data"))
    start = (new / "README.md").read_text(encoding="utf-8").partition("## Start")[2]
    commands = re.findall(r"^\$ (.+)", start.partition("```\n\n")[0], re.MULTILINE)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    port_option = f" {port}" if app == "django" else f" --port {port}"
    env = {k: v for k, v in os.environ.items() if not k.startswith(("DJANGO", "FLASK", "BOARD"))}
    env |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(folder / "wheels")}
    *before, serve = commands
    before[0] = before[0].replace("python", sys.executable, 1)
    script = " && ".join([*before, f"exec {serve}{port_option}"])
    log = CACHE / f"{app}-first-page.log"
    begun = time.monotonic()
    with log.open("wb") as out:
        server = psutil.Popen(["sh", "-c", script], cwd=new, env=env, stdout=out, stderr=out)
    try:
        wait(lambda: answers(f"http://127.0.0.1:{port}/"), server, log)
        return round(time.monotonic() - begun, 1)
    finally:
        for process in [*server.children(recursive=True), server]:
            process.terminate()
        server.wait(20)
        shutil.rmtree(new)


if __name__ == "__main__":
    main()
