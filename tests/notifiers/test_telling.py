"""What a digest tells of its documents, of what comes up, and where its links lead."""

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from notifiers.personal import PREFERENCES
from notifiers.render import LIMIT, copy_of, render
from notifiers.showing import Showing, is_reachable
from storage.records import AheadLine, Deadline, DeadlineKind, Digest, DigestItem, Form
from tests.notifiers.mails import COPY, PUBLIC, mail, seen
from tests.telling_samples import (
    UNREAD,
    digest,
    item,
    week,
)


def line(
    one: DigestItem,
    day: date,
    kind: DeadlineKind = "report",
    what: str = "报送截止",
    *,
    text: str = "某日前",
) -> AheadLine:
    given = {"precision": "day", "text": text, "sentence": "请于某日前报送材料。"}
    said = Deadline(date=day, kind=kind, **given)  # type: ignore[arg-type]
    when = f"{day.year}年{day.month}月{day.day}日"
    url = one.postings[0].url
    return AheadLine(
        document=one.document, url=url, said=said, when=when, what=what,
        gist="请于某日前报送材料。",
    )  # fmt: skip


def links(form: Form) -> list[str]:
    return [one.attributes["href"] or "" for one in LexborHTMLParser(form.html).css("a")]


# -- of a document


def test_a_consultation_begins_with_its_closing_day() -> None:
    one = item("关于公开征求意见的公告", page_kind="consultation")
    closing = line(one, date(2026, 12, 5), "consultation", "意见反馈截止")
    text, html = seen(mail(digest(replace(one, deadlines=(closing,)))))
    assert "※ 征求意见，12月5日截止" in text
    assert "征求意见，12月5日截止 1. 关于公开征求意见的公告" in html
    assert "期限：" not in text


def test_a_consultation_that_is_over_or_names_no_day() -> None:
    one = item("征求意见稿", page_kind="consultation")
    over = line(one, date(2026, 11, 20), "consultation", "意见反馈截止")
    assert "征求意见，已于11月20日截止" in mail(digest(replace(one, deadlines=(over,)))).text
    assert "征求意见，截止日期未见于正文" in mail(digest(one)).text


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"reckoned_on": date(2027, 1, 1), "reckoned": True}, "2027-01-01 施行（推算）"),
        ({"reckoned_on": date(2027, 1, 1)}, "2027-01-01 施行（据正文）"),
    ],
)
def test_from_when_it_holds_is_marked_where_no_page_says_so(
    values: dict[str, Any], said: str
) -> None:
    one = replace(item("办法"), **values)
    same = line(one, date(2027, 1, 1), "effective", "起施行")
    text, html = seen(mail(digest(replace(one, deadlines=(same,)))))
    assert said in text
    assert said in html
    assert "起施行" not in text  # said once


def test_signed_and_published_on_one_day() -> None:
    day = date(2026, 11, 18)
    assert "｜2026-11-18 成文并公布\n" in mail(digest(item("通知", signed_on=day))).text


def test_its_dates_ahead_stand_beside_it() -> None:
    one = item("通知")
    days = [date(2026, 12, 1), date(2027, 3, 31)]
    one = replace(one, deadlines=tuple(line(one, day) for day in days))
    text, html = seen(mail(digest(one)))
    for when in ("12月1日", "2027年3月31日"):
        assert f"期限：{when}报送截止（请于某日前报送材料。）" in text
        assert f"{when}报送截止：请于某日前报送材料。" in html


def test_what_is_due_is_said_once() -> None:
    one = item("通知")
    one = replace(
        one,
        gist="某日前，报送材料（各单位）",
        deadlines=(line(one, date(2026, 12, 1)), line(one, date(2026, 12, 2), text="次日前")),
    )
    text = mail(digest(one)).text
    assert "   期限：12月1日报送截止\n" in text
    assert "   期限：12月2日报送截止（请于某日前报送材料。）\n" in text
    changed = replace(one, change=replace(one.change, kind="amended"))
    assert "   期限：12月1日报送截止（请于某日前报送材料。）\n" in mail(digest(changed)).text


def test_topics_are_labels_the_surest_first() -> None:
    one = item("通知", topics=("energy", "energy.hydrogen", "carbon_market", "unknown"))
    names = {"energy": "能源", "energy.hydrogen": "氢能", "carbon_market": "碳市场"}
    assert "   主题：氢能、碳市场、unknown\n" in mail(digest(one), names=names).text


def test_what_it_says_in_one_line() -> None:
    one = replace(item("通知"), opening="到2030年，全部改造。", reason="仅一章有关")
    assert "   到2030年，全部改造。\n" in mail(digest(one)).text
    with_facts = replace(one, gist="改造比例 100%")
    text = mail(digest(with_facts)).text
    assert "   要点：改造比例 100%\n" in text
    assert "全部改造" not in text


def test_why_it_is_doubtful() -> None:
    one = replace(item("通知", relevant=None), reason="标题涉及产业结构调整，是否收录请人判断")
    text, html = seen(mail(digest(one)))
    for form in (text, html):
        assert "待定理由：标题涉及产业结构调整，是否收录请人判断" in form


# -- of the digest


def test_what_comes_up_stands_at_the_end_and_is_counted_at_the_top() -> None:
    one = item("关于报送材料的通知")
    ahead = tuple(line(one, date(2026, 11, 24) + timedelta(days=n)) for n in range(20))
    made = replace(digest(*week()), ahead=ahead)
    text, html = seen(mail(made, public_url=PUBLIC, copy_url=COPY))
    for form in (text, html):
        assert "未来 30 天有 20 个期限，见文末。" in form
        assert "12月5日 报送截止：关于报送材料的通知" in form
        assert "12月6日 报送截止" not in form
        assert "另有 8 项，见网页版" in form
    assert text.index("补发 1 件 ====") < text.index("未来 30 天的期限")
    copy = copy_of(Showing(digest=made, public_url=PUBLIC))
    assert "12月13日 报送截止" in seen(copy)[1]
    assert f"{PUBLIC}/documents/{one.document.document_id}" in links(copy)


# -- links


def test_titles_lead_to_our_page_and_the_original_stands_beside_it() -> None:
    form = mail(digest(*week()), public_url=PUBLIC, desk_url="https://desk.example.org")
    for one in week():
        page = f"{PUBLIC}/documents/{one.document.document_id}"
        assert links(form).count(page) == 1
        assert f"   本站：{page}\n" in form.text
    assert week()[0].change.url in links(form)
    assert "desk.example.org" not in form.text + form.html


def test_without_public_pages_no_link_leads_to_this_machine() -> None:
    form = mail(digest(*week()), desk_url="http://127.0.0.1:8000")
    assert all("invented.example" in url or "example/" in url for url in links(form))
    assert "127.0.0.1" not in form.text + form.html
    assert "本站" not in form.text
    assert "请联系编辑部。" in form.text


def test_the_office_is_named_with_its_address() -> None:
    form = mail(digest(*week()), office_address="carbon@office.example")
    for shown in (form.text, form.html):
        assert "请联系编辑部（carbon@office.example）。" in shown


@pytest.mark.parametrize(
    ("url", "reachable"),
    [
        ("http://127.0.0.1:8000", False),
        ("http://127.9.9.9", False),
        ("http://[::1]:8000/", False),
        ("http://0.0.0.0:8000", False),
        ("http://localhost:8000", False),
        ("http://desk.localhost", False),
        ("", False),
        ("ftp://desk.example.org", False),
        ("http://192.168.1.7:8000", True),
        ("https://desk.example.org/", True),
    ],
)
def test_what_is_this_machine(url: str, reachable: bool) -> None:
    assert is_reachable(url) is reachable


def test_preferences_are_the_readers_own_and_only_where_there_are_any() -> None:
    form = mail(digest(*week()), public_url=PUBLIC)
    assert form.text.count(PREFERENCES) == 1
    assert links(form).count(PREFERENCES) == 1
    alone = mail(digest(*week()))
    assert PREFERENCES not in alone.text + alone.html
    assert "改条件或退订，请联系编辑部。" in alone.text
    copy = copy_of(Showing(digest=digest(*week()), public_url=PUBLIC))
    webhook = render(Showing(digest=digest(*week()), public_url=PUBLIC), "webhook")
    for other in (copy, webhook):
        assert PREFERENCES not in other.text + other.html + other.payload


# -- the copy on the web


def many() -> Digest:
    items = [item(f"关于第{n}批绿色低碳示范项目的通知" * 4) for n in range(300)]
    return digest(*items, *week(), coverage=UNREAD, name="某电厂")


def test_the_rest_is_behind_a_link() -> None:
    form = mail(many(), public_url=PUBLIC, copy_url=COPY)
    assert len(form.html.encode()) <= LIMIT
    left = 303 - form.text.count("   原文：")
    assert f"件未列出，全部内容见：{COPY}\n" in form.text
    assert re.search(r"共有 \d+ 件未列出", form.text)
    assert left > 100
    assert links(form).count(COPY) == 2


def test_the_copy_has_everything_and_names_nobody() -> None:
    form = copy_of(Showing(digest=many(), public_url=PUBLIC))
    text, html = seen(form)
    for said in (text, html):
        assert all(f"关于第{n}批" in said for n in range(300))
        assert "未列出，" not in said
        assert "某电厂" not in said
        assert "订阅了" not in said
    assert 'name="robots" content="noindex"' in form.html
    assert COPY not in form.text


def test_the_numbers_are_those_of_the_copy() -> None:
    """303 in a mail that shows a hundred is 303 in the copy too."""
    numbered = re.compile(r"^(\d+)\. (?:〔待定〕)?(.+)$", re.MULTILINE)
    made = many()
    copy = dict(numbered.findall(copy_of(Showing(digest=made)).text))
    told = numbered.findall(mail(made).text)
    assert len(copy) == 306
    assert 50 < len(told) < 306
    assert all(copy[number] == title for number, title in told)


def test_html_and_text_have_the_same_numbers() -> None:
    form = mail(many())
    html = [
        one.text().split(".")[0]
        for one in LexborHTMLParser(form.html).css("p")
        if re.match(r"\d+\. ", one.text())
    ]
    assert html == re.findall(r"^(\d+)\. ", form.text, re.MULTILINE)


def test_the_mail_has_a_line_for_the_list_of_mails() -> None:
    tree = LexborHTMLParser(mail(digest(*week())).html)
    preheader = tree.css_first("body > div")
    assert "display:none" in (preheader.attributes["style"] or "")
    assert preheader.text().startswith("国务院关于印发《碳达峰试点城市建设指引》的通知；关于做好")


def test_the_html_needs_no_style_sheet() -> None:
    """Gmail, QQ and 163 drop what stands in the head, Outlook knows tables alone."""
    tree = LexborHTMLParser(mail(digest(*week())).html)
    assert not tree.css("ins, del, details, section, main")
    assert "flex" not in (tree.html or "")
    assert all(one.attributes.get("role") == "presentation" for one in tree.css("table"))
    assert all(one.attributes.get("style") for one in tree.css("body p, body h1, body h2, body a"))
    assert tree.css_first('table[width="640"]') is not None
