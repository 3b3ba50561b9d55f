"""The checks in a process of their own, beside the build, which keeps one core busy."""

import sys
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from hooks.pages import Cache, Checks, Page
from hooks.problems import Problem

ROOT = str(Path(__file__).parent.parent)


class Worker:
    """Takes pages as they are rendered; its results are ready little later than the last."""

    def __init__(self, cache: Path) -> None:
        if ROOT not in sys.path:  # which the process that is started takes over
            sys.path.append(ROOT)
        # Spawned, not forked, as on Windows: MkDocs may have threads.
        self._executor = ProcessPoolExecutor(1, get_context("spawn"), _start, (cache,))
        self._taken: list[Future[None]] = []

    def start_over(self) -> None:
        """A new build begins."""
        self._taken = [self._executor.submit(_start_over)]

    def take(self, page: Page) -> None:
        self._taken.append(self._executor.submit(_take, page))

    def results(self) -> dict[str, list[Problem]]:
        """Every problem of each page. Raises what has failed."""
        for taken in self._taken:
            taken.result()
        return self._executor.submit(_finish).result()

    def stop(self) -> None:
        self._executor.shutdown()


# What follows runs in the other process.

_cache: Cache
_checks: Checks


def _start(path: Path) -> None:
    global _cache
    _cache = Cache(path)


def _start_over() -> None:
    global _checks
    _checks = Checks(_cache)


def _take(page: Page) -> None:
    _checks.add(page)


def _finish() -> dict[str, list[Problem]]:
    return _checks.finish()
