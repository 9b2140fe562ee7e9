"""Lines to blocks: labels, levels and kinds as official texts number them."""

import pytest

from diffing.blocks import blocks_of, label_of
from diffing.units import units_of

TEXT = """关于开展配额清缴工作的通知
甲字〔2025〕3号
各有关单位：
第一章　总则
第一条 为了规范清缴，制定本办法。
第二条 单位应当符合下列条件：
（一）有账户；
1.开户；
（2）实名；
前款规定的单位另行公布。
附件1
一、名单
行业\t家数
电力\t12
某省生态环境厅
2025年12月8日
"""


@pytest.mark.parametrize(
    ("line", "label", "level"),
    [
        ("第三编 附则", "第三编", 1),
        ("附件2", "附件2", 1),
        ("第十二章总则", "第十二章", 2),
        ("第二节 标准", "第二节", 3),
        ("第一百零三条 违反", "第一百零三条", 4),
        ("第十条之一 违反", "第十条之一", 4),
        ("十一、保障措施", "十一、", 4),
        ("(三)核查", "(三)", 5),
        ("3．报送", "3．", 6),
        ("５、报送", "５、", 6),
        ("（4）报送", "（4）", 7),
        ("①报送", "①", 7),
        ("第六条规定的单位", "", 0),
        ("第二条第一款规定", "", 0),
        ("1.5万吨以上的单位", "", 0),
        ("2025年报送", "", 0),
        ("一般规定", "", 0),
        ("附件：1．名单", "", 0),
    ],
)
def test_labels(line: str, label: str, level: int) -> None:
    assert label_of(line) == (label, level)


def test_kinds_and_tables() -> None:
    blocks = blocks_of(TEXT)
    assert [block.kind for block in blocks] == [
        "paragraph", "paragraph", "addressee", "heading", "paragraph", "paragraph", "item", "item",
        "item", "paragraph", "heading", "heading", "table", "signature", "date",
    ]  # fmt: skip
    assert blocks[12].text == "行业\t家数\n电力\t12"


def test_clause_paths() -> None:
    assert [unit.path for unit in units_of(blocks_of(TEXT))] == [
        "标题", "文号", "主送", "第一章", "第一章 第一条", "第一章 第二条", "第一章 第二条（一）",
        "第一章 第二条（一） 1.", "第一章 第二条（一） 1（2）", "第一章 第二条",
        "附件1", "附件1 一、", "附件1 一、", "附件1 一、", "落款", "落款",
    ]  # fmt: skip


def test_articles_run_together_on_one_line_are_told_apart() -> None:
    blocks = blocks_of("第一条 甲事项。第二条 乙事项，依照第一条办理。第一条规定的除外。")
    assert [block.label for block in blocks] == ["第一条", "第二条"]


def test_an_empty_text_has_no_blocks() -> None:
    assert blocks_of("\n \n\u3000\n") == ()


def test_a_heading_and_the_article_run_on_to_it_are_two_lines() -> None:
    blocks = blocks_of("第八章 附 则第五十条 本规定下列用语的含义：")
    assert [(block.label, block.level) for block in blocks] == [("第八章", 2), ("第五十条", 4)]
    assert len(blocks_of("第八章 附则（第五十条至第五十二条）")) == 1
