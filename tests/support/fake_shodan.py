#!/usr/bin/env python3
"""A Shodan API on 127.0.0.1, for tests: right answers from a file, and every kind of wrong one.

    fake_shodan.py --data records.ndjson.gz --key TESTKEY... --log requests.log \\
                   --fault 'search@2=429' --fault 'info@1-3=502'

The first line on standard output is the port.  It ends after --lifetime seconds, on SIGTERM, or
(with --until-eof) when standard input is closed.

Endpoints: /api-info /shodan/host/count /shodan/host/search /shodan/host/{ip} /shodan/ports
/shodan/protocols /shodan/host/search/filters /shodan/host/search/facets
Queries: words and "phrases" in data; port: org: ip: net: country: hostname: ... name:a,b; -negation.
Credits: 1 for a page of a search with a filter, or above 1, as Shodan does it; all else is free.
Charged is what is delivered: a page that a fault cuts is charged with --charge-cut only.

Log (tab separated, one line a request, written when the answer has ended,
or just before if all is well with it):
    start  end  status-or-fault  endpoint  request-target  user-agent  credits-charged  headers
start and end (of the answer: when its last piece was about to be sent) are seconds of the
monotonic clock; so a client that waits a second waits a second by this log.  The target has the
key in it; the headers are a JSON array of [name, value].

--fault WHERE@WHICH=FAULT[:ARG]
    WHERE   info count search host filters facets ports protocols any
    WHICH   number of the request at that endpoint, from 1: 3, 2-4, 2- or *
    FAULT   status answers: 401html 401credits 402 403html 403json 404json 404html 400badquery
            500badquery 500 500html 502 503 504 520 429 429after(:seconds)
            200 that are none: html200 wall200 error200(:text) invalid empty200 notobject wrongtypes
            pages: empty short dup reorder badbanner badtypes nul nan surrogate nototal big(:MiB)
            facets: facetjunk
            transfer: hang(:s) drip(:s between bytes) slow(:s before) stall(:s in the middle) close
            reset resetmid cut(:part) cutclose(:part) cutgzip(:part) badgzip longlength shortlength
            huge(:MiB) gzipbomb(:MiB) headers(:KiB) redirect escapes http09
            status999 longstatus longerror(:MiB) continues(:count) redirectfile cookie
            neglength twolengths badchunk endlesschunks(:MiB) unknownpacking packedtwice
            trailing bom utf16 deep wide(:MiB) twomatches hugetotal negativetotal badnames
            echokey(:status)  an error text that quotes the request, key and all
            echopage  a right answer that quotes it, also in a banner
--fault-every [WHERE@]N:FAULT,FAULT,...
            every Nth answer is the next of these faults, round and round: 3:cut,reset,503
"""
import argparse
import gzip
import ipaddress
import json
import os
import ssl
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

sys.dont_write_bytecode = True  # the directory of the sources may not be ours to write to
import fake_shodan_data as shodan
import fake_shodan_faults as faults

FREE = {"oss": ("search", "host")}  # plan -> what it may not


class State:
    def __init__(self, options):
        self.options = options
        self.records = shodan.load(options.data)
        self.credits = options.credits
        self.seen = {}
        self.selected = {}
        self.last_end = None
        self.lock = threading.Lock()

    def select(self, query):
        with self.lock:
            if query not in self.selected:
                self.selected[query] = shodan.select(self.records, query)
            return self.selected[query]

    def fault_of(self, endpoint):
        with self.lock:
            number = self.seen[endpoint] = self.seen.get(endpoint, 0) + 1
            every = [e.next(endpoint) for e in self.options.fault_every]
            now = self.fault_now()
        if now:
            return now
        named = (f for f in self.options.fault if f.fits(endpoint, number))
        return next(named, None) or next(filter(None, every), None)

    def fault_now(self):
        """What stands in the file of --fault-file at this moment; counts the request in FILE.asked."""
        if not self.options.fault_file:
            return None
        with open(self.options.fault_file + ".asked", "a", encoding="ascii") as f:
            f.write(".")
        with open(self.options.fault_file, encoding="ascii") as f:
            name = f.read().strip()
        return faults.Fault("any@*=" + name) if name else None

    def charge(self, price):
        with self.lock:
            if price > self.credits:
                return False
            self.credits -= price
        return True

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

    def begin(self, status, headers=()):
        """A head for a body that ends with the connection."""
        self.status = status
        self.close_connection = True
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Connection", "close")
        self.end_headers()

    def send(self, status, body, is_json=True, length=None, cut=None, extra=()):
        """`length` is added to the right one ("none": left out); `cut` is the part that is sent.
        Packed where the client takes that and nothing is to be wrong with the transfer."""
        data = body if isinstance(body, (bytes, str)) else json.dumps(body)
        if isinstance(data, str):
            data = data.encode("utf-8", "surrogatepass")
        self.status = status
        self.send_response(status)
        self.send_header("Content-Type", "application/json" if is_json else "text/html")
        if "gzip" in self.headers.get("Accept-Encoding", "") and length is None and cut is None:
            data = gzip.compress(data, 1)
            self.send_header("Content-Encoding", "gzip")
        if length != "none":
            self.send_header("Content-Length", str(len(data) + (length or 0)))
        if length or cut is not None:
            self.send_header("Connection", "close")
            self.close_connection = True
        for name, value in extra:
            self.send_header(name, value)
        self.end_headers()
        self.ended = time.monotonic()
        if self.fault is None or self.fault.name in faults.ANSWERS:  # so that who has the answer finds it in the log
            self.log_it()
        self.write(data if cut is None else data[:int(len(data) * cut)])

    def raw(self, data):
        self.close_connection = True
        self.write(data)

    def write(self, data):
        self.ended = time.monotonic()
        self.wfile.write(data)

    # -- right answers: status, body, price

    def do_info(self, args):
        left, all_of_them = self.state.credits, self.state.options.credits
        return 200, {"scan_credits": all_of_them, "plan": self.state.options.plan, "https": False,
                     "usage_limits": {"scan_credits": all_of_them, "query_credits": all_of_them,
                                      "monitored_ips": 16},
                     "unlocked": True, "query_credits": left, "monitored_ips": 0,
                     "unlocked_left": left, "telnet": False}, 0

    def do_count(self, args):
        query = args.get("query", "").strip()
        if not query:
            return 400, {"error": "Empty search query"}, 0
        found = self.state.select(query)
        body = {"matches": [], "total": len(found)}
        if "facets" in args:
            body["facets"] = shodan.facet_counts(found, args["facets"])
        return 200, body, 0

    def do_search(self, args):
        query, number = args.get("query", "").strip(), int(args.get("page", "1"))
        if not query:
            return 400, {"error": "Empty search query"}, 0
        found = self.state.select(query)
        first, size, pages = (number - 1) * shodan.PAGE, shodan.PAGE, 1
        if "limit" in args:
            first, size = int(args.get("offset", "0")), int(args["limit"])
            pages = max(1, -(-min(size, len(found)) // shodan.PAGE))
        price = pages if shodan.has_filter(query) else pages - (first == 0)
        body = {"matches": shodan.shown(found[first:first + size], args), "total": len(found)}
        if "facets" in args:
            body["facets"] = shodan.facet_counts(found, args["facets"])
        return 200, body, price

    def do_host(self, args):
        try:
            wanted = ipaddress.ip_address(args["ip"])
        except ValueError:
            return 404, {"error": "Invalid IP"}, 0
        body = shodan.host(self.state.records, wanted, args, self.state.options.history)
        if body is None:
            return 404, {"error": "No information available for that IP."}, 0
        return 200, body, 0

    def do_filters(self, args):
        return 200, shodan.FILTERS, 0

    def do_facets(self, args):
        return 200, shodan.FACETS, 0

    def do_ports(self, args):
        return 200, sorted({r["port"] for r in self.state.records if "port" in r}), 0

    def do_protocols(self, args):
        return 200, shodan.PROTOCOLS, 0

    # -- the request

    def endpoint(self, path, args):
        fixed = {"/api-info": "info", "/shodan/host/count": "count",
                 "/shodan/host/search": "search", "/shodan/host/search/filters": "filters",
                 "/shodan/host/search/facets": "facets", "/shodan/ports": "ports",
                 "/shodan/protocols": "protocols"}
        if path in fixed:
            return fixed[path]
        if path.startswith("/shodan/host/") and "/" not in path[13:]:
            args["ip"] = unquote(path[13:])
            return "host"
        return None

    def too_fast(self, start):
        last = self.state.last_end
        return self.state.options.strict_rate and last is not None and start - last < 0.98

    def pay(self, fault, price):
        """Whether there is enough; what is charged is in self.charged."""
        lost = fault and (fault.name in faults.ANSWERS or fault.name in faults.OTHER or
                          (fault.name in faults.CUT and not self.state.options.charge_cut))
        if not self.state.charge(0 if lost else price):
            return False
        self.charged = 0 if lost else price
        return True

    def answer(self, endpoint, args, fault):
        if args.get("key") != self.state.options.key:
            return self.send(*faults.ANSWERS["401html"])
        if endpoint in FREE.get(self.state.options.plan, ()):
            return self.send(*faults.ANSWERS["403json"])
        if fault and fault.name in faults.ANSWERS:
            return self.send(*faults.ANSWERS[fault.name])
        status, body, price = getattr(self, "do_" + endpoint)(args)
        if not self.pay(fault, price):
            return self.send(*faults.ANSWERS["401credits"])
        if fault is None:
            return self.send(status, body)
        first_page = self.state.select(args["query"])[:shodan.PAGE] if "query" in args else []
        return faults.misbehave(self, fault, body, first_page)

    def do_GET(self):
        start = time.monotonic()
        self.status = self.charged = 0
        self.start = self.ended = start
        self.fault = None
        self.logged = False
        url = urlsplit(self.path)
        args = {k: v[-1] for k, v in parse_qs(url.query).items()}
        endpoint = self.name = self.endpoint(url.path, args)
        try:
            if endpoint is None:
                self.send(*faults.ANSWERS["404html"])
            elif self.too_fast(start):
                self.send(*faults.ANSWERS["429"])
            else:
                self.fault = self.state.fault_of(endpoint)
                self.answer(endpoint, args, self.fault)
            self.wfile.flush()
        except (OSError, ValueError):  # the client left; or our own reset closed the file
            self.close_connection = True
        finally:
            self.state.last_end = self.ended
            if not self.logged:
                self.log_it()

    def log_it(self):
        self.logged = True
        self.state.log("%.6f" % self.start, "%.6f" % self.ended,
                       self.fault.name if self.fault else self.status, self.name, self.path,
                       self.headers.get("User-Agent"), self.charged,
                       json.dumps(self.headers.items()))


def arguments():
    p = argparse.ArgumentParser(description=__doc__,
                                formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--data", action="append", default=[], metavar="FILE",
                   help="NDJSON of banners, plain or .gz; may be repeated")
    p.add_argument("--key", default="FAKE1key2FOR3tests4ONLY5abcdefgh")
    p.add_argument("--port", type=int, default=0)
    p.add_argument("--port-file", metavar="FILE", help="write the port there as well")
    p.add_argument("--credits", type=int, default=100)
    p.add_argument("--charge-cut", action="store_true", help="charge also for what arrives cut")
    p.add_argument("--plan", default="dev", help="oss may neither search nor look hosts up")
    p.add_argument("--history", type=int, default=0, metavar="N",
                   help="a host's history has N older banners of each service")
    p.add_argument("--log", metavar="FILE")
    p.add_argument("--fault", action="append", default=[], type=faults.Fault)
    p.add_argument("--fault-every", action="append", default=[], type=faults.Every)
    p.add_argument("--fault-file", metavar="FILE", help="holds the FAULT[:ARG] of the next answers, or "
                   "nothing; each request adds a byte to FILE.asked before it is answered")
    p.add_argument("--strict-rate", action="store_true",
                   help="429 to a request within 0.98 s of the last answer's end")
    p.add_argument("--tls", nargs=2, metavar=("CERTIFICATE", "KEY"), help="https, from PEM files")
    p.add_argument("--lifetime", type=float, default=300, metavar="SECONDS")
    p.add_argument("--until-eof", action="store_true", help="end when standard input is closed")
    return p.parse_args()


def serve(options):
    Handler.state = State(options)
    server = ThreadingHTTPServer(("127.0.0.1", options.port), Handler)
    server.daemon_threads = True
    if options.tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*options.tls)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    return server


def main():
    options = arguments()
    server = serve(options)
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
