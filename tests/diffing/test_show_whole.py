"""Nothing of the texts is lost where a difference is shown, and nothing is invented."""

import re
from collections.abc import Sequence
from pathlib import Path

import html5lib
import pytest
from hypothesis import given, settings, strategies as st
from selectolax.lexbor import LexborHTMLParser

from diffing.blocks import blocks_of, label_of
from diffing.show import as_text, mail_html
from diffing.showing.visible import width_of
from tests.diffing.shown import Texts, found, page, said, sides, stripped

REAL = ("renzheng_renke_tiaoli", "haiyang_huanjing_baohufa", "guangdong_peie_2020_2021")


def real_texts(shared: Path, name: str) -> Texts:
    folder = shared / "pairs" / name
    return folder.joinpath("old.txt").read_text(), folder.joinpath("new.txt").read_text()


_WORDS = st.lists(
    st.sampled_from(
        ["应当", "甲机构", "2025年", "十万元", "，", "；", "并且", "<b>", "\n", "\n第二条 ", "。"]
    ),
    min_size=1,
    max_size=25,
)


@settings(max_examples=60, deadline=None)
@given(_WORDS, _WORDS)
def test_what_is_shown_spells_both_texts(one: Sequence[str], other: Sequence[str]) -> None:
    texts = "第一条 " + "".join(one), "第一条 " + "".join(other)
    tree = LexborHTMLParser(page.__wrapped__(texts, "sides"))
    same = [
        line.text()
        for line in tree.css("tbody.cmp-same .cmp-t, tr.cmp-context:not(.cmp-sides) .cmp-t")
    ]
    for side, mark, text in (("first", "【删】", texts[0]), ("last", "【增】", texts[1])):
        cells = tree.css(f"tr.cmp-sides > td:{side}-child .cmp-t")
        shown = [cell.text().replace(mark, "") for cell in cells]
        lines = [
            line for line in "\n".join(shown + same).split("\n") if line and "文无）" not in line
        ]
        for line in filter(None, re.sub(r"\d+字未变", "", "\n".join(shown)).split("\n")):
            assert "文无）" in line or any(line in one for one in _lines(text)), "invented"
        for line in _lines(text):
            body = line[len(label_of(line).text) :].strip()
            there = any(line in one for one in lines)
            assert there or body in "".join(same).replace("\n", ""), (line, lines)


def _lines(text: str) -> list[str]:
    return [line for block in blocks_of(text) for line in block.text.split("\n") if line.strip()]


@pytest.mark.parametrize("name", REAL)
def test_real_changes_are_shown_whole(shared: Path, name: str) -> None:
    texts = real_texts(shared, name)
    difference = found(texts)
    text = re.sub(r"\s", "", said(stripped(page(texts, "inline"))))
    for hunk in difference.hunks:
        for op, piece in hunk.marks:
            bare = re.sub(r"\s", "", piece)
            if op != "equal" and len(bare) > 6 and "\n" not in piece and "\t" not in piece:
                assert bare in text, (hunk.label_after, piece)


def test_a_mail_is_no_longer_than_mail_programs_show(shared: Path) -> None:
    html = str(mail_html(found(real_texts(shared, "haiyang_huanjing_baohufa"))))
    assert len(html.encode()) < 20_000
    assert re.search(r"另有\d+处变动未列出", html)


@pytest.mark.parametrize("name", REAL)
def test_real_pages_are_valid_and_whole(shared: Path, name: str) -> None:
    texts = real_texts(shared, name)
    html = page(texts)
    html5lib.HTMLParser(strict=True).parse(html)
    shown = re.sub(r"\s", "", said(html)).replace("【增】", "").replace("【删】", "")
    lines = [re.sub(r"\s", "", line) for line in _lines(texts[1]) if "\t" not in line]
    assert sum(line not in shown for line in lines) <= 0.25 * len(lines), "folded inside a clause"


def test_text_is_no_wider_than_a_terminal(shared: Path) -> None:
    texts = real_texts(shared, REAL[0])
    lines = as_text(found(texts), *sides(texts)).split("\n")
    assert max(map(width_of, lines)) <= 100
    assert not [line for line in lines if line.strip()[:1] in tuple("，。；、）》】")]
