# Fuzz targets.  To add one: fuzz_NAME.c here, its name in fuzz_sources and fuzz_programs (that builds,
# replays and fuzzes it), and seeds in corpus/fuzz_NAME/ where a fuzzer would not find the way in by itself.
#
# Plainly configured, `make check` builds each with standalone.c and replays the seeds and what fuzzers
# found (tests/fuzz/replay.t).  With CC=clang --enable-fuzzers, `make fuzzers` builds libFuzzer programs.
fuzz_sources = %D%/fuzz_json.c %D%/fuzz_gate.c %D%/fuzz_lines.c %D%/fuzz_query.c %D%/fuzz_record.c \
	%D%/fuzz_ndjson.c %D%/fuzz_gzip.c %D%/fuzz_ui.c %D%/fuzz_grid.c %D%/fuzz_decode.c \
	%D%/fuzz_decoder.c %D%/fuzz_reply.c %D%/fuzz_look.c %D%/fuzz_forms.c %D%/fuzz_rules.c \
	%D%/fuzz_theme.c %D%/fuzz_nmap.c %D%/fuzz_database.c %D%/fuzz_config.c \
	%D%/fuzz_verdict.c
EXTRA_DIST += $(fuzz_sources) %D%/said.h %D%/standalone.c %D%/replay.t %D%/run %D%/afl %D%/lib.sh %D%/corpus %D%/dict

fuzz_programs = tests/fuzz/fuzz_json tests/fuzz/fuzz_gate tests/fuzz/fuzz_lines tests/fuzz/fuzz_query \
	tests/fuzz/fuzz_record tests/fuzz/fuzz_ndjson tests/fuzz/fuzz_gzip tests/fuzz/fuzz_ui \
	tests/fuzz/fuzz_grid tests/fuzz/fuzz_decode tests/fuzz/fuzz_decoder tests/fuzz/fuzz_reply \
	tests/fuzz/fuzz_look tests/fuzz/fuzz_forms tests/fuzz/fuzz_rules tests/fuzz/fuzz_theme \
	tests/fuzz/fuzz_nmap tests/fuzz/fuzz_database tests/fuzz/fuzz_config \
	tests/fuzz/fuzz_verdict
fuzz_libs = libbs_ui.a $(LIBS_ENGINE)
tests/fuzz/fuzz_config tests/fuzz/fuzz_verdict: fuzz_libs = $(LIBS_CLI)
tests/fuzz/fuzz_config tests/fuzz/fuzz_verdict: libbs_cli.a libbs_tui.a

if ENABLE_FUZZERS
fuzz_main =
fuzz_flags = -fsanitize=fuzzer
else
fuzz_main = $(top_srcdir)/tests/fuzz/standalone.c
fuzz_flags =
TESTS += %D%/replay.t
endif

$(fuzz_programs): $(fuzz_sources) $(top_srcdir)/tests/fuzz/standalone.c libbs_ui.a libbs_engine.a \
		libbs_store.a libbs_shodan.a libbs_core.a libbs_base.a
	$(AM_V_CCLD)$(MKDIR_P) tests/fuzz && $(CC) $(DEFS) $(DEFAULT_INCLUDES) $(INCLUDES) $(AM_CPPFLAGS) \
	  $(CPPFLAGS) $(AM_CFLAGS) $(CFLAGS) $(fuzz_flags) -o $@ $(top_srcdir)/$@.c $(fuzz_main) \
	  $(AM_LDFLAGS) $(LDFLAGS) $(fuzz_libs) $(LIBS)
check_DATA += $(fuzz_programs)
fuzzers: $(fuzz_programs) ## build the fuzz targets (with CC=clang --enable-fuzzers)
CLEANFILES += $(fuzz_programs)

# FUZZ_SECONDS=600 each, FUZZ="json ui" picks some.
fuzz: fuzzers ## fuzz every target (FUZZ_SECONDS, FUZZ="json ui"; needs CC=clang --enable-fuzzers)
	env BS_SRCDIR='$(srcdir)' $(srcdir)/tests/fuzz/run $(FUZZ)
# The same targets under AFL++, in a copy of the tree that it builds itself.
afl: ## fuzz the targets of FUZZ="record decode" with AFL++ (FUZZ_SECONDS; needs afl++)
	env BS_SRCDIR='$(srcdir)' $(srcdir)/tests/fuzz/afl $(FUZZ)
.PHONY: fuzz afl
