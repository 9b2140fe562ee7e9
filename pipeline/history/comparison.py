"""Two sides held against one another: their texts, and their files."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from diffing.compare import compare, compare_blocks
from pipeline.history.sides import Attached, Side
from pipeline.pages.changed import LIGHT, metadata_summary, metadata_weight
from storage.records import Block, Content, Difference
from storage.text import fold

TEXT, FIELDS = "正文", "著录信息"
"""Names of parts that are no file."""
_GRAM = 5
_MOST_CHARS = 60_000
"""Of a text: so much is looked at to tell which text of one document answers which of another."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """One text of the one side held against one of the other."""

    name: str
    """正文, or the file's name."""
    difference: Difference
    before: tuple[Block, ...] = ()
    after: tuple[Block, ...] = ()


def parts_of(old: Side, new: Side) -> tuple[Part, ...]:
    """The texts of the sides in pairs, compared; only pairs that differ, unless none does.

    Of one document at two moments, the page and each file by its address; of two documents (a
    draft and what became of it, this year's notice and last year's), the texts that have most in
    common.
    """
    if old.document_id and old.document_id != new.document_id and new.document_id:
        return (_answering(old, new),)
    before, after = _titled(old, new)
    text = compare(before, after)
    parts = [Part(name=TEXT, difference=text, before=before.blocks, after=after.blocks)]
    said = metadata_summary(before, replace(after, title=before.title)) if before.title else ""
    if said:
        parts.append(
            Part(
                name=FIELDS, difference=Difference(significance=metadata_weight(said), summary=said)
            )
        )
    stood = {one.url: one for one in old.files}
    for file in new.files:
        former = stood.get(file.url)
        if former and former.sha256 != file.sha256:
            parts.append(_between_files(former, file))
    return tuple(parts[1:] if len(parts) > 1 and not (text.hunks or text.gave_up) else parts)


def _between_files(old: Attached, new: Attached) -> Part:
    if old.blocks is None or new.blocks is None:
        gave_up = Difference(significance=LIGHT, summary="文件已替换", gave_up="文件读不出文字")
        return Part(name=new.name, difference=gave_up)
    found = compare_blocks(old.blocks, new.blocks)
    return Part(name=new.name, difference=found, before=old.blocks, after=new.blocks)


def _titled(old: Side, new: Side) -> tuple[Content, Content]:
    """The contents; where one has no title (a file), neither has."""
    if old.content.title and new.content.title:
        return old.content, new.content
    return replace(old.content, title=""), replace(new.content, title="")


def _answering(old: Side, new: Side) -> Part:
    """The two texts that have most words in common, compared."""
    olds, news = _texts(old), _texts(new)
    grams_old = [_grams(blocks) for _, blocks in olds]
    grams_new = [_grams(blocks) for _, blocks in news]
    _, at, to = max(
        (len(grams_old[at] & grams_new[to]), -at, -to)
        for at in range(len(olds))
        for to in range(len(news))
    )
    (one, before), (other, after) = olds[-at], news[-to]
    name = one if one == other else f"{one} → {other}"
    found = compare_blocks(before, after)
    return Part(name=name, difference=found, before=before, after=after)


def _texts(side: Side) -> list[tuple[str, tuple[Block, ...]]]:
    read = [(one.name, one.blocks) for one in side.files if one.blocks]
    return [(TEXT, side.content.blocks), *read]


def _grams(blocks: Sequence[Block]) -> set[int]:
    text = fold("".join(block.text for block in blocks)[:_MOST_CHARS])
    return {hash(text[at : at + _GRAM]) for at in range(len(text) - _GRAM + 1)}


def whole_difference(parts: Sequence[Part]) -> Difference:
    """All parts as one difference; the places in a file begin with its name."""
    if len(parts) == 1:
        only = parts[0]
        named = only.difference.summary if only.name == TEXT else _named(only)
        return replace(only.difference, summary=named)
    found = [_placed(part) for part in parts]
    return Difference(
        significance=max(one.significance for one in found),
        summary="；".join(one.summary for one in found),
        reasons=tuple(dict.fromkeys(reason for one in found for reason in one.reasons)),
        values=tuple(value for one in found for value in one.values),
        hunks=tuple(hunk for one in found for hunk in one.hunks),
        gave_up="；".join(one.gave_up for one in found if one.gave_up),
    )


def _named(part: Part) -> str:
    return f"{part.name}：{part.difference.summary}"


def _placed(part: Part) -> Difference:
    """The difference of a file's texts with its name before each place, and no line numbers."""
    found, name = part.difference, part.name
    if name == TEXT:
        return found
    return replace(
        found,
        summary=_named(part),
        values=tuple(replace(one, label=f"{name} {one.label}".strip()) for one in found.values),
        hunks=tuple(
            replace(
                one,
                label_before=f"{name} {one.label_before}".strip(),
                label_after=f"{name} {one.label_after}".strip(),
                line_before=-1,
                line_after=-1,
            )
            for one in found.hunks
        ),
        variants=(),
    )
