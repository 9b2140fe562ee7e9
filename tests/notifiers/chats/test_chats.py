"""Chats against real servers that answer as the platforms do."""

import asyncio
import json
from dataclasses import replace
from typing import Any

import jsonschema
import pytest

from notifiers import NOTIFIERS
from notifiers.base import DeliveryError
from notifiers.chats.chat import Chat
from notifiers.chats.dingtalk import signature as dingtalk_signature
from notifiers.chats.feishu import signature as feishu_signature
from notifiers.posting import Poster
from storage.records import Form, Message
from tests.notifiers.chats.decks import CHATS, crowd, forms
from tests.notifiers.chats.servers import NOW, SECRETS, YES, received
from tests.notifiers.chats.shapes import SHAPES
from tests.telling_samples import week
from tests.telling_servers import free_port, hook_server

TAKEN = {"teams": 202}


def message(channel: str, url: str, form: Form | None = None, secret: str | None = None) -> Message:
    return Message(
        message_id="0123456789abcdef",
        channel=channel,
        address=url + ("?access_token=t" if channel == "dingtalk" else ""),
        secret=SECRETS.get(channel, "") if secret is None else secret,
        form=form or forms(week(), channel)[0],
    )


def send(*some: Message, timeout: float = 5, private: bool = True) -> DeliveryError | None:
    async def run() -> DeliveryError | None:
        kind: Any = NOTIFIERS[some[0].channel]
        poster = Poster(user_agent="policywatch-test", allow_private=private, timeout=timeout)
        notifier: Chat = kind(poster=poster, clock=lambda: NOW)
        try:
            for one in some:
                await notifier.send(one)
        except DeliveryError as error:
            return error
        finally:
            await notifier.close()
        return None

    return asyncio.run(run())


@pytest.mark.parametrize("channel", CHATS)
def test_cards_arrive_whole_and_rightly_signed(channel: str) -> None:
    made = crowd(channel)
    with hook_server(statuses=[TAKEN.get(channel, 200)], body=YES[channel]) as hook:
        assert send(*[message(channel, hook.url, form) for form in made]) is None
    got = received(hook, channel)
    assert len(got) == len(made)
    for one in got:
        one.pop("timestamp", None)
        one.pop("sign", None)
    assert got == [json.loads(form.payload) for form in made]


def test_signatures_of_the_manuals_kind() -> None:
    """Reckoned once with openssl from moment and secret."""
    assert feishu_signature("demo", 1599360473) == "l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8="
    assert (
        dingtalk_signature("SECdemo", 1599360473123)
        == "1HQs9f3cSAHzovKqY78he1KVa4lpHx38oe3kOWE08vc="
    )


@pytest.mark.parametrize("channel", ["feishu", "dingtalk"])
def test_without_a_secret_nothing_is_signed(channel: str) -> None:
    with hook_server(body=YES[channel]) as hook:
        assert send(message(channel, hook.url, secret="")) is None
    ((path, _headers, body),) = hook.got
    assert b"sign" not in body
    assert "sign" not in path


REFUSALS = [
    ("feishu", 200, '{"code":11232,"msg":"frequency limited psm"}', "later lane"),
    ("feishu", 400, '{"code":9499,"msg":"too many request"}', "later lane"),
    ("feishu", 400, '{"code":9499,"msg":"Bad Request"}', "never"),
    ("feishu", 200, '{"code":19001,"msg":"incoming webhook access token invalid"}', "never gone"),
    ("feishu", 200, '{"code":19021,"msg":"sign match fail"}', "never"),
    ("feishu", 200, '{"code":19024,"msg":"Key Words Not Found"}', "never"),
    ("dingtalk", 200, '{"errcode":130101,"errmsg":"send too fast"}', "later lane"),
    ("dingtalk", 200, '{"errcode":410100,"errmsg":"speed limit"}', "later lane"),
    ("dingtalk", 200, '{"errcode":-1,"errmsg":"system busy"}', "later"),
    ("dingtalk", 200, '{"errcode":310000,"errmsg":"sign not match"}', "never"),
    ("dingtalk", 200, '{"errcode":300001,"errmsg":"token is not exist"}', "never gone"),
    ("dingtalk", 200, '{"errcode":400106,"errmsg":"机器人不存在"}', "never gone"),
    ("dingtalk", 200, '{"errcode":430102,"errmsg":"含有不合适的文本"}', "never"),
    ("wecom", 200, '{"errcode":45009,"errmsg":"api freq out of limit"}', "later lane"),
    ("wecom", 200, '{"errcode":93000,"errmsg":"invalid webhook url"}', "never gone"),
    ("wecom", 200, '{"errcode":40058,"errmsg":"content exceed max length"}', "never"),
    ("slack", 400, "invalid_blocks", "never"),
    ("slack", 403, "invalid_token", "never"),
    ("slack", 404, "no_service", "never gone"),
    ("slack", 410, "channel_is_archived", "never gone"),
    ("slack", 429, "", "later lane"),
    ("teams", 400, '{"error":{"code":"TriggerInputSchemaMismatch"}}', "never"),
    ("teams", 401, "", "never"),
    ("teams", 404, "", "never gone"),
    ("teams", 429, "", "later lane"),
]


@pytest.mark.parametrize(("channel", "status", "said", "meant"), REFUSALS)
def test_refusals(channel: str, status: int, said: str, meant: str) -> None:
    with hook_server(statuses=[status], body=said.encode()) as hook:
        error = send(message(channel, hook.url))
    assert error is not None
    words = ["later" if error.transient else "never"]
    words += [error.slowed] if error.slowed else []
    words += ["gone"] if error.gone else []
    assert " ".join(words) == meant
    assert not error.unknown
    assert hook.url not in error.reason


@pytest.mark.parametrize(("status", "unknown"), [(200, True), (429, False), (403, False)])
def test_a_no_counts_though_its_body_never_ends(
    status: int, unknown: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a yes only the body says whether it is one."""
    monkeypatch.setattr("notifiers.chats.posting._ANSWER_SECONDS", 0.2)
    with hook_server(stall="body", statuses=[status], body=b"no") as hook:
        error = send(message("teams", hook.url))
    assert error is not None
    assert (error.unknown, error.transient) == (unknown, status == 429)


def test_a_robot_of_dingtalk_that_is_mute_is_left_alone_for_ten_minutes() -> None:
    with hook_server(body=b'{"errcode":130101,"errmsg":"send too fast"}') as hook:
        error = send(message("dingtalk", hook.url))
    assert error is not None
    assert error.retry_after == 600


def test_slack_names_its_seconds() -> None:
    with hook_server(statuses=[429], headers={"retry-after": "77"}) as hook:
        error = send(message("slack", hook.url))
    assert error is not None
    assert error.retry_after == 77


@pytest.mark.parametrize("channel", CHATS)
@pytest.mark.parametrize("status", [500, 503])
def test_a_broken_platform_is_asked_again(channel: str, status: int) -> None:
    with hook_server(statuses=[status]) as hook:
        error = send(message(channel, hook.url))
    assert error is not None
    assert (error.transient, error.unknown) == (True, False)


@pytest.mark.parametrize("channel", CHATS)
@pytest.mark.parametrize(
    "ways",
    [
        {"stall": "head"},
        {"stall": "body"},
        {"statuses": [502]},
        {"statuses": [504]},
        {"body": b"<html>login</html>"},
    ],
)
def test_what_may_have_arrived_is_unknown(channel: str, ways: dict[str, Any]) -> None:
    """Chats drop no repeats, so nobody sends it again by itself."""
    if channel == "teams" and "body" in ways:
        return  # a workflow's yes has no form
    with hook_server(**ways) as hook:
        error = send(message(channel, hook.url), timeout=0.3)
    assert error is not None
    assert (error.transient, error.unknown) == (False, True)


@pytest.mark.parametrize("channel", CHATS)
def test_nobody_there_is_transient(channel: str) -> None:
    error = send(message(channel, f"http://127.0.0.1:{free_port()}/"))
    assert error is not None
    assert (error.transient, error.unknown) == (True, False)


@pytest.mark.parametrize("channel", CHATS)
def test_private_addresses_and_other_places_are_refused(channel: str) -> None:
    with hook_server() as hook:
        error = send(message(channel, hook.url), private=False)
        assert error is not None
        assert (error.transient, hook.got) == (False, [])
        assert "内网" in error.reason
        hook.statuses, hook.headers = [307], {"location": hook.url}
        error = send(message(channel, hook.url))
        assert error is not None
        assert (error.transient, error.unknown, len(hook.got)) == (False, False, 1)


@pytest.mark.parametrize("channel", CHATS)
def test_what_is_no_digest_is_a_small_card(channel: str) -> None:
    said = Form(subject="测试", text="收到这条消息，\n说明一切正常。<at id=all></at>")
    with hook_server(statuses=[TAKEN.get(channel, 200)], body=YES[channel]) as hook:
        assert send(message(channel, hook.url, said)) is None
    (got,) = received(hook, channel)
    assert "说明一切正常" in json.dumps(got, ensure_ascii=False)


def test_the_schemas_refuse_what_is_wrong() -> None:
    """They would notice: a shape of none of the platforms, a text that is too long."""
    for channel in CHATS:
        with pytest.raises(jsonschema.ValidationError):
            SHAPES[channel].validate({"msgtype": "text"})
    card = json.loads(forms(week(), "slack")[0].payload)
    card["blocks"][0]["text"]["text"] = "长" * 151
    with pytest.raises(jsonschema.ValidationError):
        SHAPES["slack"].validate(card)


def test_a_form_is_measured_with_its_signature() -> None:
    kind = NOTIFIERS["feishu"]
    form = max(crowd("feishu"), key=lambda one: len(one.payload))
    signed = replace(message("feishu", "https://x.example/", form))
    _url, payload = kind(poster=None, clock=lambda: NOW).signed(signed, json.loads(form.payload))  # type: ignore[call-arg]
    assert 18_000 < len(json.dumps(payload, ensure_ascii=False).encode()) <= 20 * 1024
