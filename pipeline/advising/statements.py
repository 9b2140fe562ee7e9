"""Whether the figures of a summary stand in the text as they do in it: of what, by when. Pure.

each stands there, with its unit and its bound (以上, 以内)
each amount stands in a clause that speaks of the same, in the same direction, by the same time
each other time stands beside the same task
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice, pairwise

from pipeline.advising.figures import BASE, Figure, is_part_of
from pipeline.advising.sentences import Sentence, sentences_of
from pipeline.keyfacts.apiece import apiece

_VERB = (
    "达到?|控制[在到]|稳定在|保持在|维持在|不[低高少多大小]于|不得?超过|超过|至少|下降|降低|减少|压减|削减|降[至到]"
    "|提[高升][至到]?|增[长加][至到]?|上升[至到]?|扩大[至到]?|缩[减短][至到]?|突破|约?为|约"
)
_RELATION = re.compile(
    "推[动进]|促进|保障|提出|明确|使得?|"
    f"分别|累计|力争|确保|争取|总体|年均|平均|再|均|进一步|要求|实现|{_VERB}"
)
_MEASURED = re.compile(f"(?:{_VERB})$")
_DIRECTIONS = (
    re.compile("下降|降低|减少|压减|削减|降[至到]|缩[减短]"),
    re.compile("提[高升]|增[长加]|上升|扩大"),
    re.compile("不[低少小]于|至少|(?<!不)(?<!不得)超过|突破"),
    re.compile("不[高多大]于|不得?超过"),
)
_RUN = re.compile("[\u4e00-\u9fffA-Za-z]+")
_TIME_LEAD = re.compile("^[之以]?[前底末内间]+|[到至于在]$")
_YEAR = re.compile(r"\d{4}|十[一二三四五]五|上")
_EACH = "分别"
_NEAR, _FAR = 8, 24
_ENOUGH, _MOST, _ALL, _FEW = 0.5, 0.6, 0.75, 4
_MOST_PLACES = 100
"""Of one figure that are looked at."""

Said = tuple[Sentence, Figure]


def figure_fault(summary: str, source: str) -> str:
    """What is wrong with the first figure that the text does not say so, in Chinese; or empty."""
    said, text = sentences_of(summary), sentences_of(source)
    return next(_missing(said, text), "") or next(_apart(said, text), "")


def _missing(said: Iterable[Sentence], text: Sequence[Sentence]) -> Iterator[str]:
    known = {one.words for sentence in text for one in sentence.figures}
    dates = [one.words for sentence in text for one in sentence.figures if one.is_date]
    bases = {year for sentence in text for year in _bases(sentence.text)}
    for sentence in said:
        yield from (
            f"摘要中的数字“{one.words}”不在原文中"
            for one in sentence.figures
            if one.words not in known
            and not (one.is_date and any(is_part_of(one.words, date) for date in dates))
        )
        yield from (f"摘要中的数字“{year}”不在原文中" for year in _bases(sentence.text) - bases)


def _bases(text: str) -> set[str]:
    """The years with which something is compared."""
    return {year for found in BASE.findall(text) for year in _YEAR.findall(found)}


def _apart(said: Iterable[Sentence], text: Sequence[Sentence]) -> Iterator[str]:
    for sentence in said:
        for one in sentence.figures:
            if one.is_date:
                if not _is_due(sentence, one, text):
                    yield f"摘要中“{one.words}”要办的事，原文中不在一处"
            elif not one.is_label and not any(
                _agree((sentence, one), there) for there in _places(text, one.words)
            ):
                yield f"摘要中的“{one.words}”，与原文的对象、方向或年份不符"


def _places(text: Iterable[Sentence], words: str) -> Iterator[Said]:
    found = ((each, one) for each in text for one in each.figures if one.words == words)
    return islice(found, _MOST_PLACES)


def _agree(mine: Said, theirs: Said) -> bool:
    """Whether an amount is said of the same, in the same direction and by the same time."""
    of_the_same = _each_agrees if _EACH in _clause(theirs) else _is_of_the_same
    checks: tuple[Callable[[Said, Said], bool], ...] = (_same_way, of_the_same, _same_time)
    return all(check(mine, theirs) for check in checks)


def _clause(said: Said) -> str:
    sentence, one = said
    return sentence.text[slice(*sentence.clause(one.start))]


def _same_way(mine: Said, theirs: Said) -> bool:
    """Down, up, at least, at most: the text says so of it if the summary does, and only then."""
    told, there = mine[0].before(mine[1]), theirs[0].before(theirs[1])
    if _EACH in _clause(theirs):
        there = _clause(theirs).partition(_EACH)[2]
        told = _clause(mine).partition(_EACH)[2] or told
    return all(bool(way.search(told)) == bool(way.search(there)) for way in _DIRECTIONS)


def _same_time(mine: Said, theirs: Said) -> bool:
    """The year that the summary names, and that which it compares with."""
    when, there = (one[0].time_of(one[1].start) for one in (mine, theirs))
    if when and not is_part_of(when, there):
        return False
    return _bases(_clause(mine)) <= _bases(theirs[0].text)


def _is_of_the_same(mine: Said, theirs: Said) -> bool:
    """By the words right beside it, of what a clause measures those before it."""
    before, after = theirs[0].before(theirs[1]), theirs[0].after(theirs[1])
    measured = _MEASURED.search(before) is not None
    near = _near(mine, measured=measured)
    own = (_pairs(before) if measured else frozenset[str]()) or _pairs(f"{before},{after}")
    if not near:
        return True
    told = _beside(mine, measured=measured)
    if told[:2] not in own or (measured and len(own) < _FEW):
        # 县城达70%, 到2030年达到75%: short for what an earlier clause says in full.
        earlier = theirs[0].text[: theirs[1].start]
        short = told[:2] in earlier and (not own or _share(own, near) >= _ALL)
        return short and _share(near, own | _pairs(earlier)) >= _ENOUGH
    ends = not measured or told[-2:] in own
    return ends and _share(near, own) >= (_MOST if measured else _ENOUGH)


def _beside(said: Said, *, measured: bool) -> str:
    """The words that a figure is of: before what is measured, after what is counted."""
    sentence, one = said
    words = [_content(sentence.before(one)).strip(","), _content(sentence.after(one)).strip(",")]
    return next((found for found in (words if measured else words[::-1]) if len(found) > 1), "")


def _near(said: Said, *, measured: bool) -> frozenset[str]:
    """Their pairs; those of the clauses before a figure where its own has none."""
    sentence, one = said
    words = _beside(said, measured=measured)
    if words:
        return _pairs(words[-_FAR:] if measured else words[:_NEAR])
    return _pairs(_content(sentence.words_before(one)).rstrip(",")[-_NEAR:])


def _each_agrees(mine: Said, theirs: Said) -> bool:
    """Of 分别下降20%、15% the figure whose indicator is named, or the whole list in its order."""
    there, here = _listed(theirs), _listed(mine)
    names = there[0].before(there[1][0]).partition(_EACH)[0]
    if _EACH in _clause(mine):
        told = _content(here[0].before(here[1][0]).partition(_EACH)[0])
        same = [one.words for one in here[1]] == [one.words for one in there[1]]
        return same and told in _content(names)
    figures = there[0].text[there[1][0].start : there[1][-1].end]
    near = _near(mine, measured=True)
    pairs = apiece(_RELATION.sub("", names), _EACH + figures, figures)
    shares = [_share(near, _pairs(name)) for name, _ in pairs]
    if len(shares) != len(there[1]) or max(shares) < _ENOUGH or shares.count(max(shares)) > 1:
        return False
    best, told = shares.index(max(shares)), _content(mine[0].before(mine[1])).strip(",")
    ends = told[:2] in pairs[best][0] and told[-2:] in pairs[best][0]
    return ends and there[1][best].words == theirs[1].words


def _listed(said: Said) -> tuple[Sentence, list[Figure]]:
    """The amounts of the clause."""
    return said[0], said[0].amounts(*said[0].clause(said[1].start))


def _is_due(sentence: Sentence, date: Figure, text: Iterable[Sentence]) -> bool:
    """Whether the words beside a time stand beside it in the text; of amounts that is known."""
    start, end = sentence.clause(date.start)
    dates = [one.start for one in sentence.figures if one.is_date and one.start >= date.end]
    until = min(dates, default=len(sentence.text))
    words = (sentence.text[date.end : min(end, until)], sentence.text[date.end : until])
    told = [_content(_TIME_LEAD.sub("", one))[: 2 * _NEAR] for one in words]
    upto = min(end, until) if _pairs(told[0]) else until
    if sentence.amounts(date.end, upto):
        return True
    before = _content(_TIME_LEAD.sub("", sentence.text[start : date.start]))[-_NEAR:]
    near = _pairs(told[0]) or _pairs(told[1]) or _pairs(before)
    places = ((one, other) for one in text for other in one.figures if other.is_date)
    return not near or any(
        _share(near, _pairs(one.around(other))) >= _ENOUGH
        for one, other in places
        if is_part_of(date.words, other.words)
    )


def _content(text: str) -> str:
    return ",".join(_RUN.findall(_RELATION.sub(",", text)))


def _pairs(text: str) -> frozenset[str]:
    """The pairs of neighbouring signs of its words."""
    runs = _RUN.findall(_RELATION.sub(",", text))
    return frozenset(one + other for run in runs for one, other in pairwise(run))


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one) if one else 0.0
