"""Rules on a single passage: each says where, and what should stand there."""

import re
from collections.abc import Callable, Iterator
from datetime import date

from compilation.proofing.naming.english import WORDS
from compilation.proofing.naming.slips import DOUBLED, SLIPS
from compilation.proofing.naming.spacing import NUMBER_LINE
from compilation.proofing.texts.passages import Passage
from compilation.proofing.texts.printed import Spot

_HAN = r"[\u3400-\u9fff]"
_S = r"[ \u00a0\u3000]"
_ENGLISH = re.compile(
    rf"(?<={_HAN}){_S}*(?<![A-Za-z])(?P<word>[A-Za-z]{{1,16}})(?![A-Za-z]){_S}*(?={_HAN})"
)
_NUMBER = re.compile(
    rf"(?<={_HAN})[（(\[［【﹝]{_S}*(?P<year>(?:19|20)\d\d){_S}*[）)\]］】﹞]"
    rf"(?={_S}*第?{_S}*\d{{1,5}}{_S}*号)"
)
_ASCII = re.compile(
    rf"(?<=[\u3400-\u9fff）》”])(?P<mark>[,;:?!])(?P<space>{_S}*)(?=[\u3400-\u9fff（《“])"
)
_WIDE = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}
_DOUBLED_MARKS = re.compile(r"([，。；：、])\1|[，、；：]。|。[，、；：]")
_DOUBLED_WORDS = re.compile(rf"({_HAN}{{3,10}})\1")
_BAD_DATE = re.compile(r"((?:19|20)\d\d)年(\d{1,2})月(?:(\d{1,2})日)?")
_FULL_WIDTH = re.compile(r"[０-９Ａ-Ｚａ-ｚ]+")
_SPACED = re.compile(rf"(?<={_HAN}){_S}+(?=[A-Za-z\d])|(?<=[A-Za-z\d%]){_S}+(?={_HAN})")
_BETWEEN_HAN = re.compile(
    rf"(?<=[\u3400-\u9fff，。；、])(?<![部委局厅署院行会办府年月]){_S}+(?={_HAN})(?![年月日])"
)
_NAMED = re.compile(r"《[^《》]*》")
_PROSE = re.compile("[。；]")
_PAIRS = {"（": "）", "(": ")", "《": "》", "〔": "〕", "“": "”", "【": "】"}
_WIDE_OF = {"(": "（", ")": "）"}
_ITEM_LABEL = re.compile(rf"(?:\d{{1,3}}|[a-zA-Z]|{_HAN}{{1,3}})\s?$")


def rule_spots(passage: Passage, *, spaced: bool) -> Iterator[Spot]:
    """What is wrong in a passage by itself; ``spaced``: white space beside figures is wrong."""
    for rule in _RULES:
        yield from rule(passage)
    if spaced:
        yield from _spaces(passage)


def _english(passage: Passage) -> Iterator[Spot]:
    for found in _ENGLISH.finditer(passage.text):
        if (expected := WORDS.get(found["word"])) is not None:
            yield _spot("english_word_in_chinese", found, expected)


def _numbers(passage: Passage) -> Iterator[Spot]:
    for found in _NUMBER.finditer(passage.text):
        yield _spot("wrong_brackets_in_doc_number", found, f"〔{found['year']}〕")
    if NUMBER_LINE.fullmatch(passage.text):
        for found in re.finditer(rf"(?<=\S){_S}+(?=\S)", passage.text):
            yield _spot("space_in_doc_number", found, "")


def _marks(passage: Passage) -> Iterator[Spot]:
    for found in _ASCII.finditer(passage.text):
        yield _spot("ascii_punctuation", found, _WIDE[found["mark"]])
    for found in _DOUBLED_MARKS.finditer(passage.text):
        yield _spot("doubled_punctuation", found, found[1] or found[0][-1:])
    for found in _FULL_WIDTH.finditer(passage.text):
        narrow = "".join(chr(ord(letter) - 0xFEE0) for letter in found[0])
        yield _spot("full_width_character", found, narrow)


def _doubled(passage: Passage) -> Iterator[Spot]:
    for found in DOUBLED.finditer(passage.text):
        yield _spot("doubled_character", found, found[0][1:])
    for found in _DOUBLED_WORDS.finditer(passage.text):
        # A heading, and the text that begins with its words on the same line.
        if len(set(found[1])) > 1 and found.start() > len(passage.label):
            yield _spot("doubled_words", found, found[1])


def _twins(passage: Passage) -> Iterator[Spot]:
    for pattern, expected in SLIPS:
        for found in pattern.finditer(passage.text):
            kept = found.groupdict().get("kept", "")
            yield _spot("confusable_character", found, kept + expected)


def _dates(passage: Passage) -> Iterator[Spot]:
    for found in _BAD_DATE.finditer(re.sub(r"(?<=\d)\s(?=[年月日])", "", passage.text)):
        try:
            date(int(found[1]), int(found[2]), int(found[3] or 1))
        except ValueError:
            place = passage.text.find(found[0])
            if place >= 0:
                yield Spot(
                    subkind="impossible_date",
                    start=place,
                    end=place + len(found[0]),
                    expected=found[0],
                )


def _brackets(passage: Passage) -> Iterator[Spot]:
    """Brackets of one pair that are of two widths, without their other half, or half as wide."""
    open_marks: list[int] = []
    text = passage.text
    for at, letter in enumerate(text):
        if letter in _PAIRS:
            open_marks.append(at)
        elif letter in _PAIRS.values():
            if open_marks and _match(text[open_marks[-1]], letter):
                yield from _pair(text, open_marks.pop(), at)
            elif not (letter in "）)" and _ITEM_LABEL.search(text[max(0, at - 4) : at])):
                yield Spot(subkind="unpaired_brackets", start=at, end=at + 1, expected="")
    for at in open_marks:
        if passage.kind != "table":
            yield Spot(subkind="unpaired_brackets", start=at, end=at + 1, expected="")


def _match(left: str, right: str) -> bool:
    return _PAIRS[left] == right or (left in "（(" and right in "）)")


def _pair(text: str, left: int, right: int) -> Iterator[Spot]:
    inside = text[left + 1 : right]
    mixed = (text[left] == "(") != (text[right] == ")")
    if not mixed and not (text[left] == "(" and re.search(_HAN, inside)):
        return
    for at in (left, right):
        if wide := _WIDE_OF.get(text[at]):
            name = "wrong_brackets" if mixed else "half_width_parentheses"
            yield Spot(subkind=name, start=at, end=at + 1, expected=wide)


def _spaces(passage: Passage) -> Iterator[Spot]:
    for found in _SPACED.finditer(passage.text):
        yield _spot("space_between_han_and_digit", found, "")


def _between_han(passage: Passage) -> Iterator[Spot]:
    if passage.kind == "table" or not _PROSE.search(passage.text) or passage.role == "title":
        return
    named = [one.span() for one in _NAMED.finditer(passage.text)]
    for found in _BETWEEN_HAN.finditer(passage.text):
        inside = any(start < found.start() < end for start, end in named)
        if found.start() > len(passage.label) + 1 and not inside:
            yield _spot("space_between_han", found, "")


def _spot(subkind: str, found: re.Match[str], expected: str) -> Spot:
    return Spot(subkind=subkind, start=found.start(), end=found.end(), expected=expected)


_RULES: tuple[Callable[[Passage], Iterator[Spot]], ...] = (
    _english,
    _numbers,
    _marks,
    _doubled,
    _twins,
    _dates,
    _brackets,
    _between_han,
)
