"""Settings of pytest, coverage and ruff in their configuration files."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path, PurePosixPath
from pkgutil import resolve_name
from tempfile import TemporaryDirectory

from hooks.blocks import Block
from hooks.checkers.data import check_ini, check_toml
from hooks.checkers.parsers import ask
from hooks.packages import did_you_mean, find_slip
from hooks.problems import Finding

SECTION = re.compile(r"\[([^\[\]]+)\]")
KEY = re.compile(r"([A-Za-z][\w-]*)\s*[=:]")


def check_tool_ini(block: Block) -> Iterator[Finding]:
    yield from check_ini(block)
    yield from check_keys(block)


def check_ruff_toml(block: Block) -> Iterator[Finding]:
    wrong = list(check_toml(block))
    yield from wrong or check_ruff(block)


def check_keys(block: Block) -> Iterator[Finding]:
    """Settings of pytest and coverage that are surely misspelt; plugins have others."""
    known: frozenset[str] = frozenset()
    for number, row in enumerate(block.source.split("\n"), 1):
        if section := SECTION.match(row):
            known = _settings(section[1].removeprefix("tool."), block.title)
        elif (key := KEY.match(row)) and key[1] not in known:
            slip = find_slip(key[1], known) or next((n for n in known if n == f"{key[1]}s"), "")
            if slip:
                message = f"no setting is named {key[1]!r}"
                yield Finding(number, 1, message, f"did you mean {slip!r}?")


def _settings(section: str, title: str) -> frozenset[str]:
    if section in ("pytest", "tool:pytest", "pytest.ini_options"):
        return _of_pytest()
    if section.startswith("coverage"):
        return _of_coverage(section[len("coverage.") :])
    return _of_coverage(section) if title.endswith(".coveragerc") else frozenset()


@cache
def _of_pytest() -> frozenset[str]:
    """Every name that pytest's own modules register."""
    folder = Path(resolve_name("_pytest").__file__).parent
    texts = [path.read_text(encoding="utf-8") for path in folder.rglob("*.py")]
    return frozenset(n for text in texts for n in re.findall(r"addini\(\s*\"(\w+)\"", text))


@cache
def _of_coverage(section: str) -> frozenset[str]:
    options = resolve_name("coverage.config:CoverageConfig").CONFIG_FILE_OPTIONS
    pairs = [where.split(":") for _, where, *_ in options]
    return frozenset(name for part, name in pairs if part == section)


def check_ruff(block: Block) -> Iterator[Finding]:
    """What ruff itself refuses in its settings. The text must be TOML."""
    name = PurePosixPath(block.title).name
    with TemporaryDirectory() as folder:
        file = Path(folder, name)
        file.write_text(block.source, encoding="utf-8")
        taken, said = ask(resolve_name("ruff:find_ruff_bin")(), "check", "--config", str(file), "-")
    place = re.search(r"TOML parse error at line (\d+), column (\d+)\n(?:.*\|.*\n)+(.+)", said)
    if taken or not place:
        return
    message, _, known = place[3].partition(", expected one of ")
    line, column = int(place[1]), int(place[2])
    refused = (re.findall(r"`(.+?)`", message) or [""])[0]
    # Of a key it may tell the table only.
    for number, row in enumerate(block.source.split("\n")[line - 1 :], line):
        if re.match(rf"{re.escape(refused)}\s*=", row):
            line, column = number, 1
            break
    remedy = did_you_mean(refused, re.findall(r"`(.+?)`", known))
    yield Finding(line, column, f"ruff: {message}", remedy)
