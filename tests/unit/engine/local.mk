if HAVE_CMOCKA
check_PROGRAMS += tests/unit/engine/test_lane tests/unit/engine/test_pipeline tests/unit/engine/test_rules_jobs tests/unit/engine/test_report tests/unit/engine/test_label_jobs tests/unit/engine/test_net_jobs tests/unit/engine/test_file_jobs tests/unit/engine/test_long_jobs
tests_unit_engine_test_lane_SOURCES = %D%/test_lane.c
tests_unit_engine_test_lane_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_engine_test_lane_LDADD = $(LIBS_ENGINE) $(CMOCKA_LIBS)
tests_unit_engine_test_pipeline_SOURCES = %D%/test_pipeline.c %D%/lanes.c %D%/lanes.h
tests_unit_engine_test_pipeline_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_engine_test_pipeline_LDADD = $(LIBS_ENGINE) $(CMOCKA_LIBS)
tests_unit_engine_test_rules_jobs_SOURCES = %D%/test_rules_jobs.c %D%/lanes.c %D%/lanes.h
tests_unit_engine_test_rules_jobs_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_engine_test_rules_jobs_LDADD = $(LIBS_ENGINE) $(CMOCKA_LIBS)
tests_unit_engine_test_report_SOURCES = %D%/test_report.c
tests_unit_engine_test_report_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) -I$(top_srcdir)/src/engine
tests_unit_engine_test_report_LDADD = $(LIBS_ENGINE) $(CMOCKA_LIBS)
tests_unit_engine_test_label_jobs_SOURCES = %D%/test_label_jobs.c %D%/lanes.c %D%/lanes.h
tests_unit_engine_test_label_jobs_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_engine_test_label_jobs_LDADD = tests/unit/store/libfixture.a $(LIBS_ENGINE) $(CMOCKA_LIBS)
tests_unit_engine_test_net_jobs_SOURCES = %D%/test_net_jobs.c %D%/lanes.c %D%/lanes.h \
	tests/unit/shodan/server.c tests/unit/shodan/server.h
tests_unit_engine_test_net_jobs_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_engine_test_net_jobs_LDADD = tests/unit/store/libfixture.a $(LIBS_ENGINE) $(CMOCKA_LIBS)
tests_unit_engine_test_file_jobs_SOURCES = %D%/test_file_jobs.c %D%/lanes.c %D%/lanes.h
tests_unit_engine_test_file_jobs_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_engine_test_file_jobs_LDADD = tests/unit/store/libfixture.a $(LIBS_ENGINE) $(CMOCKA_LIBS)
tests_unit_engine_test_long_jobs_SOURCES = %D%/test_long_jobs.c %D%/lanes.c %D%/lanes.h
tests_unit_engine_test_long_jobs_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(SQLITE_CFLAGS)
tests_unit_engine_test_long_jobs_LDADD = tests/unit/store/libfixture.a $(LIBS_ENGINE) $(CMOCKA_LIBS)
TESTS += tests/unit/engine/test_lane tests/unit/engine/test_pipeline tests/unit/engine/test_rules_jobs tests/unit/engine/test_report tests/unit/engine/test_label_jobs tests/unit/engine/test_net_jobs tests/unit/engine/test_file_jobs tests/unit/engine/test_long_jobs
endif
