#!/bin/sh
# What leaves: every n-th write, sync, rename, open and close of it fails, is short, is interrupted, or the program is
# killed there.  The old file is left whole, the temporary is gone, and the exit status tells.
. "${BS_SRCDIR:-.}/tests/cli/lib.sh"
shim=$BS_BUILDDIR/tests/faults/shim.so
if [ ! -f "$shim" ] || grep -qE '__[at]san_init' "$bs"; then
    echo "1..0 # SKIP nothing can be preloaded here"
    exit 0
fi
BANNERSCOPE_DB="$T/a.db"
export BANNERSCOPE_DB
"$bs" import "$BS_SRCDIR/tests/tui/small.ndjson" >/dev/null
"$bs" verdict 203.0.113.11:4242 medical >/dev/null
dir=$T/out.d
made=0

# fails KIND N HOW ARG... : the program with that fault; $status, and in $hit whether it met one
fails() {
    fault=$1:$2:$3
    shift 3
    rm -f "$T/count"
    BS_FAULT=$fault BS_FAULT_COUNT="$T/count" LD_PRELOAD=$shim "$bs" "$@" >"$T/stdout" 2>"$T/err" </dev/null
    status=$?
    hit=$(od -An -j8 -N8 -td8 "$T/count" | tr -d ' ')
}
# Is the file the old one, and nothing beside it?
old_stands() {
    [ "$(cat "$dir/file")" = "the old one" ] && [ "$(ls -A "$dir")" = file ]
}
complain() { # TEXT
    bad="$bad; $fault: $1 (status $status)"
}

# Over all N until nothing fails any more.
loop() { # NAME KIND HOW WHAT ARG...
    name=$1 kind=$2 how=$3 what=$4 n=1 bad=
    shift 4
    while :; do
        rm -rf "$dir"
        mkdir "$dir"
        echo "the old one" >"$dir/file"
        fails "$kind" "$n" "$how" "$@" --force -o "$dir/file"
        [ "$hit" = 0 ] && break
        made=$((made + 1))
        case $what in
        fails)
            if [ $status -eq 0 ]; then complain "called done"
            elif ! [ -s "$T/err" ]; then complain "no message"
            elif ! old_stands; then complain "not the old file alone"; fi ;;
        done) # the fault is none, or comes when the file is there
            if [ $status -ne 0 ] && ! [ -s "$T/err" ]; then complain "no message"
            elif ! cmp -s "$dir/file" "$T/good"; then complain "another file"
            elif [ "$(ls -A "$dir")" != file ]; then complain "a temporary is left"; fi ;;
        killed) # before or behind the rename, never between
            [ $status -eq 137 ] || complain "not killed"
            [ "$(cat "$dir/file")" = "the old one" ] || cmp -s "$dir/file" "$T/good" || complain "half a file" ;;
        esac
        [ "$what" = killed ] || [ "$n" -lt 4 ] || [ "${BS_FAULTS:-}" = long ] || n=$((n + n / 2))
        n=$((n + 1))
    done
    : >"$T/out"
    printf '%s\n' "$bad" >"$T/err"
    [ -z "$bad" ] && [ "$n" -gt 1 ]
    ok $? "$name: $kind $how, $((n - 1)) places"
}

each() { # NAME ARG...
    name=$1
    shift
    BS_CLOCK=2024-05-06T07:08:09Z "$bs" "$@" --force -o "$T/good" >/dev/null 2>&1
    loop "$name" write ENOSPC fails "$@"
    loop "$name" write EIO fails "$@"
    loop "$name" write short "done" "$@"
    loop "$name" write EINTR "done" "$@"
    loop "$name" write die killed "$@"
    loop "$name" rename EXDEV fails "$@"
    loop "$name" rename die killed "$@"
    loop "$name" fsync die killed "$@"
}
each "export as NDJSON" export --format ndjson
each "export as CSV" export --format csv
each "report as HTML" report --format html

# The first sync is the file's, the second the directory's: behind the rename the new file is there.
for how in EIO ENOSPC; do
    rm -rf "$dir"
    mkdir "$dir"
    echo "the old one" >"$dir/file"
    "$bs" export --force -o "$T/good" >/dev/null 2>&1
    fails fsync 1 $how export --force -o "$dir/file"
    [ $status -ne 0 ] && [ -s "$T/err" ] && old_stands
    ok $? "a file that cannot be synced ($how) is no file"
    fails fsync 2 $how export --force -o "$dir/file"
    [ $status -ne 0 ] && [ -s "$T/err" ] && cmp -s "$dir/file" "$T/good" && [ "$(ls -A "$dir")" = file ]
    ok $? "a name that cannot be synced ($how) is told"
done
fails open 1 EACCES export --force -o "$dir/file"
[ $status -ne 0 ] && [ -s "$T/err" ] && cmp -s "$dir/file" "$T/good"
ok $? "where no temporary can be made the old file stays"

# Standard output that takes nothing.
for command in list "export --format csv" report log "dictionary --format csv" "keywords" "decode --json $0" "--help"; do
    # shellcheck disable=SC2086 # words
    "$bs" $command >/dev/full 2>"$T/err" </dev/null
    status=$?
    [ $status -eq 1 ] && [ -s "$T/err" ]
    ok $? "/dev/full: $command"
done
echo "# $made faults of files that leave"
finish
