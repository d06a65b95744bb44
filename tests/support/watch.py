#!/usr/bin/env python3
"""watch.py NAME [--keys KEYS] -- PROGRAM [ARG]... : runs it and keeps all that can be seen of it from outside.

NAME.out and NAME.err: what it writes; NAME.proc: arguments and environment of it and of all it starts, as /proc has
them, again and again.  With --keys it gets a terminal of 100x30 (NAME.out is what it sends there) and, each time it
has been quiet for a moment, the next of the KEYS (words of the argument; <cr> is Enter, <sp> a blank).  Its exit
status is ours."""
import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time

KEY_GIVEN = "SHODAN_API_KEY" in os.environ  # then the program has it, too, for as long as it takes to start
QUIET_S, TICK_S, LIFE_S = 0.4, 0.004, 120


def of_proc(pid, what):
    try:
        with open("/proc/%d/%s" % (pid, what), "rb") as f:
            return f.read()
    except OSError:
        return b""


def family(pid):
    yield pid
    for task in of_proc(pid, "task/%d/children" % pid).split():
        yield from family(int(task))


def look(pid, seen):
    for one in family(pid):
        seen.add(of_proc(one, "cmdline"))
        if one != pid or not KEY_GIVEN:
            seen.add(of_proc(one, "environ"))


def type_keys(process, terminal, keys, out, seen):
    last = begun = time.monotonic()
    while process.poll() is None and time.monotonic() - begun < LIFE_S:
        look(process.pid, seen)
        ready, _, _ = select.select([terminal], [], [], TICK_S)
        if ready:
            try:
                out.write(os.read(terminal, 1 << 16))
            except OSError:
                break
            last = time.monotonic()
        elif keys and time.monotonic() - last > QUIET_S:
            os.write(terminal, keys.pop(0).replace("<cr>", "\r").replace("<sp>", " ").encode())
            last = time.monotonic()


def main():
    name, rest = sys.argv[1], sys.argv[2:]
    keys = rest[1].split() if rest[0] == "--keys" else None
    command = rest[rest.index("--") + 1:]
    seen = set()
    with open(name + ".out", "wb") as out, open(name + ".err", "wb") as err:
        if keys is None:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err)
            while process.poll() is None:
                look(process.pid, seen)
                select.select([], [], [], TICK_S)
        else:
            ours, theirs = pty.openpty()
            fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
            process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
                                       preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
            os.close(theirs)
            type_keys(process, ours, keys, out, seen)
            if process.poll() is None:
                process.kill()
            process.wait()
    with open(name + ".proc", "wb") as f:
        f.write(b"\n".join(sorted(seen)))
    sys.exit(process.returncode if process.returncode >= 0 else 128 - process.returncode)


main()
