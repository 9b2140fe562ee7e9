"""Pages whose text is a table, whatever stands around it."""

import pytest

from crawlers.extract import extract
from crawlers.page import Page
from storage.records import Content

URL = "https://www.kaibian.example/x/1.html"
HEADS = (
    ("序号", "企业名称", "配额"),
    ("序号", "名称", "发布日期"),
    ("名称", "文号", "来源"),
    ("大", "中", "小"),
    ("", "2025年", "2024年"),
)
NAV = "".join(f"<li><a href='/n{n}'>开变市栏目{n}</a></li>" for n in range(8))
HEADED = (
    f"<div><ul>{NAV}</ul></div><h1>关于公布开变市配额的公告</h1>"
    "<div>发布时间：2026-03-02 来源：某厅</div>"
)
FOOT = "<div>版权所有：开变市能源局 <a href='/a'>网站地图</a></div>"
AROUND = {
    "nothing": ("", ""),
    "a page": (HEADED, FOOT),
    "words": ("<h1>开变市配额方案</h1><p>配额如下表：</p>", "<p>特此通知。</p>"),
    "a signature": (
        f"{HEADED}<p>配额如下表：</p>",
        f"<p>开变市能源局</p><p>2026年3月2日</p>{FOOT}",
    ),
}
Rows = list[tuple[str, ...]]


def rows_of(head: tuple[str, ...], count: int) -> Rows:
    return [head, *((str(n), f"开变{n}厂", str(10000 + n * 37)) for n in range(1, count + 1))]


def markup(rows: Rows, *, headed: bool) -> str:
    def line(row: tuple[str, ...], tag: str) -> str:
        return f"<tr>{''.join(f'<{tag}>{cell}</{tag}>' for cell in row)}</tr>"

    body = "".join(line(row, "td") for row in rows[headed:])
    head = f"<thead>{line(rows[0], 'th')}</thead>" if headed else ""
    return f"<table>{head}<tbody>{body}</tbody></table>"


def read(html: str) -> Content:
    return extract(Page(url=URL, body=f"<html><body>{html}</body></html>".encode()))


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("count", [3, 60])
@pytest.mark.parametrize("headed", [True, False])
def test_the_table_is_whole(around: str, head: tuple[str, ...], count: int, headed: bool) -> None:
    rows = rows_of(head, count)
    before, after = AROUND[around]
    content = read(before + markup(rows, headed=headed) + after)
    (table,) = (block for block in content.blocks if block.kind == "table")
    assert table.text.split("\n") == ["\t".join(row) for row in rows]
    assert len(content.blocks) <= 4


def test_the_words_around_a_long_table_stay() -> None:
    before, after = AROUND["words"]
    content = read(before + markup(rows_of(HEADS[0], 300), headed=True) + after)
    shown = [block.text for block in content.blocks if block.kind != "table"]
    assert shown[-2:] == ["配额如下表：", "特此通知。"]


def test_a_source_in_the_last_row_takes_nothing_away() -> None:
    before, after = AROUND["a signature"]
    rows = [*rows_of(HEADS[0], 3), ("来源：开变市统计局",)]
    content = read(before + markup(rows, headed=False) + after)
    (table,) = (block for block in content.blocks if block.kind == "table")
    assert table.text.split("\n") == ["\t".join(row) for row in rows]


def test_what_an_information_table_says_is_no_text() -> None:
    told = (
        "<table><tr><td>名称</td><td>锅炉节能管理办法</td><td>文号</td><td>开政发〔2023〕5号</td></tr>"
        "<tr><td>发布机构</td><td>开变市人民政府</td><td>发布日期</td><td>2023-12-06</td></tr>"
        "<tr><td>主题分类</td><td>能源</td><td>有效性</td><td>有效</td></tr></table>"
    )
    content = read(f"<div>{told}<p>为节约能源，制定本办法，现予公布。</p></div>")
    assert content.text == "为节约能源，制定本办法，现予公布。"
    assert content.document_number == "开政发〔2023〕5号"
