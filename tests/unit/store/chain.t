#!/bin/sh
# The check of the chain that docs/database.md prints, run as it stands there.
echo 1..4
if [ -z "$PYTHON3" ]; then
    for n in 1 2 3 4; do echo "ok $n # SKIP no python3"; done
    exit 0
fi
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
n=0
result() { # status, name
    n=$((n + 1))
    [ "$1" -eq 0 ] && echo "ok $n - $2" || echo "not ok $n - $2"
}
bs() {
    "$BS_BUILDDIR/bannerscope" --db "$dir/my.db" --analyst "Ann; é" "$@" >/dev/null 2>"$dir/err" ||
        sed 's/^/# /' "$dir/err"
}
sed -n '/^```python$/,/^```$/p' "$BS_SRCDIR/docs/database.md" | grep -v '^```' >"$dir/check.py"

printf '%s\n' '{"ip_str":"192.0.2.1","port":22,"data":"qzx","timestamp":"2021-02-25T01:35:44"}' \
    >"$dir/a.ndjson"
bs import "$dir/a.ndjson"
bs verdict 192.0.2.1:22 medical --label "pump, 1:2;" --note "line
two"
bs verdict 192.0.2.1:22 unknown --scope service
bs undo
bs redo
events=$(cd "$dir" && "$PYTHON3" -c 'import sqlite3
print(*sqlite3.connect("my.db").execute("SELECT count(*) FROM event").fetchone())')
[ "$events" = 4 ]
result $? "four events"
(cd "$dir" && "$PYTHON3" check.py) >"$dir/out" 2>&1
result $? "the printed check follows the chain"
last=$("$BS_BUILDDIR/bannerscope" --db "$dir/my.db" verify 2>&1)
hash=$(sed -n 's/^whole chain: //p' "$dir/out")
[ ${#hash} -eq 64 ] && case $last in *"$hash"*) true ;; *) false ;; esac
result $? "and ends at the hash that verify names"
(cd "$dir" && "$PYTHON3" -c 'import sqlite3
db = sqlite3.connect("my.db")
db.execute("UPDATE event SET note = ? WHERE id = 1", ("edited",))
db.commit()' && "$PYTHON3" check.py) >"$dir/out" 2>&1
grep -q 'event 1' "$dir/out"
result $? "an edited event is found"
