"""Voice, chat, monitoring and the small services of old."""
import os
from box import server, HOST


def kamailio_config(box, transport):
    return box.write("k.cfg", f"""#!KAMAILIO
children=2
log_stderror=yes
listen={transport}:{HOST}:{box.port}
loadmodule "sl.so"
request_route {{
    sl_send_reply("404", "Not here");
}}
""")


@server("kamailio-udp", "sip", "kamailio", "kamailio", "udp")
def kamailio_udp(box):
    return ["kamailio", "-DD", "-f", kamailio_config(box, "udp"), "-Y", box.dir, "-P", box.path("pid"),
            "-m", "64", "-M", "8"]


@server("kamailio", "sip", "kamailio", "kamailio")
def kamailio(box):
    return ["kamailio", "-DD", "-f", kamailio_config(box, "tcp"), "-Y", box.dir, "-P", box.path("pid"),
            "-m", "64", "-M", "8"]


@server("gst-rtsp", "rtsp http", "gir1.2-gst-rtsp-server-1.0", "python3")
def gst_rtsp(box):
    return ["python3", box.write("r.py", f"""import gi
gi.require_version('Gst', '1.0')
gi.require_version('GstRtspServer', '1.0')
from gi.repository import Gst, GstRtspServer, GLib
Gst.init(None)
s = GstRtspServer.RTSPServer()
s.set_address('{HOST}')
s.set_service('{box.port}')
s.attach(None)
GLib.MainLoop().run()
""")]


@server("prosody", "xmpp", "prosody", "prosody")
def prosody(box):
    conf = box.write("p.lua", f"""daemonize = false
run_as_root = true
pidfile = "{box.dir}/pid"
data_path = "{box.dir}"
interfaces = {{ "{HOST}" }}
c2s_ports = {{ {box.port} }}
s2s_ports = {{ }}
http_ports = {{ }}
https_ports = {{ }}
modules_disabled = {{ "s2s", "tls" }}
log = {{ error = "{box.dir}/log" }}
VirtualHost "hosp.example"
""")
    return ["prosody", "--config", conf, "-F"]


@server("ejabberd", "xmpp", "ejabberd", "ejabberdctl")
def ejabberd(box):
    conf = box.write("e.yml", f"""hosts: ["hosp.example"]
loglevel: error
listen:
  - port: {box.port}
    ip: "{HOST}"
    module: ejabberd_c2s
modules: {{}}
""")
    box.env = {"HOME": box.dir, "EJABBERD_CONFIG_PATH": conf, "ERL_EPMD_ADDRESS": HOST,
               "ERL_EPMD_PORT": str(box.port + 2000), "ERL_DIST_PORT": str(box.port + 1000)}
    return ["erl", "-pa", *ebin(), "-noinput", "-mnesia", "dir", f'"{box.dir}"', "-s", "ejabberd"]


def ebin():
    import glob
    return glob.glob("/usr/lib/*/ejabberd*/ebin") + glob.glob("/usr/lib/erlang/lib/*/ebin")


@server("ngircd", "irc", "ngircd", "ngircd")
def ngircd(box):
    conf = box.write("n.conf", f"[Global]\nName = irc.hosp.example\nInfo = Example\nListen = {HOST}\n"
                     f"Ports = {box.port}\nServerUID = nobody\nServerGID = nogroup\n[Limits]\n"
                     "MaxConnectionsIP = 0\nMaxConnections = 0\n[Options]\nIdent = no\nDNS = no\n"
                     "PAM = no\n")
    os.chmod(conf, 0o644)
    return ["ngircd", "-n", "-f", conf]


@server("bitlbee", "irc", "bitlbee", "bitlbee")
def bitlbee(box):
    return box.inetd("bitlbee", "-I", "-c", "/dev/null")


@server("znc", "irc http", "znc", "znc")
def znc(box):
    box.write("configs/znc.conf", f"""Version = 1.8.2
<Listener l>
Port = {box.port}
Host = {HOST}
IPv4 = true
IPv6 = false
SSL = false
</Listener>
<User a>
Admin = true
<Pass p>
Method = sha256
Hash = 0
Salt = x
</Pass>
</User>
""")
    return box.as_user("nobody", "znc", "-f", "-d", box.dir)


@server("mumble", "tls", "mumble-server", "murmurd")
def mumble(box):
    os.chmod(box.dir, 0o777)
    return ["murmurd", "-fg", "-ini", box.write(
        "m.ini", f"database={box.dir}/db\nhost={HOST}\nport={box.port}\n")]


@server("mumble-udp", "mumble", "mumble-server", "murmurd", "udp")
def mumble_udp(box):
    return mumble(box)


@server("mpd", "mpd", "mpd", "mpd")
def mpd(box):
    return ["mpd", "--no-daemon", box.write("m.conf", f"music_directory \"{box.dir}\"\n"
            f"bind_to_address \"{HOST}\"\nport \"{box.port}\"\nmax_connections \"500\"\n"
            "audio_output {\n type \"null\"\n name \"n\"\n}\n")]


@server("munin-node", "munin", "munin-node", "munin-node")
def munin_node(box):
    return ["munin-node", "--config", box.write(
        "m.conf", f"log_level 0\nlog_file {box.dir}/log\npid_file {box.dir}/pid\nbackground 0\n"
        f"setsid 0\nuser root\ngroup root\nhost_name hosp.example\nhost {HOST}\nport {box.port}\n"
        "allow .*\n")]


@server("dante", "socks4 socks5", "dante-server", "danted")
def dante(box):
    return ["danted", "-f", box.write("d.conf", f"""logoutput: {box.dir}/log
internal: {HOST} port = {box.port}
external: {HOST}
clientmethod: none
socksmethod: none
user.privileged: root
user.unprivileged: nobody
client pass {{ from: 0.0.0.0/0 to: 0.0.0.0/0 }}
socks block {{ from: 0.0.0.0/0 to: 0.0.0.0/0 }}
"""), "-p", box.path("pid")]


@server("cat-echo", "*", "coreutils", "cat")
def echo(box):
    return box.inetd("cat")


@server("twisted-finger", "finger", "python3-twisted", "python3")
def finger(box):
    return ["python3", box.write("f.py", "from twisted.internet import reactor, protocol\n"
            "from twisted.protocols.finger import Finger\nf = protocol.ServerFactory()\n"
            f"f.protocol = Finger\nreactor.listenTCP({box.port}, f, interface='{HOST}')\n"
            "reactor.run()\n")]


@server("epmd", "epmd", "erlang-base", "epmd")
def epmd(box):
    return ["epmd", "-port", str(box.port), "-address", HOST]


@server("xinetd-daytime", "daytime", "xinetd", "xinetd")
def daytime(box):
    return ["xinetd", "-dontfork", "-pidfile", box.path("pid"), "-f", box.write(
        "x.conf", f"service daytime\n{{\n type = INTERNAL UNLISTED\n id = d\n socket_type = stream\n"
        f" protocol = tcp\n user = root\n wait = no\n port = {box.port}\n bind = {HOST}\n"
        " instances = UNLIMITED\n cps = 1000 1\n}\n")]


@server("nrpe", "tls nrpe", "nagios-nrpe-server", "nrpe")
def nrpe(box):
    return ["nrpe", "-f", "-c", box.write(
        "n.cfg", f"server_address={HOST}\nserver_port={box.port}\nnrpe_user=nobody\n"
        f"nrpe_group=nogroup\nallowed_hosts={HOST}\npid_file={box.dir}/pid\nlog_file={box.dir}/log\n")]
