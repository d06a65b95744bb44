# One command, one file cmd_NAME.c, one word here; help lists them in this order.  The table is
# generated.
command_names = demo init info count search host facets saved history changes import list dictionary \
	show compare decode classify \
	verdict queue sample conflicts log undo redo merge blind verify report handover export keywords rule completion doctor

bin_PROGRAMS += bannerscope
bannerscope_SOURCES = %D%/main.c
bannerscope_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/%D%
bannerscope_LDADD = $(LIBS_CLI)

# All but main(), so that the maker of the manual pages sees the same tables.
noinst_LIBRARIES += libbs_cli.a
libbs_cli_a_CPPFLAGS = $(bannerscope_CPPFLAGS)
libbs_cli_a_SOURCES = \
	%D%/cli.h %D%/options.c %D%/surroundings.c %D%/paths.c %D%/config.c %D%/config.h \
	%D%/config_write.c %D%/themes.c %D%/plain.c %D%/plain.h \
	%D%/harden.c %D%/harden.h %D%/sandbox.c %D%/sandbox.h %D%/out.c %D%/ask.c %D%/progress.c %D%/screen.c %D%/screen.h %D%/list_rows.c %D%/list_rows.h \
	%D%/looks.c %D%/verdict_lines.c %D%/verdict_lines.h %D%/nmap_out.c %D%/looks.h %D%/cmd_compare.c \
	%D%/cmd_demo.c %D%/cmd_init.c %D%/cmd_info.c %D%/cmd_count.c %D%/cmd_search.c \
	%D%/cmd_host.c %D%/cmd_import.c %D%/cmd_list.c %D%/cmd_dictionary.c %D%/cmd_show.c \
	%D%/cmd_decode.c %D%/cmd_classify.c %D%/cmd_verdict.c %D%/cmd_log.c %D%/cmd_undo.c %D%/undo.h \
	%D%/cmd_redo.c %D%/cmd_verify.c %D%/cmd_report.c %D%/cmd_export.c %D%/cmd_keywords.c \
	%D%/cmd_doctor.c %D%/cmd_facets.c %D%/cmd_saved.c %D%/cmd_history.c %D%/cmd_changes.c \
	%D%/print_table.c %D%/print_table.h %D%/json_line.c %D%/json_line.h \
	%D%/label_out.c %D%/label_out.h %D%/cmd_queue.c %D%/cmd_sample.c %D%/cmd_conflicts.c \
	%D%/cmd_merge.c %D%/cmd_blind.c %D%/cmd_rule.c %D%/cmd_handover.c \
	%D%/words.c %D%/words.h %D%/cmd_completion.c %D%/completion.h \
	%D%/completion_bash.c %D%/completion_zsh.c %D%/completion_fish.c

noinst_PROGRAMS += src/cli/mkman
src_cli_mkman_SOURCES = %D%/mkman.c
src_cli_mkman_CPPFLAGS = $(bannerscope_CPPFLAGS)
src_cli_mkman_LDADD = $(LIBS_CLI)

nodist_libbs_cli_a_SOURCES = %D%/command_table.c
CLEANFILES += %D%/command_table.c
%D%/command_table.c: $(top_srcdir)/%D%/local.mk
	$(AM_V_GEN)$(MKDIR_P) %D% && { \
	  echo '/* Generated from src/cli/local.mk. */'; \
	  echo '#include "cli.h"'; \
	  for n in $(command_names); do echo "extern const struct bs_command bs_cmd_$$n;"; done; \
	  echo 'const struct bs_command *const bs_commands[] = {'; \
	  for n in $(command_names); do echo "    &bs_cmd_$$n,"; done; \
	  echo '    NULL,'; echo '};'; } > $@.tmp && mv $@.tmp $@
