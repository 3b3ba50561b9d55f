"""Perform pages as a reader would, and print a line for each: `python -m tests.chapters [PAGE …]`.

Without pages: all of them. `--write` puts the real outputs into the pages (read the difference
before you commit it); `--again` runs also what has not changed.
"""

import argparse
import sys
from pathlib import Path

from tests.chapters.outcome import Outcome
from tests.chapters.run import perform
from tests.chapters.steps import all_chapters


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chapters", description=__doc__)
    parser.add_argument("pages", nargs="*", type=Path, metavar="PAGE")
    parser.add_argument("--again", action="store_true", help="run also what has not changed")
    parser.add_argument("--all-failures", action="store_true", help="go on after a failure")
    parser.add_argument("--write", action="store_true", help="put the real outputs into the page")
    options = parser.parse_args()
    failed = 0
    for page in options.pages or all_chapters():
        keep_going = options.all_failures or options.write
        try:
            outcome = perform(page, again=options.again, keep_going=keep_going)
        except RuntimeError as error:
            print(f"{page}: {error}")
            failed += 1
            continue
        print(
            f"{outcome.path}: {outcome.seconds:.1f} s, {outcome.steps} steps, "
            f"{outcome.compared} outputs compared, {len(outcome.not_run)} blocks not run"
        )
        for failure in outcome.failures:
            print(failure)
        if options.write and outcome.outputs:
            write_outputs(page, outcome)
        failed += bool(outcome.failures)
    return 1 if failed else 0


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
