"""An interactive Python shell: `python`, `python manage.py shell`, `flask shell`."""

import os

from tests.chapters.normalize import clean
from tests.chapters.terminal import Terminal, end, spawn


class Shell:
    """Started by a `pycon` block, whose title is the command."""

    def __init__(self, command: str, terminal: Terminal) -> None:
        self.command = command
        env = {**terminal.env, "INPUTRC": os.devnull}
        # Wide, so that no line of input is folded.
        arguments = ["--norc", "-c", f"{terminal.lead}{command}"]
        self._child = spawn(arguments, terminal.folder, env, columns=2000)

    def start(self) -> str:
        """Wait for the first prompt; return the greeting.

        Raises:
            pexpect.EOF, pexpect.TIMEOUT: there is no prompt; `said` holds what came.
        """
        self._child.expect(r"(?:^|\n)>>> ")
        return self.said

    @property
    def said(self) -> str:
        return clean(self._child.before or "")

    def enter(self, text: str) -> str:
        """Type a statement; return what it prints. Raises as `start`."""
        more = False
        for line in text.split("\n"):
            self._child.sendline(line)
            self._child.expect_exact(line)  # the terminal's echo
            more = self._child.expect([r"\r\n>>> ", r"\r\n\.\.\. "]) == 1
        if more:
            self._child.sendline("")
            self._child.expect(r"\r\n>>> ")
        return self.said

    def close(self) -> None:
        end(self._child)
