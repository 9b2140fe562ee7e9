"""The documents that a passage names: by 《title》, by number, by standard. Pure, and linear.

A number belongs to the title before it (《…》（国发〔2021〕23号）), else to the title after it
(GB/T 27029—2022《…》); without a title it names a document by itself.
"""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.relations.numbers import Numbered, numbers_in
from storage.text import squeeze

LONGEST_TITLE = 240
_BRACKET = re.compile("[《》]")
_OPENS, _SHUTS = frozenset("（("), frozenset("）)")
_ANGLED = re.compile("[〈〉]")
_TAIL = re.compile(
    r"(?:(?:国家|行业|地方|团体|企业)标准)?[\s，,]{0,3}"
    r"(?:[（(](?P<round>(?:[^（()）]|[（(][^（()）]{0,60}[）)]){1,200})[）)]"
    r"|[〔\[【](?P<square>[^〔〕\[\]【】]{1,120})[〕\]】])"
)
_SHORT = re.compile(
    r"(?:以下|下|后)?(?:统一|合并|分别)?(?:简称|统称|称)(?:为|作)?\s*[“\"'‘]?\s*[《〈“\"]?"
    r"(?P<name>[^》〉”\"，。；）)]{2,40})"
)
_EDITION = re.compile(
    r"(?:19|20)\d\d\s*年?(?:版|本|修订|修正|第)|试行|暂行|修订|修正|征求意见|草案|送审|报批"
    r"|第[一二三四五六七八九十\d]{1,3}[版次]"
)
_CODED_AS = re.compile(r"[^，。；《]{0,16}[，,]\s*(?:标准)?(?:编号|文号|标准号)[为是：:]?\s*")
_NAME_SPACES = re.compile(r"(?<=[\u4e00-\u9fff])\n\s*(?=[\u4e00-\u9fff])")
_LAW = re.compile(
    r"中华人民共和国(?P<name>[\u4e00-\u9fff]{2,22}?(?:法典|法|条例))"
    "(?![律规院官人定庭典制学案治令实])"
)
_NO_LAW = re.compile(
    "[境领][内外域]|的|应|依|本|按|公民|管辖|缔结|参加|国务院|主席|政府|部|委员会|法院|以|对|关于|成立"
    "|该"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Mention:
    """A document that a text names: where, and how."""

    start: int
    end: int
    """After the brackets that belong to the name."""
    title: str = ""
    """As written, without the outer 《》."""
    numbers: tuple[str, ...] = ()
    short: str = ""
    """By what the text calls it from then on."""
    tail: str = ""
    """What stands in the brackets after the title."""
    bracketed: bool = True
    """Named in 《》 or by number; not in plain words."""


def mentions_in(text: str) -> list[Mention]:
    """The documents named, in the order of the text; those inside another's name left out."""
    spans = titles_in(text)
    numbers = numbers_in(text, spans)
    titled = _numbered(text, spans, numbers)
    taken = [(one.start, one.end) for one in titled]
    alone = [_alone(text, one) for one in numbers if not _within(one.start, taken)]
    if "中华人民共和国" in text:
        taken += [(one.start, one.end) for one in alone]
        alone += _laws(text, sorted(taken))
    return sorted((*titled, *alone), key=lambda one: one.start)


def titles_in(text: str) -> list[tuple[int, int]]:
    """The outermost 《…》 (〈…〉 where that stands alone), with their brackets; no open ones."""
    found = _outermost(text, _BRACKET, "《")
    if "〈" in text:
        found += [one for one in _outermost(text, _ANGLED, "〈") if not _within(one[0], found)]
        found.sort()
    return found


def _outermost(text: str, bracket: re.Pattern[str], opening: str) -> list[tuple[int, int]]:
    stack: deque[int] = deque()
    pairs: list[tuple[int, int]] = []
    for found in bracket.finditer(text):
        at = found.start()
        if found[0] == opening:
            stack.append(at)
        elif stack:
            start = stack.pop()
            while stack and at - stack[0] > LONGEST_TITLE:
                stack.popleft()
            if 2 < at - start <= LONGEST_TITLE:
                pairs.append((start, at + 1))
    outer: list[tuple[int, int]] = []
    for start, end in pairs:  # by their ends: those within it come before an outer one
        while outer and outer[-1][0] > start:
            outer.pop()
        outer.append((start, end))
    return outer


def _alone(text: str, one: Numbered) -> Mention:
    """A number, with the brackets that hold nothing else: 原办法（…号）同时废止."""
    before, after = text[max(0, one.start - 1) : one.start], text[one.end : one.end + 1]
    wide = before in _OPENS and after in _SHUTS
    return Mention(start=one.start - wide, end=one.end + wide, numbers=(one.number,))


def _within(at: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether the place is inside one of the spans, which stand in order."""
    low, high = 0, len(spans)
    while low < high:
        middle = (low + high) // 2
        if spans[middle][1] <= at:
            low = middle + 1
        else:
            high = middle
    return low < len(spans) and spans[low][0] <= at


def _numbered(
    text: str, spans: Sequence[tuple[int, int]], numbers: Sequence[Numbered]
) -> list[Mention]:
    """The titles with the numbers that are theirs."""
    found: list[Mention] = []
    by_end = {one.end: one for one in numbers}
    starts = {one.start: one for one in numbers}
    for start, end in spans:
        if found and start < found[-1].end:
            continue  # the short name in the brackets of the one before
        mention = Mention(start=start, end=end, title=_shown(text[start + 1 : end - 1]))
        mention = _with_tail(text, mention, numbers, starts)
        if not mention.numbers:
            mention = _with_head(text, mention, by_end, found[-1].end if found else 0)
        if not mention.numbers:
            inside = [one.number for one in numbers_in(mention.title, ())]
            mention = replace(mention, numbers=tuple(inside[-1:]))
        found.append(mention)
    return _shared(text, found)


def _with_tail(
    text: str,
    mention: Mention,
    numbers: Sequence[Numbered],
    starts: dict[int, Numbered],
) -> Mention:
    """What stands after the title: brackets with its number, edition, short name; a bare number."""
    end, said, short = mention.end + text.startswith("》", mention.end), [], ""
    inside: list[str] = []
    while tail := _TAIL.match(text, end):
        held = tail["round"] or tail["square"]
        theirs = _between(numbers, tail.start(), tail.end())
        name = _SHORT.search(held)
        if not (theirs or name or _EDITION.search(held)):
            break
        said += theirs
        short = short or (name["name"].strip(" 《〈“\"'‘") if name else "")
        inside.append(held)
        end = tail.end()
    if not said:
        after = end + len(text[end : end + 2]) - len(text[end : end + 2].lstrip())
        if coded := _CODED_AS.match(text, end):
            after = coded.end()
        bare = starts.get(after)
        if bare and not text[bare.end : bare.end + 3].lstrip("文件 ").startswith("《"):
            said, end = [bare.number], bare.end
    return replace(mention, end=end, numbers=tuple(said), short=short, tail="；".join(inside))


def _between(numbers: Sequence[Numbered], start: int, end: int) -> list[str]:
    low, high = 0, len(numbers)
    while low < high:
        middle = (low + high) // 2
        if numbers[middle].start < start:
            low = middle + 1
        else:
            high = middle
    found = []
    while low < len(numbers) and numbers[low].end <= end:
        found.append(numbers[low].number)
        low += 1
    return found


def _with_head(text: str, mention: Mention, by_end: dict[int, Numbered], after: int) -> Mention:
    """A number right before the title: 国务院令第573号公布的《…》, …令2005年第28号（《…》）."""
    at = mention.start
    for words in ("公布的", "发布的", "印发的", "文件", "公布", " ", "（", "(", ""):
        if text.endswith(words, after, at) and (head := by_end.get(at - len(words))):
            end = mention.end + (words in ("（", "(") and text.startswith(("）", ")"), mention.end))
            return replace(mention, start=head.start, end=end, numbers=(head.number,))
    return mention


def _shared(text: str, found: list[Mention]) -> list[Mention]:
    """Numbers of several titles in one bracket after the last: each gets its own."""
    for place, one in enumerate(found):
        if len(one.numbers) < 2 or "/" in one.numbers[0]:
            continue
        first = place
        while first and not found[first - 1].numbers and _next_to(text, found, first):
            first -= 1
        if place - first + 1 == len(one.numbers):
            for at, number in zip(range(first, place + 1), one.numbers, strict=True):
                found[at] = replace(found[at], numbers=(number,))
    return found


def _next_to(text: str, found: Sequence[Mention], place: int) -> bool:
    return text[found[place - 1].end : found[place].start].strip(" 、，和及与") == ""


def _laws(text: str, taken: Sequence[tuple[int, int]]) -> Iterator[Mention]:
    """Laws in plain words, by their full names."""
    for found in _LAW.finditer(text):
        if not _within(found.start(), taken) and not _NO_LAW.search(found["name"]):
            yield Mention(start=found.start(), end=found.end(), title=found[0], bracketed=False)


def _shown(title: str) -> str:
    return squeeze(_NAME_SPACES.sub("", title))
