noinst_LIBRARIES += libbs_base.a
libbs_base_a_SOURCES =
libbs_base_a_SOURCES += %D%/str.c %D%/err.c %D%/alloc.c %D%/buf.c %D%/arena.c
libbs_base_a_SOURCES += %D%/time.c %D%/sha256.c %D%/sha256_x86.c %D%/sha256.h %D%/hash.c %D%/hex.c %D%/escape.c
libbs_base_a_SOURCES += %D%/utf8.c %D%/gate.c %D%/gate_table.h
libbs_base_a_SOURCES += %D%/json_in.c %D%/json_value.c %D%/json_out.c
libbs_base_a_SOURCES += %D%/lines.c %D%/file.c %D%/csv.c %D%/sandbox.c
