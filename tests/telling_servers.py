"""Real servers on 127.0.0.1 for the tests of telling people, each with one way to misbehave."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class _Dropping(SMTP):
    """Hangs up when DATA is announced, or lets it come and hangs up before answering."""

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 (the library's name)
        if self.event_handler.drop_before:
            assert self.transport is not None
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


@dataclass
class Mailbox:
    """What the server does, and what it got."""

    refuse: dict[str, str] = field(default_factory=dict)
    """Recipient to the answer that refuses it: 550 …, 451 …"""
    refuse_mail: str = ""
    refuse_data: str = ""
    drop_before: bool = False
    drop_after: bool = False
    port: int = 0
    got: list[tuple[str, bytes]] = field(default_factory=list)
    connections: int = 0
    _more: threading.Condition = field(default_factory=threading.Condition)

    def wait_for(self, count: int) -> None:
        """Return once so many mails are in."""
        with self._more:
            assert self._more.wait_for(lambda: len(self.got) >= count, timeout=30)

    async def handle_EHLO(  # noqa: N802
        self, server: Any, session: Session, envelope: Envelope, host: str, answers: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = host
        return answers

    async def handle_MAIL(  # noqa: N802
        self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.refuse_mail:
            return self.refuse_mail
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.refuse_data:
            return self.refuse_data
        assert isinstance(envelope.content, bytes)
        with self._more:
            self.got.append((envelope.rcpt_tos[0], envelope.content))
            self._more.notify_all()
        if self.drop_after:
            server.transport.abort()
        return "250 OK"


class _Controller(Controller):
    def factory(self) -> SMTP:
        return _Dropping(self.handler, data_size_limit=10**7)


@contextmanager
def mail_server(**ways: Any) -> Iterator[Mailbox]:
    """An SMTP server for the time of a ``with``."""
    box = Mailbox(port=free_port(), **ways)
    controller = _Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    box.connections = 0
    try:
        yield box
    finally:
        controller.stop()


@dataclass
class Hook:
    """What the receiver answers, and what it got: (path, headers, body)."""

    statuses: list[int] = field(default_factory=lambda: [200])
    """One an answer; the last is repeated."""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    stall: str = ""
    """head: keep silent; body: answer, and never end the body."""
    port: int = 0
    got: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"


@contextmanager
def hook_server(**ways: Any) -> Iterator[Hook]:
    """An HTTP server for the time of a ``with``."""
    hook = Hook(**ways)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            size = int(self.headers["content-length"])
            headers = {name.lower(): value for name, value in self.headers.items()}
            hook.got.append((self.path, headers, self.rfile.read(size)))
            status = hook.statuses.pop(0) if len(hook.statuses) > 1 else hook.statuses[0]
            if hook.stall == "head":
                hook.over.wait(10)
                return
            self.send_response(status)
            for name, value in hook.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(hook.body) + bool(hook.stall)))
            self.end_headers()
            try:
                self.wfile.write(hook.body)
                if hook.stall:
                    hook.over.wait(10)
            except ConnectionError:
                return

        def log_message(self, *args: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    hook.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield hook
    finally:
        hook.over.set()
        server.shutdown()
        thread.join()
        server.server_close()
