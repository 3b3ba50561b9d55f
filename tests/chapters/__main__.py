"""Perform pages as a reader would, and print a line for each: `python -m tests.chapters [PAGE …]`.

Without pages: all of them, side by side where they are independent. `--write` puts the real outputs
into the pages (read the difference before you commit it); `--again` runs also what has not changed;
`--newer` takes the newer Django instead of the one that the pages show; `--cold` starts a Python for
each program, as the run with the newer Django always does.
"""

import argparse
import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from functools import partial
from pathlib import Path

if sys.platform == "win32":
    sys.exit("The chapters are typed into a POSIX terminal, which Windows has not.")

from hooks.performed import records
from tests.chapters.outcome import Outcome
from tests.chapters.run import perform
from tests.chapters.steps import DOCS, all_chapters, parent
from tests.chapters.versions import BASE, NEWER, NEWER_NEEDS, newer


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chapters", description=__doc__)
    parser.add_argument("pages", nargs="*", type=Path, metavar="PAGE")
    parser.add_argument("--again", action="store_true", help="run also what has not changed")
    parser.add_argument("--all-failures", action="store_true", help="go on after a failure")
    parser.add_argument("--write", action="store_true", help="put the real outputs into the page")
    parser.add_argument("--newer", action="store_true", help=f"with Django {NEWER}")
    parser.add_argument("--cold", action="store_true", help="start a Python for each program")
    # A page waits for its servers and programs a good part of its time.
    parser.add_argument("--jobs", type=int, default=2 * (os.cpu_count() or 1), metavar="N")
    options = parser.parse_args()
    versions = newer() if options.newer else BASE
    if versions is None:
        parser.error(f"Django {NEWER} needs Python {' or '.join(NEWER_NEEDS)}; none is found here")
    pages = [page.resolve() for page in options.pages] or all_chapters()
    run = partial(
        perform,
        versions=versions,
        again=options.again,
        keep_going=options.all_failures or options.write,
        cold=options.cold,
    )
    began, failed = time.monotonic(), 0
    for page, outcome in side_by_side(pages, run, options.jobs):
        if isinstance(outcome, RuntimeError):
            print(f"{page.relative_to(Path.cwd())}: {outcome}", flush=True)
            failed += 1
            continue
        print(
            f"{outcome.path}: {outcome.seconds:.1f} s, {outcome.steps} steps, "
            f"{outcome.compared} outputs compared, {len(outcome.not_run)} blocks not run",
            flush=True,
        )
        for failure in outcome.failures:
            print(failure)
        if options.write and outcome.outputs:
            write_outputs(page, outcome)
        failed += bool(outcome.failures)
    print(f"{len(pages)} pages in {time.monotonic() - began:.0f} s, {failed} with failures")
    return 1 if failed else 0


def side_by_side(
    pages: list[Path], run: partial[Outcome], jobs: int
) -> Iterator[tuple[Path, Outcome | RuntimeError]]:
    """Perform pages, each after the one that it continues, what takes longest first.

    The longest chain of pages is what all wait for in the end: the others give way to it.
    """
    waiting = sorted(pages, key=_weights(pages).__getitem__, reverse=True)
    running: dict[Future[Outcome], Path] = {}
    failed: set[Path | None] = set()
    urgent: Future[Outcome] | None = None
    with (
        ProcessPoolExecutor(1) as first,
        ProcessPoolExecutor(max(1, jobs - 1), initializer=os.nice, initargs=(5,)) as others,
    ):
        while waiting or running:
            busy = {*waiting, *running.values()}
            for page in [page for page in waiting if parent(page) not in busy]:
                if parent(page) in failed:
                    waiting.remove(page)
                    failed.add(page)
                    yield page, RuntimeError(f"continues {parent(page)}, which fails")
                    continue
                if len(running) == jobs:
                    break
                if urgent in running:
                    running[others.submit(run, page)] = page
                else:
                    urgent = first.submit(run, page)
                    running[urgent] = page
                waiting.remove(page)
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                page = running.pop(future)
                error = future.exception()
                if error and not isinstance(error, RuntimeError):
                    raise error
                if error or future.result().failures:
                    failed.add(page)
                yield page, error or future.result()


def _weights(pages: list[Path]) -> dict[Path, float]:
    """How long each page, and those that wait for it, took last; a guess for those not known."""
    took = {DOCS / record.page: record.seconds for record in records()}
    weights = dict.fromkeys(pages, 0.0)
    for page in pages:
        seconds = took.get(page, page.stat().st_size / 1000)
        before: Path | None = page
        while before:
            weights[before] = weights.get(before, 0.0) + seconds
            before = parent(before)
    return weights


def write_outputs(page: Path, outcome: Outcome) -> None:
    """Replace each output that differs by the real one."""
    lines = page.read_text(encoding="utf-8").split("\n")
    changes = []
    for block, command, real in outcome.outputs:
        first = command.line + command.text.count("\n") + 1
        start = block.lines[first - 2] + 1 if first >= 2 else block.line + 1
        pad = " " * block.column
        new = [(pad + line).rstrip() for line in real.split("\n")] if real else []
        changes.append((start - 1, start - 1 + len(command.output), new))
    for start, end, new in sorted(changes, reverse=True):
        lines[start:end] = new
    page.write_text("\n".join(lines), encoding="utf-8")
    print(f"{page}: {len(changes)} outputs written")


if __name__ == "__main__":
    sys.exit(main())
