"""A reader's folder, and everything that a page does in it, step by step."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pexpect

from hooks.blocks import Block
from hooks.sessions import Command, read_session
from tests.chapters.browser import Browser
from tests.chapters.files import compare_file, compare_folder, write_file
from tests.chapters.network import Leave
from tests.chapters.normalize import INSTALLERS, clean, matches
from tests.chapters.outcome import Failure, Outcome, failure
from tests.chapters.server import Server
from tests.chapters.shell import Shell
from tests.chapters.steps import Chapter, Step
from tests.chapters.terminal import TIMEOUT, StuckError, Terminal
from tests.chapters.window import Window

# What a reader's commands take over from ours: who and where we are, and how to reach the network.
# All else would change what programs print (CI makes pytest print more) or do (DJANGO_…, FLASK_…).
INHERITED = re.compile(
    r"HOME|USER|LOGNAME|SHELL|TMPDIR|PYENV_ROOT|(PIP|UV|SSL|CURL|REQUESTS)_.*|.*_proxy",
    re.IGNORECASE,
)
# Of a locale that the system does not have, bash complains at every start.
LOCALE = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"


def reader_environment(bin_dir: Path) -> dict[str, str]:
    """The environment of a reader who has activated the virtual environment, and nothing more."""
    inherited = {k: v for k, v in os.environ.items() if INHERITED.fullmatch(k)}
    return inherited | {
        "PATH": f"{bin_dir}{os.pathsep}{os.environ['PATH']}",
        "VIRTUAL_ENV": str(bin_dir.parent),
        "VIRTUAL_ENV_DISABLE_PROMPT": "1",
        # Plain text: no colours, no line editor.
        "TERM": "dumb",
        "NO_COLOR": "1",
        "DJANGO_COLORS": "nocolor",
        "PYTHON_BASIC_REPL": "1",
        "LC_ALL": LOCALE,
        "PYTHONUNBUFFERED": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_ROOT_USER_ACTION": "ignore",
        # What is not imported need not be compiled. False, because pip turns its own "no" around.
        "PIP_NO_COMPILE": "0",
    }


class Project:
    """One page's project.

    `home` is an empty or continued folder that will hold the project's folder; `bin_dir` holds the
    `python` of the reader's virtual environment; `leave` is that of `own_network`. With `keep_going` a failure does not end the page.
    """

    def __init__(
        self,
        chapter: Chapter,
        home: Path,
        bin_dir: Path,
        leave: Leave | None = None,
        keep_going: bool = False,
    ) -> None:
        self.chapter = chapter
        self.keep_going = keep_going
        self.root = home / chapter.project
        self.root.mkdir(parents=True, exist_ok=True)
        self.backup = home / ".backup"
        self.state = home / ".state"
        self.state.mkdir(exist_ok=True)
        environment = reader_environment(bin_dir)
        if chapter.makes_environment:
            del environment["VIRTUAL_ENV"]
            environment["WORKON_HOME"] = str(home / ".virtualenvs")  # pipenv: not in our home
        self.terminal = Terminal(self.root, self.state, environment, leave)
        self.browser = Browser()
        self.window: Window | None = None
        self.servers: list[Server] = []
        self.shell: Shell | None = None
        self.outcome = Outcome(chapter.path)

    def perform(self) -> Outcome:
        """Perform the page; failures are in the outcome, not raised."""
        began = time.monotonic()
        mistake = 0
        try:
            for step in self.chapter.steps:
                if step.mistake != mistake:
                    self._forget(mistake)
                    mistake = step.mistake
                    self._remember(mistake)
                try:
                    self._perform(step)
                except Failure as failed:
                    self.outcome.failures.append(failed)
                    if not self.keep_going:
                        break
            self._forget(mistake)
            for server in self.servers:
                self._compare_server(server)
        finally:
            self._end_shell()
            if self.window:
                self.window.close()
            for server in self.servers:
                server.stop()
        self.outcome.seconds = time.monotonic() - began
        return self.outcome

    def _remember(self, mistake: int) -> None:
        if mistake:
            self._end_shell()
            compiled = shutil.ignore_patterns("__pycache__")
            shutil.copytree(self.root, self.backup, symlinks=True, ignore=compiled)

    def _forget(self, mistake: int) -> None:
        if mistake:
            self._end_shell()
            # A server that is reloading may still write into the folder: moved away, it does no harm.
            aside = Path(tempfile.mkdtemp(dir=self.root.parent))
            self.root.rename(aside / self.root.name)
            self.backup.rename(self.root)
            shutil.rmtree(aside, ignore_errors=True)
            self._files_changed()

    def _files_changed(self) -> None:
        """A shell has the old code in memory; a server may reload."""
        self._end_shell()
        for server in self.servers:
            server.files_changed()

    def _refresh_servers(self) -> None:
        for server in self.servers:
            if server.stale:
                self._compare_server(server)
                server.refresh()
            server.read(0)

    def _perform(self, step: Step) -> None:
        block = step.block
        if step.kind == "not run":
            self.outcome.not_run.append((block.line, step.reason))
        if step.kind in ("not run", "shown"):
            return
        self.outcome.steps += 1
        if step.kind == "file":
            write_file(self.root, block)
            self._files_changed()
        elif step.kind == "made":
            compare_file(self.root, block)
            self.outcome.compared += 1
        elif step.kind == "tree":
            compare_folder(self.root, block)
            self.outcome.compared += 1
        elif step.kind == "request":
            self._refresh_servers()
            self.browser.compare(block)
            self.outcome.compared += 1
        elif step.kind == "browser":
            self._refresh_servers()
            self.window = self.window or Window()
            self.window.compare(block)
            self.outcome.compared += 1
        elif step.kind == "log":
            self._compare_log(block)
            self.outcome.compared += 1
        elif step.kind == "commands":
            # Those of an experiment, and the start of another server, ask where they say so.
            idle = step.mistake or "data-keep" in block.options
            if not idle or "127.0.0.1" in block.source or "localhost" in block.source:
                self._refresh_servers()
            self._run_commands(step)
        elif step.kind == "shell":
            self._type_in_shell(block)
        else:
            self._run_script(block)

    def _run_commands(self, step: Step) -> None:
        block = step.block
        self._end_shell()
        _, commands = read_session("console", block.source)
        hidden = [part.strip() for part in block.options.get("data-typed", "").split("|")]
        for command in commands:
            self.outcome.commands += 1
            if "data-keep" in block.options and command is commands[-1]:
                self._serve(block, command)
                self._remember_start(step, command)
            else:
                self._run(block, command, [part for part in hidden if part])

    def _remember_start(self, step: Step, command: Command) -> None:
        if not step.mistake:
            folder = self.terminal.folder.resolve().relative_to(self.root.resolve()).as_posix()
            change = "" if folder == "." else f"cd {folder}\n"
            self.outcome.start = change + command.text

    def _run(self, block: Block, command: Command, hidden: list[str]) -> None:
        shown = "\n".join(command.output)
        first = command.text.split("\n")[0]
        try:
            real, status = self.terminal.type(command.text, shown, hidden)
        except StuckError as stuck:
            message = f"`{first}` does not end (is data-keep, or an answer, missing?)"
            raise failure(block, message, shown, str(stuck), command.line) from None
        if shown.strip():
            self.outcome.compared += 1
            if matches(shown, real):
                return
            message = f"`{first}` prints something else"
        elif status:
            message = f"`{first}` fails with status {status}"
        elif real and not INSTALLERS.match(first):
            message = f"`{first}` prints something, the page shows nothing"
        else:
            return
        self.outcome.outputs.append((block, command, real))
        raise failure(block, message, shown, real, command.line)

    def _serve(self, block: Block, command: Command) -> None:
        for server in self.servers:
            if server.running:
                self._compare_server(server)
                server.stop()
        server = Server(block, command, self.terminal)
        self.servers.append(server)
        if problem := server.start():
            server.checked = True
            shown = "\n".join(command.output)
            raise failure(block, problem, shown, clean(server.output), command.line)

    def _compare_server(self, server: Server) -> None:
        """What the page shows must be how its output begins; log lines may follow."""
        shown = "\n".join(server.command.output)
        if not shown.strip() or server.checked:
            return
        server.checked = True
        self.outcome.compared += 1
        if real := server.tells(lambda text: matches(shown, text, start_only=True)):
            message = f"`{server.command.text}` prints something else"
            self.outcome.failures.append(
                failure(server.block, message, shown, real, server.command.line)
            )

    def _compare_log(self, block: Block) -> None:
        """The page shows some of the lines that the running server has printed since the last look."""
        running = [server for server in self.servers if server.running]
        if not running:
            raise failure(block, "no server is running")
        real = running[-1].log(lambda text: matches(f"…\n{block.source}", text, start_only=True))
        if real:
            message = f"the terminal of `{running[-1].command.text}` shows something else"
            raise failure(block, message, block.source, real)

    def _type_in_shell(self, block: Block) -> None:
        command = block.title or "python"
        preamble, entries = read_session("pycon", block.source)
        if self.shell and self.shell.command != command:
            self._end_shell()
        if self.shell is None:
            self._open_shell(block, command, "\n".join(preamble))
        for entry in entries:
            shown = "\n".join(entry.output)
            real = self._enter(block, entry)
            self.outcome.compared += 1
            if not matches(shown, real):
                self.outcome.outputs.append((block, entry, real))
                message = f"`{entry.text}` prints something else"
                failed = failure(block, message, shown, real, entry.line)
                if not self.keep_going:
                    raise failed
                self.outcome.failures.append(failed)

    def _open_shell(self, block: Block, command: str, greeting: str) -> None:
        self.shell = Shell(command, self.terminal)
        try:
            real = self.shell.start()
        except (pexpect.EOF, pexpect.TIMEOUT):
            said = self.shell.said
            self._end_shell()
            raise failure(block, f"`{command}` opens no shell", real=said) from None
        if greeting.strip() and not matches(greeting, real):
            raise failure(block, f"`{command}` greets with something else", greeting, real)

    def _enter(self, block: Block, entry: Command) -> str:
        assert self.shell
        try:
            return self.shell.enter(entry.text)
        except (pexpect.EOF, pexpect.TIMEOUT):
            said = self.shell.said
            self._end_shell()
            if re.match(r"(exit|quit)\(\)", entry.text):
                return ""
            shown = "\n".join(entry.output)
            message = f"the shell does not answer to `{entry.text}`"
            raise failure(block, message, shown, said, entry.line) from None

    def _end_shell(self) -> None:
        if self.shell:
            self.shell.close()
            self.shell = None

    def _run_script(self, block: Block) -> None:
        """A Python block that names no file runs as a script of its own."""
        script = self.state / "block.py"
        script.write_text(block.source + "\n", encoding="utf-8")
        self.outcome.commands += 1
        run = subprocess.run(
            ["python", str(script)],
            cwd=self.terminal.folder,
            env={**self.terminal.env, "PYTHONPATH": str(self.root)},
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
        )
        if run.returncode:
            raise failure(block, "this Python block does not run", real=clean(run.stderr))
