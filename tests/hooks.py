"""A webhook's receiver on 127.0.0.1 that misbehaves in chosen ways."""

import os
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Hook:
    """What the receiver answers, and what it got: (path, headers, body)."""

    statuses: list[int] = field(default_factory=lambda: [200])
    """One an answer; the last is repeated."""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    stall: str = ""
    """head: keep silent; drip: answer, and never end the headers; body: nor the body; flood: nor
    stop writing it."""
    reset: str = ""
    """before: break the line off without an answer; after: behind its headers."""
    wild: Callable[[str, int], dict[str, Any]] | None = None
    """By path, and how often it was asked for until now: how to behave otherwise."""
    tls: ssl.SSLContext | None = None
    port: int = 0
    got: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        name = "https://localhost" if self.tls else "http://127.0.0.1"
        return f"{name}:{self.port}/hook"

    def way(self, path: str) -> "Hook":
        """How to behave to the newest post, which went to that path."""
        if self.wild is None:
            return self
        count = sum(one == path for one, _, _ in self.got)
        return replace(self, **self.wild(path, count))


class _Server(ThreadingHTTPServer):
    hook: Hook


class _Receiver(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        hook = self.server.hook
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        hook.got.append((self.path, headers, body))
        way = hook.way(self.path)
        status = way.statuses.pop(0) if len(way.statuses) > 1 else way.statuses[0]
        if way.reset == "before":
            self._break_off()
        elif way.stall == "head":
            hook.over.wait(10)
        else:
            with suppress(ConnectionError):
                self._answer(way, status)

    def do_GET(self) -> None:
        self.do_POST()

    def _answer(self, way: Hook, status: int) -> None:
        self.send_response(status)
        if way.stall == "drip":
            self.flush_headers()
            while not way.over.wait(0.02):
                self.wfile.write(b"X-More: and more\r\n")
        for name, value in way.headers.items():
            self.send_header(name, value)
        more = bool(way.stall or way.reset) * 10**12
        self.send_header("content-length", str(len(way.body) + more))
        self.end_headers()
        if way.reset == "after":
            self._break_off()
            return
        self.wfile.write(way.body)
        while way.stall == "flood":
            self.wfile.write(b"x" * 65536)
        if way.stall:
            way.over.wait(10)

    def _break_off(self) -> None:
        at_once = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
        os.close(self.connection.detach())

    def log_message(self, *args: Any) -> None:
        return


@contextmanager
def hook_server(**ways: Any) -> Iterator[Hook]:
    """An HTTP server for the time of a ``with``."""
    hook = Hook(**ways)
    server = _Server(("127.0.0.1", 0), _Receiver)
    server.hook, hook.port = hook, server.server_address[1]
    if hook.tls:
        server.socket = hook.tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield hook
    finally:
        hook.over.set()
        server.shutdown()
        thread.join()
        server.server_close()
