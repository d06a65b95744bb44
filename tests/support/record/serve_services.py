"""Mail, names, files, terminals, monitoring, games: the second batch."""
import os
from box import of_batch, HOST, EXTRA
from serve_mail import dovecot_config

server = of_batch(2)


# -- mail and news

@server("opensmtpd", "smtp", "opensmtpd", EXTRA + "/usr/sbin/smtpd")
def opensmtpd(box):
    return ["smtpd", "-d", "-f", box.write(
        "s.conf", f"listen on {HOST} port {box.port} hostname hosp.example\naction a relay\n"
        "match for any action a\n")]


@server("msmtpd", "smtp", "msmtp", "msmtpd")
def msmtpd(box):
    return ["msmtpd", f"--interface={HOST}", f"--port={box.port}", "--command=true %F --"]


@server("mailutils-imap4d", "imap", "mailutils-imap4d", "imap4d")
def imap4d(box):
    return box.inetd("imap4d", "--inetd")


@server("mailutils-pop3d", "pop3", "mailutils-pop3d", "pop3d")
def pop3d(box):
    return box.inetd("/usr/sbin/pop3d", "--inetd")


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


# -- files

@server("ftpd-ssl", "ftp", "ftpd-ssl", EXTRA + "/usr/sbin/in.ftpd")
def ftpd_ssl(box):
    return box.inetd(EXTRA + "/usr/sbin/in.ftpd")


# -- terminals and screens

@server("sshesame", "ssh", "sshesame", "sshesame")
def sshesame(box):
    box.env = {"HOME": box.dir, "XDG_DATA_HOME": box.dir}
    return ["sshesame", "-data_dir", box.dir, "-config", box.write(
        "s.yml", f"server:\n  listen_address: {HOST}:{box.port}\n")]


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


# -- names, time, network

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
ipv4-network = 192.0.2.0/24
pid-file = {box.dir}/pid
""")]


@server("microsocks", "socks socks5", "microsocks", "microsocks")
def microsocks(box):
    return ["microsocks", "-i", HOST, "-p", str(box.port)]


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


@server("omninames", "giop", "omniorb-nameserver", "omniNames")
def omninames(box):
    return ["omniNames", "-start", str(box.port), "-always", "-logdir", box.dir, "-ORBendPoint",
            f"giop:tcp:{HOST}:{box.port}"]


@server("rmiregistry", "rmi", "openjdk-17-jre-headless", "rmiregistry")
def rmiregistry(box):
    return ["rmiregistry", str(box.port)]


@server("pulseaudio-cli", "pulseaudio", "pulseaudio", "pulseaudio")
def pulseaudio_cli(box):
    box.env = {"HOME": box.dir, "XDG_RUNTIME_DIR": box.dir}
    return ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "-L",
            f"module-cli-protocol-tcp listen={HOST} port={box.port}"]


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


@server("ruby-drb", "drb", "ruby", "ruby")
def drb(box):
    return ["ruby", "-rdrb", "-e", f"DRb.start_service('druby://{HOST}:{box.port}', Object.new); "
            "DRb.thread.join"]


@server("snmptrapd", "snmp", "snmptrapd", "snmptrapd", "udp")
def snmptrapd(box):
    return ["snmptrapd", "-f", "-C", "-c", box.write("t.conf", "disableAuthorization yes\n"), "-Lf",
            box.path("log"), "-p", box.path("pid"), f"udp:{HOST}:{box.port}"]
