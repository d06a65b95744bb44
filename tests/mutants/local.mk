# One planted fault each; every one has to turn a test red.  Minutes, so not part of `make check`.
EXTRA_DIST += tests/mutants
check-mutants: ## plant faults one by one and see a test fail for each ($$MUTANTS picks some)
	$(SHELL) $(top_srcdir)/tests/mutants/run $(MUTANTS)
.PHONY: check-mutants
