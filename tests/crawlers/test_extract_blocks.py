"""Blocks: boxes, lists of annexes, tables, signatures, pictures, frames, answers in JSON."""

import json

from crawlers.extract import extract
from crawlers.page import Page
from storage.records import Block, Content

URL = "https://www.kaibian.example/zwgk/202312/t20231208_1.html"
TITLE = "关于做好锅炉节能工作的通知"
HEAD = f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1><div>"
FIRST = "<p>各县（区）发展改革局：</p><p>为做好锅炉节能工作，现就有关事项通知如下。</p>"


def read(inner: str) -> Content:
    html = f"{HEAD}{FIRST}{inner}</div></body></html>"
    return extract(Page(url=URL, body=html.encode()), families=False)


def kinds(content: Content, kind: str) -> list[Block]:
    return [block for block in content.blocks if block.kind == kind]


def test_merged_cells_say_their_text_once_and_shift_no_column() -> None:
    (table,) = kinds(
        read(
            "<table><tr><th rowspan='2'>企业</th><th colspan='2'>能耗</th><th rowspan='2'>备注</th>"
            "<th>号</th></tr><tr><td>电</td><td>煤</td><td>无</td></tr>"
            "<tr><td>甲厂</td><td>1</td><td>2</td><td>3</td></tr></table><p>请执行，谢谢。</p>"
        ),
        "table",
    )
    assert table.text.split("\n") == [
        "企业\t能耗\t\t备注\t号",
        "\t电\t煤\t\t无",
        "甲厂\t1\t2\t3",
    ]


def test_what_stands_on_two_lines_of_a_cell_is_not_glued() -> None:
    (table,) = kinds(
        read(
            "<table><tr><td>年<br>份</td><td>2023<br>2024</td></tr><tr><td>a</td><td>b</td></tr></table>"
        ),
        "table",
    )
    assert "2023 2024" in table.text


def test_raised_and_lowered_characters_stay_in_their_words() -> None:
    text = read("<p>CO<sub>2</sub>排放每m<sup>3</sup>计，如实填报。</p>").text
    assert "CO2排放每m3计" in text


def test_a_box_is_told_from_the_text_around_it() -> None:
    content = read(
        "<p>一、重点任务</p><p>实施三项工程，详见专栏。</p><table><tr><td><p>专栏1 节能工程</p>"
        "<p>1.锅炉改造。更新燃煤锅炉。</p><p>2.电机更新。</p></td></tr></table><p>二、保障措施</p>"
    )
    boxed = kinds(content, "box")
    assert [block.text for block in boxed] == [
        "专栏1 节能工程", "1.锅炉改造。更新燃煤锅炉。", "2.电机更新。",
    ]  # fmt: skip
    assert boxed[0].label == "专栏1"
    assert content.blocks[-1].kind == "heading"


def test_the_list_of_annexes() -> None:
    content = read(
        "<p>附件：1.锅炉登记表</p><p>2.填报说明</p><p>开变市发展和改革委员会</p><p>2023年12月5日</p>"
        "<p>附件1</p><p>锅炉登记表</p><p>1.本表逐台填报。</p>"
    )
    assert [block.text for block in kinds(content, "attachments")] == [
        "附件：1.锅炉登记表", "2.填报说明",
    ]  # fmt: skip


def test_signatures_side_by_side_are_no_table() -> None:
    content = read(
        "<table><tr><td>开变市财政局</td><td>开变市水利局</td></tr>"
        "<tr><td>开变市商务局</td><td>开变市民政局</td></tr></table><p>2023年12月5日</p>"
    )
    assert len(kinds(content, "signature")) == 4
    assert not kinds(content, "table")
    assert content.issuing_bodies == (
        "开变市财政局", "开变市水利局", "开变市商务局", "开变市民政局",
    )  # fmt: skip


def test_a_sentence_that_leads_to_a_list_addresses_nobody() -> None:
    html = f"{HEAD}<p>为规范管理，开变市财政局现公告如下：</p><p>一、范围，如前。</p></div></body>"
    content = extract(Page(url=URL, body=html.encode()), families=False)
    assert not kinds(content, "addressee")


def test_a_text_of_pictures_names_them_and_says_so() -> None:
    html = (
        "<html><head><title>关于锅炉节能的一图读懂</title></head><body><div class='a'>"
        "<h1>关于锅炉节能的一图读懂</h1><div><img src='./W020231.png' alt='第一页'>"
        "<img src='./W020232.jpg'></div></div></body></html>"
    )
    content = extract(Page(url=URL, body=html.encode()), families=False)
    assert [block.label for block in kinds(content, "image")] == ["第一页", "W020232.jpg"]
    assert content.page_state == "ok"
    assert content.state_reason == "正文只有图片，图片中的文字没有读取"


def test_the_page_inside_a_frame_is_read_in_its_place() -> None:
    inner = "&lt;p&gt;框内，文字。&lt;/p&gt;&lt;script&gt;var a=1;&lt;/script&gt;"
    text = read(f'<iframe srcdoc="{inner}"></iframe><p>框后，文字。</p>').text
    assert text.endswith("框内，文字。\n框后，文字。")
    assert "var a" not in text


def test_a_json_answer_of_plain_text_keeps_its_lines() -> None:
    record = {"title": "关于锅炉的批复", "content": "某公司：\n来文收悉，同意。\nA<5时除外。"}
    body = json.dumps({"data": record}).encode()
    content = extract(Page(url=URL, body=body, media_type="application/json"))
    assert content.text.split("\n") == ["某公司：", "来文收悉，同意。", "A<5时除外。"]


def test_a_json_answer_of_escaped_markup_is_read_as_markup() -> None:
    record = {
        "title": "关于锅炉的批复",
        "content": "&lt;p&gt;某公司：&lt;/p&gt;&lt;p&gt;同意，照办。&lt;/p&gt;",
    }
    body = json.dumps({"data": record}).encode()
    content = extract(Page(url=URL, body=body, media_type="application/json"))
    assert content.text == "某公司：\n同意，照办。"
