#!/bin/sh
# No mutable globals: what the compiler put into .data, .bss or thread-local storage is named here.
# The exception is the hook that gives the terminal back before the program ends (HACKING.md).
cd "${BS_BUILDDIR:-.}" || exit 1
if ! command -v objdump >/dev/null 2>&1; then
    echo "1..0 # SKIP no objdump"
    exit 0
fi
n=0 failed=0
for part in libbs_*.a src/cli; do
    objects=$part
    [ -d "$part" ] && objects=$(echo "$part"/*.o)
    n=$((n + 1))
    # shellcheck disable=SC2086 # the list is words
    symbols=$(objdump -t $objects 2>/dev/null)
    case $symbols in
    *__asan_* | *__gcov_* | *__sanitizer_*)
        echo "ok $n # SKIP $part is instrumented"
        continue
        ;;
    '')
        failed=$((failed + 1))
        echo "not ok $n - $part has symbols"
        continue
        ;;
    esac
    found=$(printf '%s\n' "$symbols" | awk '
        /file format/ { file = $1 }
        / O / && /[ \t]\.(data|bss)[. \t]/ && !/\.data\.rel\.ro/ { print file " " $NF }
        / [lg] / && !/ d / && /[ \t]\.t(data|bss)[. \t]/ { print file " " $NF }
        / O / && /\*COM\*/ { print file " " $NF }' |
        grep -v '^alloc\.o:* restore_terminal$' || true)
    if [ -z "$found" ]; then
        echo "ok $n - $part keeps nothing in globals"
    else
        failed=$((failed + 1))
        echo "not ok $n - $part keeps nothing in globals"
        printf '%s\n' "$found" | sed 's/^/# /'
    fi
done
echo "1..$n"
[ "$failed" = 0 ]
