# (see tests/README.md)
if HAVE_CMOCKA
RULES_TESTS = %D%/test_ac %D%/test_shape %D%/test_patterns %D%/test_rules %D%/test_classify
check_PROGRAMS += $(RULES_TESTS)
tests_unit_core_test_ac_SOURCES = %D%/test_ac.c
tests_unit_core_test_ac_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) -I$(top_srcdir)/src/core
tests_unit_core_test_ac_LDADD = $(LIBS_CORE) $(CMOCKA_LIBS)
tests_unit_core_test_shape_SOURCES = %D%/test_shape.c
tests_unit_core_test_shape_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_core_test_shape_LDADD = $(LIBS_CORE) $(CMOCKA_LIBS)
tests_unit_core_test_patterns_SOURCES = %D%/test_patterns.c
tests_unit_core_test_patterns_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(PCRE2_CFLAGS) -I$(top_srcdir)/src/core
tests_unit_core_test_patterns_LDADD = $(LIBS_CORE) $(CMOCKA_LIBS)
tests_unit_core_test_rules_SOURCES = %D%/test_rules.c
tests_unit_core_test_rules_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_core_test_rules_LDADD = $(LIBS_CORE) $(CMOCKA_LIBS)
tests_unit_core_test_classify_SOURCES = %D%/test_classify.c
tests_unit_core_test_classify_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_core_test_classify_LDADD = $(LIBS_CORE) $(CMOCKA_LIBS)
TESTS += $(RULES_TESTS)
check_PROGRAMS += tests/unit/core/test_record
tests_unit_core_test_record_SOURCES = %D%/test_record.c
tests_unit_core_test_record_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_core_test_record_LDADD = $(LIBS_CORE) $(CMOCKA_LIBS)
TESTS += tests/unit/core/test_record
check_PROGRAMS += tests/unit/core/test_query
tests_unit_core_test_query_SOURCES = %D%/test_query.c
tests_unit_core_test_query_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_core_test_query_LDADD = $(LIBS_CORE) $(CMOCKA_LIBS)
TESTS += tests/unit/core/test_query
endif
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/core/test_look
tests_unit_core_test_look_SOURCES = %D%/test_look.c
tests_unit_core_test_look_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_core_test_look_LDADD = $(LIBS_CORE) $(CMOCKA_LIBS)
TESTS += tests/unit/core/test_look
endif
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/core/test_recorded
tests_unit_core_test_recorded_SOURCES = %D%/test_recorded.c
tests_unit_core_test_recorded_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_core_test_recorded_LDADD = $(LIBS_CORE) $(CMOCKA_LIBS)
TESTS += tests/unit/core/test_recorded
endif
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/core/test_cpe
tests_unit_core_test_cpe_SOURCES = %D%/test_cpe.c
tests_unit_core_test_cpe_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_core_test_cpe_LDADD = $(LIBS_CORE) $(CMOCKA_LIBS)
TESTS += tests/unit/core/test_cpe
endif
