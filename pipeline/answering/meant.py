"""Which held document is meant by what somebody typed, or which page that nobody could read."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from pipeline.answering.typed import Typed
from pipeline.issue.printed import items_named
from pipeline.relations.keys import number_names
from storage.agencies import bodies_related
from storage.ids import canonical_url, posting_id
from storage.numbers import numbers_agree
from storage.queries import answering as queries
from storage.queries.documents import document, documents_named
from storage.queries.identity import current_id
from storage.queries.issues import documents_in
from storage.queries.processing import postings_by_id
from storage.records import Document, Posting
from storage.text import fold, title_key

_ANNOUNCED = re.compile(r"^(?P<org>.*?)(?P<year>(?:19|20)\d{2})年第?(?P<serial>\d+)号$")
_LEAST_KEY = 4
"""Characters of a title that is looked up whole."""
_LEAST_ID = 6
"""Of an id's beginning: fewer may be any number."""


@dataclass(frozen=True, kw_only=True)
class Meant:
    """What was found."""

    documents: tuple[Document, ...] = ()
    """Newest first; several: the key is ambiguous."""
    how: str = ""
    """By what, in Chinese."""
    posting: Posting | None = None
    """The page that was typed."""
    file_of: bool = False
    """What was typed is a file of that page, or the place of its text."""
    former: str = ""
    """The id that was typed, if the document is called otherwise now."""


NOTHING = Meant()


def find_meant(conn: Connection, typed: Typed) -> Meant:
    """What the key means; the first reading of it that finds anything counts."""
    if typed.url:
        return _at(conn, typed.url)
    readings = [_by_id, _by_number, _by_title, _by_id_start, _by_piece, _by_words]
    if not typed.only_number and typed.numbers:
        readings = [_by_id, _by_title, _by_number, _by_words]
    for reading in readings:
        found = reading(conn, typed)
        if found is not NOTHING:
            return found
    return _by_printing(conn, typed)


# -- addresses ------------------------------------------------------------------------------------


def _at(conn: Connection, url: str) -> Meant:
    page = _posting(conn, url)
    inner = None if page else queries.page_with(conn, canonical_url(url))
    if inner is not None:
        page = _posting(conn, inner)
    if page is None:
        return NOTHING
    held = document(conn, page.document_id) if page.document_id else None
    return Meant(
        documents=(held,) if held else (), how="网址", posting=page, file_of=inner is not None
    )


def _posting(conn: Connection, url: str) -> Posting | None:
    return next(iter(postings_by_id(conn, [posting_id(url)]).values()), None)


# -- ids ------------------------------------------------------------------------------------------


def _by_id(conn: Connection, typed: Typed) -> Meant:
    if not typed.id_start:
        return NOTHING
    if held := document(conn, typed.id_start):
        return Meant(documents=(held,), how="文件编号")
    now = current_id(conn, typed.id_start)
    held = document(conn, now) if now else None
    return Meant(documents=(held,), how="文件编号", former=typed.id_start) if held else NOTHING


def _by_id_start(conn: Connection, typed: Typed) -> Meant:
    if len(typed.id_start) < _LEAST_ID:
        return NOTHING
    return _meant(queries.called(conn, typed.id_start), "文件编号的开头")


# -- numbers --------------------------------------------------------------------------------------


def _by_number(conn: Connection, typed: Typed) -> Meant:
    if not typed.numbers:
        return NOTHING
    keys = {key for one in typed.numbers for key in number_names(one)}
    found = queries.borne_by(conn, keys)
    if not found:
        found = list(_announced(conn, typed.numbers))
    return _meant(found, "发文字号")


def _announced(conn: Connection, numbers: Sequence[str]) -> Iterable[Document]:
    """Announcements whose number leaves its agency out, or names others beside it."""
    for number in numbers:
        parts = _ANNOUNCED.match(fold(number))
        if parts is None:
            continue
        endings = [f"{parts['year']}年{mark}{parts['serial']}号" for mark in ("第", "")]
        org = parts["org"].removesuffix("公告")
        for one in queries.borne_by(conn, (), endings):
            if _may_be(one, fold(number), org):
                yield one


def _may_be(held: Document, key: str, org: str) -> bool:
    """Whether the held one's number may be the one that was typed."""
    stated = _ANNOUNCED.match(held.number_key or "")
    if stated is None or not (stated["org"].removesuffix("公告") and org):
        return not org or bodies_related(held.issuing_bodies, (org,))
    mine = f"{stated['org']}{stated['year']}年第{stated['serial']}号"
    return numbers_agree(key, mine) is not False


def _by_piece(conn: Connection, typed: Typed) -> Meant:
    """By what numbers begin with, or by a serial alone."""
    if typed.begin:
        found = queries.numbered_like(conn, fold(typed.begin), "")
        return _meant(_newest_first(found), "文号的开头")
    if typed.serial is None:
        return NOTHING
    endings = [f"{mark}{typed.serial}号" for mark in ("]", "第")]
    return _meant(queries.borne_by(conn, (), endings), "文号的末尾")


def _newest_first(found: Iterable[Document]) -> list[Document]:
    return sorted(found, key=lambda one: one.published_on or date.min, reverse=True)


# -- titles ---------------------------------------------------------------------------------------


def _by_title(conn: Connection, typed: Typed) -> Meant:
    key = title_key(typed.title)
    if len(key) < _LEAST_KEY:
        return NOTHING
    found = queries.titled(conn, typed.title, key)
    exact = [one for one in found if fold(one.title) == fold(typed.title)]
    return _meant(exact or found, "标题")


def _by_words(conn: Connection, typed: Typed) -> Meant:
    if typed.only_number:
        return NOTHING
    found = queries.worded(conn, typed.title.split())
    key = title_key(typed.title)
    if not found and len(key) >= _LEAST_KEY:  # other marks or spaces than in the title
        found = documents_named(conn, key)
    return _meant(found, "标题中的词")


def _by_printing(conn: Connection, typed: Typed) -> Meant:
    """By what an issue prints, though the agency has it otherwise."""
    items = items_named(conn, [typed.title], typed.numbers)
    carried = documents_in(conn, {month for month, _ in items}) if items else {}
    ids = {carried[key] for key in items if key in carried}
    found = [one for key in sorted(ids) if (one := document(conn, key))]
    return _meant(_newest_first(found), "汇编所印的文号或标题")


def _meant(found: Sequence[Document], how: str) -> Meant:
    return Meant(documents=tuple(found), how=how) if found else NOTHING
