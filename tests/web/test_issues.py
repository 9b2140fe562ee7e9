"""Printed issues on the desk: taken in from a file, listed, held against what was detected."""

from collections.abc import Iterator

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser

from storage.queries.documents import Wanted, find_documents
from tests.pipeline.scene import SOURCES, Scene, page
from tests.web.desk_server import World, served
from tests.web.forms import post, token_of
from web.app import create_app
from web.issue import published as issues
from web.issue.pairs import marked_pair

PAGE = "/issues/2026-03"
TITLE = "澄江省能源局关于做好2025年度碳排放核查工作的通知"
TEXT = [
    "各市能源局：",
    "为做好2025年度碳排放核查工作，现将有关事项通知如下。",
    "一、核查范围。年度综合能源消费量一万吨标准煤以上的重点排放单位，应当于2026年9月30日前完成核查。",
    "二、工作要求。重点排放单位对排放数据的真实性负责，核查机构不得与其有利益关系。",
    "澄江省能源局",
    "2026年3月2日",
]
OTHER = "澄江省能源局关于印发《新型储能碳减排行动方案》的通知"
PRINTED = f"""2026.03 月刊

海滨双碳文件选编

声明

本选编收录2026年3月的文件。

海滨市低碳服务站

目录

第四编 河北省文件\t1
4.1 {TITLE}\t1
4.2 关于印发《星海市近零碳园区建设办法》的通知\t3

第四编 河北省文件

4.1 {TITLE}

澄能（2026）9号

{TEXT[0]}

{TEXT[1].replace("2025", " 2025 ")}

{TEXT[2].replace("9月30日", "8月30日")}

{TEXT[3]}

{TEXT[4]}

{TEXT[5]}

4.2 关于印发《星海市近零碳园区建设办法》的通知

星政发〔2026〕7号

各区人民政府：

现将《星海市近零碳园区建设办法》印发给你们，请遵照执行。

星海市人民政府

2026年3月3日
""".encode()


@pytest.fixture
def client(empty_world: World) -> Iterator[httpx.Client]:
    app = create_app(empty_world.db, empty_world.settings, SOURCES)
    with (
        served(app) as address,
        httpx.Client(base_url=address, trust_env=False, verify=False) as client,
    ):
        yield client


@pytest.fixture
def held(empty_world: World) -> str:
    """The id of the document that the issue prints; another one was detected with it."""
    scene = Scene(empty_world.db)
    notice = page(TITLE, TEXT, number="澄能〔2026〕9号", day="2026-03-04")
    scene.visit("energy", notice=notice, other=page(OTHER, TEXT[1:2], day="2026-03-05"))
    with empty_world.db.connect() as conn:
        return next(one.document_id for one in find_documents(conn, Wanted()) if one.title == TITLE)


def upload(
    client: httpx.Client, body: bytes, name: str = "三月.txt", **more: str
) -> httpx.Response:
    return client.post(
        "/issues/import",
        data={"token": token_of(client.get("/issues").text)} | more,
        files={"file": (name, body)},
        headers={"Origin": str(client.base_url).rstrip("/")},
    )


def words(html: str, selector: str) -> str:
    found = LexborHTMLParser(html).css_first(selector)
    assert found is not None, selector
    return " ".join(found.text().split())


def test_an_issue_is_taken_in_and_held_against_what_was_detected(
    client: httpx.Client, held: str
) -> None:
    assert upload(client, PRINTED).headers["location"] == PAGE
    row = words(client.get("/issues").text, "table.issues tbody tr")
    for said in ("2026-03", "海滨双碳文件选编", "海滨市低碳服务站", "2 1", "三月.txt"):
        assert said in row

    html = client.get(PAGE).text
    known = LexborHTMLParser(html).css_first('li[id="i-4.1"]')
    assert known is not None
    assert known.css_first(f'a[href="/documents/{held}"]') is not None
    assert words(html, 'li[id="i-4.1"] .page') == "1"
    assert "未监测到" in words(html, 'li[id="i-4.2"]')
    assert f'<a href="{PAGE}#i-4.1">' in client.get(f"/documents/{held}").text

    audit = client.get(f"{PAGE}/audit").text
    assert "星海市近零碳园区" in words(audit, "#undetected li")
    assert OTHER in words(audit, "#missing li")
    number = LexborHTMLParser(audit).css_first("#differing tbody tr")
    assert number is not None
    marks = number.css(".found mark, .expected mark")
    assert "".join(one.text() for one in marks) == "（）〔〕"
    assert "已印 2 件" in words(client.get("/issues/recall").text, "main")


def test_proof_puts_first_what_alters_the_meaning(client: httpx.Client, held: str) -> None:
    upload(client, PRINTED)
    html = client.get(f"{PAGE}/proof").text
    first = words(html, "section.part tbody tr")
    for said in ("4.1", "第 ", "8月30日", "9月30日"):
        assert said in first
    assert "可能改变意思" in words(html, "section.part h2")
    assert "全部 2 处" in words(html, "tr.places summary")
    assert "8月30日" not in words(client.get(f"{PAGE}/proof?item=4.2").text, "main")
    kind = client.get(f"{PAGE}/proof?kind=space_between_han_and_digit").text
    assert len(LexborHTMLParser(kind).css("section.part")) == 1
    assert client.get(f"{PAGE}/proof?item=<b>&kind=nothing").status_code == 200


def test_what_cannot_be_taken_in_is_one_line_above_the_form(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for body, name, month, status, said in (
        (b"", "空.txt", "", 400, "空"),
        (b"\x00\x01\x02" * 99, "图.png", "", 400, "图.png"),
        (PRINTED, "三月.txt", "2026-13", 400, "2026-13"),
        (PRINTED, "", "", 400, "没有选文件"),
        (PRINTED, "..", "", 400, "没有选文件"),
        (b"", "../\U00020000" * 99 + ".txt", "", 400, "空"),
    ):
        answer = upload(client, body, name, month=month)
        assert (answer.status_code, said in words(answer.text, ".warn")) == (status, True), name
        assert "\n" not in words(answer.text, ".warn")
    token = token_of(client.get("/issues").text)
    assert post(client, "/issues/import", token=token).status_code == 400
    monkeypatch.setattr(issues, "LARGEST", 2**20)
    answer = upload(client, b"1" * (2**20 + 2**17))
    assert (answer.status_code, words(answer.text, ".warn")) == (413, "文件过大：最多 1 MB。")
    for address in (PAGE, f"{PAGE}/audit", f"{PAGE}/proof"):
        answer = client.get(address)
        assert (answer.status_code, "还没有印本" in answer.text) == (404, True)


def test_no_other_site_sends_an_issue(client: httpx.Client) -> None:
    answer = client.post(
        "/issues/import",
        data={"token": token_of(client.get("/issues").text)},
        files={"file": ("三月.txt", PRINTED)},
        headers={"Origin": "http://elsewhere.example"},
    )
    assert answer.status_code == 403
    assert "还没有任何一期" in client.get("/issues").text


@pytest.mark.parametrize(
    ("found", "expected", "left", "right"),
    [
        ("PM_{2.5}", "PM2.5", ["_{", "}"], []),
        ("（2023）", "〔2023〕", ["（", "）"], ["〔", "〕"]),
        ("", "持", [], []),
        ("甲" * 500, "乙", [], []),
    ],
)
def test_the_characters_that_differ_are_marked(
    found: str, expected: str, left: list[str], right: list[str]
) -> None:
    one, other = marked_pair(found, expected)
    assert [text for differs, text in one if differs] == left
    assert [text for differs, text in other if differs] == right
