"""The desk's pages and forms as a browser without a script, or somebody hostile, uses them."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser

from storage.queries.desk import reviews_of
from storage.queries.problems import close_problems
from storage.records import Source
from tests.web.desk_server import World, served
from tests.web.desk_world import CHANGE_ID, SOURCES, add_hostile, document_id
from web.app import create_app
from web.decide import local_path

ZONE = document_id("zone")


@pytest.fixture
def client(desk_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=desk_url, trust_env=False, verify=False) as client:
        yield client


def here(client: httpx.Client) -> dict[str, str]:
    """What a browser says of a form that stood on our page."""
    return {"Origin": str(client.base_url).rstrip("/")}


def decisions(world: World, key: str) -> list[str]:
    with world.db.connect() as conn:
        return [one.decision for one in reviews_of(conn, document_id(key))]


def token(client: httpx.Client) -> str:
    found = re.search(r'name="token" value="([0-9a-f]{64})"', client.get("/").text)
    assert found
    return found[1]


def send(client: httpx.Client, key: str, **values: str):  # type: ignore[no-untyped-def]
    form = {"token": token(client), "decision": "approve", "back": "/?month=2023-12"} | values
    address = f"/documents/{document_id(key)}/decision"
    return client.post(address, data=form, headers=here(client))


def titles(html: str) -> list[str]:
    return [node.text() for node in LexborHTMLParser(html).css("article h3 a")]


def test_month_groups_by_part_with_the_undecided_first(client: httpx.Client) -> None:
    page = LexborHTMLParser(client.get("/?month=2023-12").text)
    sections = {
        part.attributes["data-part"]: [n.attributes["data-standing"] for n in part.css("article")]
        for part in page.css("section.part")
    }
    assert sections == {
        "central": ["doubt", "yes"],
        "mee": ["yes", "yes"],
        "ministry": ["doubt", "doubt", "yes", "yes"],
        "province": ["doubt", "yes"],
    }
    heading = page.css_first("section.part h2")
    assert heading is not None
    assert heading.text().strip().startswith("第一编 中央文件")


def test_item_says_what_an_editor_needs(client: httpx.Client) -> None:
    item = LexborHTMLParser(client.get("/?month=2023-12").text).css_first(
        f"#d-{document_id('quota')}"
    )
    assert item is not None
    text = " ".join(item.text().split())
    assert "清缴 2025年12月31日 → 2026年6月30日" in text
    assert text.index("2026年6月30日") < text.index("关于做好2024、2025年度")
    for said in ("环办气候〔2023〕341号", "生态环境部办公厅", "成文 2023-12-12", "发布 2023-12-15"):
        assert said in text
    assert "又见于 中国政府网 · 政策文件库" in text
    assert item.css_first(f'a[href="/changes/{CHANGE_ID}"]') is not None


def test_unread_source_is_said_on_top_until_it_is_well_again(
    client: httpx.Client, world: World
) -> None:
    said = "工业和信息化部 · 文件发布</a>（12月3日起拒绝访问）"
    assert said in client.get("/").text
    with world.db.begin() as conn:
        close_problems(conn, "miit", ("blocked",), datetime(2023, 12, 30, tzinfo=UTC))
    assert 'role="alert"' not in client.get("/").text


def test_without_a_month_the_newest_with_documents_is_shown(client: httpx.Client) -> None:
    html = client.get("/").text
    assert "这里是最近有文件的2023年12月" in html
    assert len(titles(html)) == 10


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 10),
        ("&part=ministry", 4),
        ("&only=doubt", 4),
        ("&left=1", 12),
        ("&left=1&part=mee", 3),
        ("&part=nonsense&only=nonsense", 10),
    ],
)
def test_filters(client: httpx.Client, query: str, count: int) -> None:
    assert len(titles(client.get(f"/?month=2023-12{query}").text)) == count


@pytest.mark.parametrize("month", ["2023-13", "0000-00", "2023-12'--", "９９９９-12", ""])
def test_a_month_that_is_none_is_no_error(client: httpx.Client, month: str) -> None:
    assert client.get("/", params={"month": month}).status_code == 200


def test_months_at_the_ends_of_the_calendar(client: httpx.Client) -> None:
    for month in ("2000-01", "2099-12"):
        assert "没有文件" in client.get(f"/?month={month}").text


def test_take_leave_and_take_again(client: httpx.Client, world: World) -> None:
    answer = send(client, "zone", reason="有一节讲绿色低碳")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/?month=2023-12#d-{ZONE}"
    send(client, "zone", decision="reject")
    send(client, "zone", decision="reject")
    assert decisions(world, "zone") == ["reject", "approve"]
    item = LexborHTMLParser(client.get("/?month=2023-12").text).css_first(f"#d-{ZONE}")
    assert item is not None
    assert item.attributes["data-standing"] == "left"
    assert "有一节讲绿色低碳" in client.get(f"/documents/{ZONE}").text


def test_the_script_gets_the_item_alone_with_its_changes(client: httpx.Client) -> None:
    form = {"token": token(client), "decision": "approve", "back": "/", "month": "2023-12"}
    address = f"/documents/{document_id('quota')}/decision"
    answer = client.post(address, data=form, headers=here(client) | {"X-Desk": "item"})
    assert answer.status_code == 200
    assert answer.text.startswith("<article")
    assert 'data-standing="taken"' in answer.text
    assert "2026年6月30日" in answer.text


def test_decisions_are_signed_with_the_name_told_last(client: httpx.Client, world: World) -> None:
    form = {"token": token(client), "person": "王 小明", "back": "/sources"}
    answer = client.post("/person", data=form, headers=here(client))
    assert answer.headers["location"] == "/sources"
    send(client, "price")
    with world.db.connect() as conn:
        assert reviews_of(conn, document_id("price"))[0].person == "王 小明"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1.evil.example"},
        {"Origin": "http://["},
        {"Origin": "http://evil.example", "Host": "evil.example"},
        {"Referer": "https://evil.example/http://127.0.0.1/"},
    ],
)
def test_forms_of_other_sites_are_refused(
    client: httpx.Client, world: World, headers: dict[str, str]
) -> None:
    form = {"token": token(client), "decision": "approve"}
    answer = client.post(f"/documents/{ZONE}/decision", data=form, headers=headers)
    assert answer.status_code == 403
    assert decisions(world, "zone") == []


@pytest.mark.parametrize("wrong", ["", "0" * 64, "中文"])
def test_a_wrong_token_is_refused(client: httpx.Client, world: World, wrong: str) -> None:
    answer = send(client, "zone", token=wrong)
    assert answer.status_code == 403
    assert "页面已过期" in answer.text
    assert decisions(world, "zone") == []


def test_a_token_belongs_to_one_browser(client: httpx.Client, world: World) -> None:
    stolen = token(client)
    client.cookies.clear()
    client.cookies.set("desk", "another")
    form = {"token": stolen, "decision": "approve"}
    assert (
        client.post(f"/documents/{ZONE}/decision", data=form, headers=here(client)).status_code
        == 403
    )
    assert decisions(world, "zone") == []


def test_a_form_that_is_too_large_or_nonsense_is_refused(client: httpx.Client) -> None:
    assert send(client, "zone", reason="长" * 40_000).status_code == 413
    assert send(client, "zone", decision="burn").status_code == 400
    assert send(client, "nothing").status_code == 404


def test_decisions_are_never_made_by_get(client: httpx.Client) -> None:
    answer = client.get(f"/documents/{ZONE}/decision")
    assert answer.status_code == 405
    assert "回到首页" in answer.text


@pytest.mark.parametrize(
    "address", ["//evil.example", "https://evil.example", "/\\evil.example", "", "/a\r\nb", "/#x"]
)
def test_no_way_out_by_the_address_to_go_back_to(address: str) -> None:
    assert local_path(address) == "/"


def test_hostile_words_stay_words(client: httpx.Client, world: World) -> None:
    title = '"><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}'
    found = add_hostile(world.db, title, "javascript:alert(3)")
    for address in ("/?month=2023-12", f"/documents/{found}"):
        html = client.get(address).text
        page = LexborHTMLParser(html)
        scripts = [node.attributes.get("src") for node in page.css("script")]
        assert scripts == ["/static/desk.js"]
        assert page.css("img, [onerror], a[href^='javascript']") == []
        assert "7*7" in html


def test_document_page_shows_text_evidence_files_and_history(client: httpx.Client) -> None:
    page = LexborHTMLParser(client.get(f"/documents/{document_id('quota')}").text)
    marks = {node.text() for node in page.css("mark")}
    assert "碳排放权" in marks
    text = page.text()
    for said in ("扫描件，没有文字层", "见于 2 处", "版本 2 个", "各省、自治区、直辖市", "经过"):
        assert said in text


def test_change_page_shows_values_then_the_clause_then_both_texts(
    client: httpx.Client,
) -> None:
    html = client.get(f"/changes/{CHANGE_ID}").text
    text = LexborHTMLParser(html).text()
    order = ["清缴期限", "条款对照", "前足额清缴配额", "改动前全文", "改动后全文"]
    assert [text.index(word) for word in order] == sorted(text.index(word) for word in order)
    assert "<del>" in html
    assert " style=" not in html


def test_sources_page_names_state_cause_and_what_is_unchecked(client: httpx.Client) -> None:
    page = LexborHTMLParser(client.get("/sources").text)
    row = page.css_first("#s-miit")
    assert row is not None
    assert "拒绝访问" in row.text()
    assert "412" in row.text()
    other = page.css_first("#s-xingtai")
    assert other is not None
    assert "未读取" in other.text()
    assert "未经真实页面核对" in other.text()


def test_health(client: httpx.Client) -> None:
    answer = client.get("/healthz")
    assert answer.json() == {
        "status": "ok",
        "sources": 7,
        "unreadable": ["miit"],
        "unread": 1,
        "last_read": "2023-12-28T01:35:00+00:00",
    }


@pytest.mark.parametrize(
    "address", ["/nothing", "/documents/nothing", "/changes/nothing", "/static/../app.py"]
)
def test_what_is_not_there_is_said_in_chinese(client: httpx.Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert "没有这" in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'self'")


def test_a_bug_answers_with_a_page_and_is_not_hidden(client: httpx.Client, world: World) -> None:
    with world.db.begin() as conn:
        conn.exec_driver_sql("DROP TABLE documents")
    answer = client.get("/?month=2023-12")
    assert answer.status_code == 500
    assert "程序出了错" in answer.text
    assert "content-security-policy" in answer.headers


@pytest.mark.parametrize(
    ("sources", "address", "said"),
    [(SOURCES, "/", "policywatch crawl"), ({}, "/sources", "没有任何来源")],
)
def test_an_empty_desk_says_what_to_do(
    empty_world: World, sources: dict[str, Source], address: str, said: str
) -> None:
    with served(create_app(empty_world.db, empty_world.settings, sources)) as url:
        assert said in httpx.get(url + address, trust_env=False, verify=False).text
