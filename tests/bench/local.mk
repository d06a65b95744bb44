# (see tests/README.md)

# The screen, key by key.
if HAVE_VTERM
EXTRA_PROGRAMS += tests/bench/keys
bench_keys = tests/bench/keys
CLEANFILES += tests/bench/keys
tests_bench_keys_SOURCES = %D%/keys.c tests/support/pty.c tests/support/pty.h tests/support/wire.c
tests_bench_keys_CFLAGS = $(AM_CFLAGS) $(VTERM_CFLAGS)
tests_bench_keys_LDADD = $(VTERM_LIBS) -lutil
bench-keys: $(bin_PROGRAMS) tests/bench/keys ## time and bytes of every key, on $$BANNERSCOPE_DB
	for g in 80x24 200x60; do \
	  env BANNERSCOPE_DATA_DIR='$(abs_top_srcdir)' TERM=xterm-256color LC_ALL=C.UTF-8 \
	    tests/bench/keys $$g -- $(abs_top_builddir)/bannerscope || exit 1; \
	done
endif

# Ratios against other tools, and how cost grows; never part of `make check`.  BENCH_SIZES, BENCH_RUNS, and
# BENCH_WRITE=docs/performance.md to keep the result.
EXTRA_DIST += %D%/bench.py %D%/chain.sql %D%/batch.py
EXTRA_PROGRAMS += tests/bench/corpus tests/bench/durable
CLEANFILES += tests/bench/corpus tests/bench/durable
EXTRA_PROGRAMS += tests/bench/classify
CLEANFILES += tests/bench/classify
tests_bench_corpus_SOURCES = %D%/corpus.c
tests_bench_classify_SOURCES = %D%/classify.c
tests_bench_classify_LDADD = $(LIBS_SHODAN)
tests_bench_durable_SOURCES = %D%/durable.c
tests_bench_durable_LDADD = $(LIBS_STORE)
bench: $(bin_PROGRAMS) tests/bench/corpus tests/bench/durable tests/bench/classify $(bench_keys) ## ratios to other tools, growth from 36 k to 1 M services
	env BANNERSCOPE_DATA_DIR='$(abs_top_srcdir)' $(PYTHON3) $(top_srcdir)/tests/bench/bench.py \
	  $(abs_top_builddir)/bannerscope $(abs_top_builddir)/tests/bench/corpus \
	  $(abs_top_builddir)/tests/bench/keys $(abs_top_builddir)/tests/bench/durable $(top_srcdir)/tests/bench/chain.sql \
	  $(abs_top_builddir)/tests/bench/classify --sizes $${BENCH_SIZES-36337,100000,1000000} --runs $${BENCH_RUNS-3} \
	  $${BENCH_WRITE+--write "$$BENCH_WRITE"}

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
