"""Units: what is held against one another, a block or a row of a table, with its clause path."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise

from diffing.blocks import Label, label_of
from diffing.keys import key_of, row_key, token_key
from storage.records import Block, BlockKind

_PLACELESS: frozenset[BlockKind] = frozenset({"signature", "date", "addressee"})
_APART: frozenset[BlockKind] = frozenset({"table", "image"})
_BLANK = " \t\r\n\u00a0\u3000\u200b\u200c\u200d\u2060\ufeff"
_FRONT = 12
"""Lines that the front of a text has at most."""


class Unit:
    """One block or table row. ``head`` (the label and what follows it) + ``body`` is ``text``.

    Units of different ``form`` are never one another's counterpart.
    """

    clause = ""
    """The path down to the article (条; 一、) that it is part of."""
    front = False
    """Before the text proper: title, number, addressee, record of amendments."""

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
            return row_key(self.text)
        return key_of(self.body) or key_of(self.head)

    @cached_property
    def whole_key(self) -> str:
        """Label included."""
        return key_of(self.text)

    @property
    def label_key(self) -> str:
        return token_key(self.label) if self.label else ""

    @cached_property
    def bigrams(self) -> frozenset[str]:
        """Pairs of neighbouring characters of the key."""
        key = self.key
        return frozenset(map("".join, pairwise(key))) or frozenset((key,))


def units_of(blocks: Iterable[Block]) -> list[Unit]:
    """The units of a text in order; rows of a table each one, blank ones left out."""
    stack: list[Label] = []
    units: list[Unit] = []
    for block in blocks:
        label = _label(block)
        path = _path(block, label, stack)
        clause = _spelled(entry for entry in stack if entry.level <= 4) if path else ""
        for text in _texts(block):
            units.append(Unit(block.kind, text, label, path))
            units[-1].clause = clause
    for unit in units[:_FRONT]:
        if unit.label or unit.kind == "table" or "。" in unit.text:
            break
        unit.front = True
    return units


def share_keys(before: Sequence[Unit], after: Sequence[Unit]) -> None:
    """Spares the folding of what stands as often, and written the same, in both texts."""
    old = Counter(unit.body for unit in before if unit.kind != "table")
    new = Counter(unit.body for unit in after if unit.kind != "table")
    for unit in (*before, *after):
        if unit.kind != "table" and unit.body and old[unit.body] == new[unit.body]:
            unit.key = unit.body


def _texts(block: Block) -> Iterator[str]:
    parts = block.text.split("\n") if block.kind == "table" else (block.text,)
    return (part for part in parts if part.strip(_BLANK))


def _label(block: Block) -> Label:
    if block.kind == "table" or block.kind in _PLACELESS:
        return Label("", 0)
    if block.label and block.text.lstrip().startswith(block.label):
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
    elif block.kind != "table" and any(entry.text.endswith("条") for entry in stack):
        # A paragraph without a label after the items of an article is the article's own (款).
        while not stack[-1].text.endswith("条"):
            stack.pop()
    return _spelled(stack)


def _spelled(labels: Iterable[Label]) -> str:
    """The labels as people say them: 二（一）, 第三章 第十条（二）."""
    path = ""
    for label in labels:
        above = path.rstrip("、．.") if path else ""
        close = not above or label.text.startswith(("（", "("))
        path = above + ("" if close else " ") + label.text
    return path


def _head_and_body(text: str, label: str) -> tuple[str, str]:
    if not label:
        return "", text
    end = text.find(label) + len(label)
    while end < len(text) and text[end].isspace():
        end += 1
    return text[:end], text[end:]
