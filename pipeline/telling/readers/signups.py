"""Signing up on the public pages: nobody is told anything until the mailbox itself has said yes.

    ask -> a sign-up (72 hours) + a mail with a link      (the same for addresses that are known)
    confirm, by POST from that link's page -> a subscription, another filter or address of one

What may be sent to an address that did not say yes is limited: these mails are the only ones that
a stranger can have us send.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from notifiers.masking import masked
from notifiers.notices import Asking, OwnPage, confirmation
from notifiers.wanted import rate_words, wanted
from pipeline.telling.links import PublicLinks, fresh_key
from pipeline.telling.readers import mailboxes, signup_mails
from pipeline.telling.readers.asking import (
    ADD,
    Asked,
    Confirmed,
    Pressed,
    Waiting,
    signup_of,
    subscription_id_of,
    subscription_of,
)
from pipeline.telling.readers.leaving import READER, VoidError, movable
from pipeline.telling.subscribing.pausing import go_on, stop
from pipeline.telling.world import World
from storage.database import Database
from storage.faults import WrongError
from storage.ids import digest_id
from storage.queries import readers, telling
from storage.records import Delivery, Filter, Form, Signup, Subscription

BETWEEN = timedelta(minutes=10)
"""Between two of these mails to one address, …"""
MOST_A_DAY = 5
"""… and so many in a day."""
MOST_AN_HOUR = 300
"""To all addresses together."""
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_SIGNUP, _WELCOME = "signup ", "welcome "
MOVED = "moved "
"""What the period of a mail begins with that goes to where a subscription was moved away from; then
comes the subscription's id."""


class TooManyError(WrongError):
    """These mails have come to their limit: what that is, in one Chinese line."""


@dataclass(frozen=True, kw_only=True)
class Signups:
    """Where sign-ups are taken."""

    db: Database
    world: World
    links: PublicLinks

    def ask(self, asked: Asked, now: datetime) -> None:
        """Plan the mail that asks the mailbox; to who has just that already, one with its link.

        Raises ``TooManyError``.
        """
        with self.db.begin() as conn:
            self._limit(conn, asked.address, now)
            same = mailboxes.same(conn, asked)
            if same is not None:
                form = signup_mails.already(self._page(same), self._office)
            else:
                form = self._asking(conn, signup_of(asked, now))
            self._answer(conn, asked.address, form, now)

    def ask_new_address(self, who: Subscription, address: str, now: datetime) -> None:
        """Plan the mail that asks another mailbox whether it takes the subscription over, in place
        of one that was asked before: that address may have been a slip.

        Raises ``TooManyError``.
        """
        asked = Asked(
            address=address,
            filter=who.filter,
            rate=who.rate,
            weekday=who.weekday,
            hour=who.hour,
        )
        with self.db.begin() as conn:
            if movable(conn, who.subscription_id) is None:
                raise VoidError(who.subscription_id)
            self._limit(conn, address, now)
            readers.remove_moves(conn, who.subscription_id)
            record = replace(signup_of(asked, now), subscription_id=who.subscription_id)
            self._answer(conn, address, self._asking(conn, record), now)

    def send_link(self, who: Subscription, now: datetime) -> None:
        """Plan a mail with a new link to the subscription's own page. Raises ``TooManyError``."""
        with self.db.begin() as conn:
            self._limit(conn, who.address, now)
            form = signup_mails.ways_in([self._page(who)], self._office)
            self._answer(conn, who.address, form, now)

    def send_links(self, address: str, now: datetime) -> None:
        """Plan a mail with new links to all that the address is subscribed to, if it is.

        Raises ``TooManyError``.
        """
        with self.db.begin() as conn:
            known = [one for one in readers.mailed_to(conn, address) if one.ended != "complained"]
            if known:
                self._limit(conn, address, now)
                form = signup_mails.ways_in([self._page(one) for one in known], self._office)
                self._answer(conn, known[0].address, form, now)

    def confirm(self, pressed: Pressed, now: datetime) -> Confirmed:
        """Make what was asked for."""
        with self.db.begin() as conn:
            asked = readers.signup(conn, pressed.signup_id)
            if asked is None:
                return self._answered(conn, pressed)
            readers.remove_signup(conn, pressed.signup_id)
            if asked.expires_at <= now:
                return Confirmed(result="expired")
            if pressed.moves:
                return self._move(conn, asked, now)
            return self._made(conn, asked, pressed.choice, now)

    def waiting(self, signup_id: str, now: datetime) -> Waiting | None:
        """What is asked for under that id, as long as it can be confirmed."""
        with self.db.connect() as conn:
            asked = readers.signup(conn, signup_id)
            if asked is None or asked.expires_at <= now:
                return None
            return self._waiting(conn, asked)

    def answered(self, pressed: Pressed, now: datetime) -> Confirmed:
        """What came of what waits no longer."""
        with self.db.connect() as conn:
            asked = readers.signup(conn, pressed.signup_id)
            if asked and asked.expires_at <= now:
                return Confirmed(result="expired")
            return self._answered(conn, pressed)

    def words(self, who: Subscription) -> OwnPage:
        """The filter and the rate, in words."""
        said = wanted(
            who.filter, self.world.topic_names, self.world.office, doubtful=who.include_doubtful
        )
        return OwnPage(wanted=said, rate=rate_words(who))

    @property
    def _office(self) -> str:
        return self.world.settings.office_address

    def _page(self, who: Subscription) -> OwnPage:
        return replace(self.words(who), link=self.links.preferences(who))

    def _waiting(self, conn: Connection, asked: Signup) -> Waiting | None:
        """Nothing of a move of what has ended meanwhile."""
        if not asked.subscription_id:
            who = subscription_of(asked, asked.created_at)
            return Waiting(asked=asked, who=who, present=mailboxes.present(conn, asked.address))
        moved = movable(conn, asked.subscription_id)
        if moved is None:
            return None
        return Waiting(
            asked=asked,
            who=replace(moved, address=asked.address),
            moves_from=masked(moved.address),
            ends_there=mailboxes.told_there(conn, asked.address, moved) is not None,
        )

    def _answered(self, conn: Connection, pressed: Pressed) -> Confirmed:
        who = telling.subscription(conn, pressed.moves or subscription_id_of(pressed.signup_id))
        if who is None or self.links.signer.pseudonym(who.address) != pressed.address:
            return Confirmed(result="gone")
        return Confirmed(result="again", who=who)

    def _made(self, conn: Connection, asked: Signup, choice: str, now: datetime) -> Confirmed:
        """The subscription that was asked for, new or in place of one; the one that the mailbox
        has of the same already."""
        same = mailboxes.same(conn, asked)
        if same is not None:
            return Confirmed(result="again", who=same)
        present = () if choice == ADD else mailboxes.present(conn, asked.address)
        if present:
            chosen = next((one for one in present if one.subscription_id == choice), present[0])
            return Confirmed(result="changed", who=_changed(conn, chosen, asked, now))
        who = subscription_of(asked, now)
        telling.put_subscription(conn, who)
        form = signup_mails.welcome(self._page(who), signup_mails.next_one(who, now), self._office)
        _plan(conn, who.address, form, f"{_WELCOME}{who.subscription_id}", now)
        return Confirmed(result="done", who=who)

    def _move(self, conn: Connection, asked: Signup, now: datetime) -> Confirmed:
        """Give the subscription its new address; the old one hears of it. Where the new one is told
        just the same already, it ends: nobody is mailed the same twice."""
        who = movable(conn, asked.subscription_id)
        if who is None:
            return Confirmed(result="gone")
        self._tell_moved_away(conn, who, now)
        if same := mailboxes.told_there(conn, asked.address, who):
            stop(conn, who, "unsubscribed", now, READER)
            return Confirmed(result="again", who=same)
        moved = replace(who, address=asked.address, link_key=fresh_key(), failing_since=None)
        telling.put_subscription(conn, moved)
        readers.move_waiting(conn, who.subscription_id, asked.address)
        if who.ended == "bounced":
            moved = go_on(conn, moved, now)
        form = signup_mails.moved_here(
            self._page(moved), signup_mails.next_one(moved, now), self._office
        )
        _plan(conn, moved.address, form, f"{_WELCOME}{who.subscription_id}", now)
        return Confirmed(result="moved", who=moved)

    def _tell_moved_away(self, conn: Connection, who: Subscription, now: datetime) -> None:
        period = f"{MOVED}{who.subscription_id}"
        _plan(conn, who.address, signup_mails.moved_away(self._office), period, now)

    def _limit(self, conn: Connection, address: str, now: datetime) -> None:
        begun = f"{_SIGNUP}{self.links.signer.pseudonym(address)} "
        mine = readers.confirmations(conn, begun, now - _DAY)
        if len(mine) >= MOST_A_DAY or any(one > now - BETWEEN for one in mine):
            raise TooManyError(
                f"给这个邮箱的信刚寄过，或今天已寄满 {MOST_A_DAY} 封。请先看收件箱和垃圾邮件；"
                f"没有收到的，{BETWEEN.seconds // 60} 分钟后或明天再试。"
            )
        if len(readers.confirmations(conn, _SIGNUP, now - _HOUR)) >= MOST_AN_HOUR:
            raise TooManyError("申请的人太多，本站暂时不再发确认信。请一小时后再试。")

    def _asking(self, conn: Connection, record: Signup) -> Form:
        """What asks the mailbox: a stranger may have filled in what it asks for, so nothing that
        was typed is in it; the page behind its link says all."""
        readers.add_signup(conn, record)
        waiting = self._waiting(conn, record)
        assert waiting  # it was asked for in this transaction
        chosen = waiting.who.filter
        named = replace(chosen, issuers=(), words=(), words_not=())
        words = self.words(replace(waiting.who, filter=named))
        if named != chosen:
            ticked = words.wanted if named != Filter() else ()
            words = replace(words, wanted=(*ticked, "另填了发文机关或词语，打开网页可见"))
        return confirmation(
            Asking(
                address=record.address,
                page=replace(words, link=self.links.confirm(record)),
                expires_at=record.expires_at,
                present=[self._page(one) for one in waiting.present],
                moves_from=waiting.moves_from,
                office=self._office,
            )
        )

    def _answer(self, conn: Connection, address: str, form: Form, now: datetime) -> None:
        """Plan a mail that somebody asked for who may be a stranger: its limit counts it."""
        _plan(conn, address, form, f"{_SIGNUP}{self.links.signer.pseudonym(address)}", now)


def _plan(conn: Connection, address: str, form: Form, begun: str, now: datetime) -> None:
    period = f"{begun} {secrets.token_hex(8)}"
    made_id = digest_id("", period)
    record = Delivery(
        delivery_id=made_id,
        digest_id=made_id,
        subscription_id="",
        kind="notice" if begun.startswith(MOVED) else "confirmation",
        period=period,
        channel="email",
        address=address,
        rendering_id=telling.put_form(conn, form, now),
        state="planned",
        planned_at=now,
    )
    telling.add_delivery(conn, record)


def _changed(conn: Connection, who: Subscription, asked: Signup, now: datetime) -> Subscription:
    """The subscription as it is stored, changed to what was asked for; told, if it was paused."""
    new = replace(who, filter=asked.filter, rate=asked.rate, weekday=asked.weekday, hour=asked.hour)
    if not new.active:
        return go_on(conn, new, now)
    telling.put_subscription(conn, new)
    return new
