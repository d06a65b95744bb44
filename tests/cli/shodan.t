#!/bin/sh
# init, info, count, search, host against a Shodan on loopback; the key is never seen.
. "${BS_SRCDIR:-.}/tests/cli/lib.sh"
key=TESTKEY0TESTKEY1TESTKEY2TESTKEY3
BANNERSCOPE_DB="$T/a.db"
export BANNERSCOPE_DB
cp "$data/records.ndjson" "$T/records.ndjson"
start_shodan --data "$T/records.ndjson" --key $key

init() { # KEY
    printf '%s\n' "$1" | "$bs" init >"$T/out" 2>"$T/err"
    status=$?
}
run info
status_is 4 "info without a key"
err_has "bannerscope init" "says what to do"
init WRONGKEYWRONGKEYWRONGKEYWRONGKEY
status_is 4 "init with a wrong key"
[ -z "$(find "$HOME" "$XDG_CONFIG_HOME" -name api_key 2>/dev/null)" ]
ok $? "a wrong key is not stored"
init $key
status_is 0 "init"
stored=$(find "$HOME" "$XDG_CONFIG_HOME" -name api_key)
[ "$(stat -c %a "$stored")" = 600 ]
ok $? "stored for the owner alone"
run info
status_is 0 "info"
out_has "query credits left" "names the credits"
run count port:104
status_is 0 "count"
last_out_is 2 "the number"
run count port:104 --facets org:5
status_is 0 "facets"
run search port:104
status_is 2 "search without a terminal and without --yes"
err_has "--yes" "says how to agree"
! grep -q "host/search?" "$T/requests"
ok $? "nothing was asked that costs"
run search port:104 --yes
status_is 0 "search --yes"
last_out_is "2 read, 2 new, 0 updated, 0 duplicate, 0 rejected" "its summary"
run list port:104 --format ndjson
[ "$(wc -l <"$T/out")" -eq 2 ]
ok $? "the results are stored"
run host 192.0.2.14
status_is 0 "host"
out_has "192.0.2.14:22" "prints the service"
run host 192.0.2.200
status_is 0 "a host Shodan does not know is an answer"
run host nonsense
status_is 2 "what is no address"
asked=$(wc -l <"$T/requests")
for word in '192.0.2.14?history=true' '192.0.2.14#x' '192.0.2.14/../../../api-info' '192.0.2.14&key=x' '192.0.2.14%00' \
    "192.0.2.14$(printf '\r\nX-Evil: 1')" '192.0.2.14@203.0.113.1' ''; do
    run host "$word"
    [ "$status" -eq 2 ] || ok 1 "host $word"
done
for wrong in "$key&page=9" "$key#" "$key%00" "$key $key" "$(printf '%s\rX-Evil: 1' $key)" "caf\303\251" '../key'; do
    init "$wrong"
    [ "$status" -eq 4 ] && ! grep -qF TESTKEY "$T/out" "$T/err" || ok 1 "init with another text than a key"
done
[ "$(wc -l <"$T/requests")" -eq "$asked" ]
ok $? "addresses and keys that are none are never sent"
run search 'verdict:medical' --yes
status_is 2 "a local filter in a query for Shodan"
err_has "verdict" "is named"

start_shodan --data "$T/records.ndjson" --key $key --fault 'search@*=401credits'
run search port:9999 --yes
status_is 4 "credits spent"
start_shodan --data "$T/records.ndjson" --key $key --fault 'info@*=403html'
run info
status_is 4 "a web firewall"
no_controls "$T/err" "its page is not shown raw"
start_shodan --data "$T/records.ndjson" --key $key --fault 'count@1=429after:1'
run count port:104
status_is 0 "429 is waited for"
start_shodan --data "$T/records.ndjson" --key $key --fault 'count@*=echokey'
run count port:104
[ "$status" -ne 0 ] && ! grep -qF TESTKEY "$T/err" "$T/out"
ok $? "an error text that quotes the key does not show it"
stop_shodan
run --api-url http://192.0.2.1/ count port:1
[ "$status" -ne 0 ]
ok $? "http is for this machine alone"

run doctor
! grep -qF TESTKEY "$T/out" "$T/err"
ok $? "doctor does not print the key"
run export -o "$T/export.ndjson"
! grep -rqaF TESTKEY "$T/a.db" "$T/export.ndjson" "$XDG_STATE_HOME" "$XDG_DATA_HOME" 2>/dev/null
ok $? "the key is in no database, export or state"
finish
