"""Two texts held against one another: versions, documents at a moment, files on disk, in any mix.

A side is called by a path, the id of a version, or a document: ``DOCUMENT`` as it stands,
``DOCUMENT@2023-12-10`` as it stood then.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from diffing.blocks import blocks_of
from diffing.compare import compare, compare_blocks
from pipeline.changed import LIGHT, metadata_summary, metadata_weight
from pipeline.files import read_blocks
from pipeline.history.as_of import Stood, as_of, moment_of, shown
from pipeline.history.history import history_of
from pipeline.history.turns import Edition, FileLine
from storage.bodies import BodyError
from storage.database import Database
from storage.queries.desk import find_keyed
from storage.queries.processing import version
from storage.records import Block, Content, Difference, Document, Version
from storage.settings import SettingError
from storage.text import fold

TEXT, FIELDS = "正文", "著录信息"
"""Names of parts that are no file."""
_NOTHING = "没有这个文件，也不是版本或文件编号"
_GRAM = 5
_MOST_CHARS = 60_000
"""Of a text: so much is looked at to tell which text of one document answers which of another."""


@dataclass(frozen=True, kw_only=True)
class Attached:
    """The text of a file of a side."""

    name: str
    url: str
    sha256: str
    blocks: tuple[Block, ...] | None
    """``None``: no text can be read of it."""


@dataclass(frozen=True, kw_only=True)
class Side:
    """A text with its files."""

    label: str
    """In Chinese: which text, and of when."""
    document_id: str | None
    title: str
    content: Content
    files: tuple[Attached, ...] = ()
    note: str = ""
    """In Chinese: what is not known of it."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """One text of the one side held against one of the other."""

    name: str
    """正文, or the file's name."""
    difference: Difference
    before: tuple[Block, ...] = ()
    after: tuple[Block, ...] = ()


# -- what a side is -------------------------------------------------------------------------------


def side_of(db: Database | None, key: str) -> Side:
    """What the key calls, a file on this machine too. Raises ``SettingError`` saying why not."""
    path = Path(key)
    if path.exists():
        content = Content(title="", blocks=read_blocks(path))
        return Side(label=key, document_id=None, title=path.name, content=content)
    if db is None:
        raise SettingError(f"{_NOTHING}：{key}。")
    return stored_side_of(db, key)


def stored_side_of(db: Database, key: str) -> Side:
    """What the key calls of what is stored: no file, whoever asks. Raises ``SettingError``."""
    with db.connect() as conn:
        if found := version(conn, key):
            return _of_version(found)
        name, _, when = key.partition("@")
        return stored_side(db, conn, _document(conn, name), _moment(key, when))


def _of_version(found: Version) -> Side:
    return Side(
        label=f"{shown(found.created_at)} 抓取",
        document_id=None,
        title=found.content.title,
        content=found.content,
    )


def _document(conn: Connection, name: str) -> Document:
    found = find_keyed(conn, name)
    if not found:
        raise SettingError(f"{_NOTHING}：{name}。")
    if len(found) > 1:
        raise SettingError(f"“{name}”对应不止一件，请写文件编号，例如 {found[0].document_id}。")
    return found[0]


def _moment(key: str, when: str) -> datetime | None:
    if not when:
        return None
    try:
        return moment_of(when)
    except ValueError:
        raise SettingError(f"@ 后面应是日期或时刻：{key}（例如 @2023-12-10）。") from None


def stored_side(
    db: Database, conn: Connection, document: Document, moment: datetime | None
) -> Side:
    """The document as it stood at the moment, or as it stands. Raises ``SettingError``."""
    history = history_of(conn, document)
    last = [one.turns[-1].span.last_seen for one in history.lines if one.leading]
    stood = as_of(history, moment or max(last, default=document.detected_at))
    if stood.version is None:
        raise SettingError(f"{document.title}：{stood.note}。")
    return Side(
        label=_label(stood, moment),
        document_id=document.document_id,
        title=document.title,
        content=stood.version.content,
        files=tuple(_attached(db, line, one) for line, one in stood.files),
        note=stood.note if moment and stood.certainty != "certain" else "",
    )


def _label(stood: Stood, moment: datetime | None) -> str:
    return f"{shown(moment)} 的文字" if moment else f"{shown(stood.moment)} 最后抓取的文字"


def _attached(db: Database, line: FileLine, edition: Edition) -> Attached:
    text = _text(db, line, edition)
    return Attached(
        name=line.name,
        url=line.url,
        sha256=edition.sha256,
        blocks=blocks_of(text) if text else None,
    )


def _text(db: Database, line: FileLine, edition: Edition) -> str:
    """The text of an edition: of the present one as stored, of a former one read from its bytes."""
    if line.stands and edition is line.editions[-1]:
        return line.stands.own_text
    # Its libraries take as long to load as a hundred pages to read: few comparisons need them.
    from crawlers.attachments import read

    try:
        return read(db.bodies.get(edition.sha256), name=line.url).text
    except BodyError:
        return ""


def difference_of(db: Database | None, old: str, new: str) -> Difference:
    """Between what the two keys call. Raises ``SettingError`` saying what is wrong."""
    return whole_difference(parts_of(side_of(db, old), side_of(db, new)))


# -- holding them against one another -------------------------------------------------------------


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
