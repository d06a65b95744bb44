if HAVE_CMOCKA
check_PROGRAMS += tests/unit/engine/test_lane tests/unit/engine/test_pipeline tests/unit/engine/test_rules_jobs tests/unit/engine/test_report
tests_unit_engine_test_lane_SOURCES = %D%/test_lane.c
tests_unit_engine_test_lane_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_engine_test_lane_LDADD = $(LIBS_ENGINE) $(CMOCKA_LIBS)
tests_unit_engine_test_pipeline_SOURCES = %D%/test_pipeline.c
tests_unit_engine_test_pipeline_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_engine_test_pipeline_LDADD = $(LIBS_ENGINE) $(CMOCKA_LIBS)
tests_unit_engine_test_rules_jobs_SOURCES = %D%/test_rules_jobs.c
tests_unit_engine_test_rules_jobs_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_engine_test_rules_jobs_LDADD = $(LIBS_ENGINE) $(CMOCKA_LIBS)
tests_unit_engine_test_report_SOURCES = %D%/test_report.c
tests_unit_engine_test_report_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) -I$(top_srcdir)/src/engine
tests_unit_engine_test_report_LDADD = $(LIBS_ENGINE) $(CMOCKA_LIBS)
TESTS += tests/unit/engine/test_lane tests/unit/engine/test_pipeline tests/unit/engine/test_rules_jobs tests/unit/engine/test_report
endif
