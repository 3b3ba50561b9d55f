"""Every check has a row in the table of the page "How this site is checked"."""

import re
from pathlib import Path

from hooks.checkers import ACROSS, CHECKERS, FILES

PAGE = Path(__file__).parent.parent.parent / "docs" / "about" / "checks.md"
# The rows of the table, and what is checked there: languages, and checks across blocks.
ROWS = {
    "python": {"python"},
    "pycon": {"pycon"},
    "outputs": set(),
    "names": {"check_page_names"},
    "console": {"console", "bash"},
    "powershell": {"powershell", "ps1con", "bat", "doscon"},
    "programs": set(),
    "django-templates": {"html+django"},
    "jinja-templates": {"html+jinja"},
    "html": {"html"},
    "css": {"css", "js"},
    "data": {"json", "toml", "yaml", "ini", "xml", "check_compose", "check_workflow"}
    | {"check_tool_ini", "check_ruff_toml"},
    "sql": {"sql"},
    "diff": {"diff", "check_diffs"},
    "docker": {"docker"},
    "nginx": {"nginx"},
    "http": {"http"},
    "requirements": {"check_requirements", "check_pyproject"},
    "env": {"check_env"},
    "characters": set(),
    "parts": {"check_parts", "check_languages"},
    "again": {"check_contradictions", "check_order"},
    "lookups": {"check_settings", "check_paths", "check_jinja_names", "check_given_names"},
    "routes": {"check_routes"},
    "patterns": set(),
    "page": set(),
}


def test_every_check_has_a_row():
    across = {getattr(check, "func", check).__name__ for check in ACROSS}
    files = {check.__name__ for check in FILES.values()} - {"check_nothing"}
    assert set().union(*ROWS.values()) == CHECKERS.keys() | across | files


def test_the_page_has_the_rows():
    rows = re.findall(r"^\| \[.*?\]\(#([\w-]+)\)\{ #\1 \}", PAGE.read_text("utf-8"), re.MULTILINE)
    assert rows[: len(ROWS)] == list(ROWS)
