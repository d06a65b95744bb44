"""Remote shells, screens and file transfer."""
import os
from box import server, find, HOST


@server("openssh", "ssh", "openssh-server", "sshd")
def openssh(box):
    box.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", box.path("key"))
    os.makedirs("/run/sshd", exist_ok=True)
    return [find("sshd"), "-D", "-f", "/dev/null", "-h", box.path("key"), "-o",
            f"ListenAddress={HOST}:{box.port}", "-o", f"PidFile={box.dir}/pid", "-o",
            "MaxStartups=500"]


@server("dropbear", "ssh", "dropbear-bin", "dropbear")
def dropbear(box):
    box.run("dropbearkey", "-t", "ed25519", "-f", box.path("key"))
    return ["dropbear", "-F", "-r", box.path("key"), "-p", f"{HOST}:{box.port}", "-P", box.path("pid")]


@server("tinysshd", "ssh", "tinysshd", "tinysshd")
def tinysshd(box):
    box.run("tinysshd-makekey", "-q", box.path("keys"))
    return box.inetd("tinysshd", box.path("keys"))


@server("inetutils-telnetd", "telnet", "inetutils-telnetd", "telnetd")
def telnetd(box):
    return box.inetd("telnetd", "-h")


@server("busybox-telnetd", "telnet", "busybox-static busybox", "busybox")
def busybox_telnetd(box):
    login = box.write("login", "#!/bin/sh\nprintf 'hosp login: '\nread x\n", 0o755)
    return ["busybox", "telnetd", "-F", "-b", HOST, "-p", str(box.port), "-l", login]


@server("busybox-telnetd-issue", "telnet", "busybox-static busybox", "busybox")
def busybox_telnetd_issue(box):
    issue = box.write("issue", "Example terminal\n")
    return ["busybox", "telnetd", "-F", "-b", HOST, "-p", str(box.port), "-f", issue, "-l",
            box.write("login", "#!/bin/sh\nprintf 'hosp login: '\nread x\n", 0o755)]


@server("vsftpd", "ftp", "vsftpd", "vsftpd")
def vsftpd(box):
    conf = box.write("v.conf", f"listen=YES\nlisten_address={HOST}\nlisten_port={box.port}\n"
                     f"background=NO\nanonymous_enable=NO\nlocal_enable=YES\nmax_per_ip=0\n"
                     f"secure_chroot_dir={box.dir}\n")
    os.chmod(box.dir, 0o755)
    return ["vsftpd", conf]


@server("proftpd", "ftp", "proftpd-core", "proftpd")
def proftpd(box):
    conf = box.write("p.conf", f"""ServerName "Example"
ServerType standalone
DefaultServer on
Port {box.port}
DefaultAddress {HOST}
SocketBindTight on
UseIPv6 off
User nobody
Group nogroup
PidFile {box.dir}/pid
ScoreboardFile {box.dir}/score
DelayTable none
UseReverseDNS off
WtmpLog off
MaxInstances 200
SystemLog {box.dir}/log
""")
    return ["proftpd", "-n", "-q", "-c", conf]


@server("pure-ftpd", "ftp", "pure-ftpd", "pure-ftpd")
def pure_ftpd(box):
    return ["pure-ftpd", "-S", f"{HOST},{box.port}", "-A", "-E", "-c", "200", "-C", "200", "-g",
            box.path("pid"), "-H"]


@server("pyftpdlib", "ftp", "python3-pyftpdlib", "python3")
def pyftpdlib(box):
    return ["python3", "-m", "pyftpdlib", "-i", HOST, "-p", str(box.port), "-d", box.dir]


@server("inetutils-ftpd", "ftp", "inetutils-ftpd", "ftpd")
def inetutils_ftpd(box):
    return box.inetd("ftpd")


@server("atftpd", "tftp", "atftpd", "atftpd", "udp")
def atftpd(box):
    return ["atftpd", "--daemon", "--no-fork", "--bind-address", HOST, "--port", str(box.port),
            "--user", "nobody.nogroup", box.dir]


@server("rsync", "rsync", "rsync", "rsync")
def rsync(box):
    conf = box.write("r.conf", f"use chroot = no\nmax connections = 0\n[files]\npath = {box.dir}\n")
    return ["rsync", "--daemon", "--no-detach", f"--config={conf}", f"--address={HOST}",
            f"--port={box.port}"]


@server("svnserve", "svn", "subversion", "svnserve")
def svnserve(box):
    return ["svnserve", "-d", "--foreground", "--listen-host", HOST, "--listen-port",
            str(box.port), "-r", box.dir]


@server("git-daemon", "git", "git", "git")
def git_daemon(box):
    box.run("git", "init", "-q", "--bare", box.path("project.git"))
    return ["git", "daemon", "--reuseaddr", f"--listen={HOST}", f"--port={box.port}",
            "--informative-errors", f"--base-path={box.dir}"]


@server("samba", "smb netbios", "samba", "smbd")
def samba(box):
    conf = box.write("smb.conf", f"""[global]
netbios name = EXAMPLE
workgroup = HOSP
private dir = {box.dir}
lock directory = {box.dir}
state directory = {box.dir}
cache directory = {box.dir}
pid directory = {box.dir}
ncalrpc dir = {box.dir}/ncalrpc
log file = {box.dir}/log
smb ports = {box.port}
interfaces = {HOST}
bind interfaces only = yes
server min protocol = NT1
load printers = no
disable spoolss = yes
""")
    return ["smbd", "-F", "--no-process-group", "-s", conf, "-l", box.dir]


@server("impacket-smb", "smb netbios", "python3-impacket", "python3")
def impacket_smb(box):
    script = box.write("smb.py", "from impacket.smbserver import SimpleSMBServer\n"
                       f"s = SimpleSMBServer('{HOST}', {box.port})\ns.addShare('X', '{box.dir}')\n"
                       "s.setSMB2Support(True)\ns.start()\n")
    return ["python3", script]


@server("xrdp", "rdp", "xrdp", "xrdp")
def xrdp(box):
    cert, key, _ = box.certificate()
    conf = box.write("xrdp.ini", f"""[Globals]
ini_version=1
fork=true
address={HOST}
port=tcp://{HOST}:{box.port}
security_layer=negotiate
crypt_level=high
certificate={cert}
key_file={key}
ssl_protocols=TLSv1.2, TLSv1.3
[Logging]
LogFile={box.dir}/log
LogLevel=ERROR
EnableSyslog=false
[Xorg]
name=Xorg
lib=libxup.so
""")
    return ["xrdp", "-n", "-c", conf]


@server("tigervnc", "vnc", "tigervnc-standalone-server", "Xtigervnc")
def tigervnc(box):
    return ["Xtigervnc", f":{box.port % 1000 + 300}", "-rfbport", str(box.port), "-localhost",
            "-SecurityTypes", "None,VncAuth,TLSNone", "-rfbauth", box.write("pw", "12345678"),
            "-nolisten", "tcp", "-BlacklistThreshold", "100000", "-nolisten", "unix"]


@server("xvfb", "x11", "xvfb", "Xvfb", port=6079)
def xvfb(_box):
    return ["Xvfb", ":79", "-listen", "tcp", "-nolisten", "unix", "-screen", "0", "320x200x8", "-ac"]


@server("xvfb-checked", "x11", "xvfb", "Xvfb", port=6078)
def xvfb_checked(box):
    auth = box.path("auth")
    box.run("python3", "-c", "import sys; open(sys.argv[1], 'wb').write(b'\\xff\\xff\\0\\0\\0\\0"
            "\\0\\x12MIT-MAGIC-COOKIE-1\\0\\x10' + bytes(range(16)))", auth)
    return ["Xvfb", ":78", "-listen", "tcp", "-nolisten", "unix", "-screen", "0", "320x200x8",
            "-auth", auth]
