noinst_LIBRARIES += libbs_core.a
libbs_core_a_SOURCES =
libbs_core_a_CFLAGS = $(AM_CFLAGS) $(PCRE2_CFLAGS)
libbs_core_a_SOURCES += %D%/addr.c %D%/target.c %D%/record.c %D%/wire.c
libbs_core_a_SOURCES += %D%/msg.c
