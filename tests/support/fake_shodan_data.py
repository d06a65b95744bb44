"""What the fake Shodan knows: records from files, queries over them, facets, hosts.  Tests only."""
import datetime
import gzip
import ipaddress
import json
import re

PAGE = 100

FILTERS = """all asn city country cpe device geo has_ipv6 has_screenshot has_ssl has_vuln hash hostname
http.component http.component_category http.favicon.hash http.headers_hash http.html http.html_hash
http.robots_hash http.securitytxt http.status http.title http.waf ip isp link net ntp.ip ntp.ip_count
ntp.more ntp.port org os port postal product region scan screenshot.hash screenshot.label shodan.module
snmp.contact snmp.location snmp.name ssh.hassh ssh.type ssl ssl.alpn ssl.cert.alg ssl.cert.expired
ssl.cert.extension ssl.cert.fingerprint ssl.cert.issuer.cn ssl.cert.pubkey.bits ssl.cert.pubkey.type
ssl.cert.serial ssl.cert.subject.cn ssl.chain_count ssl.cipher.bits ssl.cipher.name ssl.cipher.version
ssl.ja3s ssl.jarm ssl.version state tag telnet.do telnet.dont telnet.option telnet.will telnet.wont
version vuln""".split()
FACETS = """asn city country cpe device domain has_screenshot hash hostname http.component
http.favicon.hash http.html_hash http.status http.title http.title_hash ip isp link org os port postal
product region shodan.module ssh.fingerprint ssl.cert.fingerprint ssl.cert.issuer.cn
ssl.cert.subject.cn ssl.version state tag version vuln""".split()
PROTOCOLS = {"dicom": "Checks whether the DICOM service is running.",
             "ftp": "Grab the FTP banner", "http": "HTTP banner grabber", "https": "HTTPS banner grabber",
             "ldap-tcp": "LDAP banner grabbing module", "modbus": "Grab the Modbus device information",
             "rdp": "RDP banner grabbing module", "s7": "Communicate using the S7 protocol",
             "smb": "Grab a list of shares", "snmp": "Gathers basic information about the device",
             "ssh": "Get the SSH banner, its host key and fingerprint",
             "telnet": "Telnet banner grabbing module", "tftp": "Check whether TFTP is available"}

# A filter's name -> where in the banner it looks; others are looked for under their own name.
ALIAS = {"country": "location.country_code", "city": "location.city", "region": "location.region_code",
         "state": "location.region_code", "postal": "location.postal_code", "title": "http.title",
         "hostname": "hostnames", "domain": "domains", "ip": "ip_str", "tag": "tags",
         "html": "http.html", "shodan.module": "_shodan.module", "device": "devicetype",
         "vuln": "vulns", "ssl.cert.subject.cn": "ssl.cert.subject.CN",
         "ssl.cert.issuer.cn": "ssl.cert.issuer.CN", "ssl.version": "ssl.versions",
         "ssl.cert.fingerprint": "ssl.cert.fingerprint.sha1", "link": "link"}
TERM = re.compile(r'(-?)(?:([a-z0-9_.]+):)?("(?:[^"\\]|\\.)*"|\S+)')


def load(paths):
    records = []
    for path in paths:
        opener = gzip.open if path.endswith(".gz") else open
        with opener(path, "rt", encoding="utf-8", errors="surrogatepass") as f:
            records += [json.loads(line) for line in f if line.strip()]
    return records


# -- queries ---------------------------------------------------------------------------------

def terms(query):
    found = []
    for minus, name, value in TERM.findall(query):
        if value.startswith('"'):
            value = value.strip('"').replace('\\"', '"')
        found.append((bool(minus), name, value))
    return found


def has_filter(query):
    return any(name for _, name, _ in terms(query))


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


def whole(name, record):
    """The filters that look into a part of the record as text, or at whether it is there."""
    if name == "all":
        return json.dumps(record, ensure_ascii=False)
    if name == "ssl":
        return json.dumps(record.get("ssl"), ensure_ascii=False) if record.get("ssl") else ""
    if name == "has_ssl":
        return str("ssl" in record).lower()
    if name == "has_ipv6":
        return str(":" in address(record)).lower()
    if name == "has_screenshot":
        return str("screenshot" in record or "screenshot" in record.get("opts", {})).lower()
    if name == "has_vuln":
        return str(bool(record.get("vulns"))).lower()
    return None


def holds(record, name, value):
    if not name:
        return value.lower() in record.get("data", "").lower()
    have = whole(name, record)
    if have is None:
        have = field(record, name)
    for one in value.split(","):
        if name in ("net", "ip") and in_net(record, one):
            return True
        for item in have if isinstance(have, (list, dict)) else [have]:
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
            for item in value if isinstance(value, (list, dict)) else [value]:
                if item is not None:
                    counts[item] = counts.get(item, 0) + 1
        best = sorted(counts.items(), key=lambda kv: (-kv[1], str(kv[0])))
        out[name] = [{"count": n, "value": v} for v, n in best[:int(limit or 10)]]
    return out


# -- what is sent of a record ------------------------------------------------------------------

def minified(record):
    return {k: v for k, v in record.items() if k != "opts"}


def only(record, fields):
    """Those properties alone, their nesting kept."""
    out = {}
    for name in fields:
        source, target = record, out
        parts = name.split(".")
        for part in parts[:-1]:
            source = source.get(part) if isinstance(source, dict) else None
            target = target.setdefault(part, {}) if source is not None else target
        if isinstance(source, dict) and parts[-1] in source:
            target[parts[-1]] = source[parts[-1]]
    return out


def shown(records, args):
    if args.get("fields"):
        return [only(r, args["fields"].split(",")) for r in records]
    if args.get("minify", "true").lower() != "false":
        return [minified(r) for r in records]
    return records


# -- hosts -------------------------------------------------------------------------------------

def older(record, months):
    """The same service as it was seen so many times thirty days earlier."""
    when = datetime.datetime.fromisoformat(record["timestamp"]) - datetime.timedelta(30 * months)
    return dict(record, timestamp=when.isoformat())


def newest(records):
    """One banner for each port, transport and virtual host."""
    last = {}
    for r in records:
        options = r.get("_shodan", {}).get("options", {})
        key = (r["port"], r.get("transport"), options.get("hostname"))
        if key not in last or r.get("timestamp", "") > last[key].get("timestamp", ""):
            last[key] = r
    return list(last.values())


def host(records, ip, args, copies):
    """None when there is no such host; `copies` older banners of each service with history."""
    found = [r for r in records if address(r) and ipaddress.ip_address(address(r)) == ip]
    if not found:
        return None
    now = newest(found)
    banners = now
    if args.get("history", "").lower() == "true":
        banners = found + [older(r, n) for r in now for n in range(1, copies + 1)
                           if "timestamp" in r]
    first, place = now[0], now[0].get("location") or {}
    out = {name: place.get(name) for name in
           ("region_code", "area_code", "latitude", "longitude", "postal_code", "dma_code",
            "country_code", "country_code3", "country_name", "city")}
    for name in ("tags", "hostnames", "domains"):
        out[name] = sorted({v for r in now for v in r.get(name) or []})
    for name in ("ip", "org", "isp", "asn", "os"):
        out[name] = first.get(name)
    vulns = sorted({v for r in now for v in r.get("vulns") or {}})
    if vulns:
        out["vulns"] = vulns
    out["ip_str"] = address(first)
    out["ports"] = list({r["port"] for r in now})
    out["last_update"] = max(r.get("timestamp", "") for r in now)
    out["data"] = [] if args.get("minify", "").lower() == "true" else banners
    return out
