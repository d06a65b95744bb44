#!/bin/sh
# Every fuzz target over its seeds, and over the samples of the decoders.
src=${BS_SRCDIR:-.} build=${BS_BUILDDIR:-.}
. "$src/tests/fuzz/lib.sh"
n=0 failed=0
for name in $(targets); do
    n=$((n + 1))
    # Any bytes will do, as a floor.
    # shellcheck disable=SC2046 # names without blanks
    if out=$("$build/tests/fuzz/fuzz_$name" "$src/tests/fuzz/standalone.c" $(seeds "$name") 2>&1); then
        echo "ok $n - fuzz_$name: $out"
    else
        failed=$((failed + 1))
        echo "not ok $n - fuzz_$name"
        printf '%s\n' "$out" | sed 's/^/# /'
    fi
done
echo "1..$n"
[ "$failed" = 0 ] && [ "$n" -gt 0 ]
