#!/bin/sh
# The shape of files: sizes, white space, words that do not belong here.
cd "${BS_SRCDIR:-.}" || exit 1
n=0 failed=0
report() {
    n=$((n + 1))
    if [ -z "$2" ]; then echo "ok $n - $1"; return; fi
    failed=$((failed + 1))
    echo "not ok $n - $1"
    printf '%s\n' "$2" | sed 's/^/# /'
}
sources=$(find src include -name '*.[ch]' ! -name '*_table.[ch]')
# shellcheck disable=SC2086 # the list is words
{
    report 'no source above 600 lines' "$(wc -l $sources | awk '$2 != "total" && $1 > 600')"
    report 'no tabs in sources' "$(grep -ln "$(printf '\t')" $sources || true)"
    report 'no blanks at line ends' "$(grep -nE ' +$' $sources | head -n 20)"
    report 'lines up to 120 columns, rows of tables apart' "$(awk 'length > 120 && !/^ *{/ { print FILENAME ":" FNR }' $sources | head -n 20)"
    report 'every file ends with a line end' \
        "$(for f in $sources; do [ -z "$(tail -c 1 "$f")" ] || echo "$f"; done)"
    report 'header guards' "$(for f in include/bannerscope/*.h; do
        grep -q '^#ifndef BS_' "$f" || echo "$f"; done)"
}
if command -v shellcheck >/dev/null 2>&1; then
    scripts=$(grep -rlE '^#!/bin/sh' bootstrap .ci tests --include='*' 2>/dev/null | grep -vE '\.(o|log|trs)$')
    # shellcheck disable=SC2086
    report 'shell scripts are clean' "$(shellcheck -S warning -e SC2154,SC2034,SC2010 $scripts 2>&1 | head -n 40)"
else
    n=$((n + 1)); echo "ok $n # SKIP no shellcheck"
fi
echo "1..$n"
[ "$failed" = 0 ]
