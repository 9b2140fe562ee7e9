"""Why a document is not held: who names it, which source should have had it, what kept it."""

from collections.abc import Iterator

from rapidfuzz import fuzz, process
from sqlalchemy import Connection

from compilation.matching.printings import issue_words
from pipeline.answering.answers import Answer, Mend, Reason, Verdict
from pipeline.answering.asked import Asked
from pipeline.answering.publishing import watched, watched_site
from pipeline.answering.site import site_of
from pipeline.answering.traces import Traces, trace_reasons, traces_of
from pipeline.relations.standings import name_of
from storage.queries import answering as queries

_MOST_NEAR = 3
_NEAR = 70.0
"""Of a hundred: titles less alike are no help."""


def absent_answer(conn: Connection, asked: Asked) -> Answer:
    """The answer on what is not held."""
    if asked.typed.url:
        return _of_address(conn, asked)
    traces = traces_of(conn, asked)
    verdict, headline = _verdict(asked, traces)
    near = () if asked.typed.only_number else _near(conn, asked.typed.title)
    return Answer(
        key=asked.key,
        verdict=verdict,
        headline=headline,
        reasons=(*trace_reasons(conn, traces), *watched(conn, asked, traces), *near),
        mend=tuple(_mend(asked, traces)),
    )


def _verdict(asked: Asked, traces: Traces) -> tuple[Verdict, str]:
    typed = asked.typed
    named = typed.numbers[0] if typed.only_number else f"“{typed.title}”"
    if traces.printed:
        month, item = traces.printed[0]
        return "printed", f"汇编刊载过，监测没有见过：{named}（{issue_words(month)} {item.number}）"
    if traces.naming:
        count = len(traces.naming)
        return "cited", f"别的文件提到过它，它自己没有见过：{named}（{count} 件提到）"
    if traces.is_gap:
        return "gap", f"缺号：前后的号都见过，没有见过{named}"
    return "unknown", f"从来没有见过：{named}"


def _near(conn: Connection, title: str) -> Iterator[Reason]:
    """Held documents with the titles most like it: it may have been mistyped."""
    found = process.extract(
        title, queries.titles(conn), scorer=fuzz.ratio, limit=_MOST_NEAR, score_cutoff=_NEAR
    )
    for like, score, document_id in found:
        named = name_of(like, None)
        text = f"标题相近的：{named}（编号 {document_id}，{score:.0f}% 相同）"
        yield Reason(code="near", text=text, document_id=document_id)


def _mend(asked: Asked, traces: Traces) -> Iterator[Mend]:
    add = "知道它的网址就补入：policywatch add 网址；有文件就 policywatch add 文件 --title 标题"
    yield Mend(code="add", text=add)
    detect = "没有这个机关的来源，用 policywatch sources detect 网址 得到条目"
    yield Mend(code="state", text=f"来源的状态：policywatch problems；{detect}")
    if traces.is_gap:
        said = f"核实过从未公开：policywatch gaps answer {asked.typed.numbers[0]}"
        yield Mend(code="unpublished", text=said)


def _of_address(conn: Connection, asked: Asked) -> Answer:
    """The answer on an address that no list ever showed."""
    url = asked.typed.url
    site = site_of(url, asked.sources)
    if site.near:
        said = f"补入它：policywatch add {url}；下一次巡查就读"
        mend = Mend(code="add_address", text=said, url=url)
    else:
        said = f"先建来源：policywatch sources detect {url}；或存成文件补入"
        mend = Mend(code="add_file", text=said, url=url)
    return Answer(
        key=asked.key,
        verdict="unknown",
        headline=f"从来没有见过这个网址：{url}",
        reasons=tuple(watched_site(conn, asked, site)),
        mend=(mend,),
    )
