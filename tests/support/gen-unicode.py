#!/usr/bin/env python3
"""Print src/base/gate_table.h: the code points that may reach a screen as themselves.

Letters, numbers, punctuation and symbols of one certain width: not ambiguous in East Asian Width
(but for Latin-1, the letters of half of Europe), not emoji, not right-to-left, assigned since Unicode 3.2 (older width tables know them)."""
import unicodedata

EMOJI = [(0x2600, 0x27BF), (0x2B00, 0x2BFF), (0x1F000, 0x1FAFF), (0x2300, 0x23FF), (0x3030, 0x3030),
         (0x303D, 0x303D), (0x3297, 0x3297), (0x3299, 0x3299), (0x2934, 0x2935), (0x203C, 0x203C),
         (0x2049, 0x2049), (0x2122, 0x2122), (0x2139, 0x2139), (0x2194, 0x21AA), (0xA9, 0xA9), (0xAE, 0xAE)]
FILLERS = {0x115F, 0x1160, 0x3164, 0xFFA0, 0x2800}
LAST = 0xFFEF  # beyond the first plane width tables differ most


def allowed(cp):
    c = chr(cp)
    if unicodedata.ucd_3_2_0.category(c) == "Cn":
        return 0
    if unicodedata.category(c)[0] not in "LNPS" or unicodedata.category(c) == "Lm":
        return 0
    if unicodedata.bidirectional(c) in ("R", "AL", "AN", "") or cp in FILLERS:
        return 0
    if any(a <= cp <= b for a, b in EMOJI) or 0x1100 <= cp <= 0x11FF:  # conjoining Jamo
        return 0
    width = unicodedata.east_asian_width(c)
    if unicodedata.ucd_3_2_0.east_asian_width(c) != width or width == "A" and cp > 0xFF:
        return 0
    return 2 if width in "WF" else 1


def main():
    runs = []
    for cp in range(0x80, LAST):
        w = allowed(cp)
        if not w:
            continue
        if runs and runs[-1][1] == cp - 1 and runs[-1][2] == w:
            runs[-1][1] = cp
        else:
            runs.append([cp, cp, w])
    print("/* Made by tests/support/gen-unicode.py; do not edit. */")
    print("static const struct {\n    uint16_t first, last;\n    uint8_t width;\n} gate_table[] = {")
    for i in range(0, len(runs), 4):
        print("    " + " ".join("{0x%04x, 0x%04x, %d}," % tuple(r) for r in runs[i:i + 4]))
    print("};")


if __name__ == "__main__":
    main()
