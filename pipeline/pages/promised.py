"""The attachments that a document's text promises, and which of them are not there. Pure.

Careful rather than complete: an attachment counts as missing only if nothing on the page may be it:
no link of its name or number, no link to the whole document, no text or picture in its place.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from storage.records import Block, Content
from storage.text import cjk_number, fold, title_key

_COUNT = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_PROMISE = re.compile(rf"附(?:件|表|图|录)\s*({_COUNT})?\s*(?:[：:、.．]|\s(?=\S))\s*(.*)", re.S)
_HEADING = re.compile(rf"附(?:件|表|图|录)\s*({_COUNT})?\s*[：:]?")
_ITEM = re.compile(
    rf"(?:附(?:件|表|图|录)\s*)?({_COUNT})\s*[、.．：:]\s*(\S.*)|[（(]({_COUNT})[）)]\s*(\S.*)"
)
_WITHIN = re.compile(rf"(?:^|[；;，,\s])\s*({_COUNT})\s*[、.．]\s*(?=[^\d\s])")
_NAMED_WHOLE = re.compile(r"附\s*件(?:下载|包|汇总|合集)?|(?:点击)?下载(?:附件)?|相关附件")
_NO_FILE = re.compile(
    r"[（(](?:略|另发|另附|另行(?:印发|公布|通知)|不公开|涉密)|详见|登录|另行印发|无$|见附"
)
_EXTENSION = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|wps|et|ofd|zip|rar|7z|txt|csv|ceb)$", re.I)
_RANGE = re.compile(rf"附件\s*({_COUNT})\s*[-—–~至到]\s*({_COUNT})")
_LONGEST, _SHORTEST_KEY = 120, 4


@dataclass(frozen=True)
class Promise:
    """An attachment as the text names it; ``number`` is 0 where it has none."""

    number: int
    name: str


def missing_attachments(content: Content, absent: Collection[str] = ()) -> tuple[str, ...]:
    """The names of the attachments that are promised, in the text or by a link, and not there.

    ``absent``: addresses of links behind which no file was found.
    """
    dead = [link.name for link in content.attachments if link.url in absent]
    there = [link.name for link in content.attachments if link.url not in absent]
    lost = [
        one.name for one in promises(content.blocks) if not _is_there(one, content, there + dead)
    ]
    return tuple(dict.fromkeys(dead + lost))


def promises(blocks: Sequence[Block]) -> list[Promise]:
    """What the list of attachments names, but for what follows in the page itself."""
    begin, promised = _list_of(blocks)
    if not promised:
        return []
    after = blocks[begin + 1 :]
    return [one for one in promised if not _follows(one, after)]


def _list_of(blocks: Sequence[Block]) -> tuple[int, list[Promise]]:
    """The last block of the first list of attachments, and what the list names."""
    found: list[Promise] = []
    last = 0
    for place, block in enumerate(blocks):
        lines = [line.strip() for line in block.text.splitlines() if line.strip()]
        read = [one for line in lines for one in _line(line, began=bool(found))]
        if not read:
            if found:
                break
            continue
        found += read
        last = place
    return last, [one for one in found if one.name and not _NO_FILE.search(one.name)]


def _line(line: str, *, began: bool) -> Iterator[Promise]:
    """The attachments that a line names; a line of the list's own goes on with a number."""
    head = _PROMISE.fullmatch(line)
    if head and len(line) <= _LONGEST * 6:
        yield from _named(_value(head[1]), head[2])
    elif began and (item := _ITEM.fullmatch(line)):
        yield Promise(_value(item[1] or item[3]), _tidy(item[2] or item[4]))


def _named(number: int, rest: str) -> Iterator[Promise]:
    """附件：1.甲 2.乙, or 附件1：甲, or 附件：甲."""
    starts = list(_WITHIN.finditer(rest))
    if number or not starts or starts[0].start():
        again = _PROMISE.fullmatch(rest)
        if again and not number:
            yield from _named(_value(again[1]), again[2])
        else:
            yield Promise(number, _tidy(rest))
        return
    for start, after in zip(starts, [*starts[1:], None], strict=True):
        end = after.start() if after else len(rest)
        yield Promise(_value(start[1]), _tidy(rest[start.end() : end]))


def _follows(promise: Promise, after: Sequence[Block]) -> bool:
    """Whether the attachment's own text, or a picture, stands further down in the page."""
    key = _key(promise.name)
    for block in after:
        if block.kind == "image":
            return True
        text = block.text.strip()
        heading = _HEADING.fullmatch(text)
        if heading and (
            not heading[1] or not promise.number or _value(heading[1]) == promise.number
        ):
            return True
        if len(key) >= _SHORTEST_KEY and _key(text) == key:
            return True
    return False


def _is_there(promise: Promise, content: Content, links: Sequence[str]) -> bool:
    """Whether one of the links may be the attachment."""
    wanted = _key(promise.name)
    for link in links:
        name = _EXTENSION.sub("", link.strip())
        key = _key(name)
        if _NAMED_WHOLE.fullmatch(name) or _is_whole(key, content):
            return True
        if min(len(key), len(wanted)) >= _SHORTEST_KEY and (key in wanted or wanted in key):
            return True
        if promise.number and promise.number in _numbers(name):
            return True
    return len(links) >= _promised(content)


def _promised(content: Content) -> int:
    return max(1, len(_list_of(content.blocks)[1]))


def _is_whole(key: str, content: Content) -> bool:
    """Whether the link is to the document itself as a file: its attachments are in it."""
    title = title_key(content.title)
    return len(title) >= _SHORTEST_KEY and title in key


def _numbers(name: str) -> range:
    """Which of the attachments a link says that it is."""
    if several := _RANGE.search(name):
        return range(_value(several[1]), _value(several[2]) + 1)
    head = re.match(rf"附(?:件|表|图|录)?\s*({_COUNT})(?!\d)|({_COUNT})\s*[、.．]", name.strip())
    number = _value(head[1] or head[2]) if head else 0
    return range(number, number + 1) if number else range(0)


def _tidy(name: str) -> str:
    if _EXTENSION.fullmatch(f".{name}"):
        return ""
    return name.strip(" \u3000；;。，,\n\t")[:_LONGEST]


def _key(name: str) -> str:
    """A name for comparing: without its number, its extension, and marks."""
    plain = _EXTENSION.sub("", name.strip())
    plain = re.sub(rf"^(?:附(?:件|表|图|录)\s*{_COUNT}?\s*[：:、.．]?\s*)+", "", plain)
    plain = re.sub(rf"^{_COUNT}\s*[、.．]\s*", "", plain)
    return re.sub(r"[\W_]+", "", fold(plain))


def _value(text: str | None) -> int:
    """12, 十二 → 12; 0 for nothing."""
    return cjk_number(text) if text else 0
