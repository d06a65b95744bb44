# One decoder, one file, one line here.  The order is the tie-break where two readings of the same
# bytes are equally sure: collisions.txt of the tests explains it.  The table is generated.
decoders =
decoders += %D%/dicom.c
decoders += %D%/ldap.c

libbs_core_a_SOURCES += $(decoders)
libbs_core_a_SOURCES += %D%/cursor.c %D%/cursor.h %D%/field.c %D%/field.h
libbs_core_a_SOURCES += %D%/decode.c %D%/heading.c %D%/heading.h
libbs_core_a_SOURCES += %D%/dicom.h %D%/dicom_associate.c %D%/dicom_data.c
libbs_core_a_SOURCES += %D%/dicom_uids.c %D%/dicom_uids.h
libbs_core_a_SOURCES += %D%/ber.h %D%/ber_read.c

nodist_libbs_core_a_SOURCES = %D%/decoder_table.c
CLEANFILES += %D%/decoder_table.c
%D%/decoder_table.c: $(top_srcdir)/%D%/local.mk
	$(AM_V_GEN)$(MKDIR_P) %D% && { \
	  echo '/* Generated from src/core/decode/local.mk. */'; \
	  echo '#include "bannerscope/decode.h"'; \
	  for f in $(decoders); do n=`basename $$f .c`; \
	    echo "extern const struct bs_decoder bs_decoder_$$n;"; done; \
	  echo 'const struct bs_decoder *const bs_decoders[] = {'; \
	  for f in $(decoders); do n=`basename $$f .c`; echo "    &bs_decoder_$$n,"; done; \
	  echo '    NULL,'; echo '};'; } > $@.tmp && mv $@.tmp $@
