#!/bin/sh
# import of too much and of what is damaged; see bounds.py.
. "${BS_SRCDIR:-.}/tests/cli/lib.sh"
"$PYTHON3" "$data/bounds.py" "$bs" "$T"
