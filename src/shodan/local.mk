noinst_LIBRARIES += libbs_shodan.a
libbs_shodan_a_SOURCES =
libbs_shodan_a_CFLAGS = $(AM_CFLAGS) $(CURL_CFLAGS) $(CJSON_CFLAGS) $(ZLIB_CFLAGS)
