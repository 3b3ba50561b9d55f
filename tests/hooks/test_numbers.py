"""What the pages tell of themselves: counted, or said to be unknown."""

from hooks.blocks import Block
from hooks.numbers import UNPERFORMED, fill, not_run, runs, table
from hooks.performed import Record

RECORDS = [
    Record("a.md", "", "3.11.7", "5.2", "2026-11-20", 1.0, 10, 7, ["needs Windows"] * 2),
    Record("b.md", "", "3.11.7", "5.2", "2026-11-21", 1.0, 5, 3, ["a <host>"]),
    Record("a.md", "", "3.13.0", "6.1", "2026-11-21", 1.0, 10, 7, ["another reason"]),
]


def test_a_row_for_each_set_of_versions():
    html = runs(RECORDS)
    assert "<tr><td>5.2</td><td>3.11.7</td><td>2</td><td>15</td><td>10</td><td>3</td>" in html
    assert "<td>6.1</td><td>3.13.0</td><td>1</td><td>10</td><td>7</td><td>1</td>" in html
    assert "2026-11-20" not in html


def test_reasons_are_counted_for_the_version_that_the_pages_show():
    html = not_run(RECORDS)
    assert "<tr><td>2</td><td>needs Windows</td></tr>" in html
    assert "<td>a &lt;host&gt;</td>" in html
    assert "another reason" not in html


def test_a_copy_without_a_run_says_so():
    assert runs([]) == not_run([]) == UNPERFORMED


def test_blocks_by_language():
    wrong = Block("a.md", 1, "python", "x =", options={"data-wrong": "why"})
    html = table([wrong, Block("a.md", 5, "python", "x = 1"), Block("a.md", 9, "text", "x")])
    assert "<td><code>python</code></td><td>2</td><td>yes</td><td>1</td>" in html
    assert "<td><code>text</code></td><td>1</td><td>no: shown as text</td>" in html
    assert fill("<p>x</p>", [], 0) == "<p>x</p>"
