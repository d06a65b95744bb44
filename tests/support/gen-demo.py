#!/usr/bin/env python3
"""Make the demonstration corpus: synthetic records with the published totals of the 2019 study.

    gen-demo.py [OUTPUT.json.gz]        default tests/data/demo.ndjson.gz

Every address is from the documentation and benchmark ranges, every hospital is invented, every
banner is put together from what real servers of that kind answer.  What is exact is the counting:

    entries 36,337 = stand-alone 31,594 + software 1,358 + hospitals 3,184 + 201 of no group
    blank   22,748 = 22,298 + 111 + 138 + 201
    answered 13,589 = 9,296 + 1,247 + 3,046
    unknown before decoding 2,446 = (1,699 + 519) + 86 + 142
    medical 11: DICOM servers, all stand-alone, at six networks
    hosts of the two affiliated groups 2,071 = 893 + 1,178; hospitals 163 organisations

Same seed, same bytes: the output is a function of this file alone.
"""
import datetime
import gzip
import io
import json
import random
import struct
import sys

RNG = random.Random(2019)
GROUPS = {
    # name: entries, blank, unknown before decoding, medical
    "stand-alone": (31594, 22298, 1699 + 519, 11),
    "software": (1358, 111, 86, 0),
    "hospital": (3184, 138, 142, 0),
    "none": (201, 201, 0, 0),
}
MEDICAL_PORTS = [104] * 34 + [11112] * 14 + [4242] * 12 + [2575] * 5 + [2761, 2762, 20046, 6464] + \
    [4006, 1500, 4080, 8100, 9292, 11443, 11444, 51243, 51244, 3613, 1588]
OTHER_PORTS = [8081, 9000, 5000, 7000, 8888, 10000, 5060, 49152]
WEB_PORTS = [80, 443, 8080, 8443]


# -- Shodan's notation and hash --------------------------------------------------------------

def escape(raw):
    """The crawler's string_escape."""
    short = {0x5C: "\\\\", 0x27: "\\'", 9: "\\t", 10: "\\n", 13: "\\r"}
    return "".join(short.get(b) or (chr(b) if 0x20 <= b < 0x7F else "\\x%02x" % b) for b in raw)


def murmur3(data):
    """MurmurHash3 x86 32 bit, seed 0, signed."""
    h, n = 0, len(data)
    mask = 0xFFFFFFFF

    def scramble(k):
        k = k * 0xCC9E2D51 & mask
        k = (k << 15 | k >> 17) & mask
        return k * 0x1B873593 & mask

    for i in range(0, n - n % 4, 4):
        h ^= scramble(struct.unpack_from("<I", data, i)[0])
        h = (h << 13 | h >> 19) & mask
        h = (h * 5 + 0xE6546B64) & mask
    tail = data[n - n % 4:]
    if tail:
        h ^= scramble(int.from_bytes(tail, "little"))
    h ^= n
    h = (h ^ h >> 16) * 0x85EBCA6B & mask
    h = (h ^ h >> 13) * 0xC2B2AE35 & mask
    h ^= h >> 16
    return h - (1 << 32) if h & 0x80000000 else h


# -- hosts and owners ------------------------------------------------------------------------

HOSTERS = [
    ("KPN", "AS1136"), ("Liberty Global (Ziggo)", "AS6830"), ("LeaseWeb Netherlands", "AS60781"),
    ("TransIP", "AS20857"), ("Microsoft Azure", "AS8075"), ("Voorbeeld Hosting", "AS64496"),
    ("Fictief Glasvezel", "AS64497"), ("Denkbeeldige Datacenters", "AS64498"),
    ("Proefnet Kabel", "AS64499"), ("Schijn Cloud", "AS64500"), ("Nepland Telecom", "AS64501"),
    ("Bedacht Colocatie", "AS64502"), ("Verzonnen Internet", "AS64503"),
]
# The study's Table 1, as far as its networks are known: eleven servers in six networks.
DICOM_SERVERS = [
    ("SURFsara", "AS1103", 104), ("SURFsara", "AS1103", 11112), ("SURFsara", "AS1103", 104),
    ("Microsoft Azure", "AS8075", 104), ("Microsoft Azure", "AS8075", 11112),
    ("LeaseWeb Netherlands", "AS60781", 104), ("LeaseWeb Netherlands", "AS60781", 4242),
    ("TransIP", "AS20857", 104), ("KPN", "AS1136", 104), ("KPN", "AS1136", 4242),
    ("Liberty Global (Ziggo)", "AS6830", 11112),
]
CITIES = ["Amsterdam", "Rotterdam", "Utrecht", "Enschede", "Groningen", "Eindhoven", "Arnhem"]
TOWNS = ["Voorbeeldstad", "Demodorp", "Proefveen", "Schijndijk", "Nepwoude", "Fictiehaven",
         "Testerdam", "Bedachtum", "Verzonnen aan Zee", "Denkbeeld", "Monsterdijk", "Staaldorp",
         "Ijkveld", "Modelmeer", "Zandbakzijl", "Maquettegem", "Simulo", "Hypothese"]
HOUSES = ["Ziekenhuis {}", "Sint Fictus Gasthuis {}", "Medisch Centrum {}", "Polikliniek {}",
          "Huisartsenpost {}", "Zorggroep {}", "Revalidatiecentrum {}", "Kliniek {}",
          "Diagnostisch Centrum {}", "Verpleeghuis {}"]


def hospitals():
    names = [h.format(t) for t in TOWNS for h in HOUSES]
    return names[:163]


class Addresses:
    """198.18.0.0/15 in order with gaps; what sorts well packs well."""

    def __init__(self):
        self.next = 0xC6120000

    def take(self):
        self.next += RNG.choice((1, 1, 2, 3))
        assert self.next < 0xC6140000
        return self.next


def dotted(ip):
    return ".".join(str(ip >> s & 255) for s in (24, 16, 8, 0))


# -- banners: each gives (data, module, extra) -----------------------------------------------

def web(when, title=None, html=None, server=None, status=None):
    server = server or RNG.choice(SERVERS)
    status = status or RNG.choice(STATUS)
    date = when.strftime("%a, %d %b %Y %H:%M:%S GMT")
    lines = ["HTTP/1.1 " + status, "Date: " + date]
    if server:
        lines.append("Server: " + server)
    if status.startswith("30"):
        lines.append("Location: " + RNG.choice(("/login", "/index.html", "/app/")))
    if status.startswith("401"):
        lines.append('WWW-Authenticate: Basic realm="%s"' % RNG.choice(("Restricted", "router", "admin")))
    lines += ["Content-Type: text/html", "Content-Length: %d" % RNG.choice((0, 162, 315, 612, 4897))]
    http = {"status": int(status[:3]), "title": title or RNG.choice(TITLES), "server": server}
    if html:
        http["html"] = html
    return "\r\n".join(lines) + "\r\n\r\n", "http-simple-new", {"http": http}


SERVERS = ["nginx", "nginx/1.14.0 (Ubuntu)", "nginx/1.10.3", "Apache", "Apache/2.4.29 (Ubuntu)",
           "Apache/2.4.6 (CentOS)", "Apache/2.2.15 (CentOS)", "Microsoft-IIS/8.5", "Microsoft-IIS/10.0",
           "Microsoft-IIS/7.5", "lighttpd/1.4.45", "Microsoft-HTTPAPI/2.0", "Jetty(9.4.z-SNAPSHOT)",
           "Apache-Coyote/1.1", "GoAhead-Webs", "mini_httpd/1.19 19dec2003", "Boa/0.94.14rc21"]
STATUS = ["200 OK"] * 6 + ["302 Found", "301 Moved Permanently", "401 Unauthorized", "403 Forbidden",
                           "404 Not Found", "400 Bad Request"]
TITLES = ["Welcome to nginx!", "IIS Windows Server", "Apache2 Ubuntu Default Page: It works",
          "Inloggen", "Login", "401 Unauthorized", "Not Found", "Index of /", "Webmail", "Outlook",
          "Router", "Document Error: Unauthorized", None]


def ssh(_when):
    version = RNG.choice(("OpenSSH_7.4", "OpenSSH_7.6p1 Ubuntu-4ubuntu0.3", "OpenSSH_6.6.1",
                          "OpenSSH_7.9p1 Debian-10", "dropbear_2014.63", "dropbear_2017.75"))
    mark = ":".join("%02x" % RNG.randrange(256) for _ in range(16))
    return ("SSH-2.0-%s\r\nKey type: ssh-rsa\nFingerprint: %s\n" % (version, mark), "ssh", {})


def text_banner(choices, module):
    def make(_when):
        return RNG.choice(choices), module, {}
    return make


FTP = text_banner(["220 (vsFTPd 3.0.3)\r\n", "220 (vsFTPd 3.0.2)\r\n", "220 Microsoft FTP Service\r\n",
                   "220 ProFTPD 1.3.5 Server (Debian) [198.18.0.1]\r\n",
                   "220-FileZilla Server 0.9.60 beta\r\n220 Welcome\r\n",
                   "220---------- Welcome to Pure-FTPd [privsep] [TLS] ----------\r\n"], "ftp")
SMTP = text_banner(["220 mail.voorbeeld.example ESMTP Postfix\r\n250-PIPELINING\r\n250 8BITMIME\r\n",
                    "220 mx1.fictief.example ESMTP Exim 4.92\r\n",
                    "220 exchange.bedacht.example Microsoft ESMTP MAIL Service ready\r\n"], "smtp")
IMAP = text_banner(["* OK [CAPABILITY IMAP4rev1 LITERAL+ SASL-IR LOGIN-REFERRALS ID ENABLE IDLE "
                    "STARTTLS] Dovecot ready.\r\n", "+OK Dovecot ready.\r\n"], "imap")
TELNET = text_banner(["\r\nUser Access Verification\r\n\r\nUsername: ", "\r\nlogin: ",
                      "BusyBox v1.19.4 built-in shell (ash)\r\nlogin: "], "telnet")
RTSP = text_banner(["RTSP/1.0 200 OK\r\nCSeq: 1\r\nPublic: OPTIONS, DESCRIBE, SETUP, PLAY\r\n\r\n",
                    "RTSP/1.0 401 Unauthorized\r\nCSeq: 1\r\nWWW-Authenticate: Digest realm=\"IPC\"\r\n\r\n"],
                   "rtsp-tcp")
SIP = text_banner(["SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP nm;branch=foo;rport=5060\r\nFrom: <sip:nm@nm>;"
                   "tag=root\r\nTo: <sip:nm2@nm2>\r\nCall-ID: 50000\r\nCSeq: 42 OPTIONS\r\n"
                   "User-Agent: FPBX-14.0.5\r\n\r\n"], "sip")
KNOWN = [(web, 74), (ssh, 11), (FTP, 5), (SMTP, 3), (IMAP, 2), (TELNET, 2), (RTSP, 2), (SIP, 1)]


def known(when):
    return RNG.choices([k for k, _ in KNOWN], [w for _, w in KNOWN])[0](when)


def der(tag, body):
    assert len(body) < 128
    return bytes([tag, len(body)]) + body


def kerberos_error(realm):
    body = b"\xa0\x03\x02\x01\x05\xa1\x03\x02\x01\x1e\xa4\x11\x18\x0f20190612081530Z\xa5\x05\x02\x03\x05\x11\x2a" \
        b"\xa6\x03\x02\x01\x3d" + der(0xA9, der(0x1B, realm)) + \
        der(0xAA, der(0x30, b"\xa0\x03\x02\x01\x00" + der(0xA1, der(0x30, der(0x1B, b"krbtgt")))))
    krb = der(0x7E, der(0x30, body))
    return struct.pack(">I", len(krb)) + krb


def snmp_reply(name):
    oid = b"\x06\x08\x2b\x06\x01\x02\x01\x01\x01\x00"
    pdu = b"\x02\x01\x01\x02\x01\x00\x02\x01\x00" + der(0x30, der(0x30, oid + der(0x04, name)))
    return der(0x30, b"\x02\x01\x00\x04\x06public" + der(0xA2, pdu))


FIGURE_11 = bytes.fromhex("300c02010161070a010004000400")
# What answers a probe meant for somebody else: (share, bytes or list of bytes).
DECODABLE = [
    (214, [FIGURE_11]),
    (180, [bytes.fromhex("300c02010161070a013104000400"),
           b"0%\x02\x01\x01a \n\x010\x04\x00\x04\x19anonymous bind disallowed"]),
    (320, [b"\x15\x03" + bytes([v]) + b"\x00\x02\x02" + bytes([d]) for v in (1, 3) for d in (10, 40, 70, 80)]),
    (290, [bytes.fromhex("0300000b06d00000123400"), bytes.fromhex("030000130ed000001234000201080001000000"),
           bytes.fromhex("030000130ed000001234000209080002000000"), bytes.fromhex("0300000902f0802180")]),
    (250, [b"\xff\xfd\x18\xff\xfd \xff\xfd#\xff\xfd'", b"\xff\xfb\x01\xff\xfb\x03\xff\xfd\x1f",
           b"\xff\xfd\x01\xff\xfd\x1f\xff\xfb\x01\xff\xfb\x03"]),
    (150, [bytes.fromhex("00000055ff534d4272000000009801280000000000000000000000000000000000ff00000000"
                         "11ffff" + "00" * 50)]),
    (130, [kerberos_error(r) for r in (b"HOSP.EXAMPLE", b"CORP.EXAMPLE", b"ZORG.EXAMPLE")]),
    (90, [b"\x20\x02\x00\x00", b"\x20\x02\x00\x05"]),
    (90, [snmp_reply(b"Linux router"), snmp_reply(b"HP LaserJet")]),
    (70, [bytes.fromhex("302680010000000000000000"), bytes.fromhex("6a63b0010000000000000000")]),
    (60, [b"\x01\x01\x00\x00\x21\x12\xa4\x42" + b"\x00" * 12]),
    (50, [b"\x00\x05\x00\x01File not found.\x00"]),
    (40, [b"\x00\x01\x00\x00\x00\x04\x00\xab\x0e\x01"]),
]


# The fixed heads of six proprietary protocols: which one it is, is the truth about a blob.
MAGIC = {0x8D: 0x91, 0x9B: 0xA7, 0xC3: 0xEB, 0xD9: 0x91, 0xE7: 0xA7, 0xF4: 0xEB}


def blobs(n):
    """Proprietary answers nobody has a decoder for: a short fixed head and a varying tail."""
    out = []
    for _ in range(n):
        first, _ = RNG.choice(tuple(MAGIC)), RNG.choice((0x91, 0xA7, 0xEB))
        head = bytes([first, MAGIC[first]])
        out.append(head + bytes(RNG.randrange(0x80, 0x100) for _ in range(RNG.choice((6, 14, 22)))))
    return out


UNDECODABLE = blobs(96)


def unknown_maker(total, hard):
    """`total` banners patterns cannot name; `hard` of them no decoder either."""
    pool = []
    weights = [w for w, _ in DECODABLE]
    for _, choices in RNG.choices(DECODABLE, weights, k=total - hard):
        pool.append(RNG.choice(choices))
    ranks = [1 / (i + 1) for i in range(len(UNDECODABLE))]
    pool += RNG.choices(UNDECODABLE, ranks, k=hard)
    RNG.shuffle(pool)
    return pool


# -- DICOM -----------------------------------------------------------------------------------

def item(kind, body):
    return bytes([kind, 0]) + struct.pack(">H", len(body)) + body


def associate_ac(class_uid, version, result):
    user = item(0x51, struct.pack(">I", 16384)) + item(0x52, class_uid) + item(0x55, version)
    body = b"\x00\x01\x00\x00" + b"ANY-SCP".ljust(16) + b"FINDSCU".ljust(16) + bytes(32) + \
        item(0x10, b"1.2.840.10008.3.1.1.1") + \
        item(0x21, bytes([1, 0, result, 0]) + item(0x40, b"1.2.840.10008.1.2")) + item(0x50, user)
    return b"\x02\x00" + struct.pack(">I", len(body)) + body


TOOLKITS = [(b"1.2.276.0.7230010.3.0.3.6.7", b"OFFIS_DCMTK_367", 3),
            (b"1.2.276.0.7230010.3.0.3.6.2", b"OFFIS_DCMTK_362", 0),
            (b"1.2.826.0.1.3680043.2.135.1066.101", b"1.4.17/WIN32", 0),
            (b"1.2.40.0.13.1.3", b"dcm4che-5.13.2", 0)]


def dicom_server(n):
    if n in (4, 9):  # two that check AE titles
        raw = bytes.fromhex("03000000000400010107")
    else:
        raw = associate_ac(*TOOLKITS[n % len(TOOLKITS)])
    return "DICOM Server Response\n" + escape(raw), "dicom", {"tags": ["medical"]}


# -- records ---------------------------------------------------------------------------------

def record(ip, port, when, made, owner, extra_host=None):
    data, module, extra = made
    org, asn = owner
    r = {"ip": ip, "ip_str": dotted(ip), "port": port, "transport": "tcp",
         "hash": murmur3(data.encode("utf-8")) if data else 0, "data": data,
         "timestamp": when.strftime("%Y-%m-%dT%H:%M:%S.%f"), "org": org, "isp": org, "asn": asn,
         "hostnames": [extra_host] if extra_host else [], "domains": ["example"] if extra_host else [],
         "location": dict(PLACE, city=RNG.choice(CITIES)), "os": None,
         "_shodan": {"crawler": CRAWLER, "ptr": bool(extra_host), "options": {}, "module": module,
                     "id": None}, "opts": {}}
    r.update(extra)
    if "http" in r:
        r["http"] = dict(HTTP, host=dotted(ip), **r["http"])
    return r


# What every record of the crawlers carries, whether there is anything to say or not.
PLACE = {"region_code": None, "area_code": None, "longitude": 4.8995, "latitude": 52.3824,
         "country_code3": None, "country_name": "Netherlands", "postal_code": None, "dma_code": None,
         "country_code": "NL"}
CRAWLER = "0" * 40
HTTP = {"robots_hash": None, "redirects": [], "securitytxt": None, "securitytxt_hash": None,
        "sitemap_hash": None, "robots": None, "sitemap": None, "location": "/", "components": {},
        "html_hash": None, "waf": None}


def moment():
    start = datetime.datetime(2019, 5, 13, 6, 0, 0)
    return start + datetime.timedelta(seconds=RNG.randrange(30 * 86400), microseconds=RNG.randrange(100) * 10000)


def plan(group):
    """What each entry of a group is: 'blank', 'unknown', 'medical', 'known', in random order."""
    entries, blank, unknown, medical = GROUPS[group]
    kinds = ["blank"] * blank + ["unknown"] * unknown + ["medical"] * medical
    kinds += ["known"] * (entries - len(kinds))
    RNG.shuffle(kinds)
    return kinds


def blank(port):
    return "", "https" if port in (443, 8443) else "auto", {}


SOFTWARE_PAGES = [
    "<p>Powered by OpenEMR</p>", "<p>OpenMRS demo server</p>", "<p>Mirth Connect</p>",
    "<p>Orthanc archive</p>", "<p>dcm4chee</p>", "<p>OpenClinic GA</p>", "<p>Bahmni</p>",
    "<p>GNU Health</p>", "<p>Conquest DICOM server</p>", "<p>XNAT</p>", "<p>OpenELIS</p>",
]


def software_known(when):
    return web(when, html=RNG.choice(SOFTWARE_PAGES), status="200 OK")


def software_trait(made):
    """A vendor's word where nothing else speaks: in the certificate's issuer."""
    data, module, extra = made
    extra = dict(extra)
    extra.setdefault("http", {})
    extra["http"] = {"html": RNG.choice(SOFTWARE_PAGES), "title": None, "server": None}
    return data, module, extra


def ports_of_host(choices, n):
    out = []
    while len(out) < n:
        p = RNG.choice(choices)
        if p not in out:
            out.append(p)
    return out


def stand_alone(addresses, out):
    kinds = plan("stand-alone")
    unknown = unknown_maker(GROUPS["stand-alone"][2], 318)
    dicom = 0
    ip, left, ports = 0, 0, []
    for kind in kinds:
        when = moment()
        if kind == "medical":
            org, asn, port = DICOM_SERVERS[dicom]
            out.append(record(addresses.take(), port, when, dicom_server(dicom), (org, asn)))
            dicom += 1
            continue
        if not left:
            ip, left = addresses.take(), RNG.choice((1, 1, 1, 1, 2, 3))
            ports, owner = ports_of_host(MEDICAL_PORTS, left), RNG.choice(HOSTERS)
        left -= 1
        port = ports[left]
        made = blank(port) if kind == "blank" else known(when) if kind == "known" else \
            (escape(unknown.pop()), "auto", {})
        out.append(record(ip, port, when, made, owner))


def affiliated(group, hosts, addresses, out):
    kinds = plan(group)
    unknown = unknown_maker(GROUPS[group][2], 12 if group == "software" else 20)
    houses = hospitals()
    per_host = [1] * hosts
    for _ in range(len(kinds) - hosts):
        per_host[RNG.randrange(hosts)] += 1
    for n, count in enumerate(per_host):
        ip = addresses.take()
        if group == "hospital":
            house = houses[n % len(houses)]
            owner = (house, RNG.choice(("AS1103", "AS64504", "AS64505", "AS1136")))
            name = "host%d.%s.example" % (n % 40, house.lower().replace(" ", "-"))
        else:
            owner, name = RNG.choice(HOSTERS), None
        for port in ports_of_host(WEB_PORTS + OTHER_PORTS + [22, 21, 25, 993, 554, 104, 3389, 636, 8008, 7443], count):
            kind, when = kinds.pop(), moment()
            if kind == "blank":
                made = blank(port)
            elif kind == "unknown":
                made = (escape(unknown.pop()), "auto", {})
            else:
                made = software_known(when) if group == "software" else known(when)
            if group == "software" and kind != "known":
                made = software_trait(made)
            out.append(record(ip, port, when, made, owner, name))
    assert not kinds


def unaffiliated(addresses, out):
    for _ in range(GROUPS["none"][0]):
        port = RNG.choice(OTHER_PORTS)
        out.append(record(addresses.take(), port, moment(), blank(port), RNG.choice(HOSTERS)))


def main():
    path = sys.argv[1] if len(sys.argv) > 1 else "tests/data/demo.ndjson.gz"
    addresses, records = Addresses(), []
    stand_alone(addresses, records)
    affiliated("software", 893, addresses, records)
    affiliated("hospital", 1178, addresses, records)
    unaffiliated(addresses, records)

    assert len(records) == 36337
    assert len({(r["ip"], r["port"]) for r in records}) == 36337
    assert sum(not r["data"] for r in records) == 22748

    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=9, mtime=0, filename="") as f:
        for r in records:
            f.write(json.dumps(r).encode() + b"\n")
    with open(path, "wb") as f:
        f.write(packed.getvalue())
    print("%s: %d records, %d bytes" % (path, len(records), len(packed.getvalue())))


if __name__ == "__main__":
    main()
