"""Who should have published what is not held, which sources watch that, and what kept them."""

from collections import Counter
from collections.abc import Iterator, Sequence

from sqlalchemy import Connection

from compilation.matching.printings import issue_words
from pipeline.answering.agencies import (
    Publisher,
    fallbacks,
    publisher_named,
    publisher_of_number,
    sources_of,
)
from pipeline.answering.answers import Reason
from pipeline.answering.asked import Asked
from pipeline.answering.passes import watches
from pipeline.answering.site import Site
from pipeline.answering.traces import Traces
from pipeline.answering.watching import Span, Watch, causes, watch_reason
from storage.clock import day_of
from storage.queries.issue_months import read_between
from storage.queries.lists import seen_in
from storage.queries.problems import find_problems
from storage.records import UNREAD, Source
from storage.titles import issuers_in

_MOST_SOURCES, _MOST_OTHERS = 5, 2


def watched(conn: Connection, asked: Asked, traces: Traces) -> Iterator[Reason]:
    """The agency, its sources over the days in question, and what of that may be the cause."""
    listed_by = _listed_by(conn, asked, traces)
    publisher, span = _publisher(asked, traces, listed_by), _span(asked, traces)
    said = publisher.name or "不知是哪个机关"
    yield Reason(code="agency", text=f"应由谁公布：{said}（{publisher.because}）")
    mine = _likeliest(sources_of(publisher.name, asked.sources), listed_by)
    if span:
        yield _span_reason(span)
    if publisher.name and not mine:
        text = f"来源目录里没有{publisher.name}的来源"
        yield Reason(code="no_source", text=text)
        unseen = f"可能：{publisher.name}没有自己的来源，只在它的网站公布的看不到"
        yield Reason(code="possible", text=unseen)
    if not publisher.name and publisher.level is None:
        yield _blind(conn, asked)
        return
    own = watches(conn, mine, span, asked.now)
    yield from _shown(own, _MOST_SOURCES)
    others = watches(conn, fallbacks(publisher.level, asked.sources), span, asked.now)
    yield from _shown(others, _MOST_OTHERS)
    yield from causes(own or others, span)


def watched_site(conn: Connection, asked: Asked, site: Site) -> Iterator[Reason]:
    """The same of an address: the sources of its site."""
    yield Reason(code="site", text=site.said)
    if site.span:
        yield _span_reason(site.span)
    found = watches(conn, site.near, site.span, asked.now)
    yield from _shown(found, _MOST_SOURCES)
    yield from causes(found, site.span)


def _span_reason(span: Span) -> Reason:
    days = f"{span.first} 至 {span.last}" if span.first != span.last else f"{span.first}"
    return Reason(code="span", text=f"要看的日子：{days}（{span.said}）")


def _shown(found: Sequence[Watch], most: int) -> Iterator[Reason]:
    yield from map(watch_reason, found[:most])
    if len(found) > most:
        yield Reason(code="source", text=f"另有 {len(found) - most} 个来源没有列出")


def _blind(conn: Connection, asked: Asked) -> Reason:
    """Nobody knows whose it is: what of all the sources cannot be read now."""
    enabled = {key for key, one in asked.sources.items() if one.enabled}
    shut = enabled & {one.source_id for one in find_problems(conn) if one.state in UNREAD}
    never = enabled - read_between(conn).keys()
    text = (
        f"可能：不知由谁公布，无从看哪个来源；{len(enabled)} 个来源里"
        f"现在读不到的 {len(shut)} 个，从来没有读完过的 {len(never)} 个"
    )
    return Reason(code="possible", text=text)


def _listed_by(conn: Connection, asked: Asked, traces: Traces) -> list[Source]:
    """The sources that listed documents of the same 代字, each as often as it did."""
    alike = traces.beside.alike if traces.beside else ()
    listed = seen_in(conn, [one.document_id for one in alike])
    return [found for _, one in listed if (found := asked.sources.get(one.source_id))]


def _likeliest(mine: list[Source], listed_by: Sequence[Source]) -> list[Source]:
    """The sources in their order, but first those that listed documents of the same 代字."""
    times = Counter(one.source_id for one in listed_by)
    return sorted(mine, key=lambda one: (not one.enabled, -times[one.source_id]))


def _publisher(asked: Asked, traces: Traces, listed_by: Sequence[Source]) -> Publisher:
    for month, item in traces.printed:
        if item.issuing_bodies:
            return publisher_named(item.issuing_bodies, f"{issue_words(month)}所印的发文机关")
    if asked.typed.numbers:
        alike = traces.beside.alike if traces.beside else ()
        return publisher_of_number(asked.typed.numbers[0], alike, listed_by)
    title = next((one.said.title for one in traces.naming if one.said.title), asked.typed.title)
    if names := issuers_in(title):
        return publisher_named(names, "标题里写着")
    return Publisher(name="", because="标题里没有写发文机关")


def _span(asked: Asked, traces: Traces) -> Span | None:
    """The days in which it was published, as far as anything tells."""
    today = day_of(asked.now)
    for _, item in traces.printed:
        if item.signed_on:
            return Span(first=item.signed_on, last=today, said="所印成文日期起")
    return traces.beside.span(today) if traces.beside else None
