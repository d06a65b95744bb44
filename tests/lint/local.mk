# Tests of the source itself.
lint_tests = %D%/layers.t %D%/headers.t %D%/banned.t %D%/files.t %D%/globals.t
EXTRA_DIST += $(lint_tests)
TESTS += $(lint_tests)
