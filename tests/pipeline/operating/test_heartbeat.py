"""The sign of life goes out while all is well, and only then."""

import logging
from pathlib import Path

import pytest

from pipeline.operating.heartbeat import Heartbeat
from storage.settings import SettingError, Settings
from tests.hooks import hook_server


def beat(settings: Settings, *, stands: bool = False) -> None:
    found = Heartbeat.of(settings, lambda: stands)
    assert found
    found.beat()


def settings_of(home: Path, url: str) -> Settings:
    return Settings.load(home, environment={"POLICYWATCH_HEARTBEAT_URL": url})


def test_the_address_is_asked_for_as_it_was_typed(tmp_path: Path) -> None:
    with hook_server() as hook:
        beat(settings_of(tmp_path, f"{hook.url}/0f-key?status=up&msg=%E5%A5%BD"))
    ((path, headers, body),) = hook.got
    assert path == "/hook/0f-key?status=up&msg=%E5%A5%BD"
    assert headers["user-agent"].startswith("policywatch/")
    assert body == b""


def test_a_job_that_stands_still_is_no_sign_of_life(tmp_path: Path) -> None:
    with hook_server() as hook:
        beat(settings_of(tmp_path, hook.url), stands=True)
    assert hook.got == []


@pytest.mark.parametrize(
    ("ways", "said"),
    [
        ({"statuses": [404]}, "没有被 127.0.0.1 收下：HTTP 404"),
        ({"statuses": [302], "headers": {"location": "/elsewhere"}}, "HTTP 302"),
        ({"reset": "before"}, "没能向 127.0.0.1 报平安：连接被对方断开"),
    ],
)
def test_what_the_monitor_does_not_take_is_logged_without_its_key(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, ways: dict[str, object], said: str
) -> None:
    with hook_server(**ways) as hook, caplog.at_level(logging.WARNING, "pipeline"):
        beat(settings_of(tmp_path, f"{hook.url}/0f-key"))
    assert len(hook.got) == 1
    assert said in caplog.text
    assert "0f-key" not in caplog.text


def test_without_an_address_there_is_none(tmp_path: Path) -> None:
    assert Heartbeat.of(settings_of(tmp_path, ""), lambda: False) is None
    with pytest.raises(SettingError, match="POLICYWATCH_HEARTBEAT_URL"):
        Heartbeat.of(settings_of(tmp_path, "monitor.example.org"), lambda: False)
