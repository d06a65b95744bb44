bin_PROGRAMS += bannerscope
bannerscope_SOURCES = %D%/main.c
bannerscope_LDADD = $(LIBS_TUI)
