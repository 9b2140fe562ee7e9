"""Subscriptions tried on what is stored: what they would have been told of the last months."""

from datetime import date, datetime

from sqlalchemy import Connection

from pipeline.telling.backtest.figures import backtest, told_in, weeks_of
from pipeline.telling.backtest.synonyms import synonyms_of
from pipeline.telling.backtest.tried import Backtest, Question, Week, WeekTold
from pipeline.telling.composing.searched import with_searched
from pipeline.topics import load_topics
from storage.clock import day_of, midnight
from storage.database import Database
from storage.queries.backtest import first_pass, passes
from storage.queries.changes import digest_items
from storage.records import Filter, Office, Subscription

MONTHS, MOST_MONTHS = 12, 60


def try_out(
    db: Database, who: Subscription, office: Office, now: datetime, months: int = MONTHS
) -> Backtest:
    """What the subscription would have been told of the months before ``now``, week by week.

    Documents are as they stand now: as the rules judge them and people decided them.
    """
    asked_since = months_before(day_of(now), months)
    synonyms = synonyms_of(who.filter, load_topics().topics)
    question = Question(who=who, synonyms=synonyms, office=office, now=now)
    with db.connect() as conn:
        begun = first_pass(conn)
        since = max(asked_since, day_of(begun)) if begun else day_of(now)
        weeks = weeks_of(since, now, passes(conn, midnight(since), now))
        found = [_told_in(conn, question, week) for week in weeks]
    return backtest(question, found, asked_since, day_of(begun) if begun else None)


def trial_of(chosen: Filter, now: datetime) -> Subscription:
    """A subscription to try a filter with, before there is one."""
    return Subscription(
        subscription_id="", channel="email", address="", filter=chosen, created_at=now
    )


def months_before(day: date, months: int) -> date:
    """The day so many months before, at most the 28th."""
    count = day.year * 12 + day.month - 1 - months
    return date(count // 12, count % 12 + 1, min(day.day, 28))


def _told_in(conn: Connection, question: Question, week: Week) -> WeekTold:
    items = [
        one
        for one in digest_items(conn, *week.span)
        if one.document.relevant is not False  # no digest tells of it: its texts are not read
    ]
    items = with_searched(conn, items, [question.who.filter], day_of(question.now))
    return told_in(question, week, items)
