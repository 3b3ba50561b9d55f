"""The same report from a strict build and from the command line."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from hooks.formats import as_annotations
from hooks.problems import Problem

ROOT = Path(__file__).parent.parent.parent

CONFIG = f"""
site_name: Test
strict: true
hooks: [{(ROOT / "hooks" / "mkdocs_events.py").as_posix()}]
markdown_extensions: [attr_list, pymdownx.superfences]
plugins: []
"""

PAGE_A = "---\ntitle: A\n---\n\n# A\n\n```python\nx = (\n```\n\n```json\n[1,x]\n```\n"
PAGE_B = "# B\n\n```python\ny = 1\n```\n\n```pyhton\nz = 1\n```\n"

REPORT = """\
docs/a.md:8:5: python: '(' was never closed
    x = (
        ^
docs/a.md:12:4: json: Expecting value
    [1,x]
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


def command(*pages: str, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "hooks", *pages],
        cwd=cwd,
        # Nothing on Windows can open a socket without SystemRoot.
        env={**os.environ, "PYTHONPATH": str(ROOT), "PATH": "", **variables},
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


def test_what_a_terminal_cannot_show_is_escaped(site):
    page = site / "docs" / "b.md"
    page.write_text("# B\n\n```python\nx = (  # →\n```\n", encoding="utf-8")
    run = command("docs/b.md", cwd=site, PYTHONIOENCODING="cp1252")
    assert run.returncode == 1
    assert "\n    x = (  # \\u2192\n" in run.stdout


def test_command_line_searches_folders(site):
    (site / "docs" / "deep").mkdir()
    (site / "docs" / "deep" / "b.md").write_text(PAGE_B)
    run = command("docs", cwd=site)
    assert run.stdout == REPORT[REPORT.index("docs/b.md") :].replace("docs/", "docs/deep/")


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("docs/indx.md", "cannot be read: there is no such file; did you mean 'index.md'?"),
        ("docs/elsewhere.md", "cannot be read: there is no such file"),
        ("empty/*.md", "cannot be read: there is no such file"),
        ("latin.md", "cannot be read: byte 2 is not UTF-8; save the file as UTF-8"),
    ],
)
def test_command_line_checks_the_others_when_a_file_cannot_be_read(site, path, message):
    (site / "docs" / "b.md").write_text(PAGE_B)
    (site / "empty").mkdir()
    (site / "latin.md").write_bytes(b"# \xe9")
    run = command(path.removesuffix("/*.md"), "docs/b.md", cwd=site)
    assert run.returncode == 2
    assert run.stderr == f"{path}: {message}\n1 problem on 1 page in code blocks\n"
    assert run.stdout == REPORT[REPORT.index("docs/b.md") :]


def test_json(site):
    (site / "docs" / "b.md").write_text(PAGE_B)
    run = command("--format", "json", "docs/b.md", cwd=site)
    assert run.returncode == 1
    assert json.loads(run.stdout) == [
        {
            "path": "docs/b.md",
            "line": 7,
            "column": 1,
            "language": "",
            "message": "unknown language 'pyhton'",
            "remedy": "did you mean 'python'?",
            "excerpt": "```pyhton",
        }
    ]
    run = command("--format", "json", "docs/index.md", cwd=site)
    assert (run.returncode, json.loads(run.stdout)) == (0, [])


def test_annotations_for_github(site):
    (site / "docs" / "b,100%.md").write_text(PAGE_B)
    run = command("--format", "github", "docs/b,100%.md", "docs/index.md", cwd=site)
    assert run.returncode == 1
    assert run.stdout == (
        "::error file=docs/b%2C100%25.md,line=7,col=1,title=markdown"
        "::unknown language 'pyhton'%0Ahelp: did you mean 'python'?\n"
    )
    assert command("--format", "github", "docs/index.md", cwd=site).stdout == ""


def test_annotation_escapes_what_ends_a_property_or_a_command():
    problem = Problem("C:/a,b.md", 1, 2, "python", "one\r\ntwo: 3, 100%")
    assert as_annotations([problem]) == (
        "::error file=C%3A/a%2Cb.md,line=1,col=2,title=python::one%0D%0Atwo: 3, 100%25"
    )


def test_command_line_names_its_formats(site):
    run = command("--format", "xml", "docs", cwd=site)
    assert run.returncode == 2
    assert "invalid choice: 'xml'" in run.stderr
