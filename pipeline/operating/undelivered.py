"""Digests that did not arrive, or that nobody approved: said where somebody looks."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from pipeline.deliver import is_unanswered
from storage.queries.accounts import draft_groups, undelivered
from storage.queries.subscribing import count_failing, count_unreachable
from storage.records import DELIVERY_WORDS

SAID_FOR = timedelta(days=7)
_A_WHILE = timedelta(days=1)
"""So long does a receiver take nothing before it is said: less is the weather."""


def undelivered_words(conn: Connection, now: datetime) -> str:
    """What did not arrive, and who takes nothing, in Chinese; empty if all is well."""
    since = now - SAID_FOR
    counts, ended = undelivered(conn, since), count_unreachable(conn, since)
    each = "，".join(
        f"{words} {counts[state]}" for state, words in DELIVERY_WORDS.items() if state in counts
    )
    said = [f"有 {sum(counts.values())} 份摘要没有送达或去向不明（{each}）"] if counts else []
    said += [f"有 {ended} 个订阅因收不到而停用"] if ended else []
    lines = [f"近 {SAID_FOR.days} 天{'，'.join(said)}"] if said else []
    if failing := count_failing(conn, now - _A_WHILE):
        lines.append(f"{failing} 个订阅的接收方一天多来没有收下过任何投递")
    return "；".join(lines)


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """How many digests wait for approval; how many of them beyond their own period."""

    count: int
    late: int


def waiting(conn: Connection, now: datetime) -> Waiting:
    """What waits for a person."""
    groups = draft_groups(conn)
    late = sum(one.readers for one in groups if is_unanswered(one, now))
    return Waiting(count=sum(one.readers for one in groups), late=late)
