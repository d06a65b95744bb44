#!/usr/bin/env python3
"""Records whose every field tries to act on a terminal: Shodan NDJSON on stdout.

One record for each payload family (C0, DEL, C1 both ways, CSI, OSC, DCS and friends, character
sets, reports, paste brackets, bidi, invisible characters, cut UTF-8 ...), with the payload between
two markers in every text field that Shodan has.  Addresses are from the documentation ranges.
The output is the same on every run.
"""
import json
import sys

ESC, ST, BEL = "\x1b", "\x1b\\", "\x07"

# name, payload as text (or bytes, for what is not UTF-8: it goes into opts.raw)
FAMILIES = [
    ("nul", "\x00"),
    ("c0-all", "".join(map(chr, range(1, 32)))),
    ("bell", BEL * 3),
    ("backspace", "\b" * 12 + "gone"),
    ("tab", "\t\t"),
    ("line-feeds", "\n\n\n"),
    ("vertical-tab", "\x0b\x0c"),
    ("carriage-return", "\rover"),
    ("crlf", "\r\n\r\n"),
    ("shift-out", "\x0eqqq\x0f"),
    ("xon-xoff", "\x11\x13"),
    ("enquiry", "\x05"),
    ("substitute", "\x18\x1a"),
    ("delete", "\x7f\x7f"),
    ("escape-alone", ESC),
    ("escape-at-end", ESC + ESC + ESC),
    ("csi-clear", ESC + "[2J" + ESC + "[H"),
    ("csi-clear-scrollback", ESC + "[3J"),
    ("csi-sgr", ESC + "[31;1;7m"),
    ("csi-conceal", ESC + "[8mhidden"),
    ("csi-cursor", ESC + "[10;10H" + ESC + "[5A"),
    ("csi-insert-mode", ESC + "[4h"),
    ("csi-scroll-region", ESC + "[1;2r"),
    ("csi-alt-screen", ESC + "[?1049l"),
    ("csi-hide-cursor", ESC + "[?25l"),
    ("csi-mouse", ESC + "[?1003h"),
    ("csi-paste-mode", ESC + "[?2004h"),
    ("csi-report-cursor", ESC + "[6n"),
    ("csi-device-attributes", ESC + "[c" + ESC + "[>c"),
    ("csi-version-report", ESC + "[>0q"),
    ("csi-window-ops", ESC + "[8;1;1t" + ESC + "[21t"),
    ("csi-media-copy", ESC + "[5i"),
    ("csi-repeat", "x" + ESC + "[9999b"),
    ("csi-unfinished", ESC + "["),
    ("csi-endless", ESC + "[" + "1;" * 300),
    ("osc-title", ESC + "]0;pwned" + BEL),
    ("osc-title-st", ESC + "]2;pwned" + ST),
    ("osc-palette", ESC + "]4;1;rgb:00/00/00" + BEL),
    ("osc-link", ESC + "]8;;http://192.0.2.1/" + BEL + "link" + ESC + "]8;;" + BEL),
    ("osc-default-color", ESC + "]10;#000000" + BEL + ESC + "]11;#000000" + BEL),
    ("osc-font", ESC + "]50;?" + BEL),
    ("osc-clipboard", ESC + "]52;c;cm0gLXJmIH4=" + BEL),
    ("osc-clipboard-read", ESC + "]52;c;?" + BEL),
    ("osc-notify", ESC + "]777;notify;a;b" + BEL + ESC + "]9;x" + BEL),
    ("osc-iterm", ESC + "]1337;CopyToClipboard=" + BEL),
    ("osc-unfinished", ESC + "]0;never ends"),
    ("dcs-sixel", ESC + "Pq#0;2;0;0;0" + ST),
    ("dcs-decrqss", ESC + "P$qm" + ST),
    ("dcs-tmux", ESC + "Ptmux;" + ESC + ESC + "]0;x" + BEL + ST),
    ("apc", ESC + "_Gf=24;AAAA" + ST),
    ("pm", ESC + "^private" + ST),
    ("sos", ESC + "Xstring" + ST),
    ("charset-g0", ESC + "(0lqqk" + ESC + ")0"),
    ("charset-iso2022", ESC + "%G" + ESC + "%@"),
    ("ris", ESC + "c"),
    ("decaln", ESC + "#8"),
    ("keypad-modes", ESC + "=" + ESC + ">"),
    ("c1-csi-utf8", "\x9b31m"),
    ("c1-osc-utf8", "\x9d0;pwned\x9c"),
    ("c1-all-utf8", "".join(map(chr, range(0x80, 0xA0)))),
    ("c1-raw", bytes(range(0x80, 0xA0)) + b"\x9b2J"),
    ("paste-brackets", ESC + "[201~rm -rf" + ESC + "[200~"),
    ("bidi-override", "\u202egnp.exe\u202c"),
    ("bidi-isolates", "\u2066\u2067\u2068\u2069\u200e\u200f\u061c"),
    ("bidi-letters", "\u05d0\u05d1 \u0627\u0644"),
    ("zero-width", "a\u200bb\u200cc\u200dd\u2060e\ufeff"),
    ("combining", "Z" + "\u0300\u0489\u20dd" * 200),
    ("tags", "\U000e0041\U000e0042\U000e007f"),
    ("private-use", "\ue000\uf8ff\U000f0000\U0010fffd"),
    ("separators", "\u2028\u2029\u0085\u00a0\u3000\u00ad"),
    ("variation-emoji", "\U0001f468\u200d\U0001f469\ufe0f\u263a\ufe0f"),
    ("noncharacters", "\ufffe\uffff\ufdd0\U0001ffff"),
    ("lone-surrogates", "\ud800x\udfffy\udc9b"),
    ("wide-edge", "\u4e2d" * 300),
    ("bad-utf8", b"A\xc3\xff\xe0\x80\x9b\xf4\x90\x80\x80\xc0\x9bB"),
    ("long", "A" * 5000 + ESC + "]0;x" + BEL),
    ("markup", "[red]<script>alert(1)</script>%n%s`$(id)`"),
    ("backslashes", "\\x1b]0;x\\x07 \\u202e \\\\"),
]


def record(number, name, payload):
    raw = payload if isinstance(payload, bytes) else None
    text = payload.decode("latin-1") if raw is not None else payload
    mark = "<" + text + ">"
    r = {
        "ip": (203 << 24) + (113 << 8) + number,
        "ip_str": "203.0.113.%d" % number,
        "port": 104 + number,
        "transport": "tcp",
        "timestamp": "2025-06-01T00:00:%02d.000000" % (number % 60),
        "hash": 0,
        "data": "H%02d %s %s end" % (number, name, mark),
        "org": "Org " + mark,
        "isp": "Isp " + mark,
        "asn": "AS64500" + mark,
        "os": mark,
        "product": "Product " + mark,
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
            "title": "Title " + mark, "server": mark, "html": mark, "location": mark,
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
    del r["hash"]
    if raw is not None:
        r["opts"]["raw"] = (b"H%02d " % number + raw).hex()
    return r


def main():
    for number, (name, payload) in enumerate(FAMILIES, 1):
        line = json.dumps(record(number, name, payload), ensure_ascii=number % 2 == 0
                          or name == "lone-surrogates")
        sys.stdout.buffer.write(line.encode("utf-8") + b"\n")


if __name__ == "__main__":
    main()
