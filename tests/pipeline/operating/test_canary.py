"""Our own change through the whole line: a real site, crawl, mail server, mailbox and webhook; and
with each stage broken in turn, named."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from crawlers.own_source import own_source
from pipeline.deliver import World, plan_owed, send_due
from pipeline.operating.canary import (
    STAGE_WORDS,
    begin,
    canary_fault,
    follow,
    missing,
    overdue,
    wanted,
)
from pipeline.operating.health_mail import tell_problems
from pipeline.run import Pass, all_sources, run_pass
from storage.database import Database
from storage.office import office_of
from storage.queries.canaries import last_canary
from storage.queries.changes import find_changes
from storage.queries.coverage import sources_read
from storage.queries.documents import documents_by_id
from storage.queries.problems import find_problems
from storage.queries.spot_checks import rejected
from storage.records import OWN_SOURCE, Canary, CanaryStage, Problem
from storage.settings import Settings
from tests.homes import copied_home, migrated_home, open_home
from tests.imap_server import ImapMailbox, imap_server
from tests.telling_home import deliveries, subscribe
from tests.telling_samples import subscription
from tests.telling_servers import Mailbox, free_port, hook_server, mail_server
from tests.web.desk_server import served
from web.app import create_app

MINUTE = timedelta(minutes=1)
ADDRESS = "canary@watch.example.org"


@dataclass(frozen=True, kw_only=True)
class Line:
    """A home whose line is up, and what stands around it."""

    db: Database
    world: World
    smtp: Mailbox
    imap: ImapMailbox

    @property
    def settings(self) -> Settings:
        return self.world.settings

    def follow(self, now: datetime) -> Canary:
        canary = follow(self.db, self.world, now)
        assert canary
        return canary

    def send(self, now: datetime) -> None:
        """What is due goes out; what the mail server takes is put into the mailbox."""
        before = len(self.smtp.got)
        send_due(self.db, self.settings, now)
        self.imap.put(*(mail for _, mail in self.smtp.got[before:]), at=now)

    def with_settings(self, **values: object) -> "Line":
        settings = replace(self.settings, **values)  # type: ignore[arg-type]
        return replace(self, world=replace(self.world, settings=settings))

    @property
    def alarm(self) -> Problem | None:
        with self.db.connect() as conn:
            found = [one for one in find_problems(conn) if one.state == "canary"]
        return found[0] if found else None


def line_of(home: Path, smtp: Mailbox, imap: ImapMailbox, port: int, db: Database) -> Line:
    settings = replace(
        migrated_home(home),
        serve_port=port,
        canary_minutes=60,
        canary_mail=ADDRESS,
        canary_hook=f"http://127.0.0.1:{port}/canary",
        webhook_private=True,
        bounces=imap.url,
        smtp_port=smtp.port,
        mail_from="policywatch@watch.example.org",
        operator_mail="operator@example.org",
    )
    sources = tuple(all_sources(settings).values())
    world = World(settings=settings, sources=sources, office=office_of(settings))
    return Line(db=db, world=world, smtp=smtp, imap=imap)


@pytest.fixture(scope="module")
def smtp() -> Iterator[Mailbox]:
    with mail_server() as box:
        yield box


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory, smtp: Mailbox) -> Path:
    """A home in which the page was changed, and read by a real pass over our own desk."""
    home = tmp_path_factory.mktemp("canary") / "home"
    line = line_of(home, smtp, ImapMailbox(), free_port(), db := open_home(home))
    with served(
        create_app(db, line.settings, all_sources(line.settings)), line.settings.serve_port
    ):
        begin(db, datetime.now(UTC))
        account = run_pass(line.settings, Pass(source_ids=(OWN_SOURCE,), fast=True))
    assert [run.state for run in account.runs] == ["ok"]
    db.close()
    return home


@pytest.fixture
def make(tmp_path: Path, smtp: Mailbox) -> Iterator[Callable[[Path | None], Line]]:
    """Makes the line of a copy of a home, or of an empty one, with its desk up."""
    with ExitStack() as stack:
        imap = stack.enter_context(imap_server())

        def made(home: Path | None) -> Line:
            home = copied_home(home, tmp_path / "home") if home else tmp_path / "home"
            db = open_home(home)
            stack.callback(db.close)
            line = line_of(home, smtp, imap, free_port(), db)
            desk = create_app(db, line.settings, {})
            stack.enter_context(served(desk, line.settings.serve_port))
            return line

        yield made


@pytest.fixture
def line(make: Callable[[Path | None], Line], changed: Path) -> Line:
    """The change was detected, and nothing has followed from it yet."""
    return make(changed)


def started(line: Line) -> datetime:
    with line.db.connect() as conn:
        canary = last_canary(conn)
    assert canary
    return canary.started_at


def test_it_arrives_by_mail_and_webhook(line: Line) -> None:
    subscribe(line.db, subscription(rate="at_once", created_at=started(line) - MINUTE))
    now = datetime.now(UTC)
    assert line.follow(now).stage == "planned"
    plan_owed(line.db, line.world, now)
    assert {one.kind for one in deliveries(line.db)} == {"canary"}  # nobody else is told
    line.send(now)
    canary = line.follow(now)
    assert missing(canary, line.settings) is None
    assert canary.stage == "posted"
    assert None not in (canary.mailed_at, canary.posted_at, canary.closed_at)
    assert line.alarm is None
    line.follow(now + 60 * MINUTE)
    assert len(deliveries(line.db)) == 2
    assert line.smtp.got[-1][0] == ADDRESS


def test_it_is_in_no_count_and_no_pass_but_its_own(line: Line) -> None:
    with line.db.connect() as conn:
        ids = [one.document_id for one in find_changes(conn)]
        (document,) = documents_by_id(conn, ids).values()
        reads = sources_read(
            conn, line.world.sources, started(line), started(line) + 60 * MINUTE, line.world.office
        )
        drawn = [
            one
            for stratum in ("verdict", "kind")
            for one in rejected(conn, stratum, started(line), started(line) + 60 * MINUTE)
        ]
    assert document.relevant is False
    assert document.published_on == date(2000, 1, 1)
    assert drawn == []
    assert OWN_SOURCE not in {one.source.source_id for one in reads}
    assert own_source(replace(line.settings, canary_minutes=0)) is None


def broken(line: Line, until: datetime) -> str:
    """The stage that the alarm names at last, and its words."""
    for minutes in (0, 10, 29, 30, 31):
        now = until - 30 * MINUTE + minutes * MINUTE
        line.follow(now)
        line.send(now)
        assert (line.alarm is not None) == (minutes >= 30)
    assert line.alarm
    return line.alarm.cause


def test_a_page_that_is_not_read_is_named(make: Callable[[Path | None], Line]) -> None:
    line = make(None)
    now = datetime.now(UTC)
    begin(line.db, now)
    assert broken(line, now + 30 * MINUTE).startswith(
        "“抓取”这一步 30 分钟内没有完成：巡查没有开始"
    )


def test_a_change_that_is_not_recorded_is_named(line: Line) -> None:
    with line.db.begin() as conn:
        conn.exec_driver_sql("DELETE FROM changes")
    assert "“记为变化”" in broken(line, started(line) + 30 * MINUTE)


def test_messages_that_cannot_be_made_are_named(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken_template(*_args: object) -> None:
        raise KeyError("title")

    monkeypatch.setattr("pipeline.operating.canary_messages.forms_of", broken_template)
    until = started(line) + 30 * MINUTE
    for now in (until - MINUTE, until):
        with pytest.raises(KeyError):  # in the log of the job; the alarm stands nevertheless
            line.follow(now)
    assert line.alarm
    assert "“拟成消息”" in line.alarm.cause


def test_a_mail_server_that_refuses_is_named(line: Line) -> None:
    line.smtp.refuse = {ADDRESS: "550 5.1.1 no such user"}
    try:
        cause = broken(line, started(line) + 30 * MINUTE)
    finally:
        line.smtp.refuse = {}
    assert cause.startswith("“邮件送达”这一步")
    assert "550" in cause


def test_a_mail_that_got_lost_behind_the_server_is_named(line: Line) -> None:
    line = line.with_settings(bounces="", canary_mailbox=line.imap.url)
    elsewhere = replace(line, imap=Nowhere(port=line.imap.port))
    cause = broken(elsewhere, started(line) + 30 * MINUTE)
    assert "邮件服务器已收下，信箱里却没有" in cause


class Nowhere(ImapMailbox):
    """Takes the mails, and shows none."""

    def put(self, *mails: bytes, at: datetime | None = None) -> None:
        return


def test_a_mailbox_that_cannot_be_read_is_named(line: Line) -> None:
    closed = line.with_settings(canary_mailbox="imap://u:p@127.0.0.1:1")
    assert "127.0.0.1:1/INBOX 读不到" in broken(closed, started(line) + 30 * MINUTE)


def test_a_webhook_that_is_refused_is_named_and_over_with_the_next_that_arrives(
    line: Line,
) -> None:
    with hook_server(statuses=[500]) as hook:
        cause = broken(line.with_settings(canary_hook=hook.url), started(line) + 30 * MINUTE)
    assert cause.startswith("“推送送达”这一步")
    assert "500" in cause
    now = started(line) + 31 * MINUTE
    assert tell_problems(line.db, line.world, now) == 1
    with hook_server() as hook:
        other = line.with_settings(canary_hook=hook.url)
        _again(other, now)
        line.send(now)
        assert line.follow(now + MINUTE).closed_at
    assert line.alarm is None
    assert tell_problems(line.db, line.world, now + 2 * MINUTE) == 1


def _again(line: Line, now: datetime) -> None:
    """The message that was refused is sent to an address that takes it."""
    with line.db.begin() as conn:
        conn.exec_driver_sql(
            "UPDATE deliveries SET next_attempt_at = NULL, address = "
            f"'{line.settings.canary_hook}' WHERE channel = 'webhook'"
        )
    line.send(now)
    line.follow(now)


def test_a_schedule_that_stands_still_is_named(make: Callable[[Path | None], Line]) -> None:
    line = make(None)
    since = datetime.now(UTC)
    assert not overdue(line.db, line.settings, since, since + 150 * MINUTE)
    assert overdue(line.db, line.settings, since, since + 151 * MINUTE)
    assert line.alarm
    assert "“自检页改动”" in line.alarm.cause


@pytest.mark.parametrize(
    ("values", "stages"),
    [
        ({"canary_mail": "", "canary_hook": ""}, ("changed", "captured", "detected")),
        ({"canary_hook": ""}, ("changed", "captured", "detected", "planned", "mailed")),
        (
            {"canary_mail": "", "canary_hook": "", "public_url": "https://w.example.org/"},
            ("changed", "captured", "detected", "planned", "posted"),
        ),
    ],
)
def test_only_ways_that_are_set_are_waited_for(
    tmp_path: Path, values: dict[str, str], stages: tuple[CanaryStage, ...]
) -> None:
    settings = replace(
        migrated_home(tmp_path), canary_minutes=60, canary_mail=ADDRESS, bounces="imap://…"
    )
    assert wanted(replace(settings, **values)) == stages  # type: ignore[arg-type]
    assert all(STAGE_WORDS[one] for one in stages)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "CANARY_MAIL"),
        ({"canary_mail": "nobody"}, "不是邮件地址"),
        ({"canary_mail": ADDRESS}, "CANARY_MAILBOX"),
        ({"canary_hook": "http://127.0.0.1:8000/canary"}, "WEBHOOK_PRIVATE"),
        ({"canary_hook": "https://a.example/", "canary_within": 90}, "长于"),
        ({"canary_hook": "https://a.example/"}, ""),
    ],
)
def test_settings_that_contradict_are_said(
    tmp_path: Path, values: dict[str, object], said: str
) -> None:
    settings = replace(migrated_home(tmp_path), canary_minutes=60, **values)  # type: ignore[arg-type]
    assert said in canary_fault(settings)
    assert bool(said) == bool(canary_fault(settings))
