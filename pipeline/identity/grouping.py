"""Which pages are one document, all links and decisions taken together. Pure.

The outcome depends on the pages, their links and what people decided, and on nothing else: neither
on the order in which pages were read nor on how they were grouped before.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
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

    @cached_property
    def likenesses(self) -> Mapping[str, Sequence[Link]]:
        """By page: the links by title or text that it is an end of."""
        found: dict[str, list[Link]] = {}
        for link in self.links:
            if link.kind in ("title", "text"):
                for end in (link.posting_id, link.other_id):
                    found.setdefault(end, []).append(link)
        return found

    @cached_property
    def asked(self) -> frozenset[tuple[str, str]]:
        """Pairs of which it is a person's to say if they are one."""
        doubts = (link for link in self.links if link.kind == "doubt")
        return frozenset((link.posting_id, link.other_id) for link in doubts)

    def contradict(self, one: str, other: str) -> bool:
        """Whether the two pages cannot be one document: asked many times over, and of copies."""
        pair = (self._sorts[one], self._sorts[other])
        if pair not in self._contradicting:
            self._contradicting[pair] = contradict(self.traits[one], self.traits[other])
        return self._contradicting[pair]

    @cached_property
    def _sorts(self) -> Mapping[str, int]:
        """By page: pages with one number have all in common that may contradict another."""
        sorts: dict[tuple[object, ...], int] = {}
        return {
            key: sorts.setdefault((one.speaking, one.number_key, one.title), len(sorts))
            for key, one in self.traits.items()
        }

    @cached_property
    def _contradicting(self) -> dict[tuple[int, int], bool]:
        return {}


def groups(known: Known) -> list[frozenset[str]]:
    """The pages, by document."""
    made = _Groups(known)
    for ruling in sorted(known.rulings, key=lambda one: -one.ruling_id):
        made.rule(ruling)  # the newest first: it counts where two speak of the same pages
    for link in sorted(known.links, key=_strength):
        if link.kind != "doubt" and made.parts(link) and not _is_ambiguous(link, known):
            made.link(link)
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
        _rival(link, other, mine, known)
        for mine in ends
        for other in known.likenesses.get(mine, ())
        if other != link
    )


def _rival(link: Link, other: Link, mine: str, known: Known) -> bool:
    if other.likeness < link.likeness - _EVEN:
        return False
    its = other.other_id if other.posting_id == mine else other.posting_id
    yours = link.other_id if link.posting_id == mine else link.posting_id
    if its == yours or its not in known.traits:
        return False
    # No cover without words says which, where it is a person's to say if the two are one.
    asked = not link.likeness and (min(its, yours), max(its, yours)) in known.asked
    return asked or known.contradict(its, yours)


class _Groups:
    """Groups that grow together, unless something parts them."""

    def __init__(self, known: Known) -> None:
        traits = known.traits
        self._known, self._traits = known, traits
        firm = (one for one in known.links if one.kind in ("number", "kept"))
        self._firm = {(one.posting_id, one.other_id) for one in firm}
        """Pairs that had one number: it may be mended on one page, and not yet on the other."""
        self._of = {key: key for key in traits}
        self._members: dict[str, list[str]] = {key: [key] for key in traits}
        self._atoms: dict[str, str] = {key: key for key in traits}
        """By page: those that a person bound together count as one page."""
        self._apart: dict[str, set[str]] = {}
        """By page: those that a person parted it from."""

    def sets(self) -> list[frozenset[str]]:
        return sorted((frozenset(one) for one in self._members.values()), key=min)

    def rule(self, ruling: Ruled) -> None:
        one, other = (sorted(side & self._traits.keys()) for side in (ruling.one, ruling.other))
        if ruling.kind == "same":
            self._bind([*one, *other])
            return
        if ruling.kind == "split":
            self._bind(other)
        for a, b in [(a, b) for a in one for b in other if self._of[a] != self._of[b]]:
            self._apart.setdefault(a, set()).add(b)
            self._apart.setdefault(b, set()).add(a)

    def _bind(self, pages: Sequence[str]) -> None:
        for one, other in combinations(pages, 2):
            if self._of[one] != self._of[other] and not self._ruled_apart(one, other):
                self._unite(one, other)
            if self._of[one] == self._of[other]:
                former, atom = self._atoms[other], self._atoms[one]
                self._atoms = {k: atom if v == former else v for k, v in self._atoms.items()}

    def parts(self, link: Link) -> bool:
        """Whether both pages are known, and not in one group yet."""
        one, other = self._of.get(link.posting_id), self._of.get(link.other_id)
        return one is not None and other is not None and one != other

    def link(self, link: Link) -> None:
        a, b = link.posting_id, link.other_id
        if self._ruled_apart(a, b):
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
        return not firm and self._known.contradict(a, b)

    def _by_atom(self, page: str) -> list[list[str]]:
        found: dict[str, list[str]] = {}
        for member in self._members[self._of[page]]:
            found.setdefault(self._atoms[member], []).append(member)
        return list(found.values())

    def _ruled_apart(self, a: str, b: str) -> bool:
        if not self._apart:
            return False
        yours = self._members[self._of[b]]
        return any(
            not self._apart.get(mine, set()).isdisjoint(yours)
            for mine in self._members[self._of[a]]
        )

    def _unite(self, a: str, b: str) -> None:
        stays, goes = sorted((self._of[a], self._of[b]))
        for page in self._members.pop(goes):
            self._of[page] = stays
            self._members[stays].append(page)
