"""Marks as a reader wants them: words whole, labels apart, what has nothing in common told so."""

import pytest

from diffing.blocks import blocks_of
from diffing.compare import compare_blocks
from diffing.inline import inline
from storage.records import Difference, Hunk, MarkOp


def difference(before: str, after: str) -> Difference:
    return compare_blocks(blocks_of(before), blocks_of(after))


def changed(before: str, after: str) -> list[tuple[MarkOp, str]]:
    return [mark for mark in inline(before, after).marks if mark[0] != "equal"]


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("矿产资源的勘查、开发活动", "矿产资源的勘查、开采活动", ("开发", "开采")),
        ("报有关机关批后执行", "报有关机关批准后执行", ("批", "批准")),
        ("对动物疫病实行强制免疫", "对动物疫病实施强制免疫", ("实行", "实施")),
        ("历史年均碳排放量", "历史平均碳排放量", ("年均", "平均")),
        ("加强海洋资源保护", "加强海洋环境保护", ("资源", "环境")),
    ],
)
def test_a_word_of_which_a_character_changed_is_marked_whole(
    before: str, after: str, words: tuple[str, str]
) -> None:
    assert changed(before, after) == [("delete", words[0]), ("insert", words[1])]


def test_a_word_is_not_completed_from_a_figure_or_a_title() -> None:
    assert changed("罚款十万元以上的", "罚款二十万元以上的") == [
        ("delete", "十万元"),
        ("insert", "二十万元"),
    ]


def test_a_statement_that_stands_is_no_crumb_however_much_is_rewritten_around_it() -> None:
    before = "乡村机构可以在乡村从事诊疗服务活动，具体管理办法由主管机关另行制定并公布。"
    after = "尚未取得资格、符合有关规定条件的其他乡村机构可以在乡村从事诊疗服务活动。"
    assert ("equal", "乡村机构可以在乡村从事诊疗服务活动") in inline(before, after).marks


def test_a_label_stays_apart_where_a_new_paragraph_took_it() -> None:
    body = "甲机构统一负责全区的监督管理工作，并对下级机构进行指导。"
    hunk = difference(f"第四条 {body}", f"第四条 有关工作应当坚持统筹协调的原则。\n{body}").hunks[0]
    assert hunk.marks == (
        ("equal", "第四条 "),
        ("insert", "有关工作应当坚持统筹协调的原则。\n"),
        ("equal", body),
    )


def test_a_label_stays_apart_where_the_first_paragraph_went() -> None:
    body = "接到举报的机构应当依法及时处理，并为举报人保密。"
    before = f"第三条 任何人发现违反规定的行为，均可向乙机构举报。\n{body}"
    hunk = difference(before, f"第二条 {body}").hunks[0]
    assert hunk.marks[:2] == (("delete", "第三条"), ("insert", "第二条"))
    assert hunk.marks[-1] == ("equal", body)


def ops(hunks: tuple[Hunk, ...]) -> list[str]:
    return sorted(hunk.op for hunk in hunks)


def test_two_articles_with_nothing_in_common_but_the_number_came_and_went() -> None:
    first, last = "第一条 甲机构负责登记工作。\n", "\n第三条 本规定自发布之日起施行。"
    before = f"{first}第二条 登记费用由申请人承担，标准另行公布。{last}"
    after = f"{first}第二条 禁止伪造检测数据；违者依法追究责任。{last}"
    assert ops(difference(before, after).hunks) == ["delete", "insert"]


def test_many_articles_that_are_nearly_alike_pair_by_their_labels() -> None:
    lines = [
        f"第{n}条 单位应当按照规定于每年三月底前报送排放报告并清缴配额。" for n in range(1, 1200)
    ]
    found = difference("\n".join(lines), "\n".join(lines).replace("三月", "六月"))
    assert {hunk.op for hunk in found.hunks} == {"replace"}
    assert len(found.hunks) == len(lines)
    assert found.gave_up == ""


def test_lines_that_come_again_belong_to_what_stands_beside_them() -> None:
    def topic(name: str, content: str, year: int) -> str:
        return (
            f"专题{name}技术研究与示范应用\n研究内容：{content}\n"
            f"执行期限：{year}年9月1日至{year + 3}年8月31日。\n经费额度：每项资助50万元。"
        )

    before = topic("甲", "捕集材料和直接利用的关键技术研究。", 2021)
    after = topic("甲", "钢铁化工极致能效的关键技术研究。", 2022)
    after += "\n" + topic("丙", "海上风机。", 2022)
    dates = [hunk for hunk in difference(before, after).hunks if "2021年9月1日" in hunk.before]
    assert [hunk.line_after for hunk in dates] == [2]


def test_serial_numbers_are_no_values_even_where_their_run_is_broken() -> None:
    before = "序号\t单位\t配额\n1\t甲厂\t10\n2\t乙厂\t20\n3\t丙厂\t30"
    found = difference(before, before.replace("3\t丙厂\t30", "5\t丙厂\t35"))
    assert [(value.before, value.after) for value in found.values] == [("30", "35")]


def test_a_lone_word_of_duty_is_told_with_the_words_beside_it() -> None:
    found = difference("第一条 单位对报告的真实性负责。", "第一条 单位应当对报告的真实性负责。")
    assert found.summary == "第一条：新增应当（“单位应当对报告的真实性负”）"


def test_a_bound_that_stands_is_not_marked_where_another_range_came() -> None:
    before = "有第一项行为的，处二万元以上十万元以下的罚款；有第二项行为的，处二万元以下的罚款"
    after = "有第一项行为的，处二万元以上三十万元以下的罚款；有第二项行为的，处五万元以下的罚款"
    assert changed(before, after) == [
        ("delete", "十万元"), ("insert", "三十万元"), ("delete", "二万元"), ("insert", "五万元"),
    ]  # fmt: skip


def test_a_label_stays_apart_from_paragraphs_that_were_put_together() -> None:
    first, second = "沿海农田施用化学农药，应当执行国家规定和标准。", "沿海农田应当合理使用化肥。"
    hunk = difference(
        f"第三条 {first}\n{second}", f"第五条 各级机构应当加强防治工作。{first}{second}"
    ).hunks[0]
    assert hunk.marks[:4] == (
        ("delete", "第三条"),
        ("insert", "第五条"),
        ("equal", " "),
        ("insert", "各级机构应当加强防治工作。"),
    )
