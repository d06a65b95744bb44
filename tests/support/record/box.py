"""What a server is given: a port, a folder, and help with both."""
import functools
import json
import os
import re
import shutil
import subprocess

HOST = "127.0.0.1"
EXTRA = os.environ.get("RECORD_EXTRA", "")  # packages unpacked there with dpkg-deb -x
PATH = ":".join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin", "/usr/lib/postgresql/15/bin",
                 "/usr/lib/ipsec", EXTRA + "/usr/sbin", EXTRA + "/usr/bin"])
NODE = os.environ.get("RECORD_NODE", "")  # the folder below which npm installed node_modules
SERVERS = []


def server(name, accept, package, program, transport="tcp", tls=False, port=0, medical=False,
           batch=1, one_by_one=False):
    """A server: the names its answers may be called, its Debian package (or npm: package), and the
    function that writes its configuration into the box and gives its command line.  medical: a
    decoder must prove its protocol.  tls: HTTP is also asked inside of TLS.  batch: the file.
    one_by_one: it cannot be asked twelve things at a time."""
    def keep(start):
        SERVERS.append({"name": name, "accept": accept.split(), "package": package,
                        "program": program, "transport": transport, "tls": tls, "port": port,
                        "medical": medical, "batch": batch, "one_by_one": one_by_one, "start": start})
        return start
    return keep


def of_batch(number):
    """`server` for a whole file of them."""
    return functools.partial(server, batch=number)


def find(program):
    """Where a program is; npm:NAME asks for a package of RECORD_NODE instead."""
    if program.startswith("npm:"):
        return shutil.which("node") if os.path.isdir(node_package(program)) else None
    if program == "python3":
        return "/usr/bin/python3"  # the one that Debian's modules are for
    return shutil.which(program, path=PATH)


def node_package(name):
    return os.path.join(NODE, "node_modules", name.removeprefix("npm:"))


def version_of(package):
    """The upstream part of the Debian version, three numbers at most; npm's as it is."""
    if package.startswith("npm:"):
        with open(os.path.join(node_package(package), "package.json"), encoding="utf-8") as f:
            return json.load(f)["version"]
    for query in (["dpkg-query", "-W", "-f", "${Version}", package],
                  ["apt-cache", "show", "--no-all-versions", package]):
        text = subprocess.run(query, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              text=True).stdout
        lines = [row[9:] for row in text.splitlines() if row.startswith("Version: ")]
        text = lines[0] if lines else text if "\n" not in text else ""
        if text:
            return re.match(r"[0-9]*(?:\.[0-9]+){0,2}", text.split(":", 1)[-1]).group()
    return ""


class Box:
    def __init__(self, folder, port):
        self.dir, self.port, self.env = folder, port, {}

    def path(self, name):
        return os.path.join(self.dir, name)

    def write(self, name, text, mode=0o644):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as f:
            f.write(text)
        os.chmod(path, mode)
        return path

    def run(self, *command, user=None, check=True):
        command = self.as_user(user, *command) if user else list(command)
        command[0] = find(command[0]) or command[0]
        subprocess.run(command, check=check, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, timeout=60, cwd=self.dir,
                       env={**os.environ, "PATH": PATH, **self.env})

    def as_user(self, user, *command):
        """Programs that refuse to be root, when it is root who records."""
        if os.getuid() != 0:
            return list(command)
        subprocess.run(["chown", "-R", user, self.dir], check=True)
        return [find("setpriv"), "--reuid", user, "--regid", "nogroup", "--clear-groups",
                find(command[0]) or command[0], *command[1:]]

    def certificate(self):
        """cert.pem, key.pem and both.pem for hosp.example."""
        if not os.path.exists(self.path("both.pem")):
            self.run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "365",
                     "-subj", "/O=Example/CN=hosp.example", "-keyout", self.path("key.pem"), "-out",
                     self.path("cert.pem"))
            with open(self.path("both.pem"), "w") as out:
                for part in ("key.pem", "cert.pem"):
                    with open(self.path(part)) as f:
                        out.write(f.read())
            for part in ("key.pem", "cert.pem", "both.pem"):
                os.chmod(self.path(part), 0o644)
        return self.path("cert.pem"), self.path("key.pem"), self.path("both.pem")

    def node(self, script, *arguments):
        """A script of node/ beside this file, given the port and the folder."""
        self.env.update(NODE_PATH=os.path.join(NODE, "node_modules"))
        here = os.path.dirname(os.path.abspath(__file__))
        return ["node", os.path.join(here, "node", script), str(self.port), self.dir, *arguments]

    def python(self, text):
        """A script that finds HOST, PORT and FOLDER set."""
        head = f"HOST, PORT, FOLDER = {HOST!r}, {self.port}, {self.dir!r}\n"
        return ["python3", self.write("server.py", head + text)]

    def inetd(self, *command):
        """A server that speaks on its standard input, behind socat."""
        command = [find(command[0]) or command[0], *command[1:]]
        return ["socat", f"TCP-LISTEN:{self.port},bind={HOST},reuseaddr,fork,backlog=64",
                "EXEC:" + " ".join(c.replace(":", "\\:") for c in command)]

    def tls_in_front(self, plain):
        """stunnel on the port, the server itself on `plain`."""
        _, _, both = self.certificate()
        conf = self.write("stunnel.conf", f"foreground = yes\npid =\n[x]\naccept = {HOST}:{self.port}\n"
                          f"connect = {HOST}:{plain}\ncert = {both}\n")
        return ["stunnel4", conf]
