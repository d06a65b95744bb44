#!/bin/sh
# What leaves: no control reaches a terminal or a file, whatever the banner says; exports are whole.
. "${BS_SRCDIR:-.}/tests/cli/lib.sh"
BANNERSCOPE_DB="$T/a.db"
export BANNERSCOPE_DB
run import "$data/records.ndjson" "$data/hostile.ndjson"
status_is 0 "the records are taken"
target=192.0.2.66:7

check() { # NAME ARG...
    name=$1
    shift
    run "$@"
    [ "$status" -eq 0 ] && [ -s "$T/out" ]
    ok $? "$name: works"
    no_controls "$T/out" "$name: no controls"
}
check "list" list --columns target,org,hostnames,product,title,preview
check "list csv" list --format csv
check "list ndjson" list --format ndjson
check "dictionary" dictionary
check "dictionary csv" dictionary --format csv
check "dictionary ndjson" dictionary --format ndjson
for view in text hex decoded json; do
    check "show $view" show $target --as $view
done
for format in text md html csv json; do
    check "report $format" report --format $format
done
check "export csv" export --format csv
check "export ndjson" export
"$PYTHON3" - "$data/hostile.ndjson" "$T/out" <<'PY'
import json, sys
want = json.loads(open(sys.argv[1]).read())
got = [json.loads(x) for x in open(sys.argv[2])]
got = [g for g in got if g["ip_str"] == "192.0.2.66"] if all("ip_str" in g or "ipv6" in g for g in got) and (got := [g for g in got if "ip_str" in g]) else []
sys.exit(not (got and got[0]["data"] == want["data"] and got[0]["bannerscope"]["port"] == 7))
PY
ok $? "export gives data back exactly"
cp "$T/out" "$T/again.ndjson"
run --db "$T/again.db" import "$T/again.ndjson"
last_out_is "8 read, 8 new, 0 updated, 0 duplicate, 0 rejected" "an export can be imported"
run --db "$T/again.db" export
"$PYTHON3" - "$T/again.ndjson" "$T/out" <<'PY'
import json, sys
a, b = ([json.loads(x) for x in open(p)] for p in sys.argv[1:])
sys.exit([(x.get("data"), x.get("http"), x.get("org")) for x in a] !=
         [(x.get("data"), x.get("http"), x.get("org")) for x in b])
PY
ok $? "and comes out the same"
run list --format csv
grep -qE '(^|,)"[=+@|-]' "$T/out"
[ $? -eq 1 ]
ok $? "no cell begins like a formula"
run report --format html
grep -q '<script' "$T/out"
[ $? -eq 1 ]
ok $? "no markup of a stranger in the page"
out_has "default-src 'none'" "the page may load nothing"
run report --format json
"$PYTHON3" -c 'import json,sys; d=json.load(open(sys.argv[1])); sys.exit(not (d["sections"]["totals"][0]["services"] == 8))' "$T/out"
ok $? "the JSON report is JSON"
run report --section list
sections=$(cat "$T/out")
cp "$T/out" "$T/sections"
run report --format json
"$PYTHON3" -c 'import json,sys; sys.exit(list(json.load(open(sys.argv[1]))["sections"]) != open(sys.argv[2]).read().split())' "$T/out" "$T/sections"
ok $? "the list of sections is the report's own"
for section in $sections; do
    run report --section "$section"
    status_is 0 "section $section"
done
run report --section nonsense
status_is 2 "a section that is none"
run report
out_has "rules: " "the head names the rules"
out_has "last event: none" "and the last event"

run export -o "$T/x.ndjson"
status_is 0 "export to a file"
[ "$(stat -c %a "$T/x.ndjson")" = 600 ] && [ "$(wc -l <"$T/x.ndjson")" -eq 8 ]
ok $? "private and whole"
run export -o "$T/x.ndjson"
status_is 1 "an existing file is refused"
run export --force -o "$T/x.ndjson"
status_is 0 "--force replaces it"
ln -s "$T/x.ndjson" "$T/ln"
run export --force -o "$T/ln"
status_is 1 "a link is refused, also with --force"
run export "label:(" -o "$T/y.ndjson" nonsense:1
[ "$status" -eq 2 ] && [ ! -e "$T/y.ndjson" ] && ! ls -A "$T" | grep -q '^\.bannerscope'
ok $? "a failed export leaves nothing"
run export -o "$T/no/such/x"
status_is 1 "a directory that is not there"

"$bs" classify --stream <"$data/records.ndjson" >"$T/out" 2>"$T/err"
status=$?
status_is 0 "classify --stream"
json_is '{"ip","port","transport","org","asn","country","hostnames","service","product","label","verdict","by","evidence","affiliation","response","banner","shape","count","honeypot","stale"} <= set(d)' \
    "every field of the contract"
[ "$(wc -l <"$T/out")" -eq 7 ]
ok $? "one object a record"
{
    cat "$data/records.ndjson"
    echo nonsense
} | "$bs" classify --stream >"$T/out" 2>"$T/err"
status=$?
status_is 3 "a line that is none"
err_has "(stdin):8: " "is named"
run list response:no --format ndjson
json_is 'd["verdict"] is None and d["response"] is False' "no response is no verdict"
run keywords
status_is 0 "keywords"
run keywords lint
status_is 0 "keywords lint"
run keywords test OpenSSH
status_is 0 "keywords test"
finish
