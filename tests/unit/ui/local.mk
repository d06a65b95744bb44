# BS_GOLDEN=write tests/unit/ui/test_screen (with BS_SRCDIR set) writes the frames anew.
EXTRA_DIST += \
	%D%/golden/1x1.txt %D%/golden/40x10.txt %D%/golden/80x24.txt %D%/golden/120x40.txt \
	%D%/golden/200x60.txt %D%/golden/hex.txt %D%/golden/decoded.txt %D%/golden/record.txt \
	%D%/golden/verdict.txt %D%/golden/query.txt %D%/golden/empty.txt %D%/golden/help.txt \
	%D%/golden/palette.txt %D%/golden/sort-menu.txt %D%/golden/note.txt

if HAVE_CMOCKA
ui_tests = \
	tests/unit/ui/test_grid \
	tests/unit/ui/test_theme \
	tests/unit/ui/test_lineedit \
	tests/unit/ui/test_keys \
	tests/unit/ui/test_screen \
	tests/unit/ui/test_flow \
	tests/unit/ui/test_events \
	tests/unit/ui/test_hostile \
	tests/unit/ui/test_query \
	tests/unit/ui/test_begin \
	tests/unit/ui/test_lists \
	tests/unit/ui/test_scroll \
	tests/unit/ui/test_rule \
	tests/unit/ui/test_marks \
	tests/unit/ui/test_label \
	tests/unit/ui/test_commands \
	tests/unit/ui/test_mouse \
	tests/unit/ui/test_table \
	tests/unit/ui/test_session \
	tests/unit/ui/test_banner
check_PROGRAMS += $(ui_tests)
TESTS += $(ui_tests)
endif

UI_TEST_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
UI_TEST_LDADD = $(LIBS_UI) $(CMOCKA_LIBS)

tests_unit_ui_test_grid_SOURCES = %D%/test_grid.c %D%/screen.c %D%/fake_engine.c %D%/screen.h
tests_unit_ui_test_grid_CFLAGS = $(UI_TEST_CFLAGS)
tests_unit_ui_test_grid_LDADD = $(UI_TEST_LDADD)

tests_unit_ui_test_theme_SOURCES = %D%/test_theme.c %D%/screen.c %D%/fake_engine.c %D%/screen.h
tests_unit_ui_test_theme_CFLAGS = $(UI_TEST_CFLAGS)
tests_unit_ui_test_theme_LDADD = $(UI_TEST_LDADD)

tests_unit_ui_test_lineedit_SOURCES = %D%/test_lineedit.c %D%/screen.c %D%/fake_engine.c %D%/screen.h
tests_unit_ui_test_lineedit_CFLAGS = $(UI_TEST_CFLAGS)
tests_unit_ui_test_lineedit_LDADD = $(UI_TEST_LDADD)

tests_unit_ui_test_begin_SOURCES = %D%/test_begin.c %D%/screen.c %D%/fake_engine.c %D%/screen.h
tests_unit_ui_test_begin_CFLAGS = $(UI_TEST_CFLAGS)
tests_unit_ui_test_begin_LDADD = $(UI_TEST_LDADD)

tests_unit_ui_test_keys_SOURCES = %D%/test_keys.c %D%/screen.c %D%/fake_engine.c %D%/screen.h
tests_unit_ui_test_keys_CFLAGS = $(UI_TEST_CFLAGS)
tests_unit_ui_test_keys_LDADD = $(UI_TEST_LDADD)

tests_unit_ui_test_screen_SOURCES = %D%/test_screen.c %D%/screen.c %D%/fake_engine.c %D%/screen.h
tests_unit_ui_test_screen_CFLAGS = $(UI_TEST_CFLAGS)
tests_unit_ui_test_screen_LDADD = $(UI_TEST_LDADD)

tests_unit_ui_test_flow_SOURCES = %D%/test_flow.c %D%/screen.c %D%/fake_engine.c %D%/screen.h
tests_unit_ui_test_flow_CFLAGS = $(UI_TEST_CFLAGS)
tests_unit_ui_test_flow_LDADD = $(UI_TEST_LDADD)

tests_unit_ui_test_events_SOURCES = %D%/test_events.c %D%/screen.c %D%/fake_engine.c %D%/screen.h
tests_unit_ui_test_events_CFLAGS = $(UI_TEST_CFLAGS)
tests_unit_ui_test_events_LDADD = $(UI_TEST_LDADD)

tests_unit_ui_test_query_SOURCES = %D%/test_query.c %D%/screen.c %D%/fake_engine.c %D%/screen.h
tests_unit_ui_test_query_CFLAGS = $(UI_TEST_CFLAGS)
tests_unit_ui_test_query_LDADD = $(UI_TEST_LDADD)

tests_unit_ui_test_lists_SOURCES = %D%/test_lists.c %D%/screen.c %D%/fake_engine.c %D%/screen.h
tests_unit_ui_test_lists_CFLAGS = $(UI_TEST_CFLAGS)
tests_unit_ui_test_lists_LDADD = $(UI_TEST_LDADD)
tests_unit_ui_test_scroll_SOURCES = %D%/test_scroll.c %D%/screen.c %D%/fake_engine.c %D%/screen.h
tests_unit_ui_test_scroll_CFLAGS = $(UI_TEST_CFLAGS)
tests_unit_ui_test_scroll_LDADD = $(UI_TEST_LDADD)
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/ui/test_viewer
TESTS += tests/unit/ui/test_viewer
endif
tests_unit_ui_test_viewer_SOURCES = %D%/test_viewer.c %D%/screen.c %D%/fake_engine.c %D%/screen.h
tests_unit_ui_test_viewer_CFLAGS = $(UI_TEST_CFLAGS)
tests_unit_ui_test_viewer_LDADD = $(UI_TEST_LDADD)

tests_unit_ui_test_rule_SOURCES = %D%/test_rule.c %D%/screen.c %D%/fake_engine.c %D%/screen.h
tests_unit_ui_test_rule_CFLAGS = $(UI_TEST_CFLAGS)
tests_unit_ui_test_rule_LDADD = $(UI_TEST_LDADD)

tests_unit_ui_test_marks_SOURCES = %D%/test_marks.c %D%/screen.c %D%/fake_engine.c %D%/screen.h
tests_unit_ui_test_marks_CFLAGS = $(UI_TEST_CFLAGS)
tests_unit_ui_test_marks_LDADD = $(UI_TEST_LDADD)

tests_unit_ui_test_hostile_SOURCES = %D%/test_hostile.c %D%/screen.c %D%/fake_engine.c %D%/screen.h
tests_unit_ui_test_hostile_CFLAGS = $(UI_TEST_CFLAGS)
tests_unit_ui_test_hostile_LDADD = $(UI_TEST_LDADD)

tests_unit_ui_test_label_SOURCES = %D%/test_label.c %D%/screen.c %D%/fake_engine.c %D%/screen.h
tests_unit_ui_test_label_CFLAGS = $(UI_TEST_CFLAGS)
tests_unit_ui_test_label_LDADD = $(UI_TEST_LDADD)

tests_unit_ui_test_commands_SOURCES = %D%/test_commands.c %D%/screen.c %D%/fake_engine.c %D%/screen.h
tests_unit_ui_test_commands_CFLAGS = $(UI_TEST_CFLAGS)
tests_unit_ui_test_commands_LDADD = $(UI_TEST_LDADD)

tests_unit_ui_test_mouse_SOURCES = %D%/test_mouse.c %D%/screen.c %D%/fake_engine.c %D%/screen.h
tests_unit_ui_test_mouse_CFLAGS = $(UI_TEST_CFLAGS)
tests_unit_ui_test_mouse_LDADD = $(UI_TEST_LDADD)

tests_unit_ui_test_table_SOURCES = %D%/test_table.c %D%/screen.c %D%/fake_engine.c %D%/screen.h
tests_unit_ui_test_table_CFLAGS = $(UI_TEST_CFLAGS)
tests_unit_ui_test_table_LDADD = $(UI_TEST_LDADD)

tests_unit_ui_test_session_SOURCES = %D%/test_session.c %D%/screen.c %D%/fake_engine.c %D%/screen.h
tests_unit_ui_test_session_CFLAGS = $(UI_TEST_CFLAGS)
tests_unit_ui_test_session_LDADD = $(UI_TEST_LDADD)

tests_unit_ui_test_banner_SOURCES = %D%/test_banner.c %D%/screen.c %D%/fake_engine.c %D%/screen.h
tests_unit_ui_test_banner_CFLAGS = $(UI_TEST_CFLAGS)
tests_unit_ui_test_banner_LDADD = $(UI_TEST_LDADD)
