#!/bin/sh
# --nmap: match lines of a file in nmap's format, beside our own reading.
. "${BS_SRCDIR:-.}/tests/cli/lib.sh"
list="$data/nmap-probes.txt"
good="$T/good"
grep -v -e '^match broken' -e '^match$' -e '^Probe SCTP' -e '^nonsense' "$list" >"$good"

# on INPUT-FORMAT OPTION... : decode as JSON with the good lines
on() {
    printf "$1" >"$T/in"
    shift
    run decode --input raw --json --nmap="$good" "$@" "$T/in"
}
on '220 ToyFTP v1.2.3 (Toy Box)\r\n'
status_is 0 "a file without bad lines"
json_is 'd["nmap"]["matches"][0] == {"line": 5, "soft": False, "service": "toyftp", "product": "ToyFTP", "version": "1.2.3", "info": "on Toy Box", "os": "Toy OS", "device": "storage", "cpe": ["cpe:/a:toy:toyftp:1.2.3", "cpe:/o:toy:toy_box"]}' \
    "groups in fields and in cpe"
json_is '[(m["line"], m["soft"]) for m in d["nmap"]["matches"]] == [(5, False), (6, True), (12, False)]' \
    "softmatch, i flag, and with the transport unknown also UDP"
json_is 'd["length"] == 29' "our own reading is there"
cp "$T/out" "$T/with"
run decode --input raw --json "$T/in"
"$PYTHON3" -c 'import json,sys; a,b=(json.load(open(f)) for f in sys.argv[1:]); del a["nmap"]; sys.exit(a!=b)' "$T/with" "$T/out"
ok $? "and is the same as without --nmap"

on '\000\001\001\002a_\000b_c\377'
json_is 'd["nmap"]["matches"][0]["product"] == "Toy a_b_c"' "P() leaves what is printable, NUL is a byte"
json_is 'd["nmap"]["matches"][0]["version"] == "258"' "I() big endian"
json_is 'd["nmap"]["matches"][0]["info"].startswith("513 a.")' "I() little endian, SUBST()"
json_is 'd["nmap"]["matches"][1] == {"line": 8, "soft": False, "service": "nogroup", "product": "kept", "cpe": []}' \
    "a group or function that does not exist empties its field alone"

"$PYTHON3" -c 'import sys; sys.stdout.write("a" * 5000 + "!")' >"$T/in"
run decode --input raw --json --nmap="$good" "$T/in"
status_is 0 "hostile expressions end"
json_is 'd["nmap"]["limited"] == 2 and d["nmap"]["matches"] == []' "and are counted"
"$PYTHON3" -c 'for i in range(3000): print("match h m|^(a+)+$|")' >"$T/many"
run decode --input raw --nmap="$T/many" "$T/in"
status_is 0 "thousands of them end too"
out_has "were not tried: the 5 ms for one banner were spent" "and the budget is told"
out_has "lines were given up" "and the limit"

run decode --nmap="$list" "$T/in"
status_is 3 "bad lines are counted"
for i in 13 14 15 16 17 18 19 20 21 22; do
    err_has "nmap-probes.txt:$i: " "line $i is named"
done
printf 'match a m|\033[31m(|\nmatch %s\n' "$(printf '%020000d' 0)" >"$T/bad"
run decode --nmap="$T/bad" "$T/in"
status_is 3 "hostile and long lines"
err_has "bad:2: longer than" "the long one is named"
no_controls "$T/err" "no controls on stderr"
head -c 4096 /dev/urandom >"$T/noise"
run decode --nmap="$T/noise" "$T/in"
[ "$status" -eq 0 ] || [ "$status" -eq 3 ]
ok $? "noise instead of a list"
run decode --nmap="$T/none" "$T/in"
status_is 1 "a file that is not there"
err_has "$T/none: there is no such file; it comes with nmap" "is named, and where to get it"
run decode --nmap="$good" --as hex "$T/in"
status_is 2 "not with a view without decoding"

printf '%s\n' '{"ip_str":"192.0.2.5","port":21,"transport":"tcp","timestamp":"2024-01-01T00:00:00.000000","data":"220 ToyFTP v9 (Toy)\r\n","hash":0,"_shodan":{"module":"ftp"}}' >"$T/one.json"
run --db "$T/x.db" import "$T/one.json"
run --db "$T/x.db" show 192.0.2.5:21 --nmap="$good"
status_is 0 "show"
out_has "  line 5: toyftp" "the rule's line"
out_has "cpe:/a:toy:toyftp:9" "the cpe"
! grep -q toyudp "$T/out"
ok $? "no UDP line on TCP"
run --db "$T/x.db" show 192.0.2.5:21 --nmap="$good" --as json
json_is 'd["nmap"]["matches"][0]["version"] == "9"' "show --as json"
run decode --help
out_has "--nmap[=FILE]" "help"
run doctor --db "$T/x.db"
out_has "PCRE2" "doctor names the library"
finish
