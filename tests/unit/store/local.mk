# (see tests/README.md)
if HAVE_CMOCKA
check_LIBRARIES += tests/unit/store/libfixture.a
tests_unit_store_libfixture_a_SOURCES = %D%/fixture.c %D%/fixture.h
tests_unit_store_libfixture_a_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(SQLITE_CFLAGS)
STORE_TESTS_LIBS = tests/unit/store/libfixture.a $(LIBS_STORE) $(CMOCKA_LIBS)
STORE_TESTS_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(SQLITE_CFLAGS) -I$(top_srcdir)/src/store
STORE_TESTS = %D%/test_ingest %D%/test_verdict %D%/test_open %D%/test_select %D%/test_stats %D%/test_label \
	%D%/test_judges %D%/test_bought
tests_unit_store_test_ingest_SOURCES = %D%/test_ingest.c
tests_unit_store_test_ingest_CFLAGS = $(STORE_TESTS_CFLAGS)
tests_unit_store_test_ingest_LDADD = $(STORE_TESTS_LIBS)
tests_unit_store_test_verdict_SOURCES = %D%/test_verdict.c
tests_unit_store_test_verdict_CFLAGS = $(STORE_TESTS_CFLAGS)
tests_unit_store_test_verdict_LDADD = $(STORE_TESTS_LIBS)
tests_unit_store_test_open_SOURCES = %D%/test_open.c
tests_unit_store_test_open_CFLAGS = $(STORE_TESTS_CFLAGS)
tests_unit_store_test_open_LDADD = $(STORE_TESTS_LIBS)
tests_unit_store_test_select_SOURCES = %D%/test_select.c
tests_unit_store_test_select_CFLAGS = $(STORE_TESTS_CFLAGS)
tests_unit_store_test_select_LDADD = $(STORE_TESTS_LIBS)
tests_unit_store_test_stats_SOURCES = %D%/test_stats.c
tests_unit_store_test_stats_CFLAGS = $(STORE_TESTS_CFLAGS)
tests_unit_store_test_stats_LDADD = $(STORE_TESTS_LIBS)
tests_unit_store_test_label_SOURCES = %D%/test_label.c
tests_unit_store_test_label_CFLAGS = $(STORE_TESTS_CFLAGS)
tests_unit_store_test_label_LDADD = $(STORE_TESTS_LIBS)
tests_unit_store_test_judges_SOURCES = %D%/test_judges.c
tests_unit_store_test_judges_CFLAGS = $(STORE_TESTS_CFLAGS)
tests_unit_store_test_judges_LDADD = $(STORE_TESTS_LIBS) -lm
tests_unit_store_test_bought_SOURCES = %D%/test_bought.c
tests_unit_store_test_bought_CFLAGS = $(STORE_TESTS_CFLAGS)
tests_unit_store_test_bought_LDADD = $(STORE_TESTS_LIBS)
check_PROGRAMS += $(STORE_TESTS)
TESTS += $(STORE_TESTS)
endif
TESTS += %D%/chain.t
EXTRA_DIST += %D%/chain.t
