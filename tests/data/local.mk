# The demonstration corpus: tests/support/gen-demo.py makes it, `make demo-data` again.
dist_pkgdata_DATA += %D%/demo.ndjson.gz
# What real servers answered: docs/recorded.md.
EXTRA_DIST += %D%/recorded.ndjson %D%/recorded-2.ndjson %D%/recorded-3.ndjson %D%/recorded-4.ndjson %D%/recorded-5.ndjson
EXTRA_DIST += %D%/older/schema-1.db.gz %D%/older/schema-2.db.gz %D%/older/schema-3.db.gz
EXTRA_DIST += %D%/older/schema-4.db.gz %D%/older/schema-4-pages.db.gz %D%/older/pages.ndjson
# What a stranger may put into any text.
EXTRA_DIST += %D%/payloads.txt
