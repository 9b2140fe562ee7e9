"""The page of searching."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import httpx
import pytest

from pipeline.searching.saved import save
from storage.places import PLACES
from storage.queries.searches import find_searches
from storage.records import Filter
from tests.pipeline.searching.shelf import attach, shelve
from tests.web.desk_server import World, served
from web.app import create_app


@pytest.fixture
def client(empty_world: World) -> Iterator[httpx.Client]:
    for place in range(25):
        shelve(empty_world.db, f"关于<做好>碳市场第{place}项工作的通知", ["碳市场工作。"])
    plan = shelve(empty_world.db, "关于氢能的通知", ["一、<b>氢能</b>"], number="澄能〔2026〕7号")
    attach(empty_world.db, plan, "附件.pdf", "加氢站布局表")
    with (
        served(create_app(empty_world.db, empty_world.settings, {})) as address,
        httpx.Client(base_url=address, trust_env=False, verify=False) as client,
    ):
        yield client


def press(client: httpx.Client, url: str, action: str, **more: str) -> httpx.Response:
    """Send the first form of that address on the page."""
    form = re.search(rf'action="{action}".*?</form>', client.get(url).text, re.S)
    assert form
    values = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[0])) | more
    origin = str(client.base_url).rstrip("/")
    return client.post(action, data=values, headers={"Origin": origin})


def test_matches_are_marked_and_pages_follow(client: httpx.Client) -> None:
    page = client.get("/search", params={"q": "碳市场"}).text
    assert "至多 25 件，第 1 至 20 件" in page
    assert "关于&lt;做好&gt;<mark>碳市场</mark>" in page
    (onward,) = re.findall(r'href="([^"]*)" rel="next"', page)
    assert "第 21 至 25 件" in client.get(onward.replace("&amp;", "&")).text


def test_texts_of_attachments_are_shown_as_such(client: httpx.Client) -> None:
    page = client.get("/search", params={"q": "加氢站"}).text
    assert "附件 附件.pdf" in page
    assert "<mark>加氢站</mark>布局表" in page
    assert "&lt;b&gt;" in client.get("/search", params={"q": "氢能"}).text


def test_a_number_that_nothing_bears(client: httpx.Client) -> None:
    page = client.get("/search", params={"q": "澄能〔2026〕99号"}).text
    assert "没有发文字号为 <b>澄能〔2026〕99号</b> 的文件" in page
    assert "/why?q=" in page


def test_a_search_is_kept_and_forgotten(client: httpx.Client, empty_world: World) -> None:
    url = "/search?q=碳&q=氢能&part=province&not=采购&since=2026-01-01"
    assert press(client, url, "/search/saved", name="我的").status_code == 303
    with empty_world.db.connect() as conn:
        (kept,) = find_searches(conn)
    assert (kept.name, kept.filter.words_not) == ("我的", ("采购",))
    assert "我的" in client.get("/search").text
    assert press(client, url, "/search/saved", name="a/b").status_code == 400
    assert press(client, url, "/search/saved", name="我的").status_code == 303
    other = press(client, "/search?q=氢能", "/search/saved", name="我的")
    assert (other.status_code, "已有名为“我的”的检索" in other.text) == (400, True)
    assert press(client, url, "/search/saved", name="x", token="0" * 64).status_code == 403
    assert press(client, "/search", "/search/saved/delete").status_code == 303
    assert "我的" not in client.get("/search").text


def test_feeds_of_a_kept_search_are_where_public_pages_are(empty_world: World) -> None:
    public = replace(empty_world.settings, public_url="https://news.example.org")
    save(empty_world.db, "我的", Filter(words=("碳",)), "张三", datetime.now(UTC))
    for settings, feeds in ((empty_world.settings, 0), (public, 3)):
        with (
            served(create_app(empty_world.db, settings, {})) as address,
            httpx.Client(base_url=address, trust_env=False, verify=False) as client,
        ):
            shown = re.findall(r"https://news[^<]*/feeds/[^<]*", client.get("/search").text)
            assert len(shown) == feeds
            if feeds:
                assert press(client, "/search", "/search/saved/renew").status_code == 303
                refused = press(client, "/search", "/search/saved/renew", token="0" * 64)
                assert refused.status_code == 403
                anew = re.findall(r"https://news[^<]*/feeds/[^<]*", client.get("/search").text)
                assert (len(anew), set(anew) & set(shown)) == (3, set())


def test_what_can_be_searched_can_be_kept(client: httpx.Client) -> None:
    lists = {"q": "碳市场", "not": "甲", "issuer": "能源", "region": "全国"}
    values = list(lists.items())
    others = {"region": list(PLACES)}
    values += [
        (name, others.get(name, [f"乙{n}" for n in range(19)])[number])
        for name in lists
        for number in range(19)
    ]
    most = "&".join(f"{name}={one}" for name, one in values)
    page = client.get(f"/search?{most}")
    form = re.search(r'action="/search/saved".*?</form>', page.text, re.S)
    assert form
    fields = re.findall(r'name="(\w+)" value="([^"]*)"', form[0])
    given = {name: [value for other, value in fields if other == name] for name, _ in fields}
    origin = {"Origin": str(client.base_url).rstrip("/")}
    kept = client.post("/search/saved", data=given | {"name": "多"}, headers=origin)
    assert (page.status_code, kept.status_code) == (200, 303)
    over = client.get(f"/search?{most}&q=乙")
    assert (over.status_code, "条件过多：每类最多 20 个" in over.text) == (400, True)
    refused = client.post("/search/saved", data=given | {"q": ["甲"] * 201}, headers=origin)
    assert (refused.status_code, "多于 200 项" in refused.text) == (400, True)


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"q": 'NEAR(" * %_\x00'}, 200),
        ({"q": "碳" * 4000}, 200),
        ({"q": "碳", "page": "99999"}, 200),
        ({"q": "碳", "page": "49"}, 200),
        ({"since": "2026-13-01"}, 400),
        ({"since": "2026-02-01", "until": "2026-01-01"}, 400),
        ({"topic": "nope"}, 400),
        ({"relevant": "maybe"}, 400),
        ({"region": "火星"}, 400),
    ],
)
def test_whatever_is_asked_a_page_answers(
    client: httpx.Client, asked: dict[str, str], status: int
) -> None:
    assert client.get("/search", params=asked).status_code == status


def test_a_refused_search_keeps_what_was_typed(client: httpx.Client) -> None:
    asked = {"q": "锅炉", "region": "火星", "not": "招标", "issuer": "工信"}
    said = client.get("/search", params=asked)
    assert said.status_code == 400
    assert "没有地区“火星”，请写省、市的名称" in said.text
    assert all(f'value="{one}"' in said.text for one in asked.values())
