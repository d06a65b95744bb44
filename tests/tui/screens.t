#!/bin/sh
# Runs every script of this folder; see README.md.
runner=$BS_BUILDDIR/tests/support/tuirun
if [ ! -x "$runner" ]; then
    [ -z "${BS_REQUIRE_ALL-}" ] || { echo "1..1"; echo "not ok 1 - libvterm is needed"; exit 1; }
    echo "1..0 # SKIP no libvterm"
    exit 0
fi
exec "$runner" "$BS_SRCDIR"/tests/tui/*.tui
