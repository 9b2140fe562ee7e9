"""``policywatch webhook`` and what ``subscriptions`` does with one."""

import json
from pathlib import Path
from typing import Any

import pytest
import standardwebhooks

from cli import main
from storage.database import open_database
from storage.queries import telling
from storage.settings import Settings
from tests.telling_samples import SECRET, subscription
from tests.telling_servers import hook_server

SAID = tuple[int, str, str]


@pytest.fixture(autouse=True)
def private(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICYWATCH_WEBHOOK_PRIVATE", "true")


def said(capsys: pytest.CaptureFixture[str], home: Path, *words: str) -> SAID:
    status = main(["--home", str(home), *words])
    out, err = capsys.readouterr()
    return status, out, err


def put(home: Path, **values: Any) -> None:
    given = {"subscription_id": "hook", "channel": "webhook", "secret": SECRET}
    db = open_database(Settings.load(home, {}))
    with db.begin() as conn:
        telling.put_subscription(conn, subscription(**(given | values)))
    db.close()


def test_the_schemas_are_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = said(capsys, tmp_path, "webhook", "schema")
    assert (status, json.loads(out)["title"]) == (0, "policywatch.digest.v1")
    _, out, _ = said(capsys, tmp_path, "webhook", "schema", "policywatch.test.v1")
    assert json.loads(out)["title"] == "policywatch.test.v1"
    status, out, err = said(capsys, tmp_path, "webhook", "schema", "policywatch.digest.v9")
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert "policywatch.digest.v1" in err


def test_a_new_secret_is_printed_alone_and_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with hook_server() as hook:
        put(tmp_path, address=hook.url)
        status, out, err = said(capsys, tmp_path, "subscriptions", "rotate", "hook")
        secret = out.strip()
        assert (status, secret.startswith("whsec_"), secret == SECRET) == (0, True, False)
        assert "同时签名" in err
        _, out, err = said(capsys, tmp_path, "subscriptions", "list", "--json")
        assert secret not in out + err
        assert SECRET not in out + err
        status, out, _ = said(capsys, tmp_path, "subscriptions", "test", "hook")
        assert (status, "已收下测试消息" in out) == (0, True)
        for one in (secret, SECRET):
            standardwebhooks.Webhook(one).verify(hook.got[0][2], hook.got[0][1])
        _, out, err = said(capsys, tmp_path, "subscriptions", "rotate", "hook", "--hours", "0")
        assert "旧密钥已失效" in err


def test_a_test_that_fails_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with hook_server(statuses=[401], body=b"bad signature") as hook:
        put(tmp_path, address=hook.url)
        status, _, err = said(capsys, tmp_path, "subscriptions", "test", "hook")
    assert (status, err) == (1, "没有送达：接收方答复 401：bad signature\n")


@pytest.mark.parametrize(
    "words",
    [("rotate", "nobody"), ("test", "nobody"), ("rotate", "mail")],
)
def test_what_cannot_be_is_one_line(
    words: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(tmp_path, subscription_id="mail", channel="email", secret="")
    status, out, err = said(capsys, tmp_path, "subscriptions", *words)
    assert (status, out, err.count("\n")) == (2, "", 1)


def test_hours_that_are_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        said(capsys, tmp_path, "subscriptions", "rotate", "hook", "--hours", "-1")
    assert capsys.readouterr().err.startswith("policywatch")


def test_of_a_lost_answer_nobody_says_that_it_did_not_arrive(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with hook_server(statuses=[502]) as hook:
        put(tmp_path, channel="wecom", address=hook.url, secret="")
        status, _, err = said(capsys, tmp_path, "subscriptions", "test", "hook")
    assert (status, err.startswith("不知是否送达：答复 502")) == (1, True)


def test_who_adds_one_is_told_to_try_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with hook_server() as hook:
        _, out, err = said(capsys, tmp_path, "subscribe", "webhook", hook.url)
        assert "已订阅" in out
        words = err.splitlines()[-1].partition("policywatch ")[2].split()
        assert words[:2] == ["subscriptions", "test"]
        assert said(capsys, tmp_path, *words)[0] == 0
    assert "test " not in said(capsys, tmp_path, "subscribe", "email", "a@example.org")[2]
