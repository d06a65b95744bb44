"""Mail, names, files, terminals, monitoring, games: the second batch."""
import os
from box import of_batch, find, HOST, EXTRA
from serve_mail import dovecot_config

server = of_batch(2)


# -- mail and news

@server("postfix", "smtp", "postfix", EXTRA + "/usr/sbin/postfix")
def postfix(box):
    lib = EXTRA + "/usr/lib/postfix"
    box.env = {"LD_LIBRARY_PATH": lib, "MAIL_CONFIG": box.path("etc")}
    box.write("etc/main.cf", f"""compatibility_level = 3.6
myhostname = hosp.example
queue_directory = {box.dir}/q
data_directory = {box.dir}/d
daemon_directory = {lib}/sbin
command_directory = {EXTRA}/usr/sbin
mail_owner = nobody
setgid_group = mail
inet_interfaces = {HOST}
alias_maps =
maillog_file = /dev/stdout
shlib_directory = {lib}
meta_directory = {box.dir}/etc
""")
    box.write("etc/master.cf", f"{HOST}:{box.port} inet n - n - - smtpd\npostlog unix-dgram n - n - 1 "
              "postlogd\nrewrite unix - - n - - trivial-rewrite\nanvil unix - - n - 1 anvil\n"
              "cleanup unix n - n - 0 cleanup\n")
    for name in "active bounce corrupt defer deferred flush hold incoming maildrop pid private "\
                "public saved trace".split():
        box.write(f"q/{name}/x", "")
    box.write("d/x", "")
    box.run("chown", "-R", "nobody", box.dir, check=False)
    return [lib + "/sbin/master", "-c", box.path("etc"), "-d"]


@server("sendmail", "smtp", "sendmail-bin", EXTRA + "/usr/libexec/sendmail/sendmail")
def sendmail(box):
    conf = box.write("s.cf", f"""V10/Debian
Cwlocalhost
Djhosp.example
DnMAILER-DAEMON
O QueueDirectory={box.dir}
O DaemonPortOptions=Port={box.port}, Addr={HOST}, Name=MTA
O SmtpGreetingMessage=$j Sendmail $v/$Z; $b
DZ8.17.1.9
O PidFile={box.dir}/pid
O DontBlameSendmail=GroupWritableDirPathSafe,WorldWritableDirPathSafe
O Timeout.ident=0
S0
R$* $: $1
Mlocal, P=/bin/true, F=lsDFMAw5:/|@q, S=0, R=0, A=true
Mprog, P=/bin/true, F=lsDFMoqeu9, S=0, R=0, A=true
""")
    return [EXTRA + "/usr/libexec/sendmail/sendmail", "-bD", "-C", conf]


@server("opensmtpd", "smtp", "opensmtpd", EXTRA + "/usr/sbin/smtpd")
def opensmtpd(box):
    return ["smtpd", "-d", "-f", box.write(
        "s.conf", f"listen on {HOST} port {box.port} hostname hosp.example\naction a relay\n"
        "match for any action a\n")]


@server("msmtpd", "smtp", "msmtp", "msmtpd")
def msmtpd(box):
    return ["msmtpd", f"--interface={HOST}", f"--port={box.port}", "--command=true %F --"]


@server("qpsmtpd", "smtp", "qpsmtpd", EXTRA + "/usr/bin/qpsmtpd-forkserver")
def qpsmtpd(box):
    return ["perl", "-I" + EXTRA + "/usr/share/perl5", EXTRA + "/usr/bin/qpsmtpd-forkserver", "-l", HOST,
            "-p", str(box.port), "-u", "nobody", "-c", "100", "-m", "100"]


@server("courier-imap", "imap", "courier-imap", EXTRA + "/usr/lib/courier/courier/imaplogin")
def courier_imap(box):
    box.env = {"IMAP_CAPABILITY": "IMAP4rev1 UIDPLUS CHILDREN", "TCPREMOTEIP": "192.0.2.20",
               "TCPLOCALPORT": "143", "IMAP_STARTTLS": "NO"}
    return box.inetd(EXTRA + "/usr/lib/courier/courier/imaplogin", "/bin/true")


@server("courier-pop3", "pop3", "courier-pop", EXTRA + "/usr/lib/courier/courier/courierpop3login")
def courier_pop3(box):
    box.env = {"TCPREMOTEIP": "192.0.2.20", "POP3_STARTTLS": "NO"}
    return box.inetd(EXTRA + "/usr/lib/courier/courier/courierpop3login", "/bin/true")


@server("mailutils-imap4d", "imap", "mailutils-imap4d", "imap4d")
def imap4d(box):
    return box.inetd("imap4d", "--inetd")


@server("mailutils-pop3d", "pop3", "mailutils-pop3d", "pop3d")
def pop3d(box):
    return box.inetd("/usr/sbin/pop3d", "--inetd")


@server("popa3d", "pop3", "popa3d", EXTRA + "/usr/sbin/popa3d")
def popa3d(box):
    return box.inetd(EXTRA + "/usr/sbin/popa3d")


@server("solid-pop3d", "pop3", "solid-pop3d", EXTRA + "/usr/sbin/solid-pop3d")
def solid_pop3d(box):
    return box.inetd(EXTRA + "/usr/sbin/solid-pop3d")


@server("dovecot-lmtp", "lmtp smtp", "dovecot-lmtpd", "dovecot")
def dovecot_lmtp(box):
    text = dovecot_config(box, "imap")
    with open(text) as f:
        conf = f.read().replace("protocols = imap", "protocols = lmtp")
    conf = conf[:conf.index("service imap-login")] + f"""service lmtp {{
 inet_listener lmtp {{
  port = {box.port}
 }}
}}
service anvil {{
 chroot =
}}
"""
    return ["dovecot", "-F", "-c", box.write("d.conf", conf)]


@server("dovecot-sieve", "sieve managesieve", "dovecot-managesieved", "dovecot")
def dovecot_sieve(box):
    text = dovecot_config(box, "imap")
    with open(text) as f:
        conf = f.read().replace("protocols = imap", "protocols = sieve")
    a, b = conf.index("service imap-login"), conf.index("service anvil")
    conf = conf[:a] + f"""service managesieve-login {{
 chroot =
 inet_listener sieve {{
  port = {box.port}
 }}
}}
""" + conf[b:]
    return ["dovecot", "-F", "-c", box.write("d.conf", conf)]


@server("inn2", "nntp", "inn2", EXTRA + "/usr/lib/news/bin/nnrpd")
def inn2(box):
    return box.inetd(EXTRA + "/usr/lib/news/bin/nnrpd")


@server("leafnode", "nntp", "leafnode", "leafnode")
def leafnode(box):
    box.env = {"LN_LOCK_TIMEOUT": "1"}
    return box.inetd("/usr/sbin/leafnode", "-F", box.write("config", "server = news.example\n"
                                                          "hostname = hosp.example\n"))


@server("spamd", "spamd", "spamassassin", "spamd")
def spamd(box):
    return ["spamd", "-i", HOST, "-p", str(box.port), "-L", "-u", "nobody", "--max-children=20",
            "-r", box.path("pid")]


@server("clamd", "clamd clamav", "clamav-daemon", "clamd")
def clamd(box):
    box.write("db/main.ndb", "Test:0:*:58354f2150254041505b345c505a58353428505e2937434329377d24\n")
    return ["clamd", "-F", "-c", box.write(
        "c.conf", f"TCPSocket {box.port}\nTCPAddr {HOST}\nDatabaseDirectory {box.dir}/db\n"
        "Foreground yes\nMaxThreads 40\n")]


@server("rspamd", "http rspamd", "rspamd", "rspamd")
def rspamd(box):
    os.chmod(box.dir, 0o777)
    return ["rspamd", "-f", "-i", "-c", box.write(
        "r.conf", f"options {{ pidfile = \"{box.dir}/pid\"; }}\nlogging {{ type = \"console\"; }}\n"
        f"worker {{ type = \"normal\"; bind_socket = \"{HOST}:{box.port}\"; count = 2; }}\n")]


@server("postgrey", "postfix-policy policyd", "postgrey", "postgrey")
def postgrey(box):
    return ["postgrey", f"--inet={HOST}:{box.port}", f"--dbdir={box.dir}", "--user=root",
            "--group=root", f"--pidfile={box.dir}/pid"]


# -- files

@server("proftpd-sftp", "ssh sftp", "proftpd-mod-crypto", "proftpd")
def proftpd_sftp(box):
    box.run("ssh-keygen", "-q", "-t", "rsa", "-m", "PEM", "-N", "", "-f", box.path("key"))
    return ["proftpd", "-n", "-q", "-c", box.write("p.conf", f"""ServerName "Example"
ModulePath {EXTRA}/usr/lib/proftpd
LoadModule mod_sftp.c
ServerType standalone
DefaultServer on
Port {box.port}
DefaultAddress {HOST}
UseIPv6 off
User nobody
Group nogroup
PidFile {box.dir}/pid
ScoreboardFile {box.dir}/score
DelayTable none
WtmpLog off
SystemLog {box.dir}/log
SFTPEngine on
SFTPHostKey {box.dir}/key
""")]


@server("ftpd-ssl", "ftp", "ftpd-ssl", EXTRA + "/usr/sbin/in.ftpd")
def ftpd_ssl(box):
    return box.inetd(EXTRA + "/usr/sbin/in.ftpd")


@server("cvs", "cvs cvspserver", "cvs", "cvs")
def cvs(box):
    box.run("cvs", "-d", box.path("r"), "init")
    return box.inetd("cvs", "-f", f"--allow-root={box.dir}/r", "pserver")


@server("nbd", "nbd", "nbd-server", "nbd-server")
def nbd(box):
    disk = box.write("disk", "x" * 4096)
    return ["nbd-server", "-n", "-C", box.write(
        "n.conf", f"[generic]\n listenaddr = {HOST}\n port = {box.port}\n[d]\n exportname = {disk}\n")]


@server("samba-nmbd", "netbios", "samba", "nmbd", "udp")
def nmbd(box):
    for name in ("p", "l", "s", "c", "r", "n"):
        box.write(name + "/x", "")
    return ["nmbd", "-F", "--no-process-group", "-p", str(box.port), "-s", box.write(
        "s.conf", f"[global]\nnetbios name = EXAMPLE\nworkgroup = HOSP\ninterfaces = {HOST}\n"
        f"private dir = {box.dir}/p\nlock directory = {box.dir}/l\nstate directory = {box.dir}/s\n"
        f"cache directory = {box.dir}/c\npid directory = {box.dir}/r\nncalrpc dir = {box.dir}/n\n"
        f"log file = {box.dir}/log\n"), "-l", box.dir]


@server("tftpd-hpa", "tftp", "tftpd-hpa", "in.tftpd", "udp")
def tftpd_hpa(box):
    os.chmod(box.dir, 0o777)
    return ["in.tftpd", "-L", "-a", f"{HOST}:{box.port}", "-s", "-u", "nobody", box.dir]


# -- terminals and screens

@server("lsh", "ssh", "lsh-server", "lshd")
def lsh(box):
    box.env = {"HOME": box.dir}
    box.run("sh", "-c", f"lsh-make-seed --sloppy -o {box.dir}/seed; lsh-keygen --server -l 1024 | "
            f"lsh-writekey --server -o {box.dir}/key")
    box.env["LSH_YARROW_SEED_FILE"] = box.path("seed")
    return ["lshd", "--interface", HOST, "-p", str(box.port), "-h", box.path("key"), "--no-syslog"]


@server("sshesame", "ssh", "sshesame", "sshesame")
def sshesame(box):
    box.env = {"HOME": box.dir, "XDG_DATA_HOME": box.dir}
    return ["sshesame", "-data_dir", box.dir, "-config", box.write(
        "s.yml", f"server:\n  listen_address: {HOST}:{box.port}\n")]


@server("rlogind", "rlogin", "rsh-redone-server", "in.rlogind")
def rlogind(box):
    return box.inetd("in.rlogind")


@server("rshd", "rsh shell rlogin", "rsh-redone-server", "in.rshd")
def rshd(box):
    return box.inetd("in.rshd")


@server("ser2net", "telnet", "ser2net", "ser2net")
def ser2net(box):
    return ["ser2net", "-n", "-d", "-c", box.write(
        "s.yml", f"connection: &a\n accepter: telnet(rfc2217),tcp,{HOST},{box.port}\n"
        " connector: echo\n options:\n  kickolduser: false\n  max-connections: 100\n  banner: Example line\\r\\n\n")]


@server("conserver", "conserver", "conserver-server", "conserver")
def conserver(box):
    return ["conserver", "-n", "-M", HOST, "-p", str(box.port), "-c", "1", "-C", box.write(
        "c.cf", f"default * {{ master {HOST}; logfile /dev/null; }}\nconsole x {{ type exec; exec cat; }}\n"
        f"access * {{ allowed {HOST}; }}\n"), "-P", box.write("pw", "")]


@server("tightvnc", "vnc", "tightvncserver", "Xtightvnc")
def tightvnc(box):
    return ["Xtightvnc", f":{box.port % 1000 + 500}", "-rfbport", str(box.port), "-localhost",
            "-rfbauth", box.write("pw", "12345678"), "-interface", HOST]


@server("x11vnc", "vnc", "x11vnc", "x11vnc")
def x11vnc(box):
    return ["x11vnc", "-create", "-listen", HOST, "-rfbport", str(box.port), "-forever", "-nopw",
            "-shared", "-env", "FD_PROG=/bin/cat", "-env", "FD_GEOM=320x200x16"]


@server("freerdp-shadow", "rdp", "freerdp2-shadow-x11", "Xvfb freerdp-shadow-cli")
def freerdp(box):
    box.env = {"HOME": box.dir}
    return ["sh", "-c", f"Xvfb :{box.port % 1000 + 600} -screen 0 320x200x24 & sleep 1; "
            f"DISPLAY=:{box.port % 1000 + 600} exec freerdp-shadow-cli /port:{box.port} -auth "
            f"/bind-address:{HOST}"]


@server("xpra", "xpra http ssh tls", "xpra", "xpra")
def xpra(box):
    box.env = {"HOME": box.dir, "XDG_RUNTIME_DIR": box.dir}
    return ["xpra", "start", f":{box.port % 1000 + 700}", f"--bind-tcp={HOST}:{box.port}", "--no-daemon",
            "--mdns=no", "--notifications=no", "--pulseaudio=no", "--html=off", "--start-new-commands=no"]


# -- talk

@server("inspircd", "irc", "inspircd", "inspircd")
def inspircd(box):
    os.chmod(box.dir, 0o777)
    conf = box.write("i.conf", f"""<config format="xml">
<server name="irc.hosp.example" description="Example" network="Example">
<admin name="x" nick="x" email="x@hosp.example">
<bind address="{HOST}" port="{box.port}" type="clients">
<power diepass="x" restartpass="x">
<connect allow="*" timeout="10" localmax="200" globalmax="200">
<path datadir="{box.dir}" logdir="{box.dir}" runtimedir="{box.dir}">
<pid file="{box.dir}/pid">
""")
    return box.as_user("nobody", "inspircd", "--nofork", "--runasroot", f"--config={conf}")


@server("ircd-hybrid", "irc", "ircd-hybrid", "ircd-hybrid")
def hybrid(box):
    os.chmod(box.dir, 0o777)
    conf = box.write("i.conf", f"""serverinfo {{ name = "irc.hosp.example"; description = "Example";
 network_name = "example"; max_clients = 200; }};
listen {{ host = "{HOST}"; port = {box.port}; }};
class {{ name = "users"; ping_time = 90 seconds; number_per_ip_local = 200; max_number = 200;
 sendq = 100 kbytes; }};
auth {{ user = "*@*"; class = "users"; }};
""")
    box.env = {"LD_LIBRARY_PATH": EXTRA + "/usr/lib/x86_64-linux-gnu"}
    return box.as_user("nobody", "ircd-hybrid", "-foreground", "-configfile", conf, "-pidfile",
                       box.path("pid"), "-logfile", box.path("log"))


@server("ergo", "irc", "ergo", "ergo")
def ergo(box):
    return box.as_user("nobody", "ergo", "--conf", box.write("e.yml", f"""network: {{name: Example}}
server:
  name: irc.hosp.example
  listeners: {{"{HOST}:{box.port}": {{}}}}
  max-sendq: 96k
  casemapping: ascii
  max-line-len: 512
  ip-limits: {{count: false, throttle: false}}
  lookup-hostnames: false
datastore: {{path: {box.dir}/ircd.db, autoupgrade: true}}
accounts: {{authentication-enabled: true}}
channels: {{default-modes: +nt}}
limits: {{nicklen: 32, identlen: 20, channellen: 64, awaylen: 390, kicklen: 390, topiclen: 390,
  monitor-entries: 100, whowas-entries: 100, chan-list-modes: 60}}
logging: [{{method: stderr, type: "*", level: error}}]
languages: {{enabled: false}}
"""))


@server("jabberd2", "xmpp", "jabberd2", EXTRA + "/usr/sbin/jabberd2-c2s")
def jabberd2(box):
    return ["jabberd2-c2s", "-c", box.write("c2s.xml", f"""<c2s><id>c2s</id><pidfile>{box.dir}/pid</pidfile>
<router><ip>{HOST}</ip><port>9</port><user>x</user><pass>x</pass></router>
<local><id register-enable='mu'>hosp.example</id><ip>{HOST}</ip><port>{box.port}</port></local>
<log type='stdout'/><io><max_fds>1024</max_fds></io></c2s>""")]


@server("sipp", "sip", "sip-tester", "sipp", "udp")
def sipp(box):
    return ["sipp", "-sn", "uas", "-i", HOST, "-p", str(box.port), "-nostdin", "-bg"][:-1]


@server("twisted-sip", "sip", "python3-twisted", "python3", "udp")
def twisted_sip(box):
    return box.python("""from twisted.internet import reactor
from twisted.protocols import sip
class S(sip.Base):
    def handle_request(self, message, addr):
        self.deliverResponse(self.responseFromRequest(405, message))
    def responseFromRequest(self, code, request):
        r = sip.Response(code)
        for name in ('via', 'to', 'from', 'call-id', 'cseq'):
            r.headers[name] = request.headers.get(name, [])[:]
        return r
reactor.listenUDP(PORT, S(), interface=HOST)
reactor.run()
""")


@server("mumble-tcp", "tls mumble", "mumble-server", "murmurd")
def mumble(box):
    os.chmod(box.dir, 0o777)
    return box.as_user("nobody", "murmurd", "-fg", "-ini", box.write(
        "m.ini", f"database={box.dir}/db.sqlite\nhost={HOST}\nport={box.port}\nlogfile={box.dir}/log\nautobanAttempts=0\n"))


@server("stompserver", "stomp", "stompserver", "stompserver")
def stompserver(box):
    return ["stompserver", "-b", HOST, "-p", str(box.port), "-w", box.dir]


# -- names, time, network

@server("pdns-udp", "dns", "pdns-server", "pdns_server", "udp")
def pdns_udp(box):
    return pdns(box)


@server("pdns-tcp", "dns", "pdns-server", "pdns_server")
def pdns(box):
    return ["pdns_server", "--daemon=no", "--guardian=no", f"--config-dir={box.dir}",
            f"--local-address={HOST}", f"--local-port={box.port}", f"--socket-dir={box.dir}",
            "--launch="]


@server("kresd-udp", "dns", "knot-resolver", "kresd", "udp")
def kresd(box):
    return ["kresd", "-n", "-q", "-c", box.write("k.conf", f"net.listen('{HOST}', {box.port})\n"
            "trust_anchors.remove('.')\n"), box.dir]


@server("dnsmasq-tcp", "dns", "dnsmasq-base", "dnsmasq")
def dnsmasq_tcp(box):
    return ["dnsmasq", "-k", "-C", "/dev/null", "-a", HOST, "-z", "-p", str(box.port), "-u", "root",
            "-R", "-h"]


@server("chrony", "ntp", "chrony", "chronyd", "udp")
def chrony(box):
    return ["chronyd", "-d", "-x", "-f", box.write(
        "c.conf", f"port {box.port}\nbindaddress {HOST}\nallow all\nlocal stratum 8\ncmdport 0\n"
        f"pidfile {box.dir}/pid\n")]


@server("openntpd", "ntp", "openntpd", EXTRA + "/usr/sbin/ntpd", "udp", port=123)
def openntpd(box):
    return [EXTRA + "/usr/sbin/ntpd", "-d", "-s", "-f", box.write("n.conf", f"listen on {HOST}\n")]


@server("xl2tpd", "l2tp", "xl2tpd", "xl2tpd", "udp")
def xl2tpd(box):
    return ["xl2tpd", "-D", "-p", box.path("pid"), "-C", box.path("control"), "-c", box.write(
        "x.conf", f"[global]\nport = {box.port}\nlisten-addr = {HOST}\n[lns default]\n"
        "ip range = 192.0.2.100-192.0.2.110\nlocal ip = 192.0.2.1\n")]


@server("ocserv", "tls http", "ocserv", "ocserv", tls=True)
def ocserv(box):
    cert, key, _ = box.certificate()
    return ["ocserv", "-f", "-c", box.write("o.conf", f"""auth = "plain[passwd={box.write('pw', '')}]"
tcp-port = {box.port}
listen-host = {HOST}
run-as-user = nobody
run-as-group = nogroup
socket-file = {box.dir}/s
server-cert = {cert}
server-key = {key}
max-clients = 100
device = vpns
ipv4-network = 192.0.2.0
ipv4-netmask = 255.255.255.0
pid-file = {box.dir}/pid
""")]


@server("freeradius", "radius", "freeradius", "freeradius", "udp")
def freeradius(box):
    box.write("radiusd.conf", f"""name = freeradius
logdir = {box.dir}
run_dir = {box.dir}
pidfile = {box.dir}/pid
libdir = /usr/lib/freeradius
security {{
 allow_core_dumps = no
}}
client x {{
 ipaddr = {HOST}
 secret = x
}}
thread pool {{
 start_servers = 2
}}
server default {{
 listen {{
  type = status
  ipaddr = {HOST}
  port = {box.port}
 }}
 authorize {{
  ok
 }}
}}
""")
    return ["freeradius", "-f", "-d", box.dir, "-l", box.path("log"), "-n", "radiusd"]


@server("strongswan", "ike", "strongswan-charon", "charon", "udp")
def strongswan(box):
    box.env = {"STRONGSWAN_CONF": box.write(
        "s.conf", f"charon {{\n port = {box.port}\n port_nat_t = {box.port + 1000}\n"
        " load = random nonce openssl socket-default kernel-netlink\n}\n")}
    return ["/usr/lib/ipsec/charon"]


@server("openvpn-tcp", "openvpn", "openvpn", "openvpn")
def openvpn_tcp(box):
    cert, key, _ = box.certificate()
    return ["openvpn", "--dev", "null", "--mode", "server", "--local", HOST, "--port", str(box.port),
            "--proto", "tcp-server", "--tls-server", "--ca", cert, "--cert", cert, "--key", key, "--dh",
            "none"]


@server("microsocks", "socks socks5", "microsocks", "microsocks")
def microsocks(box):
    return ["microsocks", "-i", HOST, "-p", str(box.port)]


@server("tor-socks", "socks socks5 http", "tor", "tor")
def tor(box):
    return ["tor", "-f", box.write("torrc", ""), "--defaults-torrc", box.path("torrc"), "--SocksPort",
            f"{HOST}:{box.port}", "--DataDirectory", box.path("t"), "--DisableNetwork", "1"]


@server("tor-control", "tor-control", "tor", "tor")
def tor_control(box):
    return ["tor", "-f", box.write("torrc", ""), "--defaults-torrc", box.path("torrc"), "--SocksPort",
            "0", "--ControlPort", f"{HOST}:{box.port}", "--DataDirectory", box.path("t"),
            "--DisableNetwork", "1", "--CookieAuthentication", "1"]


@server("zebra", "telnet", "frr", "/usr/lib/frr/zebra")
def zebra(box):
    os.chmod(box.dir, 0o777)
    return ["/usr/lib/frr/zebra", "-i", box.path("pid"), "-z",
            box.path("api"), "-A", HOST, "-P", str(box.port), "--vty_socket", box.dir, "-f",
            box.write("z.conf", "hostname example\npassword x\n")]


@server("bgpd", "bgp", "frr", "/usr/lib/frr/bgpd")
def bgpd(box):
    os.chmod(box.dir, 0o777)
    return ["/usr/lib/frr/bgpd", "-i", box.path("pid"), "-z",
            box.path("api"), "-l", HOST, "-p", str(box.port), "-P", "0", "--vty_socket", box.dir, "-f",
            box.write("b.conf", f"router bgp 65000\n neighbor {HOST} remote-as 65001\n")]


# -- watching, printing, the rest

@server("zabbix2", "zabbix http tls", "zabbix-agent2", "zabbix_agent2")
def zabbix2(box):
    return ["zabbix_agent2", "-f", "-c", box.write(
        "z.conf", f"Server={HOST}\nListenIP={HOST}\nListenPort={box.port}\nHostname=example\n"
        f"LogType=console\nControlSocket={box.dir}/s\nPluginSocket={box.dir}/p\n")]


@server("gmond", "ganglia", "ganglia-monitor", "gmond")
def gmond(box):
    return ["gmond", "-f", "-c", box.write("g.conf", f"""globals {{ daemonize = no setuid = no user = nobody }}
cluster {{ name = "Example" }}
udp_send_channel {{ host = {HOST} port = {box.port + 1000} }}
udp_recv_channel {{ port = {box.port + 1000} bind = {HOST} }}
tcp_accept_channel {{ port = {box.port} bind = {HOST} }}
""")]


@server("gmetad", "ganglia", "gmetad", "gmetad")
def gmetad(box):
    os.chmod(box.dir, 0o777)
    return ["gmetad", "-d", "1", "-c", box.write(
        "g.conf", f"data_source \"x\" {HOST}:9\nxml_port {box.port}\ninteractive_port {box.port + 1000}\n"
        f"setuid off\nrrd_rootdir \"{box.dir}\"\ngridname \"Example\"\n")]


@server("lcdproc", "lcdproc", "lcdproc", "LCDd")
def lcdproc(box):
    return ["LCDd", "-f", "-c", box.write(
        "l.conf", f"[server]\nDriver=text\nDriverPath=/usr/lib/x86_64-linux-gnu/lcdproc/\nBind={HOST}\n"
        f"Port={box.port}\nUser=nobody\n[text]\nSize=20x4\n")]


@server("upsd", "nut upsd", "nut-server", "upsd")
def upsd(box):
    box.env = {"NUT_CONFPATH": box.dir, "NUT_STATEPATH": box.dir, "NUT_ALTPIDPATH": box.dir}
    box.write("ups.conf", "[ups]\n driver = dummy-ups\n port = x\n")
    box.write("upsd.users", "")
    box.write("nut.conf", "MODE=standalone\n")
    box.write("upsd.conf", f"LISTEN {HOST} {box.port}\nMAXCONN 200\n")
    os.chmod(box.dir, 0o777)
    return ["upsd", "-DF", "-u", "root"]


@server("gpsd", "gpsd", "gpsd", "gpsd")
def gpsd(box):
    return ["gpsd", "-N", "-n", "-S", str(box.port)]


@server("bacula-fd", "bacula", "bacula-fd", "bacula-fd")
def bacula_fd(box):
    return ["bacula-fd", "-f", "-c", box.write("b.conf", f"""FileDaemon {{
 Name = example-fd
 FDAddress = {HOST}
 FDport = {box.port}
 WorkingDirectory = {box.dir}
 Pid Directory = {box.dir}
 Maximum Concurrent Jobs = 50
}}
Director {{
 Name = example-dir
 Password = x
}}
Messages {{
 Name = Standard
 director = example-dir = all
}}
""")]


@server("zabbix-agent", "zabbix", "zabbix-agent", "zabbix_agentd")
def zabbix_agent(box):
    return box.as_user("nobody", "zabbix_agentd", "-f", "-c", box.write(
        "z.conf", f"Server={HOST}\nListenIP={HOST}\nListenPort={box.port}\nHostname=example\n"
        f"LogFile={box.dir}/log\nPidFile={box.dir}/pid\n"))


@server("lprng", "lpd printer", "lprng", "/usr/sbin/lpd")
def lprng(box):
    return ["/usr/sbin/lpd", "-F", "-p", f"{HOST}%{box.port}"]


@server("hylafax", "hylafax ftp", "hylafax-server", "hfaxd")
def hylafax(box):
    return box.inetd("/usr/sbin/hfaxd", "-I")


@server("dictd", "dict", "dictd", "dictd")
def dictd(box):
    return ["dictd", "-d", "nodetach", "--listen-to", HOST, "-p", str(box.port), "--locale", "C", "-c",
            box.write("d.conf", "global { }\naccess { allow * }\n")]


@server("oidentd", "ident auth", "oidentd", "oidentd")
def oidentd(box):
    return ["oidentd", "-i", "-a", HOST, "-p", str(box.port), "-u", "nobody", "-g", "nogroup", "-C",
            "/dev/null"]


@server("nullidentd", "ident auth", "nullidentd", EXTRA + "/usr/sbin/nullidentd")
def nullidentd(box):
    return box.inetd(EXTRA + "/usr/sbin/nullidentd", "probe")


@server("fingerd", "finger", "fingerd", "in.fingerd")
def fingerd(box):
    return box.inetd("in.fingerd")


@server("efingerd", "finger", "efingerd", EXTRA + "/usr/sbin/efingerd")
def efingerd(box):
    return box.inetd(EXTRA + "/usr/sbin/efingerd")


@server("gophernicus", "gopher http", "gophernicus", "gophernicus")
def gophernicus(box):
    box.write("www/readme.txt", "Example\n")
    listen = box.inetd("gophernicus", "-h", "hosp.example", "-r", box.path("www"), "-nd")
    return box.as_user("nobody", *listen)


@server("knxd", "knxd eibd", "knxd", "knxd")
def knxd(box):
    return ["knxd", "-e", "0.0.1", "-E", "0.0.2:8", f"--listen-tcp={box.port}", "-b", "dummy:"]


@server("knxd-udp", "knx", "knxd", "knxd", "udp")
def knxd_udp(box):
    return ["knxd", "-e", "0.0.1", "-E", "0.0.2:8", "-T", f"-S::{box.port}", "-b", "dummy:"]


@server("owserver", "owserver", "owserver", "owserver")
def owserver(box):
    return ["owserver", "--foreground", "--fake=DS18S20", "-p", f"{HOST}:{box.port}"]


@server("omninames", "giop", "omniorb-nameserver", "omniNames")
def omninames(box):
    return ["omniNames", "-start", str(box.port), "-always", "-logdir", box.dir, "-ORBendPoint",
            f"giop:tcp:{HOST}:{box.port}"]


@server("rmiregistry", "rmi", "openjdk-17-jre-headless", "rmiregistry")
def rmiregistry(box):
    return ["rmiregistry", str(box.port)]


@server("iceccd", "icecc", "icecc", "icecc-scheduler")
def icecc(box):
    return ["icecc-scheduler", "-p", str(box.port), "-u", "nobody", "-l", box.path("log"), "-i", HOST]


@server("distcc", "distcc", "distcc", "distccd")
def distcc(box):
    return ["distccd", "--no-detach", "--daemon", "--listen", HOST, "-p", str(box.port), "--allow",
            HOST, "--user", "nobody", "--log-file", box.path("log")]


@server("pulseaudio", "pulseaudio", "pulseaudio", "pulseaudio")
def pulseaudio(box):
    box.env = {"HOME": box.dir, "XDG_RUNTIME_DIR": box.dir}
    return ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "-L",
            f"module-native-protocol-tcp listen={HOST} port={box.port} auth-anonymous=1", "-L",
            "module-null-sink"]


@server("pulseaudio-cli", "pulseaudio", "pulseaudio", "pulseaudio")
def pulseaudio_cli(box):
    box.env = {"HOME": box.dir, "XDG_RUNTIME_DIR": box.dir}
    return ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "-L",
            f"module-cli-protocol-tcp listen={HOST} port={box.port}"]


@server("minetest", "minetest", "minetest-server", "/usr/games/minetestserver", "udp")
def minetest(box):
    box.env = {"HOME": box.dir}
    return ["/usr/games/minetestserver", "--port", str(box.port)]


@server("freeciv", "freeciv", "freeciv-server", "/usr/games/freeciv-server")
def freeciv(box):
    box.env = {"HOME": box.dir}
    return ["/usr/games/freeciv-server", "-p", str(box.port), "-B", HOST, "--Announce", "none"]


@server("groonga-gqtp", "gqtp groonga", "groonga-bin", "groonga")
def groonga_gqtp(box):
    return ["groonga", "-s", "--protocol", "gqtp", "--bind-address", HOST, "--port", str(box.port), "-n",
            box.path("db")]


@server("nutcracker", "redis memcached", "nutcracker", "nutcracker")
def nutcracker(box):
    return ["nutcracker", "-c", box.write(
        "n.yml", f"x:\n  listen: {HOST}:{box.port}\n  redis: true\n  servers:\n   - {HOST}:9:1\n"),
        "-s", str(box.port + 1000), "-a", HOST]


@server("nutcracker-stats", "http nutcracker twemproxy", "nutcracker", "nutcracker")
def nutcracker_stats(box):
    return ["nutcracker", "-c", box.write(
        "n.yml", f"x:\n  listen: {HOST}:{box.port + 1000}\n  redis: true\n  servers:\n   - {HOST}:9:1\n"),
        "-s", str(box.port), "-a", HOST]


@server("redis-sentinel", "redis", "redis-server", "redis-server")
def sentinel(box):
    return ["redis-server", box.write("s.conf", f"port {box.port}\nbind {HOST}\ndir {box.dir}\n"),
            "--sentinel"]


@server("pgpool", "postgresql", "pgpool2", "pgpool")
def pgpool(box):
    return ["pgpool", "-n", "-f", box.write(
        "p.conf", f"listen_addresses = '{HOST}'\nport = {box.port}\nsocket_dir = '{box.dir}'\n"
        f"pcp_listen_addresses = '{HOST}'\npcp_port = {box.port + 1000}\npcp_socket_dir = '{box.dir}'\n"
        f"backend_hostname0 = '{HOST}'\nbackend_port0 = 9\nbackend_weight0 = 1\npid_file_name = "
        f"'{box.dir}/pid'\nlogdir = '{box.dir}'\n"), "-a", box.write("hba", "host all all all trust\n")]


@server("kannel", "http", "kannel", "bearerbox")
def kannel(box):
    return ["bearerbox", box.write(
        "k.conf", f"group = core\nadmin-port = {box.port}\nadmin-password = x\nsmsbox-port = "
        f"{box.port + 1000}\nadmin-interface = {HOST}\nstore-type = file\nstore-location = {box.dir}/s\n")]


@server("ajp", "ajp", "tomcat10-common", "java")
def ajp(box):
    from serve_web import tomcat
    command = tomcat(box)
    with open(box.path("conf/server.xml")) as f:
        text = f.read()
    box.write("conf/server.xml", text.replace('protocol="HTTP/1.1"', 'protocol="AJP/1.3" secretRequired="false"'))
    return command


@server("ruby-drb", "drb", "ruby", "ruby")
def drb(box):
    return ["ruby", "-rdrb", "-e", f"DRb.start_service('druby://{HOST}:{box.port}', Object.new); "
            "DRb.thread.join"]


@server("jdwp", "jdwp", "openjdk-17-jre-headless", "java")
def jdwp(box):
    return ["java", f"-agentlib:jdwp=transport=dt_socket,server=y,suspend=y,address={HOST}:{box.port}",
            "-version"]


@server("gdbserver", "gdb gdbserver", "gdbserver", "gdbserver", one_by_one=True)
def gdbserver(box):
    return ["sh", "-c", f"while :; do gdbserver --once {HOST}:{box.port} /bin/cat; done"]


@server("pymodbus", "modbus", "python3-pymodbus", "python3")
def pymodbus(box):
    return box.python("""from pymodbus.server.async_io import StartTcpServer
from pymodbus.device import ModbusDeviceIdentification
from pymodbus.datastore import ModbusServerContext, ModbusSlaveContext
i = ModbusDeviceIdentification()
i.VendorName, i.ProductCode, i.MajorMinorRevision = 'Example', 'EX', '1.0'
StartTcpServer(context=ModbusServerContext(slaves=ModbusSlaveContext(), single=True), identity=i,
               address=(HOST, PORT))
""")


@server("snmptrapd", "snmp", "snmptrapd", "snmptrapd", "udp")
def snmptrapd(box):
    return ["snmptrapd", "-f", "-C", "-c", box.write("t.conf", "disableAuthorization yes\n"), "-Lf",
            box.path("log"), "-p", box.path("pid"), f"udp:{HOST}:{box.port}"]


@server("rpcbind", "rpc portmap rpcbind sunrpc", "rpcbind", "rpcbind", port=111)
def rpcbind(box):
    return ["rpcbind", "-f", "-h", HOST]
