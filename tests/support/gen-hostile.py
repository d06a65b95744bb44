#!/usr/bin/env python3
"""Records whose every field tries to act on a terminal: Shodan NDJSON on stdout.

One record for each payload family of tests/data/payloads.txt (controls, sequences, bidi, invisible characters, cut
UTF-8, formulas, markup ...), with the payload between two markers in every text field that Shodan has; with the
argument `bare` it is the whole field.  Addresses are from the documentation ranges.  The output is the same on every
run.  `absent FILE` looks for the payloads in what a terminal received.
"""
import json
import os
import re
import sys


def families():
    """Name and bytes of each family in tests/data/payloads.txt."""
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data", "payloads.txt")
    with open(path, encoding="ascii") as lines:
        for line in lines:
            if not line.startswith("#"):
                name, times, text = line.rstrip("\n").split("\t")
                undone = re.sub(r"\\(x(..)|\\)", lambda m: chr(int(m[2], 16)) if m[2] else "\\", text)
                yield name, undone.encode("latin-1") * int(times)


def as_text(payload):
    """As text, and the bytes where they are no text (they go into opts.raw)."""
    try:
        return payload.decode("utf-8", "surrogatepass"), None
    except UnicodeDecodeError:
        return payload.decode("latin-1"), payload


def record(number, name, payload, bare):
    text, raw = as_text(payload)
    mark = text if bare else "<" + text + ">"

    def own(word):
        return "" if bare else word

    r = {
        "ip_str": ("198.51.100.%d" if bare else "203.0.113.%d") % number,
        "port": 104 + number,
        "transport": "tcp",
        "timestamp": "2025-06-01T00:00:%02d.000000" % (number % 60),
        "data": mark if bare else "H%02d %s %s end" % (number, name, mark),
        "org": own("Org ") + mark,
        "isp": own("Isp ") + mark,
        "asn": own("AS64500") + mark,
        "os": mark,
        "product": own("Product ") + mark,
        "version": mark,
        "info": mark,
        "title": mark,
        "devicetype": mark,
        "hostnames": ["host" + mark + ".example", mark],
        "domains": [mark],
        "tags": [mark],
        "cpe": ["cpe:/a:" + mark],
        "location": {
            "country_code": "NL", "country_name": mark, "city": mark, "region_code": mark,
        },
        "http": {
            "title": own("Title ") + mark, "server": mark, "html": mark, "location": mark,
            "host": mark, "components": {mark: {"categories": [mark]}},
            "headers": {"X-Test": mark},
        },
        "ssl": {
            "cert": {
                "subject": {"CN": mark, "O": mark},
                "issuer": {"CN": mark, "O": mark},
                "fingerprint": {"sha256": mark},
            },
            "versions": [mark],
        },
        "vulns": {mark: {"verified": False, "summary": mark}},
        "opts": {"vulns": [mark]},
        "_shodan": {"module": mark, "crawler": mark, "id": mark},
    }
    if raw is not None:
        r["opts"]["raw"] = (b"H%02d " % number + raw).hex()
    return r


def absent(path):
    """No payload stands between its markers in what a terminal received, unless it is text."""
    seen = open(path, "rb").read()
    if len(seen) < 10000:
        sys.exit("nothing was received")
    for name, payload in families():
        if re.search(rb"[^ -~]", payload) and b"<" + payload + b">" in seen and not re.fullmatch(
                "[ -~\\u4e2d\\uff0b\\uff1d]*", payload.decode("utf-8", "replace")):
            sys.exit(name + " went through")


def main():
    if sys.argv[1:2] == ["absent"]:
        return absent(sys.argv[2])
    bare = "bare" in sys.argv[1:]
    for number, (name, payload) in enumerate(families(), 1):
        # Raw controls above 7F and bidi marks in the file, or all of it escaped: both are JSON.
        ascii_only = number % 2 == 0 or name == "lone-surrogates"
        line = json.dumps(record(number, name, payload, bare), ensure_ascii=ascii_only)
        sys.stdout.buffer.write(line.encode("utf-8") + b"\n")


if __name__ == "__main__":
    main()
