"""Of which site of ours an address is, and what the address itself tells. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from compilation.months import first_of, last_of
from pipeline.answering.watching import Span
from storage.ids import posting_id
from storage.records import Source
from storage.text import parse_date

_DATED = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d{2})[-/]?(?P<m>0[1-9]|1[0-2])[-/]?(?P<d>0[1-9]|[12]\d|3[01])(?!\d)"
)
_MONTH = re.compile(r"/(?P<y>(?:19|20)\d{2})[-/]?(?P<m>0[1-9]|1[0-2])(?=/)")
_MOST = 4


@dataclass(frozen=True, kw_only=True)
class Site:
    """What is known of an address."""

    near: tuple[Source, ...]
    """The sources of its site, those whose list stands nearest first."""
    said: str
    """In Chinese."""
    span: Span | None
    """The day, or the month, that the address names."""


def site_of(url: str, sources: Mapping[str, Source]) -> Site:
    """What is known of the address without its ever having been listed."""
    host = _host(url)
    near = sorted(
        (one for one in sources.values() if any(_host(start) == host for start in one.start_urls)),
        key=lambda one: (not one.enabled, -max(_shared(url, start) for start in one.start_urls)),
    )
    lists = [one for one in near if posting_id(url) in map(posting_id, one.start_urls)]
    return Site(
        near=tuple(near[:_MOST]), said=_said(host, near, lists), span=_span(urlsplit(url).path)
    )


def _span(path: str) -> Span | None:
    if days := list(_DATED.finditer(path)):
        day = parse_date("-".join(days[-1].group("y", "m", "d")))
        return Span(first=day, last=day, said="网址里的日期") if day else None
    if months := list(_MONTH.finditer(path)):
        month = "-".join(months[-1].group("y", "m"))
        return Span(first=first_of(month), last=last_of(month), said="网址里的年月")
    return None


def _said(host: str, near: list[Source], lists: list[Source]) -> str:
    if lists:
        return f"它是来源“{lists[0].name}”的列表页，不是一份文件"
    if not near:
        return f"来源目录里没有 {host} 的来源"
    return f"{host} 有 {len(near)} 个来源，它们的列表上从来没有过这个网址"


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _shared(url: str, start: str) -> int:
    """How many steps of their paths are the same."""
    pairs = list(zip(urlsplit(url).path.split("/"), urlsplit(start).path.split("/"), strict=False))
    return next((at for at, (a, b) in enumerate(pairs) if a != b), len(pairs))
