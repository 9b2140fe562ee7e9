"""The mailbox and the webhook receiver keep what was really sent to them."""

import asyncio
import json
import smtplib
import urllib.request
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import aiosmtplib

from demo.mailbox import Mailbox, Webhook


def _mail(subject: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@example.org", "b@example.org", subject
    mail.set_content("第一行\n.以点开头的一行\n..两个点\n")
    return mail


def test_mails_arrive_as_they_were_sent(tmp_path: Path) -> None:
    with Mailbox(tmp_path / "mail") as box:
        with smtplib.SMTP("127.0.0.1", box.port, timeout=10) as client:
            client.send_message(_mail("第一封"))
            client.send_message(_mail("第二封"))
        kept = [message_from_bytes(p.read_bytes(), policy=policy.default) for p in box.mails]
    assert [mail["Subject"] for mail in kept] == ["第一封", "第二封"]
    assert isinstance(kept[0], EmailMessage)
    assert kept[0].get_content().splitlines() == ["第一行", ".以点开头的一行", "..两个点"]


async def _send(port: int) -> None:
    await aiosmtplib.send(_mail("异步"), hostname="127.0.0.1", port=port, timeout=10)


def test_the_programs_own_mail_client_is_understood(tmp_path: Path) -> None:
    with Mailbox(tmp_path) as box:
        asyncio.run(_send(box.port))
        assert len(box.mails) == 1


def test_unknown_verbs_are_refused_and_the_talk_goes_on(tmp_path: Path) -> None:
    with Mailbox(tmp_path) as box, smtplib.SMTP("127.0.0.1", box.port, timeout=10) as client:
        assert client.docmd("VRFY", "b@example.org")[0] == 502
        assert client.noop()[0] == 250


def test_the_webhook_keeps_body_and_headers(tmp_path: Path) -> None:
    with Webhook(tmp_path / "hook") as hook:
        for number in (1, 2):
            request = urllib.request.Request(
                hook.url,
                data=json.dumps({"期": number}, ensure_ascii=False).encode(),
                headers={"X-Signature": f"s{number}", "Content-Type": "application/json"},
            )
            with urllib.request.urlopen(request, timeout=10) as response:
                assert response.status == 200
        assert [json.loads(path.read_text("utf-8"))["期"] for path in hook.bodies] == [1, 2]
        headers = json.loads((tmp_path / "hook" / "002.headers.json").read_text("utf-8"))
    assert headers["X-Signature"] == "s2"
