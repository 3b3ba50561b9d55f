"""The same report from a strict build and from the command line."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent

CONFIG = f"""
site_name: Test
strict: true
hooks: [{(ROOT / "hooks" / "mkdocs_events.py").as_posix()}]
markdown_extensions: [attr_list, pymdownx.superfences]
plugins: []
"""

PAGE_A = "---\ntitle: A\n---\n\n# A\n\n```python\nx = (\n```\n\n```json\n[1,]\n```\n"
PAGE_B = "# B\n\n```python\ny = 1\n```\n\n```pyhton\nz = 1\n```\n"

REPORT = """\
docs/a.md:8:5: python: '(' was never closed
    x = (
        ^
docs/a.md:12:4: json: Expecting value
    [1,]
       ^
docs/b.md:7:1: markdown: unknown language 'pyhton'
    ```pyhton
    ^
    help: did you mean 'python'?
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "mkdocs.yml").write_text(CONFIG)
    (tmp_path / "docs" / "index.md").write_text("# Home\n\n```python\nx = 1\n```\n")
    return tmp_path


def build(site: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build"], cwd=site, capture_output=True, text=True
    )


def test_strict_build_reports_everything_in_page_order_and_fails(site):
    (site / "docs" / "b.md").write_text(PAGE_B)
    (site / "docs" / "a.md").write_text(PAGE_A)
    run = build(site)
    assert run.returncode == 1
    expected = REPORT.replace("docs/", "WARNING -  docs/")
    lines = [line for line in run.stderr.split("\n") if line]
    shown = "\n".join(line.removeprefix("           ") for line in lines)
    for line in expected.strip().split("\n"):
        assert line.strip() in shown
    places = [line.split(": ")[0] for line in expected.split("\n") if line.startswith("WARN")]
    assert [shown.index(place) for place in places] == sorted(shown.index(p) for p in places)
    assert "3 problems on 2 pages in code blocks" in shown


def test_strict_build_of_what_is_right_passes(site):
    run = build(site)
    assert run.returncode == 0, run.stderr


def command(*pages: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "hooks", *pages],
        cwd=cwd,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
    )


def test_command_line(site):
    (site / "docs" / "b.md").write_text(PAGE_B)
    (site / "docs" / "a.md").write_text(PAGE_A)
    run = command("docs/a.md", "docs/b.md", "docs/index.md", cwd=site)
    assert run.returncode == 1
    assert run.stdout == REPORT
    assert run.stderr == "3 problems on 2 pages in code blocks\n"
    assert command("docs/index.md", cwd=site).returncode == 0


def test_command_line_with_a_file_that_is_not_there(site):
    run = command("docs/none.md", cwd=site)
    assert run.returncode == 2
    assert run.stderr.startswith("docs/none.md: cannot be read: ")
