#!/bin/sh
# Databases that older versions made (tests/data/older: seven records, five events each; written by the program of
# that time): opened, brought up to date once with a backup, nothing lost, merged.
. "$BS_SRCDIR/tests/cli/lib.sh"

older() { # VERSION FILE
    gzip -dc "$BS_SRCDIR/tests/data/older/schema-$1.db.gz" >"$2"
}

for v in 1 2 3 4; do
    older $v "$T/o$v.db"
    run --db "$T/o$v.db" list verdict:medical by:analyst
    status_is 0 "schema $v: a command that only reads"
    out_has "192.0.2.12:9999" "schema $v: the verdict on the shape holds"
    [ -s "$T/o$v.db.bak-$v" ]
    ok $? "schema $v: a backup stands beside it"
    "$PYTHON3" -c '
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
sys.exit(not (db.execute("select count(*) from event").fetchone()[0] == 5
              and db.execute("pragma user_version").fetchone()[0] == int(sys.argv[2])))' "$T/o$v.db.bak-$v" $v
    ok $? "schema $v: the backup is what was there"
    run --db "$T/o$v.db" verify
    status_is 0 "schema $v: the chain is whole"
    out_has "7 services, 5 banners, 5 events" "schema $v: nothing is missing"
    run --db "$T/o$v.db" log --json
    [ "$(wc -l <"$T/out")" -eq 5 ] && grep -q '"note":"its maker says so"' "$T/out" && grep -q '"note":"ask Ben"' "$T/out"
    ok $? "schema $v: every event with its reason"
    run --db "$T/o$v.db" --analyst anna redo
    out_has "redone" "schema $v: what was undone years ago can be redone"
    run --db "$T/o$v.db" --analyst anna undo
    status_is 0 "schema $v: and undone again"
    run --db "$T/o$v.db" classify
    status_is 0 "schema $v: new rules over it"
    run --db "$T/o$v.db" list by:analyst
    [ "$(grep -c '^192' "$T/out")" -eq 4 ]
    ok $? "schema $v: four services are still the analyst's"
done

# Pages, addresses and reasons stand elsewhere since schema 5: what was there reads as if it had been taken in today.
older 4-pages "$T/pages.db"
run --db "$T/pages.db" classify
run --db "$T/pages.db" verify
status_is 0 "pages: whole"
run --db "$T/today.db" import "$BS_SRCDIR/tests/data/older/pages.ndjson"
run --db "$T/today.db" --analyst anna verdict 203.0.113.7:80 medical --note 'its title says so'
for db in pages today; do
    for query in "" html:dicom "-html:dicom" net:203.0.113.0/24 net:2001:db8::/32 net:::/0 net:192.0.2.200; do
        run --db "$T/$db.db" list --format=ndjson --sort=ip -- "$query"
        cat "$T/out"
    done >"$T/$db.list"
    for target in 203.0.113.7:80 198.51.100.200:80 192.0.2.200:8080 '[2001:db8::7]:443' '[2001:db8::8]:443'; do
        run --db "$T/$db.db" show --json "$target"
        sed 's/"decided_at":[^,}]*//; s/"sources":[^]]*]//' "$T/out"
    done >"$T/$db.show"
done
[ "$(wc -l <"$T/today.list")" -gt 12 ] && cmp "$T/pages.list" "$T/today.list" >&2
ok $? "pages: every list is the same"
cmp "$T/pages.show" "$T/today.show" >&2
ok $? "pages: every service is the same, with its page and its reasons"

# Merging from an older file migrates a copy; the file itself stays as it is.
older 2 "$T/other.db"
before=$(cksum <"$T/other.db")
run --db "$T/new.db" import "$data/records.ndjson"
run --db "$T/new.db" merge "$T/other.db" --json
status_is 0 "merge from an older schema"
out_has '"older_schema":2' "it is said"
[ "$before" = "$(cksum <"$T/other.db")" ] && [ ! -e "$T/other.db.bak-2" ]
ok $? "the other file is as it was"
run --db "$T/new.db" list verdict:medical by:analyst
out_has "192.0.2.12:9999" "its verdicts hold here"

# Where nothing may be written, it is said what to do.
older 2 "$T/locked.db"
if [ "$(id -u)" -ne 0 ]; then
    chmod 444 "$T/locked.db"
    mkdir "$T/ro" && mv "$T/locked.db" "$T/ro/" && chmod 555 "$T/ro"
    run --db "$T/ro/locked.db" list
    [ "$status" -ne 0 ]
    ok $? "read-only and older is refused"
    err_has "older schema" "with the reason"
fi
finish
