"""What a server, a proxy or the line between can do to an answer.  Tests only.

Each fault is told to stand for one kind of trouble; see fake_shodan.py for how to ask for one."""
import argparse
import gzip
import json
import re
import socket
import struct
import time
import zlib

NO_CREDITS = ("Insufficient query credits, please upgrade your API plan or wait for the monthly "
              "limit to reset")
TOO_FAST = ("Request rate limit reached (1 request/ second). Please wait a second before trying "
            "again and slow down your API calls.")
BAD_QUERY = "The search request timed out or your query was invalid."
MEMBERS = "Requires membership or higher to access"
HTML_401 = ("<html>\n <head>\n  <title>401 Unauthorized</title>\n </head>\n <body>\n"
            "  <h1>401 Unauthorized</h1>\n  This server could not verify that you are authorized to "
            "access the document you requested.  Either you supplied the wrong credentials (e.g., bad "
            "password), or your browser does not understand how to supply the credentials required."
            "<br /><br />\n\n\n\n </body>\n</html>")
HTML_WALL = ("<!DOCTYPE html><html><head><title>Just a moment...</title><script>var a='<b>';"
             "</script></head><body>Checking your browser</body></html>")
HTML_PORTAL = "<html><head><title>Hotel Wi-Fi</title></head><body>Please log in</body></html>"


def nginx(status):
    return ("<html>\r\n<head><title>%s</title></head>\r\n<body>\r\n<center><h1>%s</h1></center>\r\n"
            "<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n" % (status, status))


# fault -> (status, body, is JSON): answers that have nothing to do with the question
ANSWERS = {
    "401html": (401, HTML_401, False),
    "401credits": (401, {"error": NO_CREDITS}, True),
    "402": (402, {"error": MEMBERS}, True),
    "403": (403, HTML_WALL, False),
    "403html": (403, HTML_WALL, False),
    "403json": (403, {"error": MEMBERS}, True),
    "404json": (404, {"error": "No information available for that IP."}, True),
    "404html": (404, nginx("404 Not Found"), False),
    "400badquery": (400, {"error": BAD_QUERY}, True),
    "500badquery": (500, {"error": BAD_QUERY}, True),
    "500": (500, {"error": "Internal error"}, True),
    "500html": (500, nginx("500 Internal Server Error"), False),
    "502": (502, nginx("502 Bad Gateway"), False),
    "503": (503, nginx("503 Service Temporarily Unavailable"), False),
    "504": (504, nginx("504 Gateway Time-out"), False),
    "520": (520, "<title>520: Web server is returning an unknown error</title>", False),
    "429": (429, {"error": TOO_FAST}, True),
    "html200": (200, HTML_PORTAL, False),
    "wall200": (200, HTML_WALL, False),
    "invalid": (200, '{"matches": [{"ip_str": "192.0.2.1", "port": 1, "data": tru', True),
    "empty200": (200, "", True),
    "notobject": (200, "[1, 2, 3]", True),
    "wrongtypes": (200, {"total": "many", "matches": {"a": 1}, "facets": [], "plan": 7,
                         "query_credits": None, "usage_limits": "none"}, True),
}
# Pages that arrive whole and are wrong in what they hold; they are charged.
PAGES = ("empty", "short", "dup", "reorder", "badbanner", "nul", "nan", "surrogate", "badtypes", "big",
         "nototal", "facetjunk")
# Right pages that arrive whole in an odd way; they are charged too.
WHOLE = ("slow", "drip", "longlength", "echopage")
# The page was made, and is lost or cut on its way: charged with --charge-cut only.
CUT = ("cut", "cutclose", "cutgzip", "badgzip", "shortlength", "reset", "resetmid", "close", "hang",
       "stall")
OTHER = ("429after", "error200", "echokey", "redirect", "redirectfile", "gzipbomb", "huge", "headers", "escapes",
         "http09", "status999", "longstatus", "longerror", "continues", "neglength", "twolengths", "badchunk",
         "endlesschunks", "unknownpacking", "packedtwice", "cookie", "trailing", "bom", "utf16", "deep", "wide",
         "twomatches", "hugetotal", "negativetotal", "badnames")


def known(name):
    return name in ANSWERS or name in PAGES + WHOLE + CUT + OTHER


class Fault:
    """WHERE@WHICH=FAULT[:ARG], and what --fault-every makes of its list."""

    def __init__(self, text):
        m = re.fullmatch(r"(\w+)@(\*|\d+(?:-\d*)?)=(\w+)(?::(.*))?", text)
        if not m or not known(m[3]):
            raise argparse.ArgumentTypeError("not WHERE@WHICH=FAULT[:ARG]: " + text)
        self.where, which, self.name, self.arg = m.groups()
        first, dash, last = which.partition("-")
        self.first = 1 if which == "*" else int(first)
        self.last = (10**9 if which == "*" or (dash and not last)
                     else int(last) if dash else self.first)

    def fits(self, endpoint, number):
        return self.where in (endpoint, "any") and self.first <= number <= self.last

    def number(self, default):
        return float(self.arg) if self.arg else default


class Every:
    """[WHERE@]N:FAULT,FAULT...: every Nth answer, the faults in turn, for ever."""

    def __init__(self, text):
        m = re.fullmatch(r"(?:(\w+)@)?(\d+):([\w,.]+)", text)
        if not m or int(m[2]) < 1 or not all(map(known, m[3].split(","))):
            raise argparse.ArgumentTypeError("not [WHERE@]N:FAULT,...: " + text)
        self.where, self.every = m[1] or "any", int(m[2])
        self.faults = [Fault("any@*=" + name) for name in m[3].split(",")]
        self.seen = 0

    def next(self, endpoint):
        if self.where not in (endpoint, "any"):
            return None
        self.seen += 1
        if self.seen % self.every:
            return None
        return self.faults[(self.seen // self.every - 1) % len(self.faults)]


# -- pages that are wrong in what they hold ------------------------------------------------------

def change_first(matches, **members):
    return [dict(matches[0], **members)] + matches[1:] if matches else matches


def wrong_page(fault, body, first_page):
    """The JSON text of a page with one fault in it."""
    name = "matches" if "matches" in body else "data"
    matches = body.get(name) or []
    size = int(fault.number(20) * (1 << 20))
    changed = {
        "empty": lambda: [],
        "short": lambda: matches[:len(matches) // 2],
        "dup": lambda: first_page,
        "reorder": lambda: matches[::-1],
        "nul": lambda: change_first(matches, data="A\0B\ud800C\x1b[31m"),
        "surrogate": lambda: change_first(matches, data="A\udc00B", org="\ud800", product="\ud83d"),
        "badtypes": lambda: [dict(m, hostnames="one", vulns=["CVE-0000-0000"], org=7, version=4.5,
                                  cpe="a", location=[], http="x", ssl=False, opts=[], timestamp=0,
                                  tags={}) for m in matches],
        "big": lambda: [dict(m, http={"html": "<p>" * (size // 3 // max(1, len(matches)))})
                        for m in matches],
    }.get(fault.name, lambda: matches)()
    body = dict(body, **{name: changed})
    if fault.name == "nototal":
        body.pop("total", None)
    if fault.name == "facetjunk":
        body["facets"] = {"org": [{"value": "a\0b\ud800", "count": 1 << 60}, {"value": None},
                                  {"count": 1}, 7, {"value": True, "count": "3"}], "port": 7}
    text = json.dumps(body)
    if fault.name == "badbanner":
        text = text.replace('"data": "', '"data": "\\q', 1)
    if fault.name == "nan":
        text = text.replace('"port": ', '"score": NaN, "port": ', 1)
    return text


# -- what goes wrong on the way --------------------------------------------------------------------

def reset(handler):
    """An RST instead of the end."""
    handler.wfile.flush()
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()
    handler.close_connection = True


def drip(handler, data, pause, at_once):
    handler.send(200, data, cut=0)
    for i in range(0, len(data), at_once):
        handler.write(data[i:i + at_once])
        time.sleep(pause)


def bomb(handler, mib):
    """About a thousandth of what it becomes."""
    packer = zlib.compressobj(wbits=31)
    handler.begin(200, [("Content-Encoding", "gzip")])
    handler.write(packer.compress(b'{"matches": ['))
    for _ in range(mib):
        handler.write(packer.compress(b'"' + b"a" * ((1 << 20) - 4) + b'", '))
    handler.write(packer.compress(b'1], "total": 1}') + packer.flush())


def huge(handler, mib):
    handler.begin(200)
    handler.write(b'{"matches": [')
    for _ in range(mib):
        handler.write(b'"' + b"a" * ((1 << 20) - 4) + b'", ')
    handler.write(b'1], "total": 1}')


def many_headers(handler, kib):
    handler.raw(b"HTTP/1.1 200 OK\r\nX-Filler: " + b"a" * 1000 + b"\r\n")
    for _ in range(kib):
        handler.write(b"X-Filler: " + b"a" * 1012 + b"\r\n")
    handler.write(b"\r\n{}")


def wide(handler, mib):
    """Nothing but small things: what a parser makes of each is larger than it."""
    handler.send(200, b'{"matches": [' + b"[],{},0," * (mib << 17) + b'1], "total": 1}')


def continues(handler, count):
    """Interim answers without end: each is a head of its own."""
    for _ in range(count):
        handler.write(b"HTTP/1.1 100 Continue\r\nX-Filler: " + b"a" * 200 + b"\r\n\r\n")
    handler.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")


def head(handler, lines, body=b"{}"):
    handler.raw(b"HTTP/1.1 200 OK\r\nConnection: close\r\n" + lines + b"\r\n\r\n" + body)


def endless_chunks(handler, mib):
    handler.raw(b"HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _ in range(mib):
        handler.write(b"100000\r\n" + b" " * (1 << 20) + b"\r\n")


def slow(handler, fault, data):
    time.sleep(fault.number(1))
    handler.send(200, data)


def hang(handler, fault):
    time.sleep(fault.number(60))
    handler.close_connection = True


def stall(handler, fault, data):
    """The half of it, and then nothing more."""
    handler.send(200, data, cut=0.5)
    time.sleep(fault.number(60))


def cut_packed(handler, data, part):
    """gzip without its end and without a length: libcurl calls that whole."""
    packed = gzip.compress(data)
    handler.begin(200, [("Content-Encoding", "gzip")])
    handler.write(packed[:int(len(packed) * part)])


def with_total(data, total):
    body = json.loads(data)
    return dict(body, total=total) if isinstance(body, dict) else body


def echo_page(handler, data):
    """A right page that quotes the request beside and inside of a banner."""
    body = json.loads(data)
    if isinstance(body, dict):
        for banner in body.get("matches", body.get("data", []))[:1]:
            banner["data"] = "GET " + handler.path + " HTTP/1.1\r\n" + banner.get("data", "")
        body["request"] = handler.path
    handler.send(200, body)


def bad_packed(handler, data):
    packed = bytearray(gzip.compress(data))
    packed[len(packed) // 2:len(packed) // 2 + 8] = b"\xff" * 8
    handler.begin(200, [("Content-Encoding", "gzip")])
    handler.write(packed)


def reset_midway(handler, data):
    handler.send(200, data, cut=0.5)
    reset(handler)


ON_THE_WAY = {
    "hang": lambda h, f, d: hang(h, f),
    "slow": slow,
    "drip": lambda h, f, d: drip(h, d, f.number(0.5), 1 if f.number(0.5) else 16),
    "stall": stall,
    "close": lambda h, f, d: h.raw(b""),
    "reset": lambda h, f, d: reset(h),
    "resetmid": lambda h, f, d: reset_midway(h, d),
    "cut": lambda h, f, d: h.send(200, d, cut=f.number(0.4)),
    "cutclose": lambda h, f, d: h.send(200, d, length="none", cut=f.number(0.4)),
    "cutgzip": lambda h, f, d: cut_packed(h, d, f.number(0.6)),
    "echopage": lambda h, f, d: echo_page(h, d),
    "badgzip": lambda h, f, d: bad_packed(h, d),
    "longlength": lambda h, f, d: h.send(200, d, length=50),
    "shortlength": lambda h, f, d: h.send(200, d, length=-50),
    "gzipbomb": lambda h, f, d: bomb(h, int(f.number(100))),
    "huge": lambda h, f, d: huge(h, int(f.number(80))),
    "headers": lambda h, f, d: many_headers(h, int(f.number(128))),
    "redirect": lambda h, f, d: h.send(302, nginx("302 Found"), False, extra=[
        ("Location", "/stolen?" + h.path.partition("?")[2])]),
    "redirectfile": lambda h, f, d: h.send(301, nginx("301 Moved"), False, extra=[
        ("Location", "file:///etc/passwd")]),
    "status999": lambda h, f, d: h.raw(b"HTTP/1.1 999 No\r\nConnection: close\r\n\r\n{}"),
    "longstatus": lambda h, f, d: h.raw(b"HTTP/1.1 200 " + b"a" * 300000 + b"\r\nConnection: close\r\n\r\n" + d),
    "longerror": lambda h, f, d: h.send(500, {"error": "a\x1b[31m" * int(f.number(1) * (1 << 17))}),
    "continues": lambda h, f, d: continues(h, int(f.number(2000))),
    "neglength": lambda h, f, d: head(h, b"Content-Length: -5", d),
    "twolengths": lambda h, f, d: head(h, b"Content-Length: 3\r\nContent-Length: 100000", d),
    "badchunk": lambda h, f, d: head(h, b"Transfer-Encoding: chunked",
                                     b"ffffffffffffffffff\r\n" + d + b"\r\n0\r\n\r\n"),
    "endlesschunks": lambda h, f, d: endless_chunks(h, int(f.number(80))),
    "unknownpacking": lambda h, f, d: head(h, b"Content-Encoding: zpaq", d),
    "packedtwice": lambda h, f, d: head(h, b"Content-Encoding: gzip, gzip", gzip.compress(gzip.compress(d))),
    "cookie": lambda h, f, d: head(h, b"Set-Cookie: a=" + b"b" * 3000 + b"; Path=/", d),
    "trailing": lambda h, f, d: h.send(200, d + b"\n{\"matches\": []}"),
    "bom": lambda h, f, d: h.send(200, b"\xef\xbb\xbf" + d),
    "utf16": lambda h, f, d: h.send(200, d.decode().encode("utf-16")),
    "deep": lambda h, f, d: h.send(200, b'{"matches": [' + b"[" * 500000 + b"]" * 500000 + b'], "total": 1}'),
    "wide": lambda h, f, d: wide(h, int(f.number(20))),
    "twomatches": lambda h, f, d: h.send(200, b'{"matches": [], "total": 7, ' + d[1:]),
    "hugetotal": lambda h, f, d: h.send(200, with_total(d, 10**40)),
    "negativetotal": lambda h, f, d: h.send(200, with_total(d, -5)),
    "badnames": lambda h, f, d: h.send(200, ["a\x1b[31m", "../../etc/passwd", "x" * 70000, "\ud800", 7, None, {}]),
    "escapes": lambda h, f, d: h.raw(
        b"HTTP/1.1 500 \x1b]0;owned\x07\r\nConnection: close\r\n\r\n"
        b"\x1b[2J\x1b]52;c;aGk=\x07 <b>\x9b31m</b>"),
    "http09": lambda h, f, d: h.raw(b"SSH-2.0-dropbear\r\n"),
    "429after": lambda h, f, d: h.send(429, {"error": TOO_FAST},
                                       extra=[("Retry-After", f.arg or "2")]),
    "error200": lambda h, f, d: h.send(200, {"error": f.arg or "Something is wrong"}),
    "echokey": lambda h, f, d: h.send(int(f.number(500)), {"error": "cannot GET " + h.path}),
}


def misbehave(handler, fault, body, first_page):
    """Sends the fault in place of the answer `body`."""
    if fault.name in ANSWERS:
        handler.send(*ANSWERS[fault.name])
    elif fault.name in PAGES:
        handler.send(200, wrong_page(fault, body, first_page) if isinstance(body, dict) else body)
    else:
        ON_THE_WAY[fault.name](handler, fault, json.dumps(body).encode())
