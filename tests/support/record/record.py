#!/usr/bin/env python3
"""Record what real servers answer to the probes of probes.py.

    tests/support/record/record.py [-b BATCH] [-o FILE] [-j N] [--probes FILE] [SERVER...]

Starts each server of serve_*.py that is installed here, on 127.0.0.1 with a configuration in a
temporary folder, sends it every probe, and writes each distinct answer as one line of JSON to FILE
(tests/data/recorded.ndjson, recorded-2.ndjson for the second batch, ...): server, version, transport, probes, data (base64).  With SERVER names
only their lines are replaced.  With --probes the questions are those of a file in nmap's format.  A server that is not up within 10 seconds is named and skipped.
What belongs to this machine (addresses, host name, folders) is overwritten in place with values of
the same length.  Installs nothing, stops what it started.  Packages that exclude each other can be
unpacked with dpkg-deb -x below a folder named in RECORD_EXTRA; npm's are looked for in
$RECORD_NODE/node_modules.  docs/recorded.md tells the rest.
"""
import argparse
import base64
import concurrent.futures as futures
import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time

import nmap_probes
import probes
from box import HOST, PATH, SERVERS, Box, find, version_of
import serve_data, serve_further, serve_last, serve_mail, serve_medical  # noqa: E401,F401
import serve_names, serve_node, serve_python, serve_services, serve_shell  # noqa: E401,F401
import serve_sites, serve_talk, serve_toolkits, serve_web  # noqa: E401,F401

FIRST_PORT = 21840
UP_WITHIN = 20.0
ANSWER_MAX = 3072  # bytes kept of one answer
ANSWERS_MAX = 40   # distinct ones kept of one server


def read_all(s, first, then):
    """Until `first` seconds of silence, `then` after something came."""
    answer = b""
    s.settimeout(first)
    try:
        while len(answer) < ANSWER_MAX:
            part = s.recv(4096)
            if not part:
                break
            answer += part
            s.settimeout(then)
    except OSError:
        pass  # silence and a closed door are answers, too: the bytes so far count
    return answer[:ANSWER_MAX]


def connect(port):
    """Some servers listen anew for each connection."""
    for _ in range(10):
        try:
            return socket.create_connection((HOST, port), 3)
        except ConnectionRefusedError:
            time.sleep(0.3)
    return socket.create_connection((HOST, port), 3)


def ask_tcp(port, probe):
    try:
        with connect(port) as s:
            if probe:
                s.sendall(probe)
            return read_all(s, 2.5, 0.7)
    except OSError:
        return b""


def ask_udp(port, probe):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.settimeout(1.5)
        try:
            s.sendto(probe, (HOST, port))  # TFTP answers from another port
            return s.recvfrom(65535)[0][:ANSWER_MAX]
        except OSError:
            return b""


def ask_tls(port, probe):
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        with socket.create_connection((HOST, port), 3) as s:
            with context.wrap_socket(s, server_hostname="hosp.example") as t:
                t.sendall(probe)
                return read_all(t, 2.5, 0.7)
    except (OSError, ssl.SSLError):
        return b""


def plan(server):
    """NAME, function and bytes of each question to this server."""
    if server["transport"] == "udp":
        return [(name, ask_udp, probe) for name, probe in probes.UDP.items()]
    rows = [(name, ask_tcp, probe) for name, probe in probes.TCP.items()]
    if server["tls"] and "get" in probes.TCP:
        rows += [("tls/" + n, ask_tls, probes.TCP[n]) for n in ("get", "get11", "get-missing", "help")]
    return rows


def likeness(data):
    """Answers that differ only in numbers, or in random bytes, count once."""
    odd = sum(b < 9 or 13 < b < 32 or b > 126 for b in data)
    if odd * 5 > len(data):
        return len(data), data[:6]
    return re.sub(rb"[0-9]+|\b[0-9A-Za-z+/=_-]{16,}", b"0", data)


def scrub(data, folder):
    name = socket.gethostname().encode()
    kernel = os.uname().release.encode()
    for old, new in [(folder.encode(), b"/srv/example/of/some/length/"), (b"127.0.0.1", b"192.0.2.1"),
                     (b"\x7f\0\0\1", b"\xc0\0\2\1"), (kernel, b"6.1.0-28-amd64-example-of-it")]:
        data = data.replace(old, new.ljust(len(old), b"x")[:len(old)])
    return re.sub(rb"(?<![\w.])(?<![A-Za-z]-)" + re.escape(name) + rb"(?![\w-])", b"h" * len(name), data)


def wait_up(server, port, process):
    end = time.monotonic() + UP_WITHIN
    while time.monotonic() < end and process.poll() is None:
        if server["transport"] == "udp":
            with open("/proc/net/udp") as f:
                if f":{port:04X} " in f.read():
                    time.sleep(0.5)
                    return True
        else:
            try:
                socket.create_connection((HOST, port), 0.3).close()
                time.sleep(0.3)
                return True
            except OSError:
                pass
        time.sleep(0.1)
    return False


def stop(process):
    for sig, patience in ((signal.SIGTERM, 4), (signal.SIGKILL, 4)):
        try:
            os.killpg(process.pid, sig)
        except ProcessLookupError:
            pass
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            continue


def question(server, port, folder):
    """The distinct answers, as lines of the file."""
    rows, answers = plan(server), {}
    version = next((v for v in map(version_of, server["package"].split()) if v), "")
    with futures.ThreadPoolExecutor(1 if server["one_by_one"] else 12) as pool:
        for (name, _, _), data in zip(rows, pool.map(lambda r: r[1](port, r[2]), rows)):
            if data:
                answers.setdefault(likeness(data), (data, []))[1].append(name)
    return [{"server": server["name"], "version": version, "transport": server["transport"],
             "accept": server["accept"], "medical": server["medical"], "probes": names, "data": base64.b64encode(scrub(data, folder)).decode()}
            for data, names in list(answers.values())[:ANSWERS_MAX]]


def record(server, number):
    """Lines, and what to say about it."""
    port = server["port"] or FIRST_PORT + number
    if not all(map(find, server["program"].split())):
        return [], "not installed, left out"
    folder = tempfile.mkdtemp(prefix="record-")
    os.chmod(folder, 0o755)
    box = Box(folder, port)
    process = None
    try:
        command = server["start"](box)
        command[0] = find(command[0]) or command[0]
        with open(os.path.join(folder, ".output"), "wb") as output:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                                       cwd=folder, start_new_session=True,
                                       env={**os.environ, "PATH": PATH, **box.env})
        if not wait_up(server, port, process):
            with open(os.path.join(folder, ".output"), errors="replace") as f:
                tail = " ".join(f.read().split())[-300:]
            return [], f"not up within {UP_WITHIN:.0f} s: {tail}"
        rows = question(server, port, folder)
        return rows, f"{len(rows)} distinct answers"
    except (OSError, subprocess.SubprocessError) as e:
        return [], f"did not start: {e}"
    finally:
        if process:
            stop(process)
        shutil.rmtree(folder, ignore_errors=True)


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("-b", type=int, default=1, help="batch of servers")
    parser.add_argument("-o", help="file to write")
    parser.add_argument("-j", type=int, default=4, help="servers at a time")
    parser.add_argument("--probes", help="ask these instead: nmap-service-probes")
    parser.add_argument("server", nargs="*", help="only these")
    a = parser.parse_args()
    a.o = a.o or os.path.join(here, f"../../data/recorded{f'-{a.b}' if a.b > 1 else ''}.ndjson")
    if a.probes:
        probes.TCP, probes.UDP = nmap_probes.read(a.probes)
    chosen = [(i, s) for i, s in enumerate(SERVERS)
              if s["batch"] == a.b and (not a.server or s["name"] in a.server)]
    old = []
    if os.path.exists(a.o):
        with open(a.o) as f:
            old = [json.loads(line) for line in f]
    fresh = {}
    with futures.ThreadPoolExecutor(a.j) as pool:
        for (_, s), (rows, text) in zip(chosen, pool.map(lambda c: record(c[1], c[0]), chosen)):
            print(f"{s['name']}: {text}", flush=True)
            if rows:
                fresh[s["name"]] = rows
    lines = [r for r in old if r["server"] not in fresh]
    lines += [r for rows in fresh.values() for r in rows]
    lines.sort(key=lambda r: (r["server"], r["probes"][0]))
    with open(a.o, "w") as f:
        for row in lines:
            f.write(json.dumps(row, separators=(",", ":")) + "\n")
    print(f"{len(lines)} answers of {len({r['server'] for r in lines})} servers in {a.o}", file=sys.stderr)


if __name__ == "__main__":
    main()
