"""Each family on invented answers: from the shell to the rows, and on to the next page."""

# Markup stays on one line, as the sites write it.
# ruff: noqa: E501

import json
from datetime import date

import pytest

from crawlers.families import FAMILIES, read_list
from crawlers.families.json_rows import load
from crawlers.families.recognise import recognise
from tests.list_samples import BASE, HEX, UUID, answer, items, next_url, read, source


def test_trs_follows_the_frame_of_its_own_host_once() -> None:
    shell = (
        '<iframe src="//evil.example/x"></iframe><iframe src="/160/167/index_6700.html"></iframe>'
    )
    entry = source("trs_wcm", BASE)
    reading = read(entry, answer(BASE, shell))
    assert [r.url for r in reading.follow] == ["https://www.example.gov.cn/160/167/index_6700.html"]
    inner = '<iframe src="/160/167/another.html"></iframe>'
    again = read(entry, answer(reading.follow[0].url, inner), step="frame")
    assert not again.follow
    assert "没有找到列表条目" in again.reason


def test_select_rows_replaces_the_general_rules_and_is_named_when_it_fails() -> None:
    entry = source("trs_wcm", BASE, select={"rows": "ol.mine li", "date": "b"})
    body = '<ol class=mine><li><a href="/a.html">短题名一则</a><b>2023-12-08</b><i>2020-01-01</i></li></ol>'
    row = read(entry, answer(BASE, body)).rows[0]
    assert (row.title, row.published_on) == ("短题名一则", date(2023, 12, 8))
    assert "ol.mine li" in read(entry, answer(BASE, f"<ul>{items(5)}</ul>")).reason


def test_jpaas_from_shell_to_unit_to_the_next_page() -> None:
    url = "https://www.example.gov.cn/zwgk/wj/index.html"
    query = f"{{'parseType':'bulidstatic','webId':'{HEX}','tagId':'右侧内容','pageId':'p1'}}"
    shell = f'<script parseType="bulidstatic" url="/api-gateway/jpaas-publish-server/front/page/build/unit" queryData="{query}"></script>'
    entry = source("hanweb_jpaas", url)
    unit = read(entry, answer(url, shell)).follow[0]
    assert (unit.step, unit.referer) == ("unit", url)
    assert f"webId={HEX}" in unit.url
    listed = f'<ul>{items(15, "art/2023/art_{}.html")}</ul><div count="19" rows="15"></div>'
    page = answer(unit.url, {"success": True, "data": {"html": listed}})
    first = FAMILIES["hanweb_jpaas"].read(entry, unit, page)
    assert first.rows[0].url == "https://www.example.gov.cn/zwgk/wj/art/2023/art_1000.html"
    assert first.next_page
    assert first.next_page.url.endswith("paramJson=%7B%22pageNo%22%3A2%2C%22pageSize%22%3A15%7D")
    last = FAMILIES["hanweb_jpaas"].read(entry, first.next_page, page)
    assert last.next_page is None


def test_jpaas_takes_rows_that_the_server_rendered() -> None:
    url = "https://www.example.gov.cn/zwxx/gg/index.html"
    page = answer(url, f"<ul>{items(5, '/zwxx/gg/art/2023/art_{}.html')}</ul>")
    assert len(read(source("hanweb_jpaas", url), page).rows) == 5


def test_jcms_records_in_the_page_and_behind_the_proxy() -> None:
    url = "https://www.example.gov.cn/col/col12/index.html"
    records = "".join(
        f"<record><![CDATA[{item}</li>]]></record>" for item in items(3).split("</li>")[:3]
    )
    store = f"<datastore><totalrecord>7</totalrecord><recordset>{records}</recordset></datastore>"
    entry = source("hanweb_jcms", url)
    reading = read(entry, answer(url, f'<script type="text/xml">{store}</script>'))
    assert len(reading.rows) == 3
    assert next_url(reading) == url + "?pageNum=2"
    shell = (
        "<script>$.post('/module/web/jpage/dataproxy.jsp?startrecord=1', "
        "{col:1, appid:1, webid:14, path:'/', columnid:89427, unitid:'401023'})</script>"
    )
    proxy = read(entry, answer(url, shell)).follow[0]
    assert dict(proxy.form)["unitid"] == "401023"
    more = FAMILIES["hanweb_jcms"].read(
        entry, proxy, answer(proxy.url, store.replace(">7<", ">90<"))
    )
    assert more.rows[0].url.startswith("https://www.example.gov.cn/col/col12/202312/")
    assert more.next_page
    assert "startrecord=46" in more.next_page.url
    assert more.next_page.form == proxy.form


def test_ucap_finds_the_channel_and_pages_by_total() -> None:
    url = "http://www.example.gov.cn/x/c101953/zfxxgk_zdgk.shtml"
    entry = source("cnum_ucap", url, options={"interface": "searchList"})
    shell = answer(url, f'<meta name="channelid" content="{HEX}"/><div id=app></div>')
    search = read(entry, shell).follow[0]
    assert search.url.startswith(f"http://www.example.gov.cn/searchList/{HEX}?_isAgg=true")
    result = {"title": "关于<em>甲</em>的通知", "url": "//www.example.gov.cn/c1/content.shtml"}
    result |= {"publishedTimeStr": "2023-12-08 11:30:00", "publishedTime": 1}
    page = answer(search.url, {"data": {"total": 19, "rows": 18, "results": [result]}})
    first = read(entry, page)
    assert (first.rows[0].title, first.rows[0].published_on) == ("关于甲的通知", date(2023, 12, 8))
    assert first.next_page
    assert first.next_page.url.endswith("&page=2")
    last = answer(first.next_page.url, {"data": {"total": 19, "rows": 18, "results": [result]}})
    assert read(entry, last, 2).next_page is None
    asked = "http://www.example.gov.cn/getLocalList?channelCode=c2"
    levels = [{"channelCode": "c1", "channelId": "f" * 32}, {"channelCode": "c2", "channelId": HEX}]
    assert HEX in read(entry, answer(asked, {"results": {"channelLevel": levels}})).follow[0].url
    assert "c2" in read(entry, answer(asked, {"results": {"channelLevel": []}})).reason


def test_the_policy_library_by_category_and_page() -> None:
    url = "https://sousuo.www.gov.cn/search-gov/data?t=zhengcelibrary&q=&p=1&n=20&dup="
    item = {
        "title": "关于<em>碳达峰</em>的意见", "url": "https://www.gov.cn/zhengce/content_1.htm",
        "pcode": "国发﹝2023﹞24号", "pubtimeStr": "2023.12.07", "puborg": "国务院", "index": "000014349/2023-00001",
    }  # fmt: skip
    cats = {
        "gongwen": {"totalCount": 2, "listVO": [item]},
        "bumenfile": {"totalCount": 21, "listVO": [item]},
    }
    entry = source("gov_cn", url)
    reading = read(
        entry, answer(url, {"searchVO": {"totalCount": 0, "listVO": [], "catMap": cats}})
    )
    row = reading.rows[0]
    assert (len(reading.rows), row.document_number, row.issuing_bodies) == (
        2,
        "国发〔2023〕24号",
        ("国务院",),
    )
    assert (row.published_on, row.index_number) == (date(2023, 12, 7), "000014349/2023-00001")
    assert next_url(reading) == url.replace("p=1", "p=2")
    empty = read(entry, answer(url, {"searchVO": {"totalCount": 0, "listVO": []}}))
    assert (empty.rows, empty.reason) == ((), "")


def test_xinhua_reads_the_data_beside_the_page() -> None:
    url = "https://www.example.gov.cn/policy/zxwj.htm"
    entry = source("xinhua", url)
    data = read(entry, answer(url, f'<ul id="showData0" data="datasource:{HEX}"></ul>')).follow[0]
    assert data.url == f"https://www.example.gov.cn/policy/ds_{HEX}.json"
    item = {
        "title": "关于甲的通知",
        "publishUrl": f"../20231208/{HEX}/c.html",
        "publishTime": "2023-12-08 10:00:00",
    }
    row = read(entry, answer(data.url, {"datasource": [item]})).rows[0]
    assert row.url == f"https://www.example.gov.cn/20231208/{HEX}/c.html"


def test_nnum_counts_downwards_to_one() -> None:
    url = "http://www.example.gov.cn/n25880/n25883/index.html"
    entry = source("nnum", url)
    listed = f'<span id="comp_26033">{items(3, "c{}/content.html")}</span>'
    first = read(
        entry, answer(url, f'{listed}<script>document.cookie="maxPageNum26033=16";</script>')
    )
    assert next_url(first) == url.replace("index.html", "index_26033_15.html")
    older = url.replace("index.html", "index_26033_{}.html")
    assert next_url(read(entry, answer(older.format(2), items(3)), 15)) == older.format(1)
    assert next_url(read(entry, answer(older.format(1), items(3)), 16)) is None


def test_columns_uuid_finds_its_block_and_ends_at_an_empty_page() -> None:
    url = f"https://www.example.gov.cn/columns/{UUID}/index.html"
    block = f"/columns/{UUID}/templates/{UUID}/blocks/{UUID}"
    entry = source("columns_uuid", url)
    follow = read(entry, answer(url, f'<script>var u="{block}";$.get(u)</script>')).follow
    assert [r.url for r in follow] == [f"https://www.example.gov.cn{block}?page=1&fix=0"]
    fragment = answer(follow[0].url, f"<ul>{items(15, '/columns/{}.html')}</ul>")
    assert next_url(read(entry, fragment)) == f"https://www.example.gov.cn{block}?page=2&fix=0"
    end = read(entry, answer(follow[0].url.replace("=1", "=2"), "<ul></ul>"), 2)
    assert (end.next_page, end.reason) == (None, "")
    assert read(entry, answer(follow[0].url, "<ul></ul>")).reason


@pytest.mark.parametrize("href", ["1842c67f-2.html", "1842c67f/index2.html"])
def test_eportal_pagers_carry_their_id(href: str) -> None:
    url = "https://www.example.gov.cn/www/228104/index.html"
    page = answer(url, f'<ul>{items(4)}</ul><a onclick="q()" tagname="{href}">&gt;</a>')
    assert next_url(read(source("eportal_hash", url), page)) == url.replace("index.html", href)


def test_zycms_goes_by_the_name_of_the_last_page() -> None:
    url = "http://www.example.gov.cn/hbhjt/tz/index.html"
    pager = '<div id="page_nav_list"><a class="pb_end_page" href="/hbhjt/tz/index_24.html">尾页</a></div>'
    entry = source("zycms", url)
    page = answer(url, f"<ul>{items(4, '/hbhjt/10163300043{}.html')}</ul>{pager}")
    assert next_url(read(entry, page)) == url.replace("index", "index_2")
    assert next_url(read(entry, page, 24)) is None


def test_nfra_rows_are_addressed_by_their_ids() -> None:
    url = "https://www.nfra.gov.cn/cn/static/data/x/data_itemId=861,pageIndex=1,pageSize=18.json"
    item = {
        "docId": "1255777",
        "itemId": "876",
        "docSubtitle": "关于甲的批复",
        "publishDate": "2026-04-21 15:30:00",
    }
    reading = read(
        source("nfra", url), answer(url, {"rptCode": 200, "data": {"total": 40, "lists": [item]}})
    )
    assert reading.rows[0].url.endswith("/cn/view/pages/ItemDetail.html?docId=1255777&itemId=876")
    assert next_url(reading) == url.replace("pageIndex=1", "pageIndex=2")


FEED = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>x</title><item>
<title>关于甲的通知</title><link>/a/1.html</link><pubDate>Thu, 07 Dec 2023 17:00:00 GMT</pubDate></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>关于甲的通知</title>
<link href="/a/1.html"/><published>2023-12-08T01:00:00+08:00</published></entry></feed>"""


@pytest.mark.parametrize("feed", [FEED, ATOM])
def test_feeds_give_the_day_in_china(feed: str) -> None:
    row = read_list(answer("https://www.example.gov.cn/rss.xml", feed)).rows[0]
    assert (row.url, row.published_on) == ("https://www.example.gov.cn/a/1.html", date(2023, 12, 8))


@pytest.mark.parametrize(
    "feed", ['<!DOCTYPE x [<!ENTITY a "b">]><rss/>', "<rss><channel>", "<rss></rss>"]
)
def test_a_feed_that_is_none_says_why(feed: str) -> None:
    url = "https://www.example.gov.cn/rss.xml"
    assert "RSS" in read(source("rss", url), answer(url, feed)).reason


@pytest.mark.parametrize("name", FAMILIES)
@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[" * 200_000,
        "{}",
        "[]",
        '{"data": null}',
        '{"searchVO": 3}',
        "<html>",
        "\x00\xff",
        '{"data":{"lists":[1]}}',
    ],
    ids=range(10),
)
def test_no_answer_breaks_a_family(name: str, body: str) -> None:
    reading = read(source(name, BASE), answer(BASE, body))
    assert not reading.rows
    assert reading.reason or name == "gov_cn"


JSON_LISTS: dict[str, dict[str, object]] = {
    "a search engine's wrapper": {
        "hits": [{"_source": {"title": "关于<em>甲</em>的通知", "url": "/a.html", "pubDate": "2023-12-08"}}]
    },
    "groups of one": {
        "r": {"dataResults": [{"groupData": [{"data": {
            "title": "关于甲的通知", "url": "/a.html", "deploytime": 1701997200000}}]}]}
    },
    "an address in a string of JSON": {
        "results": [{"source": {"title": "关于甲的通知", "urls": '{"pc": "/a.html"}', "pubDate": "2023-12-08"}}]
    },
    "UTC moments": {"content": [{"FileName": "关于甲的通知", "DOCPUBURL": "/a.html", "PUBDATE": "2023-12-07T17:00:00.000Z"}]},
    "HTML in strings": {"result": [
        '<div><a href="/a.html">关于甲的通知</a><span>2023-12-08</span></div>']},
}  # fmt: skip


@pytest.mark.parametrize("shape", JSON_LISTS)
def test_json_of_unknown_make_gives_rows(shape: str) -> None:
    row = read_list(answer("https://www.example.gov.cn/api/search", JSON_LISTS[shape])).rows[0]
    assert (row.title, row.url) == ("关于甲的通知", "https://www.example.gov.cn/a.html")
    assert row.published_on == date(2023, 12, 8)


def test_jsonp_is_unwrapped() -> None:
    items = json.dumps({"list": [{"title": "关于甲的通知", "url": "/a.html"}]})
    entry = source("xinhua", BASE)
    assert load(answer(BASE, f"callback({items});")) == json.loads(items)
    assert read(entry, answer(BASE, items)).rows[0].title == "关于甲的通知"


def test_every_family_starts_at_its_addresses_and_carries_its_name() -> None:
    for name, family in FAMILIES.items():
        assert family.name == name
        start = family.start(source(name, BASE, options={"referer": "https://www.example.gov.cn/"}))
        assert [(r.url, r.referer) for r in start] == [(BASE, "https://www.example.gov.cn/")]


@pytest.mark.parametrize(
    ("url", "body", "family"),
    [
        ("https://a.gov.cn/x/", '<script>createPageHTML(2, 0, "index", "html");</script>', "trs_wcm"),
        ("https://a.gov.cn/col/col1/index.html", "", "hanweb_jcms"),
        ("https://a.gov.cn/x.html", "<script url='/api-gateway/jpaas-publish-server/x'>", "hanweb_jpaas"),
        ("https://a.gov.cn/gjyzj/c100009/c100010/common_list.shtml", "", "cnum_ucap"),
        ("https://www.gov.cn/zhengce/zuixin/home_1.htm", "", "gov_cn"),
        ("https://a.gov.cn/policy/tz.htm", f'<ul data="datasource:{HEX}">', "xinhua"),
        ("http://a.gov.cn/n2588035/n2588320/index.html", "", "nnum"),
        (f"https://a.gov.cn/columns/{UUID}/index.html", "", "columns_uuid"),
        ("https://a.gov.cn/x/", '<div id="page_nav_list">', "zycms"),
        ("https://a.gov.cn/x/", '<a href="/x/1842c67f-2.html">', "eportal_hash"),
        ("https://a.gov.cn/rss", FEED, "rss"),
        ("https://a.gov.cn/x.json", '{"rptCode":200,"data":{"lists":[{"docSubtitle":"x"}]}}', "nfra"),
        ("https://a.gov.cn/x/", "<p>nothing</p>", None),
    ],
)  # fmt: skip
def test_families_are_recognised(url: str, body: str, family: str | None) -> None:
    assert recognise(answer(url, body)) == family
