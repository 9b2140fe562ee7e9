"""``policywatch deliveries`` and ``digest drafts``."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from cli import main
from notifiers.personal import MESSAGE, PREFERENCES
from pipeline.telling.sending.sender import sole_sender
from storage.database import Database, open_database
from storage.records import Form
from storage.settings import Settings
from tests.homes import migrated_home
from tests.pipeline.telling.due import add, delivery, reader, store_due, stored
from tests.telling_servers import mail_server

SAID = tuple[int, str, str]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return migrated_home(tmp_path / "home").home


@pytest.fixture
def db(home: Path) -> Iterator[Database]:
    with closing(open_database(Settings.load(home, {}))) as db:
        yield db


def said(capsys: pytest.CaptureFixture[str], home: Path, *words: str) -> SAID:
    status = main(["--home", str(home), *words])
    out, err = capsys.readouterr()
    return status, out, err


def test_they_are_listed_by_what_is_asked(
    home: Path, db: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    add(
        db,
        delivery(delivery_id="d1", subscription_id="r1", state="failed", error="550 没有"),
        delivery(delivery_id="d2", subscription_id="r2", state="accepted", period="2026-11-25"),
    )

    def listed(*words: str) -> list[str]:
        status, out, _ = said(capsys, home, "deliveries", "list", "--json", *words)
        assert status == 0
        return [json.loads(line)["delivery_id"] for line in out.splitlines()]

    assert listed() == ["d2", "d1"]
    assert listed("--state", "failed", "unknown") == ["d1"]
    assert listed("--period", "2026-11-25") == ["d2"]
    assert listed("--since", "2030-01-01") == listed("--channel", "slack") == []
    text = said(capsys, home, "deliveries", "list")[1]
    assert ("550 没有" in text, "\t被拒\t" in text) == (True, True)
    status, out, _ = said(capsys, home, "deliveries", "show", "d1")
    assert (status, "状态：被拒，试过" in out, "新文件" in out) == (0, True, True)
    shown = json.loads(said(capsys, home, "deliveries", "show", "d1", "--json")[1])
    assert (shown["delivery"]["error"], shown["form"]["subject"]) == ("550 没有", "周报")
    assert said(capsys, home, "deliveries", "show", "none")[0] == 2


def test_drafts_are_listed_and_decided(
    home: Path, db: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    store_due(db, [reader(0), reader(1)])
    drafts = [
        delivery(delivery_id=f"a{n}", digest_id=f"a{n}", subscription_id=f"r{n}",
                 period="2026-11-25", state="draft")
        for n in range(2)
    ]  # fmt: skip
    add(db, *drafts)
    status, out, _ = said(capsys, home, "digest", "drafts")
    assert (status, out.count("\n"), "邮件 2 位收件人" in out) == (0, 1, True)
    status, out, _ = said(capsys, home, "deliveries", "discard", "a0", "--person", "甲")
    assert (status, stored(db)["a0"].state, stored(db)["a0"].decided_by) == (0, "discarded", "甲")
    assert said(capsys, home, "deliveries", "approve", "a0")[0] == 2
    said(capsys, home, "deliveries", "approve", "a1", "--person", "乙")
    assert (stored(db)["a1"].state != "draft", stored(db)["a1"].decided_by) == (True, "乙")
    assert said(capsys, home, "digest", "drafts")[1] == ""


def test_a_group_is_decided_by_the_id_under_which_it_is_listed(
    home: Path, db: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    drafts = [
        delivery(delivery_id=f"a{n}", digest_id=f"a{n}", subscription_id=f"r{n}", state="draft")
        for n in range(2)
    ]
    add(db, *drafts)
    listed = said(capsys, home, "digest", "drafts")[1].split("\t")[0]
    assert said(capsys, home, "deliveries", "discard", listed)[:2] == (0, "不发 2 条消息。\n")
    assert said(capsys, home, "deliveries", "discard", listed)[0] == 2


def test_of_several_each_that_cannot_be_sent_again_is_named(
    home: Path, db: Database, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    store_due(db, [reader(0)])
    for key, state in (("bad", "unknown"), ("good", "accepted")):
        add(db, delivery(delivery_id=key, digest_id=key, period=key, state=state))
    with mail_server() as box:
        words = ("deliveries", "retry", "none", "bad", "bad", "good")
        monkeypatch.setenv("POLICYWATCH_SMTP_PORT", str(box.port))
        status, out, err = said(capsys, home, *words)
    assert (status, out) == (1, "送达 2 份。\n")
    assert ("没有投递 none" in err, "投递 good 的状态是已送达" in err) == (True, True)
    status, out, err = said(capsys, home, "deliveries", "retry", "none", "good")
    assert (status, out, err.count("\n")) == (2, "", 1)


def test_a_robots_address_stands_on_no_screen(
    home: Path, db: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    robot = "https://open.feishu.cn/open-apis/bot/v2/hook/abcdef-0123456789"
    add(db, delivery(delivery_id="d1", subscription_id="r1", channel="feishu", address=robot))
    for words in (("list",), ("show", "d1")):
        status, out, _ = said(capsys, home, "deliveries", *words)
        assert (status, "飞书 open.feishu.cn/…6789" in out, "abcdef" in out) == (0, True, False)
        assert "abcdef" not in said(capsys, home, "deliveries", *words, "--json")[1]


def test_what_is_its_readers_own_stands_on_no_screen(
    home: Path, db: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    text = f"退订：{PREFERENCES}\nhttps://news.example/confirm/{'k' * 40}\n编号 {MESSAGE}"
    form = Form(subject="周报", text=text, html="", thread="")
    add(db, delivery(delivery_id="d1", subscription_id="r1"), form=form)
    for words in ((), ("--json",)):
        out = said(capsys, home, "deliveries", "show", "d1", *words)[1]
        assert ("/confirm/…" in out, "编号 d1" in out, "kkkk" in out) == (True, True, False)
        assert "preferences" not in out


def test_sending_counts_the_digests_of_its_period(
    home: Path, db: Database, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("good", "refused"):
        said(capsys, home, "subscribe", "email", f"{name}@example.org")
    add(db, delivery(delivery_id="t", kind="test", subscription_id="", period="test 1"))
    with mail_server(refuse={"refused@example.org": "550 5.7.1 policy"}) as box:
        monkeypatch.setenv("POLICYWATCH_SMTP_PORT", str(box.port))
        status, out, err = said(capsys, home, "digest", "send", "--period", "2024-W10")
        again = said(capsys, home, "digest", "send", "--period", "2024-W10")
    assert again[:2] == (0, "计划 0 份，送达 0 份，待发 1 份。\n")
    assert (status, out) == (1, "计划 2 份，送达 1 份，待发 1 份。\n")
    assert err.count("refused@example.org：稍后再试，") == 1
    assert "另外发出了先前排定的 1 条消息" in err


def test_while_another_process_sends_it_is_left_to_it(
    home: Path, db: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    said(capsys, home, "subscribe", "email", "a@example.org")
    with sole_sender(db, Settings.load(home, {})) as alone:
        assert alone
        status, out, err = said(capsys, home, "digest", "send", "--period", "2024-W10")
    assert (status, out, "由它发出" in err) == (0, "计划 1 份。\n", True)


def test_a_week_that_runs_is_said_to_run(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said(capsys, home, "subscribe", "email", "a@example.org")
    for week, runs in (("2024-W10", False), ("2999-W10", True)):
        words = ("digest", "preview", "--period", week, "--out", str(tmp_path / week))
        status, out, err = said(capsys, home, *words)
        assert (status, out.count("\n"), "尚未结束" in err) == (0, 2, runs)


def test_that_nothing_is_left_to_plan_is_said(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = said(capsys, home, "digest", "send", "--period", "2024-W10")
    assert (status, out) == (0, "计划 0 份，送达 0 份。\n")
    assert "2024-W10 没有要新拟的" in err
