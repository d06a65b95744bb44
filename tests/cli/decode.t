#!/bin/sh
# decode: the same bytes in every notation; offsets.
. "${BS_SRCDIR:-.}/tests/cli/lib.sh"

bind='0\x0c\x02\x01\x01a\x07\n\x01\x00\x04\x00\x04\x00'
in_notation() { # FORMAT NAME [OPTION...]
    printf "$1" >"$T/in"
    name=$2
    shift 2
    "$bs" decode --json "$@" <"$T/in" >"$T/out" 2>"$T/err"
    status=$?
    status_is 0 "$name"
    json_is 'd["service"] == "ldap" and d["length"] == 14 and d["verdict"] == "non-medical"' \
        "$name: LDAP, 14 bytes"
}
in_notation '0\\x0c\\x02\\x01\\x01a\\x07\\n\\x01\\x00\\x04\\x00\\x04\\x00' "escaped, as Shodan shows it"
json_is 'd["fields"][0]["offset"] == 0 and d["fields"][0]["length"] == 14' "the message covers all"
json_is '(lambda f: (f["name"], f["offset"], f["length"]))(d["fields"][0]["children"][1]["children"][0]) == ("resultCode", 7, 3)' \
    "resultCode has its offset"
in_notation '0\\x0c\\x02\\x01\\x01a\\x07\\n\\x01\\x00\\x04\\x00\\x04\\x00\n' "escaped, with a line end"
in_notation '300c02010161070a010004000400\n' "hex"
in_notation '30 0c 02 01 01 61 07 0a 01 00 04 00 04 00' "hex with blanks"
in_notation '0\014\002\001\001a\007\n\001\000\004\000\004\000' "raw"
in_notation 'MAwCAQFhBwoBAAQABAA=\n' "base64" --input base64
printf '%s' "$bind" >"$T/in"
run decode "$T/in"
status_is 0 "text"
out_has "BindResponse" "the summary names the message"
out_has "30 0c 02 01" "the dump shows the bytes"
run --ascii decode "$T/in"
LC_ALL=C grep -q '[^ -~]' "$T/out"
[ $? -eq 1 ]
ok $? "--ascii is ASCII"
printf 'SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n' >"$T/in"
run decode --json "$T/in"
json_is '(d["product"], d["version"], d["cpe"]) == ("OpenSSH", "9.2p1", "cpe:/a:openbsd:openssh:9.2p1")' \
    "product, version and the name vulnerability lists use"
n=0
bad=0
while [ $n -lt 14 ]; do
    printf '0\014\002\001\001a\007\n\001\000\004\000\004\000' | head -c $n |
        "$bs" decode --input raw --json >"$T/out" 2>"$T/err" || bad=1
    "$PYTHON3" -c 'import json,sys; json.load(open(sys.argv[1]))' "$T/out" 2>"$T/err" || bad=1
    n=$((n + 1))
done
ok $bad "every truncated prefix gives JSON"
run decode --input hex "$T/in"
status_is 1 "what is no hex is refused"
run decode "$T"
status_is 1 "a directory is refused"
run decode "$T/nothing"
status_is 1 "a file that is not there is refused"
finish
