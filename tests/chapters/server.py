"""A program that keeps running in a terminal of its own: a development server, mostly."""

import fcntl
import os
import re
import signal
import socket
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO

import pexpect

from hooks.blocks import Block
from hooks.sessions import Command
from tests.chapters.normalize import clean
from tests.chapters.terminal import Terminal, end, send, spawn

STARTS = 40
"""Seconds in which a server must listen."""
TELLS = 10
"""Seconds in which it must have printed what a request brings about."""
SILENCE = 1.5
"""Seconds after a traceback in which a reloader would have gone on."""
PATIENCE = 120
"""Seconds to wait for a port that another program has."""
RELOADS = re.compile(r"manage\.py runserver(?!.*--noreload)|flask\b.*--debug|uvicorn\b.*--reload")
ADDRESS = re.compile(r"(?:https?://[\w.\[\]:-]+?:|\bport )(\d{2,5})\b")


class Server:
    """Started by a block that is marked data-keep."""

    def __init__(self, block: Block, command: Command, terminal: Terminal) -> None:
        self.block, self.command = block, command
        self.lead, self.folder, self.env = terminal.lead, terminal.folder, terminal.env
        self.shares_ports = terminal.leave is None
        self.output = ""
        self.checked = False
        """Whether what it prints at its start has been compared."""
        self._seen = 0
        self.stale = False
        self._child: pexpect.spawn | None = None
        self._lock: IO[str] | None = None

    @property
    def running(self) -> bool:
        return self._child is not None and bool(self._child.isalive())

    @property
    def port(self) -> int:
        """The port that it says it listens on; before it has spoken, the one the page shows."""
        shown = "\n".join([self.command.text, *self.command.output])
        for text in (clean(self.output), shown):
            if match := ADDRESS.search(text):
                return int(match[1])
        if named := re.search(r"(?:--port[= ]|-p |:|runserver )(\d{4,5})\b", self.command.text):
            return int(named[1])
        return 5000 if "flask" in shown.lower() else 8000

    def start(self) -> str:
        """Start it and wait until it listens; return what is wrong, or nothing."""
        try:
            if self.shares_ports:
                self._lock = self._lock or _lock(self.port)
        except OSError as error:
            return str(error)
        command = ["--norc", "-c", f"{self.lead}{self.command.text}"]
        self._child = spawn(command, self.folder, self.env)
        began, length = len(self.output), 0
        deadline = spoke = time.monotonic()
        deadline += STARTS
        while time.monotonic() < deadline:
            self.read(0.05)
            if len(self.output) > length:
                length, spoke = len(self.output), time.monotonic()
            if "Traceback" in self.output[began:] and time.monotonic() - spoke > SILENCE:
                return f"`{self.command.text}` waits for a mistake to be mended"
            if not self._child.isalive():
                return f"`{self.command.text}` ends at once"
            if _listens(self.port):
                return ""
        return f"`{self.command.text}` does not listen on port {self.port}"

    def read(self, seconds: float) -> None:
        """Take what it has printed, so that it never waits for a reader."""
        if self._child is None:
            return
        try:
            while True:
                self.output += self._child.read_nonblocking(4096, timeout=seconds)
        except (pexpect.TIMEOUT, pexpect.EOF):
            pass

    def tells(self, is_expected: Callable[[str], bool], since: int = 0) -> str:
        """Wait until what it has printed is as expected; return it if it is not."""
        deadline = time.monotonic() + TELLS
        while True:
            goes_on = self.running and time.monotonic() < deadline
            self.read(0.02)
            text = clean(self.output[since:])
            if is_expected(text):
                return ""
            if not goes_on:
                return text or "(nothing)"

    def log(self, is_expected: Callable[[str], bool]) -> str:
        """The same, for what it has printed since the last look."""
        if text := self.tells(is_expected, self._seen):
            return text
        self._seen = len(self.output)
        return ""

    def files_changed(self) -> None:
        """One that reloads will have to, before it is asked again."""
        self.stale = self.stale or (self.running and bool(RELOADS.search(self.command.text)))

    def refresh(self) -> None:
        """Start again if a file has changed: now, not in its own time."""
        if self.stale:
            self.stale = False
            self.stop(again=True)
            self.start()

    def stop(self, again: bool = False) -> None:
        """End it as Ctrl+C does; with `again` it keeps its port, and has nothing to clear up."""
        if self._child is None:
            return
        ran = self.running
        self.read(0)
        with suppress(ProcessLookupError):
            group = os.getpgid(self._child.pid)
            if not again:
                send(group, signal.SIGINT)
                _wait(lambda: not self._child or not self._child.isalive(), 3)
            send(group, signal.SIGKILL)
        end(self._child)
        if ran:  # else the port may be another server's, which still runs
            _wait(lambda: not _listens(self.port), 5)
        self._child = None
        if self._lock and not again:
            self._lock.close()
            self._lock = None


def _wait(condition: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _lock(port: int) -> IO[str]:
    """Wait for the port: chapters that are performed side by side share it.

    Raises:
        OSError: a program that is none of ours has it.
    """
    lock = (Path(tempfile.gettempdir()) / f"chapters-port-{port}.lock").open("w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    _wait(lambda: not _listens(port), PATIENCE)
    if _listens(port):
        lock.close()
        raise OSError(f"port {port} is in use by another program: stop it and run again")
    return lock
