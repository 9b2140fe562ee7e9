"""Real servers on 127.0.0.1 for the tests of telling people, each with one way to misbehave."""

import asyncio
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from tests.hooks import Hook as Hook, hook_server as hook_server


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class _Misbehaving(SMTP):
    """Says or does what its mailbox wants before it does what SMTP wants."""

    def connection_made(self, transport: Any) -> None:
        self.event_handler.opened(transport)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self.event_handler.left()
        super().connection_lost(error)

    async def push(self, status: str | bytes) -> None:
        if self.event_handler.slow:
            await asyncio.sleep(self.event_handler.slow)
        await super().push(status)

    async def smtp_MAIL(self, arg: str) -> None:  # noqa: N802 (the library's name)
        if self.event_handler.weary_after and self.envelope is not None:
            self.carried = getattr(self, "carried", 0) + 1
            if self.carried > self.event_handler.weary_after:
                await self.push("421 4.7.0 enough for one connection")
                assert self.transport is not None
                self.transport.close()
                return
        await super().smtp_MAIL(arg)

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
    silent: str = ""
    """At what it says no more: rcpt, data."""
    slow: float = 0.0
    """Seconds before each answer."""
    greylists: bool = False
    """Each recipient is put off once."""
    weary_after: int = 0
    """So many mails a connection carries."""
    bears: int = 0
    """So many connections at once; 0: any number."""
    tls: ssl.SSLContext | None = None
    """Offers STARTTLS, and takes no mail without."""
    password: str = ""
    """Of whoever comes; needs ``tls``."""
    port: int = 0
    got: list[tuple[str, bytes]] = field(default_factory=list)
    connections: int = 0
    open: int = 0
    most_open: int = 0
    came: int = 0
    """Connections, also those that it did not bear."""
    commands: int = 0
    """Senders and recipients that were named."""
    known: set[str] = field(default_factory=set)
    _more: threading.Condition = field(default_factory=threading.Condition)

    def wait_for(self, count: int) -> None:
        """Return once so many mails are in."""
        with self._more:
            assert self._more.wait_for(lambda: len(self.got) >= count, timeout=30)

    def wait_until_left(self) -> None:
        """Return once nobody is connected: the first to come is the server's own, as it starts."""
        with self._more:
            assert self._more.wait_for(lambda: self.came and not self.open, timeout=30)

    def left(self) -> None:
        """A connection ended."""
        with self._more:
            self.open -= 1
            self._more.notify_all()

    def opened(self, transport: Any) -> None:
        """A connection came."""
        self.open += 1
        self.came += 1
        if self.bears and self.open > self.bears:
            transport.write(b"421 4.7.0 Too many connections from you\r\n")
            transport.close()
            return
        self.most_open = max(self.most_open, self.open)

    def authenticates(
        self, server: Any, session: Session, envelope: Envelope, mechanism: str, given: Any
    ) -> AuthResult:
        return AuthResult(success=given.password.decode() == self.password, handled=False)

    async def handle_EHLO(  # noqa: N802
        self, server: Any, session: Session, envelope: Envelope, host: str, answers: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = host
        return answers

    async def handle_MAIL(  # noqa: N802
        self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.commands += 1
        if self.refuse_mail:
            return self.refuse_mail
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.commands += 1
        if address in self.refuse:
            return self.refuse[address]
        if self.silent == "rcpt":
            await asyncio.sleep(30)
        if self.greylists and address not in self.known:
            self.known.add(address)
            return "451 4.7.1 Greylisted, please try again in 300 seconds"
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
        if self.silent == "data":
            await asyncio.sleep(30)
        return "250 OK"


class _Controller(Controller):
    def factory(self) -> SMTP:
        box = self.handler
        sealed = box.tls is not None
        login = {"authenticator": box.authenticates, "auth_required": sealed}
        return _Misbehaving(
            box,
            data_size_limit=10**7,
            tls_context=box.tls,
            require_starttls=sealed,
            auth_require_tls=sealed,
            **(login if box.password else {}),
        )


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
