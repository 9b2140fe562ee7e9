"""What ``doctor`` says of what tells the operator."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.operating.doctor import examine
from storage.database import open_database
from storage.queries import telling
from storage.settings import Settings
from tests.homes import migrated_home
from tests.imap_server import ImapMailbox, imap_server
from tests.pipeline.telling.due import add, delivery, reader


@pytest.fixture(scope="module")
def mailbox() -> Iterator[ImapMailbox]:
    with imap_server() as box:
        yield box


def lines(settings: Settings) -> dict[str, tuple[bool, str]]:
    return {
        one.name: (one.ok, one.line)
        for one in examine(settings)
        if one.name in ("退信信箱", "全程自检", "通知", "投递")
    }


def test_what_is_off_is_no_fault(tmp_path: Path) -> None:
    assert [ok for ok, _ in lines(migrated_home(tmp_path)).values()] == [True] * 4


def test_what_goes_together_is_right(tmp_path: Path, mailbox: ImapMailbox) -> None:
    settings = replace(
        migrated_home(tmp_path),
        bounces=mailbox.url,
        canary_minutes=240,
        canary_mail="canary@example.org",
        operator_mail="operator@example.org",
    )
    said = lines(settings)
    assert [ok for ok, _ in said.values()] == [True] * 4
    assert "邮件送达" in said["全程自检"][1]
    assert "operator@example.org" in said["通知"][1]


def test_what_contradicts_is_named(tmp_path: Path) -> None:
    settings = replace(
        migrated_home(tmp_path),
        bounces="imap://u:secret@127.0.0.1:1",
        canary_minutes=240,
        operator_mail="nobody",
    )
    with closing(open_database(settings)) as db:
        with db.begin() as conn:
            telling.put_subscription(conn, reader(0))
        add(db, delivery(state="unknown", last_attempt_at=datetime.now(UTC)))
    said = lines(settings)
    assert [ok for ok, _ in said.values()] == [False] * 4
    assert "policywatch deliveries list" in said["投递"][1]
    assert "secret" not in said["退信信箱"][1]
    assert "POLICYWATCH_OPERATOR_MAIL" in said["通知"][1]
