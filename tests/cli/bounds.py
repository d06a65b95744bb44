#!/usr/bin/env python3
"""bounds.py PROGRAM FOLDER: input that is too much, and input that is damaged: one line is refused, or the file is, in
words and with an exit status; never the memory of the machine, and never the good lines beside it."""
import bz2
import gzip
import json
import lzma
import os
import sys
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
sys.dont_write_bytecode = True
from tap import Ran, Tap, children_kb  # noqa: E402

program, folder = sys.argv[1:3]
tap = Tap()
MIB = 1 << 20
RSS_KB = 400 * 1024
LINES = [b'{"ip_str":"192.0.2.%d","port":22,"data":"SSH-2.0-OpenSSH_%d"}' % (n, n) for n in range(1, 21)]
GOOD = b"\n".join(LINES) + b"\n"
with open(program, "rb") as f:
    measured = b"__asan_init" not in f.read()  # a sanitizer's memory is not ours
number = 0


def taken(content, name):
    """Imports it; the run, and how many services there are afterwards."""
    global number
    number += 1
    db, file = os.path.join(folder, f"{number}.db"), os.path.join(folder, name)
    with open(file, "wb") as out:
        for piece in content if isinstance(content, list) else [content]:
            out.write(piece)
    ran = Ran(program, "--db", db, "import", file)
    there = len(Ran(program, "--db", db, "list", "--format", "ndjson").out.splitlines()) if os.path.exists(db) else 0
    os.unlink(file)
    return ran, there


# -- too much -----------------------------------------------------------------------------------------

def bomb(block, times):
    """`block` again and again in one gzip member whose end never matters."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    return [gzip.compress(GOOD), b"\x1f\x8b\x08\0\0\0\0\0\2\3"] + [packed] * times


def bombs():
    two_gib = 2048 // 16
    for what, content in (
            ("2 GiB of zeros in one member", bomb(b"\0" * (16 * MIB), two_gib)),
            ("2 GiB of empty lines", bomb(b"\n" * (16 * MIB), two_gib)),
            ("2 GiB of zeros in 128 members", [gzip.compress(GOOD)] + [gzip.compress(b"\0" * (16 * MIB))] * two_gib)):
        ran, there = taken(content, "bomb.ndjson.gz")
        tap.ok(ran.status == 3 and b"bomb" in ran.err and there == 20,
               f"{what}: stopped and named, what stood before it is stored", ran.status, ran.err, there)


def long_lines():
    filler = b"A" * (33 * MIB)
    for what, line in (("a line of 33 MiB", b'{"ip_str":"192.0.2.99","port":1,"data":"' + filler + b'"}'),
                       ("33 MiB without any JSON", filler),
                       ("16 MiB of brackets", b"[" * (16 * MIB)),
                       ("an object in an object, a million deep", b'{"a":' * MIB),
                       ("four million numbers", b'{"ip_str":"192.0.2.99","port":1,"x":[' + b"1," * (4 * MIB) + b"1]}")):
        ran, there = taken([LINES[0] + b"\n", line, b"\n" + LINES[1] + b"\n"], "long.ndjson")
        tap.ok(ran.status == 3 and b"long.ndjson:2: " in ran.err and there == 2 and
               ran.last == "3 read, 2 new, 0 updated, 0 duplicate, 1 rejected",
               f"{what}: one line is refused, its neighbours are taken", ran.last, ran.err[:300], there)
    ran, there = taken([b'{"ip_str":"192.0.2.99","port":1,"data":"', b"\\u0000" * (5 * MIB), b'"}\n'], "large.ndjson")
    tap.ok(ran.status == 0 and there == 1, "a banner of 5 MiB of NUL bytes is a banner", ran.last, ran.err)


# -- damaged ------------------------------------------------------------------------------------------

def flipped(content, at):
    return content[:at] + bytes([content[at] ^ 0x41]) + content[at + 1:]


def damage():
    """What was handed over, how the import ends, how many of the 20 services there are, and what is said."""
    packed = gzip.compress(GOOD, mtime=0)
    pretty = json.dumps(json.loads(LINES[0]), indent=1).encode() + b"\n"
    array = b"[" + b",\n".join(LINES) + b"]\n"
    for what, content, status, there, word in (
            ("nothing wrong", GOOD, 0, 20, b""),
            ("no line feed at the end", GOOD[:-1], 0, 20, b""),
            ("CR LF", GOOD.replace(b"\n", b"\r\n"), 0, 20, b""),
            ("a byte order mark", b"\xef\xbb\xbf" + GOOD, 0, 20, b""),
            ("an empty file", b"", 0, 0, b""),
            ("gzip of nothing", gzip.compress(b""), 0, 0, b""),
            ("padded with zeros, as tapes do", packed + b"\0" * 512, 0, 20, b""),
            ("a cut last line", GOOD[:-9], 3, 19, b":20: "),
            ("a tail of zeros, as after a power cut", GOOD + b"\0" * 4096, 3, 20, b":21: "),
            ("gzip cut in its data", packed[:-40], 3, None, b"cut off"),
            ("gzip cut in its trailer", packed[:-4], 3, 20, b"cut off"),
            ("gzip cut in its header", packed[:7], 3, 0, b"cut off"),
            ("a wrong checksum", flipped(packed, len(packed) - 8), 3, 20, b"damaged"),
            ("a wrong length", flipped(packed, len(packed) - 1), 3, 20, b"damaged"),
            ("a flipped byte inside", flipped(packed, len(packed) // 2), 3, None, b"damaged"),
            ("text behind the gzip data", packed + b"and more", 3, 20, b"not gzip"),
            ("a second member, cut", packed + packed[:-4], 3, 20, b"cut off"),
            ("UTF-16, little end first", GOOD.decode().encode("utf-16"), 1, 0, b"UTF-16"),
            ("UTF-16, big end first", GOOD.decode().encode("utf-16-be"), 1, 0, b"UTF-16"),
            ("UTF-16 without a mark", GOOD.decode().encode("utf-16-le"), 1, 0, b"UTF-16"),
            ("UTF-16 in gzip", gzip.compress(GOOD.decode().encode("utf-16")), 1, 0, b"UTF-16"),
            ("a JSON array", array, 1, 0, b"array"),
            ("a JSON array in gzip", gzip.compress(array), 1, 0, b"array"),
            ("one object over many lines", pretty, 3, 0, b":1: "),
            ("a web page", b"<!DOCTYPE html>\n<html><body>Login</body></html>\n", 3, 0, b":1: "),
            ("bzip2", bz2.compress(GOOD), 1, 0, b"bzip2"),
            ("xz", lzma.compress(GOOD), 1, 0, b"xz"),
            ("zip", b"PK\3\4" + GOOD, 1, 0, b"zip"),
            ("zstd", b"\x28\xb5\x2f\xfd" + GOOD, 1, 0, b"zstd"),
            ("a database", b"SQLite format 3\0" + b"\0" * 100, 1, 0, b"database")):
        ran, found = taken(content, "damaged.ndjson")
        good = ran.status == status and word in ran.err and (ran.err == b"") == (status == 0)
        tap.ok(good and (found < 20 if there is None else found == there), f"{what}: exit {status}", ran.status, ran.err,
               ran.out, found)


def look_alikes():
    """Keys that look like the one that is meant do not win; a key that is there twice is told."""
    head = b'{"ip_str":"192.0.2.7","port":80,'
    for what, members, data, told in (
            ("cut at a NUL", b'"data\\u0000":"EVIL","data":"real","data\\u0000x":"EVIL"', "real", False),
            ("another case", b'"Data":"EVIL","data":"real","DATA":"EVIL"', "real", False),
            ("a blank", b'"data ":"EVIL","data":"real"," data":"EVIL"', "real", False),
            ("a letter that looks the same", '"d\u0430ta":"EVIL","data":"real"'.encode(), "real", False),
            ("another address", b'"data":"real","IP_STR":"198.51.100.1","ip_str\\u0000":"198.51.100.1"', "real", False),
            ("twice", b'"data":"first","data":"real"', "real", True),
            ("twice, once in escapes", b'"data":"first","d\\u0061t\\u0061":"real"', "real", True),
            ("the address twice", b'"data":"real","ip_str":"192.0.2.7"', "real", True)):
        ran, _ = taken(head + members + b"}\n", "keys.ndjson")
        row = json.loads(Ran(program, "--db", os.path.join(folder, f"{number}.db"), "export", "--format", "ndjson").out)
        tap.ok(ran.status == 0 and row["data"] == data and row["ip_str"] == "192.0.2.7" and
               (b"a field twice" in ran.err) == told, f"a key with a look-alike: {what}", row, ran.err)


bombs()
long_lines()
damage()
look_alikes()
if measured:
    tap.ok(children_kb() < RSS_KB, f"memory stays under {RSS_KB // 1024} MiB", children_kb())
else:
    tap.skip("memory", "sanitizers need their own")
tap.done()
