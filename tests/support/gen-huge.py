#!/usr/bin/env python3
"""Records of a size that stops other programs: 10 MB, 100,000 lines, 400,000 wide characters, 500,000 marks."""
import json
import random

HUGE = [
    ("ten-megabytes", bytes(random.Random(1).choices(range(256), k=10_000_000)).decode("latin-1")),
    ("one-line", "x" * 10_000_000),
    ("lines", "".join("line %d\r\n" % n for n in range(100_000))),
    ("wide", "\u4e2d" * 400_000),
    ("marks", "Z" + "\u0301" * 500_000),
    ("blanks", "a" + " " * 1_000_000 + "z"),
    ("brackets", "{" * 500_000),
    ("escapes", "\\x1b" * 500_000),
]

for number, (name, text) in enumerate(HUGE, 1):
    print(json.dumps({
        "ip_str": "198.51.100.%d" % number, "port": 104, "transport": "tcp", "org": text[:100_000],
        "timestamp": "2025-06-01T00:00:%02d.000000" % number, "data": text, "http": {"title": text[:100_000]},
    }, ensure_ascii=False))
