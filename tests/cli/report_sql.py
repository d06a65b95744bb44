"""Every number of a report, computed once more from the database by SQL.

report_sql.py DATABASE REPORT.json: silent and 0 when all agree.  The SQL is written from the definitions in
docs/reports.md, not from the program: it joins and groups in SQLite what the program counts in one pass."""
import json
import sqlite3
import sys

db = sqlite3.connect("file:" + sys.argv[1] + "?mode=ro", uri=True)
report = json.load(open(sys.argv[2]))["sections"]
db.executescript("""
CREATE TEMP TABLE x AS SELECT s.id, s.ip, s.port, CASE s.transport WHEN 1 THEN 'udp' ELSE 'tcp' END AS transport,
 s.medical_port AS medport, a.id AS answer, a.response AS r, a.verdict AS found, a.banner, a.flags,
 a.marks & 8 > 0 AS pattern, ifnull(a.service, '') AS service, ifnull(a.product, '') AS product,
 ifnull(a.version, '') AS version, ifnull(o.org, '') AS org, ifnull(o.asn, '') AS asn, s.owner,
 t.ssl_version IS NOT NULL AS tls, a.flags & 8 > 0 AS fake, strftime('%Y-%m', s.seen / 1000000, 'unixepoch') AS month,
 CASE WHEN o.hospital OR a.marks & 4 THEN 'hospital' WHEN a.marks & 2 THEN 'software' ELSE 'stand-alone' END AS aff,
 coalesce(r0.verdict, r1.verdict, r2.verdict) AS ruled, coalesce(r0.state, r1.state, r2.state, 0) AS state,
 r0.event IS NOT NULL AND r0.banner IS NOT b.key AS stale,
 NOT (s.medical_port OR o.hospital OR a.marks & 7) AS loose
 FROM service s JOIN answer a ON a.id = s.answer JOIN owner o ON o.id = s.owner JOIN traits t ON t.id = a.traits
 LEFT JOIN banner b ON b.id = a.banner
 LEFT JOIN ruling r0 ON r0.scope = 0 AND r0.target = s.id LEFT JOIN ruling r1 ON r1.scope = 1 AND r1.target = b.key
 LEFT JOIN ruling r2 ON r2.scope = 2 AND r2.target = a.shape;
ALTER TABLE x ADD v; UPDATE x SET v = CASE WHEN NOT r THEN 'no response' ELSE
 CASE coalesce(ruled, found) WHEN 1 THEN 'medical' WHEN 2 THEN 'non-medical' ELSE 'unknown' END END;
ALTER TABLE x ADD waits; UPDATE x SET waits = r AND (found = 3 AND ruled IS NULL OR stale OR state = 3);
CREATE TEMP TABLE named AS SELECT DISTINCT x.id, x.ip, x.fake, x.r, x.answer, x.ruled, x.found, r.name FROM x
 JOIN evidence e USING(answer) JOIN rule r ON r.id = e.rule;
""")
ACCESS = "CASE WHEN flags & 1 THEN 'open' WHEN flags & 2 THEN 'AE-checked' ELSE 'unclear' END"
VERDICTS = "sum(v = 'medical'), sum(v = 'non-medical'), sum(v = 'unknown')"
HOSTS = "count(DISTINCT ip)"
BANNERS = "count(DISTINCT CASE WHEN r THEN banner END)"


def unknown(word, key="service"):
    return f"CASE {key} WHEN '' THEN '({word})' ELSE {key} END"


def one(sql):
    return [list(row) for row in db.execute(sql)]


def rows_of(pairs):
    """'what' -> an expression over all of x."""
    return [[name, one(f"SELECT ifnull({e}, 0) FROM x")[0][0]] for name, e in pairs]


totals = rows_of([
    ("services", "count(*)"), ("hosts", HOSTS),
    ("addresses with a port (2019's entries)", "count(DISTINCT hex(ip) || port || transport)"),
    ("organisations", "count(DISTINCT nullif(org, ''))"), ("blank (no response)", "sum(NOT r)"),
    ("answered", "sum(r)"), ("distinct banners", BANNERS), ("medical", "sum(v = 'medical')"),
    ("non-medical", "sum(v = 'non-medical')"), ("unknown", "sum(v = 'unknown')"),
    ("set aside", "sum(loose AND ruled IS NULL)"), ("decided by an analyst", "sum(ruled IS NOT NULL)"),
    ("waiting for an analyst", "sum(waits)"),
    ("distinct banners among them", "count(DISTINCT CASE WHEN waits THEN banner END)"),
    ("changed since the verdict", "sum(stale)")])
beyond = rows_of([
    ("unknown to service patterns (2019's method)", "sum(r AND NOT pattern)"),
    ("of them named by decoding", "sum(r AND NOT pattern AND found <> 3)"),
    ("unknown after decoding", "sum(r AND found = 3)"), ("unknown after analysts", "sum(v = 'unknown')"),
    ("DICOM, open to anybody", "sum(r AND service = 'dicom' AND flags & 1 > 0)"),
    ("DICOM, AE titles checked", "sum(r AND service = 'dicom' AND flags & 3 = 2)"),
    ("medical software named", "(SELECT count(DISTINCT id) FROM named WHERE name LIKE 'software:%')"),
    ("likely honeypots", "sum(fake)"), ("medical, honeypots apart", "sum(v = 'medical' AND NOT fake)")])
SERVICES_OF = (f"SELECT {unknown('unknown')}, count(*), {VERDICTS}, {HOSTS} FROM x WHERE r AND aff = '%s' GROUP BY 1"
               " ORDER BY 2 DESC, service LIMIT 20")
expected = {
    "totals": totals,
    "verdicts": one(f"SELECT v, count(*), round(count(*) * 100.0 / (SELECT sum(r) FROM x), 2), {HOSTS}, {BANNERS},"
                    " sum(fake) FROM x WHERE r GROUP BY 1 ORDER BY 2 DESC, 1"),
    "classes": one("SELECT v, aff, count(*) FROM x GROUP BY 1, 2 ORDER BY 1, 2"),
    "groups": one(f"SELECT aff, count(*), sum(NOT r), sum(r), round(sum(r) * 100.0 / count(*), 2), {HOSTS},"
                  " sum(loose AND ruled IS NULL) FROM x GROUP BY 1 ORDER BY 2 DESC, 1"),
    "beyond-2019": beyond,
    "services": one(f"SELECT {unknown('unknown')}, count(*), {HOSTS}, {BANNERS} FROM x WHERE r GROUP BY service"
                    " ORDER BY 2 DESC, service LIMIT 40"),
    "services-by-affiliation": one(f"SELECT aff, {unknown('unknown')}, count(*) FROM x WHERE r GROUP BY 1, service"
                                   " ORDER BY 1, 3 DESC, service LIMIT 80"),
    "services-software": one(SERVICES_OF % "software"),
    "services-hospital": one(SERVICES_OF % "hospital"),
    "software": one(f"SELECT substr(name, 10), count(DISTINCT id), {HOSTS}, sum(fake) FROM named WHERE name LIKE"
                    " 'software:%' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 40"),
    "products": one("SELECT product, version, count(*) FROM x WHERE product <> '' GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2"
                    " LIMIT 40"),
    "hospitals": one("SELECT name, count(DISTINCT x.id) FROM x JOIN owner_evidence e USING(owner) JOIN rule r ON"
                     " r.id = e.rule GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 40"),
    "organisations": one(f"SELECT {unknown('none', 'org')}, asn, count(*), sum(r), {VERDICTS}, {HOSTS} FROM x"
                         " GROUP BY org, asn ORDER BY 3 DESC, org, asn LIMIT 40"),
    "medical-ports": one(f"SELECT port || '/' || transport, count(*), sum(NOT r), sum(r), {VERDICTS} FROM x WHERE"
                         " medport GROUP BY 1 ORDER BY 2 DESC, 1"),
    "ports-by-affiliation": one(f"SELECT port || '/' || transport, aff, count(*), sum(NOT r), {VERDICTS} FROM x"
                                " WHERE medport GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2"),
    "dicom": one(f"SELECT org, asn, CAST(port AS TEXT), {ACCESS} AS access, trim(product || ' ' || version) AS p,"
                 " count(*), sum(tls), sum(fake) FROM x WHERE r AND service = 'dicom' GROUP BY org, asn, port,"
                 " access, p ORDER BY 6 DESC, org, asn, port, access, p"),
    "dicom-access": one(f"SELECT {ACCESS} AS access, count(*), count(DISTINCT nullif(org, '')), sum(tls), sum(fake),"
                        f" {HOSTS} FROM x WHERE r AND service = 'dicom' GROUP BY 1 ORDER BY 2 DESC, 1"),
    "decoded": one(f"SELECT {unknown('still unknown')}, count(*), {BANNERS} FROM x WHERE r AND NOT pattern GROUP BY"
                   " service ORDER BY 2 DESC, service"),
    "unknown-by-group": one("SELECT aff, sum(r), sum(r AND NOT pattern), sum(r AND found = 3), sum(v = 'unknown')"
                            " FROM x GROUP BY 1 HAVING sum(r) ORDER BY 1"),
    "services-per-host": one("SELECT CAST(k AS TEXT), count(*), sum(k) FROM (SELECT count(*) AS k FROM x GROUP BY"
                             " ip) GROUP BY k ORDER BY k LIMIT 40"),
    "honeypots": one(f"SELECT {unknown('unknown')}, count(*) FROM x WHERE fake GROUP BY service ORDER BY 2 DESC, 1"),
    "sightings": one("SELECT month, count(*), sum(NOT r), sum(r) FROM x GROUP BY 1 ORDER BY 1"),
    "rules": one("SELECT name, count(*), count(DISTINCT answer), sum(r AND ruled IS NOT NULL AND ruled = found),"
                 " sum(r AND ruled IS NOT NULL AND ruled <> found) FROM named GROUP BY 1 ORDER BY 2 DESC, 1"
                 " LIMIT 60"),
    "labelling": one("SELECT date(time / 1000000, 'unixepoch'), analyst, count(*), sum(services) FROM event e WHERE"
                     " kind = 'verdict' AND NOT EXISTS (SELECT 1 FROM event u WHERE u.about = e.id AND"
                     " u.kind = 'undo') GROUP BY 1, 2 ORDER BY 1, 2"),
    "progress": rows_of([
        ("services judged by an analyst", "sum(ruled IS NOT NULL)"), ("services that wait", "sum(waits)"),
        ("shapes that wait", "(SELECT count(DISTINCT a.shape) FROM x JOIN answer a ON a.id = x.answer WHERE waits)")]),
    "agreement": [],
}
bad = 0
for name, rows in report.items():
    got = [list(row.values()) for row in rows]
    if got != expected.get(name):
        bad += 1
        print(f"{name}:", file=sys.stderr)
        for a, b in zip(got + [None] * len(expected.get(name, [])), expected.get(name, [])):
            if a != b:
                print(f"  report {a}\n  SQL    {b}", file=sys.stderr)
                break
if set(report) != set(expected):
    bad += 1
    print("sections:", set(report) ^ set(expected), file=sys.stderr)
sys.exit(bad > 0)
