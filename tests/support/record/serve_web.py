"""Web servers, proxies and what speaks HTTP beside something else."""
from box import server, HOST

PAGE = "<html><head><title>Example</title></head><body>Example</body></html>\n"


def nginx_config(box, listen, more="return 404;"):
    return box.write("nginx.conf", f"""daemon off; pid {box.dir}/pid; error_log {box.dir}/err;
events {{}}
http {{ access_log off; client_body_temp_path {box.dir}/b; proxy_temp_path {box.dir}/p;
 fastcgi_temp_path {box.dir}/f; uwsgi_temp_path {box.dir}/u; scgi_temp_path {box.dir}/s;
 server {{ listen {HOST}:{box.port} {listen}; {more} }} }}""")


@server("nginx", "http", "nginx-light", "nginx")
def nginx(box):
    return ["nginx", "-e", box.path("err"), "-p", box.dir, "-c", nginx_config(box, "")]


@server("nginx-tls", "tls http https", "nginx-light", "nginx", tls=True)
def nginx_tls(box):
    cert, key, _ = box.certificate()
    conf = nginx_config(box, "ssl http2", f"ssl_certificate {cert}; ssl_certificate_key {key};"
                        " return 200 'Example';")
    return ["nginx", "-e", box.path("err"), "-p", box.dir, "-c", conf]


@server("lighttpd", "http", "lighttpd", "lighttpd")
def lighttpd(box):
    box.write("www/index.html", PAGE)
    conf = box.write("l.conf", f'server.document-root = "{box.dir}/www"\nserver.port = {box.port}\n'
                     f'server.bind = "{HOST}"\nindex-file.names = ("index.html")\n')
    return ["lighttpd", "-D", "-f", conf]


def apache_config(box, more):
    box.write("www/index.html", PAGE)
    modules = "mpm_event authz_core authz_host dir mime alias socache_shmcb ssl".split()
    return box.write("a.conf", "".join(
        f"LoadModule {m}_module /usr/lib/apache2/modules/mod_{m}.so\n" for m in modules)
        + f"ServerRoot {box.dir}\nServerName hosp.example\nListen {HOST}:{box.port}\n"
        f"PidFile {box.dir}/pid\nErrorLog {box.dir}/err\nDocumentRoot {box.dir}/www\n"
        f"TypesConfig /etc/mime.types\nDirectoryIndex index.html\nUser nobody\nGroup nogroup\n{more}")


@server("apache", "http", "apache2-bin", "apache2")
def apache(box):
    return ["apache2", "-f", apache_config(box, ""), "-DFOREGROUND"]


@server("apache-tls", "tls http https", "apache2-bin", "apache2", tls=True)
def apache_tls(box):
    cert, key, _ = box.certificate()
    conf = apache_config(box, f"SSLEngine on\nSSLCertificateFile {cert}\nSSLCertificateKeyFile {key}\n")
    return ["apache2", "-f", conf, "-DFOREGROUND"]


@server("mini-httpd", "http", "mini-httpd", "mini_httpd")
def mini_httpd(box):
    box.write("index.html", PAGE)
    return ["mini_httpd", "-D", "-h", HOST, "-p", str(box.port), "-d", box.dir, "-u", "nobody"]


@server("micro-httpd", "http", "micro-httpd", "micro-httpd")
def micro_httpd(box):
    box.write("index.html", PAGE)
    return box.inetd("micro-httpd", box.dir)


@server("webfs", "http", "webfs", "webfsd")
def webfs(box):
    return ["webfsd", "-F", "-i", HOST, "-p", str(box.port), "-r", box.dir, "-u", "nobody"]


@server("busybox-httpd", "http", "busybox-static busybox", "busybox")
def busybox_httpd(box):
    return ["busybox", "httpd", "-f", "-p", f"{HOST}:{box.port}", "-h", box.dir]


@server("python-http", "http", "python3", "python3")
def python_http(box):
    box.write("www/index.html", PAGE)
    return ["python3", "-m", "http.server", str(box.port), "--bind", HOST, "-d", box.path("www")]


@server("twisted-web", "http", "python3-twisted", "twist3")
def twisted_web(box):
    box.write("www/index.html", PAGE)
    return ["twist3", "web", "--listen", f"tcp:{box.port}:interface={HOST}", "--path",
            box.path("www")]


@server("gunicorn", "http", "gunicorn", "gunicorn")
def gunicorn(box):
    box.write("app.py", "def app(env, start):\n    start('200 OK', [])\n    return [b'Example']\n")
    return ["gunicorn", "-b", f"{HOST}:{box.port}", "--chdir", box.dir, "app:app"]


@server("uwsgi-http", "http", "uwsgi-core", "uwsgi")
def uwsgi(box):
    app = box.write("app.py", "def application(env, start):\n    start('200 OK', [])\n"
                    "    return [b'Example']\n")
    return ["uwsgi", "--plugin", "http,python3", "--http", f"{HOST}:{box.port}", "--wsgi-file", app]


@server("nodejs", "http", "nodejs", "node")
def nodejs(box):
    return ["node", "-e", "require('http').createServer((q, a) => a.end('Example'))"
            f".listen({box.port}, '{HOST}')"]


@server("haproxy", "http", "haproxy", "haproxy")
def haproxy(box):
    return ["haproxy", "-f", box.write("h.cfg", "defaults\n timeout client 2s\n timeout connect 2s\n"
            f" timeout server 2s\n mode http\nfrontend x\n bind {HOST}:{box.port}\n")]


@server("squid", "http", "squid", "squid")
def squid(box):
    conf = box.write("s.conf", f"http_port {HOST}:{box.port}\npid_filename {box.dir}/pid\n"
                     f"cache_log {box.dir}/log\naccess_log none\nvisible_hostname hosp.example\n"
                     "http_access deny all\ncoredump_dir /\n")
    return box.as_user("proxy", "squid", "-N", "-f", conf)


@server("tinyproxy", "http", "tinyproxy-bin", "tinyproxy")
def tinyproxy(box):
    return ["tinyproxy", "-d", "-c", box.write("t.conf", f"Port {box.port}\nListen {HOST}\n"
            "Allow 192.0.2.1\n")]


@server("varnish", "http", "varnish", "varnishd")
def varnish(box):
    return ["varnishd", "-F", "-a", f"{HOST}:{box.port}", "-b", f"{HOST}:9", "-n", box.dir, "-T",
            "none", "-s", "malloc,16m", "-j", "none"]


@server("hitch", "tls", "hitch", "hitch", tls=True)
def hitch(box):
    _, _, both = box.certificate()
    return ["hitch", f"--frontend=[{HOST}]:{box.port}", f"--backend=[{HOST}]:9", "-u", "nobody",
            "-g", "nogroup", both]


@server("stunnel", "tls http", "stunnel4", "stunnel4", tls=True)
def stunnel(box):
    return box.tls_in_front(9)


@server("openssl-www", "tls http", "openssl", "openssl", tls=True)
def openssl_www(box):
    cert, key, _ = box.certificate()
    return ["openssl", "s_server", "-accept", f"{HOST}:{box.port}", "-www", "-cert", cert, "-key",
            key]


@server("caddy", "http", "caddy", "caddy")
def caddy(box):
    box.env = {"HOME": box.dir, "XDG_DATA_HOME": box.dir}
    return ["caddy", "file-server", "--listen", f"{HOST}:{box.port}", "--root", box.dir]


@server("trafficserver", "http", "trafficserver", "traffic_server")
def trafficserver(box):
    return ["traffic_server", "--httpport", f"{box.port}:ip-in={HOST}"]


@server("tomcat", "http ajp", "tomcat10-common", "java")
def tomcat(box):
    for name in ("webapps", "logs", "temp", "work"):
        box.write(name + "/x", "")
    box.write("webapps/ROOT/index.html", PAGE)
    box.write("conf/web.xml", "<web-app/>")
    box.write("conf/server.xml", f"""<Server port="-1"><Service name="Catalina">
<Connector port="{box.port}" address="{HOST}" protocol="HTTP/1.1"/><Engine name="Catalina"
 defaultHost="localhost"><Host name="localhost" appBase="webapps"/></Engine></Service></Server>""")
    home = "/usr/share/tomcat10"
    return ["java", f"-Dcatalina.home={home}", f"-Dcatalina.base={box.dir}",
            f"-Djava.io.tmpdir={box.dir}/temp", "-cp",
            f"{home}/bin/bootstrap.jar:{home}/bin/tomcat-juli.jar",
            "org.apache.catalina.startup.Bootstrap", "start"]


@server("cups", "http ipp tls", "cups-daemon", "cupsd")
def cups(box):
    for name in ("spool/tmp", "cache", "state", "root"):
        box.write(name + "/x", "")
    conf = box.write("cupsd.conf", f"Listen {HOST}:{box.port}\n<Location />\nOrder allow,deny\n"
                     "Allow all\n</Location>\n")
    files = box.write("files.conf", f"RequestRoot {box.dir}/spool\nTempDir {box.dir}/spool/tmp\n"
                      f"CacheDir {box.dir}/cache\nStateDir {box.dir}/state\nAccessLog {box.dir}/a\n"
                      f"ErrorLog {box.dir}/e\nPageLog {box.dir}/p\nServerRoot {box.dir}\n")
    return ["cupsd", "-f", "-c", conf, "-s", files]


@server("icecast", "http", "icecast2", "icecast2")
def icecast(box):
    conf = box.write("i.xml", f"""<icecast><hostname>hosp.example</hostname><limits><clients>200
</clients></limits><listen-socket><port>{box.port}</port><bind-address>{HOST}</bind-address>
</listen-socket><authentication><source-password>x</source-password></authentication><paths>
<logdir>{box.dir}</logdir><webroot>/usr/share/icecast2/web</webroot>
<adminroot>/usr/share/icecast2/admin</adminroot></paths></icecast>""")
    return box.as_user("nobody", "icecast2", "-c", conf)


@server("prometheus", "http", "prometheus", "prometheus")
def prometheus(box):
    conf = box.write("p.yml", "scrape_configs: []\n")
    return ["prometheus", f"--config.file={conf}", f"--storage.tsdb.path={box.dir}/d",
            f"--web.listen-address={HOST}:{box.port}"]


@server("node-exporter", "http", "prometheus-node-exporter", "prometheus-node-exporter")
def node_exporter(box):
    return ["prometheus-node-exporter", f"--web.listen-address={HOST}:{box.port}",
            "--collector.disable-defaults"]


@server("radicale", "http", "python3-radicale", "radicale")
def radicale(box):
    return ["radicale", "--config=", f"--server-hosts={HOST}:{box.port}",
            f"--storage-filesystem-folder={box.dir}", "--auth-type=none"]


@server("jetty", "http", "jetty9", "java")
def jetty(box):
    return ["java", f"-Djava.io.tmpdir={box.dir}", "-jar", "/usr/share/jetty9/start.jar",
            "jetty.home=/usr/share/jetty9", f"jetty.base={box.dir}", "--module=http",
            f"jetty.http.port={box.port}", f"jetty.http.host={HOST}"]


@server("minidlna", "http upnp", "minidlna", "minidlnad")
def minidlna(box):
    conf = box.write("m.conf", f"port={box.port}\nnetwork_interface=lo\ndb_dir={box.dir}\n"
                     f"log_dir={box.dir}\nmedia_dir={box.dir}\nfriendly_name=Example\n")
    return ["minidlnad", "-d", "-f", conf, "-P", box.path("pid")]


@server("nghttpd", "http http2 tls", "nghttp2-server", "nghttpd")
def nghttpd(box):
    return ["nghttpd", "--no-tls", "-a", HOST, "-d", box.dir, str(box.port)]
