"""A message as bytes: what mail readers see of it, and what nobody can put into it."""

import email
import email.policy
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given, settings, strategies as st

from notifiers.mime import mime
from storage.records import Form, Message
from storage.settings import SettingError

NOW = datetime(2026, 11, 23, tzinfo=UTC)
SENDER = "双碳政策观察 <watch@desk.example.org>"
FORM = Form(subject="周报", text="新文件\n", html="<p>新文件</p>", thread="2026-W47")
MESSAGE = Message(
    message_id="0123456789abcdef",
    channel="email",
    address="reader@example.org",
    form=FORM,
    reader="r1",
    unsubscribe="https://public.example.org/u/" + "Ab1-_." * 40,
)


def parsed(message: Message) -> EmailMessage:
    raw = mime(message, sender=SENDER, date=NOW)
    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    assert mail.defects == []
    return mail


def test_one_click_leaves() -> None:
    mail = parsed(MESSAGE)
    assert mail["list-unsubscribe"] == f"<{MESSAGE.unsubscribe}>"
    assert mail["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    assert mail["list-id"] == "<policywatch.desk.example.org>"
    raw = mime(MESSAGE, sender=SENDER, date=NOW)
    assert f"List-Unsubscribe: <{MESSAGE.unsubscribe}>\r\n".encode() in raw
    without = parsed(replace(MESSAGE, unsubscribe=""))
    assert [name for name in without if name.lower().startswith("list-")] == []


@pytest.mark.parametrize("url", ["https://a.example/\r\nBcc: x@y", "mailto:a@b", "https://a/ >"])
def test_a_strange_way_out_is_no_header(url: str) -> None:
    with pytest.raises(SettingError, match="退订地址"):
        mime(replace(MESSAGE, unsubscribe=url), sender=SENDER, date=NOW)


def test_nobody_wrote_it() -> None:
    mail = parsed(MESSAGE)
    assert mail["auto-submitted"] == "auto-generated"
    assert mail["precedence"] is None


def test_a_readers_week_is_a_thread() -> None:
    one = parsed(MESSAGE)
    again = parsed(replace(MESSAGE, message_id="fedcba9876543210"))
    assert one["references"] == one["in-reply-to"] == again["references"]
    others = (
        replace(MESSAGE, reader="r2"),
        replace(MESSAGE, form=replace(FORM, thread="2026-W48")),
    )
    roots = {parsed(other)["references"] for other in others} | {one["references"]}
    assert len(roots) == 3
    assert parsed(replace(MESSAGE, form=replace(FORM, thread="")))["references"] is None
    assert parsed(replace(MESSAGE, reader=""))["references"] is None


def test_without_html_it_is_plain_text() -> None:
    mail = parsed(replace(MESSAGE, form=replace(FORM, html="")))
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content().splitlines() == ["新文件"]


_TEXTS = st.text(st.characters(exclude_characters="\r"), max_size=200)


def sent(text: str) -> bytes:
    """As lines of a mail; half a surrogate pair, which is no character, becomes ?."""
    return text.replace("\n", "\r\n").encode("utf-8", "replace")


@settings(deadline=None, max_examples=50)
@given(_TEXTS, _TEXTS)
def test_what_is_said_arrives(text: str, html: str) -> None:
    hostile = f"{text}\n--=_0123456789abcdef--\n.\nBcc: x@y\n"
    mail = parsed(replace(MESSAGE, form=replace(FORM, text=hostile, html=f"{html}<p>")))
    plain, marked = mail.iter_parts()
    assert plain.get_payload(decode=True) == sent(hostile)
    assert marked.get_payload(decode=True) == sent(f"{html}<p>")
    assert mail["bcc"] is None
