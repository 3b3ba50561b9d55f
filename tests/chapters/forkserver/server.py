"""Runs programs in children of one Python that has the large packages in memory already.

Started as `python server.py ADDRESS WORD…`, with words that choose from `MODULES`. Each child is
made to look as if Python had just been started by the terminal: its arguments, variables, folder,
open files, `__main__`, tracebacks and exit. What is installed may change: where that concerns what
is in memory, nothing is run until the server has begun anew.
"""

import atexit
import builtins
import contextlib
import gc
import importlib
import importlib.machinery
import io
import marshal
import os
import select
import selectors
import signal
import socket
import sys
import sysconfig
import threading
import time
import types

# What programs of the pages import sooner or later, by a word that their pages have; Python's own
# by none. Nothing that asks for settings when it is imported, or looks at the terminal, as alembic
# and readline do.
MODULES = {
    "": """
argparse asyncio calendar code concurrent.futures csv ctypes dataclasses datetime decimal doctest
email.mime.text getpass gzip hashlib html.parser http.client http.cookies http.server
importlib.metadata json logging.config logging.handlers mimetypes multiprocessing pkgutil platform
secrets shutil smtplib socketserver sqlite3 statistics subprocess tempfile unittest.mock
urllib.request uuid wsgiref.simple_server xml.dom.minidom xml.sax zipfile zoneinfo
""",
    "django": """
django.conf.global_settings django.conf.locale.en.formats django.conf.urls.static
django.contrib.admin.utils django.contrib.messages.storage.fallback
django.contrib.sessions.backends.db django.contrib.staticfiles.storage
django.core.cache.backends.locmem django.core.handlers.wsgi django.core.mail.backends.console
django.core.management.commands.runserver django.core.management.commands.shell
django.core.management.commands.test django.core.management.commands.migrate
django.core.management.commands.makemigrations django.core.servers.basehttp django.core.wsgi
django.db.backends.sqlite3.base django.db.migrations.autodetector django.db.models.sql.compiler
django.forms django.middleware.csrf django.middleware.common django.middleware.security
django.template.backends.django django.template.defaulttags django.template.loader_tags django.test
django.test.runner django.urls django.utils.autoreload django.utils.translation.trans_real
django.views.debug django.views.generic django.views.static
""",
    "flask": "flask.cli flask.testing itsdangerous jinja2.ext werkzeug.debug werkzeug.serving",
    "flask_login": "flask_login",
    "flask_wtf": "flask_wtf wtforms.validators",
    "sqlalchemy": "flask_sqlalchemy sqlalchemy.dialects.sqlite sqlalchemy.orm",
    "sklearn": """
joblib sklearn.datasets sklearn.ensemble sklearn.linear_model sklearn.model_selection
sklearn.pipeline sklearn.preprocessing
""",
}


class Installed:
    """What the modules in memory depend on in the folder of packages."""

    def __init__(self, words):
        """Import what is installed of `MODULES`; note what was looked for and is not there."""
        self.folder = sysconfig.get_path("purelib")
        self.seen = self.changed_at()
        self.missing = set()
        sys.meta_path.append(self)
        for word in words:
            for name in MODULES[word].split():
                # Not there, or broken: who imports it is told.
                with contextlib.suppress(Exception):
                    importlib.import_module(name)
        sys.meta_path.remove(self)
        self.lines_of_path = self.path_files()
        files = (getattr(module, "__file__", None) for module in list(sys.modules.values()))
        self.files = {file: stamp(file) for file in files if file}
        gc.collect()
        gc.freeze()

    def find_spec(self, name, path=None, target=None):
        """The last finder, asked only for what the others do not have."""
        if path is None:
            self.missing.add(name)

    def changed_at(self):
        """Changes when a package is installed or removed."""
        return os.stat(self.folder).st_mtime_ns

    def path_files(self):
        return sorted(name for name in os.listdir(self.folder) if name.endswith(".pth"))

    def is_current(self):
        """Whether a Python that starts now would have the same modules in memory."""
        now = self.changed_at()
        if now != self.seen:
            importlib.invalidate_caches()
            find = importlib.machinery.PathFinder.find_spec
            if (
                self.path_files() != self.lines_of_path
                or any(find(name) for name in self.missing)
                or any(stamp(file) != seen for file, seen in self.files.items())
            ):
                return False
            self.seen = now
        return True


def stamp(file):
    """Changes when a file is replaced or written; None if it is not there."""
    try:
        status = os.stat(file)
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_size


def serve(listener, installed):
    """Answer launchers until the one who started the server is gone."""
    network = os.readlink("/proc/self/ns/net")
    wakeup, notified = socket.socketpair()
    wakeup.setblocking(False)
    notified.setblocking(False)
    signal.set_wakeup_fd(notified.fileno())
    signal.signal(signal.SIGCHLD, lambda number, frame: None)
    waiting = selectors.DefaultSelector()
    waiting.register(listener, selectors.EVENT_READ)
    waiting.register(wakeup, selectors.EVENT_READ)
    waiting.register(0, selectors.EVENT_READ)
    children = {}  # process → connection; None once its launcher is gone
    while True:
        events = waiting.select()
        if not children and not installed.is_current():
            begin_anew(listener)
        for ready, _ in events:
            if ready.fileobj == 0:  # closed: nobody needs the server any more
                for process in children:
                    end(process, signal.SIGKILL)
                return None
            if ready.fileobj is wakeup:
                wakeup.recv(4096)
                reap(children, waiting)
            elif ready.fileobj is listener:
                connection, _ = listener.accept()
                request, files = read_request(connection)
                if request is None or not installed.is_current() or request[5] != network:
                    for file in files:
                        os.close(file)
                    connection.close()
                    continue
                sys.stdout.flush()
                process = os.fork()
                if process == 0:
                    signal.set_wakeup_fd(-1)
                    # Now, not when they are collected: their numbers will be the program's.
                    for mine in (waiting, listener, wakeup, notified, connection):
                        mine.close()
                    for other in filter(None, children.values()):
                        other.close()
                    return lambda: become(request, files)
                # As the child does: whoever comes first. It may be another program already.
                with contextlib.suppress(OSError):
                    os.setpgid(process, process)
                for file in files:
                    os.close(file)
                children[process] = connection
                waiting.register(connection, selectors.EVENT_READ, process)
                # If the launcher is gone, reading will tell, and end the program.
                with contextlib.suppress(OSError):
                    connection.sendall(b"+")
            else:
                pass_on(ready.fileobj, ready.data, children, waiting)


def read_request(connection):
    """What a launcher asks for, and the files it hands over; None if it has gone."""
    try:
        start, files, _, _ = socket.recv_fds(connection, 8, 253)
        length, body = int.from_bytes(start, "little"), b""
        while len(body) < length:
            more = connection.recv(length - len(body))
            if not more:
                return None, files
            body += more
    except OSError:
        return None, []
    return (marshal.loads(body) if body else None), files


def pass_on(connection, process, children, waiting):
    """A signal for the program; or its launcher is gone, by a signal that nobody can pass on."""
    if children.get(process) is not connection:  # it has ended meanwhile
        return
    try:
        numbers = connection.recv(64)
    except OSError:
        numbers = b""
    for number in numbers:
        end(process, number)
    if not numbers:
        waiting.unregister(connection)
        connection.close()
        children[process] = None
        end(process, signal.SIGKILL)


def end(process, number):
    """Send a signal to a program and to what it has started, as a terminal does."""
    # It may have ended, and wait to be reaped.
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process, number)


def reap(children, waiting):
    """Tell the launchers of those that have ended how they did."""
    while children:
        process, status = os.waitpid(-1, os.WNOHANG)
        if not process:
            return
        connection = children.pop(process)
        if connection:
            waiting.unregister(connection)
            with contextlib.suppress(OSError):
                connection.sendall(status.to_bytes(8, "little"))
            connection.close()


def begin_anew(listener):
    """Start again with what is installed now; who connects meanwhile waits."""
    os.set_inheritable(listener.fileno(), True)
    program = [sys.executable, __file__, str(listener.fileno()), *sys.argv[2:]]
    os.execv(sys.executable, program)


def become(request, files):
    """In the child: be the program, then end as Python ends. Does not return."""
    arguments, executable, variables, folder, mask, _, ignored, numbers = request
    os.setpgid(0, 0)
    settle_files(files, numbers)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for name in ("SIGINT", *ignored):
        handler = signal.SIG_IGN if name in ignored else signal.default_int_handler
        signal.signal(getattr(signal, name), handler)
    os.chdir(folder)
    os.umask(mask)
    os.environ.clear()
    os.environ.update({os.fsdecode(k): os.fsdecode(v) for k, v in variables.items()})
    time.tzset()
    script = "" if arguments[0].startswith("-") else os.path.realpath(arguments[0])
    if hides_a_module(folder) or hides_a_module(os.path.dirname(script)) or moves(arguments):
        os.execv(sys.executable, [executable, *arguments])
    sys.executable = os.path.abspath(executable)
    sys.orig_argv = [executable, *arguments]
    open_streams(unbuffered="PYTHONUNBUFFERED" in os.environ)
    sys.dont_write_bytecode = "PYTHONDONTWRITEBYTECODE" in os.environ
    importlib.invalidate_caches()
    main = types.ModuleType("__main__")
    main.__builtins__ = builtins
    main.__annotations__ = {}
    sys.modules["__main__"] = main
    status = interrupted = 0
    try:
        run(arguments, main)
    except SystemExit as left:
        status = left.code
    except BaseException as error:
        # The lines of this file are no part of the program.
        trace = error.__traceback__
        while trace and trace.tb_frame.f_code.co_filename == __file__:
            trace = trace.tb_next
        sys.excepthook(type(error), error.with_traceback(trace), trace)
        status, interrupted = 1, isinstance(error, KeyboardInterrupt)
    leave(status, main, interrupted)


def hides_a_module(folder):
    """Whether a module in a folder has the name of one that is imported already, as `flask.py`."""
    known = {name.partition(".")[0] for name in sys.modules}
    with os.scandir(folder or ".") as entries:
        return any(
            entry.name.removesuffix(".py") in known
            for entry in entries
            if entry.name.endswith(".py") or os.path.exists(f"{entry.path}/__init__.py")
        )


def moves(arguments):
    """Whether the program changes where modules come from: what is imported already would stay."""
    if arguments[0] == "-m":
        return False
    if arguments[0] == "-c":
        return "sys.path" in arguments[1]
    with open(arguments[0], "rb") as file:
        return b"sys.path" in file.read()


def leave(status, main, interrupted):
    """End as Python does, without taking hundreds of unused modules apart."""
    if status is None or isinstance(status, int):
        status = status or 0
    else:
        print(status, file=sys.stderr)
        status = 1
    threading._shutdown()
    atexit._run_exitfuncs()
    main.__dict__.clear()
    gc.collect()
    for stream in filter(None, (sys.stdout, sys.stderr)):
        try:
            stream.flush()
        except (OSError, ValueError):
            status = status or 120
    if interrupted:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
    os._exit(status & 0xFF)


def settle_files(files, numbers):
    """Have just the launcher's files open, under its numbers."""
    import fcntl

    high = [fcntl.fcntl(file, fcntl.F_DUPFD, 500) for file in files]
    os.closerange(0, 500)
    for file, number in zip(high, numbers, strict=True):
        os.dup2(file, number)
        os.close(file)


def open_streams(unbuffered):
    """`sys.stdin`, `stdout` and `stderr`, as `create_stdio` of Python/pylifecycle.c makes them."""
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        first = getattr(sys, f"__{name}__")
        try:
            raw = io.FileIO(number, mode, closefd=False)
        except OSError:
            stream = None
        else:
            raw.name = f"<{name}>"
            direct = unbuffered and mode == "w"
            buffered = io.BufferedReader if mode == "r" else io.BufferedWriter
            stream = io.TextIOWrapper(
                raw if direct else buffered(raw),
                encoding=first.encoding,
                errors=first.errors,
                newline="\n",
                line_buffering=not unbuffered and (raw.isatty() or number == 2),
                write_through=unbuffered,
            )
            stream.mode = mode
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


def run(arguments, main):
    """As `python ARGUMENTS`."""
    path = sys.path
    if arguments[0] == "-m":
        import runpy

        sys.argv = ["-m", *arguments[2:]]
        path[0] = os.getcwd()
        runpy._run_module_as_main(arguments[1])
    elif arguments[0] == "-c":
        sys.argv = ["-c", *arguments[2:]]
        path[0] = ""
        main.__loader__ = importlib.machinery.BuiltinImporter
        exec(compile(arguments[1], "<string>", "exec"), main.__dict__)
    else:
        script = arguments[0]
        sys.argv = arguments
        path[0] = os.path.dirname(os.path.realpath(script))
        main.__file__ = os.path.join(os.getcwd(), script.removeprefix("./"))
        main.__cached__ = None
        main.__loader__ = importlib.machinery.SourceFileLoader("__main__", main.__file__)
        with open(script, "rb") as file:
            code = compile(file.read(), main.__file__, "exec")
        exec(code, main.__dict__)


def main():
    """Listen first, so that who comes early waits; load when somebody comes.

    Many pages begin by installing something: what was loaded before would be loaded again.
    """
    if sys.argv[1].isdigit():
        listener = socket.socket(fileno=int(sys.argv[1]))
    else:
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(sys.argv[1])
        listener.listen(64)
    if listener not in select.select([listener, 0], [], [])[0]:
        return None
    return serve(listener, Installed(sys.argv[2:]))


if __name__ == "__main__":
    child = main()
    if child:
        child()
