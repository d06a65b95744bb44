# Faults on order (see README.md): a VFS, power cuts, memory.
if HAVE_CMOCKA
check_LIBRARIES += tests/faults/libfaults.a
tests_faults_libfaults_a_SOURCES = %D%/vfs.c %D%/vfs.h %D%/record.c %D%/record.h %D%/world.c %D%/world.h
tests_faults_libfaults_a_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(SQLITE_CFLAGS)
FAULTS_LIBS = tests/faults/libfaults.a tests/unit/store/libfixture.a $(LIBS_ENGINE) $(CMOCKA_LIBS)
FAULTS_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(SQLITE_CFLAGS) -I$(top_srcdir)/src/store
FAULTS_TESTS = %D%/test_power
tests_faults_test_power_SOURCES = %D%/test_power.c
tests_faults_test_power_CFLAGS = $(FAULTS_CFLAGS)
tests_faults_test_power_LDADD = $(FAULTS_LIBS)
tests_faults_test_power_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=fsync,--wrap=unlink,--wrap=renameat2,--wrap=statfs
check_PROGRAMS += $(FAULTS_TESTS)
TESTS += $(FAULTS_TESTS)
endif
EXTRA_DIST += %D%/README.md
