"""An office that watches one agency, drafts its issue, decides and freezes."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from pipeline.identity.rulings import Rulings
from pipeline.issue.deciding import Scope, decide_issue, move
from pipeline.issue.drafting import World, draft_of
from pipeline.issue.freezing import Freezing, freeze
from storage.clock import day_of
from storage.database import Database
from storage.office import DEFAULT_OFFICE
from storage.queries.desk import find_keyed
from storage.records import Draft, IssueDecision, IssueDecisionKind, StoredIssue
from tests.pipeline.scene import Scene, page

MARCH = "2024-03"
_WORDS = (
    "为推动{}工作，落实碳达峰碳中和要求，现将有关事项通知如下。",
    "{}工作是节能降碳的重要方面，各地要高度重视，加强组织领导，压实责任。",
)


class Office:
    """Days pass with each visit; the first visit, of the end of February, is the base line."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.scene = Scene(db)
        self.scene.now = datetime(2024, 2, 27, 1, tzinfo=UTC)
        self.scene.sources = {
            key: replace(one, level="province") for key, one in self.scene.sources.items()
        }
        self.visit(old=("碳市场建设", "2024-02-01"))
        self.scene.later(4)

    @property
    def now(self) -> datetime:
        return self.scene.now

    @property
    def day(self) -> date:
        """Of the last visit."""
        return day_of(self._visited)

    def visit(self, **pages: str | tuple[str, ...]) -> None:
        """A pass that shows documents by their subject, the day of publication, a last sentence."""
        made = {name: self._page(one) for name, one in pages.items()}
        self._visited = self.scene.now
        self.scene.visit("energy", **made)
        self.scene.later(0.5)

    def gone(self, name: str) -> None:
        """The page answers with a 404 at two passes, days apart."""
        for _ in range(2):
            self.scene.later(3)
            self.scene.visit("energy", **{name: None})
        self.scene.later(0.5)

    def _page(self, said: str | tuple[str, ...]) -> bytes:
        subject, day, more = (*((said,) if isinstance(said, str) else said), "", "")[:3]
        words = [line.format(subject) for line in _WORDS]
        title = f"澄江省能源局关于{subject}的通知"
        return page(title, [*words, *([more] if more else [])], day=day or "2024-03-02")

    def id(self, subject: str) -> str:
        with self.db.connect() as conn:
            (found,) = find_keyed(conn, subject)
        return found.document_id

    def draft(self, month: str = MARCH, now: datetime | None = None) -> Draft:
        return draft_of(
            self.db,
            month,
            now or self.now,
            World(sources=self.scene.sources, office=DEFAULT_OFFICE),
        )

    def titles(self, month: str = MARCH, *, whole: bool = False) -> list[str]:
        """The subjects of the draft's documents; ``whole``: their titles."""
        found = [item.title for item in self.draft(month).items]
        return found if whole else [one[len("澄江省能源局关于") : -len("的通知")] for one in found]

    def rows(self, title: str, month: str = MARCH) -> tuple[tuple[str, ...], ...]:
        return next(one.rows for one in self.draft(month).sheet if one.title == title)

    def say(
        self,
        kind: IssueDecisionKind,
        subject: str,
        value: str = "",
        *,
        reason: str = "",
        person: str = "王编辑",
        month: str = MARCH,
    ) -> IssueDecision:
        return decide_issue(
            self.db,
            IssueDecision(
                month=month,
                document_id=self.id(subject),
                kind=kind,
                value=value,
                person=person,
                reason=reason,
                decided_at=self.now,
            ),
            office=DEFAULT_OFFICE,
        )

    @property
    def scope(self) -> Scope:
        return Scope(month=MARCH, world=World(sources=self.scene.sources, office=DEFAULT_OFFICE))

    def move(self, subject: str, before: str = "", scope: Scope | None = None) -> IssueDecision:
        """Right before another one of its part, else to the part's end."""
        said = IssueDecision(
            month=MARCH,
            document_id=self.id(subject),
            kind="order",
            value="",
            person="王编辑",
            reason="",
            decided_at=self.now,
        )
        return move(self.db, said, self.id(before) if before else None, scope or self.scope)

    def merge(self, one: str, other: str) -> None:
        Rulings(self.db, self.scene.sources, office=DEFAULT_OFFICE).merge(
            self.id(one), self.id(other), "王编辑", "同一件", self.now
        )

    def freeze(self, month: str = MARCH, person: str = "王编辑", **how: Any) -> StoredIssue:
        world = World(sources=self.scene.sources, office=DEFAULT_OFFICE)
        return freeze(self.db, month, person, self.now, Freezing(world=world, **how))
