"""What a document's page says together with the second address at which its text stands."""

from dataclasses import fields, replace

import msgspec

from crawlers.extract import extract
from crawlers.extract.answers import read_answer
from crawlers.page import Page
from diffing.blocks import blocks_of
from pipeline.normalise import normalise
from pipeline.pages.page_content import content_of
from storage.bodies import Bodies
from storage.ids import sha256
from storage.records import Block, Content, Lead, Posting, Snapshot, Source

_BLANK = b"\xef\xbb\xbf \r\n\t"
_APART = frozenset(("blocks", "attachments", "inferred", "page_state", "state_reason", "text_url"))
_LISTED = ("document_number", "published_on", "signed_on", "issuing_bodies")
_FIELDS = tuple(field.name for field in fields(Content) if field.name not in _APART)


def whole_sha256(snapshot: Snapshot) -> str | None:
    """Of the answer's bytes, and of those of the pages that led to it: equal if nothing changed."""
    if not snapshot.led_by:
        return snapshot.body_sha256
    hashes = [lead.body_sha256 for lead in snapshot.led_by]
    return sha256(" ".join([*hashes, snapshot.body_sha256 or ""]).encode())


def unread_because(snapshot: Snapshot) -> str:
    """Why nothing that a document's page led to can be read, in Chinese; empty if it can."""
    if snapshot.kind == "content" and not is_readable(snapshot):
        why = snapshot.error or f"HTTP {snapshot.status}"
        return f"正文在另一地址：{snapshot.url}：{why}"
    return f"浏览器没有读到：{snapshot.error}" if snapshot.rendered and snapshot.error else ""


def is_readable(snapshot: Snapshot) -> bool:
    """Whether the answer, or the page that led to it, gives something to read at all."""
    if snapshot.kind != "content":
        return 200 <= snapshot.status < 300 and snapshot.body_sha256 is not None
    return _came(snapshot) or snapshot.led_by[-1].how == "file"


def _came(snapshot: Snapshot) -> bool:
    good = 200 <= snapshot.status < 300 or snapshot.status == 304
    return good and snapshot.body_sha256 is not None and not snapshot.error


def read_whole(
    bodies: Bodies, snapshot: Snapshot, posting: Posting, source: Source | None
) -> Content:
    """What a snapshot says: of a second address, with the pages that led to it.

    Raises ``BodyError`` if a stored body is missing or torn.
    """
    if not snapshot.led_by:
        return content_of(snapshot, bodies.get(snapshot.body_sha256 or ""), posting, source)
    inner = _second(bodies, snapshot, posting, source)
    if inner.page_state != "ok":
        return replace(inner, state_reason=f"正文在另一地址：{snapshot.url}：{inner.state_reason}")
    for lead in reversed(snapshot.led_by):
        if lead.how != "redirect" and not (lead.how == "interface" and inner.title):
            inner = _merged(*_led(bodies, lead, posting, source), inner)
    titled = replace(inner, title=inner.title or posting.row.title)
    return normalise(replace(titled, text_url=snapshot.url))


def _led(
    bodies: Bodies, lead: Lead, posting: Posting, source: Source | None
) -> tuple[Content, frozenset[str]]:
    """What a page says that holds everything but the text, and which fields it has from the list
    alone."""
    page = Page(
        url=lead.url,
        body=bodies.get(lead.body_sha256),
        media_type=lead.media_type,
        charset=lead.charset,
    )
    content = extract(page, source=source, row=posting.row)
    own = extract(page, source=source)
    listed = frozenset(name for name in _LISTED if getattr(content, name) != getattr(own, name))
    return content, listed


def _second(bodies: Bodies, snapshot: Snapshot, posting: Posting, source: Source | None) -> Content:
    """What the second answer says by itself. A file that gives no text leaves its page standing."""
    lead = snapshot.led_by[-1]
    if not _came(snapshot):
        return _file_content(snapshot.error or f"HTTP {snapshot.status}", ())
    body = bodies.get(snapshot.body_sha256 or "")
    if lead.how == "file" or body[:64].lstrip(_BLANK)[:1] not in (b"<", b"{", b"["):
        # Its libraries take as long to load as a hundred pages to read: most passes need none.
        from crawlers.attachments import read

        file = read(body, name=snapshot.url, media_type=snapshot.media_type)
        return _file_content(file.problem, () if file.broken else blocks_of(file.text))
    seen = replace(snapshot, status=200)
    if (inner := _unwrapped(body)) is not None:
        # The addresses in a unit are relative to the page that it fills.
        seen, body = replace(seen, media_type="text/html", final_url=lead.url, url=lead.url), inner
        return replace(content_of(seen, body, posting, source), title="")
    if body[:64].lstrip(_BLANK)[:1] in (b"{", b"[") and read_answer(body) is None:
        return Content(title="", page_state="broken", state_reason="接口没有给出正文")
    content = content_of(seen, body, posting, source)
    return replace(content, title="") if lead.how == "frame" else content


def _file_content(problem: str, blocks: tuple[Block, ...]) -> Content:
    reason = f"正文在附件中，读不出文字（{problem}）" if problem and not blocks else ""
    return Content(title="", blocks=blocks, state_reason=reason)


def _unwrapped(body: bytes) -> bytes | None:
    """The HTML of a unit that comes wrapped in JSON: ``{"data": {"html": …}}``."""
    if body.lstrip()[:1] != b"{" or read_answer(body) is not None:
        return None
    try:
        html = msgspec.json.decode(body, type=_Unit).data.html
    except msgspec.DecodeError:
        return None
    return f"<html><body><div>{html}</div></body></html>".encode()


class _UnitData(msgspec.Struct):
    html: str


class _Unit(msgspec.Struct):
    data: _UnitData


def _merged(outer: Content, listed: frozenset[str], inner: Content) -> Content:
    """The text of the inner page; the fields of the outer one, and of the inner one those that
    the outer leaves out, only inferred, or has from the list alone (``listed``)."""
    weak = listed.union(outer.inferred)
    taken = {
        name: getattr(inner, name)
        for name in _FIELDS
        if getattr(inner, name)
        and (not getattr(outer, name) or (name in weak and name not in inner.inferred))
    }
    inferred = [name for name in outer.inferred if name not in taken]
    inferred += [name for name in inner.inferred if name in taken]
    return replace(
        outer,
        **taken,
        inferred=tuple(inferred),
        page_state="ok",
        state_reason=inner.state_reason,
        blocks=inner.blocks,
        attachments=(*outer.attachments, *inner.attachments),
    )
