#!/usr/bin/env python3
"""files.py PROGRAM FOLDER OLDER: whose files are touched, which are left alone, and who may read ours.

OLDER is a database of the schema before, so that a backup is made.  Rot is random; the seed is printed, BS_SEED
repeats it.
"""
import gzip
import os
import random
import shutil
import sqlite3
import stat
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
sys.dont_write_bytecode = True
from tap import Ran, Tap  # noqa: E402

program, folder, older = sys.argv[1:4]
seed = int(os.environ.get("BS_SEED") or random.SystemRandom().randrange(1 << 32))
dice = random.Random(seed)
tap = Tap()
print(f"# seed {seed}")
os.chdir(folder)


def content(path):
    with open(path, "rb") as f:
        return f.read()


def write(path, data):
    with open(path, "wb") as f:
        f.write(data)


def records(n):
    return b"".join(b'{"ip_str":"198.18.%d.%d","port":%d,"data":"SSH-2.0-OpenSSH_%d.%d","org":"Example %d"}\n'
                    % (i // 250, i % 250 + 1, 22 + i % 7, i % 9, i % 40, i % 30) for i in range(n))


def good_database(path):
    write("good.ndjson", records(400))
    for args in (["import", "good.ndjson"], ["verdict", "198.18.0.1:22", "non-medical", "--note", "seen"],
                 ["verdict", "198.18.0.2:23", "medical"], ["undo"]):
        ran = Ran(program, "--db", path, *args)
        assert ran.status == 0, ran.err


# -- others' databases and damaged ones ---------------------------------------------------------------

COMMANDS = [["list", "--format", "ndjson"], ["verify"], ["report"], ["log"], ["export"], ["dictionary"],
            ["verdict", "198.18.0.3:24", "medical"], ["undo"], ["import", "good.ndjson"], ["classify"]]


def rotten(good):
    """One kind of damage, anywhere."""
    data = bytearray(good)
    page = 4096 * dice.randrange(len(data) // 4096)
    way = dice.randrange(8)
    if way == 0:
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    elif way == 1:
        for _ in range(64):
            data[dice.randrange(100, len(data))] = dice.randrange(256)
    elif way == 2:
        data[page:page + 4096] = bytes(4096)
    elif way == 3:
        data[page:page + 4096] = dice.randbytes(4096)
    elif way == 4:
        other = 4096 * dice.randrange(len(data) // 4096)
        data[page:page + 4096], data[other:other + 4096] = data[other:other + 4096], data[page:page + 4096]
    elif way == 5:
        del data[dice.randrange(len(data)):]
    elif way == 6:  # the head of a page: its kind, its cells, where they begin
        for _ in range(4):
            data[page + dice.randrange(12)] = dice.randrange(256)
    else:
        data += dice.randbytes(dice.randrange(1, 9000))
    return bytes(data)


def rot(variants):
    good_database("good.db")
    good = content("good.db")
    for n in range(variants):
        crashed, bad = [], rotten(good)
        for args in dice.sample(COMMANDS, 4):
            write("rot.db", bad)
            ran = Ran(program, "--db", "rot.db", *args)
            if ran.status not in (0, 1, 2, 3) or b"Sanitizer" in ran.err or ran.seconds > 60:
                crashed.append((args, ran.status, ran.seconds, ran.err))
            for end in ("-wal", "-shm", "-journal"):
                if os.path.exists("rot.db" + end):
                    os.unlink("rot.db" + end)
        if not tap.ok(not crashed, f"rot {n + 1}: an answer, no crash", crashed):
            write(f"{folder}.rot-{n + 1}.db", bad)
            print(f"# kept: {folder}.rot-{n + 1}.db")


HOSTILE = [
    ("a trigger", "CREATE TRIGGER x AFTER INSERT ON event BEGIN UPDATE ruling SET verdict = 2; END"),
    ("a trigger on reading's own writes", "CREATE TRIGGER x AFTER INSERT ON meta BEGIN DELETE FROM event; END"),
    ("a temporary-looking view", "CREATE VIEW found_view AS SELECT load_extension('/nowhere/x.so')"),
    ("a view in a table's place", "ALTER TABLE meta RENAME TO meta2; CREATE VIEW meta AS SELECT key, value FROM meta2"),
    ("an index on an expression", "CREATE INDEX x ON service(abs(port))"),
    ("a partial index", "CREATE INDEX x ON service(port) WHERE abs(port) > 0"),
    ("a generated column", "ALTER TABLE meta ADD COLUMN x TEXT AS (hex(zeroblob(1000000)))"),
    ("a virtual table", "CREATE VIRTUAL TABLE x USING fts5(y)"),
    ("a table more", "CREATE TABLE x (y)"),
]


def hostile():
    for name, script in HOSTILE:
        shutil.copy("good.db", "hostile.db")
        db = sqlite3.connect("hostile.db")
        db.executescript(script)
        db.close()
        before, refused = content("hostile.db"), []
        for args in ["list"], ["verdict", "198.18.0.1:22", "medical"], ["import", "good.ndjson"], ["merge", "good.db"]:
            refused.append(Ran(program, "--db", "hostile.db", *args).status)
        tap.ok(refused == [1] * 4 and content("hostile.db") == before, f"{name}: refused, byte for byte as it was", refused)
        merged = Ran(program, "--db", "good.db", "merge", "hostile.db")
        tap.ok(merged.status == 1 and content("hostile.db") == before, f"{name}: nor is it merged from", merged.status)


def foreign():
    def made(script):
        if os.path.exists("new.db"):
            os.unlink("new.db")
        db = sqlite3.connect("new.db")
        db.executescript(script)
        db.close()
        return content("new.db")
    for name, data in (("of another program", made("PRAGMA application_id=1; CREATE TABLE t(x)")),
                       ("without a name", made("CREATE TABLE t(x); INSERT INTO t VALUES(1)")),
                       ("with our name and nothing of ours", made("PRAGMA application_id=0x42534350; CREATE TABLE t(x)")),
                       ("text", b"a letter to somebody\n" * 300), ("one byte", b"x"), ("zeros", bytes(8192)),
                       ("a newer one's", content("good.db")[:60] + b"\0\0\x27\x0f" + content("good.db")[64:])):
        write("foreign.db", data)
        stamp = os.stat("foreign.db").st_mtime_ns
        statuses = [Ran(program, "--db", "foreign.db", *args).status for args in COMMANDS]
        beside = [end for end in ("-wal", "-shm", "-journal", ".bak-1") if os.path.exists("foreign.db" + end)]
        tap.ok(set(statuses) == {1} and content("foreign.db") == data and os.stat("foreign.db").st_mtime_ns == stamp and
               not beside, f"a file {name}: refused and not touched", statuses, beside)


# -- links --------------------------------------------------------------------------------------------

def links():
    for what, args in (("export", ["export"]), ("report", ["report"])):
        for kind, make in (("symbolic", os.symlink), ("hard", os.link), ("dangling", os.symlink)):
            write("victim", b"not yours\n")
            make("nowhere" if kind == "dangling" else "victim", "out")
            ran = Ran(program, "--db", "good.db", *args, "--force", "-o", "out")
            tap.ok(ran.status == 1 and content("victim") == b"not yours\n" and not os.path.exists("nowhere"),
                   f"{what}: nothing is written through a {kind} link", ran.status, ran.err)
            os.unlink("out")
    os.mkfifo("pipe")
    ran = Ran(program, "--db", "good.db", "export", "--force", "-o", "pipe")
    tap.ok(ran.status == 1 and stat.S_ISFIFO(os.lstat("pipe").st_mode), "nor into a pipe that lies there", ran.err)


# -- private files ------------------------------------------------------------------------------------

def open_to_others(top):
    for where, folders, names in os.walk(top):
        for name in folders + names:
            mode = os.lstat(os.path.join(where, name)).st_mode
            if mode & 0o077:
                yield os.path.join(where, name), oct(mode & 0o777)


def private(mask):
    top = os.path.join(folder, f"mask-{mask:03o}")
    os.mkdir(top, 0o777)
    env = {"HOME": top, "XDG_DATA_HOME": f"{top}/data", "XDG_CONFIG_HOME": f"{top}/config", "XDG_STATE_HOME": f"{top}/state"}
    before = os.umask(mask)
    try:
        gz = gzip.decompress(content(older))
        with open(os.open(f"{top}/older.db", os.O_WRONLY | os.O_CREAT, 0o600), "wb") as f:
            f.write(gz)
        for args in (["import", "good.ndjson"], ["verdict", "198.18.0.1:22", "medical"], ["--db", f"{top}/older.db", "list"],
                     ["export", "-o", f"{top}/x.ndjson"], ["export", "--format", "csv", "-o", f"{top}/x.csv"],
                     ["report", "--format", "html", "-o", f"{top}/r.html"], ["config", "--write-config"]):
            Ran(program, *args, env=env)
        Ran(program, "init", env={**env, "SHODAN_API_KEY": "EXAMPLEKEY"})
        # Beside an open database lie its log and its shared memory.
        with subprocess.Popen([program, "import", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, env={**os.environ, **env}) as child:
            child.stdin.write(records(3000))
            child.stdin.flush()
            beside = f"{top}/data/bannerscope/bannerscope.db"
            while child.poll() is None and not (os.path.exists(beside + "-wal") and os.path.exists(beside + "-shm")):
                pass
            names = sorted(n for n in os.listdir(os.path.dirname(beside)))
            wrong = list(open_to_others(top))
            child.stdin.close()
            child.stdout.read()
    finally:
        os.umask(before)
    made = [os.path.exists(f"{top}/{n}") for n in ("x.ndjson", "x.csv", "r.html", "older.db.bak-3")]
    tap.ok(all(made) and "bannerscope.db-wal" in names, f"umask {mask:03o}: everything was made", made, names)
    wrong += open_to_others(top)
    tap.ok(not wrong, f"umask {mask:03o}: no file or folder is open to others", wrong)


rot(int(os.environ.get("BS_ROT") or 60))
hostile()
foreign()
links()
for mask in 0o000, 0o022, 0o077:
    private(mask)
tap.done()
