"""Whether a source that was read is well: is it silent, is what it lists as ever before?"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import Connection

from crawlers.silence import LEAST_DATES, Rhythm, learn
from pipeline.pages.reading import Recording
from storage.clock import day_of
from storage.database import Database
from storage.holidays import working_days
from storage.queries import processing
from storage.queries.health import Listed, listed_in, published_days
from storage.queries.problems import note_emptied
from storage.records import Content, CrawlRun, Posting, Source

_MANY = 10
"""Rows without which nothing is said of a list."""
_LONG, _LEFT = 300, 20
"""A text of so many characters, of which not even a twentieth is left, was emptied."""
_SOME, _WORD = 60, 30
"""One of so many, of which without its title no more than a word is left, was emptied too."""


def heard(conn: Connection, run: CrawlRun, source: Source | None) -> CrawlRun:
    """The run, ``silent`` if all was read and the newest of it is older than the source's wont."""
    if run.state != "ok" or source is None:
        return run
    line = silence(source, published_days(conn, run.source_id), day_of(run.started_at))
    return replace(run, state="silent", problem=line) if line else run


def silence(source: Source, days: Sequence[date], today: date) -> str:
    """Why the source counts as silent, in Chinese; empty if it does not."""
    past = [day for day in days if day <= today]
    if not past:
        return ""
    newest = past[-1]
    rhythm = learn(past, today)
    if rhythm is not None:
        late = rhythm.is_silent(today)
        usual = f"以往相隔很少超过 {rhythm.usual} 个工作日"
    else:
        most = source.expect.max_silence_days
        late = bool(most) and newest < today - timedelta(days=most)
        usual = f"声明的上限是 {most} 天"
    if not late:
        return ""
    waited = working_days(newest, today)
    return (
        f"最新一条是 {newest.isoformat()} 的，此后 {waited} 个工作日没有更新（{usual}）。"
        f"请打开列表核对是否已迁到别处：{_where(source)}"
    )


def _where(source: Source) -> str:
    return source.start_urls[0] if source.start_urls else source.source_id


def rhythm_of(db: Database, source: Source, today: date) -> Rhythm | None:
    """What the source's own dates teach; None while they are too few."""
    with db.connect() as conn:
        return learn(published_days(conn, source.source_id), today)


def rhythm_line(source: Source, rhythm: Rhythm | None) -> str:
    """For a person: the usual gap, the newest publication, from when on it counts as silent."""
    if rhythm is None:
        most = source.expect.max_silence_days
        until = f"按声明，{most} 天没有更新算久无更新" if most else "不判断久无更新"
        return f"发布日不足 {LEAST_DATES} 个，或为时太短，还没有学到通常间隔；{until}。"
    return (
        f"通常间隔不超过 {rhythm.usual} 个工作日（据 {rhythm.dates} 个发布日），"
        f"最近一次 {rhythm.newest}，到 {rhythm.silent_from} 仍无更新才算久无更新。"
    )


def doubt(conn: Connection, run: CrawlRun, source: Source) -> str:
    """What is odd about the lists that the run read, in Chinese; empty if nothing is.

    A first pass knows nothing that is usual.
    """
    if run.baseline:
        return ""
    listed = listed_in(conn, run, day_of(run.started_at))
    if odd := odd_rows(listed, run.rows):
        return f"{odd}。网站可能改版，请打开列表核对：{_where(source)}"
    return ""


def odd_rows(listed: Listed, rows: int) -> str:
    """What of the rows is not as before; empty if all is."""
    if listed.new >= _MANY and not listed.known:
        return f"列表的 {listed.new} 行全都未曾见过，以前列出的一行也不在"
    if listed.new >= _MANY // 2 and listed.undated == listed.new and listed.dated_before:
        return f"新列出的 {listed.new} 行都没有日期，以前的有"
    if listed.new >= _MANY // 2 and listed.future * 2 > listed.new:
        return f"新列出的 {listed.new} 行中 {listed.future} 行的日期还没有到"
    if rows * 2 < listed.usual and listed.usual >= _MANY:
        return f"列表只有 {rows} 行，以往不少于 {listed.usual} 行"
    return ""


def note_if_emptied(to: Recording, posting: Posting, before_id: str, after: Content) -> bool:
    """Whether all but nothing is left of a page's text: noted as a problem, and no edition of it.

    An agency that repeals a text says so; a page that only lost it was not shown whole.
    """
    before = processing.version(to.conn, before_id)
    if before is None or not is_emptied(before.content, after):
        return False
    note_emptied(to.conn, posting, len(before.content.text), len(after.text), to.now)
    return True


def is_emptied(before: Content, after: Content) -> bool:
    """Whether all but nothing is left of a text, or its title is gone and nearly all its words."""
    had, left = len(before.text), len(after.text)
    if len(after.attachments) > len(before.attachments):
        return False
    if had >= max(_LONG, left * _LEFT):
        return True
    untitled = bool(before.title) and before.title not in f"{after.title} {after.text}"
    return untitled and (left * _LEFT < had or (left < _WORD and had >= _SOME))
