"""E-mail against a real SMTP server: each refusal and each lost line called by its name."""

import asyncio
import email
import email.policy
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given, settings, strategies as st

from notifiers.base import DeliveryError, unmarked
from notifiers.email import EmailNotifier
from notifiers.mime import is_address, mail_id, mime
from storage.records import Form, Message
from tests.telling_servers import Mailbox, free_port, mail_server

NOW = datetime(2026, 11, 23, tzinfo=UTC)
SENDER = "双碳政策观察 <watch@desk.example.org>"


def message(**values: str) -> Message:
    given = {
        "message_id": "0123456789abcdef",
        "channel": "email",
        "address": "reader@example.org",
    }
    said = {
        "subject": "双碳政策周报 2026年第47周（11月16日—11月22日）：新文件 3 件，改动 1 件",
        "text": "新文件\n.一行以点开头\n",
        "html": "<p>新文件</p>",
    }
    form = Form(**{name: values.pop(name, text) for name, text in said.items()})
    return Message(form=form, **(given | values))


def send(box: Mailbox, *messages: Message, sender: str = SENDER) -> list[DeliveryError | None]:
    """Send over one notifier, one after another; the error of each."""

    async def run() -> list[DeliveryError | None]:
        notifier = EmailNotifier(
            host="127.0.0.1", port=box.port, sender=sender, timeout=5, clock=lambda: NOW
        )
        results: list[DeliveryError | None] = []
        for one in messages:
            try:
                await notifier.send(one)
                results.append(None)
            except DeliveryError as error:
                results.append(error)
        await notifier.close()
        return results

    return asyncio.run(run())


def refusal(**ways: object) -> DeliveryError:
    with mail_server(**ways) as box:
        (error,) = send(box, message())
    assert error is not None
    return error


def parsed(raw: bytes) -> EmailMessage:
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def test_mail_arrives_whole() -> None:
    with mail_server() as box:
        assert send(box, message()) == [None]
    ((recipient, raw),) = box.got
    mail = parsed(raw)
    assert recipient == "reader@example.org"
    assert mail["subject"] == message().form.subject
    assert str(mail["from"]) == SENDER
    assert mail["message-id"] == "<0123456789abcdef@desk.example.org>"
    assert mail.get_content_type() == "multipart/alternative"
    text, html = mail.iter_parts()
    assert text.get_content().splitlines() == ["新文件", ".一行以点开头"]
    assert html.get_content_type() == "text/html"
    assert html.get_content().strip() == "<p>新文件</p>"
    assert raw.isascii()


def test_a_lone_dot_does_not_end_the_mail() -> None:
    """SMTP ends a mail with a line of one dot; base64 has none, others may."""
    with mail_server() as box:
        notifier = EmailNotifier(host="127.0.0.1", port=box.port, sender=SENDER, timeout=5)

        async def run() -> None:
            body = b"Subject: x\r\n\r\none\r\n.\r\n.two\r\n"
            assert await notifier._carried("reader@example.org", body, unmarked)
            await notifier.close()

        asyncio.run(run())
    assert box.got[0][1].endswith(b"one\r\n.\r\n.two\r\n")


def test_one_connection_serves_many_messages() -> None:
    with mail_server() as box:
        assert send(box, *[message()] * 5) == [None] * 5
        assert len(box.got) == 5
    assert box.connections == 1


@pytest.mark.parametrize(
    ("ways", "transient"),
    [
        ({"refuse": {"reader@example.org": "550 5.1.1 no such user"}}, False),
        ({"refuse": {"reader@example.org": "451 4.7.1 greylisted, try again"}}, True),
        ({"refuse_mail": "550 5.7.1 sender not allowed"}, True),
        ({"refuse_mail": "552 5.3.4 too big"}, False),
        ({"refuse_data": "554 5.7.1 looks like spam"}, False),
        ({"refuse_data": "452 4.3.1 disk full"}, True),
    ],
)
def test_refusals(ways: dict[str, object], transient: bool) -> None:
    error = refusal(**ways)
    assert (error.transient, error.unknown) == (transient, False)
    answer = next(iter(ways.values()))
    said = answer if isinstance(answer, str) else next(iter(answer.values()))  # type: ignore[attr-defined]
    assert said in error.reason


def test_a_line_lost_before_data_may_be_tried_again() -> None:
    error = refusal(drop_before=True)
    assert (error.transient, error.unknown) == (True, False)


def test_a_line_lost_after_data_is_unknown() -> None:
    with mail_server(drop_after=True) as box:
        (error,) = send(box, message())
    assert len(box.got) == 1  # it had arrived
    assert error is not None
    assert (error.transient, error.unknown) == (False, True)


def test_one_refused_recipient_does_not_harm_the_next() -> None:
    with mail_server(refuse={"gone@example.org": "550 5.1.1 no such user"}) as box:
        results = send(box, message(), message(address="gone@example.org"), message())
    assert [error is None for error in results] == [True, False, True]


def test_a_wrong_sender_is_the_operators_to_mend_while_mails_wait() -> None:
    with mail_server() as box:
        (error,) = send(box, message(), sender="watch")
    assert error
    assert (error.transient, error.slowed) == (True, "channel")
    assert "POLICYWATCH_MAIL_FROM 不是邮件地址：watch" in error.reason
    assert box.got == []


def test_no_server_is_transient() -> None:
    (error,) = send(Mailbox(port=free_port()), message())
    assert error is not None
    assert (error.transient, error.unknown) == (True, False)


@pytest.mark.parametrize(
    "address", ["a@b\r\nBcc: c@d", "a@b, c@d", "A <a@b>", "a..b@c", "@b", "a@", "", "用户@例子.cn"]
)
def test_a_bad_address_never_reaches_the_server(address: str) -> None:
    assert not is_address(address)
    with mail_server() as box:
        (error,) = send(box, message(address=address))
    assert error is not None
    assert (error.transient, box.got) == (False, [])
    with pytest.raises(ValueError, match="不是邮件地址"):
        EmailNotifier.check(address, "")


@settings(deadline=None)
@given(st.text(max_size=300))
def test_no_subject_makes_a_header(subject: str) -> None:
    hostile = f"{subject}\r\nBcc: evil@example.org\n\n<script>"
    raw = mime(message(subject=hostile), sender=SENDER, date=NOW)
    mail = parsed(raw)
    assert mail["bcc"] is None
    assert "evil@example.org" in str(mail["subject"])
    assert set(mail.keys()) == {
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted",
        "X-Auto-Response-Suppress", "MIME-Version", "Content-Type",
    }  # fmt: skip
    assert max(len(line) for line in raw.splitlines()) <= 998


def test_message_id_is_that_of_the_message() -> None:
    assert mail_id(message(), SENDER) == mail_id(message(subject="x"), SENDER)
    assert mail_id(message(), SENDER) != mail_id(message(message_id="other"), SENDER)
