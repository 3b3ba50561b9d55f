"""A network of its own for each page, where Linux grants one.

Then ports 8000 and 5000 are free whatever else runs on the machine, and pages can be performed side
by side. Elsewhere the pages take turns (`server.py`).
"""

import ctypes
import fcntl
import os
import socket
import struct
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

# From <sched.h>, <linux/sockios.h> and <net/if.h>.
CLONE_NEWNET = 0x40000000
SIOCSIFFLAGS = 0x8914
IFF_UP = 0x1

Leave = Callable[[], None]


@contextmanager
def own_network() -> Iterator[Leave | None]:
    """Move this thread, and what it starts, into a new network that has only a loopback.

    Yields a function that a child process calls to be in the machine's network again (installers
    need it), or None where the system does not allow any of this.
    """
    home = Path("/proc/self/ns/net")
    libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
    if libc is None or not home.exists():
        yield None
        return
    before = os.open(home, os.O_RDONLY)
    try:
        if libc.unshare(CLONE_NEWNET) != 0:
            yield None
            return

        def leave() -> None:
            if libc.setns(before, CLONE_NEWNET) != 0:
                raise OSError(ctypes.get_errno(), "cannot return to the machine's network")

        try:
            _raise_loopback()
            yield leave
        finally:
            leave()
    finally:
        os.close(before)


def _raise_loopback() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        request = struct.pack("16sh14x", b"lo", IFF_UP)
        fcntl.ioctl(control, SIOCSIFFLAGS, request)
