"""Any single slip in any paragraph is found: once, in its place, with what restores the text."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings, strategies as st

from tests.compilation.proofs import LINES, line_of, proofed, with_line

PROSE = tuple(at for at, line in enumerate(LINES) if "\t" not in line)
STRANGE = "鹅鸭猪羊牛马桃李梅兰竹菊"
Slip = Callable[[str, int, str], str]
SLIPS: dict[str, Slip] = {
    "exchanged": lambda text, at, other: text[:at] + other + text[at + 1 :],
    "dropped": lambda text, at, _: text[:at] + text[at + 1 :],
    "put in": lambda text, at, other: text[:at] + other + text[at:],
    "doubled": lambda text, at, _: text[:at] + text[at] + text[at:],
    "digit": lambda text, at, _: text[:at] + str((int(text[at]) + 3) % 10) + text[at + 1 :],
}


def han(text: str) -> list[int]:
    return [at for at, letter in enumerate(text) if "\u4e00" <= letter <= "\u9fff"]


def digits(text: str) -> list[int]:
    return [at for at, letter in enumerate(text) if letter.isdecimal()]


@pytest.mark.parametrize("slip", SLIPS)
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_a_slip_is_one_finding_that_restores_the_text(slip: str, data: st.DataObject) -> None:
    where = digits if slip == "digit" else han
    line = data.draw(st.sampled_from([at for at in PROSE if where(LINES[at])]))
    at = data.draw(st.sampled_from(where(LINES[line])))
    wrong = SLIPS[slip](LINES[line], at, data.draw(st.sampled_from(STRANGE)))
    (found,) = proofed(with_line(line, wrong))
    assert found.line == line_of(line)
    assert wrong.replace(found.found, found.expected, 1) == LINES[line]


@given(slips=st.dictionaries(st.sampled_from(PROSE), st.sampled_from(STRANGE), min_size=2))
@settings(max_examples=25, deadline=None)
def test_slips_in_many_paragraphs_are_each_found(slips: dict[int, str]) -> None:
    lines = list(LINES)
    for line, letter in slips.items():
        at = han(LINES[line])[-1]
        lines[line] = LINES[line][:at] + letter + LINES[line][at + 1 :]
    assert sorted(one.line or 0 for one in proofed(lines)) == sorted(map(line_of, slips))


@given(lines=st.lists(st.text(alphabet="甲乙 1.a（)《**\t-_{}^<>⏎。", max_size=40), max_size=6))
@settings(max_examples=60, deadline=None)
def test_whatever_is_printed_a_proof_comes_to_an_end(lines: list[str]) -> None:
    printed = [*LINES[:9], *(line for line in lines if line.strip("⏎ \t")), *LINES[9:]]
    for found in proofed(printed):
        assert found.reason
        assert found.line is not None
