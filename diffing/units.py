"""Units: what is held against one another, a block or a row of a table, with its clause path."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import chain

from diffing.blocks import NO_LABEL, Label, label_of
from diffing.front import front_name
from diffing.keys import key_of, row_key
from diffing.significance import is_furniture
from storage.records import Block, BlockKind
from storage.text import fold

_PLACELESS: frozenset[BlockKind] = frozenset({"signature", "date", "addressee"})
_APART: frozenset[BlockKind] = frozenset({"table", "image"})
_BLANK = " \t\r\n\u00a0\u3000\u200b\u200c\u200d\u2060\ufeff"
_LIST = re.compile(r"附\s?件\s?[：:]")
"""The list of what is attached, after the text and before who signed it."""
_FIELD = re.compile(r"\s*([\u4e00-\u9fff]{2,8})[：:]")
_PLAIN = re.compile("[第条章节款项一二三四五六七八九十百零0-9]*")
"""Labels that folding leaves as they are."""
_FIRST = re.compile("^[第（(]?(?:一|1)(?![十百0-9])")
_LOWEST = 7
_TITLE = 400
_FRONT = 12
"""Lines that the front of a text has at most."""


class Unit:
    """One block or table row. ``head`` (the label and what follows it) + ``body`` is ``text``.

    Units of different ``form`` are never one another's counterpart.
    """

    clause = ""
    """The path down to the article (条; 一、) that it is part of."""
    article = 0
    """The article (条) that it is part of, counted from 1; 0: of none.

    What a line of no article (a page's number, say) parts from the rest counts anew.
    """
    table = 0
    """The table that it is a row of, counted from 1; 0: of none."""
    header: tuple[str, ...] = ()
    """The names of the columns of its table."""
    columns: object = None
    """What columns its table has in common with the other text's (``tables.Columns``), if others
    came or went; its key is of the common ones then, and ``shared`` are their cells."""
    shared: tuple[str, ...] = ()
    several = False
    """Whether it stands for all the lines of an article."""
    line = 0
    """Where its text begins, in lines of the whole text."""
    front = False
    """Before the text proper: title, number, addressee, record of amendments."""
    entries: tuple[str, ...] = ()
    """The names of attachments, if it is part of the list of them."""

    def __init__(self, kind: BlockKind, text: str, label: Label, path: str) -> None:
        self.kind = kind
        self.text = text
        self.label = label.text
        self.level = label.level
        self.path = path
        self.head, self.body = _head_and_body(text, label.text)
        self.form = kind if kind in _APART else "chapter" if 1 <= self.level <= 3 else "text"

    @cached_property
    def key(self) -> str:
        """What is matched: the body folded (a label is metadata, not text)."""
        if self.kind == "table":
            return row_key(self.body)
        return key_of(_unbroken(self.body)) or key_of(_unbroken(self.head))

    @cached_property
    def whole_key(self) -> str:
        """Label included; rows of a table are not one row when joined."""
        return f"{self.key}\x1e" if self.kind == "table" else key_of(_unbroken(self.text))

    def relabel(self, label: Label) -> None:
        """Takes the first cell of a row for its label."""
        self.label, self.level = label
        self.head, tab, self.body = self.text.partition("\t")
        self.head += tab

    @property
    def article_head(self) -> bool:
        """Whether an article begins with it."""
        return self.level == 4 and self.article > 0

    @property
    def label_key(self) -> str:
        """The label folded: （一） is (一)."""
        return self.label if _PLAIN.fullmatch(self.label) else fold(self.label)

    @property
    def field(self) -> str:
        """What the line says something of, if it begins so: 执行期限 of 执行期限：…"""
        found = None if self.label else _FIELD.match(self.body)
        return found[1] if found else ""

    @cached_property
    def bigrams(self) -> frozenset[int]:
        """Pairs of neighbouring characters of the key."""
        return bigrams_of(self.key)


def forget(units: Iterable[Unit]) -> None:
    """Gives up what is no longer needed once counterparts are found: most of the memory."""
    for unit in units:
        unit.__dict__.pop("bigrams", None)


def bigrams_of(key: str) -> frozenset[int]:
    """Pairs of neighbouring characters, each as a number: half the memory of a string."""
    data = key.encode("utf-16-le", "surrogatepass")
    even, odd = (
        memoryview(data[start : start + (len(data) - start) // 4 * 4]).cast("I") for start in (0, 2)
    )
    return frozenset(chain(even, odd)) or frozenset(data)


def units_of(blocks: Iterable[Block]) -> list[Unit]:
    """The units of a text in order; rows of a table each one, blank ones left out."""
    stack: list[Label] = []
    units: list[Unit] = []
    articles = tables = 0
    for block in blocks:
        label = _label(block)
        path = _path(block, label, stack)
        clause = path
        if path and stack and stack[-1].level > 4:
            clause = _spelled(entry for entry in stack if entry.level <= 4)
        is_article = label.is_article
        tables += block.kind == "table"
        inside = bool(path) and (is_article or any(entry.is_article for entry in stack))
        if inside and not label.text and is_furniture(block.text):
            path, inside = "", False
        articles += inside and (is_article or not (units and units[-1].article))
        for text in _texts(block):
            unit = Unit(block.kind, text, label, path)
            unit.clause = clause
            unit.article = articles if inside else 0
            unit.table = tables if block.kind == "table" else 0
            units.append(unit)
            label = NO_LABEL
    line = 0
    for unit in units:
        unit.line = line
        line += unit.text.count("\n") + 1
    _name_places(units)
    return units


def _name_places(units: Sequence[Unit]) -> None:
    """Lines before the text proper, and those that sign it, by what they are."""
    for at, unit in enumerate(units[:_FRONT]):
        if unit.label or unit.kind == "table" or "。" in unit.text or len(unit.text) > _TITLE:
            break
        unit.front = True
        unit.path = front_name(unit.text, unit.kind, first=at == 0)
    following: Unit | None = None
    for at in range(len(units) - 1, -1, -1):
        unit = units[at]
        if unit.kind not in ("signature", "date"):
            following = unit
        elif _is_inside(units[at - 1] if at else None, following):
            unit.path, unit.clause = units[at - 1].path, units[at - 1].clause
        else:
            unit.path = "落款"


def _is_inside(last: Unit | None, following: Unit | None) -> bool:
    """Whether a date stands in a clause: right under its heading, or before the next clause.

    What comes after a signature (an attachment) begins to number anew.
    """
    if not last or not last.path or last.path == "落款":
        return False
    if last.kind == "heading" and last.level >= 4:
        return True
    return bool(following and following.level >= 4 and not _FIRST.search(following.label))


def share_keys(before: Sequence[Unit], after: Sequence[Unit]) -> None:
    """Spares the folding of what stands as often, and written the same, in both texts."""
    old = Counter([unit.body for unit in before if unit.kind != "table"])
    new = Counter([unit.body for unit in after if unit.kind != "table"])
    for unit in (*before, *after):
        if unit.kind != "table" and unit.body and old[unit.body] == new[unit.body]:
            unit.key = unit.body


def _texts(block: Block) -> Iterable[str]:
    if "\n" not in block.text:
        return (block.text,) if block.text.strip(_BLANK) else ()
    return (part for part in block.text.split("\n") if part.strip(_BLANK))


def _label(block: Block) -> Label:
    if block.kind == "table" or block.kind in _PLACELESS:
        return NO_LABEL
    if block.label and (
        block.text.startswith(block.label) or block.text.lstrip().startswith(block.label)
    ):
        return Label(block.label, block.level or label_of(block.text).level)
    return label_of(block.text)


def _path(block: Block, label: Label, stack: list[Label]) -> str:
    """The labels above and its own: 第三章 第十条（二）. Updates the stack of open labels."""
    if block.kind in _PLACELESS:
        return ""
    if label.text:
        while stack and stack[-1].level >= label.level:
            stack.pop()
        stack.append(label)
    elif _LIST.match(block.text):
        stack[:] = [Label("附件清单", 1)]
    elif block.kind != "table":
        _close_items(stack)
    return _spelled(stack)


def _close_items(stack: list[Label]) -> None:
    """A paragraph without a label after the items of an article is the article's own (款).

    Nor is it part of an item of the lowest level (1), wherever it stands.
    """
    if any(entry.is_article for entry in stack):
        while not stack[-1].is_article:
            stack.pop()
    while stack and stack[-1].level >= _LOWEST:
        stack.pop()


def _spelled(labels: Iterable[Label]) -> str:
    """The labels as people say them: 二（一）, 第三章 第十条（二）."""
    labels = list(labels)
    if len(labels) == 1:
        return labels[0].text
    path = ""
    for label in labels:
        above = path.rstrip("、．.") if path else ""
        close = not above or label.text.startswith(("（", "("))
        path = above + ("" if close else " ") + label.text
    return path


def _unbroken(text: str) -> str:
    """A line that was wrapped, without the breaks: they may stand inside a figure."""
    return text.replace("\n", "")


def _head_and_body(text: str, label: str) -> tuple[str, str]:
    if not label:
        return "", text
    end = (0 if text.startswith(label) else text.find(label)) + len(label)
    body = text[end:].lstrip()
    return text[: len(text) - len(body)], body
