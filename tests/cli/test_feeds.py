"""``policywatch feeds``."""

import json
from pathlib import Path

import pytest

from cli import main
from pipeline.searching import saved
from storage.database import open_database
from storage.records import Filter
from storage.settings import Settings
from tests.telling_home import subscribe
from tests.telling_samples import IN_WEEK, subscription

SAID = tuple[int, list[str], str]


@pytest.fixture(autouse=True)
def public(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICYWATCH_PUBLIC_URL", "https://news.example.org/")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    db = open_database(Settings.load(tmp_path, {}))
    key = "https://hook.example/services/0123456789abcdef"
    robot = subscription(subscription_id="robot", channel="webhook", address=key, ended="paused")
    subscribe(db, subscription(name="河北某电厂"), robot)
    saved.save(db, "碳市场", Filter(topics=("carbon_market",)), "张三", IN_WEEK)
    db.close()
    return tmp_path


def said(capsys: pytest.CaptureFixture[str], home: Path, *words: str) -> SAID:
    status = main(["--home", str(home), "feeds", *words])
    out, err = capsys.readouterr()
    return status, out.splitlines(), err


def test_all_who_may_have_feeds_are_listed(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, lines, _ = said(capsys, home, "list")
    assert status == 0
    assert "0123456789" not in "".join(lines)
    assert any(one.startswith("robot\t读者暂停\t") for one in lines)
    assert [one for one in lines if not one.startswith("robot")] == [
        "weekly\t订阅\t河北某电厂\t不限",
        "碳市场\t检索\t张三\t主题：碳市场与碳排放权交易",
    ]
    _, lines, _ = said(capsys, home, "list", "--json")
    assert set(json.loads(lines[0])["urls"]) == {"atom.xml", "calendar.ics", "changes.json"}


@pytest.mark.parametrize("name", ["weekly", "碳市场", "河北某电厂"])
def test_addresses_are_printed_and_made_anew(
    home: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    status, lines, _ = said(capsys, home, "url", name)
    urls = [line.split("\t")[0] for line in lines]
    assert (status, len(urls)) == (0, 3)
    assert all(url.startswith("https://news.example.org/feeds/") for url in urls)
    assert said(capsys, home, "url", name)[1] == lines
    status, anew, err = said(capsys, home, "renew", name)
    assert (status, "作废" in err) == (0, True)
    assert not {line.split("\t")[0] for line in anew} & set(urls)
    assert said(capsys, home, "url", name)[1] == anew


def test_what_has_no_feed_is_said_in_a_line(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    status, lines, err = said(capsys, home, "url", "没有的")
    assert (status, lines, err.count("\n")) == (2, [], 1)
    db = open_database(Settings.load(home, {}))
    subscribe(db, subscription(subscription_id="other", name="河北某电厂", address="b@example.org"))
    db.close()
    status, _, err = said(capsys, home, "renew", "河北某电厂")
    assert (status, "有 2 个订阅" in err) == (2, True)
    status, lines, err = said(capsys, home, "renew", "")  # many have no name: it is nobody's
    assert (status, lines, err.count("\n")) == (2, [], 1)
    monkeypatch.setenv("POLICYWATCH_PUBLIC_URL", "")
    status, lines, err = said(capsys, home, "url", "weekly")
    assert (status, lines, "POLICYWATCH_PUBLIC_URL" in err) == (2, [], True)
    status, lines, _ = said(capsys, home, "list", "--json")
    assert (status, json.loads(lines[0])["urls"]) == (0, {})
