#!/bin/sh
# Pages to hand over, and exports that other programs read.
. "${BS_SRCDIR:-.}/tests/cli/lib.sh"
run import "$data/records.ndjson"
cat "$data/hostile.ndjson" >"$T/hostile.ndjson"
run import "$T/hostile.ndjson"
run import "$BS_SRCDIR/tests/tui/small.ndjson"
status_is 0 "records, hostile ones among them"

run handover
status_is 0 "all that is medical"
out_has "Exposed services of Example Hospital" "a page for an organisation"
out_has "How certain: certain: the bytes of the answer prove the protocol" "how certain"
out_has "What to do: This image server" "what to do"
out_has "    00000000  " "the bytes"
[ "$(grep -c '^# Exposed services' "$T/out")" -eq "$(sed -n 's/^bannerscope: \([0-9]*\) pages.*/\1/p' "$T/err")" ]
ok $? "as many pages as it says"
for format in md html; do
    run handover --format $format response:yes,no
    status_is 0 "$format: everything"
    no_controls "$T/out" "$format: no control"
    ! grep -qiE '<script|javascript:|<img' "$T/out"
    ok $? "$format: nothing that runs"
done

printf 'organisation;name;email;since\r\n"example hospital";"Ann; the ""boss""";ann@hospital.example;2020\r\n' \
    >"$T/contacts.csv"
run handover --contacts "$T/contacts.csv" --format html
out_has "To: Ann; the &#34;boss&#34;, ann@hospital.example" "a contact is joined by the organisation's name"
run handover --write-template -o "$T/own.md"
status_is 0 "the template, to begin with"
run handover --template "$T/own.md"
cp "$T/out" "$T/own.out"
run handover
cmp -s "$T/out" "$T/own.out"
ok $? "it is the one in use"
printf '{{organisation}}:{{count}}:{{contact.since}}{{#services}}{{?product}} {{product}}{{/product}};{{/services}}\n' \
    >"$T/short"
run handover --template "$T/short" --contacts "$T/contacts.csv" 'org:"Example Hospital"'
out_has "Example Hospital:" "a template of one's own"
out_has ":2020" "with a column of the contacts"

bad_template() { # TEXT, WHAT THE MESSAGE SAYS
    printf '%b' "$1" >"$T/bad"
    run handover --template "$T/bad" -o "$T/never.md"
    [ "$status" -eq 1 ] && [ ! -e "$T/never.md" ] && grep -qF "$2" "$T/err"
    ok $? "a template that is wrong: $2"
}
bad_template 'one\ntwo {{colour}}\n' "bad:2: {{colour}}: there is no such field"
bad_template '{{target}}' "bad:1: {{target}}: only inside {{#services}}"
bad_template '\n\n{{#services}}{{words}}{{/services}}' "bad:3: {{words}}: only inside {{#evidence}}"
bad_template '{{#services}}' "bad:1: {{services}}: is not closed"
bad_template 'x{{/services}}' "bad:1: {{services}}: nothing of that name is open"
bad_template '{{#hosts}}{{/hosts}}' "bad:1: {{hosts}}: no such section here"
bad_template '' "the template is empty"
run handover --template "$T/short" --contacts "$BS_SRCDIR/tests/cli/lib.sh"
[ "$status" -eq 1 ] && grep -qF "short:1: {{contact.since}}: the contacts have no such column" "$T/err"
ok $? "a column that the contacts do not have"
run handover --template "$T/nowhere"
status_is 1 "a template that is not there"
run handover -o "$T/no/such/page.md"
status_is 1 "an output that cannot be written"

# -- exports
run list --format ndjson response:yes
lines=$(wc -l <"$T/out")
run verdict 203.0.113.11:4242 non-medical --scope banner --label "a directory"
status_is 0 "a verdict"
run verdict 203.0.113.12:4242 medical
run undo
run export --format labelled -o "$T/set.ndjson"
status_is 0 "a labelled data set"
"$PYTHON3" - "$T/set.ndjson" "$lines" <<'PY'
import base64, json, sys
rows = [json.loads(line) for line in open(sys.argv[1])]
assert len(rows) == int(sys.argv[2]), (len(rows), sys.argv[2])
said = [r for r in rows if r["by"] == "analyst"]
assert said and all(r["verdict"] == "non-medical" and r["label"] == "a directory" and r["scope"] == "banner"
                    and r["analyst"] and r["when"].startswith("2024-05-06") for r in said), said
assert all(base64.b64decode(r["bytes"], validate=True) == base64.b64decode(said[0]["bytes"]) for r in said)
assert base64.b64decode(said[0]["bytes"]).startswith(b"0\x0c\x02\x01\x01a"), said[0]
assert all(r["analyst"] is None and r["when"] is None for r in rows if r["by"] == "rule")
PY
ok $? "bytes, verdict, label, by whom and when; what was undone is the rules' again"
run export -o "$T/all.ndjson"
if command -v shodan >/dev/null 2>&1; then
    shodan parse --fields ip_str,port --separator : "$T/all.ndjson" >"$T/out" 2>"$T/err"
    out_has "203.0.113.21:104" "the official command reads the export"
else
    ok 0 "the official command reads the export # SKIP it is not installed"
fi
finish
