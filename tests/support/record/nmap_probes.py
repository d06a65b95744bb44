"""Somebody else's probes: the `Probe` lines of a file in nmap's format (nmap-service-probes).

They are read where the file is installed and not kept; what servers answer to them is a measure of rules that were
written with the probes of probes.py alone (docs/recorded.md).
"""
import re

ESCAPES = {"r": b"\r", "n": b"\n", "t": b"\t", "0": b"\0", "a": b"\a", "b": b"\b", "f": b"\f", "v": b"\v"}


def unescape(text):
    out, i = b"", 0
    while i < len(text):
        if text[i] != "\\":
            out += text[i].encode("latin-1")
            i += 1
        elif text[i + 1] == "x":
            out += bytes([int(text[i + 2:i + 4], 16)])
            i += 4
        else:
            out += ESCAPES.get(text[i + 1], text[i + 1].encode("latin-1"))
            i += 2
    return out


def read(path):
    """({NAME: bytes} over TCP, the same over UDP)"""
    tables = {"TCP": {}, "UDP": {}}
    with open(path, encoding="latin-1") as f:
        for line in f:
            m = re.match(r"Probe (TCP|UDP) (\S+) q(.)(.*)$", line.rstrip("\n"))
            if m:
                transport, name, mark, rest = m.groups()
                tables[transport]["nmap/" + name] = unescape(rest[:rest.index(mark)])
    return tables["TCP"], tables["UDP"]
