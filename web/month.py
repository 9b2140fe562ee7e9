"""The first page: what is new in a month, part by part, the undecided first."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from urllib.parse import urlencode

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from compilation.months import first_of, is_month
from pipeline.operating.alarms import alarms
from pipeline.operating.undelivered import undelivered_words, waiting
from pipeline.questions.asking import current_line
from pipeline.reprocessing.outdated import outdated_words
from storage.as_decided import NOTHING, as_decided
from storage.clock import day_of, midnight
from storage.queries.changes import find_changes
from storage.queries.documents import (
    Wanted,
    documents_by_id,
    find_documents,
)
from storage.queries.problems import find_problems
from storage.queries.reviews import said_of
from storage.queries.runs import last_read
from storage.records import (
    UNPLACED,
    UNREAD,
    UNREADABLE,
    Change,
    Document,
    Office,
    Part,
    Problem,
    Source,
)
from web.anew import outdated_on
from web.context import Desk, desk_of, page
from web.deadlines import coming
from web.items import Item, desk_order, items, standing

_NO_PART = "none"
_NEWS = ("added", "amended", "attachment", "metadata", "withdrawn", "restored")


@dataclass(frozen=True, kw_only=True)
class Month:
    first: date

    @property
    def key(self) -> str:
        return f"{self.first:%Y-%m}"

    @property
    def name(self) -> str:
        return f"{self.first.year}年{self.first.month}月"

    def moved(self, months: int) -> "Month":
        count = self.first.year * 12 + self.first.month - 1 + months
        return Month(first=date(count // 12, count % 12 + 1, 1))

    def moments(self) -> tuple[datetime, datetime]:
        """From its first midnight in Shanghai to that of the next."""
        after = self.moved(1).first
        return midnight(self.first), midnight(after)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What the address asks for."""

    month: Month
    part: Part | None = None
    only_doubt: bool = False
    left: bool = False
    """Show what the program would leave out."""

    def url(self, **changes: object) -> str:
        """The address of this choice with some of it changed; ``month`` may be a number to move."""
        if isinstance(moved := changes.get("month"), int):
            changes["month"] = self.month.moved(moved)
        chosen = replace(self, **changes)  # type: ignore[arg-type]
        asked = {
            "month": chosen.month.key,
            "part": chosen.part or "",
            "only": "doubt" if chosen.only_doubt else "",
            "left": "1" if chosen.left else "",
        }
        return "/?" + urlencode({name: value for name, value in asked.items() if value})


@dataclass(frozen=True, kw_only=True)
class Section:
    key: str
    title: str
    items: tuple[Item, ...]

    def count(self, *standings: str) -> int:
        return sum(item.standing in standings for item in self.items)


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Sources of one agency that have the same problem since the same day."""

    name: str
    count: int
    source_id: str
    """Of the first of them."""
    state: str
    since: date
    problem_ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Stand:
    """A document of the month, and where it stands."""

    document: Document
    """As the program proposed it."""
    part: Part | None
    """As people decided it."""
    standing: str


def show(request: Request) -> Response:
    """A month, part by part."""
    desk = desk_of(request)
    now = datetime.now(UTC)
    today = day_of(now)
    with desk.db.connect() as conn:
        choice, asked = _choice(conn, request, today)
        documents, changes = month_contents(conn, choice.month)
        stands = _stands(conn, documents)
        shown = [one.document for one in stands if _wanted(one, choice)]
        sections = _sections(items(conn, shown, changes, current_line(conn)), choice, desk.office)
        faults = _faults(conn, desk)
        own = alarms(conn, desk.settings)
        lost, drafts = undelivered_words(conn, now), waiting(conn, now)
        ever_read = bool(last_read(conn))
        ahead = coming(conn, today)
        outdated = outdated_on(request, conn)
    values = {
        "choice": choice,
        "asked": asked,
        "this_month": Month(first=today.replace(day=1)),
        "sections": sections,
        "tally": _tally(stands, choice, desk.office),
        "doubts": sum(one.standing == "doubt" for one in stands),
        "out": sum(one.standing == "no" for one in stands),
        "total": len(stands),
        "unreadable": [one for one in faults if one.state in UNREADABLE],
        "redesigned": [one for one in faults if one.state == "redesigned"],
        "troubled": [one for one in faults if one.state not in UNREAD],
        "alarms": own,
        "undelivered": lost,
        "ever_read": ever_read,
        "coming": ahead,
        "outdated": outdated_words(outdated) if outdated else "",
        "drafts": drafts,
    }
    return page(request, "month.html", values)


def month_contents(conn: Connection, month: Month) -> tuple[list[Document], list[Change]]:
    """The month's documents, and what was detected in it.

    A document is of the month if it was published in it, or found or changed in it; what a
    source's first pass found is old unless it was published in the month.
    """
    since, until = month.moments()
    changes = find_changes(conn, since=since, until=until, kinds=_NEWS)
    last_day = date.fromordinal(month.moved(1).first.toordinal() - 1)
    published = find_documents(conn, Wanted(since=month.first, until=last_day))
    found = documents_by_id(conn, (change.document_id for change in changes))
    found |= {one.document_id: one for one in published}
    return list(found.values()), changes


def month_of(text: str) -> Month | None:
    """The month of 2023-12; ``None`` for anything else."""
    return Month(first=first_of(text)) if is_month(text) else None


def _choice(conn: Connection, request: Request, today: date) -> tuple[Choice, Month]:
    """What is asked for and shown, and the month that was meant where that one has nothing."""
    asked = request.query_params
    meant = Month(first=today.replace(day=1))
    month = meant
    if given := month_of(asked.get("month", "")):
        meant = month = given
    elif not month_contents(conn, month)[0]:
        month = _newest_month(conn, today) or month
    part = asked.get("part", "")
    choice = Choice(
        month=month,
        part=part if part in desk_of(request).office.ids else None,
        only_doubt=asked.get("only") == "doubt",
        left=asked.get("left") == "1",
    )
    return choice, meant


def _newest_month(conn: Connection, today: date) -> Month | None:
    """The month of the newest publication that concerns us, else of any."""
    for relevant in (("yes", "person"), ()):
        for one in find_documents(conn, Wanted(until=today, relevant=relevant, limit=1)):
            if one.published_on:
                return Month(first=one.published_on.replace(day=1))
    return None


def _stands(conn: Connection, documents: list[Document]) -> list[Stand]:
    people = said_of(conn, (one.document_id for one in documents))
    stands = []
    for one in documents:
        said = people.get(one.document_id, NOTHING)
        part = as_decided(one, said).part
        stands.append(Stand(document=one, part=part, standing=standing(one, said)))
    return stands


def _key(part: Part | None, office: Office) -> str:
    """Of the section in which it stands."""
    return part if part and part in office.ids else _NO_PART


def _sections(shown: list[Item], choice: Choice, office: Office) -> list[Section]:
    shown.sort(key=desk_order)
    sections = []
    for key, title in {**office.titles, _NO_PART: UNPLACED}.items():
        mine = tuple(item for item in shown if _key(item.document.part, office) == key)
        if mine or (key == choice.part):
            sections.append(Section(key=key, title=title, items=mine))
    return sections


def _tally(stands: list[Stand], choice: Choice, office: Office) -> dict[str, int]:
    """How many documents each part would show."""
    every_part = replace(choice, part=None)
    return Counter(_key(one.part, office) for one in stands if _wanted(one, every_part))


def _wanted(one: Stand, choice: Choice) -> bool:
    """What a person left out stays in sight, so that it can be taken back."""
    if choice.part and one.part != choice.part:
        return False
    if choice.only_doubt:
        return one.standing == "doubt"
    return choice.left or one.standing != "no"


def _faults(conn: Connection, desk: Desk) -> list[Fault]:
    """What is wrong and nobody has said to know of, alike faults of an agency together."""
    alike: dict[tuple[str, str, date], list[tuple[Source, Problem]]] = {}
    for problem in find_problems(conn):
        source = desk.sources.get(problem.source_id)
        if source and source.enabled and problem.acknowledged_at is None:
            since = day_of(problem.opened_at)
            alike.setdefault((source.name.partition(" · ")[0], problem.state, since), []).append(
                (source, problem)
            )
    return [
        Fault(
            name=mine[0][0].name if len(mine) == 1 else f"{agency} {len(mine)} 个来源",
            count=len(mine),
            source_id=mine[0][0].source_id,
            state=state,
            since=since,
            problem_ids=tuple(problem.problem_id for _, problem in mine),
        )
        for (agency, state, since), mine in alike.items()
    ]
