"""E-mail by SMTP, over connections that are kept for the next message."""

import re
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parseaddr
from typing import ClassVar

from aiosmtplib import (
    SMTPException,
    SMTPRecipientRefused,
    SMTPResponse,
    SMTPResponseException,
    SMTPServerDisconnected,
    SMTPTimeoutError,
)

from notifiers.base import DeliveryError, HandingOver, unmarked
from notifiers.dkim import signer_of
from notifiers.mime import is_address, mime
from notifiers.refusals import Stage, refusal
from notifiers.render import render
from notifiers.showing import Showing
from notifiers.smtp_pool import Client, Line, SmtpPool, said_by
from storage.records import Form, Message
from storage.settings import SettingError, Settings

_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)
_CLOSING = 421
"""The server hangs up after it."""
_LOST = (SMTPServerDisconnected, SMTPTimeoutError, OSError)


def _utc_now() -> datetime:
    return datetime.now(UTC)


class _StaleError(Exception):
    """A kept connection carries nothing more: another is to be taken."""


class _RefusedError(Exception):
    """The server answered, and did not consent."""

    def __init__(self, stage: Stage, code: int, said: str) -> None:
        super().__init__(said)
        self.stage: Stage = stage
        self.code, self.said = code, said


@dataclass(kw_only=True)
class EmailNotifier:
    """Sends by the SMTP server of the settings."""

    NAME: ClassVar[str] = "邮件"

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = ""
    tls: bool = False
    starttls: bool = False
    trust: ssl.SSLContext | None = None
    """Whose certificates are believed; ``None``: the system's authorities."""
    sign: Callable[[bytes], bytes] | None = None
    """Gives back the mail with its signature."""
    timeout: float = 60.0
    verdict_timeout: float = 300.0
    """Seconds for the answer to the whole mail: long, since giving up leaves the state unknown."""
    clock: Callable[[], datetime] = _utc_now
    _pool: SmtpPool = field(init=False)

    def __post_init__(self) -> None:
        self._pool = SmtpPool(make=self._client, where=f"{self.host}:{self.port}")

    @classmethod
    def from_settings(cls, settings: Settings) -> "EmailNotifier":
        """The server, account, sender and key of the settings; no connection is opened yet.

        Raises ``SettingError`` for a key that cannot sign.
        """
        return cls(
            host=settings.smtp_host,
            port=settings.smtp_port,
            sender=settings.mail_from,
            user=settings.smtp_user,
            password=settings.smtp_password,
            tls=settings.smtp_tls,
            starttls=settings.smtp_starttls,
            sign=signer_of(settings),
        )

    @staticmethod
    def check(address: str, secret: str) -> None:
        """Raise ``ValueError`` for what is no single plain mail address."""
        if not is_address(address):
            raise ValueError(f"不是邮件地址：{address!r}，应如 name@example.org")

    @staticmethod
    def forms(showing: Showing) -> tuple[Form, ...]:
        """One form: what does not fit is counted in it."""
        return (render(showing, "email"),)

    async def send(self, message: Message, handing_over: HandingOver = unmarked) -> None:
        """Return once the server said 250 to the whole mail; else raise ``DeliveryError``."""
        try:
            mail = mime(message, sender=self.sender, date=self.clock())
        except ValueError as error:
            raise DeliveryError(str(error), transient=False) from error
        except SettingError as error:  # the operator's to mend, while the messages wait
            raise DeliveryError(str(error), transient=True, slowed="channel") from error
        if self.sign:
            mail = self.sign(mail)
        while not await self._carried(message.address, mail, handing_over):
            continue

    async def probe(self) -> None:
        """Return if the server lets us in and takes our sender, as for a mail. Raises
        ``DeliveryError``."""
        line = await self._pool.take()
        try:
            if is_address(self._from):
                await line.client.mail(self._from)
        except SMTPResponseException as error:
            raise refusal("sender", error.code, error.message) from error
        except _LOST as error:
            raise DeliveryError(f"投递前断线：{said_by(error)}", transient=True) from error
        finally:
            await self._pool.drop(line, politely=True)

    async def close(self) -> None:
        """Say QUIT on every kept connection."""
        await self._pool.close()

    @property
    def _from(self) -> str:
        return parseaddr(self.sender)[1]

    def _client(self) -> Client:
        return Client(
            hostname=self.host,
            port=self.port,
            username=self.user or None,
            password=self.password or None,
            use_tls=self.tls,
            start_tls=self.starttls,
            tls_context=self.trust,
            local_hostname=self._from.rpartition("@")[2] or "localhost",
            timeout=self.timeout,
        )

    async def _carried(self, address: str, mail: bytes, handing_over: HandingOver) -> bool:
        """Whether a connection took the mail: not one that was kept too long."""
        line = await self._pool.take()
        try:
            await self._address(line, address)
            await self._data(line, mail, handing_over)
        except _StaleError:
            await self._pool.drop(line)
            return False
        except _RefusedError as error:
            await self._forget(line, error.code)
            raise refusal(error.stage, error.code, error.said) from error
        except BaseException:
            await self._pool.drop(line)  # what state it is in nobody knows
            raise
        await self._pool.keep(line)
        return True

    async def _address(self, line: Line, address: str) -> None:
        try:
            await line.client.mail(self._from)
            await line.client.rcpt(address)
        except SMTPResponseException as error:
            at_recipient = isinstance(error, SMTPRecipientRefused)
            if line.carried and error.code == _CLOSING and not at_recipient:
                raise _StaleError from error  # enough mails for one connection
            stage: Stage = "recipient" if at_recipient else "sender"
            raise _RefusedError(stage, error.code, error.message) from error
        except _LOST as error:
            if line.carried:
                raise _StaleError from error  # kept too long for this server
            raise DeliveryError(f"投递前断线：{said_by(error)}", transient=True) from error

    async def _data(self, line: Line, mail: bytes, handing_over: HandingOver) -> None:
        """DATA by hand: only so is it known whether the line was lost before or after the body."""
        try:
            ready = await line.client.execute_command(b"DATA")
        except _LOST as error:
            raise DeliveryError(f"投递前断线：{said_by(error)}", transient=True) from error
        if ready.code != 354:
            raise _RefusedError("body", ready.code, ready.message)
        await handing_over()
        answer = await self._body(line.client, mail)
        if answer.code != 250:
            raise _RefusedError("body", answer.code, answer.message)

    async def _body(self, client: Client, mail: bytes) -> SMTPResponse:
        try:
            if client.protocol is None:
                raise SMTPServerDisconnected("connection lost")
            client.protocol.write(_LEADING_DOT.sub(b"..", mail) + b".\r\n")
            return await client.protocol.read_response(timeout=self.verdict_timeout)
        except _LOST as error:
            reason = f"正文已交出，但未等到服务器答复：{said_by(error)}"
            raise DeliveryError(reason, transient=False, unknown=True) from error

    async def _forget(self, line: Line, code: int) -> None:
        """Keep the connection for another mail, if the server goes on after its refusal."""
        try:
            if code != _CLOSING:
                await line.client.rset()
                await self._pool.keep(line)
                return
        except (SMTPException, OSError):
            pass  # it has hung up
        await self._pool.drop(line)
