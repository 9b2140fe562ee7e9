"""What a few pages of an unknown site say about how it lists documents. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from crawlers.detect.body import body_selector
from crawlers.detect.identity import Identity, identity_of
from crawlers.detect.numbering import numbering
from crawlers.detect.selectors import Proposal, proposals
from crawlers.families import FAMILIES, read_list
from crawlers.families.base import ListReading, ListRequest
from crawlers.families.groups import Group
from crawlers.families.recognise import recognise
from crawlers.families.rows import list_groups, main_group
from crawlers.families.unaddressed import why_unaddressed
from crawlers.page import Page
from storage.records import Row, Source

FEWEST = 3
"""Fewer rows are no list that one could found a source on."""
_MOST_SHOWN = 60


@dataclass(frozen=True, kw_only=True)
class Detection:
    """What was found, and why it is thought to be right."""

    url: str
    family: str
    rows: tuple[Row, ...] = ()
    select: dict[str, str] = field(default_factory=dict)
    """Selectors that find just these rows; empty where none does, or the list is no HTML."""
    needed: bool = False
    """The entry must name them: without, the rows would not be read."""
    next_url: str = ""
    numbering: str = ""
    """How the further pages are addressed, in Chinese."""
    body: str = ""
    """The selector of the body in the document pages."""
    identity: Identity = field(default_factory=Identity)
    evidence: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    fault: str = ""
    """Why this is no list, in one Chinese line; empty if it is one."""

    @property
    def dated(self) -> int:
        return sum(row.published_on is not None for row in self.rows)


def detect(pages: Sequence[Page], details: Sequence[Page] = ()) -> Detection:
    """What the list page (and the answers that it had to be asked for) and its documents say."""
    page = pages[0]
    family = recognise(page) or "general"
    answer, reading = _reading(pages)
    if len(reading.rows) < FEWEST:
        return Detection(url=page.url, family=family, fault=_why_none(page, reading))
    groups, chosen = _in_html(answer, reading)
    found = proposals(answer.tree, answer.url, chosen.rows, chosen.nodes) if chosen else []
    best = next((one for one in found if one.exact), None)
    body = body_selector(details)
    following = reading.next_page.url if reading.next_page else ""
    result = Detection(
        url=page.url,
        family=family,
        rows=reading.rows,
        select=best.select if best else {},
        needed=bool(best) and not _read_without(answer, family, reading),
        next_url=following,
        numbering=numbering(answer.url, following),
        body=body,
        identity=identity_of(page, reading.rows),
    )
    evidence = (*_counted(result, answer, page), *_compared(groups, chosen), *_selected(best))
    return Detection(
        **{**vars(result), "evidence": evidence, "missing": _missing(result, chosen, details)}
    )


def _reading(pages: Sequence[Page]) -> tuple[Page, ListReading]:
    """The answer that holds the rows, and its reading: the page itself, or what it leads to."""
    found = pages[0], read_list(pages[0])
    for page in pages[1:]:
        if len(found[1].rows) >= FEWEST:
            break
        source = _source(pages[0].url, "auto")
        request = ListRequest(url=page.url, referer=pages[0].url, step="proxy")
        found = page, FAMILIES["auto"].read(source, request, page)
    return found


def _source(url: str, family: str) -> Source:
    return Source(
        source_id="(未登记)",
        name=url,
        agency="",
        family=family,
        level="ministry",
        start_urls=(url,),
    )


def _read_without(page: Page, family: str, reading: ListReading) -> bool:
    """An entry of the family without selectors reads the same rows."""
    request = ListRequest(url=page.url)
    return FAMILIES[family].read(_source(page.url, family), request, page).rows == reading.rows


def _in_html(page: Page, reading: ListReading) -> tuple[list[Group], Group | None]:
    """The lists that the page shows, and the one that the rows are; none where they are data."""
    if page.body.lstrip()[:1] in (b"{", b"["):
        return [], None
    groups = list_groups(page.tree, page.url, scripted=True)
    group = main_group(groups, page.url)
    return groups, group if group is not None and group.rows == reading.rows else None


# -- what people are told ---------------------------------------------------------------------


def _why_none(page: Page, reading: ListReading) -> str:
    if reading.follow:
        urls = "、".join(one.url for one in reading.follow)[:200]
        return f"{page.url} 的条目要另行请求（{urls}），没有读到"
    if reading.rows:
        return f"{page.url} 上只有 {len(reading.rows)} 条像条目的链接，不足以认作列表"
    if why := why_unaddressed(page.tree, page.url):
        return f"{page.url} 上{why}"
    return f"{page.url} 上没有找到列表，请给出栏目的列表页，而不是首页或正文页"


def _counted(found: Detection, answer: Page, page: Page) -> list[str]:
    where = "" if answer is page else f"（由页面另行请求的 {answer.url[:120]}）"
    lines = [f"条目 {len(found.rows)} 条，其中 {found.dated} 条有日期{where}"]
    lines.append(
        f"系统：{found.family}" + ("（没有认出，按通用规则）" if found.family == "general" else "")
    )
    return lines


def _compared(groups: Sequence[Group], chosen: Group | None) -> list[str]:
    """Why this group and not the next best one."""
    if chosen is None:
        return ["条目来自数据或脚本，不在页面的版面里"]
    urls = {row.url for row in chosen.rows}
    others = (one for one in groups if not urls & {row.url for row in one.rows})
    second = max(others, key=lambda one: one.weight, default=None)
    line = f"这一组得 {chosen.weight:.0f} 分（按标题长度、有无日期、是否在本栏目之下）"
    if second is None:
        return [f"{line}，页面上没有别的成组链接"]
    title = second.rows[0].title[:20]
    return [
        f"{line}；其次的一组得 {second.weight:.0f} 分："
        f"{len(second.rows)} 条，{second.dated} 条有日期，首条「{title}」"
    ]


def _selected(best: Proposal | None) -> list[str]:
    if best is None:
        return []
    told = "，".join(f"{key} = {css}" for key, css in best.select.items())
    return [f"选择器 {told}：在本页上恰好选出这 {best.wanted} 条"]


def _missing(found: Detection, chosen: Group | None, details: Sequence[Page]) -> tuple[str, ...]:
    lines = []
    if found.dated < len(found.rows):
        lines.append(f"{len(found.rows) - found.dated} 条没有日期")
    if chosen is not None and not found.select:
        lines.append("没有能恰好选出这些条目的选择器")
    if not found.next_url:
        lines.append("没有找到下一页")
    if not found.body:
        told = "没有正文页可看" if not details else "正文页里没有找到可以命名的正文容器"
        lines.append(told)
    if not found.identity.agency:
        lines.append("页面没有写明机关名称")
    if not found.identity.sure:
        lines.append("level 和 region 是按网址猜的，请核对")
    return tuple(lines)
