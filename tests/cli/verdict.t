#!/bin/sh
# Verdicts: saved, kept by import and classify, taken back, logged, verified.
. "${BS_SRCDIR:-.}/tests/cli/lib.sh"
BANNERSCOPE_DB="$T/a.db"
export BANNERSCOPE_DB
run import "$data/records.ndjson"

run list 192.0.2.12 --format ndjson
run list net:192.0.2.12 --format ndjson
json_is 'd["verdict"] == "unknown" and d["by"] == "rule" and d["count"] == 2' "unknown by rule"
run verdict 192.0.2.12:9999 medical --label "a pump" --note "seen one" --analyst kim
status_is 0 "a verdict"
last_out_is "saved medical 192.0.2.12:9999" "says saved"
run import "$data/records.ndjson"
run classify
status_is 0 "classify"
run list net:192.0.2.12 --format ndjson
json_is 'd["verdict"] == "medical" and d["by"] == "analyst" and d["label"] == "a pump"' \
    "survives import and classify"
run verdict 192.0.2.12:9999 non-medical --scope banner --analyst kim
last_out_is "saved non-medical for 2 services" "a verdict on a banner"
run list net:192.0.2.12 --format ndjson
json_is 'd["verdict"] == "medical"' "the narrower scope wins"
run list net:192.0.2.13 --format ndjson
json_is 'd["verdict"] == "non-medical" and d["by"] == "analyst"' "the banner's holds elsewhere"
run undo --analyst kim
status_is 0 "undo"
run list net:192.0.2.13 --format ndjson
json_is 'd["verdict"] == "unknown" and d["by"] == "rule"' "undone"
run redo --analyst kim
status_is 0 "redo"
run list net:192.0.2.13 --format ndjson
json_is 'd["verdict"] == "non-medical"' "redone"
run verdict 192.0.2.12:9999 clear
status_is 0 "clear"
run log
[ "$(wc -l <"$T/out")" -eq 5 ]
ok $? "every step is in the log"
out_has "kim" "with who it was"
run log 192.0.2.14:22
[ ! -s "$T/out" ]
ok $? "the log of an untouched service is empty"
run verify
status_is 0 "verify"

run verdict 192.0.2.15:104 medical
[ "$status" -ne 0 ] && ! grep -q "^saved" "$T/out"
ok $? "a service without a response takes no verdict"
run verdict 192.0.2.99:1 medical
status_is 1 "a service that is not there"
run verdict 192.0.2.12:9999 perhaps
status_is 2 "a verdict that is none"
run verdict 192.0.2.12 medical
status_is 2 "a target without a port"
run --db "$T/none.db" verdict 192.0.2.12:9999 medical
[ "$status" -eq 1 ] && [ ! -e "$T/none.db" ]
ok $? "no database is made by a verdict"
finish
