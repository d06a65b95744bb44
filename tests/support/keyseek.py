#!/usr/bin/env python3
"""keyseek.py KEY [PATH]... : names every file below the paths with a trace of the key in it; exit 1 if there is one.

A trace is any 12 characters of the key in a row, in any case: as they are, %-encoded (also twice), \\x.. and \\u....
escaped, with NULs between (UTF-16, UTF-32), reversed, in hex, in base64 at any alignment (also that of URLs), and
all of this inside of what is packed by gzip or zlib, wherever in the file that begins.

    keyseek.py --try KEY        hides the key in each of these ways and looks whether it is found
"""
import base64
import binascii
import gzip
import os
import re
import sys
import tempfile
import zlib

RUN, UNPACKED_MAX = 12, 1 << 22


def windows(text):
    return {text[i:i + RUN] for i in range(len(text) - RUN + 1)}


class Seeker:
    def __init__(self, key):
        low = key.lower().encode()
        self.plain = windows(low) | windows(low[::-1])
        self.exact = windows(key.encode())
        self.first = re.compile(b"|".join(sorted(re.escape(w) for w in self.plain)))

    def in_text(self, data):
        return self.first.search(data.lower()) is not None

    def in_escaped(self, data):
        for _ in range(3):
            data = re.sub(rb"%([0-9A-Fa-f]{2})", lambda m: bytes([int(m[1], 16)]), data)
        data = re.sub(rb"\\+x([0-9A-Fa-f]{2})|\\+u00([0-9A-Fa-f]{2})|&#(?:x([0-9A-Fa-f]{2})|(\d{2,3}));",
                      lambda m: bytes([int(m[1] or m[2] or m[3], 16) if not m[4] else int(m[4]) & 255]), data)
        return self.in_text(data) or self.in_text(data.replace(b"\0", b""))

    def in_hex(self, data):
        for run in re.findall(rb"(?:[0-9A-Fa-f]{2}[ :]?){%d,}" % RUN, data):
            digits = re.sub(rb"[ :]", b"", run)
            for from_ in (0, 1):
                cut = digits[from_:]
                if self.in_text(binascii.unhexlify(cut[:len(cut) // 2 * 2])):
                    return True
        return False

    def in_base64(self, data):
        for run in re.findall(rb"[A-Za-z0-9+/_-]{%d,}" % (RUN * 4 // 3), data):
            run = run.replace(b"-", b"+").replace(b"_", b"/")
            for from_ in range(4):
                cut = run[from_:]
                if self.in_text(base64.b64decode(cut[:len(cut) // 4 * 4])):
                    return True
        return False

    def unpacked(self, data):
        for m in re.finditer(rb"\x1f\x8b\x08|[\x08\x18\x28\x38\x48\x58\x68\x78][\x01\x5e\x9c\xda]", data):
            try:
                out = zlib.decompressobj(47).decompress(data[m.start():m.start() + UNPACKED_MAX], UNPACKED_MAX)
            except zlib.error:
                continue
            if len(out) > RUN:
                yield out

    def found(self, data, depth=0):
        if self.in_text(data) or self.in_escaped(data) or self.in_hex(data) or self.in_base64(data):
            return True
        return depth < 2 and any(self.found(out, depth + 1) for out in self.unpacked(data))


def files(paths):
    for path in paths:
        if not os.path.isdir(path):
            yield path
        for folder, _, names in os.walk(path):
            yield from (os.path.join(folder, name) for name in names)


def seek(seeker, paths):
    bad = 0
    for path in files(paths):
        if not os.path.isfile(path):
            continue
        with open(path, "rb") as f:
            data = f.read()
        if seeker.found(data) or seeker.in_text(os.fsencode(path)):
            print(path)
            bad = 1
    return bad


def try_all(key):
    k = key.encode()
    hidden = {
        "raw": k, "in lower case": k.lower(), "a part": k[9:9 + RUN], "reversed": k[::-1],
        "encoded": b"".join(b"%%%02x" % c for c in k), "twice": b"".join(b"%%25%02X" % c for c in k),
        "escaped": b"".join(b"\\u00%02x" % c for c in k), "escaped too": b"".join(b"\\x%02x" % c for c in k),
        "html": b"".join(b"&#%d;" % c for c in k), "utf-16": key.encode("utf-16"), "utf-32": key.encode("utf-32"),
        "hex": binascii.hexlify(k), "hex dump": binascii.hexlify(k, b" "), "hex, odd": b"a" + binascii.hexlify(k).upper(),
        "base64": base64.b64encode(k), "base64 +1": base64.b64encode(b"?" + k), "base64 +2": base64.b64encode(b"??" + k),
        "base64url": base64.urlsafe_b64encode(b"\xff\xfe" + k), "gzip": b"xx" + gzip.compress(b"a" * 99 + k),
        "zlib": b"yy" + zlib.compress(b"a" * 99 + k) + b"zz", "packed base64": zlib.compress(base64.b64encode(k) * 2),
    }
    seeker, missed = Seeker(key), []
    with tempfile.TemporaryDirectory() as folder:
        for name, data in hidden.items():
            path = os.path.join(folder, "file")
            with open(path, "wb") as f:
                f.write(b"key=" + data + b"&x")
            missed += [] if seeker.found(b"key=" + data + b"&x") else [name]
        with open(path, "wb") as f:
            f.write(k[:RUN - 1] + b" and " + os.urandom(9) + b" no key at all")
        missed += ["a false alarm"] if seek(seeker, [folder]) else []
    print("\n".join(missed) or "%d ways" % len(hidden))
    return bool(missed)


if __name__ == "__main__":
    sys.exit(try_all(sys.argv[2]) if sys.argv[1] == "--try" else seek(Seeker(sys.argv[1]), sys.argv[2:]))
