noinst_LIBRARIES += libbs_ui.a
libbs_ui_a_SOURCES =
