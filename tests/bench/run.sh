#!/bin/sh
# make bench: the demonstration corpus through bannerscope, and through the sqlite3 command line doing the
# same chain (15 fields out of the JSON, newest record of each service, dictionary of banners).
# Prints ratios; a ratio is what can be compared between machines.
set -eu
program=$1
corpus=$2
runs=${BENCH_RUNS-5}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
export HOME="$work" XDG_DATA_HOME="$work" XDG_CONFIG_HOME="$work"

if ! command -v sqlite3 >/dev/null 2>&1; then
    echo 'bench: sqlite3 (the command line tool) is not installed' >&2
    exit 1
fi

cat >"$work/chain.sql" <<'SQL'
PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536;
CREATE TABLE line(j TEXT);
.mode ascii
.separator "\001" "\n"
.import lines line
CREATE TABLE rec AS SELECT j->>'$.ip_str' AS ip, j->>'$.port' AS port, j->>'$.transport' AS transport,
 j->>'$.timestamp' AS ts, j->>'$.data' AS data, j->>'$.org' AS org, j->>'$.asn' AS asn,
 j->>'$.isp' AS isp, j->>'$.location.country_code' AS country, j->>'$.location.city' AS city,
 j->>'$.product' AS product, j->>'$.version' AS version, j->>'$._shodan.module' AS module,
 j->>'$.http.title' AS title, j->>'$.http.server' AS server FROM line;
CREATE TABLE service AS SELECT *, max(ts) FROM rec GROUP BY ip, port, transport;
CREATE TABLE dictionary AS SELECT data, count(*) AS n FROM service WHERE data <> '' GROUP BY data;
CREATE UNIQUE INDEX service_key ON service(ip, port, transport);
CREATE INDEX service_data ON service(data);
SELECT (SELECT count(*) FROM service), (SELECT count(*) FROM dictionary);
SQL

now() { date +%s%N; }
ms() { echo $((($2 - $1) / 1000000)); }

chain() {
    rm -f "$work"/chain.db* "$work/lines"
    gzip -dc "$corpus" >"$work/lines"
    (cd "$work" && sqlite3 chain.db <chain.sql >chain.out)
}
ours() {
    rm -f "$work"/ours.db*
    "$program" import --db "$work/ours.db" "$corpus" >"$work/ours.out"
}
again() { "$program" import --db "$work/ours.db" "$corpus" >"$work/ours.out"; }

# best of $runs, in ms; in turns, so that a busy moment hits both
best_chain=999999999 best_ours=999999999 best_again=999999999
for _ in $(seq "$runs"); do
    a=$(now); chain; b=$(now); ours; c=$(now); again; d=$(now)
    t=$(ms "$a" "$b"); [ "$t" -lt "$best_chain" ] && best_chain=$t
    t=$(ms "$b" "$c"); [ "$t" -lt "$best_ours" ] && best_ours=$t
    t=$(ms "$c" "$d"); [ "$t" -lt "$best_again" ] && best_again=$t
done
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / (b ? b : 1) }'; }

rss='?'
if [ -x /usr/bin/time ]; then
    rm -f "$work"/ours.db*
    rss=$(/usr/bin/time -f %M "$program" import --db "$work/ours.db" "$corpus" 2>&1 >/dev/null | tail -n 1)
fi
a=$(now); "$program" classify --db "$work/ours.db" >/dev/null; b=$(now)
classify=$(ms "$a" "$b")
a=$(now); "$program" report --db "$work/ours.db" >/dev/null; b=$(now)
report=$(ms "$a" "$b")
size=$(stat -c %s "$work/ours.db")
plain=$(gzip -dc "$corpus" | wc -c)

echo "corpus      $(gzip -dc "$corpus" | wc -l) records, $plain bytes of NDJSON"
echo "import      $best_ours ms; sqlite3 chain $best_chain ms; ratio $(ratio "$best_ours" "$best_chain") (goal <= 0.50)"
echo "again       $best_again ms; ratio to the first import $(ratio "$best_again" "$best_ours") (goal <= 1.0)"
echo "memory      $rss KiB at the most (goal <= 32768)"
echo "classify    $classify ms for the whole dictionary, process included (goal <= 150)"
echo "report      $report ms, process included (goal <= 300)"
echo "database    $(ratio "$size" "$plain") x the plain NDJSON"
