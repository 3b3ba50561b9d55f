"""How much of the pages is run, not only parsed. What is not run says why."""

import html
import re
from collections.abc import Iterator
from pathlib import Path

from hooks.sessions import read_session
from tests.chapters.steps import DOCS, Step, all_chapters, read_chapter

ELSEWHERE = "performed in the run with "
WINDOWS = "needs Windows"
HEADING = re.compile(r"#{2,3} (?P<text>.+?)\s*\{ ?#(?P<id>[\w.-]+)")

# Sections about something that gives no message: there is no error to quote.
SYMPTOMS = {
    "compare/misconceptions.md#e-worker-memory",
    "compare/misconceptions.md#e-instagram",
    "django/auth.md#e-admin-template",
    "django/form-fields.md#e-no-errors-shown",
    "django/form-fields.md#e-clean-returns-none",
    "django/generic-views.md#e-mixin-order",
    "django/middleware.md#e-late-message",
    "django/project.md#e-no-dot",
    "django/queries.md#e-n-plus-one",
    "django/static.md#e-new-folder",
    "django/test-cases.md#e-no-csrf",
    "flask/app.md#e-no-reload",
    "flask/forms.md#e-silent-form",
    "flask/jinja.md#e-old-template",
    "flask/factory.md#e-not-registered",
    "practice/api-access.md#e-anonymous-201",
    "practice/api-access.md#e-filter-ignored",
    "practice/lifecycle.md#e-hidden-in-interface",
    "practice/lifecycle.md#e-django-implements",
    "practice/security-settings.md#e-secure-over-http",
    "practice/security-settings.md#e-redirect-loop",
    "practice/deployment.md#e-allowed-hosts",
    "start/setup.md#e-unpinned",
    "start/web.md#e-https",
    "start/web.md#e-curl-powershell",
    "start/back-end.md#e-file-url",
    "start/which.md#e-benchmarks",
    "start/which.md#e-half-django",
    "start/which.md#e-fight-django",
    "start/which.md#e-old-extension",
}


def all_steps() -> Iterator[tuple[str, Step]]:
    """Every block of every page, also of pages that are no chapter."""
    for page in sorted(DOCS.rglob("*.md")):
        if not page.is_relative_to(DOCS / "compare" / "apps"):
            for step in read_chapter(page).steps:
                yield page.relative_to(DOCS).as_posix(), step


def not_run(languages: set[str]) -> tuple[list[str], int]:
    """Where blocks of these languages stand that no run performs, and how many blocks there are.

    What is included is run where it comes from: tests/twins has the apps' own tests.
    """
    chapters = {page.relative_to(DOCS).as_posix() for page in all_chapters()}
    missing, number = [], 0
    for page, step in all_steps():
        block = step.block
        if block.language not in languages or block.included or "data-wrong" in block.options:
            continue
        number += 1
        left_out = step.kind in ("not run", "shown") and not step.reason.startswith(ELSEWHERE)
        if left_out or page not in chapters:
            missing.append(f"{page}:{block.line}")
    return missing, number


def test_nearly_all_commands_are_run():
    missing, number = not_run({"console"})
    assert number > 400
    assert len(missing) / number <= 0.05, missing


def test_all_python_is_run():
    missing, number = not_run({"python", "pycon"})
    assert number > 600
    assert missing == []


def test_what_is_not_run_says_why():
    """The style sheet shows the reason: docs/assets/site.css."""
    for page, step in all_steps():
        block = step.block
        assert (step.kind == "not run") == bool(step.reason.strip())
        if step.kind != "not run" or step.reason.startswith(ELSEWHERE):
            continue
        shown = {"data-not-run", "data-wrong"} & block.options.keys()
        if step.reason == WINDOWS:
            shown = shown or block.language == "ps1con"
        assert shown, f"{page}:{block.line}: readers do not see why this is not run"


def outputs(step: Step) -> str:
    """What the page shows as the result of a step, and a run compares."""
    source = step.block.source
    if step.kind in ("request", "log"):
        return source
    if step.block.language not in ("console", "pycon"):
        return ""
    commands = read_session(step.block.language, source)[1]
    return "\n".join("\n".join(command.output) for command in commands)


def mistakes(page: Path) -> Iterator[tuple[str, str, int, int]]:
    """Id, heading, first and last line of each section below "What goes wrong here"."""
    lines = page.read_text(encoding="utf-8").split("\n")
    found = [(n, m, line) for n, line in enumerate(lines, 1) if (m := HEADING.match(line))]
    inside = False
    for (number, match, line), after in zip(found, [*found[1:], (len(lines),)], strict=True):
        if line.startswith("## "):
            inside = match["text"] == "What goes wrong here"
        elif inside:
            yield match["id"], match["text"], number, after[0]


def test_each_quoted_error_is_made_to_happen():
    """By the section itself; elsewhere on the page, word for word; or the section says why not."""
    headings, idle, symptoms = 0, [], set()
    for page in all_chapters():
        name = page.relative_to(DOCS).as_posix()
        steps = read_chapter(page).steps
        run = [s for s in steps if s.kind != "not run" or s.reason.startswith(ELSEWHERE)]
        shown = " ".join(" ".join(map(outputs, run)).split())
        for ident, text, first, last in mistakes(page):
            headings += 1
            here = [s for s in steps if first <= s.block.line < last]
            error = " ".join(html.unescape(text).replace("\\", "").replace("`", "").split())
            pattern = ".*?".join(map(re.escape, error.rstrip(".:").split("…")))
            performed = any(outputs(s) for s in here if s in run)
            if performed or re.search(pattern, shown):
                continue
            if any("data-not-run" in s.block.options or s.reason == WINDOWS for s in here):
                continue
            if f"{name}#{ident}" in SYMPTOMS:
                symptoms.add(f"{name}#{ident}")
                continue
            idle.append(f"{page}:{first}: {text}")
    assert headings >= 270
    assert idle == []
    assert SYMPTOMS - symptoms == set(), "these are performed, or gone: take them from the list"
