"""Runs a program that dies with the one who started it: `python lifeline.py PARENT_PID PROGRAM ARGUMENT…`.

A wrapper rather than Popen's preexec_fn: that runs Python between fork and exec, which may hang in a process that
has threads, as every process with a gRPC channel has. Standard library alone, run with -S -E: it costs 15 ms.
The kernel's parent-death signal stays set over exec. It is SIGKILL, so that nothing can survive; all parts take
that at any moment without losing anything.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    """Ties itself to its parent and becomes the program."""
    parent, program = int(sys.argv[1]), sys.argv[2:]
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL))
        if os.getppid() != parent:  # died before the call: the signal will never come
            sys.exit(1)
    os.execvp(program[0], program)


if __name__ == "__main__":
    main()
