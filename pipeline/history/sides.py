"""What is held against something else: a version, a document at a moment, a file on disk.

A side is called by a path, the id of a version, or a document: ``DOCUMENT`` as it stands,
``DOCUMENT@2023-12-10`` as it stood then.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path

from sqlalchemy import Connection

from diffing.blocks import blocks_of
from pipeline.history.as_of import Stood, as_of, moment_of, shown
from pipeline.history.history import history_of
from pipeline.history.turns import Edition, FileLine
from pipeline.pages.files import read_blocks
from storage.bodies import BodyError
from storage.database import Database
from storage.queries.desk import find_keyed
from storage.queries.processing import version
from storage.records import Block, Content, Document, Version
from storage.settings import SettingError


class UnknownError(SettingError):
    """Nothing that is stored is called so."""


@dataclass(frozen=True, kw_only=True)
class Attached:
    """A file of a side; its text is read when somebody asks for it."""

    name: str
    url: str
    sha256: str
    read: Callable[[], str] = field(compare=False)
    """Its text; an empty one if none can be read of it."""

    @cached_property
    def blocks(self) -> tuple[Block, ...] | None:
        """Its text in blocks; ``None``: no text can be read of it."""
        text = self.read()
        return blocks_of(text) if text else None


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


def is_path(key: str) -> bool:
    """Whether something on this machine is called so; a long title never is."""
    try:
        return Path(key).exists()
    except OSError:  # longer than any name of a file may be
        return False


def file_side(key: str) -> Side:
    """The file of that path. Raises ``SettingError`` saying why it cannot be read."""
    content = Content(title="", blocks=read_blocks(Path(key)))
    return Side(label=key, document_id=None, title=Path(key).name, content=content)


def side_of(db: Database, key: str) -> Side:
    """What the key calls, a file on this machine too. Raises ``SettingError`` saying why not."""
    if is_path(key):
        return file_side(key)
    try:
        return stored_side_of(db, key)
    except UnknownError as error:
        raise SettingError(
            f"没有这个文件，也不是版本或文件编号：{key}。用 policywatch documents 查编号。"
        ) from error


def stored_side_of(db: Database, key: str) -> Side:
    """What the key calls of what is stored: no file, whoever asks. Raises ``SettingError``."""
    with db.connect() as conn:
        if found := version(conn, key):
            return version_side(found)
        name, _, when = key.partition("@")
        return stored_side(db, conn, _document(conn, name), _moment(key, when))


def version_side(found: Version) -> Side:
    """The text of the version alone."""
    return Side(
        label=f"{shown(found.created_at)} 抓取",
        document_id=None,
        title=found.content.title,
        content=found.content,
    )


def _document(conn: Connection, name: str) -> Document:
    found = find_keyed(conn, name)
    if not found:
        raise UnknownError(f"没有存下这样的版本或文件：{name}。请从文件的页面选取要比较的文字。")
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
    return Attached(
        name=line.name,
        url=line.url,
        sha256=edition.sha256,
        read=partial(_text, db, line, edition),
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
