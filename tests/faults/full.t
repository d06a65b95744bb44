#!/bin/sh
# full.tui on a tmpfs of one megabyte, in a mount namespace that ends with it.  Only root can mount.
runner=$BS_BUILDDIR/tests/support/tuirun
if [ ! -x "$runner" ]; then
    [ -z "${BS_REQUIRE_ALL-}" ] || { echo "1..1"; echo "not ok 1 - libvterm is needed"; exit 1; }
    echo "1..0 # SKIP no libvterm"
    exit 0
fi
T=$(mktemp -d "${TMPDIR:-/tmp}/bs-full.XXXXXX") || exit 1
trap 'rm -rf "$T"' EXIT
mkdir "$T/small"
export T runner
mounted='mount -t tmpfs -o size=1m,mode=700 none "$T/small"'
unshare -m sh -c "$mounted" 2>/dev/null || {
    echo "1..0 # SKIP nothing can be mounted here"
    exit 0
}
unshare -m sh -c "$mounted"' && TMPDIR="$T/small" exec "$runner" "$BS_SRCDIR/tests/faults/full.tui"'
