"""Drafts: what waits for a person before it goes out."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from notifiers import channel_name
from pipeline import deliver
from storage.database import Database
from storage.queries import telling
from storage.queries.accounts import DraftGroup, draft_groups, drafts_saying
from storage.records import Delivery
from web.context import desk_of, page, person_of
from web.guard import MOST_FIELDS, guarded_form
from web.telling.shown import Sent, all_sent

_MOST_SHOWN = MOST_FIELDS - 20
"""Readers of a group, each with a box: so many can be sent with a form."""
_Deciding = Callable[[Database, Iterable[str], str, datetime], int]
_ACTS: dict[str, _Deciding] = {"approve": deliver.approve, "discard": deliver.discard}


@dataclass(frozen=True, kw_only=True)
class Drafts:
    """Drafts that say the same, as the page shows them."""

    group: DraftGroup
    channel: str
    subject: str
    first_id: str
    """Of one of them: what it says is what all say."""
    is_html: bool
    readers: tuple[Sent, ...]
    late: bool
    """Its own period is over, and nobody answered."""

    @property
    def further(self) -> int:
        return self.group.readers - len(self.readers)


def show(request: Request) -> Response:
    """What waits for approval, the oldest first, alike drafts together."""
    desk, now = desk_of(request), datetime.now(UTC)
    with desk.db.connect() as conn:
        found = [_drafts(conn, group, now) for group in draft_groups(conn)]
    late = sum(one.group.readers for one in found if one.late)
    return page(request, "drafts.html", {"found": found, "late": late})


def _drafts(conn: Connection, group: DraftGroup, now: datetime) -> Drafts:
    some = drafts_saying(conn, group.rendering_id, group.period, limit=_MOST_SHOWN)
    form = telling.form_of(conn, group.rendering_id)
    return Drafts(
        group=group,
        channel=channel_name(group.channel),
        subject=form.subject if form else group.period,
        first_id=some[0].delivery_id,
        is_html=bool(form and form.html),
        readers=tuple(all_sent(some)),
        late=deliver.is_unanswered(group, now),
    )


async def post_decision(request: Request) -> Response:
    """Approve or refuse drafts: all of a group, or those that are ticked."""
    desk = desk_of(request)
    form = await guarded_form(request, desk.key, desk.settings)
    act = _ACTS.get(str(form.get("decision", "")))
    if act is None:
        raise HTTPException(400, "请选批准或不发。")
    ticked = [str(one) for one in form.getlist("delivery")]
    whole = (str(form.get("rendering", "")), str(form.get("period", "")))
    person = person_of(request)

    def decide() -> int:
        with desk.db.connect() as conn:
            chosen = ticked or _ids(drafts_saying(conn, *whole))
        return act(desk.db, chosen, person, datetime.now(UTC))

    if form.get("only") and not ticked:
        raise HTTPException(400, "没有勾选收件人：请先勾选，或对全部一起决定。")
    if not await run_in_threadpool(decide):
        raise HTTPException(409, "这些已经有人决定过了，请刷新待批准页再看。")
    return RedirectResponse("/drafts", status_code=303)


def _ids(drafts: Iterable[Delivery]) -> list[str]:
    return [one.delivery_id for one in drafts]


ROUTES = [
    Route("/drafts", show),
    Route("/drafts/decision", post_decision, methods=["POST"]),
]
