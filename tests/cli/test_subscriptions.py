"""``policywatch subscribe`` and ``subscriptions``."""

import json
import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

from cli import main
from storage.database import open_database
from storage.queries import telling
from storage.records import Subscription
from storage.settings import Settings
from tests.homes import migrated_home

SAID = tuple[int, str, str]
KEY = "plant"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return migrated_home(tmp_path / "home").home


def said(capsys: pytest.CaptureFixture[str], home: Path, *words: str) -> SAID:
    status = main(["--home", str(home), *words])
    out, err = capsys.readouterr()
    return status, out, err


def stored(home: Path) -> list[Subscription]:
    db = open_database(Settings.load(home, {}))
    with db.connect() as conn:
        found = telling.find_subscriptions(conn)
    db.close()
    return found


def test_everything_can_be_said_in_one_call(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = said(
        capsys, home, "subscribe", "email", "reader@example.org", "--name", "电厂",
        "--rate", "weekly", "--weekday", "5", "--hour", "7", "--after-holidays", "--no-empties",
        "--no-doubtful", "--approval", "--quiet", "22:00-07:00", "--words", "碳市场", "绿证",
        "--kinds", "added", "--least-significance", "0.2", "--since", "2026-01-01",
    )  # fmt: skip
    (who,) = stored(home)
    assert (status, who.subscription_id in out) == (0, True)
    assert (who.rate, who.weekday, who.hour, who.quiet) == ("weekly", 5, 7, "22:00-07:00")
    assert (who.after_holidays, who.approval) == (True, True)
    assert (who.empties, who.include_doubtful) == (False, False)
    assert who.filter.words == ("碳市场", "绿证")
    assert (who.filter.kinds, who.filter.least_significance) == (("added",), 0.2)
    assert said(capsys, home, "subscribe", "email", "b@example.org")[0] == 0
    plain = next(one for one in stored(home) if one.address == "b@example.org")
    assert plain == Subscription(
        subscription_id=plain.subscription_id, channel="email", address="b@example.org",
        link_key=plain.link_key, created_at=plain.created_at,
    )  # fmt: skip


def test_what_is_wrong_is_said_in_one_line(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words, fault in (
        (("--hour", "24"), "hour 应为 0 至 23"),
        (("--quiet", "late"), "quiet 应为"),
        (("--topics", "nope"), "没有主题"),
        (("--regions", "火星"), "没有地区“火星”"),
        (("--saved", "没有的"), "没有保存过"),
    ):
        status, out, err = said(capsys, home, "subscribe", "email", "a@example.org", *words)
        assert (status, out, err.count("\n"), fault in err) == (2, "", 1, True)
    assert stored(home) == []


def test_one_that_is_there_is_neither_changed_nor_called_back(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    same = ("subscribe", "email", "Reader@EXAMPLE.org", "--name", "电厂")
    said(capsys, home, "subscribe", "email", "reader@example.org", "--name", "电厂")
    (before,) = stored(home)
    key = before.subscription_id
    status, out, err = said(capsys, home, *same, "--words", "碳")
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert all(word in err for word in (key, "启用", "import", "--replace"))
    assert stored(home) == [before]
    assert "已替换" in said(capsys, home, *same, "--words", "碳", "--replace")[1]
    (after,) = stored(home)
    assert (after.subscription_id, after.filter.words) == (key, ("碳",))
    assert (after.address, after.created_at) == ("Reader@example.org", before.created_at)
    said(capsys, home, "subscriptions", "pause", key)
    assert "现在启用" in said(capsys, home, *same, "--replace")[2]
    db = open_database(Settings.load(home, {}))
    for why, words in (("complained", "被投诉"), ("unsubscribed", "已退订"), ("bounced", "退信")):
        with db.begin() as conn:
            gone = replace(after, active=False, ended=why, ended_at=after.created_at)
            telling.put_subscription(conn, gone)
        status, out, err = said(capsys, home, *same)
        assert (status, out, f"subscriptions resume {key}" in err) == (2, "", True)
        assert words in err
        assert "仍然停用" in said(capsys, home, *same, "--replace")[2]
        assert not stored(home)[0].active
    db.close()
    said(capsys, home, "subscriptions", "resume", key)
    assert stored(home)[0].active
    assert said(capsys, home, "subscribe", "email", "reader@example.org", "--name", "乙")[0] == 0


def test_a_robots_address_is_not_printed_and_a_secret_is_once(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hook = ("subscribe", "webhook", "https://example.org/hook/0123456789")
    status, out, _ = said(capsys, home, *hook)
    (who,) = stored(home)
    assert (status, out.splitlines()[1], "0123456789" in out) == (0, who.secret, False)
    for more in (("--rate", "daily"), ("--name", "  ")):
        status, out, err = said(capsys, home, *hook, *more, "--replace")
        assert (status, "已替换" in out, "whsec_" in out + err) == (0, True, False)
        assert [one.secret for one in stored(home)] == [who.secret]
    robot = "https://open.feishu.cn/open-apis/bot/v2/hook/abcdef-0123456789"
    for words in (("subscribe", "feishu", robot), ("subscriptions", "list")):
        status, out, _ = said(capsys, home, *words)
        assert (status, "open.feishu.cn/…6789" in out, "abcdef" in out) == (0, True, False)
    key = next(one.subscription_id for one in stored(home) if one.channel == "feishu")
    for words in (("show", key), ("list", "--json")):
        status, out, err = said(capsys, home, "subscriptions", *words)
        assert (status, "open.feishu.cn/…6789" in out, "abcdef" in out + err) == (0, True, False)


def test_one_is_shown_paused_resumed_and_removed(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "in.toml"
    file.write_text(
        f'[[subscription]]\nid = "{KEY}"\nchannel = "webhook"\naddress = "https://a.example/x"\n'
        'secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"\nfilter.words = ["碳"]\n',
        encoding="utf-8",
    )
    assert said(capsys, home, "subscriptions", "import", str(file))[0] == 0
    status, out, err = said(capsys, home, "subscriptions", "show", KEY)
    assert (status, 'filter.words = ["碳"]' in out, "whsec_" in out + err) == (0, True, False)
    assert "状态：启用" in err
    assert said(capsys, home, "subscriptions", "pause", KEY)[0] == 0
    assert "已停用" in said(capsys, home, "subscriptions", "list")[1]
    assert "本来就停用着" in said(capsys, home, "subscriptions", "pause", KEY)[1]
    assert "已恢复" in said(capsys, home, "subscriptions", "resume", KEY)[1]
    assert "本来就启用着" in said(capsys, home, "subscriptions", "resume", KEY)[1]
    assert stored(home)[0].active
    assert said(capsys, home, "subscriptions", "remove", KEY)[0] == 0
    assert stored(home) == []
    for action in ("show", "pause", "resume", "remove"):
        status, out, err = said(capsys, home, "subscriptions", action, KEY)
        assert (status, out, f"没有订阅 {KEY}" in err) == (2, "", True)


def test_a_file_a_stored_one_and_a_kept_search_are_tried(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "in.toml"
    file.write_text(
        '[[subscription]]\nid = "a"\nchannel = "email"\naddress = "a@example.org"\n'
        '[[subscription]]\nid = "b"\nchannel = "email"\naddress = "b@example.org"\n'
        'filter.words = ["绿证"]\n',
        encoding="utf-8",
    )
    status, out, _ = said(capsys, home, "subscriptions", "backtest", str(file), "--json")
    one, other = map(json.loads, out.splitlines())
    assert (status, one["subscription"], other["filter"]["words"]) == (0, "a", ["绿证"])
    assert {"total", "weeks", "removed", "synonyms", "newest"} <= other.keys()
    assert stored(home) == []
    said(capsys, home, "subscriptions", "import", str(file))
    status, out, _ = said(capsys, home, "subscriptions", "backtest", "b", "--months", "3")
    assert (status, "还没有巡查过" in out) == (0, True)
    said(capsys, home, "search", "绿证", "--save", "我的")
    assert said(capsys, home, "subscriptions", "backtest", "--saved", "我的")[0] == 0
    for words in (("none",), (), ("--saved", "别的")):
        status, out, err = said(capsys, home, "subscriptions", "backtest", *words)
        assert (status, out, err.count("\n")) == (2, "", 1)


def test_a_file_with_secrets_is_its_owners_alone(
    home: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    said(capsys, home, "subscribe", "email", "reader@example.org")
    file = tmp_path / "all.toml"
    file.write_text("older")
    file.chmod(0o644)
    assert said(capsys, home, "subscriptions", "export", str(file))[0] == 0
    assert file.stat().st_mode & 0o777 == 0o600
    assert "reader@example.org" in file.read_text("utf-8")
    status, out, err = said(capsys, home, "subscriptions", "export", "-")
    assert (status, out, err) == (0, file.read_text("utf-8"), "")


def test_what_is_no_file_keeps_its_mode(
    home: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """As /dev/stdout, which may be anything: everybody's /dev/null, too."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    pipe.chmod(0o644)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    assert said(capsys, home, "subscriptions", "export", str(pipe))[0] == 0
    os.close(reading)
    assert pipe.stat().st_mode & 0o777 == 0o644


def test_those_of_one_address_are_told_apart_in_the_list(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said(capsys, home, "subscribe", "email", "reader@example.org", "--name", "电厂", "--approval")
    said(capsys, home, "subscribe", "email", "reader@example.org")
    lines = said(capsys, home, "subscriptions", "list")[1].splitlines()
    assert [line.split("\t")[1:3] for line in lines] == [
        ["邮件 reader@example.org 电厂", "每周一 8:00，先批准再发"],
        ["邮件 reader@example.org", "每周一 8:00"],
    ]


def test_help_says_what_each_option_takes(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["subscribe", "--help"])
    text = capsys.readouterr().out
    assert ("主题编号" in text, "added 新文件" in text, "at_once 发现即发" in text) == (True,) * 3
    assert not re.search(r"[A-Z_]{4,}", text.replace("POLICYWATCH_HOME", ""))
