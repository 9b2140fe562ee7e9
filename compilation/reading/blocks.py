"""The pieces of an item as blocks: what each is, its label and its level."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from compilation.reading.pieces import Piece
from crawlers.extract.signing import Signing, is_date_line, split_names
from diffing.blocks import label_of
from storage.records import Block, BlockKind, PrintedBlock

_TRACES = re.compile(r"(?:[-*•]\s+|#{1,6}\s+|\*\*)+")
"""Marks of Markdown before a label."""
_ENDS = tuple("。；：，！？;:")
_SPEAKING = re.compile("^(?:为|经|现|根据|按照)|如下|以下|下列|现将|委托|规定|附件")
_BOX = re.compile(r"专\s?栏\s*[\d一二三四五六七八九十]{0,3}(?=[\s\u3000：:]|[^\s。，；]{0,40}$)")
_ANNEX = re.compile(r"附\s?[件录表]\s?[\d一二三四五六七八九十]{0,3}[：:]?")
_SHORT = 45
_HEAD = 6
"""Pieces after the heading in which the addressee stands."""
_MOST_NAMES = 40


def grouped(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """The pieces one by one, the rows of a table together."""
    table = 0
    keys = [0]
    for last, piece in pairwise(pieces):
        table += not (last.row and piece.row and not piece.gap)
        keys.append(table)
    for _, group in groupby(zip(keys, pieces, strict=False), key=lambda pair: pair[0]):
        yield [piece for _, piece in group]


def printed_blocks(
    groups: Sequence[Sequence[Piece]], signing: Signing, marked: dict[int, BlockKind]
) -> tuple[PrintedBlock, ...]:
    """The blocks; ``marked`` are the kinds that the facts gave some of them (by place)."""
    texts = ["" if group[0].row else group[0].text for group in groups]
    kinds = _placed(texts, signing) | marked
    return tuple(
        PrintedBlock(
            block=_block(group, kinds.get(at)),
            line=group[0].line,
            page=group[0].page,
            joins=group[0].joins,
        )
        for at, group in enumerate(groups)
    )


def _placed(texts: Sequence[str], signing: Signing) -> dict[int, BlockKind]:
    """The kinds that the place of a line gives it."""
    kinds: dict[int, BlockKind] = {}
    for at, text in enumerate(texts):
        if text and is_date_line(text):
            kinds[at] = "date"
            above = at - 1
            while above > max(0, at - _MOST_NAMES) and split_names(texts[above]):
                kinds[above] = "signature"
                above -= 1
        elif at and _ANNEX.fullmatch(texts[at - 1]) and _may_head(text):
            kinds[at] = "heading"
    kinds |= dict.fromkeys(signing.name_lines, "signature")
    addressed = addressee_at(texts)
    if addressed is not None:
        kinds[addressed] = "addressee"
    return kinds


def _may_head(text: str) -> bool:
    """A few words that may be the heading of an attachment."""
    return 0 < len(text) <= 2 * _SHORT and not (text.endswith(_ENDS) or label_of(text).text)


def addressee_at(texts: Sequence[str]) -> int | None:
    """Which of the first lines names whom the document is for; the first line is its heading."""
    for at, text in enumerate(texts[1:_HEAD], 1):
        if "。" in text or label_of(text).text:
            return None
        if text.endswith(("：", ":")) and not _SPEAKING.search(text):
            return at
    return None


def _block(group: Sequence[Piece], known: BlockKind | None) -> Block:
    piece = group[0]
    if piece.row:
        return Block(kind="table", text="\n".join(row.text for row in group))
    text = piece.text
    bare = _TRACES.sub("", text, count=1) if _TRACES.match(text) else text
    if box := _BOX.match(bare):
        return Block(kind="box", text=text, label=box[0].strip())
    label = label_of(bare)
    if known:
        return Block(kind=known, text=text)
    kind: BlockKind = "item" if label.level else "paragraph"
    if label.level in (1, 2, 3) or piece.outline:
        kind = "heading"
    elif label.level and label.level <= 6 and not label.text.startswith("第"):
        kind = "heading" if len(bare) <= _SHORT and not bare.endswith(_ENDS) else "item"
    return Block(kind=kind, text=text, level=label.level, label=label.text)
