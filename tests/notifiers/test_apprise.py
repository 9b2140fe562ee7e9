"""Apprise against real servers: what is a yes, a no, and what nobody can say."""

import asyncio
import json
import logging

import pytest

from notifiers.apprise import AppriseNotifier, refusal
from notifiers.base import DeliveryError
from notifiers.notices import notice
from storage.records import Form, Message
from tests.notifiers.chats.decks import TELEGRAM, forms, many
from tests.telling_samples import item
from tests.telling_servers import Hook, free_port, hook_server


def send(address: str, *, private: bool = True, timeout: float = 10) -> DeliveryError | None:
    async def run() -> DeliveryError | None:
        notifier = AppriseNotifier(allow_private=private, timeout=timeout)
        form = forms([item("关于碳市场 <配额> & 清缴的通知 @everyone")], "apprise")[0]
        try:
            await notifier.send(message(address, form))
        except DeliveryError as error:
            return error
        return None

    return asyncio.run(run())


def message(address: str, form: Form) -> Message:
    return Message(message_id="0123456789abcdef", channel="apprise", address=address, form=form)


def address_of(hook: Hook) -> str:
    return f"json://127.0.0.1:{hook.port}/hook"


def test_one_post_with_title_and_text() -> None:
    with hook_server() as hook:
        assert send(address_of(hook)) is None
    ((_path, _headers, body),) = hook.got
    got = json.loads(body)
    assert got["title"] == "双碳政策周报（11月16日—22日）"
    assert "关于碳市场 ＜配额＞ ＆ 清缴的通知 ＠everyone" in got["message"]
    assert "@" not in got["message"]
    assert not logging.getLogger("apprise").propagate  # its log names tokens


def test_who_speaks_is_not_apprise() -> None:
    with hook_server() as hook:
        assert send(address_of(hook)) is None
    ((_path, headers, body),) = hook.got
    assert headers["user-agent"] == "policywatch"
    assert b"apprise" not in body.lower()


def test_of_a_notice_the_subject_is_told_once_and_nobody_is_called() -> None:
    form = notice("测试：收到即可", ["这是一次测试。", "订阅：@everyone <b>小组</b>"])
    with hook_server() as hook:
        asyncio.run(AppriseNotifier(allow_private=True).send(message(address_of(hook), form)))
    ((_path, _headers, body),) = hook.got
    got = json.loads(body)
    assert got["title"] == "测试：收到即可"
    assert got["message"].splitlines() == ["这是一次测试。", "订阅：＠everyone ＜b＞小组＜/b＞"]


@pytest.mark.parametrize(
    ("status", "kind"),
    [(400, "never"), (404, "never"), (429, "lane"), (500, "later"), (503, "later"),
     (502, "unknown"), (504, "unknown"), (302, "never")],
)  # fmt: skip
def test_refusals(status: int, kind: str) -> None:
    with hook_server(statuses=[status]) as hook:
        error = send(address_of(hook))
    assert error is not None
    said = "unknown" if error.unknown else "later" if error.transient else "never"
    assert (error.slowed or said) == kind
    assert len(hook.got) == 1
    assert str(hook.port) not in error.reason


def test_nobody_there_is_transient() -> None:
    error = send(f"json://127.0.0.1:{free_port()}/")
    assert error is not None
    assert (error.transient, error.unknown) == (True, False)


@pytest.mark.parametrize(("ours", "its"), [(0.2, 0.5), (10, 0.2)])
def test_an_answer_that_never_comes_is_unknown(ours: float, its: float) -> None:
    with hook_server(stall="head") as hook:
        error = send(f"{address_of(hook)}?rto={its}", timeout=ours)
        assert error is not None
        assert (error.transient, error.unknown) == (False, True)


def test_an_address_does_not_decide_what_is_ours() -> None:
    with hook_server(statuses=[500]) as hook:
        error = send(f"{address_of(hook)}?retry=3&optional=yes&redirect=yes&overflow=split")
    assert error is not None
    assert len(hook.got) == 1


def test_what_the_log_does_not_explain_is_unknown() -> None:
    sent_in_part = ["Sent Telegram notification.", "Failed to send to 5: x, error=400."]
    for lines in ([], ["A connection error occurred"], sent_in_part, ["Read timed out."]):
        assert refusal(lines).unknown
        assert not refusal(lines).transient


def test_a_host_of_ones_own_must_be_public() -> None:
    with hook_server() as hook:
        error = send(address_of(hook), private=False)
    assert error is not None
    assert (error.transient, hook.got) == (False, [])
    assert "内网" in error.reason


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("mailto://u:p@example.org", "email"),
        ("syslog://", "本机"),
        ("gnome://", "本机"),
        ("nosuch://x", "Apprise 的地址"),
        ("tgram://short", "Apprise 的地址"),
        ("https://example.org/", "Apprise 的地址"),
        ("tgram://123456789:abcdefg_hijklmnop/1/2", "一个去处"),
        ("d7sms://token@15551234567", "装不下"),
    ],
)
def test_addresses_that_cannot_work(address: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        AppriseNotifier.check(address, "")


def test_an_address_of_apprise() -> None:
    AppriseNotifier.check(TELEGRAM, "")
    with pytest.raises(ValueError, match="secret"):
        AppriseNotifier.check(TELEGRAM, "x")


def test_parts_are_as_long_as_the_service_takes() -> None:
    for address, least, most in (
        (TELEGRAM, 2000, 4096),
        ("discord://1234567890/abcdefghij", 1000, 2000),
    ):
        made = forms(many(), "apprise", address=address)
        lengths = [len(one.subject) + 2 + len(one.text) for one in made]
        assert max(lengths) <= most
        assert min(lengths[:-1]) >= least
