"""What a reader downloads starts with the commands of its README, and passes its own tests."""

import io
import re
import subprocess
import time
import zipfile
from pathlib import Path

import pytest

from hooks.blocks import Block
from hooks.checkers import check_across, check_block
from hooks.downloads import APPS as NAMES
from hooks.downloads import pack, read_app
from hooks.files import follow
from tests.twins.boards import APPS, DJANGO, FLASK, Board, answers


def unpack(name: str, folder: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(pack(APPS / name))) as archive:
        archive.extractall(folder)
    return folder / f"board-{name}"


def test_its_own_tests_pass(board: Board):
    assert re.search(r"Ran 4 tests|4 passed", board.run("test"))


@pytest.mark.parametrize("kind", [DJANGO, FLASK], ids=lambda kind: kind.name)
def test_the_readme_starts_it(kind, tmp_path):
    board = Board(kind, tmp_path / "unused")
    folder = unpack(kind.app, tmp_path)
    text = (folder / "README.md").read_text(encoding="utf-8")
    block = re.search(r"## Start\n\n```console\n(.*?)```", text, re.DOTALL)
    assert block
    make, activate, install, migrate, serve = block[1].replace("$ ", "").strip().split("\n")
    assert make == "python -m venv .venv"
    assert activate == ". .venv/bin/activate"
    assert install == "python -m pip install -r requirements.txt"
    env = {k: v for k, v in board.env.items() if not k.startswith(("BOARD", "SECRET"))}

    def command(line: str) -> list[str]:
        program, *rest = line.split()
        return [str(board.bin / program), *rest]

    done = subprocess.run(command(migrate), cwd=folder, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    port = "18429" if kind is DJANGO else "18430"
    option = [port, "--noreload"] if kind is DJANGO else ["--port", port]
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(
            [*command(serve), *option], cwd=folder, env=env, stdout=log, stderr=log
        )
    try:
        deadline = time.monotonic() + 180
        while not answers(f"http://127.0.0.1:{port}/"):
            assert server.poll() is None, (tmp_path / "log").read_text()
            assert time.monotonic() < deadline, (tmp_path / "log").read_text()
            time.sleep(0.1)
    finally:
        server.terminate()
        server.wait(10)


def test_the_zip_has_no_marks_and_is_the_same_each_time():
    for name in NAMES:
        assert pack(APPS / name) == pack(APPS / name)
        with zipfile.ZipFile(io.BytesIO(pack(APPS / name))) as archive:
            names = archive.namelist()
            assert f"board-{name}/README.md" in names
            assert f"board-{name}/requirements.txt" in names
            for entry in names:
                assert b"8<" not in archive.read(entry), entry


@pytest.mark.parametrize("name", NAMES)
def test_the_validator_finds_nothing_wrong_in_the_whole_app(name):
    """Pages include parts of these files, which only the whole app shows to be right."""
    languages = {".py": "python", ".txt": "text", ".ini": "ini", ".toml": "toml"}
    languages[".html"] = "html+django" if name == "django" else "html+jinja"
    blocks = [
        Block(title, 1, languages[Path(title).suffix], text.rstrip("\n"), options={"title": title})
        for title, text in read_app(APPS / name).items()
        if Path(title).suffix in languages and text
    ]
    assert len(blocks) > 15
    assert [str(p) for block in blocks for p in check_block(block)] == []
    assert [str(p) for p in check_across(list(follow(blocks, {})))] == []
