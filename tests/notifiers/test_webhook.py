"""Webhooks against a real HTTP server: signed, never redirected, never into a private network."""

import asyncio
import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime

import pytest

from notifiers.addresses import is_public
from notifiers.base import DeliveryError
from notifiers.webhook import WebhookNotifier, key_of, new_secret
from storage.records import Message
from tests.telling_samples import SECRET
from tests.telling_servers import free_port, hook_server

NOW = datetime(2026, 11, 23, tzinfo=UTC)
PAYLOAD = json.dumps({"id": "0123456789abcdef", "title": "碳达峰"}, ensure_ascii=False)


def message(url: str, secret: str = SECRET) -> Message:
    return Message(
        message_id="0123456789abcdef",
        channel="webhook",
        address=url,
        secret=secret,
        subject="",
        text="",
        payload=PAYLOAD,
    )


def send(one: Message, *, timeout: float = 5, private: bool = True) -> DeliveryError | None:
    async def run() -> DeliveryError | None:
        notifier = WebhookNotifier(
            user_agent="policywatch-test", allow_private=private, timeout=timeout, clock=lambda: NOW
        )
        try:
            await notifier.send(one)
        except DeliveryError as error:
            return error
        finally:
            await notifier.close()
        return None

    return asyncio.run(run())


def verified(headers: dict[str, str], body: bytes, secret: str) -> bool:
    """The receiver's side of the specification, written from it and not from our code."""
    key = base64.b64decode(secret[len("whsec_") :])
    signed = b".".join(
        [headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body]
    )
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return headers["webhook-signature"] == f"v1,{expected}"


def test_a_signed_post_arrives() -> None:
    with hook_server(statuses=[204]) as hook:
        assert send(message(hook.url)) is None
    ((path, headers, body),) = hook.got
    assert path == "/hook"
    assert body.decode() == PAYLOAD
    assert headers["host"] == f"127.0.0.1:{hook.port}"
    assert headers["content-type"] == "application/json; charset=utf-8"
    assert headers["webhook-id"] == "0123456789abcdef"
    assert headers["webhook-timestamp"] == str(int(NOW.timestamp()))
    assert verified(headers, body, SECRET)
    assert not verified(headers, body + b" ", SECRET)
    assert not verified(headers, body, new_secret())


def test_a_host_name_is_kept_for_the_receiver() -> None:
    with hook_server() as hook:
        assert send(message(hook.url.replace("127.0.0.1", "localhost"))) is None
    assert hook.got[0][1]["host"] == f"localhost:{hook.port}"


@pytest.mark.parametrize(
    ("status", "transient"),
    [(500, True), (503, True), (408, True), (425, True), (429, True),
     (400, False), (401, False), (404, False), (410, False)],
)  # fmt: skip
def test_refusals(status: int, transient: bool) -> None:
    with hook_server(statuses=[status], headers={"retry-after": "77"}, body=b"no\r\n more") as hook:
        error = send(message(hook.url))
    assert error is not None
    assert (error.transient, error.unknown) == (transient, False)
    assert error.reason == f"接收方答复 {status}：no more"
    assert error.retry_after == (77 if transient else None)


def test_redirects_are_not_followed() -> None:
    with hook_server() as other, hook_server(statuses=[307]) as hook:
        hook.headers["location"] = other.url
        error = send(message(hook.url))
    assert error is not None
    assert (error.transient, other.got) == (False, [])


def test_a_silent_receiver_is_transient() -> None:
    with hook_server(stall="head") as hook:
        error = send(message(hook.url), timeout=0.3)
    assert error is not None
    assert (error.transient, error.unknown) == (True, False)


def test_a_yes_counts_though_its_body_never_ends() -> None:
    with hook_server(stall="body", body=b"ok") as hook:
        assert send(message(hook.url), timeout=1) is None


def test_only_the_first_words_of_an_answer_are_read() -> None:
    with hook_server(statuses=[500], body=b"x" * 5_000_000) as hook:
        error = send(message(hook.url))
    assert error is not None
    assert len(error.reason) < 300


def test_nobody_there_is_transient() -> None:
    error = send(message(f"http://127.0.0.1:{free_port()}/"))
    assert error is not None
    assert error.transient


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "169.254.169.254", "10.0.0.1", "2130706433",
     "[::ffff:127.0.0.1]", "[fe80::1]"],
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
     ("::ffff:10.0.0.1", False), ("224.0.0.1", False), ("fd00::1", False), ("0.0.0.0", False)],
)  # fmt: skip
def test_public_addresses(address: str, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize("url", ["ftp://a/", "file:///etc/passwd", "a", "http://", "http://u:p@a/",
                                 "http://[::1", "javascript:alert(1)"])  # fmt: skip
def test_what_is_no_web_address(url: str) -> None:
    with pytest.raises(ValueError, match="网址"):
        WebhookNotifier.check(url, SECRET)
    error = send(message(url))
    assert error is not None
    assert not error.transient


@pytest.mark.parametrize(
    "secret", ["", "whsec_", "whsec_AAAA", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYX", "whsec_密"]
)
def test_a_secret_that_cannot_sign(secret: str) -> None:
    with pytest.raises(ValueError, match="secret"):
        WebhookNotifier.check("https://example.org/", secret)
    with hook_server() as hook:
        error = send(message(hook.url, secret))
    assert error is not None
    assert (error.transient, hook.got) == (False, [])


def test_a_fresh_secret_signs() -> None:
    assert len(key_of(new_secret())) == 24
    WebhookNotifier.check("https://example.org/hook", new_secret())
