# Faults on order (see README.md): a VFS, power cuts, memory.
if HAVE_CMOCKA
check_LIBRARIES += tests/faults/libfaults.a
tests_faults_libfaults_a_SOURCES = %D%/vfs.c %D%/vfs.h %D%/record.c %D%/record.h %D%/world.c %D%/world.h \
	%D%/ops.c %D%/ops.h %D%/loop.c %D%/loop.h %D%/asks.c %D%/asks.h \
	%D%/asks_world.c %D%/tell.c %D%/tell.h
tests_faults_libfaults_a_CFLAGS = $(FAULTS_CFLAGS)
FAULTS_LIBS = tests/faults/libfaults.a tests/unit/store/libfixture.a $(LIBS_ENGINE) $(CMOCKA_LIBS)
FAULTS_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(SQLITE_CFLAGS) -I$(top_srcdir)/src/store
FAULTS_WRAP = -Wl,--wrap=sqlite3_prepare_v3
FAULTS_TESTS = %D%/test_power %D%/test_io %D%/test_memory %D%/test_reads
tests_faults_test_power_SOURCES = %D%/test_power.c
tests_faults_test_power_CFLAGS = $(FAULTS_CFLAGS)
tests_faults_test_power_LDADD = $(FAULTS_LIBS)
tests_faults_test_power_LDFLAGS = $(AM_LDFLAGS) $(FAULTS_WRAP) -Wl,--wrap=fsync,--wrap=unlink,--wrap=rename,--wrap=statfs
tests_faults_test_io_SOURCES = %D%/test_io.c
tests_faults_test_io_CFLAGS = $(FAULTS_CFLAGS)
tests_faults_test_io_LDADD = $(FAULTS_LIBS)
tests_faults_test_io_LDFLAGS = $(AM_LDFLAGS) $(FAULTS_WRAP) -Wl,--wrap=fsync
tests_faults_test_memory_SOURCES = %D%/test_memory.c
tests_faults_test_memory_CFLAGS = $(FAULTS_CFLAGS)
tests_faults_test_memory_LDADD = $(FAULTS_LIBS)
tests_faults_test_memory_LDFLAGS = $(AM_LDFLAGS) $(FAULTS_WRAP) -Wl,--wrap=fsync,--wrap=malloc,--wrap=calloc,--wrap=realloc
tests_faults_test_reads_SOURCES = %D%/test_reads.c
tests_faults_test_reads_CFLAGS = $(FAULTS_CFLAGS)
tests_faults_test_reads_LDADD = $(FAULTS_LIBS)
tests_faults_test_reads_LDFLAGS = $(AM_LDFLAGS) $(FAULTS_WRAP) -Wl,--wrap=fsync
check_PROGRAMS += $(FAULTS_TESTS)
TESTS += $(FAULTS_TESTS)
endif
# What fails in the program itself is preloaded; where that cannot be built the tests that want it are skipped.
tests/faults/shim.so: $(top_srcdir)/tests/faults/shim.c
	$(AM_V_CCLD)$(MKDIR_P) tests/faults && { $(CC) -O2 -Wall -Wextra -shared -fPIC -o $@ \
	  $(top_srcdir)/tests/faults/shim.c -ldl || echo "no shim.so: tests that preload it are skipped"; }
check_DATA += tests/faults/shim.so
CLEANFILES += tests/faults/shim.so
FAULTS_SHELL = %D%/memory.t %D%/export.t
TESTS += $(FAULTS_SHELL)
EXTRA_DIST += $(FAULTS_SHELL) %D%/README.md %D%/shim.c %D%/memory.py %D%/long
check-faults: all tests/faults/shim.so ## every fault of disk, power and memory one by one (hours; $$BS_FAULTS_STRIDE)
	$(MAKE) $(AM_MAKEFLAGS) check TESTS=
	@$(AM_TESTS_ENVIRONMENT) $(SHELL) $(top_srcdir)/tests/faults/long
.PHONY: check-faults

# Ends the program at random moments while it is labelled with; `make check-kills KILLS=10000` is the long form.
KILLS = 10000
KILL_SHARED = %D%/kill_session.c %D%/kill_ledger.c %D%/kill_place.c %D%/kill.h \
	tests/support/pty.c tests/support/pty.h tests/support/wire.c
if HAVE_VTERM
check_PROGRAMS += tests/faults/kill_loop tests/faults/analysts
tests_faults_kill_loop_SOURCES = %D%/kill_loop.c $(KILL_SHARED)
tests_faults_kill_loop_CFLAGS = $(AM_CFLAGS) $(VTERM_CFLAGS) $(SQLITE_CFLAGS)
tests_faults_kill_loop_LDADD = $(VTERM_LIBS) $(SQLITE_LIBS) -lutil
tests_faults_analysts_SOURCES = %D%/analysts.c $(KILL_SHARED)
tests_faults_analysts_CFLAGS = $(tests_faults_kill_loop_CFLAGS)
tests_faults_analysts_LDADD = $(tests_faults_kill_loop_LDADD)
check-kills: $(bin_PROGRAMS) tests/faults/kill_loop ## end the program $$KILLS times while labelling, ask for every verdict
	env BANNERSCOPE_DATA_DIR='$(abs_top_srcdir)' tests/faults/kill_loop --kills $(KILLS) $(abs_top_builddir)/bannerscope
else
EXTRA_DIST += %D%/kill_loop.c %D%/analysts.c $(KILL_SHARED)
endif
EXTRA_DIST += %D%/kills.t %D%/analysts.t %D%/full.t %D%/full.tui
TESTS += %D%/kills.t %D%/analysts.t %D%/full.t
.PHONY: check-kills
