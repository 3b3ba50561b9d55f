"""Unified diffs, read and applied.

The format: https://www.gnu.org/software/diffutils/manual/html_node/Detailed-Unified.html
A fragment, lines with signs and no header, is allowed: its old lines stand in the file in order.
"""

import difflib
import re
from dataclasses import dataclass, field

from hooks.problems import Finding

HEADER = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
LEFT_OUT = {"…", "..."}


class DiffError(Exception):
    """The diff does not apply; `finding` says where and why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


@dataclass
class Hunk:
    """Neighbouring lines of one file, each with its line in the diff and its sign."""

    path: str
    line: int
    header: str
    lines: list[tuple[int, str, str]] = field(default_factory=list)

    def count(self, signs: str) -> int:
        return sum(sign in signs for _, sign, _ in self.lines)


def apply_diff(text: str, source: str, path: str = "") -> str:
    """The file's `text` after the diff `source`.

    Args:
        path: the file, where the diff changes several.

    Raises:
        DiffError: a line that the diff removes or keeps is not there.
    """
    hunks = read_hunks(source, path)
    return _apply(text, [hunk for hunk in hunks if path in ("", hunk.path)])


def read_hunks(source: str, path: str) -> list[Hunk]:
    lines = source.rstrip("\n").split("\n")
    hunks: list[Hunk] = []
    # What stands before the first header (`diff --git …`, a message) is for people.
    reading = not any(HEADER.match(line) for line in lines)
    for i, line in enumerate(lines):
        if line.startswith("diff --git "):
            reading = False
        elif line.startswith("--- ") and "".join(lines[i + 1 : i + 2]).startswith("+++ "):
            reading = False
            old, new = _path(line), _path(lines[i + 1])
            path = old if new == "/dev/null" else new
        elif line.startswith("+++ ") and not reading:
            reading = not any(HEADER.match(later) for later in lines[i + 1 :])
        elif line.startswith("@@"):
            reading = True
            hunks.append(Hunk(path, i + 1, line))
        elif reading and not line.startswith("\\"):  # "\ No newline at end of file"
            if not hunks or hunks[-1].path != path:
                hunks.append(Hunk(path, i + 1, ""))
            if line in LEFT_OUT:
                hunks[-1].header = ""  # what it counts is not all here
                hunks.append(Hunk(path, i + 1, ""))
            else:  # editors strip the space of an empty context line
                hunks[-1].lines.append((i + 1, line[:1] or " ", line[1:]))
    for hunk in hunks:
        match = HEADER.match(hunk.header)
        # Empty lines between one hunk and the next header belong to neither.
        while match and hunk.lines[-1:] and hunk.lines[-1][1:] == (" ", ""):
            if hunk.count(" -") <= int(match[2] or 1):
                break
            hunk.lines.pop()
    return [hunk for hunk in hunks if hunk.lines or hunk.header]


def _path(line: str) -> str:
    return re.sub(r"^[ab]/", "", line[4:].split("\t")[0].strip())


def _apply(text: str, hunks: list[Hunk]) -> str:
    """Replace each hunk's old lines by its new ones, from the top of the file down."""
    lines = text.removesuffix("\n").split("\n") if text else []
    at = 0
    for hunk in hunks:
        rows = _find(lines, hunk, at)
        at = rows[0] if rows else _place_without_old_lines(lines, hunk)
        grown = 0
        for _, sign, content in hunk.lines:
            if sign == "+":
                lines.insert(at, content)
                at += 1
                grown += 1
                continue
            at = rows.pop(0) + grown
            if sign == "-":
                del lines[at]
                grown -= 1
            else:
                at += 1
    return "\n".join(lines) + "\n" if lines else ""


def _place_without_old_lines(lines: list[str], hunk: Hunk) -> int:
    match = HEADER.match(hunk.header)
    return min(int(match[3]) - 1, len(lines)) if match else len(lines)


def _find(lines: list[str], hunk: Hunk, at: int) -> list[int]:
    """The row of each old line: side by side, or, in a fragment, at least in order."""
    old = [(number, content) for number, sign, content in hunk.lines if sign != "+"]
    wanted = [content.rstrip() for _, content in old]
    have = [line.rstrip() for line in lines]
    match = HEADER.match(hunk.header)
    # A header names the row; other programs that apply diffs forgive it when it is off, too.
    named = int(match[3]) - 1 if match else at
    fitting = [row for row in range(at, len(have)) if have[row : row + len(old)] == wanted]
    if fitting or not old:
        first = min(fitting, key=lambda row: abs(row - named), default=at)
        return list(range(first, first + len(old)))
    if match:
        missing = max(_common(have[row:], wanted) for row in range(at, len(have) + 1))
        raise _missing(have, hunk, *old[missing])
    rows: list[int] = []
    for number, content in old:
        start = rows[-1] + 1 if rows else at
        if content.rstrip() not in have[start:]:
            raise _missing(have, hunk, number, content)
        rows.append(have.index(content.rstrip(), start))
    return rows


def _common(have: list[str], wanted: list[str]) -> int:
    """How many lines agree before the first that does not."""
    pairs = enumerate(zip(have, wanted, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(have), len(wanted)))


def _missing(have: list[str], hunk: Hunk, number: int, content: str) -> DiffError:
    content = content.rstrip()
    name = hunk.path or "the file"
    if content in have:
        message = f"{name} has this line, but not at this place"
        remedy = "show the lines of a diff in the order of the file"
    else:
        message = f"{name} has no such line where the page has shown it"
        near = difflib.get_close_matches(content, have, 1)
        remedy = f"did you mean {near[0].strip()!r}?" if near else "compare it with the file"
    return DiffError(Finding(number, 2, message, remedy))
