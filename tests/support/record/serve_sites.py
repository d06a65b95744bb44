"""Web servers, proxies and pages of programs: the second batch."""
from box import of_batch, HOST
from serve_web import PAGE

server = of_batch(2)


@server("php", "http", "php8.2-cli", "php")
def php(box):
    box.write("index.html", PAGE)
    return ["php", "-S", f"{HOST}:{box.port}", "-t", box.dir]


@server("webrick", "http", "ruby-webrick", "ruby")
def webrick(box):
    box.write("www/index.html", PAGE)
    return ["ruby", "-rwebrick", "-e", f"WEBrick::HTTPServer.new(BindAddress: '{HOST}', "
            f"Port: {box.port}, DocumentRoot: '{box.dir}/www').start"]


RACK = "run ->(env) { [200, {'content-type' => 'text/html'}, ['<title>Example</title>']] }\n"


@server("puma", "http", "puma", "puma")
def puma(box):
    return ["puma", "-b", f"tcp://{HOST}:{box.port}", box.write("config.ru", RACK)]


@server("thin", "http", "thin", "thin")
def thin(box):
    return ["thin", "-a", HOST, "-p", str(box.port), "-R", box.write("config.ru", RACK), "start"]


PSGI = "sub { [200, ['Content-Type' => 'text/html'], ['<title>Example</title>']] }\n"


@server("starman", "http", "starman", "starman")
def starman(box):
    return ["starman", "--listen", f"{HOST}:{box.port}", box.write("app.psgi", PSGI)]


@server("twiggy", "http", "twiggy", "twiggy")
def twiggy(box):
    return ["twiggy", "--listen", f"{HOST}:{box.port}", box.write("app.psgi", PSGI)]


@server("mojolicious", "http", "libmojolicious-perl", "mojo")
def mojolicious(box):
    app = box.write("app.pl", "use Mojolicious::Lite;\nget '/' => {text => 'Example'};\napp->start;\n")
    return ["perl", app, "daemon", "-l", f"http://{HOST}:{box.port}"]


@server("perlbal", "http", "perlbal", "perlbal")
def perlbal(box):
    return ["perlbal", "-c", box.write(
        "p.conf", f"CREATE SERVICE w\n SET role = web_server\n SET docroot = {box.dir}\n"
        f" SET listen = {HOST}:{box.port}\nENABLE w\n")]


@server("h2o", "http", "h2o", "h2o")
def h2o(box):
    box.write("www/index.html", PAGE)
    return ["h2o", "-c", box.write(
        "h.conf", f"listen:\n  host: {HOST}\n  port: {box.port}\nuser: root\nhosts:\n  default:\n"
        f"    paths:\n      /:\n        file.dir: {box.dir}/www\n")]


@server("mighty", "http", "mighttpd2", "mighty")
def mighty(box):
    conf = box.write("m.conf", f"Port: {box.port}\nHost: {HOST}\nDebug_Mode: Yes\nUser: root\n"
                     "Group: root\nPid_File: " + box.path("pid") + "\nLogging: No\nLog_File: "
                     + box.path("log") + "\nLog_File_Size: 16777216\nLog_Backup_Number: 1\n"
                     "Index_File: index.html\nIndex_Cgi: index.cgi\nStatus_File_Dir: "
                     + box.dir + "\nConnection_Timeout: 30\nFd_Cache_Duration: 10\n")
    return ["mighty", conf, box.write("m.route", f"[localhost]\n/ -> {box.dir}/\n[*]\n/ -> {box.dir}/\n")]


@server("privoxy", "http http-proxy", "privoxy", "privoxy")
def privoxy(box):
    return ["privoxy", "--no-daemon", box.write(
        "p.conf", f"listen-address {HOST}:{box.port}\nconfdir /etc/privoxy\nlogdir {box.dir}\n")]


@server("nghttpx", "http http2", "nghttp2-proxy", "nghttpx")
def nghttpx(box):
    return ["nghttpx", f"--frontend={HOST},{box.port};no-tls", f"--backend={HOST},9", "--workers=1",
            f"--conf={box.write('n.conf', '')}"]


@server("sniproxy", "http tls", "sniproxy", "sniproxy")
def sniproxy(box):
    return ["sniproxy", "-f", "-c", box.write(
        "s.conf", f"user nobody\npidfile {box.dir}/pid\nlistener {HOST}:{box.port} {{\n proto tls\n}}\n"
        "table {\n}\n")]


@server("gnutls-serv", "tls http", "gnutls-bin", "gnutls-serv", tls=True)
def gnutls(box):
    cert, key, _ = box.certificate()
    return ["gnutls-serv", "--http", "-p", str(box.port), "--x509certfile", cert, "--x509keyfile", key]


@server("socat-tls", "tls", "socat", "socat")
def socat_tls(box):
    _, _, both = box.certificate()
    return ["socat", f"OPENSSL-LISTEN:{box.port},bind={HOST},reuseaddr,fork,cert={both},verify=0",
            "SYSTEM:cat"]


@server("lighttpd-tls", "tls http https", "lighttpd", "lighttpd", tls=True)
def lighttpd_tls(box):
    _, _, both = box.certificate()
    box.write("www/index.html", PAGE)
    return ["lighttpd", "-D", "-f", box.write(
        "l.conf", f'server.modules = ("mod_openssl")\nserver.document-root = "{box.dir}/www"\n'
        f'server.port = {box.port}\nserver.bind = "{HOST}"\nssl.engine = "enable"\n'
        f'ssl.pemfile = "{both}"\n')]


@server("aria2", "http jsonrpc", "aria2", "aria2c")
def aria2(box):
    return ["aria2c", "--enable-rpc", f"--rpc-listen-port={box.port}", "-d", box.dir]


@server("transmission", "http", "transmission-daemon", "transmission-daemon")
def transmission(box):
    return ["transmission-daemon", "-f", "-p", str(box.port), "-r", HOST, "-a", HOST, "-g", box.dir,
            "-w", box.dir]


@server("monit", "http", "monit", "monit")
def monit(box):
    return ["monit", "-I", "-c", box.write(
        "monitrc", f"set daemon 60\nset pidfile {box.dir}/pid\nset idfile {box.dir}/id\nset statefile "
        f"{box.dir}/st\nset httpd port {box.port} and use address {HOST}\n allow {HOST}\n", 0o600)]


@server("netdata", "http", "netdata-core", "netdata")
def netdata(box):
    return ["netdata", "-D", "-u", "root", "-P", box.path("pid"), "-c", box.write(
        "n.conf", f"[global]\n cache directory = {box.dir}\n lib directory = {box.dir}\n log directory ="
        f" {box.dir}\n[web]\n bind to = {HOST}:{box.port}\n default port = {box.port}\n")]


def exporter(name, command, *more):
    @server(name, "http", command, command)
    def start(box):
        flags = [m.format(port=box.port, other=box.port + 1000, folder=box.dir) for m in more]
        return [command, f"--web.listen-address={HOST}:{box.port}", *flags]
    return start


exporter("alertmanager", "prometheus-alertmanager", "--config.file=/etc/prometheus/alertmanager.yml",
         "--storage.path={folder}", "--cluster.listen-address=")
exporter("pushgateway", "prometheus-pushgateway")
exporter("blackbox", "prometheus-blackbox-exporter", "--config.file=/etc/prometheus/blackbox.yml")


@server("influxdb", "http influxdb", "influxdb", "influxd")
def influxdb(box):
    return ["influxd", "-config", box.write(
        "i.conf", f"reporting-disabled = true\nbind-address = \"{HOST}:{box.port + 1000}\"\n[meta]\n"
        f" dir = \"{box.dir}/m\"\n[data]\n dir = \"{box.dir}/d\"\n wal-dir = \"{box.dir}/w\"\n[http]\n"
        f" bind-address = \"{HOST}:{box.port}\"\n")]


@server("syncthing", "http tls https", "syncthing", "syncthing")
def syncthing(box):
    return ["syncthing", "serve", "--no-browser", "--no-restart", f"--home={box.dir}",
            f"--gui-address={HOST}:{box.port}"]


def rclone(name, accept, kind):
    @server(name, accept, "rclone", "rclone")
    def start(box):
        extra = ["--no-auth"] if kind == "sftp" else []
        box.env = {"HOME": box.dir}
        return ["rclone", "serve", kind, "--addr", f"{HOST}:{box.port}", *extra, box.dir]
    return start


rclone("rclone-http", "http", "http")
rclone("rclone-webdav", "http webdav", "webdav")
rclone("rclone-ftp", "ftp", "ftp")
rclone("rclone-sftp", "ssh sftp", "sftp")
rclone("rclone-restic", "http", "restic")


@server("docker-registry", "http docker", "docker-registry", "docker-registry")
def registry(box):
    return ["docker-registry", "serve", box.write(
        "r.yml", f"version: 0.1\nstorage:\n  filesystem:\n    rootdirectory: {box.dir}\nhttp:\n"
        f"  addr: {HOST}:{box.port}\n")]


@server("webdis", "http", "webdis", "webdis")
def webdis(box):
    return ["webdis", box.write(
        "w.json", f'{{"redis_host": "{HOST}", "redis_port": 9, "http_host": "{HOST}", "http_port": '
        f'{box.port}, "threads": 2, "daemonize": false, "verbosity": 0, "logfile": "{box.dir}/l"}}')]


@server("cockpit", "http tls", "cockpit-ws", "/usr/lib/cockpit/cockpit-ws", tls=True)
def cockpit(box):
    return ["/usr/lib/cockpit/cockpit-ws", "--no-tls", "-p", str(box.port), "-a", HOST]


@server("shellinabox", "http", "shellinabox", "shellinaboxd")
def shellinabox(box):
    return ["shellinaboxd", "-t", "--localhost-only", "-p", str(box.port), "-s", "/:nobody:nogroup:/:true"]


@server("sphinx-mysql", "mysql", "sphinxsearch", "searchd")
def sphinx_mysql(box):
    return sphinx(box, "mysql41")


def sphinx(box, protocol):
    return ["searchd", "--nodetach", "-c", box.write(
        "s.conf", f"index r {{\n type = rt\n path = {box.dir}/r\n rt_field = t\n rt_attr_uint = a\n}}\nsearchd {{\n listen = "
        f"{HOST}:{box.port}:{protocol}\n log = {box.dir}/log\n pid_file = {box.dir}/pid\n"
        f" binlog_path = {box.dir}\n}}\n")]


@server("fossil", "http", "fossil", "fossil")
def fossil(box):
    box.env = {"HOME": box.dir, "USER": "root"}
    box.run("fossil", "init", box.path("r.fossil"))
    return ["fossil", "server", "--localhost", "-P", str(box.port), box.path("r.fossil")]


@server("owhttpd", "http", "owhttpd", "owhttpd")
def owhttpd(box):
    return ["owhttpd", "--foreground", "--fake=DS18S20", "-p", f"{HOST}:{box.port}"]


@server("activemq", "openwire activemq", "activemq", "activemq")
def activemq_openwire(box):
    return activemq(box, "tcp")


@server("activemq-stomp", "stomp", "activemq", "activemq")
def activemq_stomp(box):
    return activemq(box, "stomp")


def activemq(box, kind):
    conf = box.write("a.xml", f"""<beans xmlns="http://www.springframework.org/schema/beans"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation=
 "http://www.springframework.org/schema/beans http://www.springframework.org/schema/beans/spring-beans.xsd
 http://activemq.apache.org/schema/core http://activemq.apache.org/schema/core/activemq-core.xsd">
<broker xmlns="http://activemq.apache.org/schema/core" brokerName="example" persistent="false"
 useJmx="false" dataDirectory="{box.dir}"><transportConnectors>
<transportConnector name="x" uri="{kind}://{HOST}:{box.port}"/></transportConnectors></broker></beans>
""")
    return ["java", "-Dactivemq.home=/usr/share/activemq", f"-Dactivemq.base={box.dir}", "-cp",
            "/usr/share/activemq/lib/*:/usr/share/java/*", "-Djava.io.tmpdir=" + box.dir,
            "org.apache.activemq.console.Main", "start", f"xbean:file:{conf}"]
