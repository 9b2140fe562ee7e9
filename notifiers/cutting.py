"""A digest as cards for chats, cut so that each fits its platform. Pure.

Every document stands in exactly one card, or is counted in the last one. What fits into a few
cards is told in full; of more, a document is a line. Each card is measured as its platform's
finished JSON.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby

from notifiers.cards import AHEAD, SHORT, Card, Item
from notifiers.deck import Deck, deck_of
from notifiers.entries import clean
from notifiers.showing import Showing

MOST = 10
"""Cards of one digest: a group reads no eleventh."""
_IN_FULL = 3
"""Cards up to which documents are told in full."""
Fits = Callable[[Card], bool]


def cards_of(showing: Showing, fits: Fits, most: int = MOST) -> tuple[Card, ...]:
    """The digest as at most so many cards, each of which fits its platform."""
    return cut(deck_of(showing), fits, most)


def cut(deck: Deck, fits: Fits, most: int = MOST) -> tuple[Card, ...]:
    """The deck as cards that fit; the last one says what is left out."""
    while deck.head and not fits(deck.first((), deck.items)):
        deck = replace(deck, head=deck.head[:-1])
    cards, left = _filled(deck, deck.items, fits, min(_IN_FULL, most))
    if left:
        brief = [_brief(one) for one in deck.items]
        cards, left = _filled(deck, brief, fits, most)
        if left:
            cards = _shared_out(deck, brief, fits, most)
    last = len(cards)
    marked = [replace(card, place=at, places=last) for at, card in enumerate(cards, 1)]
    inner = [replace(card, foot=(), actions=()) for card in marked[:-1]]
    return (*inner, marked[-1])


def greatest(most: int, fits: Callable[[int], bool]) -> int:
    """The greatest number up to ``most`` that fits, where all smaller ones do; 0 if none does."""
    low, step = 0, 1
    while low + step <= most and fits(low + step):
        low, step = low + step, 2 * step
    while step > 1:
        step //= 2
        if low + step <= most and fits(low + step):
            low += step
    return low


def _filled(
    deck: Deck, items: Sequence[Item], fits: Fits, most: int, out: Sequence[Item] = ()
) -> tuple[list[Card], Sequence[Item]]:
    """At most so many cards, and the items that found no room; ``out``: others left out before."""
    cards: list[Card] = []
    left = list(items)
    while len(cards) < most and (left or not cards):
        make = deck.further if cards else deck.first

        def card(number: int) -> Card:
            return make(left[:number], [*left[number:], *out])  # noqa: B023 (used at once)

        number = greatest(len(left), lambda n: fits(card(n)))
        if not number and cards:
            left[0] = _smaller(left[0])
            continue
        cards.append(card(number))
        left = left[number:]
    return cards, left


def _shared_out(deck: Deck, items: Sequence[Item], fits: Fits, most: int) -> list[Card]:
    """As many of each section as there is room for: a crowd of new ones must not push out what
    changed. Dates ahead have what room is left."""

    def shared(limit: int) -> tuple[list[Card], Sequence[Item]]:
        chosen, out = _first_of_each(items, limit)
        return _filled(deck, chosen, fits, most, out)

    limit = greatest(len(items), lambda number: all(one.key == AHEAD for one in shared(number)[1]))
    return shared(limit)[0]


def _first_of_each(items: Sequence[Item], limit: int) -> tuple[list[Item], list[Item]]:
    """The first so many of each section, and the others."""
    chosen: list[Item] = []
    out: list[Item] = []
    for _key, section in groupby(items, key=lambda item: item.key):
        for place, item in enumerate(section):
            (chosen if place < limit or item.key == AHEAD else out).append(item)
    return chosen, out


def _smaller(item: Item) -> Item:
    """An item that is too long for a card of its own: its links, at last its first words."""
    if not item.brief:
        return _brief(item)
    if item.actions:
        return replace(item, actions=())
    if len(item.title) <= SHORT:
        raise ValueError("no room for a single title")
    return replace(item, title=clean(item.title, SHORT))


def _brief(item: Item) -> Item:
    return replace(item, lines=(), brief=True)
