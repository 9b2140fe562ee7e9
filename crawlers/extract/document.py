"""The order in which a page is read: text, labelled values, title, then the fields."""

from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from crawlers import capture
from crawlers.extract import fields, numbers, titles
from crawlers.extract.answers import Answer, read_answer
from crawlers.extract.blocks import to_blocks
from crawlers.extract.body import body_runs, find_body
from crawlers.extract.flat import Element, Flat, flatten
from crawlers.extract.furniture import mark
from crawlers.extract.headline import is_headed, read_title
from crawlers.extract.labels import Fact, meta_tags, page_facts
from crawlers.extract.lines import before_prose, read_lines, spaced, trim
from crawlers.extract.links import FILE_NAME, absolute, read_attachments, wrapper
from crawlers.extract.reading import Reading
from crawlers.extract.signing import read_signing
from crawlers.extract.tables import value_tables
from crawlers.page import Page
from storage.records import Attachment, Content, Row, Source

MOST_BYTES = 16_000_000
"""The largest page that is read; the longest real ones have some 300 KB."""


def extract(
    page: Page, *, source: Source | None = None, row: Row | None = None, families: bool = True
) -> Content:
    """What one detail page (HTML, or a JSON answer) says. Never raises on what a site may send.

    Each field comes from the agency's information table, then the meta tags of the government site
    standard, then the text; what the page does not say is None. ``source`` may name the body by a
    selector; ``row`` is what the list said. ``families=False`` knows no publishing system.
    """
    if len(page.body) > MOST_BYTES:
        reason = f"页面过大（{len(page.body) // 1_000_000} MB），没有读取"
        return Content(title=row.title if row else "", page_state="broken", state_reason=reason)
    state, reason = capture.judge(page, kind="document")
    answer = read_answer(page.body) if _is_json(page) else None
    tree = LexborHTMLParser(answer.html or "<p></p>") if answer else page.tree
    reading = _read(tree, page, (source, row, families), answer)
    content = fields.content(reading) if reading else Content(title=row.title if row else "")
    if state == "ok" and not answer:
        reason = _wordless(content)
    return replace(content, page_state=state, state_reason=reason)


def _wordless(content: Content) -> str:
    """What people should know of a page without text: that it is of pictures, or of files."""
    if content.text.strip():
        return ""
    if any(block.kind == "image" for block in content.blocks):
        return "正文只有图片，图片中的文字没有读取"
    return "正文只有附件" if content.attachments else ""


def _is_json(page: Page) -> bool:
    return "json" in page.media_type or page.body[:64].lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in b"{["


def _read(
    tree: LexborHTMLParser,
    page: Page,
    given: tuple[Source | None, Row | None, bool],
    answer: Answer | None,
) -> Reading | None:
    """Everything that the fields are read from; None if the page holds no element."""
    source, row, families = given
    flat = flatten(tree)
    mark(flat)
    selected = _selected(flat, tree, source)
    meta = meta_tags(tree)
    told = meta.get("articletitle") or meta.get("<title>", "")
    body, known = (selected, True) if selected else find_body(flat, told, known=families)
    if body is None:
        return None
    every = read_lines(flat, body_runs(flat, body), value_tables(flat, body))
    first = before_prose(every)
    reading = Reading(flat, meta, {}, body, row)
    reading.lost = selected is None and bool(source and source.select.get("body"))
    reading.prose_run = every[first].run if first < len(every) else body.end
    reading.facts = page_facts(flat, _outside(flat, body, reading.prose_run))
    if answer:
        reading.facts |= {name: [Fact(v, False, -1)] for name, v in answer.values.items()}
    reading.title = _tidy(answer) if answer else read_title(reading)
    headed = known or answer is not None or is_headed(reading)
    lines = trim(flat, every, reading.title, headed=headed)
    reading.lines = [line.text for line in lines]
    reading.untabled = next((at for at, line in enumerate(lines) if line.tabled), len(lines))
    reading.led = [line.text for line in every if lines and line.run < lines[0].run]
    reading.signing = read_signing([spaced(flat, line) for line in lines])
    reading.blocks = to_blocks(flat, body, lines, reading.signing)
    reading.files = read_attachments(flat, wrapper(flat, body, reading.title), page.url)
    if answer:
        reading.files += _listed(answer, page.url)
    return reading


def _tidy(answer: Answer) -> str:
    return numbers.without_number(titles.tidy(answer.values["title"]))


def _selected(flat: Flat, tree: LexborHTMLParser, source: Source | None) -> Element | None:
    """The element that the source's own selector names, if it is there."""
    selector = source.select.get("body") if source else None
    if not selector:
        return None
    try:
        node = tree.css_first(selector)
    except (SelectolaxError, ValueError):
        return None
    found = flat.find(node) if node is not None else None
    return found if found and found.end > found.start else None


def _outside(flat: Flat, body: Element, prose_run: int) -> list[range]:
    """The runs where labelled values may stand: before the first sentence, and after the body."""
    return [range(prose_run), range(body.end, len(flat.texts))]


def _listed(answer: Answer, base: str) -> tuple[Attachment, ...]:
    """The files that an answer lists."""
    urls = {url: name for name, href in answer.files if (url := absolute(base, href))}
    return tuple(Attachment(name=name, url=url) for url, name in urls.items())


def attachment_links(page: Page, source: Source | None = None) -> tuple[Attachment, ...]:
    """The files that ``extract`` would name; a page without an address of a file is not parsed."""
    if not FILE_NAME.search(page.body):
        return ()
    return extract(page, source=source).attachments
