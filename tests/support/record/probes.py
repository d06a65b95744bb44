"""The probes: what scanners say to a port they know nothing about.

TCP and UDP tables of NAME: bytes.  Names are those of the protocols; each was written from the
protocol's standard, not taken from another program's list.
"""


def tlv(tag, value):
    n = len(value)
    size = bytes([n]) if n < 128 else b"\x82" + n.to_bytes(2, "big")
    return bytes([tag]) + size + value


def item(kind, value):
    return bytes([kind, 0]) + len(value).to_bytes(2, "big") + value


def associate(called=b"ANY-SCP", calling=b"ECHOSCU", context=b"1.2.840.10008.3.1.1.1",
              abstract=b"1.2.840.10008.1.1"):
    """A-ASSOCIATE-RQ, DICOM PS3.8 9.3.2."""
    offer = item(0x20, b"\x01\0\0\0" + item(0x30, abstract) + item(0x40, b"1.2.840.10008.1.2"))
    user = item(0x50, item(0x51, b"\0\0\x40\0") + item(0x52, b"1.2.826.0.1.3680043.8.498.1"))
    body = (b"\0\1\0\0" + called.ljust(16) + calling.ljust(16) + bytes(32)
            + item(0x10, context) + offer + user)
    return b"\1\0" + len(body).to_bytes(4, "big") + body


def element(number, value):
    """Of group 0000, implicit VR little endian."""
    return b"\0\0" + number.to_bytes(2, "little") + len(value).to_bytes(4, "little") + value


def c_echo():
    """C-ECHO-RQ in a P-DATA-TF, DICOM PS3.7 9.3.5; it does not wait for the association."""
    command = (element(2, b"1.2.840.10008.1.1\0") + element(0x100, b"\x30\0")
               + element(0x110, b"\1\0") + element(0x800, b"\1\1"))
    command = element(0, len(command).to_bytes(4, "little")) + command
    value = (2 + len(command)).to_bytes(4, "big") + b"\1\3" + command
    return b"\4\0" + len(value).to_bytes(4, "big") + value


ECHO = c_echo()


def client_hello(version, suites, extensions=b"", record=b"\x03\x01"):
    """ClientHello: RFC 5246 section 7.4, RFC 8446 section 4.1."""
    listed = b"".join(s.to_bytes(2, "big") for s in suites)
    body = (version + bytes(range(32)) + b"\0" + len(listed).to_bytes(2, "big") + listed + b"\1\0"
            + (len(extensions).to_bytes(2, "big") + extensions if extensions else b""))
    message = b"\1" + len(body).to_bytes(3, "big") + body
    return b"\x16" + record + len(message).to_bytes(2, "big") + message


def ext(kind, value):
    return kind.to_bytes(2, "big") + len(value).to_bytes(2, "big") + value


SIGNATURES = ext(13, bytes.fromhex("0010" "0403050306030804080508060401" "0501"))
GROUPS = ext(10, bytes.fromhex("0006" "001d00170018"))
SUITES_12 = [0xC02F, 0xC030, 0xC02B, 0xC02C, 0xC013, 0xC014, 0x9C, 0x9D, 0x2F, 0x35, 0x0A]
TLS12 = client_hello(b"\x03\x03", SUITES_12, GROUPS + SIGNATURES + ext(11, b"\1\0"))
TLS13 = client_hello(
    b"\x03\x03", [0x1301, 0x1302, 0x1303],
    GROUPS + SIGNATURES + ext(43, b"\x02\x03\x04")
    + ext(51, bytes.fromhex("0024001d0020") + b"\x09" + bytes(31)))
SSL3 = client_hello(b"\x03\x00", [0x0A, 0x05, 0x04], record=b"\x03\x00")

SIP = (b"OPTIONS sip:probe@192.0.2.10 SIP/2.0\r\nVia: SIP/2.0/%s 192.0.2.20;branch=z9hG4bK1;rport\r\n"
       b"From: <sip:probe@192.0.2.20>;tag=1\r\nTo: <sip:probe@192.0.2.10>\r\nCall-ID: 50000\r\n"
       b"CSeq: 42 OPTIONS\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n"
       b"Contact: <sip:probe@192.0.2.20>\r\nAccept: application/sdp\r\n\r\n")
HL7 = (b"\x0bMSH|^~\\&|PROBE|LAB|RECEIVER|WARD|20260101120000||ADT^A01|1|P|2.3\r"
       b"EVN|A01|20260101120000\rPID|1||0||DOE^JANE\r\x1c\r")
HL7_CUT = b"\x0bMSH|^~\\&|PROBE\r\x1c\r"
HL7_QUERY = (b"\x0bMSH|^~\\&|PROBE|LAB|RECEIVER|WARD|20260101120000||QRY^A19|Q1|P|2.5.1\r"
             b"QRD|20260101120000|R|I|Q1|||1^RD|1|DEM\r\x1c\r")
BIND_V3 = bytes.fromhex("300c020101600702010304008000")
ROOT_DSE = bytes.fromhex("3028020102632304000a01000a0100020100020100010100870b"
                         "6f626a656374436c617373300304012b")
SMB1_DIALECTS = b"".join(b"\x02" + d + b"\0" for d in
                         [b"PC NETWORK PROGRAM 1.0", b"LANMAN1.0", b"NT LM 0.12", b"SMB 2.002"])
SMB1_ONLY = b"\x02NT LM 0.12\0"


def smb1(dialects):
    message = (b"\xffSMB\x72" + bytes(4) + b"\x18\x53\xc8" + bytes(12) + b"\xff\xff\xff\xfe"
               + bytes(4) + b"\0" + len(dialects).to_bytes(2, "little") + dialects)
    return len(message).to_bytes(4, "big") + message


def smb2():
    head = b"\xfeSMB\x40\0" + bytes(58)
    body = (b"\x24\0\x02\0\1\0" + bytes(2) + bytes(4) + bytes(range(16)) + bytes(8)
            + b"\x02\x02\x10\x02")
    message = head + body
    return len(message).to_bytes(4, "big") + message


def as_req():
    """AS-REQ without pre-authentication, RFC 4120 5.4.1."""
    def name(kind, *parts):
        return tlv(0x30, tlv(0xA0, tlv(2, bytes([kind])))
                   + tlv(0xA1, tlv(0x30, b"".join(tlv(0x1B, p) for p in parts))))
    realm = b"HOSP.EXAMPLE"
    body = tlv(0x30, tlv(0xA0, tlv(3, b"\0\0\0\0\x10")) + tlv(0xA1, name(1, b"probe"))
               + tlv(0xA2, tlv(0x1B, realm)) + tlv(0xA3, name(2, b"krbtgt", realm))
               + tlv(0xA5, tlv(0x18, b"20370101000000Z")) + tlv(0xA7, tlv(2, b"\x1f\x1e\xb9\xd9"))
               + tlv(0xA8, tlv(0x30, tlv(2, b"\x12") + tlv(2, b"\x11") + tlv(2, b"\x17"))))
    return tlv(0x6A, tlv(0x30, tlv(0xA1, tlv(2, b"\5")) + tlv(0xA2, tlv(2, b"\x0a"))
                         + tlv(0xA4, body)))


AS_REQ = as_req()
X224 = bytes.fromhex("0300002a25e00000000000") + b"Cookie: mstshash=nmap\r\n" + bytes.fromhex(
    "0100080003000000")
TNS_DATA = b"(CONNECT_DATA=(COMMAND=version))"
TNS = ((58 + len(TNS_DATA)).to_bytes(2, "big") + bytes.fromhex("00000100000001360 12c00000800"
       "7fff7f0800000001".replace(" ", "")) + len(TNS_DATA).to_bytes(2, "big")
       + (58).to_bytes(2, "big") + bytes(30) + TNS_DATA)
PRELOGIN = bytes.fromhex("12010034000000000000150006010 01b000102001c000c0300280004ff"
                         "08000155000000".replace(" ", "")) + b"MSSQLServer\0" + bytes(4)
PRELOGIN = PRELOGIN[:2] + len(PRELOGIN).to_bytes(2, "big") + PRELOGIN[4:]
MONGO = (b"\x3a\0\0\0\1\0\0\0\0\0\0\0\xd4\x07\0\0\0\0\0\0admin.$cmd\0\0\0\0\0\xff\xff\xff\xff"
         b"\x13\0\0\0\x10isMaster\0\1\0\0\0\0")
MONGO = len(MONGO).to_bytes(4, "little") + MONGO[4:]
PG_START = b"user\0probe\0database\0probe\0\0"
PG_START = (8 + len(PG_START)).to_bytes(4, "big") + b"\0\3\0\0" + PG_START
DNS_QUERY = b"\0\6\1\0\0\1\0\0\0\0\0\0\7version\4bind\0\0\x10\0\3"
DNS_STATUS = bytes.fromhex("000010000000000000000000")
DNS_AXFR_ROOT = b"\0\7\1\0\0\1\0\0\0\0\0\0\0\0\2\0\1"
SNMP1 = tlv(0x30, tlv(2, b"\0") + tlv(4, b"public") + tlv(0xA0, tlv(2, b"\1") + tlv(2, b"\0")
            + tlv(2, b"\0") + tlv(0x30, tlv(0x30, bytes.fromhex("06082b06010201010100") + b"\5\0"))))
SNMP3 = tlv(0x30, tlv(2, b"\3") + tlv(0x30, tlv(2, b"\x4a\x69") + tlv(2, b"\0\xff\xe3")
            + tlv(4, b"\4") + tlv(2, b"\3"))
            + tlv(4, tlv(0x30, tlv(4, b"") + tlv(2, b"\0") + tlv(2, b"\0") + tlv(4, b"")
                         + tlv(4, b"") + tlv(4, b"")))
            + tlv(0x30, tlv(4, b"") + tlv(4, b"") + tlv(0xA0, tlv(2, b"\x37\xf0") + tlv(2, b"\0")
                                                        + tlv(2, b"\0") + tlv(0x30, b""))))
STUN = bytes.fromhex("000100002112a442") + b"probe-000001"
ONC_NULL = bytes.fromhex("72fe1d130000000000000002000186a00001977c0000000000000000"
                         "000000000000000000000000")


def ike1():
    """Main mode, one proposal with four transforms, RFC 2409 5."""
    rest = b""
    for i, (cipher, group) in enumerate([(7, 14), (7, 2), (5, 2), (1, 1)]):
        attrs = (bytes([0x80, 1, 0, cipher, 0x80, 2, 0, 2, 0x80, 3, 0, 1, 0x80, 4, 0, group])
                 + (b"\x80\x0e\x00\x80" if cipher == 7 else b"") + b"\x80\x0b\0\1\x80\x0c\x70\x80")
        rest += (b"\0\0" if i == 3 else b"\3\0") + (8 + len(attrs)).to_bytes(2, "big") + bytes(
            [i + 1, 1, 0, 0]) + attrs
    proposal = b"\0\0" + (8 + len(rest)).to_bytes(2, "big") + b"\1\1\0\4" + rest
    sa = b"\0\0" + (12 + len(proposal)).to_bytes(2, "big") + b"\0\0\0\1\0\0\0\1" + proposal
    return (bytes(range(1, 9)) + bytes(8) + b"\1\x10\2\0" + bytes(4)
            + (28 + len(sa)).to_bytes(4, "big") + sa)


def ike2():
    """IKE_SA_INIT whose KE is of a group nobody takes, RFC 7296 1.2."""
    transforms = (bytes.fromhex("0300000c0100000c800e0100") + bytes.fromhex("0300000802000005")
                  + bytes.fromhex("030000080300000c") + bytes.fromhex("000000080400000e"))
    sa = b"\0\0" + (8 + len(transforms)).to_bytes(2, "big") + b"\1\1\0\4" + transforms
    sa = b"\x22\0" + (4 + len(sa)).to_bytes(2, "big") + sa
    ke = b"\x28\0" + (8 + 256).to_bytes(2, "big") + b"\0\x0e\0\0" + b"\x05" * 256
    nonce = b"\0\0" + (4 + 32).to_bytes(2, "big") + bytes(range(32))
    body = sa + ke + nonce
    return (bytes(range(1, 9)) + bytes(8) + b"\x21\x20\x22\x08" + bytes(4)
            + (28 + len(body)).to_bytes(4, "big") + body)


MQTT = bytes.fromhex("101200044d5154540402003c0006") + b"probe1"
TCP = {
    "null": b"",
    "crlf": b"\r\n\r\n",
    "help": b"HELP\r\n",
    "get": b"GET / HTTP/1.0\r\n\r\n",
    "get11": b"GET / HTTP/1.1\r\nHost: 192.0.2.10\r\nUser-Agent: probe\r\nAccept: */*\r\n\r\n",
    "get-missing": b"GET /nice%20ports%2C/Tri%6Eity.txt%2ebak HTTP/1.0\r\n\r\n",
    "http-options": b"OPTIONS / HTTP/1.0\r\n\r\n",
    "h2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(3) + b"\4\0" + bytes(4),
    "rtsp": b"OPTIONS / RTSP/1.0\r\nCSeq: 1\r\n\r\n",
    "sip": SIP % b"TCP",
    "ehlo": b"EHLO probe.example\r\n",
    "ftp-anonymous": b"USER anonymous\r\nPASS probe@\r\n",
    "imap-capability": b"a1 CAPABILITY\r\n",
    "ssh": b"SSH-2.0-probe\r\n",
    "tls12": TLS12,
    "tls13": TLS13,
    "ssl3": SSL3,
    "dicom": associate(),
    "dicom-context": associate(context=b"1.2.3.4"),
    "dicom-store": associate(b"PACS", b"PROBE", abstract=b"1.2.840.10008.5.1.4.1.1.7"),
    "dicom-release": bytes.fromhex("05000000000400000000"),
    "dicom-echo": associate() + ECHO,
    "hl7": HL7,
    "hl7-cut": HL7_CUT,
    "hl7-query": HL7_QUERY,
    "ldap-v3": BIND_V3,
    "ldap-v2": bytes.fromhex("300c020101600702010204008000"),
    "ldap-rootdse": ROOT_DSE,
    "smb1": smb1(SMB1_ONLY),
    "smb1-and-2": smb1(SMB1_DIALECTS),
    "smb2": smb2(),
    "rdp": X224,
    "tpkt": bytes.fromhex("0300000b06e00000000000"),
    "s7": bytes.fromhex("0300001611e00000000100c0010ac1020100c2020102"),
    "modbus": bytes.fromhex("000100000005002b0e0100"),
    "mqtt": MQTT,
    "amqp": b"AMQP\0\0\x09\x01",
    "amqp-1.0": b"AMQP\0\1\0\0",
    "redis": b"INFO\r\n",
    "redis-array": b"*1\r\n$4\r\nPING\r\n",
    "memcached": b"stats\r\n",
    "memcached-version": b"version\r\n",
    "postgresql-ssl": bytes.fromhex("0000000804d2162f"),
    "postgresql": PG_START,
    "mssql": PRELOGIN,
    "mongodb": MONGO,
    "x11": bytes.fromhex("6c000b000000000000000000"),
    "kerberos": len(AS_REQ).to_bytes(4, "big") + AS_REQ,
    "dns": len(DNS_QUERY).to_bytes(2, "big") + DNS_QUERY,
    "dns-status": len(DNS_STATUS).to_bytes(2, "big") + DNS_STATUS,
    "socks5": b"\5\2\0\2",
    "socks4": b"\4\1\0\x50\xc0\0\2\x0aroot\0",
    "terminal-server": b"\x03\0\0\x0b\x06\xe0\0\0\0\0\0",
    "oracle-tns": TNS,
    "rmi": b"JRMI\0\2K",
    "giop": b"GIOP\1\0\1\0\x24\0\0\0\0\0\0\0\1\0\0\0\1\0\0\0\6\0\0\0abcdef\0\0\4\0\0\0get\0\0\0\0\0",
    "rpc": b"\x80\0\0\x28" + ONC_NULL,
    "xmpp": b"<?xml version='1.0'?><stream:stream to='hosp.example' xmlns='jabber:client' "
            b"xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>",
    "git": b"0032git-upload-pack /project.git\0host=hosp.example\0",
    "irc": b"NICK probe\r\nUSER probe 0 * :probe\r\n",
    "rsync": b"@RSYNCD: 31.0\n",
    "finger": b"root\r\n",
    "lpd": b"\4default\n",
    "pjl": b"\x1b%-12345X@PJL INFO ID\r\n\x1b%-12345X\r\n",
    "zookeeper": b"stat",
    "zookeeper-ruok": b"ruok",
    "vnc": b"RFB 003.008\n",
    "pptp": bytes.fromhex("009c00011a2b3c4d00010000010000000000000100000001ffff0001")
            + b"probe".ljust(64, b"\0") + b"probe".ljust(64, b"\0"),
    "openvpn": bytes.fromhex("000e380102030405060708000000000000")[:16],
    "stun": STUN,
    "gearman": b"version\n",
    "quit": b"QUIT\r\n",
}
UDP = {
    "snmp1": SNMP1,
    "snmp3": SNMP3,
    "ntp": b"\xe3" + bytes(47),
    "ntp-readvar": b"\x16\x02\0\1" + bytes(8),
    "dns": DNS_QUERY,
    "dns-status": DNS_STATUS,
    "dns-root": DNS_AXFR_ROOT,
    "tftp": b"\0\1boot.ini\0octet\0",
    "tftp-netascii": b"\0\1r7tftp.txt\0netascii\0",
    "stun": STUN,
    "ike1": ike1(),
    "ike2": ike2(),
    "coap": bytes.fromhex("4001 0001 bb2e77656c6c2d6b6e6f776e 04636f7265".replace(" ", "")),
    "bacnet": bytes.fromhex("810a001101040005010c0c023fffff194b"),
    "sip": SIP % b"UDP",
    "kerberos": AS_REQ,
    "rpc": ONC_NULL,
    "ldap": ROOT_DSE,
    "netbios": bytes.fromhex("80f00010000100000000000020") + b"CK" + b"A" * 30 + b"\0\0\x21\0\1",
    "radius": bytes.fromhex("0c010014") + bytes(16),
    "memcached": b"\0\0\0\0\0\1\0\0stats\r\n",
    "mdns": bytes.fromhex("000000000001000000000000") + b"\x09_services\7_dns-sd\4_udp\5local\0\0\x0c\0\1",
    "ssdp": b"M-SEARCH * HTTP/1.1\r\nHOST: 192.0.2.10:1900\r\nMAN: \"ssdp:discover\"\r\nMX: 1\r\n"
            b"ST: ssdp:all\r\n\r\n",
    "openvpn": b"\x38\1\2\3\4\5\6\7\x08\0\0\0\0\0",
    "rip": b"\1\1\0\0" + bytes(16) + b"\0\0\0\x10",
    "mumble": bytes(4) + b"probe123",
    "crlf": b"\r\n",
    "help": b"help\r\n\r\n",
}
