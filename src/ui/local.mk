noinst_LIBRARIES += libbs_ui.a
libbs_ui_a_SOURCES =
libbs_ui_a_SOURCES += %D%/grid.c
libbs_ui_a_SOURCES += %D%/theme.c
libbs_ui_a_SOURCES += %D%/theme_file.c
