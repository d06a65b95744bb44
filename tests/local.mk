# Tests speak TAP; a line for each case is summed up by Automake's harness.
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
TEST_EXTENSIONS = .t
T_LOG_DRIVER = $(LOG_DRIVER)
AM_TESTS_ENVIRONMENT = \
	BS_SRCDIR='$(abs_top_srcdir)' BS_BUILDDIR='$(abs_top_builddir)' PYTHON3='$(PYTHON3)' \
	BANNERSCOPE_DATA_DIR='$(abs_top_srcdir)' CMOCKA_MESSAGE_OUTPUT=TAP \
	LC_ALL=C.UTF-8 TZ=UTC; export BS_SRCDIR BS_BUILDDIR PYTHON3 BANNERSCOPE_DATA_DIR \
	CMOCKA_MESSAGE_OUTPUT LC_ALL TZ;

include tests/unit/base/local.mk
include tests/unit/core/local.mk
include tests/unit/decode/local.mk
include tests/unit/store/local.mk
include tests/unit/shodan/local.mk
include tests/unit/engine/local.mk
include tests/unit/ui/local.mk
include tests/lint/local.mk
include tests/cli/local.mk
include tests/tui/local.mk
include tests/faults/local.mk
include tests/fuzz/local.mk
include tests/bench/local.mk
include tests/support/local.mk
include tests/data/local.mk
include tests/mutants/local.mk
