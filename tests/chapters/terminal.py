"""The reader's terminal: commands typed one after the other, answers given where one asks."""

import os
import re
import signal
import time
from contextlib import suppress
from pathlib import Path

import pexpect

from tests.chapters.network import Leave
from tests.chapters.normalize import ANSI, INSTALLERS, clean

TIMEOUT = 120
"""Seconds after which a command that says nothing is taken for stuck."""
INSTALL_TIMEOUT = 600
"""The same for an installer, which unpacks large packages without a word."""
QUIET = 0.4
"""Seconds without output after which a program is taken to wait for an answer."""


class StuckError(Exception):
    """A command waits for something that the page does not give. Holds what it printed."""


class Terminal:
    """Each command is a shell of its own that takes over folder, variables and functions.

    So `cd`, `export` and an activated environment last, as they do for a reader.
    """

    def __init__(
        self, root: Path, state: Path, env: dict[str, str], leave: Leave | None = None
    ) -> None:
        self.env = env
        self.leave = leave
        """Brings an installer into the machine's network; None where the terminal is in it."""
        self.root = root
        self._script = state / "script"
        self._folder, self._variables = state / "folder", state / "variables"
        self._functions = state / "functions"

    @property
    def folder(self) -> Path:
        known = self._folder.exists()
        return Path(self._folder.read_text(encoding="utf-8").strip()) if known else self.root

    @property
    def lead(self) -> str:
        """Shell commands that bring a new shell to where this terminal stands."""
        state = ""
        if self._variables.exists():
            state = f". '{self._variables}' 2>/dev/null; . '{self._functions}'\n"
        return f"{state}cd '{self.folder}'\n"

    def type(self, text: str, shown: str, hidden: list[str]) -> tuple[str, int]:
        """Type a command; return what it prints and its exit status.

        Where it waits, the rest of the line that the page shows is typed, or, where a page cannot
        show it, the next of `hidden`.

        Raises:
            StuckError: it waits, and the page has no answer.
        """
        self._script.write_text(
            f"{self.lead}{text}\nSTATUS=$?\n"
            f"pwd > '{self._folder}'; declare -f > '{self._functions}'\n"
            f"declare -p | grep -E '^declare -[x-]+ [A-Za-z_]+=' > '{self._variables}'\n"
            "exit $STATUS\n",
            encoding="utf-8",
        )
        installs = INSTALLERS.match(text)
        leave = self.leave if installs else None
        patience = INSTALL_TIMEOUT if installs else TIMEOUT
        child = spawn(["--norc", str(self._script)], self.root, self.env, preexec=leave)
        output, last = "", time.monotonic()
        while True:
            try:
                output += child.read_nonblocking(4096, timeout=QUIET)
                last = time.monotonic()
            except pexpect.TIMEOUT:
                answer = _answer(shown, output, hidden)
                if answer is not None:
                    child.sendline(answer)
                    last = time.monotonic()
                elif time.monotonic() - last > patience:
                    end(child)
                    raise StuckError(clean(output)) from None
            except pexpect.EOF:
                break
        child.wait()
        child.close()
        status = child.exitstatus
        return clean(output), status if status is not None else 128 + (child.signalstatus or 0)


def spawn(
    arguments: list[str],
    folder: Path,
    env: dict[str, str],
    columns: int = 200,
    preexec: Leave | None = None,
) -> pexpect.spawn:
    """A shell with a terminal of its own."""
    child = pexpect.spawn(
        "bash",
        arguments,
        env=env,
        cwd=str(folder),
        encoding="utf-8",
        codec_errors="replace",
        dimensions=(50, columns),
        timeout=TIMEOUT,
        preexec_fn=preexec,
    )
    # What is closed here has ended: nothing to wait for, nothing to type slowly.
    child.delayafterclose = child.ptyproc.delayafterclose = 0
    child.delaybeforesend = None
    return child


def end(child: pexpect.spawn) -> None:
    """Kill a shell with all that it has started, and wait: on a busy machine that takes a while."""
    if child.isalive():
        send(child.pid, signal.SIGKILL)
    while child.isalive():
        time.sleep(0.01)
    child.close()


def send(group: int, number: int) -> None:
    """Send a signal to all processes of a group. To those that have ended macOS permits none."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


def _answer(shown: str, output: str, hidden: list[str]) -> str | None:
    """What the page answers where the program waits: the rest of the line that it has begun."""
    *earlier, begun = ANSI.sub("", output).split("\n")
    begun = begun.strip("\r").rstrip()
    # A line that is slow to come, as the dots of a test run, is no question.
    if not begun.endswith((":", "?", ">", "]", ")")):
        return None
    asked_before = sum(line.startswith(begun) for line in earlier)
    lines = [(line, _prompt_length(line, begun)) for line in shown.split("\n")]
    asked = [(line, length) for line, length in lines if length]
    if asked_before >= len(asked):
        return None
    line, length = asked[asked_before]
    return line[length:].strip() or (hidden.pop(0) if hidden else None)


def _prompt_length(line: str, begun: str) -> int:
    """How much of a line of the page the program has printed; 0 if it prints something else."""
    for length in range(len(line), 0, -1):
        pattern = ".*?".join(re.escape(part) for part in line[:length].split("…"))
        if re.fullmatch(pattern, begun):
            return length
    return 0
