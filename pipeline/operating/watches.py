"""What a running ``serve`` looks after beside crawls: that people are told, the mailbox of returned
mails, and our own canary."""

import logging
from datetime import UTC, datetime, timedelta

from pipeline.deliver import Account, plan_owed, send_due
from pipeline.operating.canary import begin, follow, is_late, missing, overdue
from pipeline.operating.crawling import Crawls
from pipeline.operating.health_mail import tell_problems
from pipeline.operating.mailbox import MailboxError
from pipeline.operating.unanswered import watch_drafts
from pipeline.telling.readers.bounces import read_bounces
from pipeline.telling.sending.sender import Sender
from pipeline.telling.world import World
from storage.database import Database
from storage.queries.canaries import last_canary
from storage.queries.problems import close_problems, open_problem
from storage.queries.sending import next_due
from storage.queries.telling import find_deliveries
from storage.records import OWN_SOURCE
from storage.settings import Settings

log = logging.getLogger(__name__)

PLAN_EVERY = timedelta(minutes=5)
"""How often it is asked which digests are owed; the hour of digests is among these moments."""
_EPOCH = datetime.fromtimestamp(0, UTC)

MAILBOX = "mailbox"
"""Of the Problem that a mailbox is which cannot be read."""
_FAILURES = 3
"""So many rounds in a row are a fault; fewer are the weather."""
_CRAWL_SECONDS, _WAIT_SECONDS = 600, 3600


class Teller:
    """Plans, tells the operator, and sends, turn by turn."""

    def __init__(self, db: Database, world: World, sender: Sender) -> None:
        self._db, self._world, self._sender = db, world, sender
        self._planned_for: datetime | None = None

    def tell(self) -> None:
        """One turn, now."""
        self.turn(datetime.now(UTC))

    def turn(self, now: datetime) -> Account:
        """Plan the digests that are owed (rows make sure that each is planned once), if it is time
        to; then send what is due, problems for the operator among it."""
        span = now - (now - _EPOCH) % PLAN_EVERY
        try:
            if span != self._planned_for:  # also after a turn that took long
                plan_owed(self._db, self._world, now)
                self._planned_for = span
        finally:  # whatever one digest fails by: what is planned goes out, and the operator hears
            account = self._told_and_sent(now)
        return account

    def _told_and_sent(self, now: datetime) -> Account:
        watch_drafts(self._db, now)
        tell_problems(self._db, self._world, now)
        if not self._is_due(now):
            return Account()
        account = send_due(self._db, self._world.settings, now, self._sender)
        for trouble in account.troubles:
            where = f"{trouble.address}（{trouble.delivery_id}）"
            log.warning("未送达 %s：%s，%s", where, trouble.words, trouble.error)
        return account

    def _is_due(self, now: datetime) -> bool:
        """Whether there is something to send, or to clear up after a sender that was killed."""
        with self._db.connect() as conn:
            due_at = next_due(conn)
            left = find_deliveries(conn, states=("handed_over",), limit=1)
        return bool(left) or (due_at is not None and due_at <= now)


class MailboxWatch:
    """Reads the mailbox, round by round."""

    def __init__(self, db: Database, settings: Settings) -> None:
        self._db, self._settings = db, settings
        self._failed = 0

    def read(self) -> None:
        """One round; a mailbox that cannot be read again and again is a problem."""
        now = datetime.now(UTC)
        try:
            account = read_bounces(self._db, self._settings, now)
        except MailboxError as error:
            self._failed += 1
            log.warning("%s", error)
            if self._failed >= _FAILURES:
                with self._db.begin() as conn:
                    open_problem(conn, OWN_SOURCE, MAILBOX, str(error), now)
            return
        self._failed = 0
        if account.reports:
            log.info("退信 %d 件，停用 %d 个订阅。", account.reports, account.ended)
        with self._db.begin() as conn:
            close_problems(conn, OWN_SOURCE, (MAILBOX,), now)


class CanaryWatch:
    """Sends our own change on its way, and follows it."""

    def __init__(self, db: Database, world: World, crawls: Crawls) -> None:
        self._db, self._world, self._crawls = db, world, crawls
        self.since = datetime.now(UTC)
        """When the program began to look after it."""

    def run(self) -> None:
        """Change our page and have it read, as soon as no other pass is under way."""
        if not self._crawls.wait(_WAIT_SECONDS) or self._is_under_way(datetime.now(UTC)):
            return
        begin(self._db, datetime.now(UTC))
        self._crawls.crawl((OWN_SOURCE,), _CRAWL_SECONDS)

    def follow(self) -> None:
        """Look how far it is."""
        now = datetime.now(UTC)
        follow(self._db, self._world, now)
        overdue(self._db, self._world.settings, self.since, now)

    def _is_under_way(self, now: datetime) -> bool:
        """The one before has still its time: its page must not change under it."""
        settings = self._world.settings
        with self._db.connect() as conn:
            last = last_canary(conn)
        if last is None or missing(last, settings) is None or last.failed_at:
            return False
        return not is_late(last, settings, now)
