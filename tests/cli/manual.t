#!/bin/sh
# Manual pages and completion: everything the tables have is in them, and the tools that read them
# are content.
. "${BS_SRCDIR:-.}/tests/cli/lib.sh"
man="$BS_BUILDDIR/docs/man"
[ -f "$man/bannerscope.1" ] || man="$BS_SRCDIR/docs/man"

# The words of a table, from the program's own output, against a file.
all_in() { # FILE NAME <WORDS
    missing=
    while IFS= read -r word; do
        grep -qF -- "$word" "$1" || missing="$missing $word"
    done
    [ -z "$missing" ] || echo "# missing: $missing"
    [ -z "$missing" ]
    ok $? "$2"
}
# A page as it is read, hyphens as typed.
plain() { sed -e 's/\\-/-/g' -e 's/\\(ha/^/g' -e 's/\\(ti/~/g' -e 's/\\(ga/`/g' -e 's/\\e/\\/g' "$1"; }
plain "$man/bannerscope.1" >"$T/page"
plain "$man/bannerscope-query.7" >"$T/query"

run --help
sed -n 's/^  \([a-z]\{2,\}\)  *[a-z].*/\1/p' "$T/out" >"$T/commands"
[ "$(wc -l <"$T/commands")" -ge 30 ]
ok $? "the list of commands is read"
sed 's/^/\\fB/; s/$/\\fR/' "$T/commands" >"$T/words"
all_in "$T/page" "every command has its entry" <"$T/words"
sed -n 's/^ .*--\([a-z-]*\).*/--\1/p' "$T/out" >"$T/options"
while read -r command; do
    run "$command" --help
    sed -n '/^Options:/,$s/^ .*--\([a-z-]*\).*/--\1/p' "$T/out"
done <"$T/commands" | sort -u >>"$T/options"
sed 's/^/\\fB/; s/$/\\fR/' "$T/options" >"$T/words"
all_in "$T/page" "every option of every command" <"$T/words"
run doctor --write-config
sed -n 's/^# set \([a-z-]*\) = .*/\\fBset \1\\fR/p' "$XDG_CONFIG_HOME/bannerscope/config" >"$T/words"
all_in "$T/page" "every setting" <"$T/words"
sed -n 's/^# bind [a-z]* *[^ ]* *\([a-z-]*\)$/(\\fI\1\\fR)/p' "$XDG_CONFIG_HOME/bannerscope/config" >"$T/words"
all_in "$T/page" "every action with its keys" <"$T/words"
sed -n 's/^.*{*\(OURS\|TRAIT\|OURTRAIT\|PLACE\|REMOTE\)("\([a-z0-9_.]*\)".*/\\fB\2:/p' \
    "$BS_SRCDIR/src/core/filters.c" >"$T/filters"
[ "$(wc -l <"$T/filters")" -ge 60 ]
ok $? "the list of filters is read"
all_in "$T/query" "every filter" <"$T/filters"
for theme in "$BS_SRCDIR"/themes/*.theme; do basename "$theme" .theme; done >"$T/words"
all_in "$T/page" "every theme" <"$T/words"

if command -v mandoc >/dev/null 2>&1; then
    mandoc -Tlint "$man/bannerscope.1" "$man/bannerscope-query.7" >"$T/out" 2>&1
    ok $? "mandoc has nothing to say"
else
    echo "# no mandoc"
fi
if command -v man >/dev/null 2>&1 && MANROFFSEQ='' man --warnings -l "$man/bannerscope.1" >/dev/null 2>&1; then
    for page in bannerscope.1 bannerscope-query.7; do
        MANROFFSEQ='' man --warnings -l "$man/$page" 2>"$T/err" >/dev/null
        [ ! -s "$T/err" ]
        ok $? "man formats $page without a warning"
    done
fi

# -- completion -------------------------------------------------------------------------
for shell in bash zsh fish; do
    run completion "$shell"
    status_is 0 "completion $shell"
    cp "$T/out" "$T/$shell"
    all_in "$T/$shell" "$shell: every command" <"$T/commands"
    sed 's/^--//' "$T/options" >"$T/words"
    all_in "$T/$shell" "$shell: every option" <"$T/words"
    sed 's/^\\fB//' "$T/filters" >"$T/words"
    all_in "$T/$shell" "$shell: every filter" <"$T/words"
done
run completion tcsh
status_is 2 "completion for another shell"
# Words that are offered for an option are taken by it.
run --db "$T/d.db" import "$data/records.ndjson"
sed -n "s/^    \([a-z]*\):--\([a-z-]*\)\( |[^)]*\)*) _bannerscope_words '\([^']*\)'.*/\1 \2 \4/p" "$T/bash" >"$T/values"
[ "$(wc -l <"$T/values")" -ge 15 ]
ok $? "the offered words are read"
refused=
while read -r command option words; do
    for word in $words; do
        case $command in
        list | dictionary | queue | facets | export | report | history | saved | conflicts | samples | show) ;;
        *) continue ;;
        esac
        target=
        [ "$command" = show ] && target=198.51.100.1:104
        run --db "$T/d.db" "$command" "--$option=$word" $target
        grep -qE "is one of|unknown section|no section|not '" "$T/err" && refused="$refused $command:--$option=$word"
    done
done <"$T/values"
[ -z "$refused" ] || echo "# refused:$refused"
[ -z "$refused" ]
ok $? "every offered word is one the program takes"

if command -v bash >/dev/null 2>&1; then
    cat >"$T/try.bash" <<'END'
. "$1"
line=$2
COMP_LINE=$line COMP_POINT=${#line}
read -ra COMP_WORDS <<<"$line"
case $line in *' ') COMP_WORDS+=("") ;; esac
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_bannerscope
printf '%s\n' "${COMPREPLY[@]}"
END
    offers() { # LINE WORD NAME
        bash "$T/try.bash" "$T/bash" "$1" >"$T/out" 2>"$T/err"
        grep -qxF -- "$2" "$T/out" && [ ! -s "$T/err" ]
        ok $? "bash: $3"
    }
    offers 'bannerscope ver' verdict "a command"
    offers 'bannerscope list --for' --format= "an option of the command"
    offers 'bannerscope list --the' --theme= "an option of all"
    offers 'bannerscope list --format=nd' ndjson "its value behind ="
    offers 'bannerscope list --format nd' ndjson "its value as a word"
    offers 'bannerscope list verd' verdict: "a filter"
    offers 'bannerscope list verdict:med' medical "a filter's value"
    offers 'bannerscope --theme sol' solarized-dark "a theme"
    offers 'bannerscope report --section ' totals "a section"
    offers 'bannerscope verdict 192.0.2.1:104 non' non-medical "a verdict"
    offers 'bannerscope list --columns=ip,po' ip,port "a list goes on"
    offers "bannerscope import $T/try" "$T/try.bash" "a file"
    offers 'bannerscope completion f' fish "a word of the usage"
    bash -c '. "$1"; complete -p bannerscope' - "$T/bash" >"$T/out" 2>"$T/err"
    out_has "complete -F _bannerscope bannerscope" "bash: it is registered"
fi
if command -v zsh >/dev/null 2>&1; then
    zsh -fc 'autoload -U compinit; compinit -u -d "$2"; . "$1"; print $_comps[bannerscope]' - \
        "$T/zsh" "$T/dump" >"$T/out" 2>"$T/err"
    out_has "_bannerscope" "zsh: it is registered"
fi
if command -v fish >/dev/null 2>&1; then
    fish -c "source '$T/fish'; complete -C 'bannerscope ver'" >"$T/out" 2>"$T/err"
    out_has "verdict" "fish: a command"
    fish -c "source '$T/fish'; complete -C 'bannerscope list --format '" >"$T/out" 2>"$T/err"
    out_has "ndjson" "fish: the value of an option"
fi
finish
