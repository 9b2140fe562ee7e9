"""What an item says of its document: number, issuers, addressees, signature, attachments."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from rapidfuzz.distance import Indel

from compilation.reading.blocks import addressee_at
from crawlers.extract import announcements, numbers
from crawlers.extract.signing import Signing, is_date_line
from diffing.blocks import label_of
from storage.text import document_number, fold, parse_date

_HEAD = 5
"""Lines after the heading in which the number stands."""
_NOTICE = 30
"""Lines of a notice, at most, before what it sends out."""
_MARK = re.compile(r"\s*[【\[](?:待定|补遗|节选|摘要|摘录)[】\]]$")
"""What compilers put behind a title."""
_SYMBOL = re.compile(
    r"[\u4e00-\u9fff]{2,16}\s*[〔\[［（(【﹝〖]\s*(?:19|20)\d\d\s*年?\s*[〕\]］)）】﹞〗]\s*第?\s*\d{1,5}\s*号"
)
_AND_OTHERS = re.compile(r"等(?:[\d一二三四五六七八九十]+(?:个)?)?(?:有关)?(?:部门|单位|部委)?$")
_SENDING = re.compile(r"(?:印发|发布|公布|下发|颁布|转发)$")
_SENT = re.compile(
    r"(?:印发|发布|公布|下发|颁布|转发)《?(?P<what>[^《》]{4,}?)》?的(?:通知|公告|通告|函|决定|令)$"
)
_QUOTED = re.compile(r"《([^《》]{4,})》")
_GIVEN_OUT = re.compile("印发|发布|公布|下发|颁布|转发")
_NOT_TITLE = re.compile(r"附\s?[件表录]|[（(]|联系|电话|地址|邮|[\d\s]+$")
_ENDS = tuple("。；：，！？;:,、")
_LIST = re.compile(r"附\s?件\s?[：:]\s*|附[：:]\s*|附\s?件\s?(?=\d{1,2}\s?[.．、：:]\s?\S)")
_ENTRY = re.compile(r"(?:附\s?件\s?)?(\d{1,2})\s?[.．、：:]\s*(?!\d)")
_SEPARATE = re.compile(r"\s+(?=\d{1,2}\s?[.．、]\s*[^\d\s])")
_ALIKE = 0.85
_LONG_TITLE, _LONG_NAME = 90, 120
_MOST_LINES = 3


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the lines of an item say; places are those of the lines."""

    document_number: str | None
    number_as_printed: str
    issuing_bodies: tuple[str, ...]
    addressees: tuple[str, ...]
    inner_title: str | None
    inner_at: int | None
    signed_on: date | None
    dates: tuple[date, ...]
    attachments: tuple[str, ...]
    attachments_at: range


def read_facts(title: str, texts: Sequence[str], signing: Signing) -> Facts:
    """The facts of an item; the first line is its heading, those of tables are empty."""
    title = _MARK.sub("", title)
    names = signing.bodies or titled_bodies(title)
    number, printed = _number(title, texts)
    listed, attachments = _attachments(texts)
    inner = _inner(title, texts, signing)
    at = addressee_at(texts)
    dates = tuple(day for text in texts if is_date_line(text) and (day := parse_date(text)))
    return Facts(
        document_number=number,
        number_as_printed=printed,
        issuing_bodies=tuple(dict.fromkeys(names)),
        addressees=_addressees(texts[at]) if at is not None else (),
        inner_title=inner[1] if inner else None,
        inner_at=inner[0] if inner else None,
        signed_on=signing.signed_on or _dated(texts, inner[0] if inner else len(texts)),
        dates=dates,
        attachments=attachments,
        attachments_at=listed,
    )


def _dated(texts: Sequence[str], end: int) -> date | None:
    """The day under a notice that names nobody there: right behind its last sentence."""
    for last, text in pairwise(texts[: min(end, _NOTICE)]):
        if is_date_line(text) and last.endswith(("。", "）")):
            return parse_date(text)
    return None


# -- number, issuers, addressees --------------------------------------------------------------


def titled_bodies(title: str) -> tuple[str, ...]:
    """The agencies that a title begins with, 等部门 and 等八部门 left out."""
    head, about, rest = title.partition("关于")
    head = _AND_OTHERS.sub("", _SENDING.sub("", head.strip()))
    return announcements.agencies_of(f"{head}{about}{rest}") if head else ()


def _number(title: str, texts: Sequence[str]) -> tuple[str | None, str]:
    """The document's number in its normal form, and as it is printed."""
    end = addressee_at(texts) or 1 + _HEAD
    for text in texts[1 : min(end, 1 + _HEAD)]:
        if "。" in text:
            break
        if number := _numbered(title, text):
            return number, text
    if number := numbers.from_title(title):
        return number, number
    told = announcements.in_title(title)
    return (told.number(titled_bodies(title)), title) if told else (None, "")


def _numbered(title: str, text: str) -> str | None:
    """The number that a line is.

    An announcement's as it stands; 某局公告 over it is the rest of it, 某局关于…的公告 a title.
    """
    if number := numbers.from_line(text):
        return number
    if _SYMBOL.fullmatch(text):
        return document_number(text)
    told = announcements.in_lines(title, [text])
    if told is None:
        return None
    agencies = titled_bodies(title)
    if "关于" not in title:
        return told.number(agencies)
    word = ("",) if told.word in text else ()
    return told.number(word) or told.number(agencies)


def _addressees(text: str) -> tuple[str, ...]:
    """各省…人民政府，国务院各部委…： as the names between its commas."""
    parts = re.split("[，,；;]", text.rstrip("：: "))
    return tuple(part.strip() for part in parts if part.strip())


# -- what the notice sends out ----------------------------------------------------------------


def _inner(title: str, texts: Sequence[str], signing: Signing) -> tuple[int, str] | None:
    """The place and the words of the heading of what the notice sends out."""
    last = max([signing.date_line or 0, *signing.name_lines])
    wanted = [fold(name) for name in _sent(title, texts[1 : last or 1 + _HEAD])]
    after = [at for at in range(last + 1, len(texts)) if _may_head(texts[at])] if wanted else []
    for at in after:
        if words := _named(texts[at : at + _MOST_LINES], wanted):
            return at, words
    near = (at for at in after if last and at <= last + _HEAD)
    first = next(near, None) if _SENT.search(title) else None
    return None if first is None else (first, texts[first])


def _named(lines: Sequence[str], wanted: Sequence[str]) -> str:
    """The first of the lines, or the first few together, if they say one of the names."""
    for size in range(1, len(lines) + 1):
        if not _may_head(lines[size - 1]):
            break
        words = fold("".join(lines[:size])).strip("<>")
        if any(Indel.normalized_similarity(words, one) >= _ALIKE for one in wanted):
            return " ".join(lines[:size])
    return ""


def _sent(title: str, notice: Sequence[str]) -> Iterator[str]:
    """The names of what the title or a sentence of the notice says is given out."""
    if _GIVEN_OUT.search(title):
        yield from _QUOTED.findall(title)
    if found := _SENT.search(title):
        yield found["what"]
    for text in notice:
        for sentence in text.split("。"):
            if _GIVEN_OUT.search(_QUOTED.sub("", sentence)):
                yield from _QUOTED.findall(sentence)


def _may_head(text: str) -> bool:
    """A short line of words that may be the heading of a plan."""
    short = 3 < len(text) <= _LONG_TITLE and not text.endswith(_ENDS)
    return short and not (_NOT_TITLE.match(text) or label_of(text).text or is_date_line(text))


# -- attachments ------------------------------------------------------------------------------


def _attachments(texts: Sequence[str]) -> tuple[range, tuple[str, ...]]:
    """The first list of attachments: its lines and the names on them."""
    for at, text in enumerate(texts):
        found = _LIST.match(text)
        if not found:
            continue
        names = _names(text[found.end() :])
        end = at + 1
        while end < len(texts) and _is_entry(texts[end]) and (names or end == at + 1):
            names += _names(texts[end])
            end += 1
            if len(names) == 1 and not _ENTRY.match(texts[end - 1]):
                break
        if names:
            return range(at, end), tuple(names)
    return range(0), ()


def _is_entry(text: str) -> bool:
    return len(text) <= _LONG_NAME and bool(_ENTRY.match(text)) and "。" not in text[:-1]


def _names(text: str) -> list[str]:
    parts = _SEPARATE.split(text.strip())
    return [name for part in parts if (name := _ENTRY.sub("", part, count=1).strip(" ；;。"))]
