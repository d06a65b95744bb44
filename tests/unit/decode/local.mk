if HAVE_CMOCKA
check_PROGRAMS += tests/unit/decode/test_decode
tests_unit_decode_test_decode_SOURCES = %D%/test_decode.c
tests_unit_decode_test_decode_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_decode_test_decode_LDADD = $(LIBS_CORE) $(CMOCKA_LIBS)
TESTS += tests/unit/decode/test_decode
endif
EXTRA_DIST += tests/data/decode
