"""Tables by cell: columns that came or went, rows that moved or got another serial number."""

import pytest

from diffing.blocks import blocks_of
from diffing.compare import compare_blocks
from diffing.patch import lines_of, patched
from storage.records import Difference

HEADER = "序号\t企业名称\t行业\t配额（万吨）"
ROWS = ["1\t甲公司\t电力\t10", "2\t乙公司\t水泥\t20", "3\t丙公司\t钢铁\t30", "4\t丁公司\t造纸\t40"]


def table(*rows: str, header: str = HEADER) -> str:
    return "\n".join(["附件1", header, *rows])


def difference(before: str, after: str) -> Difference:
    old, new = blocks_of(before), blocks_of(after)
    found = compare_blocks(old, new)
    assert patched(lines_of(old), found) == lines_of(new)
    return found


def with_column(places: list[str]) -> str:
    rows = ["\t".join([*row.split("\t")[:3], place, row.split("\t")[3]])
            for row, place in zip(ROWS, places, strict=True)]  # fmt: skip
    return table(*rows, header="序号\t企业名称\t行业\t所在地\t配额（万吨）")


def ops(found: Difference) -> list[tuple[str, str, str]]:
    return [(hunk.op, hunk.label_before, hunk.label_after) for hunk in found.hunks]


def test_a_column_that_came_is_one_hunk() -> None:
    found = difference(table(*ROWS), with_column(["东市", "西市", "南市", "北市"]))
    assert ops(found) == [("insert", "", "附件1 “所在地”列")]
    assert found.hunks[0].after == "所在地\n东市\n西市\n南市\n北市"


def test_a_column_that_went_is_one_hunk() -> None:
    found = difference(with_column(["东市", "西市", "南市", "北市"]), table(*ROWS))
    assert ops(found) == [("delete", "附件1 “所在地”列", "")]


def test_a_row_of_which_another_cell_changed_is_a_hunk_besides() -> None:
    after = with_column(["东市", "西市", "南市", "北市"]).replace("西市\t20", "西市\t25")
    found = difference(table(*ROWS), after)
    assert ops(found) == [
        ("insert", "", "附件1 “所在地”列"),
        (
            "replace",
            "附件1 序号2“乙公司”行“配额（万吨）”列",
            "附件1 序号2“乙公司”行“配额（万吨）”列",
        ),
    ]
    assert [mark for mark in found.hunks[1].marks if mark[0] != "equal"] == [
        ("insert", "\t西市"), ("delete", "20"), ("insert", "25"),
    ]  # fmt: skip
    assert [(v.before, v.after, v.label) for v in found.values] == [
        ("20", "25", "附件1 序号2“乙公司”行“配额（万吨）”列")
    ]


def test_an_inserted_row_renumbers_the_others() -> None:
    rows = [ROWS[0], "2\t戊公司\t化工\t22", "3" + ROWS[1][1:], "4" + ROWS[2][1:], "5" + ROWS[3][1:]]
    found = difference(table(*ROWS), table(*rows))
    assert [op for op, *_ in ops(found)] == ["insert", "renumber", "renumber", "renumber"]
    assert found.hunks[0].label_after == "附件1 序号2“戊公司”行"


def test_a_row_that_changed_its_place_is_moved() -> None:
    rows = ["1" + ROWS[3][1:], "2" + ROWS[0][1:], "3" + ROWS[1][1:], "4" + ROWS[2][1:]]
    found = difference(table(*ROWS), table(*rows))
    assert ops(found)[0] == ("move", "附件1 序号4“丁公司”行", "附件1 序号1“丁公司”行")
    assert found.values == ()


@pytest.mark.parametrize("new", ["核定配额（万吨）", "配额(万吨)"])
def test_a_renamed_column_is_the_same_column(new: str) -> None:
    found = difference(table(*ROWS), table(*ROWS, header=HEADER.replace("配额（万吨）", new)))
    assert len(found.hunks) == (new == "核定配额（万吨）")


def test_a_column_in_which_nothing_stands_is_no_change_of_any_row() -> None:
    found = difference(table(*ROWS), with_column(["", "", "", ""]).replace("所在地", ""))
    assert not [hunk for hunk in found.hunks if hunk.op != "replace"]


def test_a_row_that_came_to_the_table_of_an_article_is_a_hunk_of_its_own() -> None:
    lead = "第一条 配额按下表发放。"
    old = "\n".join([lead, HEADER, *ROWS])
    new = "\n".join(
        [lead, HEADER, ROWS[0], "2\t戊公司\t化工\t50", "3\t乙公司\t水泥\t20",
         "4\t丙公司\t钢铁\t30", "5\t丁公司\t造纸\t40"]
    )  # fmt: skip
    found = difference(old, new)
    assert [hunk.op for hunk in found.hunks] == ["insert", "renumber", "renumber", "renumber"]
    assert found.hunks[0].label_after == "第一条 序号2“戊公司”行"
    assert found.summary == "新增第一条 序号2“戊公司”行；另有3处编号调整"
    gone = difference(new, old)
    assert [hunk.op for hunk in gone.hunks] == ["delete", "renumber", "renumber", "renumber"]
