"""Unified diffs: well-formed, and fitting the file that the page has shown."""

from collections.abc import Iterator, Mapping

from hooks.blocks import Block
from hooks.diffs import HEADER, DiffError, Hunk, apply_diff, read_hunks
from hooks.problems import Finding

SIGNS = {" ", "-", "+"}  # kept, removed, added


def check_diff(block: Block, shown: Mapping[str, str] = {}) -> Iterator[Finding]:
    """Mistakes of form; in a diff without any, the first line that its file does not have.

    Args:
        shown: the text of each file as the page has shown it; of other files only the form counts.
    """
    hunks = read_hunks(block.source, block.title)
    wrong = [finding for hunk in hunks for finding in _check_form(hunk)]
    yield from wrong
    for path in dict.fromkeys(hunk.path for hunk in hunks if not wrong):
        if path in shown:
            try:
                apply_diff(shown[path], block.source, path)
            except DiffError as error:
                yield error.finding


def _check_form(hunk: Hunk) -> Iterator[Finding]:
    for number, sign, _ in hunk.lines:
        if sign not in SIGNS:
            remedy = "begin it with a space (kept), - (removed) or + (added), as `diff -u` does"
            yield Finding(number, 1, "a line of a diff without its sign", remedy)
            return
    if not hunk.header.startswith("@@ -"):
        return  # a fragment; or git's short form, `@@` alone
    match = HEADER.match(hunk.header)
    if not match:
        remedy = "write @@ -first,number +first,number @@"
        yield Finding(hunk.line, 1, "the header of this hunk cannot be read", remedy)
        return
    old, new = int(match[2] or 1), int(match[4] or 1)
    has_old, has_new = hunk.count(" -"), hunk.count(" +")
    if (old, new) != (has_old, has_new):
        yield Finding(
            hunk.line,
            1,
            f"the header tells of {old} old and {new} new lines; there are {has_old} and {has_new}",
            f"write @@ -{match[1]},{has_old} +{match[3]},{has_new} @@",
        )
