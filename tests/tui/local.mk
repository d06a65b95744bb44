# Golden screens: the real program in a terminal emulator.  `make golden` rewrites them.
tui_scripts = %D%/ascii.tui \
	%D%/begin.tui \
	%D%/burst.tui \
	%D%/config.tui \
	%D%/copy.tui \
	%D%/decoded.tui \
	%D%/editor.tui \
	%D%/filter.tui \
	%D%/first.tui \
	%D%/help.tui \
	%D%/hostile.tui \
	%D%/huge.tui \
	%D%/key.tui \
	%D%/keys.tui \
	%D%/kinds.tui \
	%D%/last.tui \
	%D%/leave.tui \
	%D%/monkey.tui \
	%D%/mono.tui \
	%D%/mouse.tui \
	%D%/paste.tui \
	%D%/place.tui \
	%D%/sandbox.tui \
	%D%/send.tui \
	%D%/sizes.tui \
	%D%/small.tui \
	%D%/start.tui \
	%D%/steps.tui \
	%D%/terms.tui \
	%D%/tmux.tui \
	%D%/verdict.tui \
	%D%/viewer.tui
EXTRA_DIST += %D%/README.md %D%/screens.t %D%/terminal.t %D%/small.ndjson $(tui_scripts)
TESTS += %D%/screens.t %D%/terminal.t

if HAVE_CMOCKA
check_PROGRAMS += tests/tui/test_parts
tests_tui_test_parts_SOURCES = %D%/test_parts.c
tests_tui_test_parts_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/src/tui
tests_tui_test_parts_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(CURSES_CFLAGS)
tests_tui_test_parts_LDADD = $(LIBS_TUI) $(CMOCKA_LIBS)
TESTS += tests/tui/test_parts
endif

if HAVE_VTERM
golden: $(bin_PROGRAMS) tests/support/tuirun ## rewrite the expected screens in tests/tui
	for s in $(tui_scripts); do \
	  env BS_SRCDIR='$(abs_top_srcdir)' BS_BUILDDIR='$(abs_top_builddir)' \
	    BANNERSCOPE_DATA_DIR='$(abs_top_srcdir)' PYTHON3='$(PYTHON3)' \
	    tests/support/tuirun --update "$(srcdir)/$$s" || exit 1; \
	done
endif
