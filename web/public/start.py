"""The first page: what this is, what is watched, what was last told, and how to subscribe."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from notifiers.wanted import WEEKDAY_WORDS
from storage.office import part_of_source
from storage.records import Subscription
from web.public.choices import NARROWING, Given, fields_of
from web.public.context import Public, page, public_of

_WEEKS = 6
"""Of so many the digests are named here."""


@dataclass(frozen=True, kw_only=True)
class Watched:
    """The agencies of one part."""

    name: str
    sources: int
    agencies: tuple[str, ...]


def show(request: Request) -> Response:
    """The page, with an empty form."""
    return start_page(request, fields_of(_nobody(public_of(request).now())))


def start_page(request: Request, given: Given, fault: str = "", status: int = 200) -> Response:
    """The page with the form as it was filled in, and what is wrong with it."""
    public = public_of(request)
    with public.db.connect() as conn:
        weeks = public.archive.weeks(conn)
    watched = _watched(public)
    values = {
        "watched": watched,
        "sources": sum(one.sources for one in watched),
        "weeks": weeks[:_WEEKS],
        "more_weeks": len(weeks) > _WEEKS,
        "fault": fault,
    }
    return page(request, "start.html", values | form_values(public, given), status)


def form_values(public: Public, given: Given) -> dict[str, object]:
    """What the fields of the filter and the times are shown with."""
    return {
        "given": given,
        "narrowed": any(any(given.get(name, ())) for name in NARROWING),
        "topics": _topics(public),
        "parts": public.office.names,
        "weekdays": WEEKDAY_WORDS,
    }


def _nobody(now: datetime) -> Subscription:
    """What the form is filled with at first."""
    return Subscription(subscription_id="", channel="email", address="", created_at=now)


def _topics(public: Public) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Each topic, its name, and its sub-topics with theirs."""
    names = public.names
    return [
        (one, name, [(sub, said) for sub, said in names.items() if sub.startswith(f"{one}.")])
        for one, name in names.items()
        if "." not in one
    ]


def _watched(public: Public) -> list[Watched]:
    office = public.office
    agencies: dict[str, Counter[str]] = {}
    for source in public.world.sources:
        if source.enabled:
            part = office.name_of(part_of_source(office, source))
            agencies.setdefault(part, Counter())[source.agency] += 1
    order = {name: place for place, name in enumerate(office.names.values())}
    return [
        Watched(name=name, sources=found.total(), agencies=tuple(sorted(found)))
        for name, found in sorted(agencies.items(), key=lambda one: order.get(one[0], len(order)))
    ]


ROUTES: Sequence[Route] = [Route("/", show)]
