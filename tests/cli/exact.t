#!/bin/sh
# import and export: every line counted, every byte kept, however often it is repeated or killed; see exact.py.
. "${BS_SRCDIR:-.}/tests/cli/lib.sh"
"$PYTHON3" "$data/exact.py" "$bs" "$T"
