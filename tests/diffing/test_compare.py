"""The comparison as a whole: the small cases, the real pairs, what must hold of any two texts."""

import json
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from diffing.blocks import blocks_of
from diffing.compare import compare, compare_blocks
from diffing.keys import key_of
from storage.records import Content, Difference, Hunk

SURRENDER = "第十条 重点排放单位应当于{}前完成上一年度碳排放配额清缴；逾期未清缴的，处{}以下罚款。"
ARTICLES = (
    "为了规范碳排放权交易，制定本办法。",
    "本办法适用于全国碳排放权交易及相关活动。",
    "生态环境主管部门负责监督管理。",
    "重点排放单位应当建立台账并保存五年。",
    "本办法自公布之日起施行。",
)


def difference(before: str, after: str) -> Difference:
    return compare_blocks(blocks_of(before), blocks_of(after))


def numbered(articles: list[str]) -> str:
    return "\n".join(f"第{n}条 {text}" for n, text in zip("一二三四五六七", articles, strict=False))


def spelled(hunk: Hunk) -> tuple[str, str]:
    return (
        "".join(text for op, text in hunk.marks if op != "insert"),
        "".join(text for op, text in hunk.marks if op != "delete"),
    )


def changed(hunk: Hunk) -> list[tuple[str, str]]:
    return [mark for mark in hunk.marks if mark[0] != "equal"]


def test_a_date_and_an_amount_are_marked_whole_and_nothing_else() -> None:
    found = difference(
        SURRENDER.format("2025年12月31日", "十万元"), SURRENDER.format("2026年6月30日", "二十万元")
    )
    assert len(found.hunks) == 1
    assert changed(found.hunks[0]) == [
        ("delete", "2025年12月31日"),
        ("insert", "2026年6月30日"),
        ("delete", "十万元"),
        ("insert", "二十万元"),
    ]
    assert [(v.kind, v.before, v.after, v.label) for v in found.values] == [
        ("date", "2025年12月31日", "2026年6月30日", "第十条"),
        ("amount", "十万元", "二十万元", "第十条"),
    ]
    assert found.summary.startswith("第十条：")
    assert "2025年12月31日 → 2026年6月30日；" in found.summary
    assert found.summary.endswith("十万元 → 二十万元")
    assert found.significance >= 0.75


def test_one_article_moves_up_one_is_inserted_and_the_others_renumber() -> None:
    a, b, c, d, e = ARTICLES
    new = "核查机构应当独立、客观、公正地开展核查。"
    found = difference(numbered([a, b, c, d, e]), numbered([a, d, b, new, c, e]))
    assert Counter(hunk.op for hunk in found.hunks) == {"move": 1, "insert": 1, "renumber": 3}
    move = next(hunk for hunk in found.hunks if hunk.op == "move")
    assert (move.label_before, move.label_after) == ("第四条", "第二条")
    assert changed(move) == [("delete", "第四条"), ("insert", "第二条")]
    assert found.values == ()


def test_neighbours_that_change_places_are_one_move_upwards() -> None:
    a, b, c, d, e = ARTICLES
    found = difference(numbered([a, b, c, d, e]), numbered([a, c, b, d, e]))
    assert [h.label_before for h in found.hunks if h.op == "move"] == ["第三条"]


def test_a_moved_article_takes_its_items_along_in_one_hunk() -> None:
    items = "\n（一）有台账；\n（二）有人员；"
    a, b, c, _, e = ARTICLES
    found = difference(
        numbered([a, b, c, "单位应当符合下列条件：" + items, e]),
        numbered([a, "单位应当符合下列条件：" + items, b, c, e]),
    )
    moves = [hunk for hunk in found.hunks if hunk.op == "move"]
    assert len(moves) == 1
    assert moves[0].after.endswith("（二）有人员；")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("根据国发〔2021〕23号文件", "根据国发[2021]23号文件"),
        ("（一）温室气体，ＣＨ４等", "(一)温室气体,CH4等"),
        ("“双碳”工作 2023 年度", '"双碳"工作2023年度'),
        ("北京市⽣态环境局", "北京巿生态环境局"),
        ("二○二三年十二月", "二〇二三年十二月"),
        ("第一条 甲事项。\u200b", "第一条　甲事项。"),
        ("甲事项完成后，进入乙事项办理。", "甲事项完成后，\n进入乙事项办理。"),
        (
            "甲乙丙丁戊己庚辛，壬癸子丑\n寅卯辰巳午未。",
            "甲乙丙丁戊己庚辛\n，壬癸子丑寅卯辰巳午未。",
        ),
    ],
)
def test_variants_of_one_text_make_no_hunks(before: str, after: str) -> None:
    assert difference(before, after).hunks == ()
    assert difference(before, after).significance == 0.0


def test_as_often_the_same_words_in_another_spelling_make_no_hunks() -> None:
    assert difference("甲，乙丙丁\n甲，乙丙丁", "甲，乙丙丁\n甲,乙丙丁").hunks == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("排放10²吨", "排放102吨"),
        ("1 23\t项目", "12 3\t项目"),
        ("合计 1 23 吨", "合计 12 3 吨"),
        ("第①类", "第②类"),
        ("1\t23", "12\t3"),
        ("1½倍", "11/2倍"),
    ],
)
def test_folding_never_hides_a_figure(before: str, after: str) -> None:
    assert difference(before, after).hunks


def test_only_the_changed_cell_of_a_changed_row_is_marked() -> None:
    found = difference(
        "行业\t配额\n电力\t10万吨\n水泥\t5万吨", "行业\t配额\n电力\t12万吨\n水泥\t5万吨"
    )
    assert [changed(hunk) for hunk in found.hunks] == [[("delete", "10万吨"), ("insert", "12万吨")]]
    assert [(v.before, v.after) for v in found.values] == [("10万吨", "12万吨")]


def test_a_paragraph_split_in_two_shows_only_what_was_edited() -> None:
    first, second = "各单位应当按时报送年度排放报告。", "核查机构应当在三十日内完成核查工作。"
    found = difference(first + second, first + "\n" + second.replace("三十日", "二十日"))
    assert [(v.before, v.after) for v in found.values] == [("三十日", "二十日")]
    assert len(found.hunks) == 1


def test_a_changed_title_is_a_hunk_of_its_own() -> None:
    old, new = Content(title="2022年度配额方案"), Content(title="2023年度配额方案")
    found = compare(old, new)
    assert [(h.label_after, h.op) for h in found.hunks] == [("标题", "replace")]
    assert [(v.before, v.after) for v in found.values] == [("2022年度", "2023年度")]


def test_a_view_counter_is_furniture() -> None:
    found = difference("第一条 甲事项。\n浏览次数：1024", "第一条 甲事项。\n浏览次数：2048")
    assert found.values == ()
    assert found.significance < 0.05


ALPHABET = st.sampled_from(
    [
        *"第一二三十条章、（）()，。 ,.2025年月日万元应当可以不得甲乙丙丁〔〕[]《》\t%",
        "第二条 ",
        "（一）",
        "\u200b",
        "２",
    ]
)
LINE = st.lists(ALPHABET, max_size=12).map("".join)
TEXT = st.lists(LINE, max_size=8).map("\n".join)


@settings(max_examples=300, deadline=None)
@given(TEXT, TEXT)
def test_marks_spell_both_texts_exactly(before: str, after: str) -> None:
    for hunk in difference(before, after).hunks:
        assert spelled(hunk) == (hunk.before, hunk.after)
        assert hunk.before != hunk.after or hunk.op == "move" or hunk.column >= 0


@settings(max_examples=200, deadline=None)
@given(TEXT)
def test_a_text_and_itself_have_no_hunks(text: str) -> None:
    assert difference(text, text) == Difference(significance=0.0, summary="文字无变化")


def lines(text: str) -> Counter[str]:
    units = (line for block in blocks_of(text) for line in block.text.split("\n"))
    return Counter(key for line in units if (key := key_of(line)))


def characters(parts: Counter[str]) -> Counter[str]:
    return Counter("".join(part * n for part, n in parts.items()))


@settings(max_examples=300, deadline=None)
@given(TEXT, TEXT)
def test_what_no_hunk_names_stands_in_both_texts(before: str, after: str) -> None:
    hunks = difference(before, after).hunks
    old, new = characters(lines(before)), characters(lines(after))
    for hunk in hunks:
        old.subtract(characters(lines(hunk.before)))
        new.subtract(characters(lines(hunk.after)))
    assert +old == +new
    assert not -old
    assert not -new


@settings(max_examples=200, deadline=None)
@given(
    st.integers(0, 9999),
    st.integers(0, 9999),
    st.sampled_from(["{}万吨", "{} 家", "不低于{}%", "{}\t甲"]),
)
def test_a_changed_figure_is_always_seen(old: int, new: int, shape: str) -> None:
    found = difference(f"第一条 {shape.format(old)}", f"第一条 {shape.format(new)}")
    assert bool(found.hunks) == (old != new)


def test_two_copies_of_one_document_show_no_change_of_substance(shared: Path) -> None:
    found = of_pair(shared, "heilongjiang_same_doc_two_copies")
    assert found.values == ()
    assert found.significance < 0.3
    assert not any("实质" in reason for reason in found.reasons)


def test_a_small_amendment_shows_what_was_amended_only(shared: Path) -> None:
    found = of_pair(shared, "renzheng_renke_tiaoli")
    assert [hunk.label_after for hunk in found.hunks] == ["题注", "题注", "第六章 第六十六条"]
    hunks = of_pair(shared, "guonei_shuilu_yunshu_tiaoli").hunks
    assert [(h.op, h.label_after) for h in hunks] == [
        ("insert", "题注"), ("replace", "第五章 第三十四条"),
    ]  # fmt: skip
    taken_out = "\n从事水路运输经营的船舶未随船携带船舶营运证件的"
    assert [op for op, _ in changed(hunks[1])] == ["delete"]
    assert changed(hunks[1])[0][1].startswith(taken_out)


def test_every_real_pair_is_spelled_exactly_and_in_time(shared: Path) -> None:
    for entry in json.loads((shared / "pairs" / "index.json").read_text()):
        start = time.process_time()
        found = of_pair(shared, entry["name"])
        assert time.process_time() - start < 3
        assert all(spelled(hunk) == (hunk.before, hunk.after) for hunk in found.hunks)
        assert found.gave_up == ""


def of_pair(shared: Path, name: str) -> Difference:
    folder = shared / "pairs" / name
    return difference((folder / "old.txt").read_text(), (folder / "new.txt").read_text())


def test_the_corrected_notice_of_the_world_shows_its_three_corrections(shared: Path) -> None:
    after = (shared / "worlds" / "2023-12" / "official" / "2.1.txt").read_text()
    corrected = next(
        line for line in after.split("\n") if line.startswith("（一）2023年12月31日前")
    )
    inserted = next(line for line in after.split("\n") if line.startswith("（二）填写"))
    faulty = corrected.replace("12月31日", "12月20日").replace("2-3个", "1-2个")
    before = after.replace(corrected, faulty).replace(inserted + "\n", "")
    before = before.replace("（三）请按照", "（二）请按照", 1)
    found = difference(before, after)
    assert [(v.before, v.after) for v in found.values] == [
        ("2023年12月20日", "2023年12月31日"),
        ("1-2个", "2-3个"),
    ]
    assert [hunk.op for hunk in found.hunks] == ["replace", "insert", "renumber"]
