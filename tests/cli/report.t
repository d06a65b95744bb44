#!/bin/sh
# Reports of the demonstration corpus: every number against SQL, every format, restricted, repeatable.
. "${BS_SRCDIR:-.}/tests/cli/lib.sh"
db="$T/demo.db"
run --db "$db" import "$BS_SRCDIR/tests/data/demo.ndjson.gz"
status_is 0 "the demonstration corpus"

against_sql() { # NAME
    run --db "$db" report --format json
    "$PYTHON3" "$BS_SRCDIR/tests/cli/report_sql.py" "$db" "$T/out" 2>"$T/err"
    ok $? "$1"
}
against_sql "every number as SQL computes it"

# Verdicts of each scope, one of them taken back.
run --db "$db" list open:yes --columns ip,port --format csv --limit 40
sed 1d "$T/out" | tr -d '"\r' | tr , : >"$T/targets"
n=0
while read -r target; do
    n=$((n + 1))
    case $((n % 4)) in
    0) run --db "$db" verdict "$target" medical ;;
    1) run --db "$db" verdict "$target" non-medical --scope banner ;;
    2) run --db "$db" verdict "$target" non-medical --scope shape ;;
    3) run --db "$db" --analyst bob verdict "$target" unknown ;;
    esac
done <"$T/targets"
run --db "$db" undo
status_is 0 "verdicts, one taken back"
run --db "$db" list service:dicom --columns ip,port --format csv --limit 1
dicom=$(sed 1d "$T/out" | tr -d '"\r' | tr , :)
run --db "$db" verdict "$dicom" non-medical
status_is 0 "a rule refuted"
against_sql "every number as SQL computes it, with analysts' verdicts"

for format in text md html csv json; do
    run --db "$db" report --format $format
    cp "$T/out" "$T/whole"
    BS_CLOCK=2030-01-01T00:00:00Z run --db "$db" report --format $format
    [ "$(diff "$T/whole" "$T/out" | grep -c '^<')" -eq 1 ]
    ok $? "$format: only the date in the head differs the next time"
    no_controls "$T/out" "$format: no control"
    run --db "$db" report --format $format service:dicom
    out_has "dicom" "$format: restricted"
    ! grep -q "kerberos" "$T/out"
    ok $? "$format: to what the query selects"
done
run --db "$db" -q service:dicom report --section services --format json
grep -q '"services":11,' "$T/out"
ok $? "-q restricts"
run --db "$db" report --since 2999-01-01 --section totals --format json
out_has '{"what":"services","services":0}' "--since: nothing is that new"
run --db "$db" report --since yesterday
status_is 2 "--since wants a date"
run --db "$db" report nonsense:1
status_is 2 "a filter that is none"
run --db "$db" report --format html -o "$T/report.html"
"$PYTHON3" - "$T/report.html" <<'PY'
import re, sys
from html.parser import HTMLParser
text = open(sys.argv[1], encoding="utf-8").read()
class Page(HTMLParser):
    void = {"meta", "br", "link", "img", "input"}
    def __init__(self):
        super().__init__()
        self.stack, self.seen, self.ids, self.named = [], {}, set(), set()
    def handle_starttag(self, tag, attrs):
        self.seen[tag] = self.seen.get(tag, 0) + 1
        for name, value in attrs:
            assert not name.startswith("on") and name not in ("src", "href", "style"), name
            if name == "id":
                assert value not in self.ids, value
                self.ids.add(value)
            if name == "aria-labelledby":
                self.named |= set(value.split())
        if tag not in self.void:
            self.stack.append(tag)
    def handle_startendtag(self, tag, attrs):
        self.seen[tag] = self.seen.get(tag, 0) + 1
    def handle_endtag(self, tag):
        assert self.stack.pop() == tag, tag
page = Page()
page.feed(text)
assert not page.stack, page.stack
assert page.named <= page.ids
assert "script" not in page.seen and "http:" not in text and "https:" not in text and "url(" not in text
assert page.seen["svg"] == page.seen["table"] == page.seen["figure"] == page.seen["desc"] > 15, page.seen
assert "prefers-color-scheme:dark" in text and "@media print" in text
PY
ok $? "HTML: well formed, no script, nothing fetched, a table behind each chart"
run --db "$db" report --format html -o "$T/report.html"
status_is 1 "an existing report is kept"
run --db "$db" report --format html -o "$T/report.html" --force
status_is 0 "--force replaces it"
finish
