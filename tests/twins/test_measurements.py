"""The committed figures are those of today, and the page is made from them."""

import json
import platform
import sys
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from tests.twins import charts, measure, sizes
from tests.twins.boards import DJANGO, FLASK, Board, Kind

DATA = json.loads(measure.DATA.read_text(encoding="utf-8"))
BOTH = pytest.mark.parametrize("kind", [DJANGO, FLASK], ids=lambda kind: kind.app)
# Compiled parts of a package are of another size on another platform, and smaller releases of what
# the requirements do not pin come and go.
TOLERANCE = 0.05


def differences(committed: dict[str, Any], fresh: dict[str, Any], name: str = "") -> list[str]:
    """Each figure that is not what it was: where it stands, and both values."""
    found = []
    for key in committed.keys() | fresh.keys():
        old, new = committed.get(key), fresh.get(key)
        if isinstance(old, dict) and isinstance(new, dict):
            found += differences(old, new, f"{name}{key}, ")
        elif old is None or new is None or not close(key, old, new):
            found.append(f"{name}{key}: committed {old}, fresh {new}: run `make measure`")
    return sorted(found)


def close(key: str, old: Any, new: Any) -> bool:
    return abs(old - new) <= TOLERANCE * old if key == "bytes" else bool(old == new)


@BOTH
def test_files_and_lines(kind: Kind):
    committed = {key: DATA["stable"][kind.app][key] for key in ("files", "lines")}
    assert differences(committed, sizes.count_app(kind.app)) == []


def test_lines_of_each_task():
    tasks = sizes.count_tasks()
    assert len(tasks) > 10
    assert all(task["django"] and task["flask"] for task in tasks.values())
    assert differences(DATA["tasks"], tasks) == []


@BOTH
def test_packages_and_their_size(kind: Kind):
    here = (
        f"{platform.system()} {platform.machine()}",
        ".".join(platform.python_version_tuple()[:2]),
    )
    there = DATA["machine"]["system"], DATA["machine"]["python"].rpartition(".")[0]
    if here != there:
        pytest.skip(f"other packages are needed on {here} than on {there}")
    packages, fresh = measure.count(kind.app)
    assert packages.keys() == DATA["packages"][kind.app].keys()
    committed = {key: DATA["stable"][kind.app][key] for key in ("packages", "bytes")}
    assert differences(committed, {key: fresh[key] for key in committed}) == []


@BOTH
def test_queries(kind: Kind, tmp_path: Path):
    board = Board(kind, tmp_path)
    board.run("migrate")
    board.start()
    try:
        measure.fill(board)
    finally:
        board.stop()
    assert differences(DATA["stable"][kind.app]["queries"], sizes.count_queries(board)) == []


def test_a_figure_that_has_changed_is_named():
    changed = deepcopy(DATA["stable"])
    changed["flask"]["lines"]["code"] += 1
    changed["django"]["bytes"] *= 1.02
    old = DATA["stable"]["flask"]["lines"]["code"]
    assert differences(DATA["stable"], changed) == [
        f"flask, lines, code: committed {old}, fresh {old + 1}: run `make measure`"
    ]
    changed["django"]["bytes"] *= 1.2
    assert len(differences(DATA["stable"], changed)) == 2


def test_the_page_is_made_from_the_data():
    made = charts.make(DATA)
    committed = {path.name: path.read_text("utf-8") for path in charts.MEASURED.iterdir()}
    assert committed.keys() == made.keys()
    for name, text in made.items():
        assert committed[name] == text, f"{name}: run `python -m tests.twins.charts`"


def test_every_table_and_picture_is_on_a_page():
    pages = "".join(path.read_text("utf-8") for path in measure.DATA.parent.glob("*.md"))
    for name in charts.make(DATA):
        assert f'--8<-- "measured/{name}"' in pages, name


def test_noisy_figures_are_of_several_runs():
    for kind in (DJANGO, FLASK):
        noisy = DATA["noisy"][kind.app]
        for runs in (noisy["start"], noisy["first page"], *noisy["median"].values()):
            assert len(runs) == DATA["load"]["rounds"] >= 3


def test_nothing_names_the_machine():
    text = json.dumps(DATA)
    assert platform.node() not in text
    assert str(Path.home()) not in text
    assert sys.prefix not in text


def test_a_missing_load_tool_is_said_in_words(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(measure.NoLoadToolError, match="apt install apache2-utils"):
        measure.find_ab()
