"""The pages of subscriptions."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx

from pipeline.searching import saved
from pipeline.telling.subscribing.subscriptions import write
from storage.queries import telling
from storage.records import Filter, Subscription
from tests.pipeline.searching.shelf import shelve
from tests.telling_samples import MONDAY, SECRET, subscription
from tests.web.desk_server import World
from tests.web.forms import post, send, token_of

HOSTILE = "</title><script>alert(1)</script>\"'&"
FILLED = {
    "channel": "email", "address": "reader@example.org", "rate": "weekly", "weekday": "1",
    "hour": "8",
}  # fmt: skip


def put(world: World, **values: Any) -> Subscription:
    who = subscription(**({"subscription_id": "one"} | values))
    with world.db.begin() as conn:
        telling.put_subscription(conn, who)
    return who


def stored(world: World) -> list[Subscription]:
    with world.db.connect() as conn:
        return telling.find_subscriptions(conn)


def filled(client: httpx.Client, action: str, **values: Any) -> httpx.Response:
    """A form sent as a browser would, of the page that has it."""
    page = client.get(action.removesuffix("/trial")).text
    seen = re.findall(r'name="seen" value="([0-9a-f]+)"', page)
    form = FILLED | dict.fromkeys(["seen"], *seen) if seen else FILLED
    return post(client, action, token=token_of(page), **(form | values))


def read_in(client: httpx.Client, text: str | bytes) -> httpx.Response:
    """A file sent as a browser would."""
    body = text.encode() if isinstance(text, str) else text
    data = {"token": token_of(client.get("/subscriptions").text)}
    origin = {"Origin": str(client.base_url).rstrip("/")}
    files = {"file": ("in.toml", body)}
    return client.post("/subscribe/import", data=data, files=files, headers=origin)


def test_one_is_made_with_all_that_the_form_says(client: httpx.Client, empty_world: World) -> None:
    answer = filled(
        client, "/subscribe", name=HOSTILE, q="碳市场 配额\n 绿证 \n\n", kind=["added", "amended"],
        topic="carbon_market", part=["mee", "central"], region="河北", least="0.2", rate="daily",
        hour="7", quiet="22:00-07:00", approval="1", since="2026-01-01", **{"not": "采购"},
    )  # fmt: skip
    (who,) = stored(empty_world)
    assert (answer.status_code, answer.headers["location"]) == (
        303, f"/subscriptions/{who.subscription_id}"
    )  # fmt: skip
    assert who.filter == Filter(
        words=("碳市场 配额", "绿证"), words_not=("采购",), kinds=("added", "amended"),
        topics=("carbon_market",), parts=("mee", "central"), regions=("河北",),
        least_significance=0.2, since=datetime(2026, 1, 1, tzinfo=UTC).date(),
    )  # fmt: skip
    assert (who.rate, who.hour, who.quiet, who.approval) == ("daily", 7, "22:00-07:00", True)
    assert (who.empties, who.include_doubtful, bool(who.link_key)) == (False, False, True)
    for page in ("/subscriptions", answer.headers["location"]):
        shown = client.get(page).text
        assert "reader@example.org" in shown
        assert HOSTILE not in shown
    edit = client.get(f"{answer.headers['location']}/edit").text
    assert 'value="2026-01-01"' in edit
    assert re.search(r"<textarea[^>]*>碳市场 配额\n绿证</textarea>", edit)


_WRONG: tuple[tuple[dict[str, str], str], ...] = (
    ({"address": "nobody"}, "不是邮件地址"),
    ({"address": " "}, "地址没有填"),
    ({"channel": "fax"}, "没有渠道"),
    ({"hour": "25"}, "钟点应为 0 至 23"),
    ({"hour": "八"}, "钟点应为整数"),
    ({"hour": ""}, "钟点没有填"),
    ({"topic": "nope"}, "没有主题"),
    ({"kind": "nope"}, "变化没有"),
    ({"least": "2"}, "改动的分量应在"),
    ({"name": "电" * 101}, "名称应不超过 100 个字符"),
    ({"region": "火星"}, "没有地区"),
    ({"quiet": "late"}, "不发的时段应为"),
    ({"channel": "slack", "address": "https://example.org/"}, "不是Slack机器人的地址"),
    ({"rate": "hourly"}, "频率：没有"),
)


def test_what_is_wrong_is_said_above_the_form_as_it_was_filled(
    client: httpx.Client, empty_world: World
) -> None:
    for wrong, fault in _WRONG:
        answer = filled(client, "/subscribe", **({"q": "碳市场"} | wrong))
        said = re.search(r'role="alert">(.*?)</p>', answer.text, re.S)
        assert said
        assert (answer.status_code, fault in said[1], "碳市场" in answer.text) == (400, True, True)
    assert stored(empty_world) == []


def test_a_webhook_gets_a_secret_that_is_shown_once(
    client: httpx.Client, empty_world: World
) -> None:
    answer = filled(client, "/subscribe", channel="webhook", address="https://example.org/hook")
    (who,) = stored(empty_world)
    assert (answer.status_code, who.secret in answer.text) == (200, True)
    page = f"/subscriptions/{who.subscription_id}"
    for url in (page, f"{page}/edit", "/subscriptions"):
        assert who.secret not in client.get(url).text
    again = filled(client, "/subscribe", channel="webhook", address="https://example.org/hook")
    assert (again.status_code, "已经有了" in again.text) == (400, True)
    assert f'<a href="{page}">看那一个</a>' in again.text
    rotated = send(client, page, f"{page}/secret")
    (now,) = stored(empty_world)
    assert (now.secret in rotated.text, now.previous[0].secret) == (True, who.secret)
    kept = filled(
        client, f"{page}/edit", channel="webhook", address="https://example.org/hook", name="新"
    )
    (now_named,) = stored(empty_world)
    assert (kept.status_code, now_named.name, now_named.secret) == (303, "新", now.secret)
    where = {"channel": "webhook", "address": "https://example.org/hook", "secret": SECRET}
    assert filled(client, f"{page}/edit", **where).status_code == 303
    (changed,) = stored(empty_world)
    assert (changed.secret, changed.previous[0].secret) == (SECRET, now.secret)
    assert [one.secret for one in changed.previous] == [now.secret, who.secret]


def test_three_secrets_sign_at_once_at_most(client: httpx.Client, empty_world: World) -> None:
    put(empty_world, channel="webhook", address="https://example.org/hook", secret=SECRET)
    page = "/subscriptions/one"
    assert [send(client, page, f"{page}/secret").status_code for _ in range(3)] == [200, 200, 400]
    (who,) = stored(empty_world)
    assert [one.secret for one in who.previous][-1] == SECRET
    changed = replace(who, secret="whsec_" + "Z" * 32)
    answer = read_in(client, write([changed]))
    assert (answer.status_code, "3 个密钥同时签名" in answer.text) == (400, True)
    assert stored(empty_world) == [who]


def test_what_another_person_changed_meanwhile_is_not_overwritten(
    client: httpx.Client, empty_world: World
) -> None:
    put(empty_world)
    opened = client.get("/subscriptions/one/edit").text
    (seen,) = re.findall(r'name="seen" value="([0-9a-f]+)"', opened)
    first = filled(client, "/subscriptions/one/edit", name="先改的", seen=seen)
    late = filled(client, "/subscriptions/one/edit", name="后改的", seen=seen)
    assert (first.status_code, late.status_code) == (303, 409)
    assert ("已被改过" in late.text, "后改的" in late.text) == (True, True)
    assert stored(empty_world)[0].name == "先改的"
    blind = filled(client, "/subscriptions/one/edit", name="没看的", seen="")
    assert (blind.status_code, stored(empty_world)[0].name) == (409, "先改的")


def test_nobody_gets_a_second_one_of_the_same_by_a_change_or_a_file(
    client: httpx.Client, empty_world: World
) -> None:
    for key, name in (("one", "甲"), ("two", "乙")):
        put(empty_world, subscription_id=key, name=name)
    same = {"name": "甲", "address": "Reader@example.org", "include_doubtful": "1"}
    answer = filled(client, "/subscriptions/two/edit", **same)
    assert (answer.status_code, "已经有了（one，启用" in answer.text) == (400, True)
    third = subscription(subscription_id="three", name="乙")
    answer = read_in(client, write([third]))
    assert (answer.status_code, "已经有了（two，启用" in answer.text) == (400, True)
    assert [one.name for one in stored(empty_world)] == ["甲", "乙"]
    swapped = [
        subscription(subscription_id=key, name=name) for key, name in (("one", "乙"), ("two", "甲"))
    ]
    assert "改了 2 个" in read_in(client, write(swapped)).text


def test_what_is_shown_of_one_read_back_takes_no_secret_away(
    client: httpx.Client, empty_world: World
) -> None:
    robot = "https://open.feishu.cn/open-apis/bot/v2/hook/abcdef-0123456789"
    put(empty_world, channel="feishu", address=robot, secret="abc")
    shown = client.get("/subscriptions/one").text
    assert ("open.feishu.cn/…6789" in shown, "abcdef" in shown) == (True, False)
    said = write([replace(stored(empty_world)[0], secret="", name="新")])
    assert read_in(client, said).status_code == 200
    (who,) = stored(empty_world)
    assert (who.name, who.secret, who.previous) == ("新", "abc", ())
    assert read_in(client, said + 'secret = ""\n').status_code == 200
    assert stored(empty_world)[0].secret == ""


def test_trying_keeps_nothing(client: httpx.Client, empty_world: World) -> None:
    shelve(empty_world.db, "关于绿证的通知", ["绿证"])
    answer = filled(client, "/subscribe/trial", q="绿证", address="")
    assert (answer.status_code, "还没有巡查过" in answer.text) == (200, True)
    assert "<textarea" in answer.text
    assert stored(empty_world) == []
    put(empty_world)
    assert "试算" in client.get("/subscriptions/one/trial").text
    changed = filled(client, "/subscriptions/one/edit/trial", q="绿证")
    assert (changed.status_code, stored(empty_world)[0].filter) == (200, Filter())
    assert filled(client, "/subscribe/trial", topic="nope").status_code == 400


def test_it_is_made_of_a_kept_search(client: httpx.Client, empty_world: World) -> None:
    saved.save(empty_world.db, "我 的", Filter(words=("绿证",)), "甲", MONDAY)
    (link,) = re.findall(r'href="(/subscribe\?saved=[^"]*)"', client.get("/search").text)
    assert ">绿证</textarea>" in client.get(link).text
    assert client.get("/subscribe?saved=none").status_code == 404


def test_it_is_paused_resumed_tested_and_removed(client: httpx.Client, empty_world: World) -> None:
    put(empty_world)
    page = "/subscriptions/one"
    assert send(client, page, f"{page}/pause").status_code == 303
    assert "已停用" in client.get(page).text
    assert send(client, page, f"{page}/resume").status_code == 303
    assert stored(empty_world)[0].active
    tested = send(client, page, f"{page}/test")
    shown = client.get(tested.headers["location"]).text
    assert ("测试" in shown, 'http-equiv="refresh"' in shown) == (True, True)
    for act in ("pause", "resume", "test", "remove", "secret", "edit", "edit/trial"):
        assert post(client, f"{page}/{act}", token="0" * 64).status_code == 403
        assert client.get(f"{page}/{act}").status_code in (200, 404, 405)
    assert stored(empty_world)[0].active
    assert send(client, page, f"{page}/remove").status_code == 303
    assert stored(empty_world) == []
    assert client.get(page).status_code == 404


def test_who_left_is_named_and_why(client: httpx.Client, empty_world: World) -> None:
    put(empty_world, active=False, ended="unsubscribed", ended_at=MONDAY, told_until=MONDAY)
    page = client.get("/subscriptions/one").text
    assert ("已退订" in page, "读者自己停的" in page) == (True, True)
    assert "最多补一周" in page


def test_the_list_is_asked(client: httpx.Client, empty_world: World) -> None:
    put(empty_world, name="电厂")
    put(empty_world, subscription_id="two", channel="webhook", secret=SECRET,
        address="https://example.org/key-0123456789", failing_since=MONDAY)  # fmt: skip
    every = client.get("/subscriptions").text
    assert ("电厂" in every, "key-0123456789" in every, "接收失败" in every) == (True, False, True)
    some = client.get("/subscriptions", params={"q": "电", "channel": "email"}).text
    assert ("/subscriptions/one" in some, "/subscriptions/two" in some) == (True, False)
    odd = client.get("/subscriptions", params={"page": "x", "state": "?", "channel": "fax"})
    assert odd.status_code == 200


def test_a_file_is_taken_in_and_given_out(client: httpx.Client, empty_world: World) -> None:
    put(empty_world, active=False, ended="unsubscribed", ended_at=MONDAY)
    both = [subscription(subscription_id=key, name=key) for key in ("one", "two")]
    answer = read_in(client, write(both))
    assert (answer.status_code, "已读入 2 个订阅：新增 1 个，改了 1 个" in answer.text) == (
        200,
        True,
    )
    assert "没有变化 2 个" in read_in(client, write(both)).text
    assert ("仍然停用" in answer.text, "已退订" in answer.text) == (True, True)
    for wrong in (b"\xff", b"[[subscription]]\nchannel = 1", b"x = 1"):
        answer = read_in(client, wrong)
        assert (answer.status_code, "in.toml" in answer.text) == (400, True)
    token = token_of(client.get("/subscriptions").text)
    out = post(client, "/subscribe/export", token=token)
    assert out.headers["content-disposition"].startswith("attachment")
    assert 'id = "two"' in out.text
    assert client.get("/subscribe/export").status_code == 405
