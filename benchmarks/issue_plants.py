"""Misprints of many classes, planted at random into a sound paragraph.

Each plant is a function of a random generator and a text: what is put in the place of what, or
None where the text has no room for it.
"""

import random
import re
from collections.abc import Callable
from typing import NamedTuple

_CONFUSABLE = tuple(
    zip(
        "日未己已人土干大天折拔侯即戊01〇一气制账辨泄源像作的环材低数设治准官",
        "曰末已巳入士千太夭拆拨候既戌OlO—汽治帐辩泻原象做地坏村底教没冶淮宫",
        strict=True,
    )
)
_WORDS = ("of", "the", "and", "with", "support", "in")
_UNITS = (("万吨", "万顿"), ("千瓦时", "千瓦"), ("万元", "元"), ("平方米", "米"), ("%", "‰"))
_MODALS = (
    ("应当", "可以"),
    ("不得", "得"),
    ("不超过", "超过"),
    ("不低于", "低于"),
    ("鼓励", "应当"),
)
_ORDINALS = "一二三四五六七八九"
_LINE = 38
"""Characters of a printed line."""
_HAN = "[\u4e00-\u9fff]"
_DATE = re.compile(r"\d{4}\s?年\s?\d{1,2}\s?月(?:\s?\d{1,2}\s?日)?")


class Plant(NamedTuple):
    """``text[start:end]`` becomes ``put``."""

    start: int
    end: int
    put: str


Planter = Callable[[random.Random, str], Plant | None]


def _spot(rng: random.Random, text: str, pattern: str | re.Pattern[str]) -> re.Match[str] | None:
    found = list(re.finditer(pattern, text))
    return rng.choice(found) if found else None


def _swap(pairs: tuple[tuple[str, str], ...]) -> Planter:
    def plant(rng: random.Random, text: str) -> Plant | None:
        fit = [(a, b) for a, b in pairs if a in text]
        if not fit:
            return None
        wrong, put = rng.choice(fit)
        found = _spot(rng, text, re.escape(wrong))
        return Plant(found.start(), found.end(), put) if found else None

    return plant


def _digit(rng: random.Random, text: str) -> Plant | None:
    found = _spot(rng, text, r"(?<=\d)\d|\d(?=[%万亿千米吨个])")
    if not found:
        return None
    return Plant(*found.span(), rng.choice([d for d in "0123456789" if d != found[0]]))


def _date(rng: random.Random, text: str) -> Plant | None:
    found = _spot(rng, text, _DATE)
    at = _spot(rng, found[0], r"\d(?=\s?[年月日])") if found else None
    if not found or not at:
        return None
    put = rng.choice([d for d in "123456789" if d != at[0]])
    return Plant(found.start() + at.start(), found.start() + at.end(), put)


def _serial(rng: random.Random, text: str) -> Plant | None:
    found = _spot(rng, text, r"(?<=〕)\d(?=\d*号)|(?<=〔20)\d(?=\d〕)")
    if not found:
        return None
    return Plant(*found.span(), rng.choice([d for d in "123456789" if d != found[0]]))


def _confusable(rng: random.Random, text: str) -> Plant | None:
    fit = [pair for pair in _CONFUSABLE if pair[0] in text]
    if not fit:
        return None
    wrong, put = rng.choice(fit)
    found = _spot(rng, text, re.escape(wrong))
    return Plant(*found.span(), put) if found else None


def _doubled(rng: random.Random, text: str) -> Plant | None:
    found = _spot(rng, text, rf"(?<={_HAN}){_HAN}(?={_HAN})")
    return Plant(*found.span(), found[0] * 2) if found else None


def _dropped(rng: random.Random, text: str) -> Plant | None:
    found = _spot(rng, text, rf"(?<={_HAN}){_HAN}(?={_HAN})")
    return Plant(*found.span(), "") if found else None


def _turned(rng: random.Random, text: str) -> Plant | None:
    found = _spot(rng, text, rf"(?<={_HAN})({_HAN})(?!\1)({_HAN})(?={_HAN})")
    return Plant(*found.span(), found[2] + found[1]) if found else None


def _sentence(rng: random.Random, text: str) -> re.Match[str] | None:
    return _spot(rng, text, r"(?<=。)[^。]{6,}。")


def _no_sentence(rng: random.Random, text: str) -> Plant | None:
    found = _sentence(rng, text)
    return Plant(*found.span(), "") if found else None


def _two_sentences(rng: random.Random, text: str) -> Plant | None:
    found = _sentence(rng, text)
    return Plant(*found.span(), found[0] * 2) if found else None


def _phrase(rng: random.Random, text: str) -> Plant | None:
    found = _spot(rng, text, rf"(?<=、){_HAN}{{2,8}}、")
    return Plant(*found.span(), "") if found else None


def _word(rng: random.Random, text: str) -> Plant | None:
    found = _spot(rng, text, rf"(?<={_HAN})[和与及](?={_HAN})")
    return Plant(*found.span(), f" {rng.choice(_WORDS)} ") if found else None


def _ordinal(rng: random.Random, text: str) -> Plant | None:
    found = re.match(rf"(（?)([{_ORDINALS}])(?=[、）])", text)
    if not found:
        return None
    put = rng.choice([n for n in _ORDINALS if n != found[2]])
    return Plant(found.start(2), found.end(2), put)


def _comma(rng: random.Random, text: str) -> Plant | None:
    found = _spot(rng, text, rf"(?<={_HAN})[，；](?={_HAN})")
    return Plant(*found.span(), {"，": ",", "；": ";"}[found[0]]) if found else None


def _mark(rng: random.Random, text: str) -> Plant | None:
    found = _spot(rng, text, r"[。，；、：》”](?=.)")
    return Plant(*found.span(), "") if found else None


def _quote(rng: random.Random, text: str) -> Plant | None:
    found = _spot(rng, text, r"《([^《》]{2,40})》")
    return Plant(*found.span(), f"〈{found[1]}〉") if found else None


def _brackets(rng: random.Random, text: str) -> Plant | None:
    found = _spot(rng, text, r"（([^（）]{1,30})）")
    return Plant(*found.span(), f"({found[1]})") if found else None


def _of_number(rng: random.Random, text: str) -> Plant | None:
    found = _spot(rng, text, r"〔(20\d\d)〕")
    return Plant(*found.span(), rng.choice((f"（{found[1]}）", f"[{found[1]}]"))) if found else None


def _script(rng: random.Random, text: str) -> Plant | None:
    put = {"PM2.5": "PM_{2.5}", "CO₂": "CO2", "m³": "m3", "km²": "km2"}
    found = _spot(rng, text, "|".join(map(re.escape, put)))
    return Plant(*found.span(), put[found[0]]) if found else None


def _wide(rng: random.Random, text: str) -> Plant | None:
    found = _spot(rng, text, r"(?<!\d)\d{1,4}(?!\d)")
    if not found:
        return None
    return Plant(
        *found.span(), found[0].translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    )


def _bold(rng: random.Random, text: str) -> Plant | None:
    found = _spot(rng, text, rf"^（[{_ORDINALS}十]{{1,3}}）[^。，]{{2,20}}。(?=.)")
    return Plant(*found.span(), f"**{found[0]}**") if found else None


def _space_digit(rng: random.Random, text: str) -> Plant | None:
    found = _spot(rng, text, rf"(?<={_HAN})(?=\d)|(?<=\d)(?={_HAN})")
    return Plant(*found.span(), " ") if found else None


def _space_latin(rng: random.Random, text: str) -> Plant | None:
    found = _spot(rng, text, rf"(?<={_HAN})(?=[A-Za-z])|(?<=[A-Za-z])(?={_HAN})")
    return Plant(*found.span(), " ") if found else None


def _break(rng: random.Random, text: str) -> Plant | None:
    """At the end of a full line: a page has no other."""
    ends = [at for at in range(_LINE, len(text) - 1, _LINE) if re.match(_HAN * 2, text[at - 1 :])]
    at = rng.choice(ends) if ends else None
    return Plant(at, at, "⏎") if at else None


PLANTERS: dict[str, Planter] = {
    "wrong_digit": _digit,
    "wrong_date": _date,
    "wrong_document_number": _serial,
    "wrong_unit": _swap(_UNITS),
    "modal": _swap(_MODALS),
    "confusable_character": _confusable,
    "doubled_character": _doubled,
    "dropped_character": _dropped,
    "swapped_characters": _turned,
    "dropped_sentence": _no_sentence,
    "doubled_sentence": _two_sentences,
    "dropped_words": _phrase,
    "english_word_in_chinese": _word,
    "numbering_jump": _ordinal,
    "ascii_punctuation": _comma,
    "dropped_punctuation": _mark,
    "wrong_brackets": _quote,
    "half_width_parentheses": _brackets,
    "wrong_brackets_in_doc_number": _of_number,
    "lost_script": _script,
    "full_width_digit": _wide,
    "markdown_bold": _bold,
    "space_between_han_and_digit": _space_digit,
    "space_between_han_and_latin": _space_latin,
    "page_break_split": _break,
}
