"""What white space is called by where it stands."""

import re

from compilation.proofing.texts.passages import Passage

_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]")
_FIGURE = re.compile(r"[\d%‰℃°]")
_WIDE_MARK = re.compile(r"[，。；：！？、（）《》“”‘’〔〕【】()]")
NUMBER_LINE = re.compile(
    r"\s*[^\s\d]{2,20}\s*[〔（(\[﹝【].{4,8}[〕）)\]﹞】]\s*第?\s*\d{1,5}\s*号\s*"
)
_NAME = re.compile(
    r"(?<=[\s、：:，,（(；])([\u4e00-\u9fff][ \u3000\u00a0]{1,4}[\u4e00-\u9fff])"
    r"(?=$|[\s、，,）)；。\d])"
)
_FIELD = re.compile(r"(?:^|\s)[\u4e00-\u9fff](?:[ \u3000\u00a0]{1,4}[\u4e00-\u9fff]){1,3}\s?[：:]")
_WORD, _WORD_END = re.compile("[A-Za-z]{2}"), re.compile("[A-Za-z]{2}$")
_TITLE, _HEADING, _NEAR = 120, 16, 16
_STOPS = re.compile("[，。；：]")


def space_name(words: tuple[str, str], span: tuple[int, int], passage: Passage) -> str:
    """The subkind of white space between ``words`` that the official text does not have."""
    left, right = words
    text = passage.text
    if passage.kind == "table" and not (_figures(left, right)):
        return "line_wrap_in_table"
    if NUMBER_LINE.fullmatch(text):
        return "space_in_doc_number"
    if found := _beside_figures(left, right):
        return found
    if _HAN.match(left[-1:]) and _HAN.match(right[:1]):
        return _between_han(text, span, passage)
    if _WIDE_MARK.match(left[-1:]) or _WIDE_MARK.match(right[:1]):
        return "space_beside_punctuation"
    return "space_in_code"


def _figures(left: str, right: str) -> bool:
    return bool(_FIGURE.match(left[-1:]) and _FIGURE.match(right[:1]))


def _beside_figures(left: str, right: str) -> str:
    """Between Han and a word of figures or Latin letters (or what ends in a stop: ``1.``)."""
    before = re.search(r"[A-Za-z\d.%‰℃°/+-]*$", left)
    after = re.match(r"[A-Za-z\d.%‰℃°/+-]*", right)
    words = before[0] if before else "", after[0] if after else ""
    if all(words):
        return "space_in_number" if _figures(left, right) else "space_in_code"
    word = words[0] or words[1]
    if _LATIN.search(word):
        return "space_between_han_and_latin"
    return "space_between_han_and_digit" if _FIGURE.search(word) else ""


def _between_han(text: str, span: tuple[int, int], passage: Passage) -> str:
    if passage.label and len(text) <= _HEADING and not _STOPS.search(text):
        return "spaced_label"
    for pattern, name in ((_FIELD, "spaced_label"), (_NAME, "space_in_name")):
        near = max(0, span[0] - _NEAR), span[1] + _NEAR
        places = [found.span() for found in pattern.finditer(text, *near)]
        if any(start <= span[0] and span[1] <= end for start, end in places):
            return name
    if passage.role == "title":
        return "space_in_title"
    plain = not passage.label and len(text) <= _TITLE and not _STOPS.search(text)
    if plain and passage.kind not in ("signature", "date"):
        return "space_in_title"
    return "space_between_han"


def lost_space_name(words: tuple[str, str], passage: Passage) -> str:
    """The subkind of white space that only the official text has; mostly it is no misprint."""
    left, right = words
    if _WORD_END.search(left) and _WORD.match(right):
        return "lost_space"
    between_names = _HAN.match(left[-1:]) and _HAN.match(right[:1])
    return "lost_space" if passage.role == "title" and between_names else ""
