"""Labelled values: in any layout, folded or not, before other places that say the field."""

from collections.abc import Callable
from datetime import date

import pytest

from crawlers.extract import extract
from crawlers.page import Page
from storage.records import Content

URL = "https://www.kaibian.example/zwgk/202312/t20231208_1.html"
TITLE = "关于做好锅炉节能工作的通知"
TEXT = (
    "<p>各县（区）发展改革局：</p><p>为做好锅炉节能工作，现就有关事项通知如下。</p>"
    "<p>开变市发展和改革委员会</p><p>2023年12月5日</p>"
)
ROWS = {
    "索引号": "000014672/2023-00530",
    "发文字号": "开发改〔2023〕17号",
    "有效性": "有效",
    "成文日期": "2023-12-05",
    "发布日期": "2023-12-08",
}


def read(before: str, *, under: str = "", text: str = TEXT, after: str = "") -> Content:
    html = (
        f"<html><head><title>{TITLE}_开变市</title></head><body><div>{before}<h1>{TITLE}</h1>{under}"
        f"<div class='text'>{text}</div></div>{after}</body></html>"
    )
    return extract(Page(url=URL, body=html.encode()), families=False)


def assert_rows(content: Content) -> None:
    """Every row of the table was read."""
    assert content.index_number == ROWS["索引号"]
    assert content.document_number == ROWS["发文字号"]
    assert content.validity == ROWS["有效性"]
    assert content.published_on == date(2023, 12, 8)
    assert content.signed_on == date(2023, 12, 5)


def laid_out(row: str, *, between: str = "") -> str:
    """The rows, each by a pattern of label and value."""
    return between.join(row.format(label=label, value=value) for label, value in ROWS.items())


LAYOUTS = {
    "one line": f"<div>{laid_out('{label}：{value}', between=' ')}</div>",
    "wide gaps": f"<div>{laid_out('{label}：{value}', between='　　')}</div>",
    "no gaps": f"<div>{laid_out('{label}：{value}')}</div>",
    "semicolons": f"<div>{laid_out('{label}:{value}', between='；')}</div>",
    "pipes": f"<div>{laid_out('{label}：{value}', between=' | ')}</div>",
    "bullets": f"<div>{laid_out('·{label}：{value}<br>')}</div>",
    "brackets": f"<div>{laid_out('【{label}】{value}')}</div>",
    "bold labels": f"<p>{laid_out('<b>{label}：</b>{value}<br>')}</p>",
    "one cell": f"<table>{laid_out('<tr><td>{label}：{value}</td></tr>')}</table>",
    "heads": f"<table>{laid_out('<tr><th>{label}</th><td>{value}</td></tr>')}</table>",
    "terms": f"<dl>{laid_out('<dt>{label}</dt><dd><em>{value}</em></dd>')}</dl>",
    "siblings": laid_out("<div><div>{label}</div><div>{value}</div></div>"),
    "colon with the value": f"<p>{laid_out('<b>{label}</b><i>：{value}</i>　')}</p>",
    "attribute": laid_out("<p><b>{label}：</b><span title='{value}'></span></p>"),
    "data": laid_out("<p><b>{label}</b>：<i data-value='{value}'></i></p>"),
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("folded", ["", " style='display:none'", " class='hide'"])
def test_rows_are_read_in_any_layout(layout: str, folded: str) -> None:
    table = f"<span onclick='more()'>更多属性</span><div{folded}>{LAYOUTS[layout]}</div>"
    assert_rows(read(table))


def _wide(label: str) -> str:
    return "　".join(label)


def _spaced(label: str) -> str:
    return "&nbsp; ".join(label)


def _parted(label: str) -> str:
    return f"{label[:2]} {label[2:]}"


@pytest.mark.parametrize("blank", [_wide, _spaced, _parted])
def test_labels_may_hold_blanks(blank: Callable[[str], str]) -> None:
    rows = [f"<tr><td>{blank(label)}：</td><td>{value}</td></tr>" for label, value in ROWS.items()]
    assert_rows(read(f"<table>{''.join(rows)}</table>"))
    assert_rows(read(f"<table>{''.join(rows).replace('：', '')}</table>"))


def test_a_summary_in_the_table_does_not_end_it() -> None:
    summary = (
        "<tr><td>内容概述：</td><td>为做好锅炉节能工作，对登记的锅炉作出规定，请执行。</td></tr>"
    )
    table = laid_out("<tr><td>{label}：</td><td>{value}</td></tr>")
    content = read("", text=f"<table>{summary}{table}</table>{TEXT}")
    assert_rows(content)
    assert content.text.startswith("各县（区）发展改革局：")


@pytest.mark.parametrize("folded", ["", " style='display:none'"])
def test_the_day_in_the_table_comes_before_days_elsewhere(folded: str) -> None:
    table = f"<ul{folded}>{laid_out('<li>{label}：{value}</li>')}</ul>"
    stamp = "<div>发布时间：2023-12-20 来源：开变日报</div>"
    assert read(table, under=stamp).published_on == date(2023, 12, 8)
    assert read(table, after="<div>日期：2024-02-01</div>").published_on == date(2023, 12, 8)
    assert read("", under=stamp).published_on == date(2023, 12, 20)


def test_a_summary_that_says_when_something_takes_place_is_no_day_of_publication() -> None:
    hint = "<div>欢迎监督，时间：2024-02-01至2024-02-09。</div>"
    assert read("", after=hint).published_on is None


def test_the_day_of_printing_and_hidden_moments_are_no_day_of_publication() -> None:
    html = (
        "<html><head><title>关于锅炉的通知</title><meta name='PubDate' content='2025-09-19'></head>"
        "<body><div style='display:none'>2025-09-16 13:43:38</div><h1>关于锅炉的通知</h1>"
        "<div><span>印发日期：2025-09-16 | 文号：开财发〔2025〕5号</span></div>"
        "<div><p>各有关单位：</p><p>为做好锅炉节能工作，现就有关事项通知如下。</p></div></body></html>"
    )
    content = extract(Page(url="https://www.kaibian.example/1.html", body=html.encode()))
    assert (str(content.published_on), str(content.signed_on)) == ("2025-09-19", "2025-09-16")
