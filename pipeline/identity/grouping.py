"""Which pages are one document, all links and decisions taken together. Pure.

The outcome depends on the pages, their links and what people decided, and on nothing else: neither
on the order in which pages were read nor on how they were grouped before.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from pipeline.identity.identify import contradict
from storage.records import Link, Ruled, Trait

_RANKS = {"number": 0, "kept": 1, "title": 2, "text": 3, "speaks": 4}
_EVEN = 0.02
"""Likenesses that differ by less say nothing about which of two is meant."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """What bears on some pages: their traits, by id, the links among them, and decisions."""

    traits: Mapping[str, Trait]
    links: Sequence[Link]
    rulings: Sequence[Ruled] = ()
    """Those that stand."""


def groups(known: Known) -> list[frozenset[str]]:
    """The pages, by document."""
    made = _Groups(known.traits, known.links)
    for ruling in sorted(known.rulings, key=lambda one: -one.ruling_id):
        made.rule(ruling)  # the newest first: it counts where two speak of the same pages
    for link in sorted(known.links, key=_strength):
        if link.kind != "doubt" and {link.posting_id, link.other_id} <= known.traits.keys():
            made.link(link, ambiguous=_is_ambiguous(link, known))
    return made.sets()


def ruled_apart(one: Iterable[str], other: Iterable[str], rulings: Sequence[Ruled]) -> bool:
    """Whether a person said that these two groups are two documents."""
    mine, yours = set(one), set(other)
    return any(
        ruling.kind != "same"
        and (
            (mine & ruling.one and yours & ruling.other)
            or (mine & ruling.other and yours & ruling.one)
        )
        for ruling in rulings
    )


def _strength(link: Link) -> tuple[int, float, str, str]:
    return (_RANKS.get(link.kind, 9), -link.likeness, link.posting_id, link.other_id)


def _is_ambiguous(link: Link, known: Known) -> bool:
    """Whether either page is linked as well to another one that the second page cannot be.

    A copy without a number, of one of two announcements with the same title: nobody can tell.
    """
    if link.kind not in ("title", "text"):
        return False
    ends = (link.posting_id, link.other_id)
    return any(
        _rival(link, other, mine, known) for mine in ends for other in known.links if other != link
    )


def _rival(link: Link, other: Link, mine: str, known: Known) -> bool:
    if mine not in (other.posting_id, other.other_id) or other.kind not in ("title", "text"):
        return False
    if other.likeness < link.likeness - _EVEN:
        return False
    its = other.other_id if other.posting_id == mine else other.posting_id
    yours = link.other_id if link.posting_id == mine else link.posting_id
    if its == yours or its not in known.traits:
        return False
    asked = not link.likeness and _is_asked(its, yours, known)
    return asked or contradict(known.traits[its], known.traits[yours])


def _is_asked(one: str, other: str, known: Known) -> bool:
    """Whether it is a person's to say if the two are one: no cover without words says so."""
    pair = (min(one, other), max(one, other))
    return any(
        link.kind == "doubt" and (link.posting_id, link.other_id) == pair for link in known.links
    )


class _Groups:
    """Groups that grow together, unless something parts them."""

    def __init__(self, traits: Mapping[str, Trait], links: Iterable[Link]) -> None:
        self._traits = traits
        self._firm = {(o.posting_id, o.other_id) for o in links if o.kind in ("number", "kept")}
        """Pairs that had one number: it may be mended on one page, and not yet on the other."""
        self._of = {key: key for key in traits}
        self._members: dict[str, list[str]] = {key: [key] for key in traits}
        self._atoms: dict[str, str] = {key: key for key in traits}
        """By page: those that a person bound together count as one page."""
        self._apart: list[tuple[frozenset[str], frozenset[str]]] = []

    def sets(self) -> list[frozenset[str]]:
        return sorted((frozenset(one) for one in self._members.values()), key=min)

    def rule(self, ruling: Ruled) -> None:
        one, other = (sorted(side & self._traits.keys()) for side in (ruling.one, ruling.other))
        if ruling.kind == "same":
            self._bind([*one, *other])
            return
        if ruling.kind == "split":
            self._bind(other)
        pairs = [(a, b) for a in one for b in other if self._of[a] != self._of[b]]
        self._apart += [(frozenset({a}), frozenset({b})) for a, b in pairs]

    def _bind(self, pages: Sequence[str]) -> None:
        for one, other in combinations(pages, 2):
            if self._of[one] != self._of[other] and not self._ruled_apart(one, other):
                self._unite(one, other)
            if self._of[one] == self._of[other]:
                former, atom = self._atoms[other], self._atoms[one]
                self._atoms = {k: atom if v == former else v for k, v in self._atoms.items()}

    def link(self, link: Link, *, ambiguous: bool) -> None:
        a, b = link.posting_id, link.other_id
        if ambiguous or self._of[a] == self._of[b] or self._ruled_apart(a, b):
            return
        if self._may_speak(a, b) if link.kind == "speaks" else self._may_join(a, b):
            self._unite(a, b)

    def _may_speak(self, a: str, b: str) -> bool:
        """What speaks of a document joins it whole, and joins one only."""
        sides = [self._members[self._of[page]] for page in (a, b)]
        return any(all(self._traits[page].speaking for page in side) for side in sides)

    def _may_join(self, a: str, b: str) -> bool:
        """Whether no page of one group contradicts one of the other."""
        mine, yours = (self._by_atom(page) for page in (a, b))
        return not any(
            all(self._contradict(x, y) for x in one for y in other)
            for one in mine
            for other in yours
        )

    def _contradict(self, a: str, b: str) -> bool:
        firm = (min(a, b), max(a, b)) in self._firm
        return not firm and contradict(self._traits[a], self._traits[b])

    def _by_atom(self, page: str) -> list[list[str]]:
        found: dict[str, list[str]] = {}
        for member in self._members[self._of[page]]:
            found.setdefault(self._atoms[member], []).append(member)
        return list(found.values())

    def _ruled_apart(self, a: str, b: str) -> bool:
        mine, yours = (set(self._members[self._of[page]]) for page in (a, b))
        return any((x & mine and y & yours) or (x & yours and y & mine) for x, y in self._apart)

    def _unite(self, a: str, b: str) -> None:
        stays, goes = sorted((self._of[a], self._of[b]))
        for page in self._members.pop(goes):
            self._of[page] = stays
            self._members[stays].append(page)
