# One planted fault each; every one has to turn a test red.  Long, so not part of `make check`.
EXTRA_DIST += tests/mutants
check-mutants: ## plant faults one by one and see a test fail for each ($$MUTANTS picks some)
	$(SHELL) $(top_srcdir)/tests/mutants/run $(MUTANTS)
# What tests/mutants/run builds beforehand: what tests are run with; the tests it builds as they are named.
mutant_tools = tests/support/intruder.so tests/faults/shim.so
if HAVE_VTERM
mutant_tools += tests/support/tuirun tests/faults/kill_loop tests/faults/analysts
endif
mutant-bench: all $(mutant_tools)
.PHONY: check-mutants mutant-bench
