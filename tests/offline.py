"""Run a command in a network of its own, in which only this machine exists.

Used as `unshare --net python offline.py COMMAND...`, on Linux. The new network starts
with even its own loopback switched off; this switches it on and becomes the command.
"""

from __future__ import annotations

import fcntl
import os
import socket
import struct
import sys

SET_FLAGS = 0x8914
UP_AND_RUNNING = 0x41


def switch_loopback_on() -> None:
    """Bring up the interface `lo`, as `ip link set lo up` would."""
    request = struct.pack("16sh14x", b"lo", UP_AND_RUNNING)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        fcntl.ioctl(asked, SET_FLAGS, request)


if __name__ == "__main__":
    switch_loopback_on()
    os.execvp(sys.argv[1], sys.argv[1:])
