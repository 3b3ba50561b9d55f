"""A program that the fork server runs does what it does when Python is started for it."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

if sys.platform != "linux":
    pytest.skip("the fork server is used on Linux alone", allow_module_level=True)

import pexpect

from tests.chapters.environment import environment
from tests.chapters.forkserver import fork_server, server
from tests.chapters.project import reader_environment
from tests.chapters.run import perform
from tests.chapters.versions import BASE

FILES = {
    "facts.py": """
import __main__, os, signal, sys, time
print(__name__, __file__, __spec__, __doc__, type(__builtins__), type(__loader__).__name__)
print(sorted(vars(__main__)), __main__)
print(sys.argv, sys.path, sys.executable, sys.prefix, sys.base_prefix, sys.flags)
print(os.getcwd(), oct(os.umask(0)), dict(os.environ), time.tzname, time.localtime(0).tm_hour)
print(signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM), sys.dont_write_bytecode)
print(sorted(int(n) for n in os.listdir("/proc/self/fd"))[:3], sys.orig_argv[1:])
""",
    "streams.py": """
import sys
for s in (sys.stdin, sys.stdout, sys.stderr):
    if s is None:
        print(None)
        continue
    print(s.name, s.mode, s.encoding, s.errors, s.line_buffering, s.write_through, s.isatty(),
          s.fileno(), type(s.buffer), s is getattr(sys, f"__{s.name[1:-1]}__"), file=sys.__stderr__)
    print(repr(s))
""",
    "fails.py": "def inner():\n    return {}['x']\n\n\nprint('before')\ninner()\n",
    "chain.py": "try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    raise ValueError('so') from e\n",
    "syntax.py": "def f(:\n    pass\n",
    "late.py": """
import atexit, threading, time
class Last:
    def __del__(self):
        print("deleted")
last = Last()
atexit.register(print, "at exit")
threading.Thread(target=lambda: (time.sleep(0.1), print("thread"))).start()
print("end of the file")
""",
    "thread.py": "import threading\nt = threading.Thread(target=lambda: 1 / 0, name='T')\nt.start()\nt.join()\n",
    "many.py": """
import multiprocessing, pickle
class Kept: pass
def double(x): return 2 * x
if __name__ == "__main__":
    print(type(pickle.loads(pickle.dumps(Kept()))))
    for method in ("fork", "spawn"):
        with multiprocessing.get_context(method).Pool(1) as pool:
            print(pool.map(double, [1, 2]))
""",
    "again.py": """
import os, subprocess, sys
print(sys.argv, flush=True)
if len(sys.argv) < 3:
    sys.exit(subprocess.run([sys.executable, *sys.argv, "again"]).returncode + 4)
""",
    "made.py": "open('new_module.py', 'w').write('x = 1')\nimport new_module\nprint(new_module.__file__)\n",
    "hides/flask.py": "from flask import Flask\n",
    "pack/__init__.py": "",
    "pack/__main__.py": "import sys\nprint(__name__, __package__, __spec__.name, sys.argv, sys.path[0])\n1 / 0\n",
    "warns.py": "import warnings\nwarnings.warn('old', DeprecationWarning)\n",
}
COMMANDS = """
python facts.py a -b --c=d
TZ=Asia/Tokyo UNUSUAL=1 python facts.py
cd pack; umask 027; python ../facts.py
python hides/../facts.py
nohup python facts.py
python streams.py
python streams.py < facts.py | cat
python streams.py <&-
python streams.py >&-
env -u PYTHONUNBUFFERED python streams.py
python fails.py
python chain.py
python syntax.py
python late.py
python thread.py
python many.py
python again.py
python made.py
python hides/flask.py
python -m pack x
python -m nothing_of_that_name
python -m json.tool - < fails.py
python -m py_compile fails.py
python nothing.py
python hides
python warns.py
python -c "import sys; sys.exit()"
python -c "import sys; sys.exit(3)"
python -c "import sys; sys.exit(-1)"
python -c "import sys; sys.exit(True)"
python -c "import sys; sys.exit('a sentence')"
python -c "import sys; sys.exit([1])"
python -c "raise SystemExit(257)"
python -c "import os; os._exit(5)"
python -c "import os, signal; os.kill(os.getpid(), signal.SIGINT)"
python -c "import os; os.kill(os.getpid(), 9)"
python -c "import os; os.abort()"
python -c "input('say: ')" < /dev/null
echo hello | python -c "print(input('say: ').upper())"
exec 7< fails.py; python -c "import os; print(os.read(7, 9))"
python -c "print('é', flush=True)"; LC_ALL=POSIX python -c "print('\\xe9')"
python -c "print(undefined)"
python -c "import sys; print(sys.modules['__main__'], sorted(vars()), sys.path, sys.argv)" a b
python -W error warns.py
python -X utf8 -c "import sys; print(sys.flags.utf8_mode)"
python -V
python - < fails.py
python < fails.py
PYTHONPATH=hides python -c "import flask"
python -c "import sys; sys.path.insert(0, 'hides'); import flask"
python3 fails.py; python3.11 fails.py
python fails.py & wait $!; echo $?
(trap '' TERM; python -c "import signal; print(signal.getsignal(15))")
flask --version
flask --app nothing routes
django-admin startproject one && cd one && python manage.py check && python manage.py migrate -v 0
python -m django nothing
python -c "import django.conf; django.conf.settings.DEBUG"
python -c "import logging; logging.warning('w'); logging.getLogger('django').info('i')"
python -c "import locale, random, uuid, hashlib; print(locale.getlocale(), hashlib.md5(b'').name)"
which python; head -c 2 $(which python) > /dev/null
""".strip().split("\n")


EVERYTHING = " ".join(server.MODULES)


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    """What each command does: (without the server, with it)."""
    with environment(BASE.packages, BASE.python, BASE.packages) as bin_dir:
        env = reader_environment(bin_dir)
        cold = [run(tmp_path_factory.mktemp("c"), command, env) for command in COMMANDS]
        with fork_server(bin_dir, env, EVERYTHING):
            warm = [run(tmp_path_factory.mktemp("w"), command, env) for command in COMMANDS]
    return dict(zip(COMMANDS, zip(cold, warm, strict=True), strict=True))


def run(folder: Path, command: str, env: dict[str, str]) -> tuple[int, str, str]:
    for name, text in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    ended = subprocess.run(
        ["bash", "-c", command], cwd=folder, env=env, capture_output=True, text=True, timeout=60
    )
    outputs = [re.sub(r"0x[0-9a-f]{6,}", "0x…", o) for o in (ended.stdout, ended.stderr)]
    return (ended.returncode, *(output.replace(str(folder), "FOLDER") for output in outputs))


@pytest.mark.parametrize("command", COMMANDS)
def test_the_same_as_a_python_of_its_own(command, outcomes):
    cold, warm = outcomes[command]
    assert warm == cold


@pytest.fixture
def warm():
    with environment(BASE.packages, BASE.python, BASE.packages) as bin_dir:
        env = reader_environment(bin_dir)
        with fork_server(bin_dir, env, EVERYTHING):
            yield bin_dir, env


def test_packages_are_in_memory_already(warm):
    bin_dir, env = warm
    code = "import json, sys; print(json.dumps(sorted(sys.modules)))"
    loaded = json.loads(subprocess.run(["python", "-c", code], env=env, capture_output=True).stdout)
    site_packages = next(bin_dir.parent.glob("lib/*/site-packages"))
    installed = {path.name for path in site_packages.iterdir()} | sys.stdlib_module_names
    names = " ".join(server.MODULES.values()).split()
    wanted = {name for name in names if name.partition(".")[0] in installed}
    assert {"django.forms", "flask.cli"} <= wanted
    assert wanted <= set(loaded)
    # The line editor learns of its terminal when it is imported: each program does that itself.
    assert "readline" not in loaded


def test_only_what_is_named_is_in_memory():
    code = "import sys; print([name in sys.modules for name in ('django.db', 'flask', 'json')])"
    with environment(BASE.packages, BASE.python, BASE.packages) as bin_dir:
        env = reader_environment(bin_dir)
        with fork_server(bin_dir, env, "from django.shortcuts import render"):
            ended = subprocess.run(["python", "-c", code], env=env, capture_output=True, text=True)
    assert ended.stdout == "[True, False, True]\n"


def test_what_is_installed_meanwhile_is_seen(warm):
    bin_dir, env = warm

    def tell(code: str) -> str:
        ended = subprocess.run(["python", "-c", code], env=env, capture_output=True, text=True)
        return (ended.stdout or ended.stderr).strip().split("\n")[-1]

    def memory() -> str:
        """Another one after each start: where the modules lie in memory."""
        return tell("import sys; print(id(sys.modules))")

    assert tell("import added").startswith("ModuleNotFoundError")
    packages = next(bin_dir.parent.glob("lib/*/site-packages"))
    first = memory()
    (packages / "added.py").write_text("print('added')")
    assert tell("import added") == "added"
    # Nothing in memory would be another thing with it.
    assert memory() == first
    (packages / "blinker/__init__.py").unlink()
    (packages / "blinker/__init__.py").write_text("raise ImportError('broken')")
    (packages / "other.py").touch()
    assert tell("import blinker") == "ImportError: broken"
    second = memory()
    assert second != first
    # Flask would use it if it were there: it was looked for, and not found.
    (packages / "asgiref").rename(packages / "asgiref_")
    third = memory()
    (packages / "asgiref_").rename(packages / "asgiref")
    assert len({second, third, memory()}) == 3
    third = memory()
    (packages / "added.pth").write_text("import added")
    assert memory() != third


def test_questions_at_a_terminal(warm):
    _, env = warm
    code = "import getpass; a = input('a: '); b = getpass.getpass('b: '); print([a, b])"
    child = pexpect.spawn("python", ["-c", code], env=env, timeout=20)
    child.expect("a: ")
    child.sendline("one")
    child.expect("b: ")
    child.sendline("two")
    child.expect(r"\['one', 'two'\]")
    # What is typed for a password is not repeated, neither before nor after.
    assert b"two" not in child.before
    child.expect(pexpect.EOF)


def is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


SLEEPS = (
    "import os, signal, sys, time\n"
    "signal.signal(signal.SIGTERM, lambda *a: sys.exit(7))\n"
    "print(os.getpid(), flush=True)\n"
    "time.sleep(60)"
)


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGTERM, 7), (signal.SIGKILL, -9), (signal.SIGINT, -2)]
)
def test_signals_reach_the_program(warm, number, status):
    _, env = warm
    launcher = subprocess.Popen(
        ["python", "-c", SLEEPS],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # What a shell starts with "&" ignores Ctrl+C, and so do its children: also these tests, perhaps.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )
    program = int(launcher.stdout.readline())
    assert program != launcher.pid
    launcher.send_signal(number)
    launcher.communicate()
    assert launcher.returncode == status
    deadline = time.monotonic() + 10
    while is_running(program) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not is_running(program)


def test_nothing_outlives_the_server():
    with environment(BASE.packages, BASE.python, BASE.packages) as bin_dir:
        env = reader_environment(bin_dir)
        with fork_server(bin_dir, env, EVERYTHING):
            launcher = subprocess.Popen(["python", "-c", SLEEPS], env=env, stdout=subprocess.PIPE)
            program = int(launcher.stdout.readline())
        launcher.wait(10)
        assert not is_running(program)


@pytest.mark.parametrize("cold", [False, True])
def test_python_starts_for_each_program_where_that_is_asked_for(tmp_path, cold):
    command = "python -c \"import sys; print('django.db' in sys.modules)\""
    page = tmp_path / "page.md"
    page.write_text(
        f"---\ntitle: A\nproject: a\n---\n\n# A\n\n```console\n$ {command}\n{not cold}\n```\n"
    )
    assert perform(page, cold=cold).failures == []
    assert perform(page, cold=not cold, again=True).failures != []


def test_a_server_that_fails_is_told(tmp_path):
    broken = tmp_path / "broken"
    broken.write_text("#!/bin/sh\necho it is broken >&2\nexit 3\n")
    broken.chmod(0o755)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/python").symlink_to(broken)
    with (
        pytest.raises(RuntimeError, match="it is broken"),
        fork_server(tmp_path / "bin", dict(os.environ), ""),
    ):
        pass
