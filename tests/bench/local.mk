# (see tests/README.md)

# The screen, key by key.
if HAVE_VTERM
EXTRA_PROGRAMS += tests/bench/keys
tests_bench_keys_SOURCES = %D%/keys.c tests/support/pty.c tests/support/pty.h tests/support/wire.c
tests_bench_keys_CFLAGS = $(AM_CFLAGS) $(VTERM_CFLAGS)
tests_bench_keys_LDADD = $(VTERM_LIBS) -lutil
bench-keys: $(bin_PROGRAMS) tests/bench/keys ## time and bytes of every key, on $$BANNERSCOPE_DB
	for g in 80x24 200x60; do \
	  env BANNERSCOPE_DATA_DIR='$(abs_top_srcdir)' TERM=xterm-256color LC_ALL=C.UTF-8 \
	    tests/bench/keys $$g -- $(abs_top_builddir)/bannerscope || exit 1; \
	done
endif

# Ratios against the sqlite3 command line tool; never part of `make check`.
EXTRA_DIST += %D%/run.sh %D%/batch.py
bench: $(bin_PROGRAMS) ## ratios: import, classify, report
	env BANNERSCOPE_DATA_DIR='$(abs_top_srcdir)' $(SHELL) $(top_srcdir)/tests/bench/run.sh \
	  $(abs_top_builddir)/bannerscope $(top_srcdir)/tests/data/demo.ndjson.gz

# An analyst who knows the truth: key presses per unknown service.
EXTRA_DIST += %D%/label.py
bench-label: $(bin_PROGRAMS) ## key presses to label the demonstration corpus
	env BANNERSCOPE_DATA_DIR='$(abs_top_srcdir)' $(PYTHON3) $(top_srcdir)/tests/bench/label.py \
	  $(abs_top_builddir)/bannerscope $(top_srcdir)/tests/data/demo.ndjson.gz \
	  $(top_srcdir)/tests/support/gen-demo.py

# How long a key waits while a batch of queries is collected (a fake Shodan on loopback).
bench-batch: $(bin_PROGRAMS) ## keys while a batch is collected
	env BANNERSCOPE_DATA_DIR='$(abs_top_srcdir)' $(PYTHON3) $(top_srcdir)/tests/bench/batch.py \
	  $(abs_top_builddir)/bannerscope $(top_srcdir)/tests/support/fake_shodan.py \
	  $(top_srcdir)/tests/data/demo.ndjson.gz
.PHONY: bench-batch
