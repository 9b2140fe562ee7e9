"""The rules of extraction on small pages of our own."""

import json
from datetime import date

import pytest

from crawlers.extract import attachment_links, extract
from crawlers.page import Page
from storage.records import Row, Source

URL = "https://www.kaibian.example/zwgk/202312/t20231208_1.html"


def page(html: str, **more: str) -> Page:
    return Page(url=URL, body=html.encode(), **more)


PLAIN = """<html><head><title>关于做好锅炉节能工作的通知_开变市发展改革委</title>
<meta name="ArticleTitle" content="关于做好锅炉节能工作的通知"><meta name="PubDate"
content="2023-12-08 10:00"></head><body>
<div class="nav"><a href="/">首页</a><a href="/tz/">通知</a></div>
<div class="main"><h1>关于做好锅炉节能工作的通知</h1>
<div class="info">发布时间：2023-12-08 来源：开变市发展改革委 【打印】</div>
<div class="text"><p>开发改环资〔2023〕17号</p><p>各县（区）发展改革局，有关单位：</p>
<p>为做好锅炉节能工作，现就有关事项通知如下。</p><p>一、摸清底数</p>
<p>（一）登记在用锅炉，CO<sub>2</sub>排放按年核算。</p>
<table><tr><th>类别</th><th>时限</th></tr><tr><td>燃煤</td><td>2024年6月</td></tr></table>
<p>附件：<a href="./W1.docx">登记表</a><a href="javascript:alert(1)">坏链接.pdf</a></p>
<p>开变市发展和改革委员会 开变市财政局</p><p>2023年12月5日</p></div>
<div class="share">分享到：微信 微博</div>
<div class="xgwj">相关文件：<a href="/old.pdf">旧文件</a></div></div>
<div class="footer">版权所有 开变市发展改革委 开ICP备1号</div></body></html>"""


def test_every_field_of_a_plain_page() -> None:
    content = extract(page(PLAIN), families=False)
    assert content.title == "关于做好锅炉节能工作的通知"
    assert content.document_number == "开发改环资〔2023〕17号"
    assert content.issuing_bodies == ("开变市发展和改革委员会", "开变市财政局")
    assert content.document_type == "通知"
    assert content.signed_on == date(2023, 12, 5)
    assert content.published_on == date(2023, 12, 8)
    assert content.source_label == "开变市发展改革委"
    assert content.page_state == "ok"
    assert content.index_number is None
    assert content.validity is None


def test_the_text_is_whole_and_nothing_else() -> None:
    text = extract(page(PLAIN), families=False).text
    assert text.startswith("开发改环资〔2023〕17号\n各县（区）发展改革局，有关单位：")
    assert text.endswith("2023年12月5日")
    assert "CO2排放" in text
    assert "类别\t时限\n燃煤\t2024年6月" in text
    for furniture in ("打印", "分享", "相关文件", "版权所有", "首页"):
        assert furniture not in text


def test_attachments_are_http_files_of_the_document() -> None:
    (file,) = extract(page(PLAIN)).attachments
    assert file.name == "登记表"
    assert file.url == "https://www.kaibian.example/zwgk/202312/W1.docx"
    assert attachment_links(page(PLAIN)) == (file,)


def test_a_page_without_a_file_address_is_not_parsed_for_attachments() -> None:
    plain = page("<html><body><a href='/a.html'>附件</a></body></html>")
    assert attachment_links(plain) == ()
    assert "tree" not in plain.__dict__


def test_a_selector_of_the_source_names_the_body() -> None:
    html = "<body><div id='zoom'><p>甲，乙。</p></div><div class='own'><p>丙，丁。</p></div>"
    source = Source(
        source_id="x", name="x", agency="x", family="x", level="ministry",
        start_urls=(URL,), select={"body": "div.own"},
    )  # fmt: skip
    assert extract(page(html), source=source).text == "丙，丁。"
    assert extract(page(html)).text == "甲，乙。"


def test_a_wrong_selector_falls_back() -> None:
    html = "<html><body><div id='zoom'><p>甲，乙。</p></div></body></html>"
    for selector in ("div.absent", "[[["):
        source = Source(
            source_id="x", name="x", agency="x", family="x", level="ministry",
            start_urls=(URL,), select={"body": selector},
        )  # fmt: skip
        assert extract(page(html), source=source).text == "甲，乙。"


ROW = Row(
    url=URL,
    title="开变市发展改革委关于做好锅炉节能工作的通知",
    published_on=date(2023, 12, 9),
    document_number="开发改〔2023〕1号",
)


def test_the_row_fills_what_the_page_does_not_say() -> None:
    content = extract(page("<html><body><p>正文，没有别的。</p></body></html>"), row=ROW)
    assert content.title == ROW.title
    assert content.published_on == ROW.published_on
    assert content.document_number == ROW.document_number


def test_the_page_comes_before_the_row() -> None:
    content = extract(page(PLAIN), row=ROW)
    assert content.published_on == date(2023, 12, 8)
    assert content.document_number == "开发改环资〔2023〕17号"
    assert content.title == "关于做好锅炉节能工作的通知"


def test_a_title_cut_on_the_page_is_taken_from_the_row() -> None:
    html = '<meta name="ArticleTitle" content="开变市发展改革委关于做好…"><body><p>正文，</p>'
    assert extract(page(html), row=ROW).title == ROW.title


def test_the_list_date_beats_the_time_of_generation() -> None:
    html = (
        '<html><head><meta name="PubDate" content="2025-10-25 11:32:37"><meta name="others" '
        'content="页面生成时间 2025-10-25 11:32:37"></head><body><p>正文，正文。</p></body></html>'
    )
    assert extract(page(html), row=ROW).published_on == date(2023, 12, 9)
    assert extract(page(html), row=ROW).inferred == ()
    alone = extract(page(html))
    assert alone.published_on == date(2025, 10, 25)
    assert alone.inferred == ("published_on",)


@pytest.mark.parametrize(
    ("told", "signed", "issuers"),
    [
        ("教育部 国家税务总局", "教育部 税务总局", ("教育部", "国家税务总局")),
        ("生态环境部", "生态环境部办公厅", ("生态环境部办公厅",)),
        ("生态环境部大气司", "生态环境部", ("生态环境部",)),
        ("国家税务总局", "教育部 税务总局", ("教育部", "税务总局")),
        ("国家税务总局", "开变市教育局", ("开变市教育局",)),
    ],
)
def test_the_table_names_signatories_in_full(
    told: str, signed: str, issuers: tuple[str, ...]
) -> None:
    html = PLAIN.replace("发布时间：", f"<p>发布机构：{told}</p>发布时间：").replace(
        "开变市发展和改革委员会 开变市财政局", signed
    )
    assert extract(page(html), families=False).issuing_bodies == issuers


def test_what_scripts_and_choices_hold_is_not_text() -> None:
    more = (
        '<script>var a = "</p><p>x/script>", b = "<div>";</script><!-- <p>注释 > 不是正文</p> -->'
        "<select><option>选项</option></select><svg><a<b>图</a<b></svg><style>a > p {}</style>"
    )
    html = PLAIN.replace("<p>一、摸清底数</p>", f"{more}<p>一、摸清底数</p>")
    assert extract(page(html), families=False) == extract(page(PLAIN), families=False)


def test_hidden_text_is_not_text() -> None:
    html = """<html><body><div id="zoom">
    <p>可见的，正文。</p><p style="display:none">隐藏的，文字。</p>
    <script>var a="脚本，。"</script><noscript>无，脚本。</noscript></div></body></html>"""
    assert extract(page(html)).text == "可见的，正文。"


def test_a_body_that_only_a_script_shows_is_text() -> None:
    html = """<html><body><div class="top">欢迎</div>
    <div id="doc" style="display:none"><p>各单位：</p>
    <p>这是正文，由脚本显示。</p><p style="display:none">仍然，隐藏。</p></div></body></html>"""
    assert extract(page(html), families=False).text == "各单位：\n这是正文，由脚本显示。"


def test_effective_date_and_validity() -> None:
    html = """<html><body><ul><li>有效性：有效</li><li>索引号：000014672/2023-00530</li></ul>
    <div id="zoom">
    <p>第一条 为了节能，制定本办法。</p>
    <p>第二条 本办法自2024年1月1日起施行。</p></div></body></html>"""
    content = extract(page(html))
    assert content.effective_on == date(2024, 1, 1)
    assert content.validity == "有效"
    assert content.index_number == "000014672/2023-00530"


def test_a_json_answer() -> None:
    clob = "<p>某公司：</p><p>请示收悉，同意。</p><p>开变市金融局</p><p>2026年4月20日</p>"
    record = {
        "docTitle": "关于\n章程的批复",
        "docSubtitle": "关于章程的批复",
        "publishDate": "2026-04-24 17:32:00",
        "documentNo": "开复[2026]2号",
        "docSource": "准入司",
        "docClob": clob,
        "attachmentInfoVOList": [
            {"fileName": "章程.pdf", "filePath": "/files/a.pdf"},
            {"fileName": "x", "url": "javascript:1"},
        ],
    }
    body = json.dumps({"rptCode": 200, "data": record}, ensure_ascii=False)
    content = extract(page(body, media_type="application/json"))
    assert content.title == "关于章程的批复"
    assert content.document_number == "开复〔2026〕2号"
    assert content.published_on == date(2026, 4, 24)
    assert content.signed_on == date(2026, 4, 20)
    assert content.source_label == "准入司"
    assert content.text.splitlines()[0] == "某公司："
    assert [file.url for file in content.attachments] == ["https://www.kaibian.example/files/a.pdf"]


def test_gb18030_without_any_charset() -> None:
    body = PLAIN.encode("gb18030")
    assert extract(Page(url=URL, body=body)).title == "关于做好锅炉节能工作的通知"


def test_a_short_document_in_a_container_named_print_is_text() -> None:
    html = """<body><div class="content"><div class="print-content"><p>各单位：</p>
    <p>请遵照执行。</p></div><div class="share">分享到微信</div></div>"""
    text = extract(page(html), families=False).text
    assert text == "各单位：\n请遵照执行。"
