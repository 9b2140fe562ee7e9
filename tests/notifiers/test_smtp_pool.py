"""Connections: kept, renewed, no more than the server bears, and none that is not trusted."""

import asyncio
import gc
import ssl
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from notifiers.base import DeliveryError
from notifiers.email import EmailNotifier
from storage.records import Form, Message
from tests.certificates import certificate
from tests.telling_servers import Mailbox, mail_server

MESSAGE = Message(
    message_id="0123456789abcdef",
    channel="email",
    address="reader@example.org",
    form=Form(subject="周报", text="新文件\n"),
)


def notifier(box: Mailbox, **values: object) -> EmailNotifier:
    given = {"host": "127.0.0.1", "port": box.port, "sender": "a@desk.example.org", "timeout": 5}
    return EmailNotifier(**(given | values))  # type: ignore[arg-type]


def send(
    sender: EmailNotifier, messages: Sequence[Message], *, together: bool = False
) -> list[BaseException | None]:
    """What became of each, sent one after another or all at once."""

    async def run() -> list[BaseException | None]:
        calls = [sender.send(one) for one in messages]
        if together:
            found = await asyncio.gather(*calls, return_exceptions=True)
        else:
            found = [(await asyncio.gather(one, return_exceptions=True))[0] for one in calls]
        await sender.close()
        return found

    return asyncio.run(run())


def test_a_connection_is_renewed_where_the_server_is_weary() -> None:
    with mail_server(weary_after=3) as box:
        assert send(notifier(box), [MESSAGE] * 8) == [None] * 8
        assert (len(box.got), box.connections) == (8, 3)


def test_a_connection_outlives_a_refusal() -> None:
    with mail_server(refuse={"gone@example.org": "550 5.1.1 no such user"}) as box:
        gone = replace(MESSAGE, address="gone@example.org")
        found = send(notifier(box), [MESSAGE, gone, MESSAGE, gone, MESSAGE])
        assert [error is None for error in found] == [True, False, True, False, True]
        assert box.connections == 1


def test_no_more_connections_than_the_server_bears() -> None:
    with mail_server(bears=2, slow=0.01) as box:
        assert send(notifier(box), [MESSAGE] * 12, together=True) == [None] * 12
        assert (len(box.got), box.most_open) == (12, 2)
        assert box.came <= 13  # one is the server's own, as it starts


def test_a_server_that_bears_none_is_asked_later() -> None:
    with mail_server(bears=1) as box, mail_server(refuse_mail="421 4.3.2 closing") as other:
        box.wait_until_left()
        box.open = 1
        for one in (box, other):
            (error,) = send(notifier(one), [MESSAGE])
            assert isinstance(error, DeliveryError)
            assert (error.transient, error.slowed) == (True, "channel")


@pytest.mark.parametrize(("silent", "unknown"), [("rcpt", False), ("data", True)])
def test_a_server_that_says_no_more(silent: str, unknown: bool) -> None:
    with mail_server(silent=silent) as box:
        (error,) = send(notifier(box, timeout=0.2, verdict_timeout=0.2), [MESSAGE])
    assert isinstance(error, DeliveryError)
    assert (error.transient, error.unknown) == (not unknown, unknown)


def test_a_slow_server_is_waited_for() -> None:
    with mail_server(slow=0.05) as box:
        assert send(notifier(box), [MESSAGE]) == [None]


# -- TLS


def trusting(path: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(path))


@pytest.mark.parametrize("name", ["localhost", "other.example.org"])
def test_only_the_right_name_gets_mail(tmp_path: Path, name: str) -> None:
    context, trusted = certificate(tmp_path, name)
    with mail_server(tls=context) as box:
        sender = notifier(box, host="localhost", starttls=True, trust=trusting(trusted))
        (error,) = send(sender, [MESSAGE])
        assert (error is None, len(box.got)) == (name == "localhost", int(name == "localhost"))
    if error is not None:
        assert isinstance(error, DeliveryError)
        assert error.transient
        assert "TLS 证书不可信" in error.reason
        assert "邮件没有发出" in error.reason
        assert box.commands == 0


def test_an_unknown_authority_gets_nothing(tmp_path: Path) -> None:
    context, _ = certificate(tmp_path, "localhost")
    with mail_server(tls=context, password="right") as box:
        sender = notifier(box, host="localhost", starttls=True, user="me", password="right")
        (error,) = send(sender, [MESSAGE])
    assert isinstance(error, DeliveryError)
    assert "TLS 证书不可信" in error.reason
    assert box.commands == 0


def test_a_server_without_starttls_gets_nothing() -> None:
    with mail_server() as box:
        (error,) = send(notifier(box, starttls=True), [MESSAGE])
    assert isinstance(error, DeliveryError)
    assert "邮件没有发出" in error.reason
    assert (box.got, box.commands) == ([], 0)


@pytest.mark.parametrize("password", ["right", "wrong"])
def test_who_we_are_is_said_under_tls(tmp_path: Path, password: str) -> None:
    context, trusted = certificate(tmp_path, "localhost")
    with mail_server(tls=context, password="right") as box:
        sender = notifier(
            box,
            host="localhost",
            starttls=True,
            trust=trusting(trusted),
            user="me",
            password=password,
        )
        (error,) = send(sender, [MESSAGE])
    gc.collect()  # a socket that is left open is told of now, and not in another test
    if password == "right":
        assert error is None
    else:
        assert isinstance(error, DeliveryError)
        assert (error.transient, error.slowed) == (True, "channel")
        assert "POLICYWATCH_SMTP_USER" in error.reason
