noinst_LIBRARIES += libbs_store.a
libbs_store_a_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS) $(ZLIB_CFLAGS)
libbs_store_a_SOURCES =
libbs_store_a_SOURCES += %D%/store_priv.h %D%/open.c %D%/place.c %D%/schema.c %D%/sql.c %D%/functions.c
libbs_store_a_SOURCES += %D%/cache.c %D%/ingest.h %D%/ingest.c %D%/content.c %D%/answer.c %D%/reclassify.c
libbs_store_a_SOURCES += %D%/filter_sql.c %D%/select.c %D%/rows.c %D%/detail.c %D%/dictionary.c
libbs_store_a_SOURCES += %D%/verdict.c %D%/ruling.c %D%/sample.c %D%/groups.c %D%/merge.c %D%/conflicts.c %D%/blind.c %D%/quality.c %D%/events.c %D%/verify.c %D%/stats.c %D%/run.c %D%/meta.c
libbs_store_a_SOURCES += %D%/ask.c %D%/facet.c
