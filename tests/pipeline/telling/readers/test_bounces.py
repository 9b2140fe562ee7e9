"""Mails that came back: what follows for whom, by a real mailbox, once however often it is read."""

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.deliver import send_due
from pipeline.operating.mailbox import MailboxError, mailbox_of, opened
from pipeline.telling.readers.bounces import Account, read_bounces, take
from pipeline.telling.readers.returned import returned
from pipeline.telling.sending.sender import Sender
from storage.database import Database
from storage.queries import bounces, telling
from storage.records import Delivery, DeliveryState, Form
from storage.settings import Settings
from tests.homes import migrated_home, open_home
from tests.imap_server import ImapMailbox, imap_server
from tests.pipeline.telling import returns
from tests.pipeline.telling.returns import ADDRESS, DELIVERY, DOMAIN
from tests.telling_home import reader, subscribe
from tests.telling_samples import subscription
from tests.telling_servers import mail_server

NOW = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = open_home(tmp_path / "home")
    subscribe(db, subscription(subscription_id="r0", address=ADDRESS))
    yield db
    db.close()


@pytest.fixture(scope="module")
def mailbox() -> Iterator[ImapMailbox]:
    with imap_server() as box:
        yield box


def settings_of(tmp_path: Path, mailbox: ImapMailbox) -> Settings:
    settings = migrated_home(tmp_path / "home")
    return replace(settings, bounces=mailbox.url, mail_from=f"政策 <policywatch@{DOMAIN}>")


def sent(
    db: Database,
    delivery_id: str = DELIVERY,
    *,
    state: DeliveryState = "accepted",
    address: str = ADDRESS,
    attempts: int = 1,
) -> None:
    """A digest went out to the address under that id."""
    with db.begin() as conn:
        record = Delivery(
            delivery_id=delivery_id, digest_id=delivery_id, subscription_id="r0",
            period=delivery_id, channel="email", address=address,
            rendering_id=telling.put_form(conn, Form(subject="s", text="t"), NOW),
            state=state, attempts=attempts, planned_at=NOW,
        )  # fmt: skip
        assert telling.add_delivery(conn, record)


def came(db: Database, raw: bytes, now: datetime = NOW, mark: str = "") -> Account:
    with db.begin() as conn:
        return take(conn, mark or str(hash(raw)), returned(raw, DOMAIN), now)


def delivery(db: Database, delivery_id: str = DELIVERY) -> Delivery:
    with db.connect() as conn:
        found = telling.delivery(conn, delivery_id)
    assert found
    return found


def test_a_mailbox_that_is_not_there_ends_its_subscriptions_at_once(db: Database) -> None:
    subscribe(db, subscription(subscription_id="r1", address=ADDRESS, rate="daily"))
    paused = subscription(subscription_id="r2", address=ADDRESS, active=False, ended="paused")
    subscribe(db, paused, subscription(subscription_id="other", address="other@example.org"))
    sent(db)
    assert came(db, returns.dsn()) == Account(reports=1, ended=3)
    for key in ("r0", "r1", "r2"):
        one = reader(db, key)
        assert (one.active, one.ended, one.ended_at) == (False, "bounced", NOW)
    assert reader(db, "other").active
    assert delivery(db).state == "failed"
    assert delivery(db).error.startswith("退信，没有这个邮箱：550 5.1.1")


def test_a_full_mailbox_has_three_times_in_a_fortnight(db: Database) -> None:
    def full(number: int, now: datetime) -> None:
        key = f"{number:016x}"
        sent(db, key)
        came(db, returns.dsn(delivery_id=key, status="5.2.2", said="552 mailbox full"), now)

    for number, days in enumerate((0, 1, 20, 21)):
        full(number, NOW + days * DAY)
        assert reader(db).active
    # The same mail reported by another server is one mail still.
    again = returns.dsn(
        delivery_id=f"{3:016x}", status="5.2.2", said="552 full", sender="b@c.example"
    )
    came(db, again, NOW + 21 * DAY)
    assert reader(db).active
    full(5, NOW + 22 * DAY)
    assert reader(db).ended == "bounced"


def test_who_complains_is_told_no_more(db: Database) -> None:
    sent(db)
    sent(db, "next", state="planned", attempts=0)
    assert came(db, returns.complaint(named=False)).ended == 1
    assert reader(db).ended == "complained"
    assert delivery(db, "next").state == "discarded"
    assert delivery(db).state == "accepted"  # it did arrive
    assert "投诉" in delivery(db).error


def test_what_is_our_own_fault_ends_nothing(db: Database) -> None:
    for number in range(5):
        sent(db, f"{number:016x}")
        raw = returns.dsn(delivery_id=f"{number:016x}", status="5.7.1", said="554 5.7.1 block list")
        came(db, raw)
    assert reader(db).active
    assert "按其规则拒收" in delivery(db, f"{0:016x}").error


@pytest.mark.parametrize("raw", [returns.dsn(), returns.complaint(), returns.EXIM])
def test_forged_reports_change_nothing(db: Database, raw: bytes) -> None:
    assert came(db, raw) == Account(reports=1, unknown=1)  # no such mail
    sent(db, state="planned", attempts=0)
    assert came(db, raw, mark="2").unknown == 1  # not sent yet
    sent(db, "e" * 16, state="failed", attempts=0)  # it never went out
    assert came(db, returns.dsn(delivery_id="e" * 16), mark="never").unknown == 1
    sent(db, "f" * 16, address="somebody@example.org")
    wrong = returns.dsn(delivery_id="f" * 16)
    assert came(db, wrong, mark="3").unknown == 1  # it went to somebody else
    assert reader(db).active
    with db.connect() as conn:
        assert sum(bounces.count_bounces(conn).values()) == 4
        assert {one.delivery_id for one in bounces.find_bounces(conn)} == {""}


def test_the_mailbox_is_read_once_and_people_see_what_was_dealt_with(
    db: Database, tmp_path: Path, mailbox: ImapMailbox
) -> None:
    settings = settings_of(tmp_path, mailbox)
    sent(db)
    mailbox.put(returns.PERSON, returns.dsn(), at=NOW)
    assert read_bounces(db, settings, NOW) == Account(mails=2, reports=1, ended=1)
    assert mailbox.seen() == [False, True]  # a person's letter is left to people
    assert read_bounces(db, settings, NOW) == Account()
    mailbox.put(returns.ABSENT, returns.complaint(), at=NOW)
    assert read_bounces(db, settings, NOW) == Account(mails=2, reports=1)
    (settings.home / "bounces.json").unlink()  # all again: it does no harm
    assert read_bounces(db, settings, NOW) == Account(mails=4)
    assert read_bounces(db, settings, NOW + 60 * DAY) == Account()


def test_what_a_killed_reader_left_is_read_again(
    db: Database, tmp_path: Path, mailbox: ImapMailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_of(tmp_path, mailbox)
    sent(db)
    mailbox.put(returns.dsn(), returns.EXIM, at=NOW)

    def killed(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("pipeline.telling.readers.bounces.keep_place", killed)
        with pytest.raises(KeyboardInterrupt):
            read_bounces(db, settings, NOW)
    read_bounces(db, settings, NOW)
    with db.connect() as conn:
        assert bounces.came_back(conn, ADDRESS, "hard", NOW - DAY) == 1
    assert not reader(db).active


def test_a_mail_is_found_by_its_id_also_where_heads_cannot_be_searched(
    mailbox: ImapMailbox,
) -> None:
    mailbox.put(*(f"Message-ID: <{name}@{DOMAIN}>\r\n\r\n".encode() for name in "ab"), at=NOW)
    with opened(mailbox_of(mailbox.url)) as session:
        (found,) = session.with_id(f"b@{DOMAIN}", NOW)
        assert session.with_id(f"c@{DOMAIN}", NOW) == []
        assert session._looked_up(f"b@{DOMAIN}", NOW) == [found]


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("imaps://imap.example.org", "信箱地址不对"),
        ("https://u:p@imap.example.org", "信箱地址不对"),
        ("imaps://u:p@imap.example.org:x", "信箱地址不对"),
        ("imap://u:p@imap.example.org", "只用于本机"),
    ],
)
def test_addresses_that_are_none(url: str, said: str) -> None:
    with pytest.raises(MailboxError, match=said):
        mailbox_of(url)


def test_addresses_of_mailboxes() -> None:
    box = mailbox_of("imaps://a%40b.example:s%3Ac@imap.example.org/%E9%80%80%E4%BF%A1")
    assert (box.user, box.password, box.port, box.folder) == ("a@b.example", "s:c", 993, "退信")
    assert box.tls


def test_a_mailbox_that_lets_nobody_in_is_named_without_its_password(
    db: Database, tmp_path: Path, mailbox: ImapMailbox
) -> None:
    wrong = replace(settings_of(tmp_path, mailbox), bounces=mailbox.url.replace("a%3A", "zz%3A"))
    with pytest.raises(MailboxError, match=r"127\.0\.0\.1.*登录被拒.*核对") as caught:
        read_bounces(db, wrong, NOW)
    assert "zz:" not in str(caught.value)
    nowhere = replace(wrong, bounces="imap://u:p@127.0.0.1:1")
    with pytest.raises(MailboxError, match="读不到：对方拒绝连接"):
        read_bounces(db, nowhere, NOW)
    elsewhere = replace(wrong, bounces=f"{mailbox.url}/%E9%80%80%E4%BF%A1")
    with pytest.raises(MailboxError, match="打不开文件夹"):
        read_bounces(db, elsewhere, NOW)


def test_a_line_that_breaks_at_the_login_is_no_wrong_password(db: Database, tmp_path: Path) -> None:
    def speak() -> None:
        line, _ = server.accept()
        with line, line.makefile("rb") as said:
            line.sendall(b"* OK ready\r\n")
            while b"CAPABILITY" in (asked := said.readline()):
                number = asked.split()[0]
                line.sendall(b"* CAPABILITY IMAP4rev1\r\n" + number + b" OK done\r\n")

    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(1) as pool:
        speaking = pool.submit(speak)
        url = f"imap://u:p@127.0.0.1:{server.getsockname()[1]}"
        with pytest.raises(MailboxError, match="读不到：对方中断了"):
            read_bounces(db, Settings.load(tmp_path, {"POLICYWATCH_BOUNCES": url}), NOW)
        speaking.result(10)


@pytest.mark.parametrize(
    ("said", "ended"),
    [
        ("550 5.1.1 no such user", "bounced"),
        ("550 5.1.10 recipient not found", "bounced"),
        ("550 5.1.2 no such domain", "bounced"),
        ("550 Mailbox not found", "bounced"),
        ("550 5.7.1 blocked by policy", ""),
        ("554 access denied", ""),
        ("552 5.2.2 mailbox full", ""),
        ("450 4.2.0 try again later", ""),
    ],
)
def test_a_server_that_knows_no_such_mailbox_ends_them_as_a_returned_mail_does(
    db: Database, tmp_path: Path, said: str, ended: str
) -> None:
    subscribe(db, subscription(subscription_id="r1", address=ADDRESS.upper(), rate="daily"))
    sent(db, state="planned", attempts=0)
    with mail_server() as box:
        box.refuse[ADDRESS] = said
        ready = replace(migrated_home(tmp_path / "home"), smtp_port=box.port)
        send_due(db, ready, NOW, Sender.of(ready))
    for key in ("r0", "r1"):
        assert reader(db, key).ended == ended
    assert said.partition(" ")[2] in delivery(db).error
    with db.connect() as conn:
        assert bool(bounces.find_bounces(conn)) == (bool(ended) or "denied" in said)
