"""`make audit`: what Lighthouse says of a page of each type, and how often the search finds what was
asked for. Exit status 1 if a goal is missed.

Lighthouse loads each page three times, and the median counts: nothing else should run meanwhile.
"""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from playwright.sync_api import sync_playwright

from tests.audit.lighthouse import CATEGORIES, TYPES, inspect
from tests.audit.server import serve
from tests.browser.browser import ARGUMENTS, find_browser
from tests.browser.questions import GROUPS, ask_all, success

RUNS = 3
# Of the answers, how many come first, and how many among the first three.
SEARCH = {1: 0.95, 3: 1.0}


def audit_pages(url: str) -> Iterator[str]:
    """Print a row for each type of page; what misses the goal."""
    print_row("Lighthouse, mobile", "Page", *CATEGORIES)
    for name, address in TYPES.items():
        reports = [inspect(url + address) for _ in range(RUNS)]
        medians = [round(median(r.scores[c] for r in reports)) for c in CATEGORIES]
        print_row(name, f"/{address}", *medians)
        faults = sorted({fault for report in reports for fault in report.faults})
        for category, score in zip(CATEGORIES, medians, strict=True):
            if score < 100:
                why = "; ".join(f for f in faults if f.startswith(category))
                yield f"/{address}: {score} for {why}"


def audit_search(url: str) -> Iterator[str]:
    """Print a row for each set of questions; what misses the goal."""
    with sync_playwright() as playwright:
        path = find_browser(playwright.chromium.executable_path)
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        answers = ask_all(browser.new_page(), url)
        browser.close()
    print_row("Search", "Questions", *(f"first {n}" for n in SEARCH))
    for name, group in zip(("worked with", "written later", "held apart"), GROUPS, strict=True):
        number, *found = success(answer for answer in answers if answer.group == group)
        print_row(name, number, *(f"{share:.1%}" for share in found))
        for (n, goal), share in zip(SEARCH.items(), found, strict=True):
            if share < goal:
                yield f"search, {name}: {share:.1%} among the first {n}, the goal is {goal:.0%}"


def print_row(name: str, place: object, *cells: object) -> None:
    print(f"{name:22}{place!s:24}", *(f"{cell!s:>14}" for cell in cells), flush=True)


def main(arguments: Sequence[str]) -> int:
    with serve(Path(arguments[0])) as url:
        missed = [*audit_pages(url), *audit_search(url)]
    print("\nEvery goal is reached." if not missed else "\nGoals that are missed:")
    print("\n".join(missed))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
