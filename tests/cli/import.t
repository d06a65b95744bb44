#!/bin/sh
# import: what bad input gets, exit statuses, databases of other programs.
. "${BS_SRCDIR:-.}/tests/cli/lib.sh"
db="$T/a.db"

run --db "$db" import "$data/records.ndjson"
status_is 0 "a good file"
last_out_is "7 read, 7 new, 0 updated, 0 duplicate, 0 rejected" "its summary is the last line"
run --db "$db" import "$data/records.ndjson"
last_out_is "7 read, 0 new, 0 updated, 7 duplicate, 0 rejected" "the same again changes nothing"
[ "$(stat -c %a "$db")" = 600 ]
ok $? "the database is closed to others"

{
    echo 'not json'
    echo '{"port":80,"data":"x"}'
    echo '{"ip_str":"192.0.2.1","data":"x"}'
    echo '{"ip_str":"192.0.2.20","port":"eighty","data":"x"}'
    echo '{"ip_str":"192.0.2.20","port":8080,"data":"good","product":7,"hostnames":"one"}'
    echo '{"ip_str":"192.0.2.21","port":8080,"data":"cut'
} >"$T/bad.ndjson"
run --db "$db" import "$T/bad.ndjson"
status_is 3 "some lines rejected"
last_out_is "6 read, 1 new, 0 updated, 0 duplicate, 5 rejected" "each is counted"
for line in 1 2 3 4 6; do
    err_has "bad.ndjson:$line: " "line $line is named"
done
gzip -c "$data/records.ndjson" >"$T/whole.gz"
head -c 300 "$T/whole.gz" >"$T/cut.gz"
run --db "$T/gz.db" import "$T/cut.gz"
status_is 3 "a cut gzip file"
head -c -4 "$T/whole.gz" >"$T/cut.gz"
run --db "$T/gz1.db" import "$T/cut.gz"
status_is 3 "a gzip file cut behind its last line"
last_out_is "7 read, 7 new, 0 updated, 0 duplicate, 0 rejected" "of which every line is there"
run --db "$T/gz2.db" import "$T/whole.gz"
status_is 0 "a whole one"
cat "$T/whole.gz" "$T/whole.gz" >"$T/two.gz"
run --db "$T/gz3.db" import "$T/two.gz"
last_out_is "14 read, 7 new, 0 updated, 7 duplicate, 0 rejected" "several members"
"$bs" --db "$T/pipe.db" import - <"$data/records.ndjson" >"$T/out" 2>"$T/err"
last_out_is "7 read, 7 new, 0 updated, 0 duplicate, 0 rejected" "standard input"
run --db "$T/dir.db" import "$T"
status_is 1 "a directory"
run --db "$T/dir.db" import "$T/nothing.json"
status_is 1 "a file that is not there"
echo '[1]' >"$T/array.json"
run --db "$T/dir.db" import "$T/array.json"
[ "$status" -ne 0 ]
ok $? "a JSON array is refused or rejected"

"$PYTHON3" - "$T" <<'PY'
import shutil, sqlite3, sys
t = sys.argv[1]
c = sqlite3.connect(t + "/foreign.db")
c.execute("CREATE TABLE x (a)"); c.commit(); c.close()
c = sqlite3.connect(t + "/a.db")
c.execute("PRAGMA wal_checkpoint(TRUNCATE)"); c.close()
shutil.copy(t + "/a.db", t + "/newer.db")
c = sqlite3.connect(t + "/newer.db")
c.execute("PRAGMA user_version=9999"); c.commit(); c.close()
open(t + "/text.db", "w").write("this is no database, but long enough to look at\n" * 50)
PY
for other in foreign newer text; do
    cp "$T/$other.db" "$T/before"
    run --db "$T/$other.db" import "$data/records.ndjson"
    status_is 1 "the database is $other"
    cmp -s "$T/$other.db" "$T/before"
    ok $? "$other: left as it was"
done
ln -s "$db" "$T/link.db"
run --db "$T/link.db" import "$data/records.ndjson"
status_is 1 "a symbolic link is refused"
cp "$db" "$T/ro.db"
chmod 400 "$T/ro.db"
if [ "$(id -u)" -ne 0 ]; then
    run --db "$T/ro.db" import "$data/records.ndjson"
    status_is 1 "a read-only database"
    run --db "$T/ro.db" list
    status_is 0 "a read-only database can be read"
fi
"$bs" --db "$T/full.db" import "$data/records.ndjson" >/dev/full 2>"$T/err"
status=$?
status_is 1 "/dev/full"
finish
