"""The contract's page has a row for every test of the suite, and no other."""

import ast
import re
from pathlib import Path

from tests.twins.test_mutants import MUTANTS

HERE = Path(__file__).parent
PAGE = (HERE.parent.parent / "docs" / "compare" / "contract.md").read_text(encoding="utf-8")
# What these test is a page, not a board.
ABOUT_PAGES = {"test_contract.py", "test_measurements.py", "test_proofs.py"}


def names_in(file: Path) -> list[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    functions = [n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]
    return [name for name in functions if name.startswith("test_")]


def test_every_test_of_the_suite_has_its_row():
    files = [path for path in sorted(HERE.glob("test_*.py")) if path.name not in ABOUT_PAGES]
    names = [name.replace("_", "-") for file in files for name in names_in(file)]
    assert len(names) > 60
    assert sorted(re.findall(r"\{ #(test-[a-z0-9-]+) \}", PAGE)) == sorted(names)


def test_the_page_counts_the_mutants():
    assert f"For each of these {len(MUTANTS)} changes" in PAGE
