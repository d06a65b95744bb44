"""Names, time, management, addresses: most of it over UDP."""
import os
from box import server, HOST


def named_config(box, more=""):
    os.chmod(box.dir, 0o777)
    return box.write("n.conf", f"options {{ directory \"{box.dir}\"; pid-file none; recursion no; {more}"
                     f" listen-on port {box.port} {{ {HOST}; }}; listen-on-v6 {{ none; }};"
                     " dnssec-validation no; session-keyfile none; managed-keys-directory \".\"; };\n"
                     "controls { };\n")


@server("bind9-udp", "dns", "bind9", "named", "udp")
def bind_udp(box):
    return ["named", "-f", "-c", named_config(box)]


@server("bind9", "dns", "bind9", "named")
def bind_tcp(box):
    return ["named", "-f", "-c", named_config(box)]


def unbound_config(box):
    return box.write("u.conf", f"server:\n interface: {HOST}@{box.port}\n chroot: \"\"\n username: \"\"\n"
                     f" directory: {box.dir}\n pidfile: \"\"\n use-syslog: no\n do-daemonize: no\n"
                     "remote-control:\n control-enable: no\nforward-zone:\n name: \".\"\n"
                     f" forward-addr: {HOST}@9\n")


@server("unbound-udp", "dns", "unbound", "unbound", "udp")
def unbound_udp(box):
    return ["unbound", "-d", "-p", "-c", unbound_config(box)]


@server("unbound", "dns", "unbound", "unbound")
def unbound(box):
    return ["unbound", "-d", "-p", "-c", unbound_config(box)]


@server("dnsmasq-udp", "dns", "dnsmasq-base", "dnsmasq", "udp")
def dnsmasq(box):
    return ["dnsmasq", "-k", "-C", "/dev/null", "-p", str(box.port), "-a", HOST, "-z", "-R", "-u",
            "root", "-x", ""]


@server("dnsmasq-tftp", "tftp", "dnsmasq-base", "dnsmasq", "udp", port=69)
def dnsmasq_tftp(box):
    return ["dnsmasq", "-k", "-C", "/dev/null", "-p", "0", "-a", HOST, "-z", "--enable-tftp",
            f"--tftp-root={box.dir}", "-u", "root", "-x", ""]


@server("pdns-recursor-udp", "dns", "pdns-recursor", "pdns_recursor", "udp")
def pdns_recursor(box):
    return ["pdns_recursor", "--daemon=no", f"--config-dir={box.dir}", f"--local-address={HOST}",
            f"--local-port={box.port}", f"--socket-dir={box.dir}", "--security-poll-suffix="]


@server("knot-udp", "dns", "knot", "knotd", "udp")
def knot(box):
    return ["knotd", "-c", box.write("k.conf", f"server:\n  listen: {HOST}@{box.port}\n  rundir: {box.dir}\n"
            f"database:\n  storage: {box.dir}\n")]


@server("nsd-udp", "dns", "nsd", "nsd", "udp")
def nsd(box):
    return ["nsd", "-d", "-c", box.write("n.conf", f"server:\n ip-address: {HOST}@{box.port}\n"
            f" username: \"\"\n chroot: \"\"\n pidfile: {box.dir}/pid\n xfrdfile: {box.dir}/x\n"
            f" zonelistfile: {box.dir}/z\n xfrdir: {box.dir}\n database: \"\"\nremote-control:\n"
            " control-enable: no\n")]


@server("snmpd", "snmp", "snmpd", "snmpd", "udp")
def snmpd(box):
    conf = box.write("s.conf", f"rocommunity public\nagentaddress udp:{HOST}:{box.port}\n"
                     "sysDescr Linux example 6.1.0 x86_64\nsysName example\n")
    box.env = {"SNMP_PERSISTENT_DIR": box.dir}
    return ["snmpd", "-f", "-C", "-c", conf, "-Lf", box.path("log"), "-p", box.path("pid"), "-x",
            f"unix:{box.dir}/agentx"]


@server("ntpsec", "ntp", "ntpsec", "ntpd", "udp", port=123)
def ntpsec(box):
    return ["ntpd", "-n", "-I", HOST, "-c", box.write("n.conf", f"server {HOST} minpoll 4\n"
            "restrict default\n"), "-f", box.path("drift"), "-l", box.path("log")]


@server("coturn-udp", "stun", "coturn", "turnserver", "udp")
def coturn_udp(box):
    return coturn(box)


@server("coturn", "stun http", "coturn", "turnserver")
def coturn(box):
    return ["turnserver", "-n", "-L", HOST, "-p", str(box.port), "--no-tls", "--no-dtls", "--no-cli",
            "--pidfile", box.path("pid"), "-l", box.path("log"), "-b", box.path("db"), "-r", "hosp.example",
            "--relay-ip", HOST]


@server("libcoap", "coap", "libcoap3-bin", "coap-server-notls", "udp")
def libcoap(box):
    return ["coap-server-notls", "-A", HOST, "-p", str(box.port)]


@server("openvpn", "openvpn", "openvpn", "openvpn", "udp")
def openvpn(box):
    cert, key, _ = box.certificate()
    return ["openvpn", "--dev", "null", "--local", HOST, "--port", str(box.port), "--proto", "udp",
            "--tls-server", "--ca", cert, "--cert", cert, "--key", key, "--dh", "none"]


@server("pptpd", "pptp", "pptpd", "pptpd", port=1723)
def pptpd(box):
    return ["pptpd", "-f", "-l", HOST, "-p", box.path("pid"), "-c",
            box.write("p.conf", f"localip {HOST}\nremoteip 192.0.2.100-110\nlisten {HOST}\n")]
