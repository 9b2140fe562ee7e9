"""E-mail by SMTP, over connections that are kept for the next message."""

import re
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parseaddr

from aiosmtplib import (
    SMTP,
    SMTPException,
    SMTPRecipientRefused,
    SMTPResponse,
    SMTPResponseException,
    SMTPServerDisconnected,
    SMTPTimeoutError,
)

from notifiers.base import DeliveryError, HandingOver, unmarked
from notifiers.mime import is_address, mime
from storage.records import Message
from storage.settings import Settings

_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)
_TOO_BIG = 552


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(kw_only=True)
class EmailNotifier:
    """Sends by the SMTP server of the settings."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = ""
    tls: bool = False
    starttls: bool = False
    timeout: float = 60.0
    verdict_timeout: float = 300.0
    """Seconds for the answer to the whole mail: long, since giving up leaves the state unknown."""
    clock: Callable[[], datetime] = _utc_now
    _idle: list[SMTP] = field(default_factory=list)

    @classmethod
    def from_settings(cls, settings: Settings) -> "EmailNotifier":
        """The server, account and sender of the settings; nothing is opened yet."""
        return cls(
            host=settings.smtp_host,
            port=settings.smtp_port,
            sender=settings.mail_from,
            user=settings.smtp_user,
            password=settings.smtp_password,
            tls=settings.smtp_tls,
            starttls=settings.smtp_starttls,
        )

    @staticmethod
    def check(address: str, secret: str) -> None:
        """Raise ``ValueError`` for what is no single plain mail address."""
        if not is_address(address):
            raise ValueError(f"不是邮件地址：{address!r}，应如 name@example.org")

    async def send(self, message: Message, handing_over: HandingOver = unmarked) -> None:
        """Return once the server said 250 to the whole mail; else raise ``DeliveryError``."""
        try:
            mail = mime(message, sender=self.sender, date=self.clock()).as_bytes()
        except ValueError as error:
            raise DeliveryError(str(error), transient=False) from error
        client = await self._envelope(message.address)
        await self._data(client, mail, handing_over)
        self._idle.append(client)

    async def close(self) -> None:
        """Say QUIT on every kept connection."""
        while self._idle:
            client = self._idle.pop()
            try:
                await client.quit(timeout=5)
            except (SMTPException, OSError):
                client.close()  # the server went first; nothing of ours is open

    async def _envelope(self, address: str) -> SMTP:
        """A connection that has taken sender and recipient. Nothing was sent yet on failure."""
        while self._idle:
            client = self._idle.pop()
            try:
                await client.noop()
            except (SMTPException, OSError):
                client.close()  # kept too long for this server: a fresh one follows
                continue
            return await self._address(client, address)
        return await self._address(await self._connect(), address)

    async def _connect(self) -> SMTP:
        client = SMTP(
            hostname=self.host,
            port=self.port,
            username=self.user or None,
            password=self.password or None,
            use_tls=self.tls,
            start_tls=self.starttls,
            local_hostname=parseaddr(self.sender)[1].rpartition("@")[2] or "localhost",
            timeout=self.timeout,
        )
        try:
            await client.connect()
        except (SMTPException, OSError, ssl.CertificateError) as error:
            # Whatever stands in the way here, a wrong password too, is not this message's fault.
            client.close()
            reason = f"邮件服务器 {self.host}:{self.port} 连不上：{_said(error)}"
            raise DeliveryError(reason, transient=True) from error
        return client

    async def _address(self, client: SMTP, address: str) -> SMTP:
        try:
            await client.mail(parseaddr(self.sender)[1])
            await client.rcpt(address)
        except SMTPResponseException as error:
            client.close()
            # A refused sender is the operator's to mend, while the message waits.
            final = isinstance(error, SMTPRecipientRefused) or error.code == _TOO_BIG
            raise _refusal(error.code, error.message, transient=not final) from error
        except (SMTPServerDisconnected, SMTPTimeoutError, OSError) as error:
            client.close()
            raise DeliveryError(f"投递前断线：{_said(error)}", transient=True) from error
        return client

    async def _data(self, client: SMTP, mail: bytes, handing_over: HandingOver) -> None:
        """DATA by hand: only so is it known whether the line was lost before or after the body."""
        try:
            ready = await client.execute_command(b"DATA")
        except (SMTPServerDisconnected, SMTPTimeoutError, OSError) as error:
            client.close()
            raise DeliveryError(f"投递前断线：{_said(error)}", transient=True) from error
        if ready.code != 354:
            client.close()
            raise _refusal(ready.code, ready.message)
        handing_over()
        answer = await self._body(client, mail)
        if answer.code != 250:
            client.close()
            raise _refusal(answer.code, answer.message)

    async def _body(self, client: SMTP, mail: bytes) -> SMTPResponse:
        try:
            if client.protocol is None:
                raise SMTPServerDisconnected("connection lost")
            client.protocol.write(_LEADING_DOT.sub(b"..", mail) + b".\r\n")
            return await client.protocol.read_response(timeout=self.verdict_timeout)
        except (SMTPServerDisconnected, SMTPTimeoutError, OSError) as error:
            client.close()
            reason = f"正文已交出，但未等到服务器答复：{_said(error)}"
            raise DeliveryError(reason, transient=False, unknown=True) from error


def _refusal(code: int, said: str, *, transient: bool = False) -> DeliveryError:
    """4xx: later perhaps (RFC 5321 4.2.1); 5xx: never, unless it is not the message's fault."""
    reason = f"邮件服务器拒收：{code} {said}"[:500]
    return DeliveryError(reason, transient=transient or 400 <= code < 500)


def _said(error: Exception) -> str:
    return (str(error) or type(error).__name__)[:300]
