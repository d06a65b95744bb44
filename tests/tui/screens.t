#!/bin/sh
# The scripts named in BS_TUI_SCRIPTS, else every one in this folder but those that terminal.t names; see README.md.
runner=$BS_BUILDDIR/tests/support/tuirun
if [ ! -x "$runner" ]; then
    [ -z "${BS_REQUIRE_ALL-}" ] || { echo "1..1"; echo "not ok 1 - libvterm is needed"; exit 1; }
    echo "1..0 # SKIP no libvterm"
    exit 0
fi
cd "$BS_SRCDIR/tests/tui" || exit 1
elsewhere=$(sed -n 's/^BS_TUI_SCRIPTS="\(.*\)"$/\1/p' terminal.t)
[ -n "$elsewhere" ] || exit 1
if [ -z "${BS_TUI_SCRIPTS-}" ]; then
    for script in *.tui; do
        case " $elsewhere " in *" ${script%.tui} "*) ;; *) BS_TUI_SCRIPTS="${BS_TUI_SCRIPTS-} ${script%.tui}" ;; esac
    done
fi
set --
for name in $BS_TUI_SCRIPTS; do
    set -- "$@" "$BS_SRCDIR/tests/tui/$name.tui"
done
exec "$runner" "$@"
