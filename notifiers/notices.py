"""Messages that are no digests: the confirmation of a sign-up, news for who keeps things going."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from notifiers.entries import clean, link_of
from notifiers.forms import filled
from storage.clock import moment_words
from storage.records import Form

_LINE, _LINES, _HEADING = 600, 40, 120


@dataclass(frozen=True, kw_only=True)
class OwnPage:
    """A subscription in words, and where its reader changes or ends it."""

    wanted: Sequence[str]
    """The filter (``wanted.wanted``)."""
    rate: str
    link: str = ""


@dataclass(frozen=True, kw_only=True)
class Asking:
    """What a mailbox is asked by a confirmation."""

    address: str
    page: OwnPage
    """What is asked for; its link is the page on which a button confirms."""
    expires_at: datetime
    """So long the button does."""
    present: Sequence[OwnPage] = ()
    """What the mailbox is sent already."""
    moves_from: str = ""
    """Of whose subscription this is to be the new mailbox, masked; empty: it is a new one."""
    office: str = ""
    """Where readers reach the office."""


def confirmation(asking: Asking) -> Form:
    """What asks a mailbox whether it wants a subscription that somebody signed it up for.

    Whoever signed up may be a stranger to the mailbox: ``page`` has nothing in it that was typed.
    """
    context = {
        "address": clean(asking.address, 254),
        "page": _shown(asking.page),
        "present": [_shown(one) for one in asking.present],
        "moves_from": clean(asking.moves_from, 254),
        "until": moment_words(asking.expires_at),
        "office": clean(asking.office, 254),
    }
    return filled("confirmation", context)


def own_pages(
    heading: str, lines: Sequence[str], pages: Sequence[OwnPage], office: str = ""
) -> Form:
    """News for a reader, with the ways to what it is sent."""
    context = {
        "heading": clean(heading, _HEADING),
        "lines": [clean(line, _LINE) for line in lines],
        "pages": [_shown(one) for one in pages],
        "office": clean(office, 254),
    }
    return filled("own", context)


def _shown(page: OwnPage) -> dict[str, object]:
    return {
        "wanted": [clean(one, _LINE) for one in page.wanted],
        "rate": clean(page.rate, _HEADING),
        "link": link_of(page.link),
    }


def notice(heading: str, lines: Sequence[str], action: str = "", link: str = "") -> Form:
    """News for the operator, or for the owner of a webhook: what happened, in lines, and the mend.

    ``link``: where to look; one that is no http address is left out.
    """
    said = [clean(line, _LINE) for line in lines]
    context = {
        "heading": clean(heading, _HEADING),
        "lines": said[:_LINES],
        "more": max(0, len(said) - _LINES),
        "action": clean(action, _LINE),
        "link": link_of(link),
    }
    return filled("notice", context)
