#!/bin/sh
# Every text of a record attacks, in every family of tests/data/payloads.txt: whatever command and format, what leaves
# is read by check_output.py as strictly as terminals, spreadsheets, browsers and Markdown readers are lenient.
. "${BS_SRCDIR:-.}/tests/cli/lib.sh"
BANNERSCOPE_DB="$T/a.db"
export BANNERSCOPE_DB
generate="$BS_SRCDIR/tests/support/gen-hostile.py"

# reads FORMAT NAME: what stdout holds, and that stderr holds nothing that acts
reads() {
    "$PYTHON3" "$data/check_output.py" "$1" "$T/out" "$T/err" 2>"$T/why"
    code=$?
    sed 's/^/# /' "$T/why"
    ok $code "$2"
}
# works FORMAT ARG...
works() {
    form=$1
    shift
    run "$@"
    status_is 0 "$*"
    reads "$form" "$*: nothing in it acts"
}

# -- in: the messages about a file are outputs too
"$PYTHON3" "$generate" >"$T/marked.ndjson"
"$PYTHON3" "$generate" bare >"$T/bare.ndjson"
families=$(wc -l <"$T/bare.ndjson")
[ "$families" -ge 74 ]
ok $? "$families families"
run import "$T/marked.ndjson"
last_out_is "$families read, $families new, 0 updated, 0 duplicate, 0 rejected" "between markers"
reads text "importing says nothing that acts"
run import --keep-raw "$T/bare.ndjson"
last_out_is "$families read, $families new, 0 updated, 0 duplicate, 0 rejected" "as the whole field, texts kept"
reads text "nor does this"

# -- what analysts type is shown to others
run verdict 203.0.113.2:106 medical --analyst "$(printf 'eve\033]0;x\007\342\200\256')" \
    --note "$(printf '=1+1\033[2J\n<script>|\302\233')" --label "$(printf '[x](y)\r\033c')"
reads text "a decision with controls in it: the answer"
run verdict 198.51.100.4:108 non-medical --scope banner --note '=HYPERLINK(1)' --label '@x'
status_is 0 "a decision that looks like a formula"
run verdict 198.51.100.5:109 unknown --label '<b>|`x`'
run undo
status_is 0 "one taken back"

# -- out: lists, groups, labels
for format in table csv ndjson; do
    form=$format
    [ "$format" != table ] || form=text
    for command in "list response:yes,no" "dictionary" "dictionary --shapes" "queue"; do
        # shellcheck disable=SC2086 # words
        works "$form" $command --format $format
    done
done
works text list --columns '*'
works csv list --columns '*' --format csv
works ascii --ascii list
LC_ALL=C works ascii list
for command in log conflicts verify keywords "keywords lint" doctor; do
    # shellcheck disable=SC2086
    works text $command
done

# -- reports, pages, exports
for format in text md html csv json; do
    form=$format
    [ $format != csv ] || form=tables
    works $form report --format $format
    works $form report --format $format "$(printf 'org:"=1+1<b>|[x](y) a@b.example"')"
done
works handover handover response:yes,no
works html handover --format html response:yes,no
for format in ndjson csv labelled; do
    form=ndjson
    [ $format != csv ] || form=csv
    works $form export --format $format response:yes,no
done
run export
"$PYTHON3" - "$T/marked.ndjson" "$T/bare.ndjson" "$T/out" <<'PY'
import json, sys
marked, bare, out = ([json.loads(line) for line in open(p, encoding="utf-8", errors="surrogatepass")] for p in sys.argv[1:])
got = {(r["ip_str"], r["port"]): r for r in out}
for want in marked + bare:
    have = got[want["ip_str"], want["port"]]
    same = ["data", "org", "product"] if want in marked else list(want)
    for field in same:
        if field == "data" and "raw" in want["opts"]:
            assert have["opts"]["raw"] == want["opts"]["raw"], want["data"]
        assert have[field] == want[field], (field, want[field], have[field])
PY
ok $? "the export gives every text back; a kept record whole"

# -- keys of objects are texts of strangers too
"$PYTHON3" - >"$T/keys.ndjson" <<'PY'
record = '"ip_str":"192.0.2.%d","port":80,"timestamp":"2024-01-02T03:04:05","data":"HTTP/1.1 200 OK\\r\\n\\r\\n"'
more = ['"a\\u0000x":1,"a\\u0000y":2,"nest":{"bannerscope":5},"big":12345678901234567890123,"f":1.50e+2',
        '"twice":1,"twice":2,"tw\\u0069ce":3,"in":{"x":{"k":1,"k":2}}', '"deep":%s1%s,"after":1' % ("[" * 62, "]" * 62),
        '"ssl":{"cert":{"subject":{"CN":"a","OU":"x, OU=y"},"issuer":{"CN":"b","\\u202eO":"=1"}}},'
        '"http":{"components":{"a\\nb":{},"a b":{},"c\\u0000":{},"c":{}}}']
for i, m in enumerate(more):
    print("{%s,%s}" % (record % (i + 1), m))
PY
for keep in "" --keep-raw; do
    # shellcheck disable=SC2086
    run --db "$T/keys$keep.db" import $keep "$T/keys.ndjson"
    works ndjson --db "$T/keys$keep.db" export
    "$PYTHON3" - "$T/out" "$keep" <<'PY'
import json, sys
out = {r["ip_str"][-1]: r for r in map(json.loads, open(sys.argv[1]))}
name = out["4"]["ssl"]["cert"]["subject"]
assert name == {"CN": "a", "OU": "x, OU=y"}, name
assert "c\0" in out["4"]["http"]["components"] and "c" in out["4"]["http"]["components"]
if sys.argv[2]:
    assert (out["1"]["a\0x"], out["1"]["a\0y"], out["1"]["nest"]) == (1, 2, {"bannerscope": 5}), out["1"]
    assert out["1"]["big"] == 12345678901234567890123 and out["1"]["f"] == 150
    assert out["2"]["twice"] == 3 and out["2"]["in"] == {"x": {"k": 2}}, out["2"]
    assert out["3"]["after"] == 1 and str(out["3"]["deep"]).count("[") == 62
PY
    ok $? "keys are exact and stand once ${keep:-(from the database)}"
done

# -- one banner in every view
for target in 203.0.113.2:106 203.0.113.4:108 203.0.113.63:167 198.51.100.2:106 198.51.100.63:167; do
    for view in text hex decoded record c escaped base64; do
        run show $target --as $view
        reads text "show $target --as $view"
    done
    run show $target --as json
    reads json "show $target --as json"
done
run compare 203.0.113.2:106 203.0.113.4:108
reads text "compare"
"$bs" decode --as text <"$T/marked.ndjson" >"$T/out" 2>"$T/err"
reads text "decode a stream of it"
"$bs" classify --stream <"$T/marked.ndjson" >"$T/out" 2>"$T/err"
reads ndjson "classify a stream of it"


# -- every code point there is, by another table than ours: this Python's
"$PYTHON3" -c 'import sys; sys.stdout.buffer.write("".join(
    chr(c) for c in range(0x110000) if not 0xd800 <= c < 0xe000).encode())' >"$T/all"
"$bs" decode --as text <"$T/all" >"$T/out" 2>"$T/err"
reads text "every code point: what passes acts on nothing"
"$PYTHON3" - "$T/out" <<'PY'
import sys, unicodedata
passed = {c for c in open(sys.argv[1], encoding="utf-8").read() if c > "~"}
# A character of ambiguous width is one cell here and two there: it moves what stands behind it.  The letters of half
# of Europe are excepted: a terminal that draws them wide is set up for East Asia, and for nobody else.
unsure = {c for c in passed if unicodedata.east_asian_width(c) == "A" and c > "\xff"}
sys.exit("%d pass, unsure: %s" % (len(passed), ascii(sorted(unsure)[:9])) if unsure or len(passed) < 20000 else 0)
PY
code=$?
: >"$T/out" # megabytes of one line
ok $code "every code point: what passes is as wide on every terminal"

# -- line by line, without a screen
n=0
while [ $n -lt 120 ]; do
    printf '?\ns\n'
    n=$((n + 1))
done | "$bs" --plain-ui >"$T/out" 2>"$T/err"
reads text "all that waits, line by line"

# -- messages: words of the command line, names of files, bad lines
evil=$(printf '\033]0;x\007\302\233\342\200\256\r=1+1')
says() { # NAME ARG...
    name=$1
    shift
    run "$@"
    [ "$status" -ne 0 ] && [ -s "$T/err" ]
    ok $? "$name: is refused"
    reads text "$name: the message acts on nothing"
}
says "a command" "$evil"
says "an option" "--$evil"
says "an option's value" list --format "$evil"
says "a column" list --columns "$evil"
says "a value in a query" list "port:$evil"
says "a database" --db "$T/$evil" list
says "a file" import "$T/$evil"
says "a target" show "$evil"
says "an output" export -o "$T/no$evil/such"
says "a template" handover --template "$T/$evil"
says "a time" report --since "$evil"
run list "$evil"
reads text "a word to look for"
run --theme "$evil" --plain-ui
reads text "a theme that is not there"
mkdir -p "$T/$evil"
printf '{"%s":1}\n%s\n' "$evil" "$evil" >"$T/$evil/bad.ndjson"
says "lines that are none, in a file of a bad name" import "$T/$evil/bad.ndjson"

# -- the same texts as answers of the API: found, counted, refused
SHODAN_API_KEY=TESTKEYTESTKEYTESTKEYTESTKEY0000
BANNERSCOPE_DB="$T/net.db"
export SHODAN_API_KEY
start_shodan --data "$T/bare.ndjson" --key $SHODAN_API_KEY --credits 50 --fault 'info@2=escapes' --fault 'count@3=error200' \
    --fault 'facets@3=facetjunk'
works text search country:NL --yes
[ "$("$bs" list --format ndjson response:yes,no </dev/null 2>/dev/null | wc -l)" -eq "$families" ]
ok $? "every record was bought"
works text host 198.51.100.16
works text facets country:NL
works csv facets country:NL --format csv
run facets country:NL --format ndjson
reads ndjson "facets that are junk"
works text info
run info
reads text "a refusal with sequences in it"
works text count country:NL
run count "country:NL port:104"
reads text "an answer that is none"
run saved add "$evil" country:NL
reads text "a name with controls"
for format in table csv ndjson; do
    form=$format
    [ "$format" != table ] || form=text
    works $form history --format $format
    works $form saved --format $format
done
stop_shodan
finish
