"""Single files, without a database: one saved page read, or its list, or its text."""

import re
from dataclasses import replace
from pathlib import Path

from crawlers.attachments import read as read_attachment
from crawlers.capture import judge
from crawlers.elsewhere import elsewhere
from crawlers.extract import extract
from crawlers.families import UNNAMED, read_list
from crawlers.families.base import ListReading
from crawlers.filetypes import NAMED, RAR, SEVEN, ZIP, AttachmentText, suffix_of
from crawlers.page import Page
from diffing.blocks import blocks_of
from pipeline.normalise import normalise
from storage.file_errors import why
from storage.records import Block, Content, PageState, Row, Source
from storage.settings import SettingError

_PAGES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".shtml": "text/html",
    ".json": "application/json",
}
_NOTHING = re.compile("(?:暂无|没有|无)(?:相关|符合条件的)?(?:数据|内容|信息|记录|结果)")
"""What a list says that has no rows at present."""


def read_bytes(path: Path) -> bytes:
    """The file's bytes. Raises ``SettingError`` naming it."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise SettingError(f"文件读不了：{path}（{why(error)}）。") from error


def saved_page(path: Path, url: str) -> Page:
    """A saved file as the page that stood at ``url``."""
    return Page(url=url, body=read_bytes(path), media_type=_PAGES.get(path.suffix.lower(), ""))


def extract_file(path: Path, url: str, source: Source | None, families: bool) -> Content:
    """What one saved detail page or document file says."""
    page = saved_page(path, url)
    is_file = suffix_of(path.name).lstrip(".") in NAMED and page.body.lstrip()[:5] == b"<?xml"
    if path.suffix.lower() in _PAGES or (_looks_like_page(page.body) and not is_file):
        return _with_lead(normalise(extract(page, source=source, families=families)), page, source)
    file = read_attachment(page.body, name=path.name)
    blocks = blocks_of(file.text)
    archived = file.media_type in (ZIP, RAR, SEVEN)
    title = blocks[0].text if blocks and not archived else path.stem
    content = Content(title=title, blocks=blocks, inferred=("title",))
    if file.problem:
        content = replace(content, page_state=_state_of(file), state_reason=file.problem)
    return normalise(content)


def _state_of(file: AttachmentText) -> PageState:
    """How far the file was read; scanned pages, or files in it that have no text, break nothing."""
    if file.broken or not file.text:
        return "broken"
    return "truncated" if file.partial else "ok"


def _with_lead(content: Content, page: Page, source: Source | None) -> Content:
    """What a page says, and where its text is if that stands elsewhere."""
    found = elsewhere(page, source, state=content.page_state)
    if found is None:
        return content
    whole = content.page_state == "ok" and found.how in ("frame", "file")
    return replace(
        content,
        page_state="ok" if whole else "moved",
        state_reason=found.reason,
        text_url=found.url,
    )


def _looks_like_page(body: bytes) -> bool:
    head = body[:512].lstrip().lower()
    return head.startswith((b"<!doctype", b"<html", b"<?xml", b"{", b"["))


def list_rows(
    path: Path, url: str, source: Source | None, families: bool
) -> tuple[tuple[Row, ...], str]:
    """The rows of one saved list page, and why there are none, in Chinese."""
    page = saved_page(path, url)
    reading = read_list(page, source, families=families)
    return reading.rows, "" if reading.rows else _why_none(page, reading)


def _why_none(page: Page, reading: ListReading) -> str:
    state, reason = judge(page, kind="list")
    if state != "ok":
        return reason
    if reading.follow:
        return f"条目要另行请求：{'、'.join(one.url for one in reading.follow)[:200]}"
    if said := _NOTHING.search(page.tree.body.text() if page.tree.body else ""):
        return f"页面上写着「{said[0]}」"
    content = extract(page)
    if content.page_state == "ok" and content.blocks:
        return "像是正文页，不是列表；要读正文，请去掉 --list"
    return reading.reason.removeprefix(f"{UNNAMED}：") or "没有找到列表条目"


def _is_bare(page: Page) -> bool:
    """A page with nothing in it, not even a script that would fetch the text."""
    body = page.tree.body
    empty = body is None or not (body.inner_html or "").strip()
    return empty and page.tree.css_first("script") is None


def read_blocks(path: Path) -> tuple[Block, ...]:
    """The text of one file; an empty one has none. Raises ``SettingError`` if it cannot be read."""
    suffix, page = path.suffix.lower(), saved_page(path, "")
    if suffix in (".txt", ".md"):
        return blocks_of(page.text)
    if not page.body.strip() or (suffix in _PAGES and _is_bare(page)):
        return ()
    content = extract_file(path, path.absolute().as_uri(), None, True)
    if content.page_state != "ok":
        raise SettingError(f"{path}：{content.state_reason}。")
    return content.blocks
