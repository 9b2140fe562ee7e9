"""The page of the month's issue: what it says, what people decide on it, and the freeze."""

from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser

from pipeline.issue.deciding import decisions_in
from storage.queries.desk import reviews_of
from storage.queries.issues import issue_of
from storage.queries.problems import close_problems
from tests.web.desk_server import World
from tests.web.desk_world import document_id
from tests.web.forms import post, send, token_of
from web.issue.acts import moved

PAGE = "/issue/2023-12"
ZONE, PLAN, QUOTA = (document_id(key) for key in ("zone", "plan", "quota"))


@pytest.fixture
def client(desk_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=desk_url, trust_env=False, verify=False) as client:
        yield client


def seen(client: httpx.Client) -> LexborHTMLParser:
    answer = client.get(PAGE)
    assert answer.status_code == 200
    return LexborHTMLParser(answer.text)


def numbered(page: LexborHTMLParser, part: int = 0) -> list[str]:
    """Number and title of each item, of one part or of all."""
    where = f"#part-{part}" if part else "section[id^=part-]"
    return [" ".join(one.text().split()) for one in page.css(f"{where} h3")]


def words(page: LexborHTMLParser, selector: str) -> str:
    found = page.css_first(selector)
    assert found is not None, selector
    return " ".join(found.text().split())


def test_page_says_how_the_issue_stands(client: httpx.Client, world: World) -> None:
    page = seen(client)
    assert [one.text().split()[0] for one in page.css("section[id^=part-] h2")] == [
        "第一编", "第二编", "第三编", "第四编",
    ]  # fmt: skip
    assert numbered(page, 1)[0].startswith("1.1 国务院关于印发")
    assert words(page, ".tally").startswith("9 件，其中待定 3")
    doubt = words(page, ".doubts li")
    assert doubt.startswith("1.2 ")
    assert "需要人来判断" in doubt
    facts = words(page, f"#d-{QUOTA} .facts")
    for said in ("环办气候〔2023〕341号", "生态环境部办公厅", "成文 2023-12-12", "发布 2023-12-15"):
        assert said in facts
    assert "征求意见稿" in words(page, "#left article .because")
    assert "工业和信息化部 · 文件发布（12月3日起拒绝访问）" in words(page, ".alert")
    with world.db.begin() as conn:
        close_problems(conn, "miit", ("blocked",), datetime(2023, 12, 20, tzinfo=UTC))
    page = seen(client)
    assert page.css_first(".alert") is None
    assert "12月3日至12月20日拒绝访问" in words(page, ".list")
    assert "最后一次读到来源是 2023-12-28" in client.get("/issue/2024-01").text


def test_order_title_and_part_are_as_a_person_said(client: httpx.Client) -> None:
    first, second = numbered(seen(client), 1)
    answer = send(client, PAGE, f"{PAGE}/order", PLAN, value="down")
    assert answer.headers["location"] == f"{PAGE}#d-{PLAN}"
    assert numbered(seen(client), 1) == [f"1.1 {second[4:]}", f"1.2 {first[4:]}"]
    send(client, PAGE, f"{PAGE}/order", PLAN, value="1")
    assert numbered(seen(client), 1) == [first, second]
    send(client, PAGE, f"{PAGE}/title", PLAN, value=" 改过的\0 标题\x1b ")
    send(client, PAGE, f"{PAGE}/part", PLAN, value="province")
    page = seen(client)
    assert numbered(page, 1) == [f"1.1 {second[4:]}"]
    assert any(one.endswith("改过的 标题") for one in numbered(page, 4))


@pytest.mark.parametrize(
    ("where", "found"),
    [("up", "bac"), ("down", "acb"), ("1", "bac"), ("3", "acb"), ("99", "acb"), ("0", "bac")],
)
def test_a_place_is_counted_from_one_and_held_in_the_part(where: str, found: str) -> None:
    assert "".join(moved("abc", "b", where)) == found


def test_left_out_with_a_reason_and_taken_back(client: httpx.Client, world: World) -> None:
    send(client, PAGE, f"{PAGE}/leave", PLAN, reason="并入<下>期")
    page = seen(client)
    assert len(page.css("section[id^=part-] article")) == 8
    assert words(page, "#left article .because").endswith("并入<下>期")
    assert words(page, "#left article button") == "取回"
    send(client, PAGE, f"{PAGE}/take", PLAN)
    assert len(seen(client).css("section[id^=part-] article")) == 9
    assert [one.kind for one, _title in decisions_in(world.db, "2023-12")] == ["leave", "take"]


def test_taking_settles_the_doubt_here_and_on_the_desk(client: httpx.Client, world: World) -> None:
    send(client, PAGE, f"{PAGE}/take", ZONE)
    page = seen(client)
    assert words(page, ".tally").startswith("9 件，其中待定 2")
    assert page.css_first(f'#d-{ZONE} .take[aria-pressed="true"]') is not None
    with world.db.connect() as conn:
        assert [one.decision for one in reviews_of(conn, ZONE)] == ["approve"]
    action = f"/documents/{ZONE}/decision"
    assert send(client, PAGE, action, decision="reject").headers["location"] == f"{PAGE}#d-{ZONE}"
    assert "决定不收" in words(seen(client), f"#left #d-{ZONE} .because")


def test_what_cannot_be_done_is_one_line(client: httpx.Client, world: World) -> None:
    token = token_of(client.get(PAGE).text)
    nobody = "0" * 32
    for act, values, status, said in (
        ("order", {"value": "旁边"}, 400, "第几件"),
        ("order", {"document": nobody, "value": "up"}, 404, "不在本期"),
        ("part", {"value": "nowhere"}, 400, "没有"),
        ("leave", {"document": nobody}, 400, "没有编号"),
        ("leave", {"token": nobody}, 403, "页面已过期"),
        ("freeze", {"person": "王"}, 409, "又变了"),
    ):
        answer = post(client, f"{PAGE}/{act}", **{"token": token, "document": ZONE} | values)
        assert (answer.status_code, said in answer.text) == (status, True), act
    assert decisions_in(world.db, "2023-12") == []
    for month in ("2023-13", "x", "2023-1", "２０２３-12", "2090-01"):
        answer = client.get(f"/issue/{month}")
        assert answer.status_code in (400, 404), month
        assert "程序出了错" not in answer.text


def test_freeze_fixes_what_was_seen_under_a_name(client: httpx.Client, world: World) -> None:
    page = LexborHTMLParser(client.get(f"{PAGE}/freeze").text)
    assert "还有 3 件待定" in words(page, "main")
    assert "1 个来源读不到" in words(page, "main")
    refused = send(client, f"{PAGE}/freeze", f"{PAGE}/freeze", person="王编辑")
    assert refused.status_code == 409
    assert "3 件待定" in refused.text
    done = send(client, f"{PAGE}/freeze", f"{PAGE}/freeze", person="王编辑", doubts="1")
    assert done.headers["location"] == PAGE
    with world.db.connect() as conn:
        frozen = issue_of(conn, "2023-12", "frozen")
    assert frozen
    assert (frozen.person, len(frozen.content.items)) == ("王编辑", 9)
    page = seen(client)
    assert "由 王编辑" in words(page, ".fixed")
    assert page.css(f'form[action^="{PAGE}/"]:not(.files), form[action*="decision"]') == []
    assert client.get(f"{PAGE}/freeze").headers["location"] == PAGE
    late = post(client, f"{PAGE}/leave", token=token_of(client.get(PAGE).text), document=PLAN)
    assert (late.status_code, "定稿，不能再改" in late.text) == (400, True)
    listed = LexborHTMLParser(client.get("/issues").text)
    assert "定稿" in words(listed, "table.issues tbody tr")
    assert client.get("/issue").headers["location"].startswith("/issue/20")
