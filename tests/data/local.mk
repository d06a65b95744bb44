# The demonstration corpus: tests/support/gen-demo.py makes it, `make demo-data` again.
dist_pkgdata_DATA += %D%/demo.ndjson.gz
# What real servers answered: docs/recorded.md.
EXTRA_DIST += %D%/recorded.ndjson
