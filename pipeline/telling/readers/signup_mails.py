"""What mailboxes are told of sign-ups, and of subscriptions that are theirs. Pure."""

from collections.abc import Sequence
from datetime import datetime

from notifiers.notices import OwnPage, notice, own_pages
from pipeline.telling.composing.periods import next_sent
from storage.clock import moment_words
from storage.records import Form, Subscription

_NOT_YOU = "不是您本人要的，不必理会。"


def already(page: OwnPage, office: str) -> Form:
    """What a mailbox is told that asks for what it has."""
    lines = ("有人用这个邮箱申请订阅，而同样的订阅已经有了，不必再确认。", _NOT_YOU)
    return own_pages("您已订阅双碳政策摘要", lines, [page], office)


def ways_in(pages: Sequence[OwnPage], office: str) -> Form:
    """New links to the pages of what the mailbox is subscribed to."""
    lines = (f"这个邮箱有 {len(pages)} 份订阅，各有一个网页。", _NOT_YOU)
    return own_pages("双碳政策摘要：您的订阅页面", lines, pages, office)


def welcome(page: OwnPage, when: str, office: str) -> Form:
    """What a mailbox is told that has just said yes; ``when``: what ``next_one`` says."""
    lines = (f"订阅已生效。{when}", "请留着这封信：下面的网页可以改条件、暂停或退订。")
    return own_pages("双碳政策摘要：订阅已生效", lines, [page], office)


def moved_here(page: OwnPage, when: str, office: str) -> Form:
    """What a mailbox is told that has just taken a subscription over."""
    lines = (
        f"双碳政策摘要已改寄到这个邮箱。{when}",
        "先前邮件里的链接都已作废，请留着这封信：下面的网页可以改条件、暂停或退订。",
    )
    return own_pages("双碳政策摘要：已改寄到这里", lines, [page], office)


def moved_away(office: str) -> Form:
    """What the mailbox before is told."""
    lines = (
        "您的双碳政策摘要已按您的要求改寄另一个邮箱，此后不再寄到这里。",
        f"不是您本人改的，请联系编辑部（{office}）。"
        if office
        else "不是您本人改的，请联系编辑部。",
    )
    return notice("双碳政策摘要已改寄", lines)


def next_one(who: Subscription, now: datetime) -> str:
    """When it is told next, in words: a sentence, or nothing."""
    at = next_sent(who, now)
    return f"下一期在 {moment_words(at)} 前后。" if at else ""
