"""What the model sees of a document: named features in blocks, one block for each field. Pure.

Each block is as long as 1 whatever it holds, so that a long title weighs no more than a short one;
how much each block weighs is chosen where the model is trained (``pipeline.learning.fitting``).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from math import sqrt
from typing import NamedTuple

from pipeline.classifying.facts import Facts
from pipeline.classifying.kinds import bare_title
from pipeline.classifying.matching import Hit
from pipeline.classifying.rules import Rules
from pipeline.pages.fields import Reading, strong

BLOCKS: dict[str, str] = {
    "s1": "title", "s2": "title", "s3": "title", "t1": "title", "t2": "title",
    "e": "title", "i": "issuing_bodies", "n": "document_number", "c": "column",
    "p": "body", "h": "body", "b": "body", "a": "attachment",
}  # fmt: skip
"""The field that each block is of: s1 to s3 the subject of the title in pieces of one to three
characters, t1 and t2 the whole title, e its two ends, i issuers, n the number's 代字 and age,
c the source's column, p the body's first paragraph, h its headings, b how dense it is, a the
attachments' names."""

_SUBJECT = ("s1", "s2", "s3")
_WHOLE = ("t1", "t2")
_DIGITS = re.compile(r"\d+")
_GAP = re.compile(r"[\s《》〈〉“”\"'（）()\[\]【】〔〕、，,。；;：:|·—―－-]")
_HELPERS = re.compile(r"办公厅$|办公室$|等(?:\d+|[一二三四五六七八九十]+)?(?:个)?(?:部门|单位)?$")
_PLACE = re.compile(r"^.{1,7}?(?:省|自治区|自治州|市|地区|盟|县|区)(?=.)")
_CODE = re.compile(r"[〔\[［(（﹝\d]")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_FIRST_PARAGRAPH = 300
_SHORT_BODY = 200


class Piece(NamedTuple):
    """A feature that stands in the title, and where."""

    name: str
    start: int
    end: int


_Token = tuple[str, int, int]


def _tokens(title: str, start: int, end: int) -> list[_Token]:
    """The characters of a span with their places; a run of digits is one 0."""
    found, at = [], start
    for run in _DIGITS.finditer(title, start, end):
        found += [(title[k], k, k + 1) for k in range(at, run.start())]
        found.append(("0", run.start(), run.end()))
        at = run.end()
    return found + [(title[k], k, k + 1) for k in range(at, end)]


def _grams(tokens: Sequence[_Token], block: str, size: int) -> Iterator[Piece]:
    text = "".join([token[0] for token in tokens])
    for first in range(len(tokens) - size + 1):
        last = first + size
        yield Piece(f"{block}:{text[first:last]}", tokens[first][1], tokens[last - 1][2])


def _runs(tokens: Sequence[_Token]) -> Iterator[list[_Token]]:
    """The tokens between punctuation."""
    run: list[_Token] = []
    for token in tokens:
        if _GAP.match(token[0]):
            yield run
            run = []
        else:
            run.append(token)
    yield run


def pieces(reading: Reading) -> list[Piece]:
    """The features of the title that have a place in it."""
    found: list[Piece] = []
    for start, end in reading.subject:
        for run in _runs(_tokens(reading.title, start, end)):
            for size, block in enumerate(_SUBJECT, 1):
                found += _grams(run, block, size)
    whole = _tokens(reading.title, 0, len(reading.title))
    for size, block in enumerate(_WHOLE, 1):
        found += _grams(whole, block, size)
    return found + list(_ends(reading.title))


def _ends(title: str) -> Iterator[Piece]:
    """Where a title begins and ends tells its kind: 关于…的通知, 图表：…, …答记者问."""
    bare = bare_title(title)
    at = title.find(bare) if bare else -1
    for size in range(1, 5):
        if len(title) >= size:
            yield Piece(f"e:^{_DIGITS.sub('0', title[:size])}", 0, size)
            yield Piece(f"e:{_DIGITS.sub('0', title[-size:])}$", len(title) - size, len(title))
        if at >= 0 and len(bare) >= size:
            stop = at + len(bare)
            yield Piece(f"e:{bare[-size:]}", stop - size, stop)


def features(
    facts: Facts, reading: Reading, found: Iterable[Piece], rules: Rules
) -> dict[str, float]:
    """The value of each feature that the document has; ``found``: its title's ``pieces``."""
    names = {piece.name for piece in found}
    names.update(_of_issuers(facts), _of_number(facts.document_number))
    names.add(f"c:{facts.column or '-'}")
    names.update(_of_body(reading, rules))
    names.update(f"a:{top}" for top in _tops((hit for _, hit in reading.attachment_hits), rules))
    blocks: dict[str, list[str]] = {}
    for name in names:
        blocks.setdefault(name.partition(":")[0], []).append(name)
    return {name: 1 / sqrt(len(block)) for block in blocks.values() for name in sorted(block)}


def _of_issuers(facts: Facts) -> Iterator[str]:
    for body in facts.issuing_bodies:
        name = _HELPERS.sub("", body)
        yield f"i:{name}"
        yield f"i:{_PLACE.sub('某地', name)}"
    if not facts.issuing_bodies:
        yield "i:-"


def _of_number(number: str | None) -> Iterator[str]:
    code = _CODE.split(number or "-")[0].strip()
    yield from {f"n:{code}", f"n:{code[:2]}", f"n:{code[:1]}"}
    if year := _YEAR.search(number or ""):
        yield f"n:{min(max(int(year[0]), 1995), 2010) // 5 * 5}"


def _of_body(reading: Reading, rules: Rules) -> Iterator[str]:
    """How much of the body is about the subject, where, and which topics; nothing of no body."""
    if len(reading.body) < _SHORT_BODY:
        return
    hits = strong(reading.body_hits, rules)
    dense = len(hits) * 1000 / len(reading.body)
    yield f"b:{'none' if not hits else 'few' if dense < 1 else 'some' if dense < 4 else 'dense'}"
    first = [hit for hit in reading.body_hits if hit.start < _FIRST_PARAGRAPH]
    yield from (f"p:{top}" for top in _tops(first, rules))
    yield from (f"h:{top}" for top in _tops(reading.headings, rules))


def _tops(hits: Iterable[Hit], rules: Rules) -> set[str]:
    """The first-level topics of the hits."""
    return {topic.split(".")[0] for hit in hits for topic in rules.terms[hit.term].topics}
