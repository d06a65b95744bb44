#!/bin/sh
# show, decode and compare: the same bytes in every form, values, differences, earlier banners.
. "${BS_SRCDIR:-.}/tests/cli/lib.sh"

record() { # IP TIME DATA
    printf '{"ip_str":"%s","port":80,"transport":"tcp","timestamp":"%s","org":"Example\\u001b[31m","data":"%s","hash":0}\n' "$@"
}
{
    record 192.0.2.1 2024-01-01T00:00:00.000000 'HTTP/1.1 200 OK\r\nServer: nginx/1.18\r\n\r\n'
    record 192.0.2.1 2024-02-01T00:00:00.000000 'HTTP/1.1 200 OK\r\nServer: nginx/1.20\r\n\r\n'
    record 192.0.2.1 2024-03-01T00:00:00.000000 'HTTP/1.1 200 OK\r\nServer: nginx/1.20\r\n\r\n'
    record 192.0.2.2 2024-03-01T00:00:00.000000 '0\\x0c\\x02\\x01\\x01a\\x07\\n\\x01\\x00\\x04\\x00\\x04\\x00'
    record 192.0.2.3 2024-03-01T00:00:00.000000 '0\\x0c\\x02\\x01\\x02a\\x07\\n\\x011\\x04\\x00\\x04\\x00'
    record 192.0.2.4 2024-03-01T00:00:00.000000 'plain \\u001b]0;x\\u0007\\u202e text'
} >"$T/in.ndjson"
db="$T/t.db"
run --db "$db" import --keep-raw "$T/in.ndjson"
status_is 0 "import"

for look in c escaped base64 hex text; do
    run --db "$db" show 192.0.2.2:80 --as $look
    status_is 0 "show --as $look"
    no_controls "$T/out" "show --as $look is safe to show"
done
run --db "$db" show 192.0.2.2:80 --as c
out_has "static const unsigned char banner[14] = {" "a C array"
out_has "0x30, 0x0c, 0x02," "with the bytes"
run --db "$db" show 192.0.2.2:80 --as base64
last_out_is "MAwCAQFhBwoBAAQABAA=" "base64"
run --db "$db" show 192.0.2.2:80 --as escaped
last_out_is '0\x0c\x02\x01\x01a\x07\n\x01\x00\x04\x00\x04\x00' "the crawler's notation"
"$bs" --db "$db" show 192.0.2.2:80 --as escaped | "$bs" decode --as base64 >"$T/out" 2>"$T/err"
last_out_is "MAwCAQFhBwoBAAQABAA=" "what show writes, decode reads"
"$bs" --db "$db" show 192.0.2.2:80 --as raw | "$bs" decode --input raw --as base64 >"$T/out" 2>"$T/err"
last_out_is "MAwCAQFhBwoBAAQABAA=" "raw bytes come out as they are"
run --db "$db" show 192.0.2.2:80 --stored
last_out_is '0\\x0c\\x02\\x01\\x01a\\x07\\n\\x01\\x00\\x04\\x00\\x04\\x00' "--stored leaves the escapes"

run --db "$db" show 192.0.2.2:80 --at 1
out_has "u8 here = 12 = bytes that follow" "--at finds the length"
run --db "$db" show 192.0.2.2:80 --at 0x0e
status_is 2 "--at behind the end is refused"
run --db "$db" show 192.0.2.2:80 --at -1
status_is 2 "--at wants a number"
run decode --as nonsense "$T/in.ndjson"
status_is 2 "an unknown view is refused"
run decode --json --as hex "$T/in.ndjson"
status_is 2 "two views contradict"
printf '\300\000\002\007' >"$T/addr"
run decode --input raw --at 0 "$T/addr"
out_has "192.0.2.7" "decode --at reads an address"

run --db "$db" show 192.0.2.4:80 --as record
status_is 0 "record"
no_controls "$T/out" "the record is safe to show"
out_has "target: 192.0.2.4:80" "the record names the target"
out_has '  ip_str: "192.0.2.4"' "and holds Shodan's own fields"
out_has '  org: "Example\x1b[31m"' "a stranger's field is gated"

run --db "$db" compare 192.0.2.2:80 192.0.2.3:80
status_is 0 "compare"
out_has '- 00000000  30 0c 02 01*01 61 07 0a  01*00 04 00 04 00' "the first, differences marked"
out_has '+ 00000000  30 0c 02 01*02 61 07 0a  01*31 04 00 04 00' "the second"
last_out_is "2 differences, 12 bytes equal" "they are counted"
run --db "$db" compare 192.0.2.2:80 192.0.2.2:80
last_out_is "no difference" "a banner equals itself"
run --db "$db" compare 192.0.2.1:80
status_is 0 "compare with the banner before"
out_has '- Server: nginx/1.18' "text is compared as text, the older first"
out_has '+ Server: nginx/1.20' "then the newer"
out_has '?                 ^^' "what differs is marked below"
out_has '--- 192.0.2.1:80 of 2024-01-01T00:00:00Z, ' "the older is named by its time"
run --db "$db" compare --as hex 192.0.2.1:80
out_has '00000020  2e*31*38 0d 0a' "hex when asked for"
run --db "$db" compare --earlier 2 192.0.2.1:80
status_is 1 "there is only one banner before"
run --db "$db" compare 192.0.2.2:80
status_is 1 "and for others none"
run --db "$db" show --earlier 1 192.0.2.1:80
out_has 'nginx/1.18' "show --earlier"
run --db "$db" compare 192.0.2.1:80 192.0.2.4:80
no_controls "$T/out" "compare is safe to show"
run --help
out_has "compare" "the command is listed"
finish
