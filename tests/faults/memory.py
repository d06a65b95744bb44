"""The n-th allocation fails: what the program says, how it ends, and what is left of its database.

usage: memory.py PROGRAM SHIM SOURCES [all] [COMMAND...]

Each command is run once as it is, then again and again with one allocation failing (or that one and all behind
it), of the program itself and of each library it uses.  It may end well, with exactly what it says without a
fault; or with a message and a status of failure.  Never by a signal, and never with a damaged database.  A sample
of the places unless "all" is said.  Speaks TAP.
"""
import os
import pty
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time

PROGRAM, SHIM, SOURCES = sys.argv[1:4]
ALL = "all" in sys.argv[4:]
ONLY = [a for a in sys.argv[4:] if a != "all"]
OWNERS = ("-", "libsqlite3", "libpcre2", "libcjson", "libcurl", "libz.", "libncurses", "libtinfo", "libc.so")
CURSES = ("libncurses", "libtinfo", "libc.so")  # libc.so: the strdup() of setupterm()
# How many places of each owner, evenly spread, and how they fail.  Those of SQLite test_memory.c takes one by one.
PLACES = {"-": (150, 5), "libpcre2": (20, 2), "libsqlite3": (20, 1)}
OTHERS = (20, 1)
SAMPLE = ("import", "stream", "verdict", "export", "count", "screen")

work = tempfile.mkdtemp(prefix="bs-memory-")
good = os.path.join(work, "good.db")
db = os.path.join(work, "a.db")
count_file = os.path.join(work, "count")
lines = os.path.join(SOURCES, "tests/tui/small.ndjson")
KEY = "TESTKEY0TESTKEY1TESTKEY2TESTKEY3"
TARGET = "203.0.113.11:4242"

# name: arguments, what to feed it, does it change the database
COMMANDS = {
    "import": (["import", lines], None, True),
    "list": (["list", "port:4242", "--format", "ndjson"], None, False),
    "show": (["show", TARGET, "--as", "decoded"], None, False),
    "show json": (["show", TARGET, "--as", "json"], None, False),
    "decode": (["decode", "--json", "--input", "escaped"], b"\\x03\\x00\\x00\\x00\\x00\\x04\\x00\\x01\\x01\\x07", False),
    "stream": (["classify", "--stream"], open(lines, "rb").read(), False),
    "classify": (["classify"], None, True),
    "report": (["report", "--format", "html"], None, False),
    "export": (["export", "--format", "csv"], None, False),
    "export json": (["export", "--format", "ndjson"], None, False),
    "dictionary": (["dictionary"], None, False),
    "verdict": (["verdict", TARGET, "medical", "--label", "pump", "--note", "seen at the fair"], None, True),
    "undo": (["undo"], None, True),
    "log": (["log"], None, False),
    "keywords": (["keywords", "test", "a dicom server"], None, False),
    "count": (["count", "port:4242", "--facets", "org:5"], None, False),
    "info": (["info"], None, False),
    "screen": (None, None, False),
}

number = 0
failures = 0


def tap(ok, text, why=()):
    global number, failures
    number += 1
    failures += not ok
    print(("ok" if ok else "not ok"), number, "-", text)
    for line in why:
        print("#  ", line)
    sys.stdout.flush()


def environment(fault):
    env = {"PATH": os.environ["PATH"], "HOME": work, "LC_ALL": "C.UTF-8", "TERM": "xterm-256color", "TZ": "UTC",
           "BANNERSCOPE_DATA_DIR": SOURCES, "XDG_CONFIG_HOME": work + "/config", "XDG_DATA_HOME": work + "/data",
           "XDG_STATE_HOME": work + "/state", "XDG_CACHE_HOME": work + "/cache",
           "BS_CLOCK": "2024-05-06T07:08:09Z", "SHODAN_API_KEY": KEY, "SHODAN_API_URL": shodan_url}
    if fault:
        env.update(LD_PRELOAD=SHIM, BS_FAULT=fault, BS_FAULT_COUNT=count_file)
    return env


def argv(command):
    return [PROGRAM, "--db", db, "--analyst", "ann", "--no-color"] + command


def plain(command, feed, fault):
    done = subprocess.run(argv(command), input=feed, stdin=None if feed is not None else subprocess.DEVNULL,
                          capture_output=True, env=environment(fault), timeout=60)
    return done.returncode, done.stdout, done.stderr


def screen(fault):
    """Opens the full screen on a terminal of its own, presses q, and waits for the end."""
    pid, fd = pty.fork()
    if pid == 0:
        os.execve(PROGRAM, argv([]), environment(fault))
    said, quits, until = b"", 0, time.monotonic() + 20
    while time.monotonic() < until:
        ready, _, _ = select.select([fd], [], [], 0.05)
        if ready:
            try:
                piece = os.read(fd, 65536)
            except OSError:
                break
            if not piece:
                break
            said += piece
        elif said and quits < 100:  # settled: leave, and say so to whatever asks
            quits += 1
            os.write(fd, b"q" if quits % 2 else b"y")
    else:
        os.kill(pid, signal.SIGKILL)
        said += b"\n(it went on for 20 seconds)"
    os.close(fd)
    _, status = os.waitpid(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    return code, b"", said if code else b""


def run(name, fault=None):
    command, feed, _ = COMMANDS[name]
    for end in ("", "-wal", "-shm"):
        if os.path.exists(db + end):
            os.unlink(db + end)
        if os.path.exists(good + end):
            shutil.copy(good + end, db + end)
    if os.path.exists(count_file):
        os.unlink(count_file)
    shutil.rmtree(work + "/state", ignore_errors=True)  # when Shodan was asked last: nothing to wait for
    try:
        return screen(fault) if command is None else plain(command, feed, fault)
    except subprocess.TimeoutExpired:
        return -99, b"", b"(it went on for 60 seconds)"


def counted():
    with open(count_file, "rb") as f:
        return struct.unpack("qq", f.read(16))


def log_now():
    done = subprocess.run(argv(["log", "--format", "csv"]), capture_output=True, env=environment(None), check=False)
    return done.stdout


def judge(name, fault, want, log):
    """What is wrong with this run, or None."""
    code, out, err = run(name, fault)
    calls, failed = counted() if os.path.exists(count_file) else (0, 0)
    if not failed:
        return None if code == want[0] else "status %d without a fault: %r" % (code, err[-200:])
    if code < 0 and name == "screen" and fault.endswith(CURSES) and b"what was called saved is saved" in err:
        return None  # curses does not survive it; the terminal is as it was, and the message below its screen
    if code < 0:
        return "ended by signal %d: %r" % (-code, err[-200:])
    if code == 0 and name != "screen" and out != want[1]:
        return "status 0, but it said something else: %r" % out[:300]
    if code != 0 and not err.strip():
        return "status %d without a word" % code
    if code != 0 and COMMANDS[name][2]:
        verify = subprocess.run(argv(["verify"]), capture_output=True, env=environment(None), check=False)
        if verify.returncode:
            return "the database is damaged: %r" % (verify.stdout + verify.stderr)[-300:]
        if not log_now().startswith(log):
            return "events are gone"
    return None


def places(calls, most):
    if calls <= most:
        return range(1, calls + 1)
    if most == 1:
        return [1 + calls // 2]
    return [1 + i * (calls - 1) // (most - 1) for i in range(most)]


def command_meets_all(name):
    want, bad, runs = run(name), [], 0
    log = log_now() if not COMMANDS[name][2] else good_log
    for owner in OWNERS:
        run(name, "alloc:0:once:" + owner)
        calls = counted()[0]
        most = PLACES.get(owner, OTHERS)[0 if ALL else 1]
        for how in ("once", "on"):
            for n in places(calls, most):
                fault = "alloc:%d:%s:%s" % (n, how, owner)
                runs += 1
                why = judge(name, fault, want, log)
                if why:
                    bad.append(fault + ": " + why)
    tap(not bad, "%s: %d allocations fail" % (name, runs), bad[:40])
    return runs


shodan = subprocess.Popen([sys.executable, SOURCES + "/tests/support/fake_shodan.py", "--data", lines, "--key", KEY,
                           "--lifetime", "14400", "--log", work + "/requests"],
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
shodan_url = "http://127.0.0.1:%s" % shodan.stdout.readline().decode().strip()
try:
    subprocess.run([PROGRAM, "--db", good, "import", lines], env=environment(None), check=True, capture_output=True)
    for verdict in ("medical", "unknown"):
        subprocess.run([PROGRAM, "--db", good, "--analyst", "ann", "verdict", TARGET, verdict], check=True,
                       env=environment(None), capture_output=True)
    shutil.copy(good, db)
    good_log = log_now()
    names = [n for n in COMMANDS if n in (ONLY or (COMMANDS if ALL else SAMPLE))]
    print("1..%d" % len(names))
    total = sum(command_meets_all(name) for name in names)
    print("# %d runs with a failing allocation, %d commands failed" % (total, failures))
finally:
    shodan.kill()
    shutil.rmtree(work)
sys.exit(failures != 0)
