#!/usr/bin/env python3
"""make bench: what the work costs, beside what somebody would use instead, and how that grows.

    bench.py PROGRAM CORPUS KEYS DURABLE CHAIN CLASSIFY [--sizes 36337,100000,1000000] [--runs 3]
             [--write docs/performance.md]

PROGRAM is bannerscope, CORPUS makes a deterministic corpus of any size (corpus.c), KEYS measures the screen (keys.c),
DURABLE a verdict's way to the disk (durable.c), CLASSIFY one classification (classify.c); CHAIN is the same import as
SQL for the sqlite3 command line.  Corpora are kept in tests/bench/out.  The best of several runs, taken in turns with
the peer's, so that a busy moment hits both; ratios are what can be compared between machines.  Peers that are not installed are left out and named.
"""
import argparse
import gzip
import os
import platform
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time

SYLLABLES = "ka lo mi ra ten vis so nex dia pro car med u lin tra or be ster co vi".split()
BEGIN, END = "<!-- measured: made by make bench -->", "<!-- end of what make bench made -->"


class Cost:
    """Of one run: seconds by the clock, seconds of processor, the largest process in KiB."""

    def __init__(self, wall, cpu, rss):
        self.wall, self.cpu, self.rss = wall, cpu, rss


def run(argv, stdout=subprocess.DEVNULL, stdin=None, cwd=None):
    began = time.monotonic()
    child = subprocess.Popen(argv, stdout=stdout, stderr=subprocess.DEVNULL, stdin=stdin, cwd=cwd)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        raise SystemExit("bench: %s ended with %d" % (" ".join(argv), child.returncode))
    return Cost(time.monotonic() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss)


def best(costs):
    return min(costs, key=lambda c: c.wall)


def seconds(s):
    return "%.2f s" % s if s < 10 else "%.0f s" % s


def mebibytes(kib):
    return "%.0f MiB" % (kib / 1024)


class Bench:
    def __init__(self, args, work):
        self.args, self.work = args, work
        self.out = os.path.join(os.path.dirname(os.path.abspath(__file__)), "out")
        os.makedirs(self.out, exist_ok=True)
        os.environ.update(HOME=work, XDG_DATA_HOME=work, XDG_CONFIG_HOME=work, LC_ALL="C.UTF-8", TERM="xterm-256color")

    def corpus(self, size):
        """The gzip file and the size of its text."""
        path = os.path.join(self.out, "%d.ndjson.gz" % size)
        if not os.path.exists(path):
            with open(path + ".part", "wb") as f:
                maker = subprocess.Popen([self.args.corpus, str(size)], stdout=subprocess.PIPE)
                subprocess.run(["gzip", "-6"], stdin=maker.stdout, stdout=f, check=True)
                if maker.wait() != 0:
                    raise SystemExit("bench: no corpus")
            os.rename(path + ".part", path)
        plain = 0
        with gzip.open(path, "rb") as f:
            while True:
                piece = f.read(1 << 22)
                if not piece:
                    return path, plain
                plain += len(piece)

    def ours(self, *argv):
        return run([self.args.program, *argv])

    def chain(self, corpus):
        folder = os.path.join(self.work, "chain")
        shutil.rmtree(folder, ignore_errors=True)
        os.mkdir(folder)
        with open(os.path.join(folder, "lines"), "wb") as lines:
            unpacked = run(["gzip", "-dc", corpus], stdout=lines)
        with open(self.args.chain, "rb") as sql:
            loaded = run(["sqlite3", "chain.db"], stdin=sql, cwd=folder)
        shutil.rmtree(folder)
        return Cost(unpacked.wall + loaded.wall, unpacked.cpu + loaded.cpu, loaded.rss)

    def measure(self, size):
        corpus, plain = self.corpus(size)
        db = os.path.join(self.work, "%d.db" % size)
        runs = self.args.runs if size <= 200000 else 1
        imports, chains = [], []
        for _ in range(runs):
            for end in ("", "-wal", "-shm"):
                if os.path.exists(db + end):
                    os.remove(db + end)
            imports.append(self.ours("import", "--db", db, corpus))
            if shutil.which("sqlite3"):
                chains.append(self.chain(corpus))
        row = {"services": size, "plain": plain, "import": best(imports), "chain": best(chains) if chains else None,
               "database": os.path.getsize(db)}
        row["again"] = best([self.ours("import", "--db", db, corpus) for _ in range(runs)])
        row["classify"] = best([self.ours("classify", "--db", db) for _ in range(runs)])
        row["report"] = best([self.ours("report", "--db", db, "-o", os.path.join(self.work, "r.txt"), "--force")
                              for _ in range(runs)])
        row["substring"] = best([self.ours("list", "--db", db, "vsftpd", "--limit", "50") for _ in range(runs)])
        row["dictionary"] = best([self.ours("dictionary", "--db", db, "--limit", "50") for _ in range(runs)])
        row["export"] = best([self.ours("export", "--db", db, "--format", "ndjson", "-o",
                                        os.path.join(self.work, "e.ndjson"), "--force")]) if size <= 200000 else None
        return row, db

    def peers(self, corpus):
        """What else reads such a file: name, what it does, cost or None where it is not installed."""
        plain = os.path.join(self.work, "plain.ndjson")
        with open(plain, "wb") as f:
            subprocess.run(["gzip", "-dc", corpus], stdout=f, check=True)
        table = os.path.join(self.work, "utils.db")
        jq = "jq -r 'select(.data != \"\") | .data | @json' %s | sort | uniq -c | sort -rn >/dev/null" % plain
        each = [("jq", "the dictionary of banners, by count", ["sh", "-c", jq]),
                ("sqlite-utils", "insert, nothing else", ["sqlite-utils", "insert", table, "line", plain, "--nl", "--alter"]),
                ("shodan", "parse five fields", ["shodan", "parse", "--fields", "ip_str,port,org,data,timestamp", corpus]),
                ("lnav", "open, count lines", ["lnav", "-n", "-c", ";SELECT count(*) FROM all_logs", plain])]
        return [(name, what, run(argv) if shutil.which(name) else None) for name, what, argv in each]

    def judging(self, corpus):
        """One thread, no database: with the rules as they are, and with made-up names up to 2,000 keywords."""
        def lines(*own):
            done = subprocess.run([self.args.classify, os.environ["BANNERSCOPE_DATA_DIR"], corpus, *own],
                                  stdout=subprocess.PIPE, text=True, check=True)
            return done.stdout.splitlines()[:-1]
        shipped = lines()
        missing = 2000 - int(re.search(r"(\d+) keywords", "\n".join(shipped)).group(1))
        own = os.path.join(self.work, "rules")
        os.mkdir(own)
        draw = random.Random(1)
        with open(os.path.join(own, "devices.list"), "w", encoding="ascii") as f:
            for _ in range(missing):
                name = "".join(draw.choice(SYLLABLES) for _ in range(draw.randint(2, 4))).capitalize()
                number = draw.choice(["", " %d" % draw.randint(1, 9999)])
                f.write('"%s%s" label="made up" source="make bench"\n' % (name, number))
        return shipped + lines(own)

    def durable(self, db):
        copy = os.path.join(self.work, "durable.db")
        shutil.copyfile(db, copy)
        done = subprocess.run([self.args.durable, copy], stdout=subprocess.PIPE, text=True)
        os.remove(copy)
        return done.stdout.splitlines()

    def keys(self, db):
        """The lines of the screen's measurement, per terminal size."""
        lines = {}
        for size in ("80x24", "200x60"):
            copy = os.path.join(self.work, "keys.db")
            shutil.copyfile(db, copy)
            os.environ["BANNERSCOPE_DB"] = copy
            done = subprocess.run([self.args.keys, size, "--", self.args.program], stdout=subprocess.PIPE, text=True)
            lines[size] = done.stdout.splitlines()
            os.remove(copy)
        return lines


def ratio(a, b):
    return "%.2f" % (a / b) if b else "-"


def growth(rows):
    heads = ["", *("%s services" % format(r["services"], ",") for r in rows)]
    yield "| " + " | ".join(heads) + " |"
    yield "|---" * len(heads) + "|"

    def line(what, of):
        return "| %s | %s |" % (what, " | ".join(of(r) for r in rows))

    yield line("records as text", lambda r: "%.0f MB" % (r["plain"] / 1e6))
    yield line("import, gzip to classified database", lambda r: seconds(r["import"].wall))
    yield line("... processor time", lambda r: seconds(r["import"].cpu))
    yield line("... sqlite3 chain", lambda r: seconds(r["chain"].wall) if r["chain"] else "-")
    yield line("... **ratio** by the clock", lambda r: ratio(r["import"].wall, r["chain"].wall) if r["chain"] else "-")
    yield line("... ratio of processor time", lambda r: ratio(r["import"].cpu, r["chain"].cpu) if r["chain"] else "-")
    yield line("... memory at most", lambda r: mebibytes(r["import"].rss))
    yield line("... database / text", lambda r: ratio(r["database"], r["plain"]))
    yield line("the same file again / first import", lambda r: ratio(r["again"].wall, r["import"].wall))
    yield line("classify every answer", lambda r: seconds(r["classify"].wall))
    yield line("report, 26 sections", lambda r: seconds(r["report"].wall))
    yield line("... memory at most", lambda r: mebibytes(r["report"].rss))
    yield line("substring in everything, 50 rows", lambda r: seconds(r["substring"].wall))
    yield line("dictionary by count, 50 rows", lambda r: seconds(r["dictionary"].wall))
    yield line("export as NDJSON", lambda r: seconds(r["export"].wall) if r["export"] else "-")


def versions():
    said = []
    for name, flag in (("sqlite3", "-version"), ("jq", "--version"), ("sqlite-utils", "--version"), ("lnav", "-V")):
        if shutil.which(name):
            out = subprocess.run([name, flag], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True).stdout
            number = re.search(r"\d+\.\d+(\.\d+)?", out)
            said.append("%s %s" % (name, number.group(0) if number else "?"))
    return ", ".join(said)


def machine():
    model = "unknown processor"
    with open("/proc/cpuinfo") as f:
        for text in f:
            if text.startswith("model name"):
                model = text.split(":", 1)[1].strip()
    with open("/proc/loadavg") as f:
        load = f.read().split()[0]
    return "%d x %s, %s, Linux %s; load %s when it began; %s" % (
        os.cpu_count(), model, time.strftime("%Y-%m-%d", time.gmtime()), platform.release().split("-")[0], load, versions())


def text(bench, sizes):
    yield machine()
    yield ""
    rows, db = [], None
    for size in sizes:
        if db:
            os.remove(db)
        row, db = bench.measure(size)
        rows.append(row)
        print("measured %d" % size, file=sys.stderr)
    yield from growth(rows)
    yield ""
    yield "Others on the smallest corpus (import there: %s):" % seconds(rows[0]["import"].wall)
    yield ""
    yield "| program | does | by the clock | / our import | memory |"
    yield "|---|---|---|---|---|"
    for name, what, cost in bench.peers(bench.corpus(sizes[0])[0]):
        if cost:
            yield "| %s | %s | %s | %s | %s |" % (name, what, seconds(cost.wall),
                                                  ratio(cost.wall, rows[0]["import"].wall), mebibytes(cost.rss))
        else:
            yield "| %s | %s | not installed | | |" % (name, what)
    yield ""
    yield "One classification, from memory, by one thread (processor time); then with 2,000 keywords:"
    yield ""
    yield from ("    " + line for line in bench.judging(bench.corpus(sizes[0])[0]))
    yield ""
    yield "A verdict, and what the disk takes by itself:"
    yield ""
    yield from ("    " + line for line in bench.durable(db))
    if os.path.exists(bench.args.keys):
        for size, lines in bench.keys(db).items():
            yield ""
            yield "The screen at %s with %s services:" % (size, format(sizes[-1], ","))
            yield ""
            yield from ("    " + line for line in lines)


def main():
    parser = argparse.ArgumentParser()
    for name in ("program", "corpus", "keys", "durable", "chain", "classify"):
        parser.add_argument(name)
    parser.add_argument("--sizes", default="36337,100000,1000000")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--write", help="a document whose measured part is replaced")
    args = parser.parse_args()
    sizes = [int(s) for s in args.sizes.split(",")]
    with tempfile.TemporaryDirectory() as work:
        lines = []
        for line in text(Bench(args, work), sizes):
            print(line, flush=True)
            lines.append(line)
    if args.write:
        with open(args.write, encoding="utf-8") as f:
            document = f.read()
        head, rest = document.split(BEGIN, 1)
        tail = rest.split(END, 1)[1]
        with open(args.write, "w", encoding="utf-8") as f:
            f.write(head + BEGIN + "\n" + "\n".join(lines) + "\n" + END + tail)


if __name__ == "__main__":
    main()
