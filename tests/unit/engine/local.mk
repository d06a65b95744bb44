if HAVE_CMOCKA
check_PROGRAMS += tests/unit/engine/test_lane
tests_unit_engine_test_lane_SOURCES = %D%/test_lane.c
tests_unit_engine_test_lane_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_engine_test_lane_LDADD = $(LIBS_ENGINE) $(CMOCKA_LIBS)
TESTS += tests/unit/engine/test_lane
endif
