#!/bin/sh
# The order of the layers: no file includes what stands above it, and each system library has its room.
cd "${BS_SRCDIR:-.}" || exit 1
n=0 failed=0
report() { # ok-text, findings
    n=$((n + 1))
    if [ -z "$2" ]; then
        echo "ok $n - $1"
    else
        failed=$((failed + 1))
        echo "not ok $n - $1"
        printf '%s\n' "$2" | sed 's/^/# /'
    fi
}

# folder, headers of include/bannerscope it may see
allowed() {
    base='base gate json textfmt'
    core="$base record identity decode classify cpe query model msg bytes tree"
    case $1 in
    base) echo "$base sandbox" ;;
    core | core/decode) echo "$core" ;;
    store) echo "$core store label facts" ;;
    shodan) echo "$core shodan" ;;
    engine) echo "$core store label facts shodan engine nmap" ;;
    ui) echo "$core ui keymap" ;;
    tui) echo "$core store label shodan engine ui tui" ;;
    cli) echo "$core store label shodan engine nmap ui keymap tui sandbox" ;;
    esac
}

for folder in base core core/decode store shodan engine ui tui cli; do
    may=" $(allowed "$folder") "
    bad=
    for file in src/"$folder"/*.c src/"$folder"/*.h; do
        [ -f "$file" ] || continue
        for header in $(sed -n 's|^#include "bannerscope/\(.*\)\.h".*|\1|p' "$file"); do
            case $may in
            *" $header "*) ;;
            *) bad="$bad$file includes bannerscope/$header.h
" ;;
            esac
        done
        up=$(grep -n '^#include "\.\./' "$file" | grep -v "src/$folder" | grep -v -e '"\.\./[a-z_]*\.h"' || true)
        [ -z "$up" ] || bad="$bad$file: $up
"
    done
    report "src/$folder includes nothing from above" "$bad"
done

# system header, where it may stand
only() {
    bad=$(grep -rlE "^#include <$1" src include | grep -vE "$2" || true)
    report "<$1> only in $3" "$bad"
}
only 'sqlite3\.h' '^src/store/' src/store
only 'curl/' '^src/shodan/http\.c$' src/shodan/http.c
only '(cjson/)?cJSON\.h' '^src/shodan/' src/shodan
only '(n?curses[a-z]*|term)\.h' '^src/tui/(term|input|caps|palette|tui_priv)\.[ch]$' 'the terminal files of src/tui'
only 'pthread\.h' '^src/engine/lane(_handoff|_rules)?\.c$' 'src/engine/lane*.c'
only 'pcre2\.h' '^src/(core/|engine/nmap_priv\.h)' 'src/core and src/engine/nmap_priv.h'
only 'zlib\.h' '^src/(store|shodan)/' 'src/store and src/shodan'
report 'src/ui sees no clock, file or thread' \
    "$(grep -nE '^#include <(time|unistd|fcntl|sys/|poll|signal|threads)' src/ui/*.[ch] || true)"

# The interfaces themselves keep the order.
for pair in 'record:base' 'decode:record' 'classify:decode textfmt' 'query:record' 'model:classify' \
    'msg:model' 'store:classify model query' 'label:store' 'shodan:json query' 'gate:base' 'json:base' 'textfmt:base'; do
    header=${pair%%:*} may=" ${pair#*:} "
    bad=
    for i in $(sed -n 's|^#include "bannerscope/\(.*\)\.h".*|\1|p' "include/bannerscope/$header.h"); do
        case $may in *" $i "*) ;; *) bad="$bad includes $i.h" ;; esac
    done
    report "$header.h includes only ${pair#*:}" "$bad"
done
echo "1..$n"
[ "$failed" = 0 ]
