# One decoder, one file, one line here.  The order is the tie-break where two readings of the same
# bytes are equally sure: what is specific stands before what is general.  The table is generated.
decoders =
decoders += %D%/dicom.c
decoders += %D%/hl7.c
decoders += %D%/fhir.c
decoders += %D%/astm.c
decoders += %D%/poct1.c
decoders += %D%/ieee11073.c
decoders += %D%/intellivue.c
decoders += %D%/report.c
decoders += %D%/tls.c
decoders += %D%/ssh.c
decoders += %D%/echo.c
decoders += %D%/mongodb.c
decoders += %D%/upnp.c
decoders += %D%/http.c
decoders += %D%/telnet.c
decoders += %D%/dict.c
decoders += %D%/lmtp.c
decoders += %D%/smtp.c
decoders += %D%/ftp.c
decoders += %D%/pop3.c
decoders += %D%/imap.c
decoders += %D%/s7.c
decoders += %D%/rdp.c
decoders += %D%/ldap.c
decoders += %D%/kerberos.c
decoders += %D%/snmp.c
decoders += %D%/smb.c
decoders += %D%/mssql.c
decoders += %D%/mysql.c
decoders += %D%/postgresql.c
decoders += %D%/redis.c
decoders += %D%/memcached.c
decoders += %D%/vnc.c
decoders += %D%/sip.c
decoders += %D%/rtsp.c
decoders += %D%/nats.c
decoders += %D%/irc.c
decoders += %D%/nntp.c
decoders += %D%/rsync.c
decoders += %D%/svn.c
decoders += %D%/git.c
decoders += %D%/xmpp.c
decoders += %D%/pjl.c
decoders += %D%/zookeeper.c
decoders += %D%/ami.c
decoders += %D%/sieve.c
decoders += %D%/coap.c
decoders += %D%/socks.c
decoders += %D%/giop.c
decoders += %D%/rmi.c
decoders += %D%/tns.c
decoders += %D%/ike.c
decoders += %D%/pptp.c
decoders += %D%/dnp3.c
decoders += %D%/amqp.c
decoders += %D%/mqtt.c
decoders += %D%/tftp.c
decoders += %D%/stun.c
decoders += %D%/x11.c
decoders += %D%/bacnet.c
decoders += %D%/enip.c
decoders += %D%/iec104.c
decoders += %D%/knx.c
decoders += %D%/epmd.c
decoders += %D%/fox.c
decoders += %D%/modbus.c
decoders += %D%/netbios.c
decoders += %D%/mdns.c
decoders += %D%/llmnr.c
decoders += %D%/dns.c
decoders += %D%/ntp.c
decoders += %D%/gopher.c
decoders += %D%/ident.c
decoders += %D%/finger.c
decoders += %D%/lpd.c
decoders += %D%/clamav.c
decoders += %D%/minecraft.c
decoders += %D%/teamspeak.c
decoders += %D%/whois.c
decoders += %D%/time.c
decoders += %D%/chargen.c
decoders += %D%/daytime.c
decoders += %D%/ber.c

libbs_core_a_SOURCES += $(decoders)
libbs_core_a_SOURCES += %D%/cursor.c %D%/cursor.h %D%/field.c %D%/field.h
libbs_core_a_SOURCES += %D%/decode.c %D%/heading.c %D%/heading.h
libbs_core_a_SOURCES += %D%/dicom.h %D%/dicom_associate.c %D%/dicom_data.c
libbs_core_a_SOURCES += %D%/dicom_uids.c %D%/dicom_uids.h
libbs_core_a_SOURCES += %D%/lines.c %D%/lines.h %D%/tls.h %D%/tls_certificate.c %D%/tls_hello.c
libbs_core_a_SOURCES += %D%/dns_read.c %D%/dns_read.h
libbs_core_a_SOURCES += %D%/http_body.c %D%/http_body.h
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
