#!/bin/sh
# The program as it was built and as it runs: what its ELF headers, its imports and the kernel say,
# and that `doctor` says the same.
. "${BS_SRCDIR:-.}/tests/cli/lib.sh"
key=FAKE1key2FOR3tests4ONLY5abcdefgh

# -- while it runs ---------------------------------------------------------------------------
# It waits for its standard input, a pipe that stays open.
look() { # [NAME=VALUE]... : what /proc says of a command while it waits
    mkfifo "$T/in"
    env SHODAN_API_KEY=$key "$@" "$bs" --db "$T/x.db" import - <"$T/in" >"$T/out" 2>"$T/err" &
    victim=$!
    exec 9>"$T/in"
    # The database is made last before that: by then all that is to hold holds.
    tries=0
    while [ ! -e "$T/x.db" ] && kill -0 $victim 2>/dev/null && [ $tries -lt 20000 ]; do
        tries=$((tries + 1))
    done
    cat "/proc/$victim/limits" >"$T/limits" 2>/dev/null
    stat -c %u "/proc/$victim/mem" >"$T/owner" 2>/dev/null
    cat "/proc/$victim/environ" >"$T/environ" 2>"$T/environ.err"
    cat "/proc/$victim/cmdline" >"$T/cmdline"
    exec 9>&-
    wait $victim
    rm -f "$T/in"
}
look SSLKEYLOGFILE="$T/secrets"
grep -q '^Max core file size  *0  *0 ' "$T/limits"
ok $? "no core dumps, and nothing can raise the limit again"
[ "$(cat "$T/owner")" = 0 ]
ok $? "/proc/PID belongs to root: not dumpable, no debugger of the same user"
if [ "$(id -u)" = 0 ]; then
    [ -s "$T/environ" ] && ! grep -qaF $key "$T/environ"
    ok $? "the key is gone from /proc/PID/environ, with a command that needs none"
else
    [ ! -s "$T/environ" ]
    ok $? "/proc/PID/environ cannot be read"
fi
! grep -qaF $key "$T/cmdline" && [ ! -e "$T/secrets" ]
ok $? "no key among the arguments, no file of session secrets"
umask 000
run --db "$T/y.db" import "$data/records.ndjson"
[ "$(stat -c %a "$T/y.db")" = 600 ]
ok $? "private files under any umask"

# -- what doctor says ---------------------------------------------------------------------------
SHODAN_API_KEY=$key SSLKEYLOGFILE="$T/secrets" run doctor
status_is 0 "doctor"
out_has "no core dumps, closed to debuggers, SSLKEYLOGFILE is set, and ignored" "says what holds of the process"
out_has "never swapped" "and of the key's memory"
! grep -qF $key "$T/out" "$T/err"
ok $? "but not the key"
SHODAN_API_KEY=$key "$PYTHON3" -c 'import os, resource, sys
resource.setrlimit(resource.RLIMIT_MEMLOCK, (0, 0))
os.execv(sys.argv[1], sys.argv[1:])' "$bs" doctor >"$T/out" 2>"$T/err" </dev/null
if [ "$(id -u)" = 0 ]; then # who may lock any amount
    out_has "never swapped" "root's memory is locked whatever the limit"
else
    out_has "missing: memory that is never swapped" "and says so where the limit is too low"
fi
SHODAN_API_KEY="$key-$key" run info
status_is 4 "a wrong key in the environment"
err_has "SHODAN_API_KEY" "is an error of its own"
! grep -qF FAKE1key "$T/err"
ok $? "that does not show it"
SHODAN_API_KEY="$key-$key" run list --db "$T/y.db"
status_is 0 "but not where no key is needed"

# -- how it was built ---------------------------------------------------------------------------
asked=$("$BS_BUILDDIR/config.status" --config 2>/dev/null)
case $asked in
*--disable-hardening* | *--with-sanitizers* | *--enable-fuzzers*)
    run doctor
    out_has "missing: " "doctor says what this build has not"
    finish
    ;;
esac
if ! readelf --version >/dev/null 2>&1 || ! nm --version >/dev/null 2>&1; then
    ok 0 "the ELF headers # SKIP no readelf here"
    finish
fi
run doctor
out_has "build      position-independent, full RELRO, no executable stack, stack protector, FORTIFY" \
    "doctor says how it was built"
! grep -q "^build  *missing" "$T/out"
ok $? "and that nothing is missing"
LC_ALL=C readelf -hldW "$bs" >"$T/elf"
grep -q 'Type: *DYN' "$T/elf" && grep -q 'Flags: .*PIE' "$T/elf"
ok $? "PIE"
grep -q 'GNU_RELRO' "$T/elf" && grep -Eq 'BIND_NOW|Flags: .*NOW' "$T/elf"
ok $? "full RELRO"
grep 'GNU_STACK' "$T/elf" | grep -Eq ' RW  *0x'
ok $? "no executable stack"
! grep -Eq 'LOAD .* (RWE|WE) ' "$T/elf" && ! grep -Eq '\((TEXTREL|RPATH|RUNPATH)\)' "$T/elf"
ok $? "nothing both writable and executable, no search path of its own"
nm -D --undefined-only "$bs" | sed 's/.* //; s/@.*//' | sort >"$T/imports"
grep -q '^__stack_chk_fail$' "$T/imports"
ok $? "stack protector"
[ "$(grep -c '_chk$' "$T/imports")" -ge 5 ]
ok $? "checked copies (FORTIFY)"
grep -Ex 'system|popen|wordexp|exec[lv]p?e?|fork|vfork|dlopen|strcpy|stpcpy|strcat|strncpy|strncat|v?sprintf|gets|v?f?scanf|__isoc99_v?[sf]?scanf|atoi|atol|atof|strtok|mktemp|tmpnam|tempnam|alloca|s?rand|random|socket|connect|bind|listen|sendto|ptrace|process_vm_.*' \
    "$T/imports" >"$T/out"
[ ! -s "$T/out" ]
ok $? "no forbidden imports"
ldd "$bs" 2>/dev/null | grep -c 'not found' >"$T/out"
[ "$(cat "$T/out")" = 0 ]
ok $? "all its libraries are the system's"
finish
