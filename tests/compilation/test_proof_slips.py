"""Slips of an office that types a text anew: each found once, by its kind, with what is right."""

from itertools import pairwise

import pytest

from compilation.proof import proof
from compilation.proofing.beside.edits import Edit, place_there
from tests.compilation.proofs import (
    LINES,
    issue,
    line_of,
    official,
    proofed,
    told,
    with_line,
)

GOALS, RULE, RUN, TABLE, MONEY = 8, 9, 12, 13, 15
ROWS = LINES[TABLE].split("\n")


def test_a_clause_of_which_little_more_than_its_heading_is_left() -> None:
    (found,) = proofed(with_line(RUN, "（四）加强运行管理。"))
    assert (found.subkind, found.line) == ("dropped_sentence", line_of(RUN))
    assert LINES[RUN].removeprefix("（四）加强运行管理。") in found.expected


def test_a_dropped_paragraph_is_shown_whole() -> None:
    (found,) = proofed([line for line in LINES if line != LINES[GOALS]])
    assert (found.subkind, found.expected) == ("dropped_paragraph", LINES[GOALS])


@pytest.mark.parametrize(
    ("at", "printed", "right", "subkind"),
    [
        (MONEY, "省财政", "省级财政", "dropped_character"),
        (MONEY, "补助不超过2000亿元", "补助不超过2000万元", "wrong_unit"),
        (GOALS, "下降8个百分点", "下降8%", "wrong_unit"),
        (GOALS, "下降8％", "下降8%", "full_width_character"),
        (GOALS, "到２０２５年", "到2025年", "full_width_character"),
        (GOALS, "到2052年", "到2025年", "wrong_date"),
    ],
)
def test_a_slip_is_one_finding(at: int, printed: str, right: str, subkind: str) -> None:
    (found,) = proofed(with_line(at, LINES[at].replace(right, printed, 1)))
    assert (found.subkind, found.line) == (subkind, line_of(at))
    assert LINES[at].replace(right, printed, 1).replace(found.found, found.expected) == LINES[at]


def test_a_name_cut_short_is_one_finding() -> None:
    right = with_line(MONEY, f"{LINES[MONEY]}国家发展改革委负责。")
    cut = with_line(MONEY, f"{LINES[MONEY]}发改委负责。")
    (found,) = proof(issue(cut), {"4.1": official(right)})
    assert found.subkind == "word_error"
    assert "国家发展改革" in found.expected


def test_other_quotation_marks_are_of_one_kind() -> None:
    right = with_line(MONEY, f"{LINES[MONEY]}支持“光储直柔”项目。")
    single = with_line(MONEY, f"{LINES[MONEY]}支持‘光储直柔’项目。")
    found = proof(issue(single), {"4.1": official(right)})
    assert {one.subkind for one in found} == {"wrong_quotation_mark"}


def test_cells_that_changed_places_are_one_finding() -> None:
    shifted = "\n".join([ROWS[0], "云溪市\t1\t480", *ROWS[2:]])
    found = proofed(with_line(TABLE, shifted))
    assert told(found) == [("swapped_cells", "云溪市\t1\t480", ROWS[1])]
    assert found[0].line == line_of(TABLE) + 1


def test_a_column_that_slid_down_is_told_cell_by_cell() -> None:
    slid = "\n".join([ROWS[0], "1\t竹山市\t480", "2\t云溪市\t126", ROWS[3]])
    found = proofed(with_line(TABLE, slid))
    assert told(found) == [
        ("wrong_cell", "竹山市", "云溪市"),
        ("wrong_cell", "云溪市", "竹山市"),
    ]


def test_a_paragraph_in_two_is_a_matter_of_layout() -> None:
    half = LINES[GOALS].index("到2027年")
    lines = [*LINES[:GOALS], LINES[GOALS][:half], LINES[GOALS][half:], *LINES[RULE:]]
    (found,) = proofed(lines)
    assert (found.kind, found.subkind, found.line) == ("layout", "paragraph_split", line_of(RULE))
    assert found.found.replace("⏎", "") == found.expected


def test_a_heading_in_two_was_broken() -> None:
    (found,) = proofed(
        [*LINES[:5], "澄江省绿色供热", LINES[5].removeprefix("澄江省绿色供热"), *LINES[6:]]
    )
    assert found.subkind == "page_break_split"


def test_a_line_printed_twice_is_its_second_and_read_no_further() -> None:
    spaced = with_line(MONEY, f"{LINES[MONEY]}(详见附件)")
    found = proof(issue([*spaced[: MONEY + 1], *spaced[MONEY:]]), {"4.1": official(spaced)})
    assert [(one.subkind, one.line) for one in found] == [("doubled_paragraph", line_of(MONEY) + 1)]


def test_an_official_text_that_lacks_a_part_is_said_to() -> None:
    found = proofed(LINES, blocks=official(LINES[:9]).blocks)
    assert [one.subkind for one in found] == ["cannot_compare"]


def test_a_place_is_found_among_edits_as_by_walking_them() -> None:
    edits = [Edit(2, 4, 2, 3), Edit(6, 6, 5, 8), Edit(7, 9, 9, 9)]
    assert [place_there(at, edits) for at in range(11)] == [
        0, 1, None, None, 3, 4, None, None, None, 9, 10,
    ]  # fmt: skip
    assert all(one.i_end <= other.i for one, other in pairwise(edits))
