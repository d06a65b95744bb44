# Programs and generators that tests use.
EXTRA_DIST += %D%/gen-hostile.py %D%/gen-huge.py
EXTRA_DIST += %D%/tap.py
if HAVE_VTERM
check_PROGRAMS += tests/support/tuirun
tests_support_tuirun_SOURCES = %D%/tuirun.c %D%/script.h %D%/script_steps.c \
	%D%/script_checks.c %D%/script_random.c %D%/pty.c %D%/pty.h %D%/wire.c
tests_support_tuirun_CFLAGS = $(AM_CFLAGS) $(VTERM_CFLAGS)
tests_support_tuirun_LDADD = $(VTERM_LIBS) -lutil
else
EXTRA_DIST += %D%/script_random.c %D%/tuirun.c %D%/script.h %D%/script_steps.c %D%/script_checks.c \
	%D%/pty.c %D%/pty.h %D%/wire.c
endif
EXTRA_DIST += %D%/fake_shodan.py %D%/fake_shodan_data.py %D%/fake_shodan_faults.py \
	%D%/shodan_client.py %D%/fake_proxy.py
EXTRA_DIST += %D%/gen-demo.py %D%/gen-unicode.py %D%/ci-sanitizers %D%/analyze %D%/coverage %D%/valgrind \
	%D%/valgrind.supp
demo-data: ## make the demonstration corpus again
	$(PYTHON3) $(top_srcdir)/tests/support/gen-demo.py $(top_srcdir)/tests/data/demo.ndjson.gz
EXTRA_DIST += %D%/make-screens %D%/ansi2svg.py
screens: $(bin_PROGRAMS) ## docs/screens.md and docs/screens/ from the running program
	$(SHELL) $(top_srcdir)/tests/support/make-screens ./bannerscope $(top_srcdir)/docs/screens >docs.tmp && mv docs.tmp $(top_srcdir)/docs/screens.md
# Records the answers of real servers; run by hand (docs/recorded.md).
EXTRA_DIST += %D%/record/box.py %D%/record/probes.py %D%/record/nmap_probes.py %D%/record/record.py %D%/record/serve_data.py \
	%D%/record/serve_further.py %D%/record/serve_last.py %D%/record/serve_mail.py \
	%D%/record/serve_medical.py %D%/record/serve_names.py %D%/record/serve_node.py \
	%D%/record/serve_python.py %D%/record/serve_services.py %D%/record/serve_shell.py \
	%D%/record/serve_sites.py %D%/record/serve_talk.py %D%/record/serve_toolkits.py \
	%D%/record/serve_web.py
# Servers that npm has.
EXTRA_DIST += %D%/record/node/aedes.js %D%/record/node/dcmjs-dimse.js %D%/record/node/dns2.js \
	%D%/record/node/express.js %D%/record/node/fastify.js %D%/record/node/ftp-srv.js \
	%D%/record/node/hapi.js %D%/record/node/hl7v2-net.js %D%/record/node/hoodiecrow.js \
	%D%/record/node/http-proxy.js %D%/record/node/jsmodbus.js \
	%D%/record/node/json-server.js %D%/record/node/koa.js %D%/record/node/ldapjs.js \
	%D%/record/node/medplum-hl7.js %D%/record/node/modbus-serial.js \
	%D%/record/node/mysql2.js %D%/record/node/net-snmp.js %D%/record/node/node-coap.js \
	%D%/record/node/node-hl7-server.js %D%/record/node/node-hl7-tls.js \
	%D%/record/node/node-http2.js %D%/record/node/node-https.js \
	%D%/record/node/node-opcua.js %D%/record/node/node-sip.js \
	%D%/record/node/node-tftp.js %D%/record/node/node-turn.js %D%/record/node/peer.js \
	%D%/record/node/restify.js %D%/record/node/rtsp-server.js \
	%D%/record/node/simple-hl7.js %D%/record/node/smtp-server.js \
	%D%/record/node/socket.io.js %D%/record/node/socksv5.js %D%/record/node/ssh2.js \
	%D%/record/node/stomp-broker.js %D%/record/node/ws.js
# Preloaded by tests/cli/sandbox.t: a library, and Automake makes such with Libtool only.
EXTRA_DIST += %D%/intruder.c %D%/no_landlock.py %D%/keyseek.py %D%/watch.py
check_DATA += %D%/intruder.so
CLEANFILES += %D%/intruder.so
%D%/intruder.so: %D%/intruder.c
	$(AM_V_CC)$(MKDIR_P) %D% && $(CC) -shared -fPIC $(CFLAGS) -o $@ $(top_srcdir)/%D%/intruder.c

analyze: ## read the source without running it: gcc -fanalyzer, clang-tidy, cppcheck, shellcheck
	$(SHELL) $(top_srcdir)/tests/support/analyze
coverage: ## lines the tests run, overall and by file (a copy is built; needs gcovr)
	env CC='$(CC)' $(SHELL) $(top_srcdir)/tests/support/coverage
check-valgrind: all ## unit tests and the command line under valgrind
	env BS_SRCDIR='$(abs_top_srcdir)' BS_BUILDDIR='$(abs_top_builddir)' BANNERSCOPE_DATA_DIR='$(abs_top_srcdir)' \
	  LC_ALL=C.UTF-8 TZ=UTC $(SHELL) $(top_srcdir)/tests/support/valgrind $(VALGRIND_TESTS)
.PHONY: analyze coverage check-valgrind
