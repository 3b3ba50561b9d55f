"""Stands as `bin/python` in a page's environment: has the fork server run the program, if it can.

It hands over its arguments, variables, folder and open files, passes signals on, and ends as the
program ends. Whatever asks for more than a program to run (options, another `PYTHON…` variable, an
interactive Python) becomes the real interpreter instead, as does everything where no server answers.

Only modules built into the interpreter are imported here: this runs for each command.
"""

import _signal
import _socket
import marshal
import posix
import sys

HERE = sys.argv[0].rpartition("/")[0]
REAL = f"{HERE}/python3.real"
ADDRESS = f"{HERE}/.forkserver"
# Those that every reader's terminal has here; any other may change how Python starts.
USUAL = {b"PYTHONUNBUFFERED", b"PYTHON_BASIC_REPL", b"PYTHONDONTWRITEBYTECODE"}
# Installers change what is installed, some of them in another network. Coverage looks at the first
# frame of the stack, which is the server's.
COLD_MODULES = {"pip", "venv", "virtualenv", "pipenv", "uv", "ensurepip", "coverage"}
IGNORED = _signal.SIG_IGN
PASSED_ON = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGWINCH", "SIGCONT")


def is_simple(arguments):
    """Whether the fork server can run it as Python would."""
    if not arguments or (arguments[0].startswith("-") and arguments[0] not in ("-m", "-c")):
        return False
    if arguments[0] in ("-m", "-c") and len(arguments) < 2:
        return False
    if arguments[0] == "-m" and arguments[1].partition(".")[0] in COLD_MODULES:
        return False
    if arguments[0][0] != "-" and not is_script(arguments[0]):
        return False
    return not any(k.startswith(b"PYTHON") and k not in USUAL for k in posix.environ)


def is_script(path):
    """A file with a program, other than an installer's."""
    try:
        regular = posix.stat(path).st_mode & 0o170000 == 0o100000
    except OSError:
        return False
    return regular and path.rpartition("/")[2].rstrip("0123456789.") not in COLD_MODULES


def typed_name():
    """What was surely typed: its name alone where the search path leads here. Python repeats it."""
    folder, _, name = sys.argv[0].rpartition("/")
    for place in posix.environ.get(b"PATH", b"").split(b":"):
        try:
            posix.stat(place + b"/" + name.encode())
        except OSError:
            continue
        return name if place == folder.encode() else sys.argv[0]
    return sys.argv[0]


def open_files():
    """The descriptors that the program inherits."""
    found = []
    for name in posix.listdir("/proc/self/fd"):
        try:
            if posix.get_inheritable(int(name)):
                found.append(int(name))
        except OSError:  # the one of the listing itself
            pass
    return sorted(found)


def hand_over(arguments):
    """Have the server run it; return how it ended, as `waitpid` tells it; None if it will not."""
    files = open_files()
    server = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
    mask = posix.umask(0)
    posix.umask(mask)
    network = posix.readlink("/proc/self/ns/net")
    ignored = [name for name in PASSED_ON if _signal.getsignal(getattr(_signal, name)) == IGNORED]
    request = (arguments, sys.argv[0], posix.environ, posix.getcwd(), mask, network, ignored, files)
    body = marshal.dumps(request)
    descriptors = b"".join(number.to_bytes(4, sys.byteorder) for number in files)
    try:
        server.connect(ADDRESS)
        rights = [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, descriptors)]
        server.sendmsg([len(body).to_bytes(8, "little")], rights)
        server.sendall(body)
        if server.recv(1) != b"+":
            return None
    except OSError:
        return None

    def pass_on(number, frame):
        server.send(bytes([number]))

    for name in PASSED_ON:
        if name not in ignored:
            _signal.signal(getattr(_signal, name), pass_on)
    return int.from_bytes(server.recv(8), "little")


arguments = sys.argv[1:]
status = hand_over(arguments) if is_simple(arguments) else None
if status is None:
    posix.execv(REAL, [typed_name(), *arguments])
if posix.WIFSIGNALED(status):
    if posix.WTERMSIG(status) != _signal.SIGKILL:
        _signal.signal(posix.WTERMSIG(status), _signal.SIG_DFL)
    posix.kill(posix.getpid(), posix.WTERMSIG(status))
posix._exit(posix.WEXITSTATUS(status))
