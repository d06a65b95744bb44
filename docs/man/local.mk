# Manual pages and completion, made from the program's tables; a tarball holds them, so that a
# cross build, which cannot run what it builds, installs them as they are.
man_templates = %D%/bannerscope.1.in %D%/bannerscope-query.7.in
EXTRA_DIST += $(man_templates)
dist_man_MANS = %D%/bannerscope.1 %D%/bannerscope-query.7
bashcompletiondir = $(datadir)/bash-completion/completions
dist_bashcompletion_DATA = %D%/bannerscope
zshcompletiondir = $(datadir)/zsh/site-functions
dist_zshcompletion_DATA = %D%/_bannerscope
fishcompletiondir = $(datadir)/fish/vendor_completions.d
dist_fishcompletion_DATA = %D%/bannerscope.fish

if !CROSS_COMPILING
CLEANFILES += $(dist_man_MANS) $(dist_bashcompletion_DATA) $(dist_zshcompletion_DATA) \
	$(dist_fishcompletion_DATA)
make_man = $(AM_V_GEN)$(MKDIR_P) %D% && src/cli/mkman$(EXEEXT)
# Nobody's own themes and configuration.
make_completion = $(AM_V_GEN)$(MKDIR_P) %D% && \
	HOME=/nonexistent XDG_CONFIG_HOME= BANNERSCOPE_DATA_DIR='$(srcdir)' \
	./bannerscope$(EXEEXT) completion

%D%/bannerscope.1: %D%/bannerscope.1.in src/cli/mkman$(EXEEXT)
	$(make_man) '$(srcdir)/%D%/bannerscope.1.in' >$@.tmp && mv $@.tmp $@
%D%/bannerscope-query.7: %D%/bannerscope-query.7.in src/cli/mkman$(EXEEXT)
	$(make_man) '$(srcdir)/%D%/bannerscope-query.7.in' >$@.tmp && mv $@.tmp $@
%D%/bannerscope: bannerscope$(EXEEXT) $(dist_themes_DATA)
	$(make_completion) bash >$@.tmp && mv $@.tmp $@
%D%/_bannerscope: bannerscope$(EXEEXT) $(dist_themes_DATA)
	$(make_completion) zsh >$@.tmp && mv $@.tmp $@
%D%/bannerscope.fish: bannerscope$(EXEEXT) $(dist_themes_DATA)
	$(make_completion) fish >$@.tmp && mv $@.tmp $@
endif
