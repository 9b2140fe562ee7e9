"""Connections to one mail server, kept for the next mail and no more than the server bears."""

import asyncio
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPException,
    SMTPResponseException,
)

from notifiers.base import DeliveryError
from notifiers.line_faults import certificate_fault, line_fault
from notifiers.refusals import is_too_fast, refusal

_MAILS_EACH = 100
"""Many servers hang up after a hundred mails: the connection is renewed before."""
_BUSY = range(420, 500)
_UNTRUSTED = (
    " 的 TLS 证书不可信（{said}），邮件没有发出。请让 POLICYWATCH_SMTP_HOST 与证书上的名称一致；"
    "自建的证书机构请写入 SSL_CERT_FILE。"
)


class Client(SMTP):
    """One that leaves no socket open, however it ends."""

    def close(self) -> None:
        """Close the connection at once: TLS would wait for the other's good-bye."""
        transport = self.transport
        super().close()
        if isinstance(transport, asyncio.WriteTransport):
            transport.abort()


@dataclass(kw_only=True, eq=False)
class Line:
    """One connection, and how many mails it carried."""

    client: Client
    carried: int = 0


@dataclass(kw_only=True)
class SmtpPool:
    """As many connections as are asked for at once, fewer where the server takes no more."""

    make: Callable[[], Client]
    """A client that has still to connect."""
    where: str
    """Host and port, for complaints."""
    _idle: list[Line] = field(default_factory=list)
    _open: int = 0
    _most: int | None = None
    _given_back: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def take(self) -> Line:
        """A kept connection or a new one. Raises ``DeliveryError`` if the server takes none."""
        while True:
            if self._idle:
                return self._idle.pop()
            if self._most is None or self._open < self._most:
                if line := await self._opened():
                    return line
                continue
            async with self._given_back:
                if not self._idle and self._open >= self._most:
                    await self._given_back.wait()

    async def keep(self, line: Line) -> None:
        """Give a connection back that may carry another mail."""
        line.carried += 1
        if line.carried >= _MAILS_EACH:
            await self.drop(line, politely=True)
            return
        self._idle.append(line)
        await self._tell()

    async def drop(self, line: Line, *, politely: bool = False) -> None:
        """Give a connection back that carries nothing more."""
        await _end(line.client, politely=politely)
        self._open -= 1
        await self._tell()

    async def close(self) -> None:
        """Say QUIT on every kept connection."""
        while self._idle:
            await self.drop(self._idle.pop(), politely=True)

    async def _tell(self) -> None:
        async with self._given_back:
            self._given_back.notify_all()

    async def _opened(self) -> Line | None:
        """A new connection; nothing if the server bears no more than there are."""
        self._open += 1
        client = self.make()
        try:
            await client.connect()
        except (SMTPException, OSError, ssl.CertificateError) as error:
            client.close()
            self._open -= 1
            await self._tell()
            if self._open and isinstance(error, SMTPResponseException) and is_busy(error):
                self._most = self._open
                return None
            raise self._unreachable(error) from error
        except BaseException:
            client.close()
            raise
        return Line(client=client)

    def _unreachable(self, error: Exception) -> DeliveryError:
        """Whatever stands in the way here, a wrong password too, is no single message's fault."""
        server = f"邮件服务器 {self.where}"
        if untrusted := certificate_fault(error):
            reason = server + _UNTRUSTED.format(said=untrusted)
        elif isinstance(error, SMTPException) and "STARTTLS" in str(error):
            reason = (
                f"{server} 不提供 STARTTLS，邮件没有发出。请改 POLICYWATCH_SMTP_STARTTLS 或 _TLS。"
            )
        elif isinstance(error, SMTPAuthenticationError):
            said = f"{error.code} {error.message}"
            reason = f"{server} 拒绝登录（{said}）：请检查 POLICYWATCH_SMTP_USER 和 _PASSWORD。"
        elif isinstance(error, SMTPResponseException):
            return refusal("sender", error.code, error.message)
        else:
            reason = f"{server} 连不上：{said_by(error)}"
        return DeliveryError(reason[:500], transient=True, slowed="channel")


def is_busy(error: SMTPResponseException) -> bool:
    """Whether the server would take us, if it were not for how many we are."""
    return error.code in _BUSY or is_too_fast(error.message)


def said_by(error: Exception) -> str:
    """What an error says of itself, briefly."""
    return line_fault(error)


async def _end(client: Client, *, politely: bool) -> None:
    if politely:
        with suppress(SMTPException, OSError):  # the server may have gone first
            await client.quit(timeout=5)
    client.close()
