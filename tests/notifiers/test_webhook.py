"""Webhooks against a real HTTP server: signed, never redirected, never into a private network."""

import re
import ssl
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from notifiers.signing import key_of, new_secret
from notifiers.webhook import WebhookNotifier
from tests.certificates import certificate
from tests.notifiers.posts import NOW, PAYLOAD, message, send, verified
from tests.telling_samples import SECRET
from tests.telling_servers import free_port, hook_server


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
    assert not verified(headers, body[:-1] + b" ", SECRET)
    assert not verified(headers, body, new_secret())
    for name in ("webhook-id", "webhook-timestamp"):
        assert not verified(headers | {name: headers[name][:-1] + "x"}, body, SECRET)


def test_two_secrets_sign_while_a_receiver_changes_over() -> None:
    old = new_secret()
    with hook_server() as hook:
        assert send(replace(message(hook.url), previous_secrets=(old,))) is None
    ((_, headers, body),) = hook.got
    assert len(headers["webhook-signature"].split(" ")) == 2
    assert verified(headers, body, SECRET)
    assert verified(headers, body, old)
    assert not verified(headers, body, new_secret())


def test_receivers_can_do_as_the_documentation_says() -> None:
    """The lines that it gives them are run as they stand there."""
    docs = (Path(__file__).parents[2] / "docs" / "subscriptions.md").read_text("utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", docs, re.DOTALL)
    told: dict[str, Any] = {}
    exec(example, told)
    old = new_secret()
    with hook_server() as hook:
        assert send(replace(message(hook.url), previous_secrets=(old,))) is None
        assert send(message(hook.url), clock=lambda: NOW - timedelta(minutes=6)) is None
    (_, headers, body), (_, late, _) = hook.got
    assert told["verified"](SECRET, headers, body)
    assert told["verified"](old, headers, body)
    assert not told["verified"](SECRET, headers, body + b" ")
    assert not told["verified"](new_secret(), headers, body)
    assert not told["verified"](SECRET, late, body)


def test_a_host_name_is_kept_for_the_receiver() -> None:
    with hook_server() as hook:
        assert send(message(hook.url.replace("127.0.0.1", "localhost"))) is None
    assert hook.got[0][1]["host"] == f"localhost:{hook.port}"


@pytest.mark.parametrize("status", [400, 401, 404, 408, 413, 429, 500, 502, 503, 504])
def test_a_refusal_may_pass(status: int) -> None:
    """A receiver that is being mended says many things."""
    with hook_server(statuses=[status], headers={"retry-after": "77"}, body=b"no\r\n more") as hook:
        error = send(message(hook.url))
    assert error is not None
    assert (error.transient, error.unknown, error.gone) == (True, False, False)
    assert error.reason == f"接收方答复 {status}：no more"
    assert error.retry_after == 77
    assert error.slowed == ("lane" if status in (429, 502, 504) else "")


def test_gone_is_for_good() -> None:
    with hook_server(statuses=[410]) as hook:
        error = send(message(hook.url))
    assert error is not None
    assert (error.transient, error.gone) == (False, True)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        (format_datetime(NOW.replace(microsecond=0) + timedelta(hours=2), usegmt=True), 7200),
        (format_datetime(NOW - timedelta(hours=2), usegmt=True), 0),
        ("", None),
        ("-5", None),
        ("soon", None),
        ("Mon, 99 Nov 2026 00:00:00 GMT", None),
        (f"Mon, 23 Nov {'9' * 40} 00:00:00 GMT", None),
        ("9" * 400, float("9" * 12)),
    ],
)
def test_when_it_may_be_tried_again(header: str, seconds: float | None) -> None:
    with hook_server(statuses=[503], headers={"retry-after": header}) as hook:
        error = send(message(hook.url), clock=lambda: NOW.replace(microsecond=0))
    assert error is not None
    assert error.retry_after == seconds


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(status: int) -> None:
    with hook_server() as other, hook_server(statuses=[status]) as hook:
        hook.headers["location"] = other.url
        error = send(message(hook.url))
    assert error is not None
    assert (error.transient, other.got) == (True, [])
    assert "不跟随重定向" in error.reason


@pytest.mark.parametrize("stall", ["head", "drip"])
def test_who_never_ends_the_headers_is_left(stall: str) -> None:
    with hook_server(stall=stall) as hook:
        error = send(message(hook.url), timeout=0.3)
    assert error is not None
    assert (error.transient, error.unknown) == (True, False)


@pytest.mark.parametrize("stall", ["body", "flood"])
def test_a_yes_counts_though_its_body_never_ends(stall: str) -> None:
    with hook_server(stall=stall, body=b"ok") as hook:
        assert send(message(hook.url), timeout=1) is None


@pytest.mark.parametrize("stall", ["body", "flood"])
def test_a_no_counts_though_its_body_never_ends(
    stall: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("notifiers.webhook._ANSWER_SECONDS", 0.2)
    with hook_server(stall=stall, statuses=[500], body=b"no") as hook:
        error = send(message(hook.url), timeout=1)
    assert error is not None
    assert error.reason.startswith("接收方答复 500：no")
    assert len(error.reason) < 300


def test_a_line_that_breaks_is_tried_again() -> None:
    with hook_server(reset="before") as hook:
        error = send(message(hook.url))
    assert error is not None
    assert (error.transient, error.unknown, len(hook.got)) == (True, False, 1)
    assert error.reason.startswith("接收方无答复")


@pytest.mark.parametrize(("status", "taken"), [(200, True), (500, False)])
def test_the_status_counts_though_the_line_breaks_behind_it(status: int, taken: bool) -> None:
    with hook_server(reset="after", statuses=[status]) as hook:
        error = send(message(hook.url))
    assert (error is None) == taken


def test_only_the_first_words_of_an_answer_are_read() -> None:
    with hook_server(statuses=[500], body=b"x" * 5_000_000) as hook:
        error = send(message(hook.url))
    assert error is not None
    assert len(error.reason) < 300


def believing(path: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=path)


def test_a_certificate_that_is_believed(tmp_path: Path) -> None:
    tls, trusted = certificate(tmp_path, "localhost")
    with hook_server(tls=tls) as hook:
        assert hook.url.startswith("https://localhost:")
        assert send(message(hook.url), trust=believing(trusted)) is None
    assert verified(hook.got[0][1], hook.got[0][2], SECRET)


@pytest.mark.parametrize(
    ("name", "trust", "why"),
    [("localhost", False, "自签"), ("other.example", True, "不是发给这个名称的")],
)
def test_a_certificate_that_is_not(tmp_path: Path, name: str, trust: bool, why: str) -> None:
    tls, trusted = certificate(tmp_path, name)
    with hook_server(tls=tls) as hook:
        error = send(message(hook.url), trust=believing(trusted) if trust else None)
    assert error is not None
    assert (error.transient, hook.got) == (True, [])
    assert "证书未通过验证" in error.reason
    assert why in error.reason


def test_what_speaks_no_tls_gets_nothing() -> None:
    with hook_server() as hook:
        error = send(message(hook.url.replace("http://", "https://")))
    assert error is not None
    assert (error.transient, hook.got) == (True, [])


def test_nobody_there_is_transient() -> None:
    error = send(message(f"http://127.0.0.1:{free_port()}/"))
    assert error is not None
    assert error.transient


@pytest.mark.parametrize("url", ["ftp://a/", "file:///etc/passwd", "a", "http://", "http://u:p@a/",
                                 "http://[::1", "javascript:alert(1)", "http://a.example/ ",
                                 "http://a.example/b c", "http://a.example:99999/",
                                 "http://a.example:0/", "http://a.example/\u200b"])  # fmt: skip
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
