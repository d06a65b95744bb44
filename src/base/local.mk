noinst_LIBRARIES += libbs_base.a
libbs_base_a_SOURCES =
