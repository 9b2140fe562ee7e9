"""What a difference between the printed and the official text is called."""

import re
from typing import NamedTuple

from compilation.proofing.naming.twins import CONFUSABLES

_HAN = re.compile(r"[\u3400-\u9fff]")
_NOT_WORDS = re.compile(r"[^\w]+|_+")
_STOPS = re.compile(r"[.;!?]")
_NUMERALS = frozenset("一二三四五六七八九十百千万亿零两〇")
_LATIN = re.compile(r"[A-Za-z][A-Za-z' -]*")
_NUMBER = re.compile(r"\((?:19|20)\d\d\)第?\d{1,5}号")
_IN_FIGURES = re.compile(r"[.,:/%‰-]+")
_RATE = re.compile("[%‰]")
_DATE = re.compile(r"(?:19|20)\d\d年|\d{1,2}月(?:\d{1,2}日)?|\d{1,2}日")
_MEASURE = re.compile("百分点|[年月日号第万亿千百元个吨至到]")
_UNIT = re.compile(
    r"(?:[十百千万亿]{0,2}(?:千瓦时|千瓦|兆瓦|吉瓦|瓦|吨|元|平方公里|平方米|立方米|公里|公顷|公斤|千克|克|亩|户|辆)"
    r"|千米|米|个百分点|百分点|[%‰℃])"
)
_FIGURE = re.compile(r"^\d+(?:[.,]\d+)*")
_QUOTES = frozenset("\"'")
_FEW = 3
"""Ideographs: where more came or went, it is no figure that is wrong."""
_MODAL = re.compile(
    "应当|应|必须|须|不得|可以|可|不可以|鼓励|禁止|严禁|不应|不应当|无需|无须|不宜|宜"
)
_DOUBT = re.compile("待定")
_FOOTNOTE = re.compile("[①-⑳⓪¹²³⁰-⁹]{1,3}")


class Misprint(NamedTuple):
    """A difference by its folded letters, and what stands around it."""

    printed: str
    """What is found, as it is printed."""
    found: str
    expected: str
    core_found: str
    core_expected: str
    """The same before it was grown to whole figures."""
    before: str
    """What stands before it in the issue, folded."""
    after: str
    in_number: bool
    """Whether the line is a document number and nothing else."""
    in_label: bool
    label_gone: str
    """The label of the official passage, if it begins there and ours has none."""
    at_break: bool
    """Whether a page ends there."""


def name_of(change: Misprint) -> str:
    """The subkind of a difference in letters."""
    if change.label_gone and not change.core_found and change.core_expected == change.label_gone:
        return "dropped_label"
    if mark := _of_compilers(change):
        return mark
    if change.in_number and _NOT_WORDS.sub("", change.found + change.expected):
        return "wrong_document_number"
    if _is_unit(change):
        return "wrong_unit"
    if figures := _of_figures(change):
        return figures
    if not change.core_found:
        return _of_dropped(change)
    if not change.core_expected:
        return _of_extra(change)
    return _of_exchanged(change)


def _of_compilers(change: Misprint) -> str:
    """Marks that the compilers put in."""
    if not change.core_expected and _DOUBT.search(change.core_found):
        return "draft_mark"
    noted = not change.expected and _FOOTNOTE.fullmatch(change.printed)
    return "footnote_mark" if noted else ""


def _of_figures(change: Misprint) -> str:
    core = change.core_found + change.core_expected
    if len(_HAN.findall(_MEASURE.sub("", core))) > _FEW:
        return ""
    if (change.core_found, change.core_expected) in CONFUSABLES and not core.isdecimal():
        return ""
    sides = change.found, change.expected
    grown = change.found != change.core_found
    if grown and any(map(_NUMBER.search, sides)):
        return "wrong_document_number"
    if grown and _IN_FIGURES.fullmatch(core):
        return "wrong_unit" if _RATE.search(core) else "wrong_digit"
    if any(letter.isdecimal() for letter in core):
        if change.in_label:
            return "wrong_numbering"
        return "wrong_date" if all(map(_DATE.search, sides)) else "wrong_digit"
    if core and all(letter in _NUMERALS for letter in core):
        return "wrong_numbering" if change.in_label else "wrong_number"
    return ""


def _is_unit(change: Misprint) -> bool:
    """Whether another unit stands after the same figure."""
    sides = [_FIGURE.sub("", side) for side in (change.found, change.expected)]
    same = change.found.removesuffix(sides[0])
    if change.expected != same + sides[1] or not (change.before + same)[-1:].isdecimal():
        return False
    units = [_UNIT.match(side + change.after) for side in sides]
    return all(
        unit is not None and unit.end() >= len(side)
        for unit, side in zip(units, sides, strict=True)
    )


def _of_dropped(change: Misprint) -> str:
    gone = change.core_expected
    if "\t" in gone:
        return "dropped_cell"
    words = _NOT_WORDS.sub("", gone)
    if not words:
        return "dropped_punctuation"
    if change.at_break and len(words) <= 6:
        return "dropped_character_at_page_break"
    if _STOPS.search(gone[:-1] if len(gone) < 6 else gone) and len(words) > 5:
        return "dropped_sentence"
    if len(words) == 1:
        return "dropped_character"
    return "dropped_words"


def _of_extra(change: Misprint) -> str:
    come = change.core_found
    words = _NOT_WORDS.sub("", come)
    if not words:
        return "doubled_punctuation" if _repeats(come, change) else "extra_punctuation"
    if _repeats(come, change):
        if len(words) == 1:
            return "doubled_character"
        return "doubled_sentence" if _STOPS.search(come) else "doubled_words"
    if _LATIN.fullmatch(words) and (_HAN.search(change.before) or _HAN.search(change.after)):
        return "english_word_in_chinese"
    if len(words) == 1:
        return "extra_character"
    if _STOPS.search(come) and len(words) > 5:
        return "extra_sentence"
    return "word_error" if len(words) <= 4 else "extra_words"


def _repeats(come: str, change: Misprint) -> bool:
    """Whether what came stands right before or after it already."""
    return change.before.endswith(come) or change.after.startswith(come)


def _of_exchanged(change: Misprint) -> str:
    found, expected = change.core_found, change.core_expected
    words = _NOT_WORDS.sub("", found), _NOT_WORDS.sub("", expected)
    if not any(words):
        quotes = _QUOTES.issuperset(found + expected)
        return "wrong_quotation_mark" if quotes else "wrong_punctuation"
    if _LATIN.fullmatch(words[0]) and _HAN.search(expected) and len(words[0]) > 1:
        return "english_word_in_chinese"
    if _MODAL.fullmatch(found) and _MODAL.fullmatch(expected):
        return "wrong_modal"
    if len(found) == len(expected) == 1:
        return "confusable_character" if (found, expected) in CONFUSABLES else "wrong_character"
    if sorted(found) == sorted(expected):
        return "swapped_characters"
    if max(len(found), len(expected)) > 12:
        return "differs_from_official"
    return "word_error"
