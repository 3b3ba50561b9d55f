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
    libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
    if libc is None:
        yield None
        return
    machines = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    if libc.unshare(CLONE_NEWNET) != 0:
        os.close(machines)
        yield None
        return
    # By path: a new terminal's process has closed all descriptors but its own.
    before = f"/proc/{os.getpid()}/fd/{machines}"

    def leave() -> None:
        descriptor = os.open(before, os.O_RDONLY)
        if libc.setns(descriptor, CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "cannot return to the machine's network")
        os.close(descriptor)

    try:
        _raise_loopback()
        yield leave
    finally:
        leave()
        os.close(machines)


def _raise_loopback() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        request = struct.pack("16sh14x", b"lo", IFF_UP)
        fcntl.ioctl(control, SIOCSIFFLAGS, request)
