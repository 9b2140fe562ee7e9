"""Issues in other house styles: read whole, or refused in one line, never read by half.

The real issue's text is put into each style in memory.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from compilation.faults import IssueError
from storage.records import Issue
from storage.text import fold
from tests.compilation.issue_sample import BODY, FRONT, text_of
from tests.compilation.reading import read_issue

DIGITS = "一二三四五六七八九十"
_ITEM = re.compile(r"(\d)\.(\d+) (.*(?:通知|意见|公告))(\t\d+)?")
_PART = re.compile(r"第(.)编 (\S+文件)(\t\d+)?")
Name = Callable[[int, int, int], str]
"""From a part's number, an item's place in it and in the issue."""

ITEMS: dict[str, Name] = {
    "1.1": lambda part, place, _: f"{part}.{place} ",
    "1.1.": lambda part, place, _: f"{part}.{place}. ",
    "running 1、": lambda _, __, at: f"{at}、",
    "1. in each part": lambda _, place, __: f"{place}. ",
    "no numbers": lambda *_: "",
    "一、": lambda _, place, __: f"{DIGITS[place - 1]}、",
    "（一）": lambda _, place, __: f"（{DIGITS[place - 1]}）",
    "【1】": lambda _, place, __: f"【{place}】",
}
PARTS: dict[str, Callable[[int], str]] = {
    "第一编": lambda part: f"第{DIGITS[part - 1]}编 ",
    "第一章": lambda part: f"第{DIGITS[part - 1]}章 ",
    "一、": lambda part: f"{DIGITS[part - 1]}、",
    "II.": lambda part: f"{('I', 'II', 'III', 'IV')[part - 1]}. ",
    "names alone": lambda _: "",
}


@dataclass(frozen=True, kw_only=True)
class Real:
    """The real issue: what stands before the contents, them, the text; and how it reads."""

    front: str
    contents: str
    body: str
    issue: Issue

    def styled(self, part: str, item: str) -> tuple[str, str]:
        """Contents and text in a style."""
        numbers = {one.number: at for at, one in enumerate(self.issue.items, 1)}

        def line(text: str) -> str:
            head, top = _ITEM.fullmatch(text), _PART.fullmatch(text)
            if head and (number := f"{head[1]}.{head[2]}") in numbers:
                mark = ITEMS[item](int(head[1]), int(head[2]), numbers[number])
                return f"{mark}{head[3]}{head[4] or ''}"
            if top:
                return f"{PARTS[part](DIGITS.index(top[1]) + 1)}{top[2]}{top[3] or ''}"
            return text

        contents, body = (
            "\n".join(map(line, text.split("\n"))) for text in (self.contents, self.body)
        )
        return contents, body


@pytest.fixture(scope="module")
def real(shared: Path) -> Real:
    text = (shared / "compilation/2023-12.txt").read_text(encoding="utf-8")
    start, body = text.index("目录\n"), text.index("\n第一编 中央文件\n\n")
    issue = read_issue(text.encode(), "2023-12.txt")
    return Real(front=text[:start], contents=text[start:body], body=text[body:], issue=issue)


def paragraphs(issue: Issue) -> list[tuple[str, list[str]]]:
    """Each item's title and paragraphs, without its number."""
    return [(one.title, [block.block.text for block in one.blocks[1:]]) for one in issue.items]


def is_whole(found: Issue, real: Real) -> bool:
    return (
        paragraphs(found) == paragraphs(real.issue)
        and [one.part for one in found.parts] == [one.part for one in real.issue.parts]
        and [len(one.items) for one in found.parts] == [len(one.items) for one in real.issue.parts]
    )


@pytest.mark.parametrize(
    ("part", "item"),
    [
        *(("第一编", item) for item in ITEMS),
        *((part, "1.1") for part in PARTS if part != "第一编"),
        ("第一章", "一、"), ("一、", "一、"), ("一、", "（一）"), ("II.", "1. in each part"),
        ("names alone", "no numbers"),
    ],
)  # fmt: skip
def test_numbers_of_other_kinds(real: Real, part: str, item: str) -> None:
    contents, body = real.styled(part, item)
    found = read_issue((real.front + contents + body).encode(), "2023-12.txt")
    assert is_whole(found, real)
    assert [one.page for one in found.items] == [one.page for one in real.issue.items]
    assert found.notes == ()


@pytest.mark.parametrize(("part", "item"), [("第一编", "1.1"), ("一、", "（一）")])
@pytest.mark.parametrize("leader", ["", " ........ {}", "…………{}", "          {}", "{}"])
def test_contents_of_other_kinds(real: Real, part: str, item: str, leader: str) -> None:
    contents, body = real.styled(part, item)
    contents = re.sub(r"\t(\d+)$", lambda page: leader.format(page[1]), contents, flags=re.M)
    found = read_issue((real.front + contents + body).encode(), "2023-12.txt")
    assert is_whole(found, real)
    assert [one.page is None for one in found.items] == [not leader] * len(found.items)


@pytest.mark.parametrize(("part", "item"), [("第一编", "1.1"), ("第一章", "running 1、")])
def test_contents_behind_the_text(real: Real, part: str, item: str) -> None:
    contents, body = real.styled(part, item)
    found = read_issue((real.front + body + "\n\n" + contents).encode(), "2023-12.txt")
    assert is_whole(found, real)
    assert (found.title, found.items[1].page) == (real.issue.title, real.issue.items[1].page)


@pytest.mark.parametrize("item", ["1.1", "running 1、"])
def test_contents_without_the_parts(real: Real, item: str) -> None:
    contents, body = real.styled("一、", item)
    kept = [line for line in contents.split("\n") if "文件\t" not in line]
    found = read_issue((real.front + "\n".join(kept) + body).encode(), "2023-12.txt")
    assert is_whole(found, real)


def test_headings_on_two_lines(real: Real) -> None:
    contents, body = real.styled("第一章", "running 1、")
    body = re.sub(r"^(\d+、.{30})(.{6,}(?:通知|意见|公告))$", r"\1\n\2", body, flags=re.M)
    found = read_issue((real.front + contents + body).encode(), "2023-12.txt")
    shown = [(fold(title), texts) for title, texts in paragraphs(found)]
    assert shown == [(fold(title), texts) for title, texts in paragraphs(real.issue)]


@pytest.mark.parametrize("item", ["running 1、", "no numbers", "一、"])
def test_what_nothing_tells_is_refused(real: Real, item: str) -> None:
    _, body = real.styled("第一章", item)
    with pytest.raises(IssueError, match=r"^2023-12\.txt 读不全：[^\n]*没有导入。请把[^\n]*$"):
        read_issue((real.front + body).encode(), "2023-12.txt")


def test_contents_of_another_issue_are_refused(real: Real) -> None:
    listed = [f"1.{at} 海东省关于第{at}批清洁能源示范工程建设的通知\t{at}" for at in range(1, 9)]
    text = real.front + "\n".join(["目录", *listed, "第一编 中央文件", "另一期。"])
    with pytest.raises(IssueError, match=r"目录列有 8 个文件|没有找到编和文件的标题"):
        read_issue(text.encode(), "2023-12.txt")


@pytest.mark.parametrize("head", ["碳达峰碳中和政策法规汇编 2023年12月", "政策法规汇编     {page}"])
def test_running_heads_are_no_text(real: Real, head: str) -> None:
    lines = real.body.split("\n")
    paged: list[str] = []
    for at in range(0, len(lines), 40):
        paged += [*lines[at : at + 40], "", head.format(page=at // 40 + 1), ""]
    text = real.front + real.contents + "\n".join(paged)
    found = read_issue(text.encode(), "2023-12.txt")
    assert [one.text for one in found.items] == [one.text for one in real.issue.items]
    assert [one.text for one in found.notes] == [f"{len(lines) // 40 + 1} 行页眉不是正文，没有计入"]


# -- numbers printed twice --------------------------------------------------------------------

TITLES = {
    "A": "国家发展改革委 财政部关于加快推进废旧物资循环利用体系建设的通知",
    "B": "国家发展改革委 能源局关于做好新能源消纳工作保障高质量发展的通知",
    "C": "工业和信息化部关于印发船舶制造业绿色发展行动纲要的通知",
}


def issue_with(listed: str, printed: str) -> Issue:
    """An issue of one part; ``1A 2B``: the numbers that the contents and headings have."""
    lines = [f"3.{one[0]} {TITLES[one[1]]}\t{at}" for at, one in enumerate(listed.split(), 1)]
    items = [
        paragraph
        for one in printed.split()
        for paragraph in (f"3.{one[0]} {TITLES[one[1]]}", "各有关单位：", "请执行。")
    ]
    return read_issue(
        text_of("2024年3月", "目录", "第三编 部委文件\t1", *lines, "第三编 部委文件", *items),
        "2024-03.txt",
    )


@pytest.mark.parametrize(
    ("listed", "printed", "numbers"),
    [
        ("1A 2B 3C", "1A 1B 2C", ["3.1", "3.2", "3.3"]),
        ("1A 2B 3C", "1A 2B 2C", ["3.1", "3.2", "3.3"]),
        ("1A 3B 3C", "1A 3B 3C", ["3.1", "3.3", "3.4"]),
        ("1A 1B 2C", "1A 1B 2C", ["3.1", "3.2", "3.3"]),
    ],
)
def test_a_doubled_number_swallows_no_document(
    listed: str, printed: str, numbers: list[str]
) -> None:
    found = issue_with(listed, printed)
    assert [one.number for one in found.items] == numbers
    assert [one.title for one in found.items] == list(TITLES.values())
    assert [one.title_in_contents for one in found.items] == list(TITLES.values())
    assert "的标题在正文中编号为" in found.notes[0].text


def test_a_document_inside_another_is_said() -> None:
    found = issue_with("1A 2B", "1A 9C 2B")
    assert [one.number for one in found.items] == ["3.1", "3.2"]
    assert [(one.text[:6], one.line) for one in found.notes] == [("“3.9 工", 19)]


# -- parts and numbers of others --------------------------------------------------------------


def test_parts_of_another_place_are_said() -> None:
    body = text_of(
        "2024年2月", "第一编 海东省文件", "1.1 关于甲工作的通知", "请执行。",
        "第二编 地市文件", "2.1 关于乙工作的通知", "请执行。",
    )  # fmt: skip
    found = read_issue(body, "2024-02.txt")
    assert [one.text.partition("是")[0] for one in found.notes] == [
        "“第一编 海东省文件”不", "“第二编 地市文件”不",
    ]  # fmt: skip


def test_headings_without_numbers_are_one_line() -> None:
    listed = [f"1.{at} 关于印发第{at}批清单的通知\t{at}" for at in range(1, 6)]
    items = [f"关于印发第{at}批清单的通知" for at in range(1, 6)]
    lines = [line for item in items for line in (item, "请执行。")]
    text = text_of("2024年2月", "目录", "第一编 中央文件\t1", *listed, "第一编 中央文件", *lines)
    found = read_issue(text, "2024-02.txt")
    assert [one.text for one in found.notes] == ["1.1、1.2、1.3 等 5 个文件的标题在正文中没有编号"]


@pytest.mark.parametrize("rest", ["\n【待定】\t3", "\t3\n【待定】"])
def test_a_mark_alone_on_its_line_is_of_the_title(rest: str) -> None:
    named = "1.2 海东部关于公布节能名单的公告"
    text = (
        FRONT.replace(f"{named}\t3", named + rest) + "\n" + BODY.replace(named, f"{named}【待定】")
    )
    found = read_issue(text.encode(), "x.txt")
    assert [(one.title_in_contents, one.page) for one in found.items][1] == (
        "海东部关于公布节能名单的公告【待定】", 3,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("body", "name", "why"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "x.docx", "可能有密码保护"),
        (b"2024", "x.wps", "不是 .wps 文件"),
    ],
)
def test_files_of_another_kind_than_their_name(body: bytes, name: str, why: str) -> None:
    with pytest.raises(IssueError, match=why):
        read_issue(body, name)
