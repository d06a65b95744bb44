noinst_LIBRARIES += libbs_engine.a
libbs_engine_a_SOURCES =
