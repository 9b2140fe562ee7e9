"""Nothing is posted into private networks, whatever a name server says."""

import asyncio
import socket

import pytest

from notifiers.addresses import is_public
from tests.hooks import hook_server
from tests.notifiers.posts import message, send


def test_the_name_is_asked_for_once_and_what_it_said_is_connected_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A name server that answers otherwise the second time (DNS rebinding) is not asked again."""
    asked = []

    async def getaddrinfo(loop: object, host: str, port: int, **values: object) -> list[object]:
        asked.append(host)
        ip = "127.0.0.1" if len(asked) == 1 else "127.0.0.2"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port))]

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", getaddrinfo)
    with hook_server() as hook:
        assert send(message(f"http://hook.invented.example:{hook.port}/")) is None
    assert asked == ["hook.invented.example"]
    assert hook.got[0][1]["host"] == f"hook.invented.example:{hook.port}"


def test_one_private_address_among_public_ones_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    async def getaddrinfo(loop: object, host: str, port: int, **values: object) -> list[object]:
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port))
            for ip in ("93.184.216.34", "100.64.0.1")
        ]

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", getaddrinfo)
    error = send(message("http://hook.invented.example/"), private=False)
    assert error is not None
    assert (error.transient, "内网" in error.reason) == (False, True)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "169.254.169.254", "10.0.0.1", "2130706433",
     "[::ffff:127.0.0.1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[fe80::1]", "0x7f.1", "127.1"],
)  # fmt: skip
def test_private_addresses_are_refused(host: str) -> None:
    with hook_server() as hook:
        error = send(message(f"http://{host}:{hook.port}/"), private=False)
    assert error is not None
    assert (error.transient, hook.got) == (False, [])
    assert "内网" in error.reason


@pytest.mark.parametrize(
    ("address", "public"),
    [("8.8.8.8", True), ("2400:3200::1", True), ("100.64.0.1", False), ("192.168.1.1", False),
     ("64:ff9b::7f00:1", False), ("64:ff9b::808:808", True), ("2002:7f00:1::", False),
     ("::ffff:10.0.0.1", False), ("224.0.0.1", False), ("fd00::1", False), ("0.0.0.0", False),
     ("::127.0.0.1", False), ("::ffff:0:127.0.0.1", False), ("64:ff9b:1::1", False),
     ("2001::1", False), ("fec0::1", False), ("ff0e::1", False), ("3fff::1", False),
     ("fe80::1%eth0", False), ("192.0.0.8", False), ("198.18.0.1", False), ("192.88.99.1", False),
     ("240.0.0.1", False), ("255.255.255.255", False), ("172.31.0.1", False), ("::", False),
     ("::ffff:8.8.8.8", True), ("2001:4860:4860::8888", True), ("2a00:1450::1", True)],
)  # fmt: skip
def test_public_addresses(address: str, public: bool) -> None:
    assert is_public(address) is public
