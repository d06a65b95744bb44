"""Databases, queues, directories."""
import os
from box import server, HOST


@server("slapd", "ldap", "slapd", "slapd")
def slapd(box):
    return ["slapd", "-d", "0", "-f", slapd_config(box), "-h", f"ldap://{HOST}:{box.port}"]


def slapd_config(box, more=""):
    return box.write("slapd.conf", "include /etc/ldap/schema/core.schema\nmodulepath /usr/lib/ldap\n"
                     f"moduleload back_mdb\n{more}database mdb\nsuffix \"dc=hosp,dc=example\"\n"
                     f"directory {box.dir}\n")


@server("slapd-strict", "ldap", "slapd", "slapd")
def slapd_strict(box):
    return ["slapd", "-d", "0", "-f", slapd_config(box, "disallow bind_anon\nrequire authc\n"), "-h",
            f"ldap://{HOST}:{box.port}"]


@server("slapd-tls", "tls ldap ldaps", "slapd", "slapd")
def slapd_tls(box):
    cert, key, _ = box.certificate()
    conf = slapd_config(box, f"TLSCertificateFile {cert}\nTLSCertificateKeyFile {key}\n")
    return ["slapd", "-d", "0", "-f", conf, "-h", f"ldaps://{HOST}:{box.port}"]


def mariadb_box(box, more):
    box.run("mariadb-install-db", "--no-defaults", "--user=mysql", f"--datadir={box.dir}/data",
            "--auth-root-authentication-method=normal", "--skip-test-db")
    box.run("chown", "-R", "mysql", box.dir, check=False)
    return ["mariadbd", "--no-defaults", "--user=mysql", f"--datadir={box.dir}/data",
            f"--socket={box.dir}/s", f"--pid-file={box.dir}/pid", f"--bind-address={HOST}",
            f"--port={box.port}", "--max-connections=1000", "--max-connect-errors=100000", *more]


@server("mariadb", "mysql", "mariadb-server", "mariadbd")
def mariadb(box):
    return mariadb_box(box, ["--skip-name-resolve"])


def postgres_box(box, more):
    user = "postgres" if os.getuid() == 0 else None
    box.run("initdb", "-D", box.path("data"), "-A", "scram-sha-256", "--pwfile",
            box.write("pw", "secret\n"), user=user)
    return box.as_user("postgres", "postgres", "-D", box.path("data"), "-p", str(box.port), "-h", HOST,
                       "-k", "", "-c", "max_connections=200", *more)


@server("postgresql", "postgresql", "postgresql-15", "postgres")
def postgres(box):
    return postgres_box(box, [])


@server("postgresql-tls", "postgresql", "postgresql-15", "postgres")
def postgres_tls(box):
    cert, key, _ = box.certificate()
    os.chmod(key, 0o600)
    return postgres_box(box, ["-c", "ssl=on", "-c", f"ssl_cert_file={cert}", "-c",
                              f"ssl_key_file={key}"])


@server("pgbouncer", "postgresql", "pgbouncer", "pgbouncer")
def pgbouncer(box):
    conf = box.write("p.ini", f"[databases]\n* = host={HOST} port=9\n[pgbouncer]\nlisten_addr = {HOST}\n"
                     f"listen_port = {box.port}\nunix_socket_dir =\nauth_type = md5\n"
                     f"auth_file = {box.write('users', '')}\n")
    return box.as_user("postgres", "pgbouncer", conf)


@server("redis", "redis", "redis-server", "redis-server")
def redis(box):
    return ["redis-server", "--bind", HOST, "--port", str(box.port), "--dir", box.dir, "--save", ""]


@server("redis-password", "redis", "redis-server", "redis-server")
def redis_password(box):
    return redis(box) + ["--requirepass", "secret"]


@server("memcached", "memcached", "memcached", "memcached")
def memcached(box):
    return ["memcached", "-l", HOST, "-p", str(box.port), "-U", "0", "-u", "nobody"]


@server("memcached-udp", "memcached", "memcached", "memcached", "udp")
def memcached_udp(box):
    return ["memcached", "-l", HOST, "-p", "0", "-U", str(box.port), "-u", "nobody"]


@server("mosquitto", "mqtt", "mosquitto", "mosquitto")
def mosquitto(box):
    return ["mosquitto", "-c", box.write("m.conf", f"listener {box.port} {HOST}\nallow_anonymous true\n"
            "user root\n")]


@server("mosquitto-password", "mqtt", "mosquitto", "mosquitto")
def mosquitto_password(box):
    return ["mosquitto", "-c", box.write("m.conf", f"listener {box.port} {HOST}\n"
            f"allow_anonymous false\nuser root\npassword_file {box.write('pw', '')}\n")]


@server("rabbitmq", "amqp", "rabbitmq-server", "rabbitmq-server")
def rabbitmq(box):
    box.env = {"HOME": box.dir, "RABBITMQ_MNESIA_BASE": box.path("db"), "RABBITMQ_LOGS": "-",
               "RABBITMQ_NODENAME": f"r{box.port}@localhost", "RABBITMQ_NODE_PORT": str(box.port),
               "RABBITMQ_NODE_IP_ADDRESS": HOST, "RABBITMQ_DIST_PORT": str(box.port + 1000),
               "ERL_EPMD_PORT": str(box.port + 2000), "ERL_EPMD_ADDRESS": HOST,
               "RABBITMQ_ENABLED_PLUGINS_FILE": box.write("plugins", "[].")}
    server = "/usr/lib/rabbitmq/bin/rabbitmq-server"
    if os.getuid() == 0:
        box.run("mkdir", "-p", box.path("db"))
        return box.as_user("rabbitmq", server)
    return [server]


@server("nats", "nats", "nats-server", "nats-server")
def nats(box):
    return ["nats-server", "-a", HOST, "-p", str(box.port)]


@server("zookeeper", "zookeeper", "zookeeper", "java")
def zookeeper(box):
    conf = box.write("zoo.cfg", f"tickTime=2000\ndataDir={box.dir}\nclientPort={box.port}\n"
                     f"clientPortAddress={HOST}\nmaxClientCnxns=500\nadmin.enableServer=false\n"
                     "4lw.commands.whitelist=*\n")
    return ["java", "-cp", "/etc/zookeeper/conf:/usr/share/java/*",
            "org.apache.zookeeper.server.quorum.QuorumPeerMain", conf]


@server("etcd", "http etcd", "etcd-server", "etcd")
def etcd(box):
    peer = f"http://{HOST}:{box.port + 1000}"
    return ["etcd", "--data-dir", box.path("d"), "--listen-client-urls", f"http://{HOST}:{box.port}",
            "--advertise-client-urls", f"http://{HOST}:{box.port}", "--listen-peer-urls", peer,
            "--initial-advertise-peer-urls", peer, "--initial-cluster", f"default={peer}"]


@server("beanstalkd", "beanstalkd", "beanstalkd", "beanstalkd")
def beanstalkd(box):
    return ["beanstalkd", "-l", HOST, "-p", str(box.port)]


@server("gearmand", "gearman", "gearman-job-server", "gearmand")
def gearmand(box):
    return ["gearmand", "-L", HOST, "-p", str(box.port), "-l", "stderr"]


@server("firebird", "firebird", "firebird3.0-server-core", "firebird")
def firebird(box):
    box.env = {"FIREBIRD_TMP": box.dir}
    return ["firebird", "-p", str(box.port)]


@server("tarantool", "tarantool", "tarantool", "tarantool")
def tarantool(box):
    return ["tarantool", box.write("t.lua", f"box.cfg{{listen='{HOST}:{box.port}', "
            f"work_dir='{box.dir}', memtx_memory=33554432}}\n")]


@server("krb5kdc", "kerberos", "krb5-kdc", "krb5kdc")
def krb5kdc(box):
    kdc(box)
    return ["krb5kdc", "-n", "-r", "HOSP.EXAMPLE"]


@server("krb5kdc-udp", "kerberos", "krb5-kdc", "krb5kdc", "udp")
def krb5kdc_udp(box):
    kdc(box)
    return ["krb5kdc", "-n", "-r", "HOSP.EXAMPLE"]


def kdc(box):
    box.write("krb5.conf", "[libdefaults]\n default_realm = HOSP.EXAMPLE\n[realms]\n HOSP.EXAMPLE = {\n"
              f"  kdc = {HOST}:{box.port}\n }}\n[logging]\n default = FILE:{box.dir}/log\n")
    box.write("kdc.conf", f"[kdcdefaults]\n kdc_listen = {HOST}:{box.port}\n"
              f" kdc_tcp_listen = {HOST}:{box.port}\n[realms]\n HOSP.EXAMPLE = {{\n"
              f"  database_name = {box.dir}/db\n  key_stash_file = {box.dir}/stash\n"
              "  default_principal_flags = +preauth\n }\n")
    box.env = {"KRB5_CONFIG": box.path("krb5.conf"), "KRB5_KDC_PROFILE": box.path("kdc.conf")}
    box.run("kdb5_util", "create", "-s", "-P", "secret", "-r", "HOSP.EXAMPLE")
    box.run("kadmin.local", "-q", "addprinc -pw secret +requires_preauth probe")
