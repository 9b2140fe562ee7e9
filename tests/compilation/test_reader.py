"""Reading an issue: parts and items, what belongs to which, and what is said of the rest."""

from datetime import date

import pytest
from hypothesis import given, settings, strategies as st

from compilation.faults import IssueError
from storage.records import Issue, IssueItem
from tests.compilation.issue_sample import BODY, FRONT, issue_of, text_of
from tests.compilation.reading import read_issue


@pytest.fixture(scope="module")
def issue() -> Issue:
    return read_issue((FRONT + "\n" + BODY).encode(), "汇编.txt")


def item(issue: Issue, number: str) -> IssueItem:
    return next(one for one in issue.items if one.number == number)


def numbers(body: bytes) -> list[str]:
    return [one.number for one in read_issue(body, "2024-02.txt").items]


def test_front_matter(issue: Issue) -> None:
    assert (issue.month, issue.title, issue.publisher) == (
        "2024-02",
        "低碳政策汇编",
        "海东低碳中心",
    )
    assert issue.statement == ("本汇编仅供学习参考，不得用于商业目的。",)
    assert issue.notes == ()


def test_parts_and_items(issue: Issue) -> None:
    parts = [(one.number, one.title, one.part, len(one.items)) for one in issue.parts]
    assert parts == [(1, "第一编 中央文件", "central", 2), (2, "第二编 河北省文件", "province", 1)]
    assert [(one.number, one.page, one.line) for one in issue.items] == [
        ("1.1", 1, 21), ("1.2", 3, 49), ("2.1", 5, 71),
    ]  # fmt: skip


def test_headings_of_a_rule_split_no_item(issue: Issue) -> None:
    assert "1.2 术语和定义\n供热企业" in item(issue, "1.1").text
    assert item(issue, "1.2").text.startswith("1.2 海东部关于公布节能名单的公告\n2024年第 3 号")


def test_fields_of_a_notice(issue: Issue) -> None:
    one = item(issue, "1.1")
    assert one.document_number == "国发〔2024〕7号"
    assert one.number_as_printed == "国发（2024）7 号"
    assert one.addressees == ("各省、自治区人民政府", "国务院各部委")
    assert one.issuing_bodies == ("国务院",)
    assert one.signed_on == date(2024, 1, 30)
    assert one.inner_title == "清洁供热行动计划"


def test_fields_of_an_announcement(issue: Issue) -> None:
    one = item(issue, "1.2")
    assert one.document_number == "2024年第3号"
    assert one.attachments == ("节能企业名单", "节能产品名单")
    assert (one.signed_on, one.dates) == (date(2024, 2, 3), (date(2024, 2, 3),))
    assert one.addressees == ()


def test_titles_that_differ_from_the_contents(issue: Issue) -> None:
    one = item(issue, "2.1")
    assert one.title.endswith("东山市生态环境局 关于做好碳核查工作的通知")
    assert one.title_in_contents is not None
    assert one.title_in_contents.endswith("东山市生态环境局关于做好碳核查工作的通知")
    assert one.issuing_bodies == ("东山市发展和改革委员会", "东山市生态环境局")


def test_a_table_is_one_block_a_line_for_each_row(issue: Issue) -> None:
    tables = [one for one in item(issue, "1.2").blocks if one.block.kind == "table"]
    assert [one.block.text for one in tables] == ["序号\t企业\t地区\n1\t甲公司\t东山\n2\t乙公司\t"]
    assert tables[0].line == 65


def test_what_blocks_are(issue: Issue) -> None:
    kinds = {one.block.text: (one.block.kind, one.block.label) for one in item(issue, "2.1").blocks}
    assert kinds["各县人民政府，市有关部门："] == ("addressee", "")
    assert kinds["- （一）报送清单；"] == ("item", "（一）")
    assert kinds["东山市发展和改革委员会 东山市生态环境局"] == ("signature", "")
    assert kinds["2024年2月9日"] == ("date", "")


def test_a_broken_paragraph_is_one_and_where_it_broke_is_kept(issue: Issue) -> None:
    broken = [one for one in item(issue, "1.1").blocks if one.joins]
    assert [(one.line, one.joins[0].line) for one in broken] == [(41, 43)]
    at = broken[0].joins[0].at
    assert broken[0].block.text[at - 2 : at + 2] == "之相关的"


def test_the_issue_reads_alike_without_contents(issue: Issue) -> None:
    start = FRONT.index("目录")
    again = read_issue((FRONT[:start] + BODY).encode(), "2024-02.txt")
    assert [one.text for one in again.items] == [one.text for one in issue.items]
    assert all(one.title_in_contents is None for one in again.items)


def test_an_item_of_the_contents_that_is_not_there_is_said() -> None:
    body = BODY.replace("1.2 海东部关于公布节能名单的公告", "海东部公告")
    found = read_issue((FRONT + "\n" + body).encode(), "2024-02.txt")
    assert [one.number for one in found.items] == ["1.1", "2.1"]
    assert [one.text for one in found.notes] == [
        "目录列有“1.2 海东部关于公布节能名单的公告”，正文中没有找到"
    ]


def test_an_item_that_the_contents_forgot() -> None:
    more = "\n2.2 东山市关于举办节能宣传周的通知\n\n东政办〔2024〕2号\n\n各县：\n\n请参加。\n"
    found = read_issue((FRONT + "\n" + BODY + more).encode(), "2024-02.txt")
    assert found.items[-1].number == "2.2"
    assert found.items[-1].document_number == "东政办〔2024〕2号"
    assert [(one.text, one.line) for one in found.notes] == [("2.2 不在目录中", 84)]


def test_a_number_printed_twice_is_read_by_its_place() -> None:
    notices = [
        (f"1.{place} 关于第{place}件工作的通知", f"海办〔2024〕{place}号", "各单位：", "请执行。")
        for place in (1, 2, 2, 3)
    ]
    assert numbers(issue_of(notices)) == ["1.1", "1.2", "1.3", "1.4"]


def test_parts_of_a_law_inside_an_item_are_no_parts() -> None:
    law = ("1.1 海东生态法", "第一编 总则", "第一条 为保护生态，制定本法。", "第二编 污染防治",
           "第二条 防治污染，人人有责。")  # fmt: skip
    found = read_issue(issue_of([law, ("1.2 关于施行海东生态法的通知", "请执行。")]), "2024-02.txt")
    assert [len(one.items) for one in found.parts] == [2]
    assert "第二编 污染防治" in found.items[0].text


def test_an_issue_without_parts_has_those_of_its_numbers() -> None:
    body = text_of(
        "2024年2月", "1.1 关于甲工作的通知", "请执行。", "2.1 关于乙工作的通知", "请执行。"
    )
    found = read_issue(body, "x.txt")
    assert [(one.number, one.title, one.part) for one in found.parts] == [
        (1, "", None), (2, "", None),
    ]  # fmt: skip


@pytest.mark.parametrize("title", ["第一编 行业动态", "第一编 碳市场文件", "第一编 文件"])
def test_parts_of_another_compilation_are_kept_and_said(title: str) -> None:
    body = issue_of([("1.1 关于甲工作的通知", "请执行。")], part=title)
    found = read_issue(body, "2024-02.txt")
    assert (found.parts[0].part, found.parts[0].title) == (None, title)
    assert f"“{title}”不是本汇编的编" in found.notes[0].text
    assert found.notes[0].line == 3


@pytest.mark.parametrize(
    ("title", "part"),
    [
        ("第一编 党中央、国务院文件", "central"),
        ("第二编 国家有关部门文件", "ministry"),
        ("第三编 海东省政策法规", "province"),
        ("第四编 地方性法规", "province"),
    ],
)
def test_parts_of_another_office_that_we_have(title: str, part: str) -> None:
    body = issue_of([("1.1 关于甲工作的通知", "请执行。")], part=title.replace(title[1], "一"))
    assert read_issue(body, "2024-02.txt").parts[0].part == part


def test_what_stands_before_the_first_item_of_a_part_is_said() -> None:
    body = issue_of([("1.1 关于甲工作的通知", "请执行。")], part="第一编 中央文件\n\n编者按")
    found = read_issue(body, "2024-02.txt")
    assert [one.line for one in found.notes] == [5]


def test_the_compilers_sheet_belongs_to_no_item() -> None:
    body = issue_of([("1.1 关于甲工作的通知", "请执行。"), ("编务说明", "未收入的文件")])
    found = read_issue(body, "2024-02.txt")
    assert found.items[-1].text == "1.1 关于甲工作的通知\n请执行。"
    assert "不属于任何文件" in found.notes[0].text


@pytest.mark.parametrize(
    ("said", "name", "month"),
    [
        ("2024.02 月刊", "x.txt", "2024-02"),
        ("二〇二四年十二月", "x.txt", "2024-12"),
        ("低碳政策汇编", "汇编2024-03.txt", "2024-03"),
        ("低碳政策汇编", "202404.txt", "2024-04"),
    ],
)
def test_the_month_is_said_by_the_cover_or_the_name(said: str, name: str, month: str) -> None:
    body = text_of(said, "第一编 中央文件", "1.1 关于甲工作的通知", "请执行。")
    assert read_issue(body, name).month == month


def test_a_month_given_counts_and_one_that_differs_is_said() -> None:
    found = read_issue(issue_of([("1.1 关于甲工作的通知", "请执行。")]), "x.txt", "2024-05")
    assert found.month == "2024-05"
    assert [one.text for one in found.notes] == ["文件里写的是 2024-02，按要求读作 2024-05"]


def test_no_month_and_no_items_are_faults() -> None:
    body = text_of("第一编 中央文件", "1.1 关于甲工作的通知", "请执行。")
    with pytest.raises(IssueError, match="--month"):
        read_issue(body, "x.txt")
    with pytest.raises(IssueError, match="没有找到编和文件的标题"):
        read_issue(text_of("今天天气很好。"), "2024-02.txt")
    with pytest.raises(IssueError, match="2024-13"):
        read_issue(body, "x.txt", "2024-13")


WORDS = st.sampled_from(
    (
        "一、总体要求", "2.1 项目业主", "1.2 核算期", "第三编 法律责任", "附件 1", "各单位：",
        "请认真执行。", "海办〔2024〕3号", "东山市生态环境局", "2024年2月3日", "甲\t乙\n丙\t丁",
        "- （一）报送；", "专栏 1 工程", "推动各部门加强协同，完善机制，加快建设清洁低碳能源体系和",
    )
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.lists(WORDS, max_size=6), min_size=1, max_size=3), min_size=1,
                max_size=3), st.booleans())  # fmt: skip
def test_every_line_is_of_one_item_or_of_the_front(
    parts: list[list[list[str]]], listed: bool
) -> None:
    heads = [
        (f"第{at}编 文件{at}", [f"{at}.{n} 关于工作{at}{n}的通知" for n, _ in enumerate(items, 1)])
        for at, items in enumerate(parts, 1)
    ]  # fmt: skip
    lines = ["2024年2月"]
    if listed:
        lines += ["目录", *(line for part, items in heads for line in (part, *items))]
    for (part, titles), items in zip(heads, parts, strict=True):
        lines.append(part)
        for title, words in zip(titles, items, strict=True):
            lines += [title, *words]
    body = text_of(*lines).decode()
    found = read_issue(body.encode(), "2024-02.txt")
    taken = [line for one in found.items for line in lines_of(one)]
    assert len(taken) == len(set(taken))
    filled = {at for at, line in enumerate(body.split("\n"), 1) if line.strip()}
    start = min(taken)
    heading_lines = {one for one in filled - set(taken) if one > start}
    shown = body.split("\n")
    assert {shown[at - 1] for at in heading_lines} <= {part for part, _ in heads}


def lines_of(one: IssueItem) -> list[int]:
    """The lines of an item: those its blocks begin on, rows and second halves."""
    found: list[int] = []
    for block in one.blocks:
        assert block.line is not None
        rows = block.block.text.count("\n") + 1 if block.block.kind == "table" else 1
        found += range(block.line, block.line + rows)
        found += [join.line for join in block.joins if join.line is not None]
    return found


def test_contents_without_numbers_of_items() -> None:
    listed = (
        "目录",
        "第一编 国家文件 1",
        "一、海东部关于甲工作的通知 1",
        "二、海东部关于乙工作的意见……5",
    )
    first = ("一、海东部关于甲工作的通知", "一、总体要求", "请执行。")
    second = ("二、海东部关于乙工作的意见", "请参照。")
    body = text_of("2024年2月", *listed, "第一编 国家文件", *first, *second)
    found = read_issue(body, "x.txt")
    assert [(one.number, one.title, one.page) for one in found.items] == [
        ("1.1", "海东部关于甲工作的通知", 1), ("1.2", "海东部关于乙工作的意见", 5),
    ]  # fmt: skip
    assert found.items[0].text.endswith("一、总体要求\n请执行。")


def test_clauses_in_the_contents_are_no_parts() -> None:
    more = FRONT.replace("第二编", "一、总体要求\t2\n二、重点任务\t2\n第二编")
    found = read_issue((more + "\n" + BODY).encode(), "x.txt")
    assert [one.number for one in found.items] == ["1.1", "1.2", "2.1"]


def test_a_title_that_is_another_in_the_contents() -> None:
    more = FRONT.replace("海东部关于公布节能名单的公告", "全部名单（第三批）")
    body = BODY.replace("2024年第 3 号", "海部〔2024〕3号")
    found = read_issue((more + "\n" + body).encode(), "x.txt")
    assert [one.title_in_contents for one in found.items][1] == "全部名单（第三批）"
