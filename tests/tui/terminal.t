#!/bin/sh
# What docs/promises.md says about the terminal (1 to 6), on a real one: records that attack, banners that stop other
# programs, any keys, any sizes, any kind of terminal, any end.
BS_TUI_SCRIPTS="hostile huge leave monkey sizes terms"
export BS_TUI_SCRIPTS
exec sh "$BS_SRCDIR/tests/tui/screens.t"
