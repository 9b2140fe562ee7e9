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
_CERTIFICATES = {
    9: "还没有到生效的日子",
    10: "已经过期",
    18: "是自签的，没有可信的机构担保",
    19: "由不在可信之列的机构签发",
    20: "由不在可信之列的机构签发",
    21: "由不在可信之列的机构签发",
    23: "已被吊销",
    62: "不是发给这个名称的",
    64: "不是发给这个 IP 地址的",
}
"""What OpenSSL's codes of verification mean (X509_V_ERR_…)."""
_LONGEST = 300


def line_fault(error: BaseException) -> str:
    """What happened, by the error and what it came of.

    >>> line_fault(ConnectionRefusedError(111, "Connect call failed"))
    '对方拒绝连接'
    """
    if wrong := certificate_fault(error):
        return f"证书未通过验证（{wrong}）"
    chain = list(behind(error))
    for kind, words in _KINDS:
        if any(isinstance(one, kind) for one in chain):
            return words
    for one in chain:
        if isinstance(one, OSError) and one.errno in _SYSTEM:
            return _SYSTEM[one.errno]
    if any(isinstance(one, ConnectionError) for one in chain):
        return "连接断开"
    return (str(error) or type(error).__name__)[:_LONGEST]


def certificate_fault(error: BaseException) -> str:
    """What is wrong with the other side's certificate; empty where that is not what happened."""
    for one in behind(error):
        if isinstance(one, ssl.SSLCertVerificationError):
            return _CERTIFICATES.get(one.verify_code, one.verify_message)
    return ""


def behind(error: BaseException | None) -> Iterator[BaseException]:
    """The error, and what it came of."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
