"""What a digest looks like: read by a person once, held fast here."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from notifiers.render import LIMIT
from storage.records import (
    Comparison,
    CoverageLine,
    DigestItem,
    Filter,
    Form,
    Hunk,
    ValueChange,
)
from tests.telling_samples import (
    DEADLINE,
    PERIOD,
    READ,
    UNREAD,
    digest,
    document,
    item,
    rendered,
    week,
)


def mail(*items: DigestItem, coverage: Any = READ, **values: Any) -> Form:
    made = digest(*items, coverage=coverage, **values)
    return rendered(made, channel="email", desk_url="https://desk.example.org/")


def shown(html: str) -> str:
    tree = LexborHTMLParser(html)
    assert tree.body is not None
    return tree.body.text(separator=" ")


def test_the_text_of_a_week() -> None:
    wanted = Filter(topics=("carbon_market", "circular"), regions=("河北省", "全国"))
    made = digest(*week(), coverage=UNREAD, filter=wanted, name="某电厂")
    message = rendered(
        made, channel="email", desk_url="https://d.example/", names={"carbon_market": "碳市场"}
    )
    assert message.subject == (
        "双碳政策周报（11月16日—22日）：新文件 3 件，改动 1 件，撤下 1 件，补发 1 件"
    )
    lines = message.text.splitlines()
    assert lines[:6] == [
        "双碳政策周报（11月16日—22日）",
        "订阅：某电厂",
        "",
        "新文件 3 件，改动 1 件，撤下 1 件，补发 1 件；其中 1 件待定（是否相关有待人工确认）。",
        "本期监测范围（与条件有关的来源）：中央文件 6/6，国家部委 21/23"
        "（工业和信息化部：11月3日起无法访问；国家邮政局：11月17日起拒绝访问）。",
        "注意：监测不完整，未列出的不等于没有。",
    ]
    at = lines.index("1. 国务院关于印发《碳达峰试点城市建设指引》的通知")
    assert lines[at - 4 : at + 7] == [
        "======== 新文件 3 件 ========",
        "",
        "【中央文件】",
        "",
        "1. 国务院关于印发《碳达峰试点城市建设指引》的通知",
        "   国发〔2026〕31号｜国务院｜2026-11-16 成文，2026-11-18 公布，2027-01-01 施行",
        "   主题：碳市场",
        f"   本站：https://d.example/documents/{week()[0].document.document_id}",
        f"   原文：{week()[0].change.url}",
        "   另见：https://other.example/a.html",
        "   另见：https://third.example/b.html",
    ]
    at = lines.index("4. 重点行业节能降碳专项行动计划（2026—2028年）")
    assert lines[at + 2] == "   第三章 第十条：2025年12月31日 → 2026年6月30日；第十二条有改动"
    assert "3. 〔待定〕关于开展县域商业体系建设的通知" in lines
    assert lines[-4:] == [
        "条件：主题：碳市场、circular；地区：河北省、全国",
        "您收到本邮件，是因为这个邮箱订阅了双碳政策周报。",
        "改条件或退订，请联系编辑部。",
        "每个文件只列一次。日期按北京时间。目录和摘要由程序编成，内容以原文为准。期号 2026-W47。",
    ]


def test_html_and_text_carry_the_same_items() -> None:
    message = mail(*week(), coverage=UNREAD)
    seen = shown(message.html)
    for one in week():
        assert one.document.title in seen
        assert one.document.title in message.text
    for words in ("21/23", "11月3日起无法访问", "待定", "有改动的", "已撤下", "补发", "条件"):
        assert words in seen
        assert words in message.text


def test_html_asks_for_nothing_from_afar() -> None:
    tree = LexborHTMLParser(mail(*week()).html)
    assert not tree.css("img, script, link, iframe, form, object, [src], [background]")
    assert all(link.attributes["href"].startswith("https://") for link in tree.css("a"))


@pytest.mark.parametrize(
    ("coverage", "said", "unsaid"),
    [
        (READ, "本期无新文件", "不详"),
        (UNREAD, "有无新文件不详（2 个来源没有读到）", "本期无新文件"),
        ((), "有无新文件不详（没有与条件有关的来源）", "本期无新文件"),
    ],
)
def test_silence_means_something(coverage: Any, said: str, unsaid: str) -> None:
    message = mail(coverage=coverage)
    for form in (message.subject, message.text, shown(message.html)):
        assert said in form
        assert unsaid not in form


def test_no_new_document_but_a_change() -> None:
    message = mail(week()[3])
    assert message.subject.endswith("：本期无新文件；改动 1 件")


def test_values_lead_where_the_summary_has_none() -> None:
    change = {"summary": "第十二条有改动", "values": (DEADLINE,)}
    text = mail(item("某计划", "amended", change=change)).text
    assert "   第三章 第十条：2025年12月31日 → 2026年6月30日；第十二条有改动\n" in text


def test_a_value_that_came_anew() -> None:
    value = ValueChange(kind="amount", before=None, after="二十万元")
    text = mail(item("某计划", "amended", change={"values": (value,)})).text
    assert "   无 → 二十万元\n" in text


def test_a_long_list_is_cut_and_says_so() -> None:
    items = [item(f"关于第{n}批绿色低碳示范项目的通知" * 4) for n in range(1500)]
    changed = [item(f"改动的第{n}件", "amended") for n in range(20)]
    message = mail(*items, *changed)
    there = message.text.count("   原文：")
    assert 60 < there < 1500
    assert f"本类另有 {1520 - there} 件未列出" in message.text
    assert f"本类另有 {1520 - there} 件未列出" in shown(message.html)
    assert f"共有 {1520 - there} 件未列出，编辑部有全部内容，可去信索取。" in message.text
    assert "======== 新文件 1500 件" in message.text
    assert "改动的第19件" in message.text  # a crowd of new ones must not push the changes out
    assert LIMIT * 0.95 < len(message.html.encode()) <= LIMIT
    assert shown(message.html).count("原文（") == there


COMPARISON = Comparison(
    html="<div>于【删：5月】【增：6月】前</div>", lines=("[修改] 第二条", "6月前")
)


def test_no_form_is_too_long_however_long_its_items_are() -> None:
    for size in range(20, 200, 30):
        items = [item(f"{n}" + "碳" * size) for n in range(90 + size)]
        message = mail(*items, *[replace(one, comparison=COMPARISON) for one in week()])
        assert LIMIT * 0.8 < len(message.html.encode()) <= LIMIT


def test_clauses_stand_beside_the_change_that_they_are_of() -> None:
    changed = item("改动的", "amended", change={"hunks": (Hunk(op="replace"),)})
    with_clauses = replace(changed, comparison=COMPARISON)
    message = mail(with_clauses, replace(item("新的"), comparison=COMPARISON))
    assert message.text.count("   [修改] 第二条\n   6月前\n") == 1
    assert message.html.count(COMPARISON.html) == 1
    page = f"https://desk.example.org/changes/{changed.change.change_id}"
    assert f"   全部对照：{page}\n" in message.text
    links = [link.attributes["href"] for link in LexborHTMLParser(message.html).css("a")]
    assert page in links


def test_no_item_gives_way_to_clauses() -> None:
    """Forty great amendments of one week: all are listed, the clauses of some are shown."""
    long = Comparison(html=f"<p>{'甲' * 4_000}</p>", lines=("乙" * 4_000,))
    items = [replace(item(f"改动的第{n}件", "amended"), comparison=long) for n in range(40)]
    message = mail(*items)
    assert all(f"改动的第{n}件" in message.text for n in range(40))
    assert 3 <= message.html.count(long.html) == message.text.count(long.lines[0]) < 8
    assert len(message.html.encode()) < 90_000


def test_what_is_for_outlook_alone_is_whole_with_and_without_it() -> None:
    """Outlook for Windows gets a table of a fixed width around the text."""
    html = mail(*week()).html
    others = re.sub(r"<!--\[if mso\]>.*?<!\[endif\]-->", "", html)
    assert html.count("<!--[if mso]>") == html.count("<![endif]-->") == 3
    for form in (html, others):
        assert form.count("<table") == form.count("</table>")
        assert form.count("<td") == form.count("</td>")
    assert html.count("<table") == others.count("<table") + 1


def test_a_crowd_of_unread_sources_is_counted_at_the_end() -> None:
    unread = tuple(f"某部办公厅第{n}个栏目的通知公告：11月3日起无法访问" for n in range(99))
    line = CoverageLine(part="ministry", read=0, total=99, unread=unread)
    message = mail(coverage=(line,))
    for form in (message.text, shown(message.html)):
        assert "本期监测范围：国家部委 0/99。" in form
        assert "99 个来源没有读到（见文末），未列出的不等于没有。" in form
        assert "第39个栏目的通知公告：11月3日起无法访问；等 99 项。" in form


@pytest.mark.parametrize("name", ["部", "部办公厅的通知公告"])
def test_each_source_that_was_not_read_is_named(name: str) -> None:
    """Those alike together, and none of them left out."""
    names = [f"{one}{name}" for one in "甲乙丙丁戊己庚辛壬癸子丑"]
    unread = tuple(f"{one}：尚未读取过" for one in names)
    line = CoverageLine(
        part="ministry", read=0, total=13, unread=("寅局：11月3日起无法访问", *unread)
    )
    message = mail(coverage=(line,))
    for form in (message.text, shown(message.html)):
        assert f"寅局：11月3日起无法访问；{'、'.join(names)}：尚未读取过" in form
        assert "等 13 项" not in form


def test_the_payload_is_documented() -> None:
    message = rendered(digest(*week(), coverage=UNREAD), channel="webhook")
    assert message.html == ""
    assert "碳达峰" in message.payload
    event = json.loads(message.payload)
    assert {"id", "type", "source", "time", "data"} <= set(event)
    assert event["id"] == digest(*week(), coverage=UNREAD).digest_id
    assert event["type"] == "policywatch.digest.v1"
    assert event["time"] == "2026-11-23T00:00:00+08:00"
    data = event["data"]
    assert (data["period"], data["since"], data["omitted"]) == (
        PERIOD, "2026-11-16T00:00:00+08:00", 0,
    )  # fmt: skip
    assert [one["section"] for one in data["items"]] == [
        "added", "added", "added", "changed", "withdrawn", "late",
    ]  # fmt: skip
    assert data["items"][3]["change"]["values"] == [
        {
            "kind": "date",
            "before": "2025年12月31日",
            "after": "2026年6月30日",
            "label": "第三章 第十条",
        }
    ]
    assert data["coverage"]["complete"] is False
    assert data["coverage"]["parts"][1]["read"] == 21


def test_a_long_payload_is_cut_and_says_so() -> None:
    items = [item(f"关于第{n}批绿色低碳示范项目的通知" * 4) for n in range(500)]
    message = rendered(digest(*items), channel="webhook")
    event = json.loads(message.payload)
    assert len(message.payload.encode()) <= LIMIT
    assert 0 < len(event["data"]["items"]) == 500 - event["data"]["omitted"]


def test_the_same_digest_is_the_same_message() -> None:
    assert mail(*week()) == mail(*reversed(week()))


def test_a_withdrawn_page_is_not_linked() -> None:
    message = mail(item("撤下的", "withdrawn"))
    url = f"https://www.invented.example/{document('撤下的').document_id}.html"
    assert f"原网址：{url}" in message.text
    assert url not in [a.attributes["href"] for a in LexborHTMLParser(message.html).css("a")]


def test_the_mail_fits_a_phone(chromium: str, tmp_path: Any) -> None:
    """At 375 px nothing sticks out, whatever the length of a word."""
    playwright = pytest.importorskip("playwright.sync_api")
    page_file = tmp_path / "body.html"
    long = item("A" * 180 + "关于很长的通知", also=(f"https://a.example/{'x' * 300}",))
    page_file.write_text(mail(*week(), long, coverage=UNREAD).html)
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 375, "height": 700})
        page.goto(page_file.as_uri())
        width = page.evaluate("document.documentElement.scrollWidth")
        browser.close()
    assert width == 375
