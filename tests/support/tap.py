"""What the tests written in Python share: points in TAP, and the program with its time and memory."""
import os
import resource
import subprocess
import sys
import time


class Tap:
    def __init__(self):
        self.points = self.failed = 0

    def ok(self, good, name, *seen):
        self.points += 1
        self.failed += not good
        print(("" if good else "not ") + f"ok {self.points} - {name}", flush=True)
        if not good:
            for what in seen:
                print("# " + ascii(what)[:600], flush=True)
        return good

    def skip(self, name, why):
        self.points += 1
        print(f"ok {self.points} - {name} # SKIP {why}", flush=True)

    def done(self):
        print(f"1..{self.points}")
        sys.exit(self.failed > 0)


class Ran:
    """One run of the program: status (negative: the signal it died of), out, err, rss_kb, seconds."""

    def __init__(self, *argv, stdin=None, env=None, limits=(), out=None):
        def limit():
            for what, most in limits:
                resource.setrlimit(what, (most, most))
        began = time.monotonic()
        child = subprocess.Popen(argv, stdin=stdin or subprocess.DEVNULL, stdout=out or subprocess.PIPE,
                                 stderr=subprocess.PIPE, env={**os.environ, **(env or {})}, preexec_fn=limit)
        # What it says is little wherever memory is of interest; else both pipes have to be read at once.
        self.out, self.err = child.communicate()
        self.status = child.returncode
        self.seconds = time.monotonic() - began

    @property
    def last(self):
        lines = (self.out or b"").decode().splitlines()
        return lines[-1] if lines else ""


def children_kb():
    """The largest child so far, in KiB."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
