"""Servers that are a few lines of Python with one of Debian's modules."""
from box import of_batch, HOST

server = of_batch(2)

WSGI = """def app(env, start):
    if env['PATH_INFO'] != '/':
        start('404 Not Found', [('Content-Type', 'text/plain')])
        return [b'not here']
    start('200 OK', [('Content-Type', 'text/html')])
    return [b'<title>Example</title>']
"""
ASGI = """async def app(scope, receive, send):
    if scope['type'] == 'http':
        await send({'type': 'http.response.start', 'status': 200, 'headers': []})
        await send({'type': 'http.response.body', 'body': b'Example'})
"""


def script(name, accept, package, text, **more):
    @server(name, accept, package, "python3", **more)
    def start(box):
        return box.python(text)
    return start


script("paramiko", "ssh", "python3-paramiko", """import paramiko, socket, threading
key = paramiko.RSAKey.generate(2048)
s = socket.create_server((HOST, PORT), backlog=100)
def talk(c):
    t = paramiko.Transport(c)
    t.add_server_key(key)
    try:
        t.start_server(server=paramiko.ServerInterface())
    except Exception:
        pass
while True:
    c, _ = s.accept()
    threading.Thread(target=talk, args=(c,), daemon=True).start()
""")
script("asyncssh", "ssh", "python3-asyncssh", """import asyncio, asyncssh
async def main():
    k = asyncssh.generate_private_key('ssh-ed25519')
    await asyncssh.listen(HOST, PORT, server_host_keys=[k])
    await asyncio.sleep(3600)
asyncio.run(main())
""")
script("conch", "ssh", "python3-twisted", """from twisted.conch.ssh import factory, keys
from twisted.cred import portal
from twisted.internet import reactor
from cryptography.hazmat.primitives.asymmetric import rsa
f = factory.SSHFactory()
k = keys.Key(rsa.generate_private_key(65537, 2048))
f.privateKeys, f.publicKeys = {b'ssh-rsa': k}, {b'ssh-rsa': k.public()}
f.portal = portal.Portal(None)
f.getPrimes = lambda: None
reactor.listenTCP(PORT, f, interface=HOST)
reactor.run()
""")


TWISTED = """from twisted.internet import protocol, reactor
from twisted.cred import checkers, portal
p = portal.Portal(None, [checkers.AllowAnonymousAccess()])
"""
LISTEN = """reactor.listenTCP(PORT, f, interface=HOST)
reactor.run()
"""
script("twisted-ftp", "ftp", "python3-twisted", TWISTED + """from twisted.protocols.ftp import FTPFactory
f = FTPFactory(p)
""" + LISTEN)
script("twisted-pop3", "pop3", "python3-twisted", TWISTED + """from twisted.mail.pop3 import POP3
f = protocol.ServerFactory()
f.protocol = POP3
""" + LISTEN)
script("twisted-smtp", "smtp", "python3-twisted", TWISTED + """from twisted.mail.smtp import SMTPFactory
f = SMTPFactory()
f.domain = 'hosp.example'
""" + LISTEN)
script("twisted-imap", "imap", "python3-twisted", TWISTED + """from twisted.mail.imap4 import IMAP4Server
f = protocol.ServerFactory()
f.protocol = IMAP4Server
""" + LISTEN)
script("twisted-irc", "irc", "python3-twisted", TWISTED + """from twisted.words.service import IRCFactory
from twisted.words.service import InMemoryWordsRealm
f = IRCFactory(InMemoryWordsRealm('hosp.example'), p)
""" + LISTEN)
script("twisted-telnet", "telnet", "python3-twisted", TWISTED + """from twisted.conch.telnet import *
f = protocol.ServerFactory()
f.protocol = lambda: TelnetTransport(AuthenticatingTelnetProtocol, p)
""" + LISTEN)
script("twisted-chargen", "chargen", "python3-twisted", TWISTED + """from twisted.protocols.wire import Chargen
f = protocol.ServerFactory()
f.protocol = Chargen
""" + LISTEN)
script("twisted-names", "dns", "python3-twisted", """from twisted.names import server, dns
from twisted.internet import reactor
reactor.listenUDP(PORT, dns.DNSDatagramProtocol(server.DNSServerFactory()), interface=HOST)
reactor.run()
""", transport="udp")
script("twisted-time", "time", "python3-twisted", """from twisted.internet import protocol, reactor
from twisted.protocols.wire import Time
f = protocol.ServerFactory()
f.protocol = Time
reactor.listenTCP(PORT, f, interface=HOST)
reactor.run()
""")
script("dnslib", "dns", "python3-dnslib", """from dnslib.server import DNSServer, BaseResolver
from dnslib import RR
class Fixed(BaseResolver):
    def resolve(self, request, handler):
        a = request.reply()
        a.add_answer(*RR.fromZone('hosp.example. 60 A 192.0.2.1'))
        return a
DNSServer(Fixed(), address=HOST, port=PORT).start()
""", transport="udp")
script("aioftp", "ftp", "python3-aioftp", """import asyncio, aioftp
asyncio.run(aioftp.Server().run(HOST, PORT))
""")
script("aiohttp", "http", "python3-aiohttp", """from aiohttp import web
a = web.Application()
async def page(r):
    return web.Response(text='<title>Example</title>', content_type='text/html')
a.router.add_get('/', page)
web.run_app(a, host=HOST, port=PORT)
""")
script("tornado", "http", "python3-tornado", """import asyncio, tornado.web
class Page(tornado.web.RequestHandler):
    def get(self):
        self.write('<title>Example</title>')
async def main():
    tornado.web.Application([('/', Page)]).listen(PORT, HOST)
    await asyncio.Event().wait()
asyncio.run(main())
""")
script("cherrypy", "http", "python3-cherrypy3", """import cherrypy
class Site:
    @cherrypy.expose
    def index(self):
        return '<title>Example</title>'
cherrypy.config.update({'server.socket_host': HOST, 'server.socket_port': PORT,
                        'server.thread_pool': 30})
cherrypy.quickstart(Site())
""")
script("waitress", "http", "python3-waitress", WSGI + """
import waitress
waitress.serve(app, host=HOST, port=PORT, threads=20)
""")
script("uvicorn", "http", "uvicorn", ASGI + """
import uvicorn
uvicorn.run(app, host=HOST, port=PORT)
""")
script("werkzeug", "http", "python3-werkzeug", WSGI + """
from werkzeug.serving import run_simple
run_simple(HOST, PORT, app, threaded=True)
""")
script("flask", "http", "python3-flask", """import flask
a = flask.Flask('example')
@a.route('/')
def page():
    return '<title>Example</title>'
a.run(host=HOST, port=PORT, threaded=True)
""")
script("wsgiref", "http", "python3", WSGI + """
from wsgiref.simple_server import make_server, WSGIServer
from socketserver import ThreadingMixIn
class Threaded(ThreadingMixIn, WSGIServer):
    request_queue_size = 50
make_server(HOST, PORT, app, Threaded).serve_forever()
""")
script("gevent", "http", "python3-gevent", WSGI + """
from gevent.pywsgi import WSGIServer
WSGIServer((HOST, PORT), app).serve_forever()
""")
script("eventlet", "http", "python3-eventlet", WSGI + """
import eventlet.wsgi
eventlet.wsgi.server(eventlet.listen((HOST, PORT)), app)
""")
script("websockets", "http websocket", "python3-websockets", """import asyncio, websockets
async def talk(ws):
    async for m in ws:
        await ws.send(m)
async def main():
    async with websockets.serve(talk, HOST, PORT):
        await asyncio.Future()
asyncio.run(main())
""")
script("xmlrpc", "http xmlrpc", "python3", """from xmlrpc.server import SimpleXMLRPCServer
SimpleXMLRPCServer((HOST, PORT)).serve_forever()
""", one_by_one=True)
script("smtpd", "smtp", "python3", """import asyncore, smtpd
s = smtpd.DebuggingServer((HOST, PORT), None)
asyncore.loop()
""")


@server("daphne", "http", "daphne", "daphne")
def daphne(box):
    box.write("app.py", ASGI)
    box.env = {"PYTHONPATH": box.dir}
    return ["daphne", "-b", HOST, "-p", str(box.port), "app:app"]


@server("websockify", "http websocket novnc", "websockify", "websockify")
def websockify(box):
    return ["websockify", "--web", box.dir, f"{HOST}:{box.port}", f"{HOST}:9"]


@server("mitmproxy", "http http-proxy tls https", "mitmproxy", "mitmdump")
def mitmproxy(box):
    return ["mitmdump", "--listen-host", HOST, "-p", str(box.port), "--set", f"confdir={box.dir}"]


@server("supervisor", "http", "supervisor", "supervisord")
def supervisor(box):
    return ["supervisord", "-n", "-c", box.write(
        "s.conf", f"[supervisord]\nlogfile={box.dir}/log\npidfile={box.dir}/pid\n"
        f"[inet_http_server]\nport={HOST}:{box.port}\n[rpcinterface:supervisor]\n"
        "supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface\n")]


@server("mercurial", "http hg", "mercurial", "hg")
def mercurial(box):
    box.run("hg", "init", box.path("r"))
    return ["hg", "serve", "-a", HOST, "-p", str(box.port), "-R", box.path("r")]
