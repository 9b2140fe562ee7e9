"""From a digest to the form of one channel: pure, by the templates of the channel.

Each item is laid out once; then it is reckoned how many fit, and those are joined.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import accumulate

from jinja2 import Template
from markupsafe import Markup

from notifiers.entries import Entry
from notifiers.forms import template_of
from notifiers.personal import PREFERENCES
from notifiers.showing import Showing
from notifiers.view import Section, View, cut, without
from storage.records import Form

LIMIT = 100_000
"""Bytes (UTF-8) of each form of a message: Gmail cuts HTML off at 102 KB, without a word."""
COMPARED = 85_000
"""Bytes up to which clauses are shown beside the items: no item gives way to them."""
COPY = "web"
"""Of the copy on the web: where its templates are."""
_PAYLOAD = "payload.json"
_MOST = 400
"""Items a section that are tried at all: more never fit."""


def render(showing: Showing, channel: str) -> Form:
    """The form for ``channel``: as many items as fit into ``LIMIT``, the rest counted; then as
    many comparisons as fit into ``COMPARED``.

    Subject and text exist always; ``html`` and ``payload`` where the channel has a ``body.html``,
    a ``payload.json``.
    """
    tried, sheets = showing.view(_MOST, _MOST), _sheets(channel)
    limit = min(sheet.limit(tried) for sheet in sheets.values())
    shown = showing.view(limit, _MOST)
    compared = min(sheet.compared(shown) for sheet in sheets.values())
    event = showing.event() if template_of("digest", channel, _PAYLOAD) else None
    return _form(channel, showing.view(limit, compared), sheets, event)


def copy_of(showing: Showing) -> Form:
    """The digest's copy on the web: the same items, all of them, and nobody's name; its payload is
    the same for programs."""
    return _form(COPY, showing.copy(), _sheets(COPY), showing.whole_event())


@dataclass(frozen=True, kw_only=True)
class _Sheet:
    """One of the bodies, text or HTML; each of its entries is laid out once."""

    body: Template
    entry: Template
    laid: dict[tuple[int, bool], Markup] = field(default_factory=dict)
    """By number, and whether its clauses are shown."""

    def limit(self, view: View) -> int:
        """How many items a section there is room for."""
        sums = [list(accumulate(self._sizes(section), initial=0)) for section in view.sections]
        room = LIMIT - _size(self.whole(cut(view, 0)))
        most = max((section.total for section in view.sections), default=0)
        return _greatest(most, lambda n: sum(one[min(n, len(one) - 1)] for one in sums) <= room)

    def compared(self, view: View) -> int:
        """Of how many of the view's changes there is room for the clauses."""
        room = COMPARED - _size(self.whole(cut(view, _MOST)))
        number = 0
        for place in (one for section in view.sections for one in _places(section)):
            if place.entry.compared:
                room -= _size(self._lay(place)) - _size(self._lay(_bare(place)))
                if room < 0:
                    break
                number += 1
        return number

    def whole(self, view: View, **context: object) -> str:
        """The body, with all entries of the view."""
        laid = {
            section.key: Markup("").join(map(self._lay, _places(section)))
            for section in view.sections
        }
        return self.body.render(view=view, laid=laid, preferences=PREFERENCES, **context)

    def _sizes(self, section: Section) -> list[int]:
        return [_size(self._lay(_bare(one))) for one in _places(section)]

    def _lay(self, place: "_Place") -> Markup:
        key = (place.entry.number, bool(place.entry.compared))
        if key not in self.laid:
            self.laid[key] = Markup(self.entry.render(place=place, entry=place.entry))
        return self.laid[key]


@dataclass(frozen=True, kw_only=True)
class _Place:
    """Where an entry stands."""

    section: str
    group: str
    """What stands above it; empty: another entry of the same."""
    entry: Entry


def _bare(place: _Place) -> _Place:
    """The same, without the clauses that changed."""
    return replace(place, entry=without(place.entry)) if place.entry.compared else place


def _places(section: Section) -> list[_Place]:
    return [
        _Place(section=section.key, group="" if at else group.name, entry=entry)
        for group in section.groups
        for at, entry in enumerate(group.entries)
    ]


def _sheets(channel: str) -> dict[str, _Sheet]:
    """By the form's field; HTML where the channel has it."""
    found = {}
    for name, suffix in (("text", "txt"), ("html", "html")):
        body = template_of("digest", channel, f"body.{suffix}")
        entry = template_of("digest", channel, f"entry.{suffix}")
        if body and entry:
            found[name] = _Sheet(body=body, entry=entry)
    return found


def _form(channel: str, view: View, sheets: Mapping[str, _Sheet], event: object) -> Form:
    context = {"view": view, "event": event}
    subject, payload = (template_of("digest", channel, one) for one in ("subject.txt", _PAYLOAD))
    return Form(
        subject=subject.render(context).strip() if subject else "",
        payload=payload.render(context).strip() if payload else "",
        thread=view.thread,
        **{name: sheet.whole(view, event=event) for name, sheet in sheets.items()},
    )


def _greatest(most: int, fits: Callable[[int], bool]) -> int:
    """The greatest number up to ``most`` that fits; 0 if none does."""
    found, too_many, number = 0, most + 1, most
    while too_many - found > 1:
        if fits(number):
            found = number
        else:
            too_many = number
        number = (found + too_many) // 2
    return found


def _size(text: str) -> int:
    return len(text.encode())
