"""The checks in a process of their own, beside the build, which keeps one core busy."""

import atexit
import os
import sys
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from hooks.pages import Page, Project
from hooks.problems import Problem

ROOT = str(Path(__file__).parent.parent)


class Worker:
    """A project in another process. That is started when the first page must be checked."""

    def __init__(self) -> None:
        self._executor: ProcessPoolExecutor | None = None
        self._new: list[Page] = []

    def start_over(self) -> None:
        """A new build begins."""
        self._new.clear()
        if self._executor:
            self._executor.submit(_start_over)

    def add(self, page: Page) -> None:
        self._new.append(page)

    def check(self, path: str) -> "Future[list[Problem]]":
        if self._executor is None:
            if ROOT not in sys.path:  # which the process that is started takes over
                sys.path.append(ROOT)
            # Spawned, not forked, as on Windows: MkDocs may have threads.
            # It leaves without clearing up all that it has imported, which takes half a second.
            self._executor = ProcessPoolExecutor(
                1, get_context("spawn"), initializer=atexit.register, initargs=(os._exit, 0)
            )
        new, self._new = self._new, []
        return self._executor.submit(_check, new, path)

    def stop(self) -> None:
        if self._executor:
            self._executor.shutdown()
            self._executor = None


# What follows runs in the other process.

_project = Project()


def _start_over() -> None:
    global _project
    _project = Project()


def _check(new: list[Page], path: str) -> list[Problem]:
    for page in new:
        _project.add(page)
    return _project.check(path)
