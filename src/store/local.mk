noinst_LIBRARIES += libbs_store.a
libbs_store_a_SOURCES =
libbs_store_a_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS)
