"""How a pass over a source went: its state, and the one line a person gets. Pure."""

import re
import traceback
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from storage.records import GONE, STATE_WORDS, CrawlRun, PageState, Source, SourceState

_LONG_QUERY = re.compile(r"(\?[^\s（）]{40})[^\s（）]+")
"""What of an address no person reads."""

_BLOCKED = "。程序不绕过防护：请用浏览器核对；若一直如此，请调低该来源的频率或停用。"
_SILENT = "。每次巡查都会再试，恢复后自动解除；若浏览器也打不开，请核对网址。"

_READ = "。列表读得出，正文读不出：请打开原文核对；网站若已改版，请更正该来源的声明。"
_SAID: dict[SourceState, tuple[str, str]] = {
    "blocked": ("拒绝访问", _BLOCKED),
    "unreachable": ("无法连接", _SILENT),
    "broken": ("读不出内容", _READ),
}
"""Of document pages: what is wrong, and the mend."""

Answer = Literal["page", "silence", "refused", "unarchived", "oversize", "astray"]


_UNUSABLE: tuple[Answer, ...] = ("oversize", "astray")
_MOST, _LEAST = 0.8, 3
"""The share of document pages, and their number, from which on nobody can read a source."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one request."""

    url: str
    answer: Answer = "page"
    """A page came; no answer came; we may not ask; the archive has none; it is too large; it led
    round and round, or where no page may lead."""
    status: int = 0
    state: PageState = "ok"
    """Of a page that came: the verdict of ``crawlers.capture.judge``."""
    reason: str = ""
    rows: int = 0
    """Rows that the page listed."""
    asked: bool = True
    """Not so what was left out after others had failed: it says nothing of its own."""
    first: bool = True
    """It belongs to the first page of a list."""

    def with_rows(self, rows: int, reason: str) -> "Outcome":
        """The outcome of a list page that was read."""
        return replace(self, rows=rows, reason=reason)


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """``complete``: every list page that was wanted was read."""

    state: SourceState
    problem: str | None = None
    complete: bool = False


@dataclass(frozen=True, kw_only=True)
class SourceAccount:
    """All that is known of one pass over one source when it ends."""

    lists: Sequence[Outcome]
    documents: Sequence[Outcome]
    rows: int
    fault: str = ""
    """A bug of a family, with its place."""
    by_detection: bool = False
    """Rows were found by general rules, after the source's own way had failed."""


def assess(source: Source, account: SourceAccount) -> Assessment:
    """The source's state after the pass, why in one Chinese line, and whether it was complete."""
    if account.fault:
        return Assessment(state="broken", problem=f"读取程序出错：{account.fault}")
    if all(one.answer == "unarchived" for one in account.lists):
        return Assessment(state="skipped")
    lists = [one for one in account.lists if one.answer != "unarchived"]
    trouble = _lists(source, lists) or _rows(source, account)
    if account.by_detection and (trouble is None or trouble.state == "broken"):
        return _redesigned(source, account)
    if trouble:
        return trouble
    trouble = _documents(source, account.documents)
    return trouble or Assessment(state="ok", complete=True)


def _lists(source: Source, lists: Sequence[Outcome]) -> Assessment | None:
    """The worst of the list pages decides: a wall, then silence, then a page that is none."""
    for one in lists:
        if one.state == "blocked" or one.answer == "refused":
            return Assessment(state="blocked", problem=f"列表页拒绝访问：{_said(one)}{_BLOCKED}")
    for one in lists:
        if one.answer == "silence" or one.status >= 500:
            return Assessment(state="unreachable", problem=f"列表页无法连接：{_said(one)}{_SILENT}")
    for one in lists:
        if one.answer in _UNUSABLE or (one.state != "ok" and (one.first or not _gone(one))):
            return Assessment(
                state="broken", problem=f"列表页无法解读：{_said(one)}{_mend(source)}"
            )
    return None


def _mend(source: Source) -> str:
    return (
        "。网站可能改版：请打开列表核对，"
        f"并用 policywatch sources try {source.source_id} 试读后更正声明。"
    )


def _gone(one: Outcome) -> bool:
    """A later list page that is not there is the end of the list."""
    return one.state == "not-found" or one.status in GONE


def _redesigned(source: Source, account: SourceAccount) -> Assessment:
    """Broken, since the entry reads it no more; what its list shows was found all the same."""
    why = next((_said(one) for one in account.lists if one.reason and not one.rows), "")
    return Assessment(
        state="broken",
        problem=f"版面改变：{why or '按声明读不到一行'}。"
        f"已按通用规则读到 {account.rows} 行，"
        f"请用 policywatch sources show {source.source_id} 查看建议的选择器。",
    )


def _rows(source: Source, account: SourceAccount) -> Assessment | None:
    least = source.expect.min_rows
    if account.rows >= least:
        return None
    why = next((one for one in account.lists if one.reason and not one.rows), None)
    said = f"：{_said(why)}" if why else f"（{source.start_urls[0]}）" if source.start_urls else ""
    found = f"列表只有 {account.rows} 行，应不少于 {least} 行" if account.rows else "列表没有一行"
    return Assessment(state="broken", problem=f"{found}{said}{_mend(source)}")


def _documents(source: Source, documents: Sequence[Outcome]) -> Assessment | None:
    """Lists that are read while hardly a document is: the source is no better than unread.

    The documents of the source's own hosts decide. One page elsewhere says nothing of the source.
    """
    hosts = {urlsplit(url).hostname for url in source.start_urls}
    own = [one for one in documents if urlsplit(one.url).hostname in hosts]
    documents = own or documents
    if not documents or (not own and len(documents) == 1):
        return None
    return _most(documents)


def _most(documents: Sequence[Outcome]) -> Assessment | None:
    """The commonest of what kept people from most of these pages."""
    documents = [one for one in documents if one.asked] or documents
    told = [(one, state) for one in documents if (state := _unread(one))]
    few = len(documents) < _LEAST
    if len(told) < (len(documents) if few else max(_LEAST, _MOST * len(documents))):
        return None
    states = Counter(state for _, state in told)
    state = states.most_common(1)[0][0]
    if few and (len(states) > 1 or state == "broken"):
        return None
    causes = Counter(_reason(one) for one, kind in told if kind == state)
    cause = causes.most_common(1)[0][0]
    first = next(one for one, _ in told if _reason(one) == cause)
    said, mend = _SAID[state]
    every = len(told) == len(documents)
    count = f"全部{said}（" if every else f"{said}（{len(documents)} 页中 "
    line = f"正文页{count}{len(told)} 页）：{_said(first)}{mend}"
    return Assessment(state=state, problem=line, complete=True)


def _unread(one: Outcome) -> SourceState | None:
    """What kept a document page from being read; ``None`` if nothing did, or it is gone."""
    if one.state == "blocked" or one.answer == "refused":
        return "blocked"
    if one.answer == "silence" or one.status >= 500:
        return "unreachable"
    unusable = one.answer in _UNUSABLE or one.state in ("broken", "truncated", "moved")
    return "broken" if unusable else None


def _reason(one: Outcome) -> str:
    return one.reason or (f"HTTP {one.status}" if one.status else "没有应答")


def _said(one: Outcome) -> str:
    """The reason, and the address unless the reason names one."""
    reason = _reason(one)
    if "://" in reason:
        return _LONG_QUERY.sub(r"\1…", reason)
    return _LONG_QUERY.sub(r"\1…", f"{reason}（{one.url}）")


def run_line(source: Source, run: CrawlRun) -> str:
    """One line for a person: which source, what state, why."""
    state = STATE_WORDS.get(run.state or "", run.state)
    return f"{source.source_id}（{source.name}）{state}：{run.problem}"


def fault_line(fault: BaseException) -> str:
    """A bug in one line: what was raised, and where in our own code."""
    frames = traceback.extract_tb(fault.__traceback__)
    ours = [frame for frame in frames if "site-packages" not in frame.filename] or frames
    where = ""
    if ours:
        place = "/".join(Path(ours[-1].filename).parts[-3:])
        where = f"（{place} 第 {ours[-1].lineno} 行）"
    return f"{type(fault).__name__}: {str(fault)[:200]}{where}"
