"""Paragraphs made whole: lines that a layout broke are read as the paragraph that they are of."""

from datetime import date

from diffing.blocks import blocks_of
from pipeline.deadlines import deadlines_of
from pipeline.passages import paragraphs_of
from pipeline.relations.finding import relations_of
from storage.records import Content

PROSE = "各地要加强组织领导，完善配套政策，压实工作责任，"
BOX = "（一）窑炉改造：推广节能窑炉，淘汰落后窑炉，支持企业开展窑炉综合改造和余热利用示范项目"


def whole(text: str) -> list[str]:
    return [one.text for one in paragraphs_of(blocks_of(text))]


def test_a_name_runs_over_lines() -> None:
    assert whole("按照《窑炉\n改造办法》\n（澄能〔2025〕3号）执行。\n其他。") == [
        "按照《窑炉改造办法》（澄能〔2025〕3号）执行。",
        "其他。",
    ]


def _wrapped() -> str:
    """A text in lines of 26 characters, with wider lines of boxes in it."""
    said = "为落实《窑炉改造管理办法》，请于2026年6月30日前将上一年度的总结材料报送我局，逾期不候。"
    paragraph = 3 * PROSE + said
    lines = [paragraph[at : at + 26] for at in range(0, len(paragraph), 26)]
    return "\n".join([*(3 * lines), *(4 * [BOX])])


def test_boxes_that_stand_out_over_the_edge_do_not_hide_it() -> None:
    content = Content(
        title="关于窑炉工作的通知", signed_on=date(2026, 3, 2), blocks=blocks_of(_wrapped())
    )
    (deadline,) = {one.sentence for one in deadlines_of(content, ())}
    (relation,) = relations_of(content, ())
    assert deadline.endswith("逾期不候。")
    assert relation.sentence == deadline


def test_lines_of_a_list_stay_apart() -> None:
    names = [f"澄江省第{at}窑炉设备制造有限责任公司" for at in "一二三四五六七八九"]
    assert whole("\n".join([*names, PROSE + "现予公布。"])) == [*names, PROSE + "现予公布。"]
