"""Programs that start at once: children of one Python that has Django and Flask in memory already.

Half of what a page's commands cost is the start of Python. `launcher` stands as `bin/python` in the
page's environment and has `server` run what is typed, in a child that looks as if it had just been
started. That it does is held by `test_forkserver.py`, and by the run with the newer Django, which
goes without.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.chapters.forkserver.server import MODULES

HERE = Path(__file__).parent
ADDRESS_LENGTH = 100
"""What Linux takes as the path of a socket is 107 bytes."""


@contextmanager
def fork_server(bin_dir: Path, environment: dict[str, str], code: str) -> Iterator[None]:
    """Have the `python` in this folder, and all commands that name it, start at once, on Linux.

    Args:
        code: what will be run; only packages that it names are kept in memory.

    Raises:
        RuntimeError: the server has failed.
    """
    address = bin_dir / ".forkserver"
    if sys.platform != "linux" or len(os.fsencode(address)) > ADDRESS_LENGTH:
        yield
        return
    real = _put_launcher(bin_dir)
    server = subprocess.Popen(
        [real, HERE / "server.py", address, *(word for word in MODULES if word in code.lower())],
        env=environment,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    # Who comes before it listens starts a Python of its own.
    while not address.exists() and server.poll() is None:
        time.sleep(0.005)
    try:
        yield
    finally:
        # It ends when its input does, and ends what still runs.
        _, errors = server.communicate()
        if server.returncode:
            raise RuntimeError(f"the fork server has failed:\n{errors.decode()}")


def _put_launcher(bin_dir: Path) -> Path:
    """The launcher in place of the environment's `python`, which gets another name."""
    python = bin_dir / "python"
    base = python.resolve()
    real = bin_dir / "python3.real"
    real.symlink_to(base)
    python.unlink()
    code = (HERE / "launcher.py").read_text(encoding="utf-8")
    python.write_text(f"#!{base} -IS\n{code}", encoding="utf-8")
    python.chmod(0o755)
    return real
