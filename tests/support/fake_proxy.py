#!/usr/bin/env python3
"""A CONNECT proxy on 127.0.0.1, for tests: --log FILE gets every line a client says to it in the
clear; --refuse STATUS answers that instead of a tunnel.  The port is the first line of output; it ends
after --lifetime seconds or on SIGTERM."""
import argparse
import os
import socket
import threading


def pump(source, target):
    try:
        while True:
            data = source.recv(65536)
            if not data:
                break
            target.sendall(data)
    except OSError:
        pass
    finally:
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


def head_of(client):
    """Up to the empty line, a byte at a time: what follows belongs to the tunnel."""
    head = b""
    while not head.endswith(b"\r\n\r\n") and len(head) < 16384:
        byte = client.recv(1)
        if not byte:
            break
        head += byte
    return head


def serve(client, options):
    head = head_of(client)
    with open(options.log, "ab") as log:
        log.write(head)
    words = head.split()
    if options.refuse or len(words) < 2 or words[0] != b"CONNECT":
        client.sendall(b"HTTP/1.1 %d No\r\nContent-Length: 0\r\n\r\n" % (options.refuse or 405))
        client.close()
        return
    host, _, port = words[1].decode().rpartition(":")
    try:
        server = socket.create_connection((host, int(port)))
    except OSError:
        client.sendall(b"HTTP/1.1 502 No\r\nContent-Length: 0\r\n\r\n")
        client.close()
        return
    client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    threading.Thread(target=pump, args=(server, client), daemon=True).start()
    pump(client, server)


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--log", required=True)
    p.add_argument("--refuse", type=int, default=0, metavar="STATUS")
    p.add_argument("--lifetime", type=float, default=300, metavar="SECONDS")
    options = p.parse_args()
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    threading.Timer(options.lifetime, os._exit, [0]).start()
    while True:
        client, _ = listener.accept()
        threading.Thread(target=serve, args=(client, options), daemon=True).start()


if __name__ == "__main__":
    main()
