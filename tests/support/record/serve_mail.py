"""Mail and news."""
from box import server, HOST, EXTRA


@server("exim", "smtp", "exim4-daemon-light", "exim4")
def exim(box):
    conf = box.write("exim.conf", f"""primary_hostname = hosp.example
spool_directory = {box.dir}
log_file_path = {box.dir}/%slog
local_interfaces = {HOST}
daemon_smtp_ports = {box.port}
exim_user = root
exim_group = root
host_lookup =
rfc1413_query_timeout = 0s
pid_file_path = {box.dir}/pid
smtp_accept_max = 0
tls_advertise_hosts =
never_users =
keep_environment =
""")
    return ["exim4", "-C", conf, "-bdf"]


def dovecot_config(box, protocol, more=""):
    listener = {"imap": "imap", "pop3": "pop3"}[protocol]
    for name in ("run", "state", "login", "token"):
        box.write(name + "/x", "")
    return box.write("d.conf", f"""protocols = {protocol}
base_dir = {box.dir}/run
state_dir = {box.dir}/state
listen = {HOST}
log_path = {box.dir}/log
ssl = no
default_login_user = nobody
default_internal_user = nobody
default_internal_group = nogroup
passdb {{
 driver = static
 args = password=x
}}
userdb {{
 driver = static
 args = uid=nobody gid=nogroup home={box.dir}
}}
service {listener}-login {{
 chroot =
 inet_listener {listener} {{
  port = {box.port}
 }}
 inet_listener {listener}s {{
  port = 0
 }}
}}
service anvil {{
 chroot =
}}
{more}""")


@server("dovecot-imap", "imap", "dovecot-imapd", "dovecot")
def dovecot_imap(box):
    return ["dovecot", "-F", "-c", dovecot_config(box, "imap")]


@server("dovecot-pop3", "pop3", "dovecot-pop3d", "dovecot")
def dovecot_pop3(box):
    return ["dovecot", "-F", "-c", dovecot_config(box, "pop3")]


@server("aiosmtpd", "smtp", "python3-aiosmtpd", "python3")
def aiosmtpd(box):
    return ["python3", "-m", "aiosmtpd", "-n", "-l", f"{HOST}:{box.port}"]


@server("smtp-sink", "smtp", "postfix", "smtp-sink")
def smtp_sink(box):
    box.env = {"LD_LIBRARY_PATH": EXTRA + "/usr/lib/postfix"}
    return box.as_user("nobody", "smtp-sink", "-h", "hosp.example", f"{HOST}:{box.port}", "64")
