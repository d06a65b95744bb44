#!/usr/bin/env python3
"""A Shodan API on 127.0.0.1, for tests: right answers from a file, and every kind of wrong one.

    fake_shodan.py --data records.ndjson.gz --key TESTKEY... --log requests.log \\
                   --fault 'search@2=429' --fault 'info@1-3=502'

The first line on standard output is the port.  It ends after --lifetime seconds, on SIGTERM, or
(with --until-eof) when standard input is closed.

Endpoints: /api-info /shodan/host/count /shodan/host/search /shodan/host/{ip}
/shodan/host/search/filters /shodan/host/search/facets /shodan/ports
Queries: words and "phrases" in data; port: org: ip: net: country: hostname: ... name:a,b; -negation.
Credits: 1 for a search with a filter or a page above 1, as Shodan does it; everything else is free.

Log (tab separated, one line a request, written when the answer has ended):
    start  end  status-or-fault  endpoint  request-target  user-agent
start and end are seconds of the monotonic clock; the target has the key in it.

--fault WHERE@WHICH=FAULT[:ARG]
    WHERE   info count search host filters facets ports any
    WHICH   number of the request at that endpoint, from 1: 3, 2-4, 2- or *
    FAULT   status answers: 401html 401credits 402 403html 403json 404json 404html 400badquery
            500badquery 500 502 503 504 520 429 429after(:seconds)
            200 that are none: html200 error200(:text) invalid empty200 notobject wrongtypes
            pages: empty short dup badbanner nul
            transfer: hang(:s) drip(:s between bytes) slow(:s before) close reset cut cutclose
            longlength shortlength huge(:MiB) headers(:KiB) redirect escapes http09
            echokey   an error text that quotes the request, key and all
"""
import argparse
import gzip
import ipaddress
import json
import os
import re
import socket
import struct
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

PAGE = 100
NO_CREDITS = ("Insufficient query credits, please upgrade your API plan or wait for the monthly "
              "limit to reset")
TOO_FAST = ("Request rate limit reached (1 request/ second). Please wait a second before trying "
            "again and slow down your API calls.")
BAD_QUERY = "The search request timed out or your query was invalid."
HTML_401 = ("<html><head><title>401 Unauthorized</title></head><body><h1>401 Unauthorized</h1>"
            "This server could not verify that you are authorized to access the document you "
            "requested.</body></html>")
HTML_WALL = ("<!DOCTYPE html><html><head><title>Just a moment...</title><script>var a='<b>';"
             "</script></head><body>Checking your browser</body></html>")
HTML_502 = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"

# fault -> (status, body, is JSON)
ANSWERS = {
    "401html": (401, HTML_401, False),
    "401credits": (401, {"error": NO_CREDITS}, True),
    "402": (402, {"error": "Requires membership or higher to access"}, True),
    "403html": (403, HTML_WALL, False),
    "403json": (403, {"error": "Requires membership or higher to access"}, True),
    "404json": (404, {"error": "No information available for that IP."}, True),
    "404html": (404, "<html><body>Not Found</body></html>", False),
    "400badquery": (400, {"error": BAD_QUERY}, True),
    "500badquery": (500, {"error": BAD_QUERY}, True),
    "500": (500, {"error": "Internal error"}, True),
    "502": (502, HTML_502, False),
    "503": (503, HTML_502, False),
    "504": (504, HTML_502, False),
    "520": (520, HTML_502, False),
    "429": (429, {"error": TOO_FAST}, True),
    "html200": (200, HTML_WALL, False),
    "invalid": (200, '{"matches": [{"ip_str": "192.0.2.1", "port": 1, "data": tru', True),
    "empty200": (200, "", True),
    "notobject": (200, "[1, 2, 3]", True),
    "wrongtypes": (200, {"total": "many", "matches": {"a": 1}, "facets": [], "plan": 7,
                         "query_credits": None, "usage_limits": "none"}, True),
}


def load(paths):
    records = []
    for path in paths:
        opener = gzip.open if path.endswith(".gz") else open
        with opener(path, "rt", encoding="utf-8", errors="surrogatepass") as f:
            records += [json.loads(line) for line in f if line.strip()]
    return records


# -- queries ---------------------------------------------------------------------------------

ALIAS = {"country": "location.country_code", "city": "location.city", "title": "http.title",
         "hostname": "hostnames", "ip": "ip_str", "tag": "tags", "html": "http.html",
         "shodan.module": "_shodan.module", "device": "devicetype"}
TERM = re.compile(r'(-?)(?:([a-z0-9_.]+):)?("(?:[^"\\]|\\.)*"|\S+)')


def terms(query):
    found = []
    for minus, name, value in TERM.findall(query):
        if value.startswith('"'):
            value = value.strip('"').replace('\\"', '"')
        found.append((bool(minus), name, value))
    return found


def field(record, name):
    value = record
    for part in ALIAS.get(name, name).split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def address(record):
    return record.get("ipv6") or record.get("ip_str") or ""


def in_net(record, value):
    try:
        return ipaddress.ip_address(address(record)) in ipaddress.ip_network(value, False)
    except ValueError:
        return False


def holds(record, name, value):
    if not name:
        return value.lower() in record.get("data", "").lower()
    have = field(record, name)
    for one in value.split(","):
        if name in ("net", "ip") and in_net(record, one):
            return True
        for item in have if isinstance(have, list) else [have]:
            if isinstance(item, (int, float)) and str(item) == one:
                return True
            if isinstance(item, str) and one.lower() in item.lower():
                return True
    return False


def select(records, query):
    wanted = terms(query)
    return [r for r in records
            if all(holds(r, name, value) != minus for minus, name, value in wanted)]


def facet_counts(records, spec):
    out = {}
    for one in filter(None, spec.split(",")):
        name, _, limit = one.partition(":")
        counts = {}
        for r in records:
            value = field(r, name)
            for item in value if isinstance(value, list) else [value]:
                if item is not None:
                    counts[item] = counts.get(item, 0) + 1
        best = sorted(counts.items(), key=lambda kv: (-kv[1], str(kv[0])))
        out[name] = [{"count": n, "value": v} for v, n in best[:int(limit or 10)]]
    return out


# -- the server ------------------------------------------------------------------------------

class Fault:
    def __init__(self, text):
        m = re.fullmatch(r"(\w+)@(\*|\d+(?:-\d*)?)=(\w+)(?::(.*))?", text)
        if not m:
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


class State:
    def __init__(self, options):
        self.options = options
        self.records = load(options.data)
        self.credits = options.credits
        self.seen = {}
        self.last_end = None
        self.lock = threading.Lock()

    def log(self, *columns):
        if self.options.log:
            with self.lock, open(self.options.log, "a", encoding="utf-8") as f:
                f.write("\t".join(str(c) for c in columns) + "\n")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    state = None

    def log_message(self, *args):
        pass

    # -- sending

    def send(self, status, body, is_json=True, length=None, cut=None, extra=()):
        data = body if isinstance(body, (bytes, str)) else json.dumps(body)
        if isinstance(data, str):
            data = data.encode("utf-8", "surrogatepass")
        self.status = status
        self.send_response(status)
        self.send_header("Content-Type", "application/json" if is_json else "text/html")
        if length != "none":
            self.send_header("Content-Length", str(len(data) + (length or 0)))
        if length or cut is not None:
            self.send_header("Connection", "close")
            self.close_connection = True
        for name, value in extra:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data if cut is None else data[:int(len(data) * cut)])

    def raw(self, data):
        self.close_connection = True
        self.wfile.write(data)

    # -- right answers

    def page(self, query, number, minify):
        found = select(self.state.records, query)
        part = found[(number - 1) * PAGE:number * PAGE]
        if minify:
            part = [{k: v for k, v in r.items() if k != "opts"} for r in part]
        return {"matches": part, "total": len(found)}

    def charge(self, query, number):
        costs = number > 1 or any(name for _, name, _ in terms(query))
        with self.state.lock:
            if costs and self.state.credits <= 0:
                return False
            self.state.credits -= 1 if costs else 0
        return True

    def do_info(self, args):
        left = self.state.credits
        return 200, {"scan_credits": 0, "usage_limits": {"scan_credits": 0,
                     "query_credits": self.state.options.credits, "monitored_ips": 16},
                     "plan": self.state.options.plan, "https": False, "unlocked": True,
                     "query_credits": left, "monitored_ips": 0, "unlocked_left": left,
                     "telnet": False}

    def do_count(self, args):
        query = args.get("query", "")
        if not query:
            return 400, {"error": "Empty search query"}
        found = select(self.state.records, query)
        body = {"matches": [], "total": len(found)}
        if "facets" in args:
            body["facets"] = facet_counts(found, args["facets"])
        return 200, body

    def do_search(self, args):
        query, number = args.get("query", ""), int(args.get("page", "1"))
        if not query:
            return 400, {"error": "Empty search query"}
        if not self.charge(query, number):
            return 401, {"error": NO_CREDITS}
        return 200, self.page(query, number, args.get("minify", "true").lower() != "false")

    def do_host(self, args):
        try:
            wanted = ipaddress.ip_address(args["ip"])
        except ValueError:
            return 404, {"error": "Invalid IP"}
        found = [r for r in self.state.records if address(r)
                 and ipaddress.ip_address(address(r)) == wanted]
        if not found:
            return 404, {"error": "No information available for that IP."}
        first = found[0]
        return 200, {"ip": first.get("ip"), "ip_str": address(first), "org": first.get("org"),
                     "ports": sorted({r["port"] for r in found}), "hostnames": [], "tags": [],
                     "country_code": field(first, "country"), "os": None,
                     "last_update": first.get("timestamp"),
                     "data": [] if args.get("minify", "").lower() == "true" else found}

    def do_filters(self, args):
        return 200, ["all", "asn", "city", "country", "hash", "hostname", "http.title", "ip",
                     "net", "org", "os", "port", "product", "ssl", "title", "version"]

    def do_facets(self, args):
        return 200, ["asn", "city", "country", "domain", "org", "os", "port", "product"]

    def do_ports(self, args):
        return 200, sorted({r["port"] for r in self.state.records if "port" in r})

    # -- wrong ones

    def wrong_page(self, fault, body):
        matches = body.get("matches") or body.get("data") or []
        name = "matches" if "matches" in body else "data"
        if fault == "empty":
            matches = []
        elif fault == "short":
            matches = matches[:len(matches) // 2]
        elif fault == "dup":
            matches = self.state.records[:PAGE]
        elif fault == "nul":
            matches = [dict(matches[0], data="A\0B\ud800C\x1b[31m")] + matches[1:]
        text = json.dumps(dict(body, **{name: matches}))
        if fault == "badbanner":
            text = text.replace('"data": "', '"data": "\\q', 1)
        return text

    def wrong_transfer(self, f, status, body):
        data = json.dumps(body)
        if f.name == "hang":
            time.sleep(f.number(60))
            self.close_connection = True
        elif f.name == "slow":
            time.sleep(f.number(1))
            self.send(status, data)
        elif f.name == "drip":
            self.send(200, data, cut=0)
            for byte in data.encode():
                self.wfile.write(bytes([byte]))
                time.sleep(f.number(0.5))
        elif f.name == "close":
            self.raw(b"")
        elif f.name == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                       struct.pack("ii", 1, 0))
            self.connection.close()
            self.close_connection = True
        elif f.name == "cut":
            self.send(200, data, cut=f.number(0.4))
        elif f.name == "cutclose":
            self.send(200, data, length="none", cut=f.number(0.4))
        elif f.name == "longlength":
            self.send(200, data, length=50)
        elif f.name == "shortlength":
            self.send(200, data, length=-50)
        elif f.name == "huge":
            self.huge(int(f.number(80)))
        elif f.name == "headers":
            self.raw(b"HTTP/1.1 200 OK\r\n" + b"X-Filler: " + b"a" * 1000 + b"\r\n")
            for _ in range(int(f.number(128))):
                self.wfile.write(b"X-Filler: " + b"a" * 1012 + b"\r\n")
            self.wfile.write(b"\r\n{}")
        elif f.name == "redirect":
            self.send(302, "", False, extra=[("Location", "http://127.0.0.1:%d/stolen"
                                              % self.server.server_address[1])])
        elif f.name == "escapes":
            self.raw(b"HTTP/1.1 500 \x1b]0;owned\x07\r\nConnection: close\r\n\r\n"
                     b"\x1b[2J\x1b]52;c;aGk=\x07 <b>\x9b31m</b>")
        elif f.name == "http09":
            self.raw(b"SSH-2.0-dropbear\r\n")
        else:
            return False
        return True

    def huge(self, mib):
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        self.wfile.write(b'{"matches": [')
        for _ in range(mib):
            self.wfile.write(b'"' + b"a" * ((1 << 20) - 4) + b'", ')
        self.wfile.write(b'1], "total": 1}')

    def misbehave(self, f, status, body):
        if f.name in ANSWERS:
            answer = ANSWERS[f.name]
            self.send(*answer)
        elif f.name == "429after":
            self.send(429, {"error": TOO_FAST}, extra=[("Retry-After", f.arg or "2")])
        elif f.name == "error200":
            self.send(200, {"error": f.arg or "Something is wrong"})
        elif f.name == "echokey":
            self.send(500, {"error": "cannot GET " + self.path})
        elif f.name in ("empty", "short", "dup", "badbanner", "nul"):
            self.send(200, self.wrong_page(f.name, body))
        elif not self.wrong_transfer(f, status, body):
            self.send(500, "no such fault: " + f.name, False)

    # -- the request

    def endpoint(self, path, args):
        fixed = {"/api-info": "info", "/shodan/host/count": "count",
                 "/shodan/host/search": "search", "/shodan/host/search/filters": "filters",
                 "/shodan/host/search/facets": "facets", "/shodan/ports": "ports"}
        if path in fixed:
            return fixed[path]
        if path.startswith("/shodan/host/") and "/" not in path[13:]:
            args["ip"] = unquote(path[13:])
            return "host"
        return None

    def too_fast(self, start):
        last = self.state.last_end
        return self.state.options.strict_rate and last is not None and start - last < 0.95

    def do_GET(self):
        start = time.monotonic()
        self.status = 0
        fault = None
        url = urlsplit(self.path)
        args = {k: v[-1] for k, v in parse_qs(url.query).items()}
        endpoint = self.endpoint(url.path, args)
        with self.state.lock:
            number = self.state.seen[endpoint] = self.state.seen.get(endpoint, 0) + 1
        try:
            if endpoint is None:
                self.send(*ANSWERS["404html"])
                return
            fault = next((f for f in self.state.options.fault if f.fits(endpoint, number)), None)
            if args.get("key") != self.state.options.key:
                self.send(*ANSWERS["401html"])
            elif self.too_fast(start):
                self.send(429, {"error": TOO_FAST})
            else:
                status, body = getattr(self, "do_" + endpoint)(args)
                if fault:
                    self.misbehave(fault, status, body)
                else:
                    self.send(status, body)
        except OSError:
            self.close_connection = True
        finally:
            end = self.state.last_end = time.monotonic()
            what = fault.name if fault else self.status
            self.state.log("%.6f" % start, "%.6f" % end, what, endpoint, self.path,
                           self.headers.get("User-Agent"))


def arguments():
    p = argparse.ArgumentParser(description=__doc__,
                                formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--data", action="append", default=[], metavar="FILE",
                   help="NDJSON of banners, plain or .gz; may be repeated")
    p.add_argument("--key", default="FAKE1key2FOR3tests4ONLY5abcdefgh")
    p.add_argument("--port", type=int, default=0)
    p.add_argument("--port-file", metavar="FILE", help="write the port there as well")
    p.add_argument("--credits", type=int, default=100)
    p.add_argument("--plan", default="dev")
    p.add_argument("--log", metavar="FILE")
    p.add_argument("--fault", action="append", default=[], type=Fault)
    p.add_argument("--strict-rate", action="store_true",
                   help="429 to a request within 0.95 s of the last answer's end")
    p.add_argument("--lifetime", type=float, default=300, metavar="SECONDS")
    p.add_argument("--until-eof", action="store_true", help="end when standard input is closed")
    return p.parse_args()


def main():
    options = arguments()
    Handler.state = State(options)
    server = ThreadingHTTPServer(("127.0.0.1", options.port), Handler)
    server.daemon_threads = True
    port = server.server_address[1]
    if options.port_file:
        with open(options.port_file + ".tmp", "w", encoding="ascii") as f:
            f.write("%d\n" % port)
        os.replace(options.port_file + ".tmp", options.port_file)
    print(port, flush=True)
    threading.Timer(options.lifetime, os._exit, [0]).start()
    if options.until_eof:
        def wait_for_eof():
            while sys.stdin.buffer.read(4096):
                pass
            os._exit(0)
        threading.Thread(target=wait_for_eof, daemon=True).start()
    server.serve_forever()


if __name__ == "__main__":
    main()
