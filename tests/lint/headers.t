#!/bin/sh
# Each interface compiles alone: it includes what it needs.
cd "${BS_SRCDIR:-.}" || exit 1
n=0 failed=0
for header in include/bannerscope/*.h; do
    n=$((n + 1))
    if out=$(${CC:-cc} -std=c11 -Wall -Wextra -Werror -Iinclude -fsyntax-only -x c "$header" 2>&1); then
        echo "ok $n - ${header##*/} stands alone"
    else
        failed=$((failed + 1))
        echo "not ok $n - ${header##*/} stands alone"
        printf '%s\n' "$out" | sed 's/^/# /'
    fi
done
echo "1..$n"
[ "$failed" = 0 ]
