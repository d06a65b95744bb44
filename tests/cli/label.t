#!/bin/sh
# Labelling: queue, samples, marks, conflicts, merging, blind labels, rules of one's own.
. "${BS_SRCDIR:-.}/tests/cli/lib.sh"
BANNERSCOPE_DB="$T/a.db"
export BANNERSCOPE_DB
"$PYTHON3" - >"$T/unknown.ndjson" <<'PY'
import json, random
R = random.Random(5)
def rec(n, port, data):
    print(json.dumps({"ip_str": "198.51.100.%d" % (n + 1), "port": port, "data": data, "org": "Org %d" % (n % 4),
                      "timestamp": "2021-02-25T01:35:44", "transport": "tcp"}))
def esc(b):
    return "".join("\\x%02x" % c for c in b)
# Two protocols nobody knows: a head, a length, what is drawn anew.
for n in range(80):
    tail = bytes(R.randrange(0x80, 0x100) for _ in range(R.choice((8, 14, 22))))
    head = bytes((0x9b, 0xa7)) if n % 2 else bytes((0xc3, 0xeb))
    rec(n, 7000, esc(head + tail))
for n in range(30):
    rec(n, 7001, "qzx %d ready for nothing known\r\n" % n)
PY
run import "$T/unknown.ndjson"
run dictionary --shapes --format ndjson --sort payoff
[ "$(wc -l <"$T/out")" -eq 3 ]
ok $? "110 banners are three shapes"
run queue --format ndjson
json_is 'd["scope"] == "shape" and d["open"] == 40 and d["organisations"] == 2 and d["count"] == 40' "by pay-off"
cp "$T/out" "$T/queue.ndjson"
run queue --format csv
"$PYTHON3" - "$T/queue.ndjson" "$T/out" <<'PY'
import csv, json, sys
lines = [json.loads(line) for line in open(sys.argv[1])]
rows = list(csv.DictReader(open(sys.argv[2], newline="")))
promised = {"scope", "banner", "shape", "count", "open", "verdict", "by", "service", "product", "label", "target",
            "port", "org", "affiliation", "state", "mark", "response", "length", "preview", "first", "last"}
same = all(list(l) == list(r) and r["id"] == l["shape"] and r["count"] == str(l["count"]) for l, r in zip(lines, rows))
sys.exit(not (len(lines) == len(rows) == 3 and promised <= set(lines[0]) and same and lines[0]["response"] is True))
PY
ok $? "JSON and CSV have the same fields"
run dictionary --format csv port:1
[ "$(wc -l <"$T/out")" -eq 1 ] && grep -q '"preview"' "$T/out"
ok $? "their names also where nothing is"
run queue --format ndjson
t=$("$PYTHON3" -c 'import json,sys; print(json.loads(open(sys.argv[1]).readline())["target"])' "$T/out")
run queue --mark "$t" skip
out_has "marked skip: 40 services" "a mark"
run queue --format ndjson
json_is 'd["target"] != "'"$t"'" and d["mark"] is None' "what is marked comes last"
run queue --mark "$t" resume
run queue
out_has "110 services in 3 groups are open" "what is left"
cp "$T/a.db" "$T/b.db"

run verdict "$t" medical --scope shape --note "a pump" --analyst ann
run sample "$t" --json
json_is 'd["state"] == "provisional" and 1 < d["needed"] <= 40 and d["next"]' "a verdict on many is provisional"
looks=0
while [ $looks -lt 60 ]; do
    run sample "$t" --json
    next=$("$PYTHON3" -c 'import json,sys; print(json.loads(open(sys.argv[1]).readline())["next"] or "")' "$T/out")
    [ -n "$next" ] || break
    run sample "$next" --look medical --analyst ann
    looks=$((looks + 1))
done
run sample "$t" --json
json_is 'd["state"] == "confirmed" and d["bound"] < 0.06 and d["dissents"] == 0' "a sample confirms it ($looks looks)"
run sample "$t" --look non-medical --analyst ann --json
json_is 'd["state"] == "reopened" and d["dissents"] == 1' "one dissent"
run queue
out_has "110 services in 3 groups are open" "reopens the group"
run verdict "$t" --why --json
[ "$(wc -l <"$T/out")" -eq 2 ] && tail -n 1 "$T/out" | grep -q '"effective":true.*"analyst":"ann"'
ok $? "a verdict tells why"

# Two analysts, two files.
run --db "$T/b.db" verdict "$t" non-medical --scope shape --note "no pump" --analyst bob
cp "$T/a.db" "$T/a2.db"
run merge "$T/b.db" --analyst ann
status_is 0 "a merge"
out_has "bob non-medical (no pump)" "conflicts with both reasons"
run conflicts --json
json_is 'd["kind"] == "analysts" and d["scope"] == "shape" and d["services"] == 40 and d["rule"] is None and
         sorted([(d["analyst"], d["verdict"], d["note"]), (d["other_analyst"], d["other"], d["reason"])]) ==
         [("ann", "medical", "a pump"), ("bob", "non-medical", "no pump")] and
         d["other_event"] != d["event"]' "as JSON, with both sides"
run merge "$T/b.db" --json
json_is 'd["events"] == 0 and d["known"] > 0' "again brings nothing"
run --db "$T/b.db" merge "$T/a2.db"
run list net:"${t%%:*}" --format ndjson
here=$(cut -d, -f1-12 "$T/out")
run --db "$T/b.db" list net:"${t%%:*}" --format ndjson
[ "$here" = "$(cut -d, -f1-12 "$T/out")" ]
ok $? "both files say the same, in whatever order"
run verify
status_is 0 "the chain holds here"
run --db "$T/b.db" verify
status_is 0 "and there"
run verdict "$t" unknown --scope shape --note "asked the vendor" --analyst cyd
run conflicts
! grep -q "^analysts" "$T/out"
ok $? "a third verdict resolves the conflict"
run undo --analyst ann
run verdict "$t" --why
out_has "cyd" "undo takes back the analyst's own, not another's"
run merge "$T/a.db"
status_is 2 "itself is refused"
cp "$T/b.db" "$T/c.db"
"$PYTHON3" - "$T/c.db" <<'PY'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.execute("UPDATE event SET note = 'forged' WHERE id = 1")
db.commit()
PY
before=$("$bs" log | wc -l)
run merge "$T/c.db"
err_has "event 1 is the first that does not continue the chain" "the first broken link is named"
[ "$status" -eq 1 ] && [ "$("$bs" log | wc -l)" -eq "$before" ]
ok $? "nothing of it is merged"
head -c 5000 "$T/b.db" >"$T/cut.db"
run merge "$T/cut.db"
[ "$status" -eq 1 ] && [ "$("$bs" log | wc -l)" -eq "$before" ]
ok $? "nor of a damaged file"
run --db "$T/f.db" import "$T/unknown.ndjson"
BS_CLOCK=2031-01-01T00:00:00Z "$bs" --db "$T/f.db" verdict "$t" medical --analyst dan >/dev/null
run merge "$T/f.db"
err_has "time in the future" "a clock that is ahead is told"
run verdict "$t" non-medical --analyst ann
run list net:"${t%%:*}" port:7000 --format ndjson
json_is 'd["verdict"] == "non-medical"' "and does not stand in the way of a new decision"

# Decisions on services that are not here yet wait for them.
run --db "$T/g.db" import "$data/records.ndjson"
run --db "$T/g.db" merge "$T/f.db" --json
json_is 'd["homeless"] == 1' "a decision without its service"
run --db "$T/g.db" import "$T/unknown.ndjson"
run --db "$T/g.db" list net:"${t%%:*}" port:7000 --format ndjson
json_is 'd["verdict"] == "medical" and d["by"] == "analyst"' "finds it when it comes"
run --db "$T/g.db" verify
status_is 0 "and the log is in order"

run log --json --by cyd
json_is 'd["analyst"] == "cyd" and d["changed"] >= 0 and len(d["hash"]) == 64' "the log as JSON, filtered"
run log --limit 1
[ "$(wc -l <"$T/out")" -eq 1 ]
ok $? "the newest only"
run blind 5 --analyst eve
[ "$(grep -c ' -$' "$T/out")" -eq 5 ]
ok $? "a blind sample"
one=$(sed -n '1s/ .*//p' "$T/out")
run blind --say "$one" medical --analyst eve
run blind --analyst eve
out_has "agreement of log and eve: " "second labels are compared"

# Rules.
u=$("$bs" queue port:7001 --format ndjson | "$PYTHON3" -c 'import json,sys; print(json.loads(sys.stdin.readline())["target"])')
run rule preview "$u" --kind masked --label "a scale" --says medical --json
json_is 'd["hit"] and d["flips"] and d["then"] == "medical"' "a preview names what flips"
[ "$(wc -l <"$T/out")" -eq 30 ] && [ ! -e "$XDG_CONFIG_HOME/bannerscope/keywords" ]
ok $? "every banner, and nothing is written"
run rule add "$u" --kind masked --label "a scale" --says medical
out_has "30 services changed" "added and classified"
run rule add "$u" --kind masked --label "a scale" --says medical
[ "$status" -ne 0 ]
ok $? "not twice"
run rule quality --json
grep -q '"rule":"services:user-' "$T/out"
ok $? "its quality"
run rule undo
out_has "removed: 30 services changed" "undone"
run rule list
[ ! -s "$T/out" ]
ok $? "and gone"
printf '%s\n' 'odd "^qzx" id=mine label="odd"' 'broken "(" id=bad' >"$XDG_CONFIG_HOME/bannerscope/keywords/services.patterns"
run classify
err_has "services.patterns:2:" "a bad line is named"
out_has "30 services: unknown -> non-medical" "and the good rest is in force"

# Killed in the middle of a merge: all of it is there, or nothing; again brings it whole.
"$bs" --db "$T/many.db" import "$T/l.ndjson" >/dev/null 2>&1 || "$bs" --db "$T/many.db" import "$data/records.ndjson" >/dev/null
i=0
while [ $i -lt 30 ]; do
    "$bs" --db "$T/many.db" verdict "$("$bs" --db "$T/many.db" list response:yes --format ndjson --limit 1 |
        "$PYTHON3" -c 'import json,sys; r = json.loads(sys.stdin.readline()); print("%s:%d" % (r["ip"], r["port"]))')" \
        medical --note "n $i" --analyst max >/dev/null
    i=$((i + 1))
done
i=0 torn=0
while [ $i -lt 12 ]; do
    rm -f "$T/into.db"*
    "$bs" --db "$T/into.db" import "$data/records.ndjson" >/dev/null
    "$bs" --db "$T/into.db" merge "$T/many.db" >/dev/null 2>&1 &
    pid=$!
    sleep 0.00$i
    kill -9 $pid 2>/dev/null
    wait $pid 2>/dev/null
    n=$("$bs" --db "$T/into.db" log --by max | wc -l)
    { [ "$n" -eq 0 ] || [ "$n" -eq 30 ]; } && "$bs" --db "$T/into.db" verify >/dev/null || torn=$((torn + 1))
    i=$((i + 1))
done
[ $torn -eq 0 ]
ok $? "a merge that is killed is whole or not there"
run --db "$T/into.db" merge "$T/many.db"
run --db "$T/into.db" merge "$T/many.db" --json
out_has '"known":30' "and again adds nothing"

# Nothing but mistakes: the rules of before stay in force.
own="$XDG_CONFIG_HOME/bannerscope/keywords"
printf '%s\n' 'odd "^qzx" id=mine label="odd"' >"$own/services.patterns"
printf '%s\n' '"Zorgpomp" source=me' >"$own/devices.list"
run classify
cmp -s "$own/services.patterns" "$own/services.patterns.old" && cmp -s "$own/devices.list" "$own/devices.list.old"
ok $? "what classify puts in force without a complaint is kept as .old"
printf '%s\n' 'broken "(" id=bad' 'nonsense' >"$own/services.patterns"
printf 'Zorgp\374mp\n' >"$own/devices.list"
run classify
out_has " 0 changed, 0 services" "with nothing but mistakes nothing changes"
err_has "devices.list: no line of it can be used" "nor with what is no text"
run rule preview "$u" --kind masked --label "a scale" --says medical
err_has "services.patterns:1:" "a rule more waits until the file is mended"
grep -q "id=mine" "$own/services.patterns.old"
ok $? "and what holds is not overwritten"
run classify
err_has "services.patterns:1:" "each bad line is named"
err_has "services.patterns:2:" "and the other"
err_has "no line of it can be used; the rules that were there before (.old) stay in force" "and what holds"
run list evidence:mine
[ "$(grep -c 7001 "$T/out")" -eq 30 ]
ok $? "the older file is in force"
rm "$own"/services.patterns* "$own"/devices.list*
run classify

# A bad line is taken away: what stands in .old is still the last good text.
own="$XDG_CONFIG_HOME/bannerscope/keywords"
mkdir -p "$own"
printf '%s\n' 'odd "^qzx" id=mine label="odd"' >"$own/services.patterns.old"
printf '%s\n' 'broken "(" id=bad' >"$own/services.patterns"
run rule remove bad
status_is 0 "the bad line is removed"
grep -q 'id=mine' "$own/services.patterns.old"
ok $? "the last good text is kept"
rm "$own"/services.patterns*
run classify

# Everything a query selects, in one step.
run verdict --all --dry-run port:7001 medical
out_has "would speak for 30 services by 30 events" "the number first"
run verdict --all 'port:7001' non-medical --label "scales" --note "seen at the fair" --analyst kim
out_has "saved non-medical for 30 services" "all at once"
run list label:scales
[ "$(wc -l <"$T/out")" -ge 30 ]
ok $? "with its label"
run undo --analyst kim
out_has "undone: what was decided together on 30 services" "one undo"
run redo --analyst kim
out_has "redone: what was decided together on 30 services" "one redo"
run undo --analyst kim
run verdict --all 'port:7777' medical
status_is 1 "a query that selects nothing"
run verdict --all 'port:x' medical
status_is 2 "a query with a mistake"

# Decisions as JSON lines; what list prints can be edited and given back.
cat >"$T/decisions" <<'JSON'
{"target":"198.51.100.1:7001","verdict":"medical","label":"a scale","note":"seen \"there\""}
{"target":"198.51.100.2:7001","verdict":"non-medical","scope":"banner"}
not json
{"target":"198.51.100.3:7001","verdict":"perhaps"}
{"target":"192.0.2.250:1","verdict":"medical"}
{"target":7,"verdict":"medical"}

{"target":"198.51.100.3:7001","verdict":"unknown"}
JSON
run verdict --from "$T/decisions" --analyst lea
status_is 3 "some lines were bad"
out_has "saved medical 198.51.100.1:7001" "a good line is saved"
out_has "saved unknown 198.51.100.3:7001" "and one behind the bad ones"
err_has "decisions:3: NOT SAVED" "a line that is no JSON"
err_has "decisions:4: NOT SAVED: \"verdict\"" "a verdict that is none"
err_has "decisions:5: NOT SAVED" "a service that is not here"
err_has "decisions:6: NOT SAVED: \"target\"" "a target that is no text"
[ "$("$bs" log --by lea | wc -l)" -eq 3 ]
ok $? "three events"
"$bs" verdict --from - --analyst lea <"$T/decisions" >"$T/out" 2>"$T/err"
[ $? -eq 3 ] && grep -q 'standard input:3:' "$T/err"
ok $? "from standard input"

# Two programs at once: nothing lost.
for who in p q; do
    (i=0; while [ $i -lt 12 ]; do
        "$bs" verdict "198.51.100.$((i + 1)):7001" medical --analyst $who >/dev/null 2>>"$T/lost" || echo lost >>"$T/lost"
        i=$((i + 1))
    done) &
done
wait
n=$({ "$bs" log --by p; "$bs" log --by q; } | wc -l)
[ "$n" -eq 24 ] && [ ! -s "$T/lost" ]
ok $? "two programs, 24 decisions"
"$bs" verify >"$T/out" 2>&1
ok $? "and one chain"
finish
