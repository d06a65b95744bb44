# One planted fault each; every one has to turn a test red.  Long, so not part of `make check`.
EXTRA_DIST += tests/mutants
check-mutants: ## plant faults one by one and see a test fail for each ($$MUTANTS picks some)
	$(SHELL) $(top_srcdir)/tests/mutants/run $(MUTANTS)
# What tests/mutants/run builds beforehand: all that tests are run with, none of the tests, which it builds as they are named.
mutant-bench: all $(filter-out tests/unit/% tests/faults/test_%,$(check_PROGRAMS)) \
		$(filter-out $(fuzz_programs),$(check_DATA)) $(check_LIBRARIES)
.PHONY: check-mutants mutant-bench
