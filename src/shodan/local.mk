noinst_LIBRARIES += libbs_shodan.a
libbs_shodan_a_SOURCES =
libbs_shodan_a_CFLAGS = $(AM_CFLAGS) $(CURL_CFLAGS) $(CJSON_CFLAGS) $(ZLIB_CFLAGS)

# the door
libbs_shodan_a_SOURCES += %D%/record.c %D%/record_tls.c %D%/record_tls.h
libbs_shodan_a_SOURCES += %D%/pick.c %D%/pick.h %D%/answer.c %D%/scan.h
# files
libbs_shodan_a_SOURCES += %D%/ndjson.c %D%/source.c %D%/source.h %D%/deflate.c
# the key
libbs_shodan_a_SOURCES += %D%/key.c %D%/key.h %D%/redact.c
# the API
libbs_shodan_a_SOURCES += %D%/api.c %D%/api.h %D%/url.c %D%/envelope.c %D%/envelope.h
libbs_shodan_a_SOURCES += %D%/refusal.c %D%/refusal.h %D%/limiter.c %D%/limiter.h %D%/clock.h
libbs_shodan_a_SOURCES += %D%/http.c %D%/http.h
