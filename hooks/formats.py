"""The same problems for a person, for a program, and for GitHub.

The first line of each problem in `text` is `path:line:column: …`, which editors jump to: Vim's
errorformat `%f:%l:%c: %m`, a problem matcher of Visual Studio Code.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict

from hooks.problems import Problem


def as_text(problems: Sequence[Problem]) -> str:
    return "\n".join(map(str, problems))


def as_json(problems: Sequence[Problem]) -> str:
    """A list of objects with the fields of `Problem`."""
    return json.dumps([asdict(problem) for problem in problems], indent=2)


def as_annotations(problems: Sequence[Problem]) -> str:
    """Workflow commands, which GitHub shows at the lines of a pull request.

    https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
    """
    return "\n".join(map(_annotation, problems))


def _annotation(problem: Problem) -> str:
    message = problem.message + (f"\nhelp: {problem.remedy}" if problem.remedy else "")
    return (
        f"::error file={_escape_property(problem.path)},line={problem.line},col={problem.column}"
        f",title={_escape_property(problem.language or 'markdown')}::{_escape(message)}"
    )


def _escape(text: str) -> str:
    """As `escapeData` does: https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts"""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    """As `escapeProperty` does, in the same file."""
    return _escape(text).replace(":", "%3A").replace(",", "%2C")


FORMATS: dict[str, Callable[[Sequence[Problem]], str]] = {
    "text": as_text,
    "github": as_annotations,
    "json": as_json,
}
