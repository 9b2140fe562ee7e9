"""The pages of deliveries and of drafts."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from pipeline.telling.subscribing import managing
from storage.queries import telling
from storage.records import Form
from tests.pipeline.telling.due import add, delivery, reader, store_due, stored
from tests.telling_samples import MONDAY
from tests.web.desk_server import World
from tests.web.forms import post, send, token_of

HTML = "<p style='color:red'>新文件</p><script>alert(1)</script>"
FORM = Form(subject="周报 <b>", text="新文件 <b>\x02preferences\x03", html=HTML, payload='{"a":1}')


@pytest.fixture(autouse=True)
def some(empty_world: World) -> None:
    db = empty_world.db
    store_due(db, [reader(0)])
    with db.begin() as conn:
        for number in (1, 2, 3):
            telling.put_subscription(conn, reader(number))
    add(
        db,
        delivery(delivery_id="bad", subscription_id="r1", state="unknown", error="<i>断了</i>"),
        delivery(delivery_id="worse", subscription_id="r2", state="given_up", period="2026-11-24"),
        delivery(delivery_id="good", subscription_id="r3", state="accepted"),
        form=FORM,
    )


def test_they_are_counted_by_state_and_listed(client: httpx.Client) -> None:
    page = client.get("/deliveries").text
    counts = dict(re.findall(r">(\S+) <b>(\d+)</b>", page))
    assert counts == {"去向不明": "1", "已放弃": "1", "待发": "1", "已送达": "1"}
    assert next(iter(counts)) == "去向不明"
    assert "&lt;i&gt;断了" in page
    some = client.get("/deliveries", params={"state": "given_up"}).text
    assert ("/deliveries/worse" in some, "/deliveries/good" in some) == (True, False)
    for asked, count in (({"period": "2026-11-24"}, 1), ({"subscription": "r2"}, 1), ({}, 4)):
        page = client.get("/deliveries", params=asked).text
        assert page.count('<tr class="d-') == count
    odd = client.get("/deliveries", params={"state": "?", "after": "none", "channel": "fax"})
    assert odd.status_code == 200


def test_one_says_what_became_of_it_and_what_it_said(client: httpx.Client) -> None:
    page = client.get("/deliveries/bad").text
    assert ("去向不明" in page, "周报 &lt;b&gt;" in page, "\x02" in page) == (True, True, False)
    assert 'src="/deliveries/bad/mail" sandbox=' in page
    assert "&#34;a&#34;: 1" in page
    mail = client.get("/deliveries/bad/mail")
    policy = mail.headers["content-security-policy"]
    assert (mail.text, "default-src 'none'" in policy, "sandbox" in policy) == (HTML, True, True)
    assert "allow-scripts" not in policy + page
    assert client.get("/deliveries/none").status_code == 404


def test_no_key_of_a_reader_is_shown(client: httpx.Client, empty_world: World) -> None:
    key = "https://news.example/policy/confirm/WyJh.aB-c_dEfGhIjKlMnOpQrSt"
    asking = Form(subject="请确认", text=f"打开：\n{key}\n", html=f'<a href="{key}">确认</a>')
    kind: Any = {"kind": "confirmation", "period": "signup 8c2c326c23882838 f5ce"}
    add(empty_world.db, delivery(delivery_id="own", state="accepted", **kind), form=asking)
    page, mail = client.get("/deliveries/own").text, client.get("/deliveries/own/mail").text
    assert "https://news.example/policy/confirm/…" in page
    assert "<dt>种类</dt><dd>确认信" in page
    assert mail == '<a href="https://news.example/policy/confirm/…">确认</a>'


def test_those_that_did_not_arrive_are_sent_again(client: httpx.Client, empty_world: World) -> None:
    assert send(client, "/deliveries/bad", "/deliveries/retry").status_code == 303
    assert stored(empty_world.db)["bad"].state == "planned"
    token = token_of(client.get("/deliveries").text)
    refused = post(client, "/deliveries/retry", token=token, delivery="good")
    assert (refused.status_code, "状态是已送达，不能重发" in refused.text) == (400, True)
    assert post(client, "/deliveries/retry", token=token).status_code == 400
    assert post(client, "/deliveries/retry", token="0" * 64, delivery="worse").status_code == 403
    assert client.get("/deliveries/retry").status_code == 404
    assert stored(empty_world.db)["worse"].state == "given_up"
    both = post(client, "/deliveries/retry", token=token, delivery=["good", "worse"])
    assert (both.status_code, "其余 1 份已重新排定" in both.text) == (400, True)
    assert stored(empty_world.db)["worse"].state == "planned"


def test_who_is_told_nothing_more_is_sent_nothing_again(
    client: httpx.Client, empty_world: World
) -> None:
    managing.pause(empty_world.db, "r1", MONDAY, "甲")
    refused = send(client, "/deliveries/bad", "/deliveries/retry")
    assert (refused.status_code, "订阅已停用" in refused.text) == (400, True)
    assert stored(empty_world.db)["bad"].state == "unknown"


def test_the_first_page_says_that_something_did_not_arrive(
    client: httpx.Client, empty_world: World
) -> None:
    lost = delivery(delivery_id="a", state="given_up", last_attempt_at=datetime.now(UTC))
    add(empty_world.db, replace(lost, period="2026-W40"))
    assert re.search(
        r"份摘要没有送达或去向不明（.*已放弃 .*）。<a href=\"/deliveries\">", client.get("/").text
    )


@pytest.fixture
def drafts(empty_world: World) -> None:
    now = datetime.now(UTC)
    for number, age in enumerate((0, 0, 0, 3)):
        one = delivery(
            delivery_id=f"a{number}",
            digest_id=f"a{number}",
            subscription_id=f"r{number}",
            address=f"r{number}@example.org",
            period="2026-11-25" if number < 3 else "2026-11-22",
            state="draft",
            planned_at=now - timedelta(days=age),
        )
        add(empty_world.db, one, form=FORM)


@pytest.mark.usefixtures("drafts")
def test_drafts_are_approved_together_or_one_by_one(
    client: httpx.Client, empty_world: World
) -> None:
    front = client.get("/").text
    assert ("4 份摘要待批准" in front, "1 份到期没人答复" in front) == (True, True)
    client.cookies.set("person", "%E7%94%B2")
    page = client.get("/drafts").text
    assert (page.count("<section"), page.count("到期没人答复")) == (2, 2)
    token = token_of(page)
    act = "/drafts/decision"
    assert client.get(act).status_code == 405
    assert post(client, act, token="0" * 64, delivery="a0", decision="approve").status_code == 403
    assert post(client, act, token=token, only="1", decision="approve").status_code == 400
    assert post(client, act, token=token, delivery="a0", decision="burn").status_code == 400
    one = post(client, act, token=token, only="1", delivery="a0", decision="discard")
    assert (one.status_code, stored(empty_world.db)["a0"].state) == (303, "discarded")
    again = post(client, act, token=token, only="1", delivery="a0", decision="approve")
    assert (again.status_code, "已经有人决定" in again.text) == (409, True)
    rendering = stored(empty_world.db)["a1"].rendering_id
    whole = {"rendering": rendering, "period": "2026-11-25", "decision": "approve"}
    assert post(client, act, token=token, **whole).status_code == 303
    left = stored(empty_world.db)
    assert [left[f"a{n}"].state for n in range(4)] == ["discarded", "planned", "planned", "draft"]
    assert left["a1"].decided_by == "甲"


def test_without_drafts_it_is_said_where_they_come_from(client: httpx.Client) -> None:
    assert "没有待批准的摘要" in client.get("/drafts").text
    assert "份摘要待批准" not in client.get("/").text
