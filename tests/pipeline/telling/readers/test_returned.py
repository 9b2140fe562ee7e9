"""What mails that come in say of ours."""

import pytest
from hypothesis import given, strategies as st

from pipeline.telling.readers.returned import kind_of, returned
from tests.pipeline.telling import returns
from tests.pipeline.telling.returns import ADDRESS, DELIVERY, DOMAIN


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (returns.dsn(), "hard"),
        (returns.of_the_newer_type(returns.dsn(status="5.0.0")), "hard"),
        (returns.dsn(status="5.2.2", said="552 5.2.2 mailbox full"), "soft"),
        (returns.dsn(status="5.0.0", said="550 5.1.1 no such user"), "hard"),
        (returns.dsn(status="5.7.1", said="554 5.7.1 blocked by spamhaus"), "refused"),
        (returns.dsn(status="5.0.0", said="554 DT:SPM 126"), "refused"),
        (returns.dsn(status="4.4.7", said="delivery time expired"), "soft"),
        (returns.complaint(), "complaint"),
        (returns.EXIM, "hard"),
        (returns.QMAIL, "hard"),
        (returns.EXCHANGE, "soft"),
        (returns.CHINESE, "hard"),
        (returns.FULL, "soft"),
    ],
)
def test_reports_of_several_kinds(raw: bytes, kind: str) -> None:
    (found,) = returned(raw, DOMAIN)
    assert (found.kind, found.delivery_id) == (kind, DELIVERY)
    assert ADDRESS in found.addresses
    assert found.said


@pytest.mark.parametrize(
    "raw",
    [
        returns.ABSENT,
        returns.PERSON,
        returns.dsn(action="delayed", status="4.4.1"),
        returns.dsn(action="delivered", status="2.0.0"),
        returns.of_the_newer_type(returns.dsn(action="delayed", status="4.4.1")),
        returns.complaint(kind="not-spam"),
        b"",
        b"\xff\xfe\x00",
    ],
)
def test_what_is_no_report_says_nothing(raw: bytes) -> None:
    assert returned(raw, DOMAIN) == ()


@pytest.mark.parametrize("charset", ["undefined", "idna", "punycode", '"a\0b"', "utf-7", "x" * 99])
def test_a_charset_that_is_none_stops_nobody(charset: str) -> None:
    raw = returns.QMAIL.replace(b'"utf-8"', charset.encode()).replace(b"Hi.", b"Hi \xff.")
    (found,) = returned(raw, DOMAIN)
    assert (found.kind, found.delivery_id) == ("hard", DELIVERY)


def test_what_a_report_says_is_such_as_a_database_can_hold() -> None:
    raw = (
        b"From: MAILER-DAEMON@mx.example.org\nSubject: Undelivered Mail\n"
        b"Content-Type: text/plain; charset=unicode_escape\n\nUser unknown: \\ud800\\x00 nobody"
    )
    (found,) = returned(raw, DOMAIN)
    assert found.said == "User unknown: nobody"


def test_a_report_in_bare_signs_of_a_chinese_charset_is_read() -> None:
    head = f"From: PostMaster@mx.example.org\nSubject: 系统退信\n\n收件人邮箱不存在{returns.QUOTE}"
    (found,) = returned(head.encode("gb18030"), DOMAIN)
    assert (found.kind, found.delivery_id) == ("hard", DELIVERY)
    assert found.said == "收件人邮箱不存在"


def test_what_quotes_no_mail_is_a_report_all_the_same() -> None:
    raw = returns.QMAIL.replace(returns.QUOTE.encode(), b"\n")
    (found,) = returned(raw, DOMAIN)
    assert (found.delivery_id, found.addresses) == ("", frozenset({ADDRESS}))


def test_a_complaint_need_not_name_who_complains() -> None:
    (found,) = returned(returns.complaint(named=False), DOMAIN)
    assert (found.delivery_id, found.addresses) == (DELIVERY, frozenset())


def test_ids_of_others_are_none_of_ours() -> None:
    for raw in (returns.dsn(), returns.EXIM):
        (found,) = returned(raw, "elsewhere.example")
        assert found.delivery_id == ""


def test_several_recipients_are_several_returns() -> None:
    more = b"\r\n\r\nFinal-Recipient: rfc822; other@example.org\r\nAction: failed\r\nStatus: 5.2.1"
    raw = returns.dsn().replace(
        b"\r\n\r\n--=_b\r\nContent-Type: text/rfc",
        more + b"\r\n\r\n--=_b\r\nContent-Type: text/rfc",
    )
    assert [sorted(one.addresses) for one in returned(raw, DOMAIN)] == [
        [ADDRESS], ["other@example.org"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("status", "said", "kind"),
    [
        ("5.1.10", "", "hard"),
        ("5.1.8", "bad sender", "refused"),
        ("5.2.1", "disabled", "hard"),
        ("5.4.4", "host not found", "soft"),
        ("5.4.1", "Recipient address rejected: user does not exist", "hard"),
        ("", "收件人不存在", "hard"),
        ("", "450 mailbox unavailable", "soft"),
        ("", "550 mailbox unavailable", "hard"),
        ("", "垃圾邮件", "refused"),
        ("", "", "soft"),
    ],
)
def test_what_is_not_sure_has_to_come_back_more_than_once(
    status: str, said: str, kind: str
) -> None:
    assert kind_of(status, said) == kind


_PIECES = st.sampled_from([
    returns.dsn(), returns.complaint(), returns.EXCHANGE, returns.CHINESE, b"\r\n\r\n", b"--=_b",
    b"Content-Type: multipart/report; boundary=\r\n", b"Subject: =?x?b?////?=\r\n",
    b"Content-Type: text/plain; charset=\xff\r\n", b"Content-Transfer-Encoding: base64\r\n",
    b"From: =?utf-8?q?\xff?= <", b"Final-Recipient: ",
])  # fmt: skip


@given(st.lists(_PIECES | st.binary(max_size=40), max_size=5))
def test_no_mail_is_too_broken_to_be_read(pieces: list[bytes]) -> None:
    for joined in (b"".join(pieces), b"\r\n".join(pieces)):
        for found in returned(joined, DOMAIN):
            assert len(found.said) <= 300


@given(st.integers(0, 1500), st.binary(max_size=3))
def test_nor_one_that_is_cut(length: int, byte: bytes) -> None:
    for raw in (returns.dsn(), returns.complaint(), returns.CHINESE):
        returned(raw[:length] + byte, DOMAIN)
        returned(raw[:length] + byte + raw[length + 1 :], DOMAIN)
