"""The third batch: recorded when the rules had learnt from the first two."""
import os
from box import of_batch, server as any_batch, HOST
from serve_medical import orthanc_config
from serve_sites import PSGI, RACK
from serve_web import PAGE

server = of_batch(3)


# -- medical

@server("orthanc-dicomweb", "http", "orthanc-dicomweb", "Orthanc", medical=True)
def orthanc_dicomweb(box):
    conf = orthanc_config(box, box.port + 1000, box.port,
                          ', "AuthenticationEnabled": false, "RemoteAccessAllowed": true')
    with open(conf) as f:
        text = f.read()
    return ["Orthanc", box.write("o.json", text.replace(
        '"Plugins": []', '"Plugins": ["/usr/share/orthanc/plugins"]'))]


@server("storescp-tls", "tls", "dcmtk", "storescp")
def storescp_tls(box):
    cert, key, _ = box.certificate()
    return ["storescp", "+tls", key, cert, "-ic", "-od", box.dir, str(box.port)]


@server("storescp-limited", "dicom", "dcmtk", "storescp", medical=True)
def storescp_limited(box):
    return ["storescp", "-xs", "-od", box.dir, "-aet", "ARCHIVE", str(box.port)]


@server("node-hl7-tls", "tls", "npm:node-hl7-server", "npm:node-hl7-server", tls=True)
def hl7_tls(box):
    cert, key, _ = box.certificate()
    return box.node("node-hl7-tls.js", key, cert)


# -- web

@server("jdk-httpserver", "http", "openjdk-17-jdk-headless", "javac")
def jdk_httpserver(box):
    source = box.write("Main.java", f"""import com.sun.net.httpserver.*;
import java.net.*;
public class Main {{ public static void main(String[] a) throws Exception {{
 HttpServer s = HttpServer.create(new InetSocketAddress("{HOST}", {box.port}), 50);
 s.createContext("/", e -> {{ byte[] b = "Example".getBytes(); e.sendResponseHeaders(200, b.length);
  e.getResponseBody().write(b); e.close(); }});
 s.start(); }} }}
""")
    return ["java", source]


@server("h2-web", "http", "libh2-java", "java")
def h2_web(box):
    return ["java", "-cp", "/usr/share/java/h2.jar", "org.h2.tools.Server", "-web", "-webPort",
            str(box.port), "-baseDir", box.dir]


@server("h2-tcp", "h2", "libh2-java", "java")
def h2_tcp(box):
    return ["java", "-cp", "/usr/share/java/h2.jar", "org.h2.tools.Server", "-tcp", "-tcpPort",
            str(box.port), "-baseDir", box.dir]


@server("hsqldb", "hsqldb postgresql", "libhsqldb-java", "java")
def hsqldb(box):
    return ["java", "-cp", "/usr/share/java/hsqldb.jar", "org.hsqldb.server.Server", "--port",
            str(box.port), "--address", HOST, "--database.0", f"file:{box.dir}/d", "--dbname.0", "x"]


@server("hsqldb-web", "http", "libhsqldb-java", "java")
def hsqldb_web(box):
    return ["java", "-cp", "/usr/share/java/hsqldb.jar", "org.hsqldb.server.WebServer", "--port",
            str(box.port), "--address", HOST, "--database.0", f"file:{box.dir}/d", "--dbname.0", "x"]


@server("derby", "drda derby db2", "libderby-java", "java")
def derby(box):
    return ["java", "-cp", "/usr/share/java/*", "-Dderby.system.home=" + box.dir,
            "org.apache.derby.drda.NetworkServerControl", "start", "-h", HOST, "-p", str(box.port),
            "-noSecurityManager"]


@server("erlang-inets", "http", "erlang-inets", "erl")
def inets(box):
    box.write("index.html", PAGE)
    return ["erl", "-noshell", "-noinput", "-eval", "inets:start(), inets:start(httpd, [{port, "
            f"{box.port}}}, {{bind_address, {{127,0,0,1}}}}, {{server_name, \"example\"}}, {{server_root, "
            f"\"{box.dir}\"}}, {{document_root, \"{box.dir}\"}}])."]


@server("erlang-ssh", "ssh", "erlang-ssh", "erl")
def erlang_ssh(box):
    box.run("ssh-keygen", "-q", "-t", "rsa", "-m", "PEM", "-N", "", "-f", box.path("ssh_host_rsa_key"))
    return ["erl", "-noshell", "-noinput", "-eval", "ssh:start(), ssh:daemon({127,0,0,1}, "
            f"{box.port}, [{{system_dir, \"{box.dir}\"}}])."]


@server("unicorn", "http", "unicorn", "unicorn")
def unicorn(box):
    return ["unicorn", "-l", f"{HOST}:{box.port}", "-c", box.write("u.rb", "worker_processes 4\n"),
            box.write("config.ru", RACK)]


@server("sinatra-webrick", "http", "ruby-webrick", "ruby")
def ruby_httpproxy(box):
    return ["ruby", "-rwebrick", "-rwebrick/httpproxy", "-e", "WEBrick::HTTPProxyServer.new("
            f"BindAddress: '{HOST}', Port: {box.port}).start"]


@server("plackup", "http", "libplack-perl", "plackup")
def plackup(box):
    return ["plackup", "--listen", f"{HOST}:{box.port}", box.write("app.psgi", PSGI)]


@server("perl-httpdaemon", "http", "libhttp-daemon-perl", "perl")
def http_daemon(box):
    return ["perl", box.write("d.pl", f"""use HTTP::Daemon;
$SIG{{CHLD}} = 'IGNORE';
my $d = HTTP::Daemon->new(LocalAddr => '{HOST}', LocalPort => {box.port}, ReuseAddr => 1) or die;
while (my $c = $d->accept) {{
  next if fork;
  while (my $r = $c->get_request) {{ $c->send_error(404) }}
  exit;
}}
""")]


@server("perl-httpsimple", "http", "libhttp-server-simple-perl", "perl")
def http_simple(box):
    return ["perl", "-MHTTP::Server::Simple", "-e", f"my $s = HTTP::Server::Simple->new({box.port}); "
            f"$s->host('{HOST}'); $s->run"]


@server("dancer2", "http", "libdancer2-perl", "plackup")
def dancer2(box):
    return ["plackup", "--listen", f"{HOST}:{box.port}", box.write(
        "app.psgi", "use Dancer2; get '/' => sub { 'Example' }; to_app;\n")]


@server("weborf", "http", "weborf", "weborf")
def weborf(box):
    box.write("www/index.html", PAGE)
    return ["weborf", "-i", HOST, "-p", str(box.port), "-b", box.path("www")]


@server("civetweb", "http", "civetweb", "civetweb")
def civetweb(box):
    box.write("index.html", PAGE)
    return ["civetweb", "-listening_ports", f"{HOST}:{box.port}", "-document_root", box.dir]


@server("jupyter", "http", "jupyter-server", "jupyter-server")
def jupyter(box):
    box.env = {"HOME": box.dir, "JUPYTER_RUNTIME_DIR": box.dir}
    return ["jupyter-server", "--allow-root", "--no-browser", f"--ip={HOST}", f"--port={box.port}",
            f"--ServerApp.root_dir={box.dir}"]


@server("weston-rdp", "rdp", "weston", "weston")
def weston(box):
    cert, key, _ = box.certificate()
    box.env = {"XDG_RUNTIME_DIR": box.dir}
    return ["weston", "--backend=rdp-backend.so", f"--port={box.port}", f"--address={HOST}",
            f"--rdp-tls-cert={cert}", f"--rdp-tls-key={key}"]


@server("bottle", "http", "python3-bottle", "python3")
def bottle(box):
    return box.python("import bottle\n@bottle.route('/')\ndef page():\n    return 'Example'\n"
                      "bottle.run(host=HOST, port=PORT, server='wsgiref')\n")


@server("socketserver-ssl", "tls http https", "python3", "python3", tls=True)
def python_https(box):
    cert, key, _ = box.certificate()
    return box.python(f"""import http.server, ssl
class H(http.server.ThreadingHTTPServer):
    request_queue_size = 50
s = H((HOST, PORT), http.server.SimpleHTTPRequestHandler)
c = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
c.load_cert_chain({cert!r}, {key!r})
s.socket = c.wrap_socket(s.socket, server_side=True, do_handshake_on_connect=False)
s.serve_forever()
""")


@server("grpc-python", "http http2 grpc", "python3-grpcio", "python3")
def grpc(box):
    return box.python("from concurrent.futures import ThreadPoolExecutor\nimport grpc\n"
                      "s = grpc.server(ThreadPoolExecutor(4))\ns.add_insecure_port(f'{HOST}:{PORT}')\n"
                      "s.start()\ns.wait_for_termination()\n")


# -- queues, calls, stores

@server("zmq", "zmtp zeromq", "python3-zmq", "python3")
def zmq(box):
    return box.python("import zmq\ns = zmq.Context().socket(zmq.REP)\ns.bind(f'tcp://{HOST}:{PORT}')\n"
                      "s.recv()\n")


@server("pyro4", "pyro", "python3-pyro4", "python3")
def pyro4(box):
    return box.python("import Pyro4.naming\nPyro4.naming.startNSloop(HOST, PORT, enableBroadcast=False)\n")


@server("clickhouse", "http clickhouse", "clickhouse-server", "clickhouse-server")
def clickhouse(box):
    return ["clickhouse-server", "--config-file", box.write("c.xml", f"""<yandex><listen_host>{HOST}</listen_host>
<http_port>{box.port}</http_port><path>{box.dir}/</path><tmp_path>{box.dir}/t/</tmp_path>
<mark_cache_size>5368709</mark_cache_size><users_config>/etc/clickhouse-server/users.xml</users_config>
<default_profile>default</default_profile><default_database>default</default_database>
<logger><level>error</level><console>1</console></logger></yandex>""")]


@server("clickhouse-native", "clickhouse", "clickhouse-server", "clickhouse-server")
def clickhouse_native(box):
    command = clickhouse(box)
    with open(box.path("c.xml")) as f:
        text = f.read().replace("http_port", "tcp_port")
    box.write("c.xml", text)
    return command


# -- names and nets

@server("gdnsd-udp", "dns", "gdnsd", "gdnsd", "udp")
def gdnsd(box):
    box.write("config", f"options => {{ listen => {HOST}, dns_port => {box.port}, run_dir => {box.dir}, "
              f"state_dir => {box.dir} }}\n")
    box.write("zones/hosp.example", "@ SOA ns hostmaster ( 1 7200 30M 3D 900 )\n@ NS ns\nns A 192.0.2.1\n")
    return ["gdnsd", "-c", box.dir, "start"]


@server("yadifa-udp", "dns", "yadifa", "yadifad", "udp")
def yadifa(box):
    return ["yadifad", "--nodaemon", "-c", box.write("y.conf", f"""<main>
 daemon off
 port {box.port}
 listen {HOST}
 logpath "{box.dir}"
 pidfile "{box.dir}/pid"
 datapath "{box.dir}"
 keyspath "{box.dir}"
 xfrpath "{box.dir}"
 uid 0
 gid 0
</main>
""")]


@server("rbldnsd-udp", "dns", "rbldnsd", "rbldnsd", "udp")
def rbldnsd(box):
    box.write("zone", "$SOA 3000 ns.hosp.example host.hosp.example 0 600 300 86400 300\n:2:listed\n192.0.2.1\n")
    return ["rbldnsd", "-n", "-b", f"{HOST}/{box.port}", "-w", box.dir, "-u", "nobody",
            "bl.hosp.example:ip4set:zone"]


@server("dnsdist-udp", "dns", "dnsdist", "dnsdist", "udp")
def dnsdist(box):
    return ["dnsdist", "--supervised", "-C", box.write(
        "d.conf", f"setLocal('{HOST}:{box.port}')\naddAction(AllRule(), RCodeAction(DNSRCode.REFUSED))\n"
        f"newServer('{HOST}:9')\n")]


@server("nsd-tcp", "dns", "nsd", "nsd")
def nsd_tcp(box):
    from serve_names import nsd
    return nsd(box)


@server("stund", "stun", "stun-server", "stund", "udp")
def stund(box):
    return ["stund", "-h", HOST, "-p", str(box.port), "-o", str(box.port + 1000), "-b"][:-1]


@server("mdns-avahi", "mdns dns", "avahi-daemon", "avahi-daemon", "udp", port=5353)
def avahi(box):
    return ["avahi-daemon", "--no-drop-root", "--no-chroot", "--no-rlimits", "-f", box.write(
        "a.conf", "[server]\nhost-name=example\nenable-dbus=no\nallow-interfaces=lo\n")]


# -- the rest

@server("rigctld", "rigctld hamlib", "libhamlib-utils", "rigctld")
def rigctld(box):
    return ["rigctld", "-m", "1", "-T", HOST, "-t", str(box.port)]


@server("bzflag", "bzflag", "bzflag-server", "/usr/games/bzfs")
def bzflag(box):
    return ["/usr/games/bzfs", "-i", HOST, "-p", str(box.port)]


@server("bip", "irc", "bip", "bip")
def bip(box):
    os.chmod(box.dir, 0o777)
    return box.as_user("nobody", "bip", "-n", "-s", box.dir, "-f", box.write("bip.conf", f"""ip = "{HOST}";
port = {box.port};
client_side_ssl = false;
log = false;
pid_file = "{box.dir}/pid";
network {{ name = "x"; server {{ host = "{HOST}"; port = 9; }}; }};
user {{ name = "a"; password = "0123456789abcdef0123456789abcdef01234567"; ssl_check_mode = "none";
 connection {{ name = "x"; network = "x"; nick = "x"; user = "x"; realname = "x"; }}; }};
"""))


@server("snapserver", "snapcast jsonrpc", "snapserver", "snapserver")
def snapserver(box):
    box.env = {"HOME": box.dir}
    p = box.port
    return ["snapserver", f"--tcp.bind_to_address={HOST}", f"--tcp.port={p}", f"--stream.port={p + 1000}",
            "--http.enabled=false", f"--server.datadir={box.dir}",
            f"--stream.source=pipe://{box.dir}/fifo?name=x&mode=create"]


@server("redis-tls", "tls", "redis-server", "redis-server")
def redis_tls(box):
    cert, key, _ = box.certificate()
    return ["redis-server", "--bind", HOST, "--port", "0", "--tls-port", str(box.port), "--dir", box.dir,
            "--save", "", "--tls-cert-file", cert, "--tls-key-file", key, "--tls-ca-cert-file", cert,
            "--tls-auth-clients", "no"]


@server("nats-monitor", "http", "nats-server", "nats-server")
def nats_monitor(box):
    return ["nats-server", "-a", HOST, "-p", str(box.port + 1000), "-m", str(box.port)]


@server("rabbitmq-mqtt", "mqtt", "rabbitmq-server", "rabbitmq-server")
def rabbitmq_mqtt(box):
    return rabbit(box, "mqtt", f"mqtt.listeners.tcp.1 = {HOST}:{box.port}\n")


@server("rabbitmq-management", "http", "rabbitmq-server", "rabbitmq-server")
def rabbitmq_management(box):
    return rabbit(box, "management", f"management.tcp.port = {box.port}\nmanagement.tcp.ip = {HOST}\n")


def rabbit(box, plugin, conf):
    from serve_data import rabbitmq
    p = box.port
    box.port = p + 4000
    command = rabbitmq(box)
    box.port = p
    box.write("plugins", f"[rabbitmq_{plugin}].")
    box.env["RABBITMQ_CONFIG_FILE"] = box.write("rabbitmq.conf", conf)
    return command


@server("ejabberd-http", "http xmpp", "ejabberd", "ejabberdctl")
def ejabberd_http(box):
    return ejabberd(box, "ejabberd_http", "request_handlers: {/admin: ejabberd_web_admin}")


@server("ejabberd-mqtt", "mqtt", "ejabberd", "ejabberdctl")
def ejabberd_mqtt(box):
    return ejabberd(box, "mod_mqtt", "backlog: 100")


def ejabberd(box, module, option):
    from serve_talk import ejabberd as plain
    command = plain(box)
    with open(box.path("e.yml")) as f:
        text = f.read()
    box.write("e.yml", text.replace("module: ejabberd_c2s", f"module: {module}\n    {option}").replace(
        "modules: {}", "modules: {mod_mqtt: {}}"))
    return command


def web(name, package, text, accept="http", batch=3, **more):
    @any_batch(name, accept, "npm:" + package, "npm:" + package, batch=batch, **more)
    def start(box):
        box.node("x")
        script = box.write("s.js", f"const PORT = {box.port}, HOST = '{HOST}', FOLDER = '{box.dir}';\n"
                           "process.on('uncaughtException', () => {});\n" + text)
        return ["node", script]
    return start


web("polka", "polka", "require('polka')().get('/', (q, a) => a.end('Example')).listen(PORT, HOST);\n")
web("connect", "connect", "const c = require('connect')(); c.use('/x', (q, a) => a.end('Example'));\n"
    "require('http').createServer(c).listen(PORT, HOST);\n")
web("node-static", "node-static", "const f = new (require('node-static').Server)(FOLDER);\n"
    "require('http').createServer((q, a) => f.serve(q, a)).listen(PORT, HOST);\n")
web("sockjs", "sockjs", "const h = require('http').createServer();\n"
    "require('sockjs').createServer().installHandlers(h, { prefix: '/x' });\nh.listen(PORT, HOST);\n")
web("faye", "faye", "const h = require('http').createServer();\n"
    "new (require('faye').NodeAdapter)({ mount: '/faye' }).attach(h);\nh.listen(PORT, HOST);\n")
web("jayson", "jayson", "const j = require('jayson');\n"
    "j.server({ add: (a, cb) => cb(null, 1) }).tcp().listen(PORT, HOST);\n", "jsonrpc json-rpc")
web("jayson-http", "jayson", "const j = require('jayson');\n"
    "j.server({ add: (a, cb) => cb(null, 1) }).http().listen(PORT, HOST);\n")
web("grpc-node", "@grpc/grpc-js", "const g = require('@grpc/grpc-js');\nconst s = new g.Server();\n"
    "s.bindAsync(`${HOST}:${PORT}`, g.ServerCredentials.createInsecure(), () => {});\n", "http http2 grpc")
web("dynalite", "dynalite", "require('dynalite')().listen(PORT, HOST);\n")
web("s3rver", "s3rver", "new (require('s3rver'))({ port: PORT, address: HOST, silent: true, "
    "directory: FOLDER }).run();\n")
web("live-server", "live-server", "require('live-server').start({ port: PORT, host: HOST, root: FOLDER, "
    "open: false, logLevel: 0 });\n")
web("vite", "vite", "import('file://' + require.resolve('vite')).then(async ({ createServer }) => "
    "(await createServer({ root: FOLDER, server: { port: PORT, host: HOST } })).listen());\n")
web("hap-homekit", "hap-nodejs", "const { Accessory, uuid } = require('hap-nodejs');\n"
    "new Accessory('Example', uuid.generate('x')).publish({ port: PORT, bind: HOST, username: "
    "'02:00:00:00:00:01', pincode: '031-45-154', category: 1 });\n")
web("net-telnet", "telnet", "require('telnet').createServer((c) => { c.do.transmit_binary(); "
    "c.write('hosp login: '); c.on('data', () => {}); }).listen(PORT, HOST);\n", "telnet")
