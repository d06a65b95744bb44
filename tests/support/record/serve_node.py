"""Servers that are a few lines of JavaScript with a package of npm: node/."""
from box import of_batch, HOST

server = of_batch(2)


def script(name, accept, package, *arguments, **more):
    @server(name, accept, "npm:" + package, "npm:" + package, **more)
    def start(box):
        return box.node(name.split("_")[0] + ".js", *arguments)
    return start


script("ldapjs", "ldap", "ldapjs")
script("modbus-serial", "modbus", "modbus-serial")
script("jsmodbus", "modbus", "jsmodbus")
script("net-snmp", "snmp", "net-snmp", transport="udp")
script("aedes", "mqtt", "aedes")
script("smtp-server", "smtp", "smtp-server")
script("ftp-srv", "ftp", "ftp-srv")
script("ssh2", "ssh", "ssh2")
script("node-sip", "sip", "sip", transport="udp")
script("node-sip_tcp", "sip", "sip")
script("dns2", "dns", "dns2", transport="udp")
script("node-tftp", "tftp", "tftp", transport="udp")
script("node-coap", "coap", "coap", transport="udp")
script("express", "http", "express")
script("fastify", "http", "fastify")
script("koa", "http", "koa")
script("hapi", "http", "@hapi/hapi")
script("restify", "http", "restify")
script("ws", "http websocket", "ws")
script("socket.io", "http websocket", "socket.io")
script("http-proxy", "http", "http-proxy")
script("mysql2", "mysql", "mysql2")
script("node-turn", "stun", "node-turn", transport="udp")
script("socksv5", "socks socks4 socks5", "socksv5")
script("stomp-broker", "http websocket stomp", "stomp-broker-js")
script("peer", "http", "peer")
script("json-server", "http", "json-server")
script("rtsp-server", "rtsp", "rtsp-server")
script("hoodiecrow", "imap", "hoodiecrow-imap")
script("node-opcua", "opcua", "node-opcua-server")
script("node-https", "tls http https", "express", tls=True)
script("node-http2", "http http2", "express")


@server("http-server", "http", "npm:http-server", "npm:http-server")
def http_server(box):
    box.node("x")
    return ["node", box.env["NODE_PATH"] + "/http-server/bin/http-server", box.dir, "-a", HOST, "-p",
            str(box.port)]


@server("serve", "http", "npm:serve", "npm:serve")
def serve(box):
    box.node("x")
    return ["node", box.env["NODE_PATH"] + "/serve/build/main.js", "-l", f"tcp://{HOST}:{box.port}",
            box.dir]
