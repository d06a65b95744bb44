#!/usr/bin/env python3
"""How long a key waits while a batch is collected, against the same key at rest.

    tests/bench/batch.py PROGRAM FAKE_SHODAN DATA

Starts the program on a pseudo-terminal with a private home and the fake Shodan, moves the cursor,
then collects and moves the cursor again.  A latency is from the write of the key to the first byte
that comes back; `j` and `k` in turn, so that something changes each time.
"""
import fcntl, os, pty, select, shutil, signal, struct, subprocess, sys, tempfile, termios, time

KEY = "FAKE1key2FOR3tests4ONLY5abcdefgh"


def read_some(fd, seconds):
    end, got = time.monotonic() + seconds, b""
    while (left := end - time.monotonic()) > 0 and select.select([fd], [], [], left)[0]:
        got += os.read(fd, 65536)
    return got


def latencies(fd, n):
    out = []
    for i in range(n):
        read_some(fd, 0.03)  # what is on its way by itself
        start = time.monotonic()
        os.write(fd, b"jk"[i % 2:i % 2 + 1])
        if not select.select([fd], [], [], 5)[0]:
            sys.exit("no answer to a key within 5 s")
        out.append((time.monotonic() - start) * 1000)
        os.read(fd, 65536)
    return sorted(out)


def say(what, ms):
    print("%-18s p50 %6.2f ms  p99 %6.2f ms  max %6.2f ms  (%d keys)"
          % (what, ms[len(ms) // 2], ms[(len(ms) - 1) * 99 // 100], ms[-1], len(ms)))


def main(program, fake, data):
    home = tempfile.mkdtemp(prefix="bs-batch-")
    server = subprocess.Popen([sys.executable, fake, "--data", data, "--key", KEY, "--lifetime", "300",
                               "--credits", "1000"], stdout=subprocess.PIPE, text=True)
    env = dict(os.environ, HOME=home, XDG_DATA_HOME=home, XDG_CONFIG_HOME=home, XDG_STATE_HOME=home,
               SHODAN_API_KEY=KEY, SHODAN_API_URL="http://127.0.0.1:" + server.stdout.readline().strip(),
               TERM="xterm-256color", LC_ALL="C.UTF-8")
    subprocess.run([program, "search", "country:NL", "--limit", "300", "--yes"], env=env, check=True,
                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    pid, fd = pty.fork()
    if pid == 0:
        os.execve(program, [program], env)
    try:
        fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        read_some(fd, 3)
        os.write(fd, b":query port:104\r")
        read_some(fd, 3)
        os.write(fd, b"\t")  # to the results
        read_some(fd, 1)
        say("at rest", latencies(fd, 300))
        os.write(fd, b":collect 40\r")
        read_some(fd, 3)
        os.write(fd, b"y")
        read_some(fd, 1)
        say("while collecting", latencies(fd, 600))
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        server.terminate()
        server.wait()
        shutil.rmtree(home)


main(os.path.abspath(sys.argv[1]), sys.argv[2], sys.argv[3])
