#!/bin/sh
# Two screens on one file, and a lock of somebody else: see analysts.c.
both=$BS_BUILDDIR/tests/faults/analysts
if [ ! -x "$both" ]; then
    [ -z "${BS_REQUIRE_ALL-}" ] || { echo "1..1"; echo "not ok 1 - libvterm is needed"; exit 1; }
    echo "1..0 # SKIP no libvterm"
    exit 0
fi
exec "$both" "$BS_BUILDDIR/bannerscope"
