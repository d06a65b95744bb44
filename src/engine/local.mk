noinst_LIBRARIES += libbs_engine.a
libbs_engine_a_SOURCES =
libbs_engine_a_SOURCES += %D%/lane.c %D%/lane.h %D%/engine.c %D%/engine_priv.h
libbs_engine_a_SOURCES += %D%/jobs_read.c %D%/jobs_write.c
libbs_engine_a_SOURCES += %D%/import.c %D%/collect.c
