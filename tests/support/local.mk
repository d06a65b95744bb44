# Programs and generators that tests use.
EXTRA_DIST += %D%/gen-hostile.py
if HAVE_VTERM
check_PROGRAMS += tests/support/tuirun
tests_support_tuirun_SOURCES = %D%/tuirun.c %D%/script.h %D%/script_steps.c \
	%D%/script_checks.c %D%/pty.c %D%/pty.h %D%/wire.c
tests_support_tuirun_CFLAGS = $(AM_CFLAGS) $(VTERM_CFLAGS)
tests_support_tuirun_LDADD = $(VTERM_LIBS) -lutil
else
EXTRA_DIST += %D%/tuirun.c %D%/script.h %D%/script_steps.c %D%/script_checks.c \
	%D%/pty.c %D%/pty.h %D%/wire.c
endif
EXTRA_DIST += %D%/fake_shodan.py %D%/fake_shodan_data.py %D%/fake_shodan_faults.py \
	%D%/shodan_client.py %D%/fake_proxy.py
EXTRA_DIST += %D%/gen-demo.py %D%/gen-unicode.py %D%/ci-sanitizers
demo-data: ## make the demonstration corpus again
	$(PYTHON3) $(top_srcdir)/tests/support/gen-demo.py $(top_srcdir)/tests/data/demo.ndjson.gz
EXTRA_DIST += %D%/make-screens %D%/ansi2svg.py
screens: $(bin_PROGRAMS) ## docs/screens.md and docs/screens/ from the running program
	$(SHELL) $(top_srcdir)/tests/support/make-screens ./bannerscope $(top_srcdir)/docs/screens >docs.tmp && mv docs.tmp $(top_srcdir)/docs/screens.md
# Records the answers of real servers; run by hand (docs/recorded.md).
EXTRA_DIST += %D%/record/record.py %D%/record/probes.py %D%/record/box.py \
	%D%/record/serve_data.py %D%/record/serve_mail.py %D%/record/serve_medical.py \
	%D%/record/serve_names.py %D%/record/serve_shell.py %D%/record/serve_talk.py \
	%D%/record/serve_toolkits.py %D%/record/serve_web.py
# Servers that npm has.
EXTRA_DIST += %D%/record/node/dcmjs-dimse.js %D%/record/node/hl7v2-net.js \
	%D%/record/node/medplum-hl7.js %D%/record/node/node-hl7-server.js \
	%D%/record/node/simple-hl7.js
