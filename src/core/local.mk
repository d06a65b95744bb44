noinst_LIBRARIES += libbs_core.a
libbs_core_a_SOURCES =
libbs_core_a_CFLAGS = $(AM_CFLAGS) $(PCRE2_CFLAGS)
libbs_core_a_SOURCES += %D%/addr.c %D%/target.c %D%/record.c %D%/wire.c
libbs_core_a_SOURCES += %D%/msg.c
libbs_core_a_SOURCES += \
	%D%/vocab.c %D%/ac.c %D%/keyword.c %D%/patterns.c %D%/patterns_literal.c %D%/cpe.c \
	%D%/rules.c %D%/rules_lint.c %D%/rules_match.c %D%/scan_memo.c \
	%D%/classify.c %D%/classify_decide.c %D%/classify_scan.c %D%/classify_words.c \
	%D%/owner.c %D%/identity.c %D%/shape.c %D%/shape_text.c %D%/promote.c
noinst_HEADERS += %D%/tree.h %D%/ac.h %D%/rules_priv.h %D%/classify_priv.h %D%/shape.h
libbs_core_a_SOURCES += %D%/model.c
libbs_core_a_SOURCES += %D%/form.c %D%/hexdump.c %D%/decoded_text.c %D%/find.c %D%/inspect.c %D%/diff.c %D%/diff_rows.c %D%/tree.c %D%/tree_record.c
libbs_core_a_SOURCES += %D%/filters.c %D%/query.c %D%/query_print.c
