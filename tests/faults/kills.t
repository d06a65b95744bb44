#!/bin/sh
# The short form of `make check-kills`: see kill_loop.c.
loop=$BS_BUILDDIR/tests/faults/kill_loop
if [ ! -x "$loop" ]; then
    [ -z "${BS_REQUIRE_ALL-}" ] || { echo "1..1"; echo "not ok 1 - libvterm is needed"; exit 1; }
    echo "1..0 # SKIP no libvterm"
    exit 0
fi
exec "$loop" --kills "${BS_KILLS-20}" ${BS_SEED:+--seed "$BS_SEED"} "$BS_BUILDDIR/bannerscope"
