#!/bin/sh
# Whose files are touched, which are left alone, and who may read ours; see files.py.
. "${BS_SRCDIR:-.}/tests/cli/lib.sh"
"$PYTHON3" "$data/files.py" "$bs" "$T" "$BS_SRCDIR/tests/data/older/schema-3.db.gz"
