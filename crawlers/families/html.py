"""What most families share: rows from HTML by the source's selectors or by general rules."""

from crawlers.families.base import ListReading, ListRequest
from crawlers.families.pagers import next_page
from crawlers.families.rows import at_home, find_rows, select_rows
from crawlers.families.scripts import script_rows
from crawlers.families.unaddressed import why_unaddressed
from crawlers.families.weights import leads_below, weight_of
from crawlers.page import Page
from storage.records import Row, Source


def start_requests(source: Source) -> tuple[ListRequest, ...]:
    """The declared addresses as they stand."""
    referer = source.options.get("referer")
    return tuple(ListRequest(url=url, referer=referer) for url in source.start_urls)


def html_rows(source: Source, page: Page) -> tuple[Row, ...]:
    """The rows of an HTML page; ``select.rows`` takes the place of the general rules."""
    if "rows" in source.select:
        return select_rows(page.tree, page.url, source.select)
    return find_rows(page.tree, page.url)


def no_rows(source: Source, page: Page) -> str:
    """Why an HTML list gave nothing, for people."""
    if css := source.select.get("rows"):
        return f"{source.source_id}：选择器 select.rows「{css}」在 {page.url} 上没有匹配到任何条目"
    if why := why_unaddressed(page.tree, page.url):
        return f"{source.source_id}：{page.url} 上{why}"
    return f"{source.source_id}：在 {page.url} 上没有找到列表条目"


def html_reading(source: Source, request: ListRequest, page: Page) -> ListReading:
    """Rows and pager of an HTML list page; without rows in it, those that its scripts hold."""
    rows = html_rows(source, page)
    if "rows" not in source.select and not (at_home(page.url) or leads_below(rows, page.url)):
        held = script_rows(page)
        rows = held if held and weight_of(held, page.url) > weight_of(rows, page.url) else rows
    if rows:
        return ListReading(rows=rows, next_page=next_page(page, request.page, request.step))
    return ListReading(reason=no_rows(source, page))
