"""Which pages are one document, all links and decisions taken together."""

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given, settings, strategies as st

from storage.records import Link, Ruled
from tests.pipeline.pages import BODY, OTHER_WORDS, content, grouped

NUMBERED = content("澄江省能源局关于锅炉更新的通知", "澄能〔2026〕7号")
BARE = replace(NUMBERED, document_number=None)
OTHER = replace(NUMBERED, document_number="澄能〔2026〕8号")


def ruled(number: int, kind: str, one: str, other: str) -> Ruled:
    return Ruled(ruling_id=number, kind=kind, one=frozenset(one), other=frozenset(other))  # type: ignore[arg-type]


def test_a_copy_joins_through_another_copy() -> None:
    renamed = content("关于印发《锅炉更新工作安排》的通知", "澄能〔2026〕7号")
    copy = replace(renamed, document_number=None)
    assert grouped({"a": NUMBERED, "b": renamed, "c": copy}) == [{"a", "b", "c"}]


def test_what_fits_two_documents_joins_neither() -> None:
    assert grouped({"a": NUMBERED, "b": BARE, "c": OTHER}) == [{"a"}, {"b"}, {"c"}]


def test_the_likest_text_tells_which_of_two_is_meant() -> None:
    far = replace(OTHER, blocks=content("", body=BODY.replace("锅炉", "窑炉")[:-12]).blocks)
    assert grouped({"a": NUMBERED, "b": BARE, "c": far}) == [{"a", "b"}, {"c"}]


def test_no_chain_joins_two_numbers() -> None:
    """Each page is like the next, and the first and the last are not one."""
    titles = ("澄江省能源局关于锅炉更新的通知", "关于锅炉更新的通知", "关于锅炉更新的通知")
    pages = {
        "a": content(titles[0], "澄能〔2026〕7号"),
        "b": content(titles[1]),
        "c": content(titles[2], "澄能〔2026〕8号", body=BODY[:-4] + "治理。"),
    }
    assert not any({"a", "c"} <= one for one in grouped(pages))


def test_a_person_joins_what_the_program_parts() -> None:
    pages = {"a": NUMBERED, "b": OTHER}
    assert grouped(pages, (ruled(1, "same", "a", "b"),)) == [{"a", "b"}]


@pytest.mark.parametrize("number", ["澄能〔2026〕7号", "澄能〔2026〕8号"])
def test_what_comes_later_joins_either_side_of_a_merge(number: str) -> None:
    pages = {"a": NUMBERED, "b": OTHER, "c": replace(NUMBERED, document_number=number)}
    assert grouped(pages, (ruled(1, "same", "a", "b"),)) == [{"a", "b", "c"}]


def test_a_person_parts_what_the_program_joins() -> None:
    pages = {"a": NUMBERED, "b": NUMBERED, "c": NUMBERED}
    assert grouped(pages, (ruled(1, "split", "ac", "b"),)) == [{"a", "c"}, {"b"}]


def test_what_was_split_off_together_stays_together() -> None:
    pages = {"a": NUMBERED, "b": NUMBERED, "c": content("另一件事", body=OTHER_WORDS)}
    assert grouped(pages, (ruled(1, "split", "a", "bc"),)) == [{"a"}, {"b", "c"}]


def test_the_newest_decision_counts() -> None:
    pages = {"a": NUMBERED, "b": NUMBERED, "c": NUMBERED}
    split, merge = ruled(1, "split", "ac", "b"), ruled(2, "same", "ac", "b")
    assert grouped(pages, (split, merge)) == [{"a", "b", "c"}]
    split, merge = ruled(2, "split", "ac", "b"), ruled(1, "same", "a", "bc")
    assert grouped(pages, (split, merge)) == [{"a", "c"}, {"b"}]


def test_what_speaks_of_two_documents_joins_one() -> None:
    speaks = [
        Link(posting_id=one, other_id="s", kind="speaks", likeness=0.0, reason="")
        for one in ("a", "b")
    ]
    pages = {"a": NUMBERED, "b": OTHER}
    speaker = content("《锅炉更新》解读", body=OTHER_WORDS)
    found = grouped(pages, (), *speaks, speakers={"s": speaker})
    assert found == [{"a", "s"}, {"b"}]


KINDS = [
    NUMBERED,
    BARE,
    OTHER,
    replace(BARE, blocks=()),
    content("关于锅炉更新的通知（更正）", body=BODY),
    content("关于锅炉更新工作的通知", body=BODY[:-20]),
    content("关于取暖的通知", "澄能〔2026〕7号", body=OTHER_WORDS),
]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, len(KINDS) - 1), min_size=3, max_size=6), st.data())
def test_no_order_matters(kinds: list[int], data: st.DataObject) -> None:
    pages = {f"p{place}": KINDS[kind] for place, kind in enumerate(kinds)}
    order = data.draw(st.permutations(list(pages)))
    rulings = (ruled(1, "same", (), ()), ruled(2, "split", (), ()))
    assert grouped({name: pages[name] for name in order}, rulings) == grouped(pages, rulings)


def test_nor_with_decisions() -> None:
    pages = {"a": NUMBERED, "b": BARE, "c": OTHER, "d": NUMBERED}
    rulings = (ruled(1, "same", "a", "b"), ruled(2, "apart", "ab", "d"), ruled(3, "same", "c", "d"))
    found = [grouped({k: pages[k] for k in order}, rulings) for order in permutations(pages)]
    assert all(one == [{"a", "b"}, {"c", "d"}] for one in found)


@pytest.mark.parametrize("numbers", [0, 2])
def test_a_hundred_pages_of_one_title_come_to_an_end(numbers: int) -> None:
    """Of two numbers or none: each page is linked with each that it does not contradict."""
    pages = {
        f"p{n:03}": replace(
            NUMBERED, document_number=f"澄能〔2026〕{n % numbers}号" if numbers else None
        )
        for n in range(100)
    }
    assert len(grouped(pages)) == max(1, numbers)
