"""A reader's folder, terminal, browser and shells: performs the steps of one page."""

import fcntl
import http.cookiejar
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import pexpect

from hooks.blocks import Block
from hooks.sessions import Command, read_session
from tests.chapters.normalize import (
    ANSI,
    INSTALLERS,
    clean,
    matches,
    matches_json,
    without_blank_lines,
)
from tests.chapters.steps import Chapter, Step

TIMEOUT = 120
"""Seconds after which a command that says nothing is taken for stuck."""
QUIET = 0.4
"""Seconds without output after which a program is taken to wait for an answer."""
RELOADS = re.compile(r"manage\.py runserver(?!.*--noreload)|flask\b.*--debug|uvicorn\b.*--reload")
IGNORED = {"__pycache__", ".venv", ".git", ".pytest_cache"}


@dataclass
class Failure(Exception):
    """What a reader would stumble over, and where on the page."""

    path: str
    line: int
    message: str
    shown: str = ""
    real: str = ""

    def __str__(self) -> str:
        text = f"{self.path}:{self.line}: {self.message}"
        if self.shown or self.real:
            text += f"\n  the page shows:\n{_indent(self.shown)}\n  really:\n{_indent(self.real)}"
        return text


def _indent(text: str) -> str:
    return "\n".join("    " + line for line in text.split("\n"))


@dataclass
class Outcome:
    """What was done with a page."""

    path: str
    steps: int = 0
    commands: int = 0
    compared: int = 0
    not_run: list[tuple[int, str]] = field(default_factory=list)
    seconds: float = 0.0
    failures: list[Failure] = field(default_factory=list)
    outputs: list[tuple[Block, Command, str]] = field(default_factory=list)
    """Outputs that differ from the page, for the writer of the page."""


class Project:
    """One page's project folder, performed step by step.

    `home` is an empty or continued folder that will hold the project's folder; `bin_dir` holds the
    `python` of the reader's virtual environment.
    """

    def __init__(
        self, chapter: Chapter, home: Path, bin_dir: Path, keep_going: bool = False
    ) -> None:
        self.chapter = chapter
        self.home = home
        self.root = home / chapter.project
        self.root.mkdir(parents=True, exist_ok=True)
        self.keep_going = keep_going
        self.state = home / ".state"
        self.state.mkdir(exist_ok=True)
        self.env = {
            **{
                k: v
                for k, v in os.environ.items()
                if not k.startswith(("DJANGO", "FLASK", "VIRTUAL_ENV"))
            },
            "PATH": f"{bin_dir}{os.pathsep}{os.environ['PATH']}",
            "VIRTUAL_ENV": str(bin_dir.parent),
            "VIRTUAL_ENV_DISABLE_PROMPT": "1",
            "TERM": "dumb",
            "LC_ALL": "C.UTF-8",
            "NO_COLOR": "1",
            "DJANGO_COLORS": "nocolor",
            "PYTHON_BASIC_REPL": "1",
            "PYTHONUNBUFFERED": "1",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "PIP_ROOT_USER_ACTION": "ignore",
        }
        for name in ("PYTHONPATH", "PYTHONHOME", "COLUMNS"):
            self.env.pop(name, None)
        self.browser = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        )
        self.servers: list[Server] = []
        self.shell: Shell | None = None
        self.outcome = Outcome(chapter.path)

    def perform(self) -> Outcome:
        began = time.monotonic()
        mistake = 0
        backup = self.home / ".backup"
        try:
            for step in self.chapter.steps:
                if step.mistake != mistake:
                    self._end_mistake(mistake, backup)
                    mistake = step.mistake
                    if mistake:
                        self._end_shell()
                        shutil.copytree(self.root, backup, symlinks=True)
                try:
                    self._perform(step)
                except Failure as failure:
                    self.outcome.failures.append(failure)
                    if not self.keep_going:
                        break
            self._end_mistake(mistake, backup)
            for server in self.servers:
                self._check_server(server)
        finally:
            self._end_shell()
            for server in self.servers:
                server.stop()
        self.outcome.seconds = time.monotonic() - began
        return self.outcome

    def _end_mistake(self, mistake: int, backup: Path) -> None:
        if mistake:
            self._end_shell()
            shutil.rmtree(self.root)
            shutil.move(backup, self.root)
            self._reload_servers()

    def _perform(self, step: Step) -> None:
        if step.kind == "not run":
            self.outcome.not_run.append((step.block.line, step.reason))
            return
        if step.kind == "shown":
            return
        self.outcome.steps += 1
        {
            "file": self._write,
            "tree": self._tree,
            "request": self._request,
            "commands": self._commands,
            "shell": self._type_in_shell,
            "script": self._script,
        }[step.kind](step.block)

    def _fail(
        self, block: Block, message: str, shown: str = "", real: str = "", line: int = 0
    ) -> Failure:
        place, _ = block.place(line) if line else (block.line, 1)
        return Failure(block.path, place, message, shown, real)

    # Files

    def _write(self, block: Block) -> None:
        path = (self.root / block.title).resolve()
        if not path.is_relative_to(self.root.resolve()):
            raise self._fail(block, f"{block.title} is outside of the project's folder")
        code = re.sub(
            r"[ \t]*(?:#|//|<!--|\{#)[ \t]*\(\d+\)!?(?:[ \t]*(?:-->|#\}))?[ \t]*$",
            "",
            block.source,
            flags=re.MULTILINE,
        )
        code += "\n"
        anchors = {
            k: v
            for k, v in block.options.items()
            if k in ("data-after", "data-before", "data-replace", "data-at")
        }
        if not anchors:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(code, encoding="utf-8")
        else:
            if not path.is_file():
                raise self._fail(block, f"{block.title} is to be changed but does not exist")
            path.write_text(
                self._placed(block, path.read_text(encoding="utf-8"), code, anchors),
                encoding="utf-8",
            )
        self._end_shell()
        self._reload_servers()

    def _placed(self, block: Block, text: str, code: str, anchors: dict[str, str]) -> str:
        (kind, anchor), *others = anchors.items()
        if others:
            raise self._fail(block, "a part has one place: " + ", ".join(anchors))
        if kind == "data-at":
            if anchor == "end of the file":
                return text.rstrip("\n") + "\n" + code if text.strip() else code
            if anchor == "top of the file":
                return code + text
            raise self._fail(
                block,
                f"data-at is 'end of the file' or 'top of the file', not {anchor!r}",
            )
        lines = text.split("\n")
        found = [i for i, line in enumerate(lines) if line.strip() == anchor.strip()]
        if len(found) != 1:
            times = "not there" if not found else f"there {len(found)} times"
            raise self._fail(block, f"the line {anchor!r} is {times} in {block.title}", real=text)
        at = found[0]
        new = code.rstrip("\n").split("\n")
        if kind == "data-after":
            lines[at + 1 : at + 1] = new
        elif kind == "data-before":
            lines[at:at] = new
        else:
            lines[at : at + 1] = new
        return "\n".join(lines)

    def _tree(self, block: Block) -> None:
        base = (
            self.root
            if block.title.rstrip("/") == self.chapter.project
            else self.root / block.title
        )
        if not base.is_dir():
            raise self._fail(block, f"there is no folder {block.title}")
        shown, stack = set(), [""]
        more = False
        for line in block.source.split("\n")[1:]:
            if "…" in line:
                more = True
                continue
            match = re.match(
                r"^((?:│   |    |│ {2,3})*)[├└]──? ?(\S+)", line.replace("\u00a0", " ")
            )
            if match:
                depth = len(match[1]) // 4
                name = match[2].rstrip("/")
                stack[depth + 1 :] = [f"{stack[depth]}/{name}"]
                shown.add(stack[-1].lstrip("/"))
        real = {
            path.relative_to(base).as_posix()
            for path in base.rglob("*")
            if not IGNORED & set(path.relative_to(base).parts)
        }
        if more:
            real &= shown
        if shown != real:
            raise self._fail(
                block,
                f"{block.title} holds something else",
                "\n".join(sorted(shown)),
                "\n".join(sorted(real)),
            )
        self.outcome.compared += 1

    # Terminal

    def _commands(self, block: Block) -> None:
        _, commands = read_session("console", block.source)
        typed = [
            part.strip() for part in block.options.get("data-typed", "").split("|") if part.strip()
        ]
        for command in commands:
            self.outcome.commands += 1
            if "data-keep" in block.options and command is commands[-1]:
                self._serve(block, command)
            else:
                self._run(block, command, typed)

    def _run(self, block: Block, command: Command, typed: list[str]) -> None:
        self._end_shell()
        shown = "\n".join(command.output)
        real, status = self._type(block, command.text, shown, typed, command.line)
        first = command.text.split("\n")[0]
        if not shown.strip():
            if status != 0:
                raise self._fail(
                    block,
                    f"`{first}` fails with status {status}",
                    shown,
                    real,
                    command.line,
                )
            if real and not INSTALLERS.match(first):
                self.outcome.outputs.append((block, command, real))
                raise self._fail(
                    block,
                    f"`{first}` prints something, the page shows nothing",
                    shown,
                    real,
                    command.line,
                )
            return
        self.outcome.compared += 1
        if not matches(shown, real):
            self.outcome.outputs.append((block, command, real))
            raise self._fail(block, f"`{first}` prints something else", shown, real, command.line)

    def _type(
        self, block: Block, text: str, shown: str, typed: list[str], line: int
    ) -> tuple[str, int]:
        """Run a command in a terminal of its own that goes on where the last one stopped."""
        env, cwd, functions = (
            self.state / "env",
            self.state / "cwd",
            self.state / "functions",
        )
        lead = f"cd '{cwd.read_text().strip()}'\n" if cwd.exists() else f"cd '{self.root}'\n"
        if env.exists():
            lead = f". '{env}' 2>/dev/null; . '{functions}'\n" + lead
        script = self.state / "script"
        script.write_text(
            f"{lead}{text}\nSTATUS=$?\n"
            f"pwd > '{cwd}'; declare -f > '{functions}'\n"
            f"declare -p | grep -E '^declare -[x-]+ [A-Za-z_]+=' > '{env}'\nexit $STATUS\n",
            encoding="utf-8",
        )
        child = pexpect.spawn(
            "bash",
            ["--norc", str(script)],
            env=self.env,
            cwd=str(self.root),
            encoding="utf-8",
            dimensions=(50, 200),
            timeout=TIMEOUT,
            codec_errors="replace",
        )
        output, last = "", time.monotonic()
        while True:
            try:
                output += child.read_nonblocking(4096, timeout=QUIET)
                last = time.monotonic()
                continue
            except pexpect.TIMEOUT:
                answer = _answer(shown, output, typed)
                if answer is not None:
                    child.sendline(answer)
                    last = time.monotonic()
                elif time.monotonic() - last > TIMEOUT:
                    child.close(force=True)
                    raise self._fail(
                        block,
                        f"`{text}` does not end (is data-keep or an answer missing?)",
                        shown,
                        clean(output),
                        line,
                    ) from None
            except pexpect.EOF:
                break
        child.close()
        status = (
            child.exitstatus if child.exitstatus is not None else 128 + (child.signalstatus or 0)
        )
        return clean(output), status

    def cwd(self) -> Path:
        cwd = self.state / "cwd"
        return Path(cwd.read_text().strip()) if cwd.exists() else self.root

    # Servers

    def _serve(self, block: Block, command: Command) -> None:
        self._end_shell()
        for server in self.servers:
            if server.running:
                self._check_server(server)
                server.stop()
        env, functions = self.state / "env", self.state / "functions"
        lead = f". '{env}' 2>/dev/null; . '{functions}'\n" if env.exists() else ""
        server = Server(block, command, lead, self.cwd(), self.env)
        self.servers.append(server)
        try:
            problem = server.start()
        except OSError as error:
            problem = str(error)
        if problem:
            raise self._fail(
                block,
                problem,
                "\n".join(command.output),
                clean(server.output),
                command.line,
            )

    def _reload_servers(self) -> None:
        for server in self.servers:
            if server.running and RELOADS.search(server.command.text):
                server.restart()

    def _check_server(self, server: "Server") -> None:
        shown = "\n".join(server.command.output)
        if shown.strip() and not server.checked:
            server.checked = True
            server.read(0.1)
            self.outcome.compared += 1
            if not matches(shown, server.first_output or server.output, start_only=True):
                failure = self._fail(
                    server.block,
                    f"`{server.command.text}` prints something else",
                    shown,
                    clean(server.first_output or server.output),
                    server.command.line,
                )
                self.outcome.outputs.append((server.block, server.command, clean(server.output)))
                self.outcome.failures.append(failure)

    # Browser

    def _request(self, block: Block) -> None:
        for server in self.servers:
            server.read(0)
        request = urllib.request.Request(
            block.title, headers={"Accept": "text/html,*/*", "User-Agent": "reader"}
        )
        try:
            if block.language == "http":
                real = _status_and_headers(block.title, self.browser, block.source)
            else:
                with self.browser.open(request, timeout=20) as response:
                    real = response.read().decode("utf-8", "replace")
        except urllib.error.HTTPError as error:
            real = error.read().decode("utf-8", "replace")
        except OSError as error:
            raise self._fail(block, f"{block.title} does not answer: {error}") from None
        self.outcome.compared += 1
        shown = block.source
        if block.language == "json":
            same = matches_json(shown, real)
        elif block.language == "http":
            same = matches(shown, real)
        else:
            same = matches(without_blank_lines(shown), without_blank_lines(real))
        if not same:
            raise self._fail(block, f"{block.title} answers something else", shown, clean(real))

    # Python's shells

    def _type_in_shell(self, block: Block) -> None:
        command = block.title or "python"
        if self.shell and self.shell.command != command:
            self._end_shell()
        preamble, entries = read_session("pycon", block.source)
        if self.shell is None:
            env, functions = self.state / "env", self.state / "functions"
            lead = f". '{env}' 2>/dev/null; . '{functions}'\n" if env.exists() else ""
            self.shell = Shell(command, lead, self.cwd(), self.env)
            try:
                greeting = self.shell.start()
            except (pexpect.EOF, pexpect.TIMEOUT):
                output = clean(self.shell.child.before or "")
                self.shell = None
                raise self._fail(block, f"`{command}` does not open a shell", real=output) from None
            if any(preamble) and not matches("\n".join(preamble), greeting):
                raise self._fail(
                    block,
                    f"`{command}` greets differently",
                    "\n".join(preamble),
                    greeting,
                )
        for entry in entries:
            shown = "\n".join(entry.output)
            try:
                real = self.shell.enter(entry.text)
            except (pexpect.EOF, pexpect.TIMEOUT):
                output = clean(self.shell.child.before or "")
                self._end_shell()
                if re.match(r"(exit|quit)\(\)", entry.text):
                    continue
                raise self._fail(
                    block,
                    f"the shell does not answer to `{entry.text}`",
                    shown,
                    output,
                    entry.line,
                ) from None
            self.outcome.compared += 1
            if not matches(shown, real):
                self.outcome.outputs.append((block, entry, real))
                failure = self._fail(
                    block,
                    f"`{entry.text}` prints something else",
                    shown,
                    real,
                    entry.line,
                )
                if not self.keep_going:
                    raise failure
                self.outcome.failures.append(failure)

    def _end_shell(self) -> None:
        if self.shell:
            self.shell.close()
            self.shell = None

    def _script(self, block: Block) -> None:
        """A Python block without a file's name runs as a script of its own."""
        script = self.state / "block.py"
        script.write_text(block.source + "\n", encoding="utf-8")
        self.outcome.commands += 1
        run = subprocess.run(
            ["python", str(script)],
            cwd=self.root,
            env={**self.env, "PYTHONPATH": str(self.root)},
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
        )
        if run.returncode:
            raise self._fail(block, "this Python block does not run", real=clean(run.stderr))


def _answer(shown: str, output: str, typed: list[str]) -> str | None:
    """What the page answers where the program waits: the rest of the line that it has begun."""
    begun = ANSI.sub("", output).split("\n")[-1].strip("\r")
    if not begun.strip():
        return None
    earlier = len([line for line in output.split("\n")[:-1] if line.strip("\r").startswith(begun)])
    lines = [line for line in shown.split("\n") if line.startswith(begun.rstrip())]
    if earlier < len(lines):
        rest = lines[earlier][len(begun.rstrip()) :].strip()
        if rest:
            return rest
        return typed.pop(0) if typed else None
    return None


def _status_and_headers(url: str, browser: urllib.request.OpenerDirector, shown: str) -> str:
    """The answer's first line, those headers that the page shows, and the body if it shows one."""

    class NoRedirect(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *args: object, **kwargs: object) -> None:
            return None

    cookies = next(h for h in browser.handlers if isinstance(h, urllib.request.HTTPCookieProcessor))
    opener = urllib.request.build_opener(NoRedirect, cookies)
    try:
        response = opener.open(url, timeout=20)
    except urllib.error.HTTPError as error:
        response = error
    head, _, body = shown.partition("\n\n")
    lines = [f"HTTP/1.1 {response.status} {response.reason}"]
    for line in head.split("\n")[1:]:
        name = line.partition(":")[0]
        value = response.headers.get(name)
        lines.append(f"{name}: {value}" if value is not None else f"(no header {name})")
    text = "\n".join(lines)
    return f"{text}\n\n{response.read().decode('utf-8', 'replace')}" if body else text


class Server:
    """A program that keeps running in a terminal of its own."""

    def __init__(
        self, block: Block, command: Command, lead: str, cwd: Path, env: dict[str, str]
    ) -> None:
        self.block, self.command, self.lead, self.cwd, self.env = (
            block,
            command,
            lead,
            cwd,
            env,
        )
        self.output = ""
        self.first_output = ""
        self.checked = False
        self.child: pexpect.spawn | None = None
        self.lock: IO[str] | None = None

    @property
    def running(self) -> bool:
        return self.child is not None and self.child.isalive()

    @property
    def port(self) -> int:
        """The port that it says it listens on; before it has spoken, the one the page shows."""
        address = re.compile(
            r"(?:https?://[\w.\[\]:-]+?:|\bport |https?://\S+ \(0\.0\.0\.0:)(\d{2,5})\b"
        )
        shown = "\n".join([self.command.text, *self.command.output])
        for text in (clean(self.output), shown):
            if match := address.search(text):
                return int(match[1])
        named = re.search(r"(?:--port[= ]|-p |:|runserver )(\d{4,5})\b", self.command.text)
        if named:
            return int(named[1])
        return 5000 if "flask" in shown.lower() else 8000

    def start(self) -> str:
        """Start it and wait until it listens; return what is wrong, or nothing."""
        self.lock = self.lock or _lock(self.port)
        self.child = pexpect.spawn(
            "bash",
            ["--norc", "-c", f"{self.lead}cd '{self.cwd}'\n{self.command.text}"],
            env=self.env,
            cwd=str(self.cwd),
            encoding="utf-8",
            dimensions=(50, 200),
            timeout=TIMEOUT,
            codec_errors="replace",
        )
        deadline = time.monotonic() + 40
        while time.monotonic() < deadline:
            self.read(0.05)
            if not self.child.isalive():
                return f"`{self.command.text}` ends at once"
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    time.sleep(0.2)
                    self.read(0.1)
                    return ""
        return f"`{self.command.text}` does not listen on port {self.port}"

    def read(self, seconds: float) -> None:
        if self.child is None:
            return
        try:
            while True:
                self.output += self.child.read_nonblocking(4096, timeout=seconds)
        except (pexpect.TIMEOUT, pexpect.EOF):
            pass

    def restart(self) -> None:
        self.read(0.1)
        self.first_output = self.first_output or self.output
        self.stop(again=True)
        self.start()

    def stop(self, again: bool = False) -> None:
        """End it as Ctrl+C does; with `again` it keeps its port."""
        if self.child is None:
            return
        self.read(0)
        try:
            os.killpg(os.getpgid(self.child.pid), signal.SIGINT)
            for _ in range(30):
                if not self.child.isalive():
                    break
                time.sleep(0.1)
            os.killpg(os.getpgid(self.child.pid), signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.child.close(force=True)
        for _ in range(50):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) != 0:
                    break
            time.sleep(0.1)
        self.child = None
        if self.lock and not again:
            self.lock.close()
            self.lock = None


def _lock(port: int) -> IO[str]:
    """Wait for the port: chapters that are performed side by side share it."""
    lock = (Path(tempfile.gettempdir()) / f"chapters-port-{port}.lock").open("w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            lock.close()
            raise OSError(f"port {port} is in use by another program: stop it and run again")
    return lock


class Shell:
    """An interactive Python shell."""

    def __init__(self, command: str, lead: str, cwd: Path, env: dict[str, str]) -> None:
        self.command = command
        self.child = pexpect.spawn(
            "bash",
            ["--norc", "-c", f"{lead}cd '{cwd}'\n{command}"],
            env={**env, "INPUTRC": os.devnull},
            cwd=str(cwd),
            encoding="utf-8",
            dimensions=(50, 1000),
            timeout=60,
            codec_errors="replace",
        )

    def start(self) -> str:
        self.child.expect(r"(?:^|\n)>>> ")
        return clean(self.child.before or "")

    def enter(self, text: str) -> str:
        """Type a statement; return what it prints."""
        output = ""
        lines = text.split("\n")
        for line in lines:
            self.child.sendline(line)
            self.child.expect_exact(line)  # the terminal's echo
            prompt = self.child.expect([r"\r\n>>> ", r"\r\n\.\.\. "])
            output = self.child.before or ""
        if prompt == 1:
            self.child.sendline("")
            self.child.expect(r"\r\n>>> ")
            output = self.child.before or ""
        return clean(output)

    def close(self) -> None:
        self.child.close(force=True)
