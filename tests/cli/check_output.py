#!/usr/bin/env python3
"""What left the program, read as strictly as its readers might be lenient: check_output.py FORMAT FILE...

FORMAT is text, ascii, csv, tables (CSV of several widths), ndjson, json, html, md (a report) or handover (Markdown).
Every format first: valid UTF-8 without any character that acts, hides or moves others.  More FILEs are read as text.
Exit status 1 and one line on stderr otherwise.
"""
import json
import re
import sys
import unicodedata
from html.parser import HTMLParser

# Letters, numbers, punctuation and symbols; the blank is the only separator.
ACTS = {"Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Me", "Mc", "Zl", "Zp", "Zs"}
RIGHT_TO_LEFT = {"R", "AL", "AN", "RLE", "RLO", "LRE", "LRO", "PDF", "RLI", "LRI", "FSI", "PDI"}


class Wrong(Exception):
    pass


def need(condition, what, *seen):
    if not condition:
        raise Wrong(" ".join([what, *map(ascii, seen)]))


def characters(text, line_end):
    text = text.replace(line_end, "\n")
    for c in set(text):
        need(c in "\n " or unicodedata.category(c) not in ACTS, "a character that acts:", c)
        need(unicodedata.bidirectional(c) not in RIGHT_TO_LEFT, "a character that turns the line:", c)
        need(ord(c) < 0x10000, "a character few terminals know:", c)


# -- CSV: RFC 4180 with every text quoted -------------------------------------------------------------

FORMULA = re.compile(r"[\s\"']*[=+\-@|%\uff1d\uff0b\uff0d\uff20\uff05\uff5c]")


def csv_rows(text):
    """Rows of (quoted, cell); no spreadsheet's guesses."""
    at, row = 0, []
    while at < len(text):
        if text[at] == '"':
            end = at + 1
            while text[end:end + 1] != '"' or text[end + 1:end + 2] == '"':
                need(end < len(text), "a quote without its end")
                end += 2 if text[end] == '"' else 1
            row.append((True, text[at + 1:end].replace('""', '"')))
            at = end + 1
        else:
            plain = re.compile(r'[^",\r\n]*').match(text, at)
            row.append((False, plain.group()))
            at = plain.end()
        if text[at:at + 1] == ",":
            at += 1
            if text[at:at + 2] in ("\r\n", ""):
                row.append((False, ""))
            else:
                continue
        need(text[at:at + 2] == "\r\n", "a row that does not end in CR LF:", text[at:at + 20])
        at += 2
        yield row
        row = []


def check_csv(text):
    rows = check_tables(text)
    for row in rows:
        need(len(row) == len(rows[0]), "a row of another length:", row)


def check_tables(text):
    rows = list(csv_rows(text))
    need(len(rows) > 1, "no rows")
    for row in rows:
        for quoted, cell in row:
            if quoted:
                need(cell.startswith("'") or not FORMULA.match(cell), "a formula:", cell)
                need("\n" not in cell, "a line break in a cell:", cell)
            else:
                need(re.fullmatch(r"-?[0-9]+(\.[0-9]+)?|true|false|[a-z0-9_-]*", cell), "bare text:", cell)
    return rows


# -- JSON ---------------------------------------------------------------------------------------------

def unique(pairs):
    names = [name for name, _ in pairs]
    need(len(set(names)) == len(names), "a key twice:", names)
    return dict(pairs)


def no_constant(name):
    raise Wrong("not JSON: " + name)


def strict_json(text):
    need(text.isascii(), "JSON that is not ASCII")
    return json.loads(text, object_pairs_hook=unique, parse_constant=no_constant)


def check_ndjson(text):
    need(text.endswith("\n"), "the last line has no end")
    for line in text[:-1].split("\n"):
        need(isinstance(strict_json(line), dict), "no object:", line[:40])


# -- HTML ---------------------------------------------------------------------------------------------

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
PAGE_BEGIN = ('<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">\n'
              '<meta http-equiv="Content-Security-Policy" content="' + POLICY + '">\n')
TAGS = set("html head meta title style body h1 h2 p br code main section nav ul li table caption thead tbody tr th "
           "td figure svg desc rect text pre".split())
ATTRIBUTES = set("lang charset http-equiv content name class scope id aria-labelledby role viewbox width height x y "
                 "text-anchor".split())


class Page(HTMLParser):
    void = {"meta", "br"}

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open = []

    def handle_starttag(self, tag, attrs):
        need(tag in TAGS, "markup that is not ours:", tag)
        for name, value in attrs:
            need(name in ATTRIBUTES, "an attribute that is not ours:", tag, name)
            need(name == "content" or re.fullmatch(r"[A-Za-z0-9 ._-]*", value), "an attribute's value:", value)
            need(name != "content" or value in (POLICY, "width=device-width"), "a meta element:", value)
        if tag not in self.void:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in self.void:
            self.open.pop()

    def handle_endtag(self, tag):
        need(self.open and self.open[-1] == tag, "an end that was not open:", tag, self.open)
        self.open.pop()

    def handle_comment(self, data):
        raise Wrong("a comment: " + ascii(data))

    def handle_pi(self, data):
        raise Wrong("an instruction: " + ascii(data))

    unknown_decl = handle_comment


def check_html(text):
    # A page for each organisation may follow another one.
    for page in text.split("<!DOCTYPE html>")[1:]:
        page = "<!DOCTYPE html>" + page
        need(page.startswith(PAGE_BEGIN), "charset and policy come first:", page[:200])
        reader = Page()
        reader.feed(page)
        reader.close()
        need(not reader.open, "elements left open:", reader.open)
        need(not re.search(r"url\s*\(|@import", re.search(r"<style>(.*?)</style>", page, re.S).group(1)),
             "a style that fetches")


# -- Markdown -----------------------------------------------------------------------------------------

# What may stand in a stranger's text: nothing CommonMark or GitHub's dialect gives a meaning to, in this place.
PLAIN = r"(?:[A-Za-z0-9 ,;/%?\"'().:=+-]|[^\x00-\x7f]|&#[0-9]{2,3};)*"
MEANT = re.compile(r"://|:/|www\.|&#64;|^ {4}", re.I)
BEGINS = re.compile(r"\s*(?:[-+=]|[0-9]+[.)](?: |$))")


def check_plain(text):
    need(re.fullmatch(PLAIN, text), "markup in a text:", text)
    need(not MEANT.search(text), "a link in a text:", text)
    need(not BEGINS.match(text), "a list in a text:", text)


def check_md(text):
    columns = 0
    for line in text.split("\n"):
        if line.startswith("|"):
            need(line.endswith("|"), "a row that does not end:", line)
            cells = [cell[1:-1] for cell in line[1:-1].split("|")]
            need(not columns or len(cells) == columns, "a row of another length:", line)
            if not re.fullmatch(r"(\|---:?)+\|", line):
                for cell in cells:
                    check_plain(re.sub(r"^-(?=[0-9])", "", cell))
            columns = len(cells)
            continue
        columns = 0
        if line.startswith("#"):
            need(re.fullmatch(r"##? [A-Za-z][A-Za-z0-9 ,:'()/-]*", line), "a heading:", line)
        elif line.startswith(("database: ", "of: ")):
            check_plain(line.split(": ", 1)[1])
        else:
            need(re.fullmatch(r"[A-Za-z0-9 .,:;'()/%`-]*", line), "a line:", line)


HANDOVER = [re.compile(p) for p in (
    r"# Exposed services of (.*)", r"## [0-9A-Fa-f.:\[\]]+(?:/udp)?(?:&#40;| \()?(.*)", r"- [A-Z][A-Za-z ]*: ?(.*)",
    r"  - (.*)", r"(?:To|Organisation): (.*)  ", r"Services: ([0-9]+ on [0-9]+ addresses, last seen [0-9-]*)",
    r"    [0-9a-f]{8}  [0-9a-f ]*  ?\|[ -~]*\|()", r"    ()", r"(And [0-9]+ services more\.)")]
PARAGRAPHS = ("The internet survey ", "Please check ", "The first bytes ")


def check_handover(text):
    for line in text.split("\n"):
        if line == "" or line.startswith(PARAGRAPHS):
            continue
        found = next((m for m in (p.fullmatch(line) for p in HANDOVER) if m), None)
        need(found, "a line that is not the template's:", line)
        check_plain(found.group(1).lstrip(": "))


CHECKS = {"text": None, "ascii": None, "csv": check_csv, "tables": check_tables, "ndjson": check_ndjson, "json": strict_json,
          "html": check_html, "md": check_md, "handover": check_handover}


def check(form, path):
    text = open(path, "rb").read().decode("utf-8")
    characters(text, "\r\n" if form in ("csv", "tables") else "\n")
    need(form != "ascii" or text.isascii(), "not ASCII")
    if CHECKS[form]:
        CHECKS[form](text)


def main():
    form, path, *more = sys.argv[1:]
    try:
        check(form, path)
        for other in more:
            check("text", other)
    except (Wrong, ValueError) as e:
        sys.exit("%s: %s" % (form, e))


if __name__ == "__main__":
    main()
