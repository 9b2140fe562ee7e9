"""Why a line to a receiver failed, in Chinese."""

import errno
import socket
import ssl
from collections.abc import Iterator

import httpx

_SYSTEM = {
    errno.ENETUNREACH: "网络不通",
    errno.EHOSTUNREACH: "到不了那台机器",
    errno.ETIMEDOUT: "连接超时",
    errno.EADDRNOTAVAIL: "本机没有可用的地址",
}
_KINDS: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str], ...] = (
    (socket.gaierror, "域名解析失败"),
    (ssl.SSLError, "加密连接没有建立起来"),
    (ConnectionRefusedError, "对方拒绝连接"),
    ((ConnectionResetError, BrokenPipeError), "连接被对方断开"),
    ((TimeoutError, httpx.TimeoutException), "超时"),
    (httpx.RemoteProtocolError, "对方断开了连接，或答复不合 HTTP"),
)
_LONGEST = 300


def line_fault(error: BaseException) -> str:
    """What happened, by the error and what it came of.

    >>> line_fault(ConnectionRefusedError(111, "Connect call failed"))
    '对方拒绝连接'
    """
    chain = list(behind(error))
    for one in chain:
        if isinstance(one, ssl.SSLCertVerificationError):
            return f"证书未通过验证（{one.verify_message}）"
    for kind, words in _KINDS:
        if any(isinstance(one, kind) for one in chain):
            return words
    for one in chain:
        if isinstance(one, OSError) and one.errno in _SYSTEM:
            return _SYSTEM[one.errno]
    if any(isinstance(one, ConnectionError) for one in chain):
        return "连接断开"
    return (str(error) or type(error).__name__)[:_LONGEST]


def behind(error: BaseException | None) -> Iterator[BaseException]:
    """The error, and what it came of."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
