# Layer 5: the terminal.  Curses in term.c, caps.c and input.c alone.
noinst_LIBRARIES += libbs_tui.a
libbs_tui_a_CFLAGS = $(AM_CFLAGS) $(CURSES_CFLAGS)
libbs_tui_a_SOURCES = \
	%D%/caps.c \
	%D%/copy.c \
	%D%/foreign.c \
	%D%/input.c \
	%D%/loop.c \
	%D%/palette.c \
	%D%/pipe.c \
	%D%/term.c \
	%D%/themes.c \
	%D%/tui.c \
	%D%/tui_priv.h \
	%D%/wish.c
