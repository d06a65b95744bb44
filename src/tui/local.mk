noinst_LIBRARIES += libbs_tui.a
libbs_tui_a_SOURCES =
libbs_tui_a_CFLAGS = $(AM_CFLAGS) $(CURSES_CFLAGS)
