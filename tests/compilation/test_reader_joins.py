"""Which lines are halves of one paragraph, and which only stand one after another."""

from pathlib import Path

import pytest

from compilation.reading.pieces import Piece
from compilation.reading.structure.joining import goes_on, joined
from tests.compilation.issue_sample import text_of
from tests.compilation.reading import read_issue

BROKEN = [
    ("1. 建筑节能情况：如新建建筑是否按绿色建筑标准设计建设、既有居住建筑", "改造面积比例等。"),
    ("（五）回收利用和处置行动。鼓励企业通过免", "费提供复用纸箱等方式促进回收和重复使用。"),
    ("推动锅炉设备转型升级，强化全链条管理，", "大力推进节能降碳减污改造。"),
    ("鼓励采用低噪声设备，降低振动和噪声，采用成熟工艺和设", "备。"),
    (
        "依据《关于完整准确全面贯彻新发展理念做好碳达峰碳中和工作的意见和",
        "方案》要求，制定本办法。",
    ),
    ("一、各地区要高度重视、周密部署、扎实推进，组织指导有关城市开展碳达峰试", "点建设。"),
    ("第六条 企业不得以未参加培训为理由，拒绝提供本机构业务范围内的认", "证服务。"),
]
APART = [
    ("一、优化产业结构，促进产业产品绿色升级，推动高质量发展迈上新台阶", "加快形成节能新格局。"),
    ("海东省关于加快传统制造业转型升级的指导意见", "传统制造业是现代化产业体系的基底。"),
    ("请认真贯彻执行。", "海东省生态环境厅"),
    ("联系人：宣传教育中心 高月、周恋、杨俊", "电话：010-00000000。"),
    ("地址：海东市西长安街 13 号，100084", "请各单位认真组织，按时报送。"),
    ("海东省发展和改革委员会 海东省生态环境厅", "现将有关事项通知如下，请执行。"),
    ("各单位要加强领导，明确分工，压实责任，扎实推进，确保", "（二）完善制度。建立健全考核制度。"),
    ("支持社会资本参与，拓宽融资渠道，建立健全保障机制，加大投", "附件：1. 名单"),
    ("支持社会资本参与，拓宽融资渠道，建立健全保障机制，加大投", "2024年2月3日"),
    ("支持社会资本参与，拓宽融资渠道，建立健全保障机制，加大投", "- 报送名单。"),
    ("加强宣传引导（市科技局、市教育局按职责分工负责）", "建设创新平台，开展科技攻关。"),
    ("审定报告至少涵盖以下内容，并附证明材料：", "清晰描述审定发现情况，作出结论。"),
    ("专栏 1 重点工程，含示范项目", "研究高效电池技术，绿色制氢技术。"),
]  # fmt: skip


@pytest.mark.parametrize(("first", "second"), BROKEN)
def test_halves_of_a_sentence(first: str, second: str) -> None:
    assert goes_on(Piece(text=first), Piece(text=second))


@pytest.mark.parametrize(("first", "second"), APART)
def test_lines_of_their_own(first: str, second: str) -> None:
    assert not goes_on(Piece(text=first), Piece(text=second))


def test_rows_and_headings_are_left_alone() -> None:
    first, second = BROKEN[1]
    assert not goes_on(Piece(text=first, row=True), Piece(text=second))
    assert not goes_on(Piece(text=first), Piece(text=second, row=True))
    assert not goes_on(Piece(text=first), Piece(text=second, outline=3))


def test_side_by_side_lines_are_joined_only_where_no_blank_lines_part_paragraphs() -> None:
    first, second = BROKEN[1]
    pieces = [Piece(text=first, line=1), Piece(text=second, line=2, gap=False)]
    assert len(joined(pieces, spaced=True)) == 2
    assert [one.joins[0].line for one in joined(pieces, spaced=False)] == [2]


def test_three_parts_of_one_paragraph() -> None:
    texts = (
        "推动快递包装绿色转型，完善回收体系，持续推进居民",
        "生活垃圾分类工作，完善完善分类投放、分类收集、运",
        "输体系。",
    )
    whole = joined([Piece(text=text, line=2 * at) for at, text in enumerate(texts)], spaced=True)
    assert [one.text for one in whole] == ["".join(texts)]
    joins = [(join.at, join.line) for join in whole[0].joins]
    assert joins == [(len(texts[0]), 2), (len(texts[0] + texts[1]), 4)]


def test_the_numbers_of_pages_are_no_text() -> None:
    first, second = BROKEN[1]
    pages = ("— 1 —", first, "— 2 —", second, "— 3 —", "- 7 -", "请执行。")
    body = text_of("2024年2月", "第一编 中央文件", "1.1 关于甲工作的通知", *pages)
    issue = read_issue(body, "x.txt")
    blocks = issue.items[0].blocks
    assert [(one.block.text, one.page) for one in blocks] == [
        ("1.1 关于甲工作的通知", 1), (first + second, 2), ("- 7 -", 4), ("请执行。", 4),
    ]  # fmt: skip
    assert [(join.line, join.page) for join in blocks[1].joins] == [(13, 3)]
    assert [(one.text, one.line) for one in issue.notes] == [("3 行页码不是正文，没有计入", 7)]


def test_a_text_whose_lines_end_at_the_edge_of_a_page() -> None:
    words = "推动各地区、各部门加强协同配合，完善体制机制，提高能效水平，加快建设清洁低碳体系。" * 3
    lines = [words[at : at + 30] for at in range(0, len(words), 30)]
    notice = ["1.1 关于甲工作的通知", *(line for _ in range(20) for line in (*lines, ""))]
    issue = read_issue("\n".join(["2024年2月", "第一编 中央文件", *notice]).encode(), "x.txt")
    assert [one.block.text for one in issue.items[0].blocks[1:]] == [words] * 20
    assert not any(one.joins for one in issue.items[0].blocks)
    assert "按版面折行" in issue.notes[0].text


def test_paragraphs_of_real_texts_are_not_joined(shared: Path) -> None:
    """The official texts are whole: no two of their lines are one."""
    for path in sorted((shared / "worlds" / "2023-12" / "official").glob("*.txt")):
        lines = [line.strip() for line in path.read_text(encoding="utf-8").split("\n")]
        pieces = [Piece(text=line, row="\t" in line) for line in lines if line]
        assert len(joined(pieces, spaced=True)) == len(pieces), path.name
