"""What failed on a line is said in Chinese, whatever library says it."""

import errno
import socket
import ssl

import httpx
import pytest

from notifiers.line_faults import certificate_fault, line_fault


@pytest.mark.parametrize(
    ("cause", "said"),
    [
        (socket.gaierror(-2, "Name or service not known"), "域名解析失败"),
        (ConnectionRefusedError(errno.ECONNREFUSED, "Connect call failed"), "对方拒绝连接"),
        (ConnectionResetError(errno.ECONNRESET, "reset"), "连接被对方断开"),
        (ssl.SSLError(1, "WRONG_VERSION_NUMBER"), "加密连接没有建立起来"),
        (OSError(errno.EHOSTUNREACH, "No route to host"), "到不了那台机器"),
        (TimeoutError(), "超时"),
        (OSError("不是主机名：'x'"), "不是主机名：'x'"),
    ],
)
def test_the_cause_behind_an_error_is_said(cause: OSError, said: str) -> None:
    assert line_fault(cause) == said
    if cause.errno or isinstance(cause, TimeoutError):
        wrapped = httpx.ConnectError("All connection attempts failed")
        wrapped.__cause__ = cause
        assert line_fault(wrapped) == said


@pytest.mark.parametrize(
    ("code", "said"), [(10, "已经过期"), (62, "不是发给这个名称的"), (79, "invalid CA certificate")]
)
def test_what_is_wrong_with_a_certificate(code: int, said: str) -> None:
    cause = ssl.SSLCertVerificationError(1, "verify failed")
    cause.verify_code, cause.verify_message = code, "invalid CA certificate"
    wrapped = httpx.ConnectError("failed")
    wrapped.__cause__ = cause
    assert certificate_fault(wrapped) == said
    assert line_fault(wrapped) == f"证书未通过验证（{said}）"
    assert certificate_fault(TimeoutError()) == ""


def test_what_the_protocols_say() -> None:
    assert line_fault(httpx.ReadTimeout("")) == "超时"
    answer = httpx.RemoteProtocolError("Server disconnected without sending a response.")
    assert line_fault(answer) == "对方断开了连接，或答复不合 HTTP"
    assert line_fault(ConnectionError("Server not connected")) == "连接断开"
    assert line_fault(ValueError("x" * 999)) == "x" * 300
