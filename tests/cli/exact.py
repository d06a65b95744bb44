#!/usr/bin/env python3
"""exact.py PROGRAM FOLDER: what an import takes, counts and keeps, against an oracle that knows what it wrote.

Random records, random damage between them, random spelling of the same JSON; the seed is printed, and BS_SEED repeats it.
"""
import gzip
import json
import os
import random
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
sys.dont_write_bytecode = True
from tap import Ran, Tap  # noqa: E402

program, folder = sys.argv[1:3]
seed = int(os.environ.get("BS_SEED") or random.SystemRandom().randrange(1 << 32))
dice = random.Random(seed)
tap = Tap()
print(f"# seed {seed}")


def path(name):
    return os.path.join(folder, name)


def bs(db, *args, **more):
    return Ran(program, "--db", path(db), *args, **more)


# -- writing JSON in as many ways as there are --------------------------------------------------------

SHORT = {"\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\", "/": "\\/"}
FAMILIES = [
    lambda: chr(dice.randrange(0x20)),                 # C0 with NUL
    lambda: chr(dice.randrange(0x7f, 0xa0)),           # DEL, C1
    lambda: chr(dice.randrange(0x20, 0x7f)),
    lambda: dice.choice('"\\/'),
    lambda: "\\x%02x" % dice.randrange(256),           # the crawler's notation, as text
    lambda: chr(dice.randrange(0xd800, 0xe000)),       # half of a pair
    lambda: chr(dice.randrange(0x10000, 0x110000)),
    lambda: dice.choice("\u202e\u2066\u200b\ufeff\ufffe\uffff\u2028\ue000\u0301"),
    lambda: chr(dice.randrange(0xa0, 0xd800)),
    lambda: dice.choice(["\r\n", "SSH-2.0-", "\0\0", "\x1b[2J"]),
]


def escaped(c):
    n = ord(c)
    if n >= 0x10000:
        n -= 0x10000
        return escaped(chr(0xd800 + (n >> 10))) + escaped(chr(0xdc00 + (n & 0x3ff)))
    text = "%04x" % n
    return "\\u" + (text.upper() if dice.random() < 0.5 else text)


def spelled(c):
    must = ord(c) < 0x20 or c in '"\\' or 0xd800 <= ord(c) < 0xe000
    way = dice.random()
    if c in SHORT and way < 0.4:
        return SHORT[c]
    return escaped(c) if must or way < 0.6 else c


def text_json(text):
    return '"' + "".join(map(spelled, text)) + '"'


def joined(text):
    """Halves that stand side by side are one character, in JSON as everywhere."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def random_text(most):
    size = dice.choice([0, 1, 2, dice.randrange(most), dice.randrange(most)])
    return joined("".join(dice.choice(FAMILIES)() for _ in range(size)))


def record(n, text, raw):
    members = [f'"ip_str":"198.18.{n // 250}.{n % 250 + 1}"', f'"port":{n % 65535 + 1}', f'"data":{text_json(text)}',
               '"timestamp":"2025-01-02T03:04:05.678901"']
    if raw is not None:
        digits = raw.hex()
        members.append('"opts":{"raw":"%s"}' % (digits.upper() if dice.random() < 0.3 else digits))
    dice.shuffle(members)
    return dice.choice(["{%s}", " { %s } ", "{\t%s\r}"]) % dice.choice([",", " , "]).join(members)


# -- lines that cannot be taken -----------------------------------------------------------------------

GOOD = '"ip_str":"192.0.2.1","port":1,"data":"x"'
BAD = [
    b"not json", b"{", b"}", b"null", b"7", b'"text"', b"[]", b"{%s,}" % GOOD.encode(), b"{%s} {}" % GOOD.encode(),
    b"{" + GOOD.encode(), b'{"port":80,"data":"no address"}', b'{"ip_str":"192.0.2.1","data":"no port"}',
    b'{"ip_str":"192.0.2.1","port":65536,"data":"x"}', b'{"ip_str":"192.0.2.999","port":1,"data":"x"}',
    b'{"ip_str":"192.0.2.1","port":1,"data":"\xff\xfe"}', b'{"ip_str":"192.0.2.1","port":1,"data":"\xed\xa0\x80"}',
    b'{"ip_str":"192.0.2.1","port":1,"data":"a\0b"}', b'{"ip_str":"192.0.2.1","port":1,"data":"\\u00g0"}',
    b'{"ip_str":"192.0.2.1","port":1,"x":' + b"[" * 70 + b"]" * 70 + b"}",
    b'{"ip_str":"192.0.2.1","port":1,"x":[' + b"0," * 200000 + b"0]}",
    b'{"ip_str":"192.0.2.1","port":1,"data":NaN}', b"\0\0\0\0", b"\x1b[2J\x07",
    b'{"IP_STR":"192.0.2.1","port":1,"data":"x"}', b'{"ip_str\\u0000":"192.0.2.1","port":1,"data":"x"}',
    b'{"ip_str":"192.0.2.1","Port":1,"port\\u0000":2,"data":"x"}',
]


class File:
    """Lines and what has to become of them."""

    def __init__(self, records):
        self.lines, self.rejected, self.kept = [], [], {}
        self.taken = self.duplicates = 0
        for n in range(records):
            self.noise()
            text, raw = random_text(400), None
            if dice.random() < 0.4:
                raw = dice.randbytes(dice.choice([0, 1, 2, dice.randrange(600)]))
            line = record(n, text, raw).encode()
            self.lines.append(line)
            self.kept[f"198.18.{n // 250}.{n % 250 + 1}"] = (text, (raw or b"").hex())
            self.taken += 1
            if dice.random() < 0.1:
                self.lines.append(line)
                self.duplicates += 1
        self.noise()

    def noise(self):
        if dice.random() < 0.3:
            self.lines.append(dice.choice([b"", b"  ", b"\t\r"]))
        while dice.random() < 0.25:
            self.lines.append(dice.choice(BAD))
            self.rejected.append(len(self.lines))

    @property
    def text(self):
        return b"".join(line + dice.choice([b"\n", b"\r\n"]) for line in self.lines)

    @property
    def summary(self):
        return (f"{self.taken + self.duplicates + len(self.rejected)} read, {self.taken} new, 0 updated, "
                f"{self.duplicates} duplicate, {len(self.rejected)} rejected")


def exported(db):
    ran = bs(db, "export", "--format", "ndjson")
    return ran.out if ran.status == 0 else b""


def same_banners(file, db):
    """The first service whose bytes are not those of the file, or None."""
    seen = {}
    for line in exported(db).splitlines():
        row = json.loads(line)
        seen[row["ip_str"]] = (row["data"], row["opts"].get("raw", ""))
    if seen.keys() != file.kept.keys():
        return sorted(seen.keys() ^ file.kept.keys())[:5]
    return next(((ip, file.kept[ip], seen[ip]) for ip in seen if seen[ip] != file.kept[ip]), None)


def complaints(err, name):
    prefix = os.fsencode(name) + b":"
    return [int(line[len(prefix):].split(b":")[0]) for line in err.splitlines() if line.startswith(prefix)]


# -- no line vanishes, banners are exact --------------------------------------------------------------

def members_of(text):
    """gzip, in as many members as the dice say, cut anywhere."""
    out, at = b"", 0
    while at < len(text):
        n = dice.randrange(1, len(text))
        out, at = out + gzip.compress(text[at:at + n], dice.choice([1, 6])), at + n
    return out


def lines_and_banners():
    file = File(300)
    text = file.text
    for name, content in ("plain.ndjson", text), ("packed.ndjson.gz", members_of(text)):
        db = name.split(".")[0] + ".db"
        with open(path(name), "wb") as f:
            f.write(content)
        ran = bs(db, "import", path(name))
        tap.ok(ran.status == 3 and ran.last == file.summary, f"{name}: every line is counted as what it is", ran.last,
               file.summary)
        tap.ok(complaints(ran.err, path(name)) == file.rejected, f"{name}: each rejected line is named, in order", ran.err,
               file.rejected)
        wrong = same_banners(file, db)
        tap.ok(wrong is None, f"{name}: file, store, export: the same bytes", wrong)
    with open(path("plain.ndjson"), "rb") as f:
        ran = bs("pipe.db", "import", "-", stdin=f)
    tap.ok(ran.last == file.summary and exported("pipe.db") == exported("plain.db"), "a pipe gives what the file gives",
           ran.last)
    with open(path("again.ndjson"), "wb") as f:
        f.write(exported("plain.db"))
    ran = bs("again.db", "import", path("again.ndjson"))
    tap.ok(ran.status == 0 and exported("again.db") == exported("plain.db"), "an export imported gives the same export",
           ran.last)
    ran = bs("plain.db", "import", path("plain.ndjson"))
    both = file.taken + file.duplicates
    tap.ok(f" 0 new, 0 updated, {both} duplicate, " in ran.last and exported("again.db") == exported("plain.db"),
           "twice changes nothing", ran.last)


# -- killed anywhere and repeated ---------------------------------------------------------------------

def killed_and_repeated(kills):
    """30,000 banners of one shape: also what must not cost more with every service of its shape."""
    corpus = path("many.ndjson")
    with open(corpus, "wb") as f:
        for n in range(30000):
            f.write(b'{"ip_str":"198.18.%d.%d","port":%d,"data":"line %d of %d","timestamp":"2025-01-02T03:04:05"}\n'
                    % (n // 250 % 250, n % 250 + 1, n // 62500 + 80, n, n % 977))
    whole = bs("whole.db", "import", corpus)
    ended = 0
    for _ in range(kills):
        child = subprocess.Popen([program, "--db", path("killed.db"), "import", corpus], stdout=subprocess.DEVNULL,
                                 stderr=subprocess.DEVNULL)
        time.sleep(dice.random() * whole.seconds)  # the moment is the test
        child.send_signal(signal.SIGKILL)
        ended += child.wait() == -signal.SIGKILL
        if os.path.exists(path("killed.db")):
            ran = bs("killed.db", "verify")
            if ran.status != 0:
                tap.ok(False, "verify after a kill", ran.err, ran.out)
    ran = bs("killed.db", "import", corpus)
    numbers = [int(word) for word in ran.last.split() if word.isdigit()]
    tap.ok(ended > 0 and ran.status == 0 and numbers[0] == numbers[1] + numbers[3] == 30000,
           f"an import killed {ended} times, repeated, has every line", ran.last, ran.err)
    tap.ok(exported("killed.db") == exported("whole.db") != b"", "and gives what the undisturbed one gives")
    tap.ok(bs("killed.db", "verify").status == 0, "and is in order")


lines_and_banners()
killed_and_repeated(int(os.environ.get("BS_KILLS") or 8))
tap.done()
