"""Our own page and the feed that lists it, as the run of the moment wrote them. Pure."""

from datetime import datetime
from html import escape

from crawlers.own_source import PAGE
from storage.clock import SHANGHAI
from storage.records import Canary

_TITLE = "本程序的自检页"
_FEED = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>{title}</title><link>{site}/</link>
<description>{title}</description>
<item><title>{title}（{month}）</title><link>{site}{path}</link></item>
</channel></rss>
"""
# Dated long ago: it is in no month that anybody looks at.
_PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>
<meta name="PubDate" content="2000-01-01"></head>
<body><h1>{title}（{month}）</h1>
<div class="content">
<p>这一页由本程序自己发布，用来检验从抓取到送达的每一步。它不是文件，也不会发给订阅者。</p>
<p>最近一次改动的编号是 {mark}，写于 {at}。下一次改动会换成另一个编号。</p>
</div></body></html>
"""


def feed(site: str, month: str) -> str:
    """The list: one page, that of the month (2026-11)."""
    path = PAGE.format(month=month)
    return _FEED.format(title=_TITLE, site=escape(site), path=path, month=month)


def page(canary: Canary | None, month: str) -> str:
    """The page of that month as the run left it; that of another month changes no more."""
    its = canary if canary and month_of(canary.started_at) == month else None
    mark = its.canary_id if its else "（没有）"
    at = when(its.started_at) if its else "（没有）"
    return _PAGE.format(title=_TITLE, month=month, mark=mark, at=at)


def month_of(at: datetime) -> str:
    """2026-11 in China."""
    return f"{at.astimezone(SHANGHAI):%Y-%m}"


def when(at: datetime) -> str:
    """2026年11月26日9时12分30秒 in China."""
    local = at.astimezone(SHANGHAI)
    day = f"{local.year}年{local.month}月{local.day}日"
    return f"{day}{local.hour}时{local.minute}分{local.second}秒"
