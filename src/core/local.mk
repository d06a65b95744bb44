noinst_LIBRARIES += libbs_core.a
libbs_core_a_SOURCES =
libbs_core_a_CFLAGS = $(AM_CFLAGS) $(PCRE2_CFLAGS)
