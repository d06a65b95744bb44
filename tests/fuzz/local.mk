# (see tests/README.md)
EXTRA_DIST += %D%/fuzz_record.c %D%/fuzz_ndjson.c %D%/fuzz_ui.c
EXTRA_DIST += %D%/fuzz_decode.c
