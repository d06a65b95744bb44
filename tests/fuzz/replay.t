#!/bin/sh
# Every fuzz target over its seeds, and over the samples of the decoders.
src=${BS_SRCDIR:-.} build=${BS_BUILDDIR:-.}
n=0 failed=0
for program in "$build"/tests/fuzz/fuzz_*; do
    case $program in *.c | *.o) continue ;; esac
    name=${program##*/}
    set -- "$src/tests/fuzz/standalone.c" # any bytes will do, as a floor
    [ -d "$src/tests/fuzz/corpus/$name" ] && set -- "$@" "$src/tests/fuzz/corpus/$name"
    [ "$name" = fuzz_decode ] && set -- "$@" "$src/tests/data/decode"
    n=$((n + 1))
    if out=$("$program" "$@" 2>&1); then
        echo "ok $n - $name: $out"
    else
        failed=$((failed + 1))
        echo "not ok $n - $name"
        printf '%s\n' "$out" | sed 's/^/# /'
    fi
done
echo "1..$n"
[ "$failed" = 0 ] && [ "$n" -gt 0 ]
