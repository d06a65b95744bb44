if HAVE_CMOCKA
check_PROGRAMS += tests/unit/decode/test_decode tests/unit/decode/test_hostile tests/unit/decode/test_cursor
tests_unit_decode_test_decode_SOURCES = %D%/test_decode.c %D%/samples.c %D%/samples.h
tests_unit_decode_test_decode_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_decode_test_decode_LDADD = $(LIBS_CORE) $(CMOCKA_LIBS)
tests_unit_decode_test_hostile_SOURCES = %D%/test_hostile.c %D%/samples.c %D%/samples.h
tests_unit_decode_test_hostile_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_decode_test_hostile_LDADD = $(LIBS_CORE) $(CMOCKA_LIBS)
tests_unit_decode_test_cursor_SOURCES = %D%/test_cursor.c
tests_unit_decode_test_cursor_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/src/core/decode
tests_unit_decode_test_cursor_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_decode_test_cursor_LDADD = $(LIBS_CORE) $(CMOCKA_LIBS)
TESTS += tests/unit/decode/test_decode tests/unit/decode/test_hostile tests/unit/decode/test_cursor
endif
EXTRA_DIST += tests/data/decode
