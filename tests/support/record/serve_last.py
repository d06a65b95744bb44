"""The fourth batch: recorded when the rules had learnt from the first three."""
import functools
import os
from box import of_batch, HOST
import serve_further
from serve_mail import dovecot_config

server = of_batch(4)
web = functools.partial(serve_further.web, batch=4)


@server("apt-cacher-ng", "http http-proxy", "apt-cacher-ng", "apt-cacher-ng")
def apt_cacher(box):
    return ["apt-cacher-ng", "ForeGround=1", f"Port={box.port}", f"BindAddress={HOST}", f"CacheDir={box.dir}",
            f"LogDir={box.dir}", "SupportDir=/usr/lib/apt-cacher-ng", f"PidFile={box.dir}/pid"]


@server("c-icap", "icap", "c-icap", "c-icap")
def c_icap(box):
    return ["c-icap", "-N", "-f", box.write(
        "c.conf", f"PidFile {box.dir}/pid\nCommandsSocket {box.dir}/ctl\nPort {HOST}:{box.port}\n"
        f"ModulesDir /usr/lib/x86_64-linux-gnu/c_icap\nServicesDir /usr/lib/x86_64-linux-gnu/c_icap\n"
        f"TmpDir {box.dir}\nServerLog {box.dir}/log\nAccessLog {box.dir}/a\nService echo srv_echo.so\n")]


@server("hugo", "http", "hugo", "hugo")
def hugo(box):
    box.write("content/x.md", "Example\n")
    box.write("config.toml", "baseURL = 'http://hosp.example/'\ntitle = 'Example'\n")
    return ["hugo", "server", "--bind", HOST, "-p", str(box.port), "-s", box.dir, "--watch=false"]


@server("webhook", "http", "webhook", "webhook")
def webhook(box):
    return ["webhook", "-ip", HOST, "-port", str(box.port), "-hooks", box.write(
        "h.json", '[{"id": "x", "execute-command": "/bin/true"}]')]


@server("darkstat", "http", "darkstat", "darkstat")
def darkstat(box):
    return ["darkstat", "-i", "lo", "-b", HOST, "-p", str(box.port), "--no-daemon", "--chroot", box.dir,
            "--user", "nobody"]


@server("motion-control", "http", "motion", "motion")
def motion(box):
    return ["motion", "-n", "-c", box.write(
        "m.conf", f"daemon off\nwebcontrol_port {box.port}\nwebcontrol_localhost on\nwebcontrol_interface 1\n"
        f"target_dir {box.dir}\nlog_file {box.dir}/log\nvideo_device /dev/null\n")]


@server("shishi-kdc", "kerberos", "shishi-kdc", "shishid")
def shishi(box):
    box.write("db/HOSP.EXAMPLE/x", "")
    return ["shishid", "-l", f"IPv4:{HOST}:{box.port}/tcp".replace("IPv4:" + HOST, "127.0.0.1"), "-c",
            box.write("s.conf", f"db file {box.dir}/db\n")]


@server("shishi-kdc-udp", "kerberos", "shishi-kdc", "shishid", "udp")
def shishi_udp(box):
    command = shishi(box)
    command[2] = command[2].replace("tcp", "udp")
    return command


@server("amavisd", "smtp lmtp", "amavisd-new", "amavisd-new")
def amavisd(box):
    box.write("db/x", "")
    box.write("tmp/x", "")
    os.chmod(box.dir, 0o777)
    return ["amavisd-new", "-c", box.write("a.conf", f"""use strict;
$MYHOME = '{box.dir}'; $TEMPBASE = "$MYHOME/tmp"; $QUARANTINEDIR = undef; $db_home = "$MYHOME/db";
$enable_db = 0; $daemon_user = 'nobody'; $daemon_group = 'nogroup'; $mydomain = 'hosp.example';
$myhostname = 'mail.hosp.example'; $inet_socket_port = {box.port}; $inet_socket_bind = '{HOST}';
$max_servers = 20; @bypass_virus_checks_maps = (1); @bypass_spam_checks_maps = (1);
$lock_file = "$MYHOME/lock"; $pid_file = "$MYHOME/pid"; $do_syslog = 0; $log_level = 0;
1;
"""), "foreground"]


def perdition(name, accept, program):
    @server(name, accept, "perdition", program)
    def start(box):
        return [program, "--no_daemon", "-l", HOST, "-p", str(box.port), "-s", HOST, "--outgoing_port", "9", "-u", "nobody",
                "-g", "nogroup", "-f", "", "--pid_file", "", "-M", "/dev/null", "-o"]
    return start


perdition("perdition-imap", "imap", "perdition.imap4")
perdition("perdition-pop3", "pop3", "perdition.pop3")


@server("dovecot-submission", "smtp", "dovecot-submissiond", "dovecot")
def submission(box):
    text = dovecot_config(box, "imap")
    with open(text) as f:
        conf = f.read().replace("protocols = imap", "protocols = submission\nsubmission_relay_host = " + HOST)
    a, b = conf.index("service imap-login"), conf.index("service anvil")
    return ["dovecot", "-F", "-c", box.write("d.conf", conf[:a] + f"""service submission-login {{
 chroot =
 inet_listener submission {{
  port = {box.port}
 }}
 inet_listener submissions {{
  port = 0
 }}
}}
""" + conf[b:])]


@server("mtail", "http", "mtail", "mtail")
def mtail(box):
    return ["mtail", "--address", HOST, "--port", str(box.port), "--progs", box.dir, "--logs",
            box.write("x.log", "")]


@server("gerbera", "http upnp", "gerbera", "gerbera")
def gerbera(box):
    box.env = {"HOME": box.dir}
    box.run("sh", "-c", f"mkdir -p {box.dir}/.config/gerbera; gerbera --create-config > "
            f"{box.dir}/.config/gerbera/config.xml", check=False)
    return ["gerbera", "-p", str(box.port), "-i", HOST]


@server("qemu-vnc", "vnc", "qemu-system-x86", "qemu-system-x86_64", port=5977)
def qemu_vnc(_box):
    return ["qemu-system-x86_64", "-machine", "none", "-vnc", f"{HOST}:77"]


@server("qemu-qmp", "qmp", "qemu-system-x86", "qemu-system-x86_64", one_by_one=True)
def qemu_qmp(box):
    return ["qemu-system-x86_64", "-machine", "none", "-display", "none", "-qmp",
            f"tcp:{HOST}:{box.port},server=on,wait=off"]


@server("qemu-monitor", "qemu telnet", "qemu-system-x86", "qemu-system-x86_64", one_by_one=True)
def qemu_monitor(box):
    return ["qemu-system-x86_64", "-machine", "none", "-display", "none", "-monitor",
            f"telnet:{HOST}:{box.port},server=on,wait=off"]


@server("qemu-spice", "spice", "qemu-system-x86", "qemu-system-x86_64")
def qemu_spice(box):
    return ["qemu-system-x86_64", "-machine", "none", "-spice",
            f"port={box.port},addr={HOST},disable-ticketing=on"]


@server("glusterd", "rpc sunrpc portmap", "glusterfs-server", "glusterd")
def glusterd(box):
    for name in ("run", "w"):
        box.write(name + "/x", "")
    conf = box.write("g.vol", f"""volume management
 type mgmt/glusterd
 option working-directory {box.dir}/w
 option run-directory {box.dir}/run
 option transport-type socket
 option transport.socket.listen-port {box.port}
 option transport.socket.bind-address {HOST}
end-volume
""")
    return ["glusterd", "-N", "-f", conf, "-p", box.path("pid"), "-l", box.path("log")]


@server("charon", "ike", "libstrongswan-standard-plugins", "/usr/lib/ipsec/charon", "udp")
def charon(box):
    box.env = {"STRONGSWAN_CONF": box.write(
        "s.conf", f"charon {{\n port = {box.port}\n port_nat_t = {box.port + 1000}\n"
        " load = random nonce openssl aes sha1 sha2 hmac gmp kdf socket-default kernel-netlink\n}\n")}
    return ["/usr/lib/ipsec/charon"]


def internal(name, service):
    @server(name, service, "xinetd", "xinetd")
    def start(box):
        return ["xinetd", "-dontfork", "-pidfile", box.path("pid"), "-f", box.write(
            "x.conf", f"service {service}\n{{\n type = INTERNAL UNLISTED\n id = d\n socket_type = stream\n"
            f" protocol = tcp\n user = root\n wait = no\n port = {box.port}\n bind = {HOST}\n"
            " instances = UNLIMITED\n cps = 1000 1\n}\n")]
    return start


internal("inetd-time", "time")
internal("inetd-chargen", "chargen")


@server("dictd", "dict", "dictd", "dictd")
def dictd(box):
    return ["dictd", "-d", "nodetach", "--listen-to", HOST, "-p", str(box.port), "--locale", "C", "-c",
            box.write("d.conf", "global {\n}\n")]


@server("php-fpm", "fastcgi", "php8.2-fpm", "php-fpm8.2")
def php_fpm(box):
    return ["php-fpm8.2", "-F", "-R", "-y", box.write(
        "f.conf", f"[global]\nerror_log = {box.dir}/log\n[www]\nuser = nobody\nlisten = {HOST}:{box.port}\n"
        "pm = static\npm.max_children = 20\n")]


web("node-red", "node-red", "const h = require('http').createServer();\nconst R = require('node-red');\n"
    "R.init(h, { httpAdminRoot: '/', httpNodeRoot: '/', userDir: FOLDER, logging: { console: { level: 'off' } } });\n"
    "h.on('request', (q, a) => R.httpAdmin(q, a));\nh.listen(PORT, HOST);\nR.start();\n")
web("micro", "micro", "import('file://' + require.resolve('micro')).then((m) => require('http').createServer("
    "(m.serve || m.default.serve || m.default)(async () => 'Example')).listen(PORT, HOST));\n")
web("hono", "@hono/node-server", "const { Hono } = require('hono'); const a = new Hono();\n"
    "a.get('/', (c) => c.text('Example'));\nrequire('@hono/node-server').serve({ fetch: a.fetch, port: PORT, "
    "hostname: HOST });\n")
web("graphql-yoga", "graphql-yoga", "const { createYoga, createSchema } = require('graphql-yoga');\n"
    "require('http').createServer(createYoga({ schema: createSchema({ typeDefs: 'type Query { a: Int }' }) }))"
    ".listen(PORT, HOST);\n")
web("proxy", "proxy", "import('file://' + require.resolve('proxy')).then(({ createProxy }) => "
    "createProxy(require('http').createServer()).listen(PORT, HOST));\n", "http http-proxy")
web("simple-socks", "simple-socks", "require('simple-socks').createServer().listen(PORT, HOST);\n",
    "socks socks4 socks5")
web("mosca", "mosca", "new (require('mosca').Server)({ port: PORT, host: HOST });\n", "mqtt")
web("native-dns", "native-dns", "const s = require('native-dns').createServer();\n"
    "s.on('request', (q, a) => a.send());\ns.on('error', () => {});\ns.serve(PORT, HOST);\n", "dns",
    transport="udp")
web("webdav", "webdav-server", "const w = require('webdav-server').v2;\n"
    "new w.WebDAVServer({ port: PORT, hostname: HOST }).start(() => {});\n", "http webdav")
web("statsd", "statsd", "const fs = require('fs');\nfs.writeFileSync(FOLDER + '/c.js', `{ port: ${PORT + 1000}, "
    "address: '127.0.0.1', mgmt_address: '127.0.0.1', mgmt_port: ${PORT}, backends: [] }`);\n"
    "process.argv[2] = FOLDER + '/c.js';\nrequire('statsd/stats.js');\n", "statsd")
web("xmlrpc-node", "xmlrpc", "require('xmlrpc').createServer({ host: HOST, port: PORT });\n", "http xmlrpc")
web("restana", "restana", "require('restana')().get('/', (q, a) => a.send('Example')).start(PORT, HOST);\n")
web("azurite", "azurite", "require('child_process').spawn(process.execPath, [require.resolve("
    "'azurite/dist/src/blob/main.js'), '--blobHost', HOST, '--blobPort', String(PORT), '-l', FOLDER, '--silent'], "
    "{ stdio: 'ignore' });\nsetInterval(() => {}, 1e6);\n")
web("engine.io", "engine.io", "const h = require('http').createServer();\nrequire('engine.io').attach(h);\n"
    "h.listen(PORT, HOST);\n", "http websocket")
web("primus", "primus", "require('primus').createServer({ port: PORT, hostname: HOST, transformer: 'websockets' });\n",
    "http websocket")
web("ftpd-node", "ftpd", "const { FtpServer } = require('ftpd');\n"
    "const s = new FtpServer(HOST, { getInitialCwd: () => '/', getRoot: () => FOLDER });\n"
    "s.on('error', () => {});\ns.on('client:connected', (c) => { c.on('command:user', (u, ok) => ok()); "
    "c.on('command:pass', (p, ok, no) => no()); });\ns.listen(PORT);\n", "ftp")
