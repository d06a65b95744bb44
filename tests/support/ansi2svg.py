#!/usr/bin/env python3
"""A terminal's screen, as `tmux capture-pane -e -p` writes it, as SVG.

    ansi2svg.py TITLE <screen >picture.svg

Knows the SGR codes that tmux writes: 16 and 256 colours, RGB, bold, dim, underline, reverse.
"""
import re
import sys
from html import escape
from unicodedata import east_asian_width

CELL_W, CELL_H, SIZE, PAD = 8.4, 17, 14, 10
ANSI = ("#14171c #cc5c54 #6aa86a #d0a85c #5c8fd6 #b07fc0 #5cb0b0 #c8cdd4 "
        "#6b7482 #ff7b72 #7fc97f #f0c674 #7fb8e6 #d7a0e6 #7fd7d7 #ffffff").split()
FG, BG = "#d0d0d0", "#1c1c1c"  # as 256 colours show the dark theme
SGR = re.compile(r"\x1b\[([0-9;:]*)m|\x1b[()][0AB]|[\x0e\x0f]")


def colour256(n):
    if n < 16:
        return ANSI[n]
    if n >= 232:
        return "#%02x%02x%02x" % ((8 + 10 * (n - 232),) * 3)
    n -= 16
    level = (0, 95, 135, 175, 215, 255)
    return "#%02x%02x%02x" % (level[n // 36], level[n // 6 % 6], level[n % 6])


class Pen:
    def __init__(self):
        self.reset()

    def reset(self):
        self.fg = self.bg = None
        self.bold = self.dim = self.under = self.reverse = False

    def extended(self, codes):
        kind = codes.pop(0)
        if kind == 5:
            return colour256(codes.pop(0))
        return "#%02x%02x%02x" % tuple(codes.pop(0) for _ in range(3))

    def take(self, text):
        codes = [int(c or 0) for c in re.split("[;:]", text)]
        while codes:
            c = codes.pop(0)
            if c == 0:
                self.reset()
            elif c in (1, 2, 4, 7):
                setattr(self, {1: "bold", 2: "dim", 4: "under", 7: "reverse"}[c], True)
            elif c == 22:
                self.bold = self.dim = False
            elif c in (24, 27):
                setattr(self, {24: "under", 27: "reverse"}[c], False)
            elif 30 <= c <= 37 or 90 <= c <= 97:
                self.fg = ANSI[c - 30 if c < 40 else c - 82]
            elif 40 <= c <= 47 or 100 <= c <= 107:
                self.bg = ANSI[c - 40 if c < 50 else c - 92]
            elif c in (38, 48) and codes:
                setattr(self, "fg" if c == 38 else "bg", self.extended(codes))
            elif c == 39:
                self.fg = None
            elif c == 49:
                self.bg = None

    def colours(self):
        fg, bg = self.fg or FG, self.bg or BG
        return (bg, fg) if self.reverse else (fg, bg)


def width(text):
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


def run(pen, text, row, col):
    """One stretch of text in one style, at its exact cells."""
    fg, bg = pen.colours()
    x, y, w = PAD + col * CELL_W, PAD + row * CELL_H, width(text) * CELL_W
    if bg != BG:
        yield '<rect x="%.1f" y="%.1f" width="%.1f" height="%d" fill="%s"/>' % (x, y, w, CELL_H, bg)
    if text.strip():
        style = ' font-weight="bold"' * pen.bold + ' opacity="0.65"' * pen.dim
        style += ' text-decoration="underline"' * pen.under
        yield '<text x="%.1f" y="%.1f" textLength="%.1f" fill="%s"%s>%s</text>' % (
            x, y + 13, w, fg, style, escape(text))


def main():
    lines = sys.stdin.read().rstrip("\n").split("\n")
    pen, out, columns = Pen(), [], 0
    for row, line in enumerate(lines):
        at = col = 0
        for m in list(SGR.finditer(line)) + [None]:
            text = line[at:m.start() if m else len(line)]
            out += run(pen, text, row, col)
            col += width(text)
            if m:
                at = m.end()
                if m.group(1) is not None:
                    pen.take(m.group(1))
        columns = max(columns, col)
    w, h = 2 * PAD + columns * CELL_W, 2 * PAD + len(lines) * CELL_H
    print('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" role="img" '
          'font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="%d" '
          'xml:space="preserve">' % (w, h, w, SIZE))
    print("<title>%s</title>" % escape(sys.argv[1]))
    print('<rect width="100%%" height="100%%" rx="6" fill="%s"/>' % BG)
    print("\n".join(out))
    print("</svg>")


if __name__ == "__main__":
    main()
