#!/bin/sh
# The program without memory: a sample of memory.py; all of it with BS_FAULTS=long.
shim=$BS_BUILDDIR/tests/faults/shim.so
if [ -z "$PYTHON3" ] || [ ! -f "$shim" ]; then
    echo "1..0 # SKIP no python3, or nothing can be preloaded here"
    exit 0
fi
if grep -q __asan_init "$BS_BUILDDIR/bannerscope" || grep -q __tsan_init "$BS_BUILDDIR/bannerscope"; then
    echo "1..0 # SKIP a sanitizer has the allocator"
    exit 0
fi
exec "$PYTHON3" "$BS_SRCDIR/tests/faults/memory.py" "$BS_BUILDDIR/bannerscope" "$shim" "$BS_SRCDIR" \
    ${BS_FAULTS:+all}
