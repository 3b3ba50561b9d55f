"""Lighthouse over one page of each type, as a phone loads it."""

import json
import os
from dataclasses import dataclass

from tests.browser.browser import ARGUMENTS, find_browser
from tests.browser.node import modules, run_node

TYPES = {
    "home": "",
    "index of a part": "django/",
    "chapter": "django/views/",
    "chapter with tabs": "start/setup/",
    "comparison": "compare/table/",
    "pictures": "compare/trace/",
    "measurements": "compare/measurements/",
    "tables": "compare/contract/",
    "longest page": "compare/board/",
    "questions": "review/interview/",
    "glossary": "review/glossary/",
    "figures of the build": "about/checks/",
    "tags": "about/tags/",
}
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


@dataclass
class Report:
    """What Lighthouse says of one page."""

    scores: dict[str, int]
    """For each category from 0 to 100."""
    faults: list[str]
    """The audits that cost points."""


def inspect(address: str, *categories: str) -> Report:
    """Let Lighthouse load a page as its mobile profile has it: a slow phone, simulated.

    Raises:
        RuntimeError: Lighthouse could not load the page; says why.
    """
    run = run_node(
        [
            str(modules() / "lighthouse" / "cli" / "index.js"),
            address,
            "--quiet",
            "--output=json",
            f"--only-categories={','.join(categories or CATEGORIES)}",
            "--no-enable-error-reporting",
            f"--chrome-flags={' '.join(('--headless', '--disable-gpu', *ARGUMENTS))}",
        ],
        env={**os.environ, "CHROME_PATH": find_browser()},
    )
    if run.returncode:
        raise RuntimeError(f"Lighthouse could not load {address}:\n{run.stderr[-600:]}")
    result = json.loads(run.stdout)
    if error := result.get("runtimeError"):
        raise RuntimeError(f"Lighthouse could not load {address}: {error['message']}")
    scores, faults = {}, []
    for name, category in result["categories"].items():
        scores[name] = round(100 * (category["score"] or 0))
        for reference in category["auditRefs"]:
            audit = result["audits"][reference["id"]]
            if reference["weight"] and audit["score"] is not None and audit["score"] < 1:
                detail = audit.get("displayValue") or audit.get("explanation") or ""
                faults.append(f"{name}: {audit['title']} {detail}".strip())
    return Report(scores, faults)
