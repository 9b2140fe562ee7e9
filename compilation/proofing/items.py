"""An item of an issue held against its official text, or read by itself."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from rapidfuzz.distance import Indel

from compilation.proofing.alone.alone import findings_alone, passage_findings
from compilation.proofing.beside.aligning import Group, groups_of
from compilation.proofing.beside.cells import cell_findings
from compilation.proofing.beside.comparing import Collation
from compilation.proofing.beside.lost import Lost
from compilation.proofing.beside.officials import Official, body_of
from compilation.proofing.naming.catalogue import sort_of
from compilation.proofing.naming.spacing import NUMBER_LINE
from compilation.proofing.texts.passages import Passage, one_passage, printed_passages, said
from compilation.proofing.texts.places import finding_at, findings_of
from storage.records import Finding, IssueItem
from storage.text import squeeze

_SAME_TITLE = 0.75
_LEAST = 0.3
"""Below this share of the item's letters an official text is no text of it."""
_NEAR, _NEAR_LETTERS = 0.9, 8
_SHOWN = 40
_MOST, _SHARE, _FORM = 60, 0.005, 3
_MOST_LOST, _SHARE_LOST = 12, 0.1
"""Misprints in letters, by number and share of all letters, and parts that one text lacks, by
number and share of all passages: more are the fault of a poor copy."""


def item_findings(item: IssueItem, official: Official | None, *, spaced: bool) -> list[Finding]:
    """What is misprinted in an item; ``spaced``: the issue mixes its spacing."""
    printed = printed_passages(item)
    if official is None or not printed:
        return findings_alone(printed, item.number, spaced=spaced)
    found = _Proof(item, printed, official, spaced).findings()
    return [replace(one, document_id=official.document_id) for one in found]


class _Proof:
    """One item held against its official text."""

    def __init__(
        self, item: IssueItem, printed: Sequence[Passage], official: Official, spaced: bool
    ) -> None:
        self.number = item.number
        self.printed = printed
        self.official = official
        self.spaced = spaced
        self.title = one_passage(squeeze(official.title) or printed[0].text, "title")
        self.groups = groups_of(printed[1:], body_of(official))

    def findings(self) -> list[Finding]:
        """What differs, what only one of the texts has, and what is wrong in what only ours has."""
        both = [group for group in self.groups if group.printed and group.official]
        shared = _letters(one for group in both for one in group.printed)
        if shared < _LEAST * _letters(self.printed[1:]):
            return self._of_another_text([group for group in both if _is_near(group)])
        lost = Lost(self.groups, self.printed, self.official, self.number).findings()
        known = {said(one) for group in both for one in group.official}
        extra = [one for group in self.groups if not group.official for one in group.printed]
        fresh = [one for one in extra if said(one) not in known]
        alone = passage_findings(fresh, self.number, spaced=self.spaced)
        return [*self._capped([*self._of_title(), *self._of_groups(both)], lost), *alone]

    def _of_another_text(self, near: Sequence[Group]) -> list[Finding]:
        """Where the official text has little of the item: that, and what can be seen alone."""
        compared = {id(one) for group in near for one in group.printed}
        rest = [one for one in self.printed if id(one) not in compared]
        return [
            finding_at("cannot_compare", self.number, self.printed[0]),
            *self._of_groups(near),
            *findings_alone(rest, self.number, spaced=self.spaced),
        ]

    def _of_groups(self, groups: Iterable[Group]) -> Iterator[Finding]:
        for group in groups:
            yield from self._of_group(group)

    def _capped(self, found: list[Finding], lost: list[Finding]) -> list[Finding]:
        """Where the official text is a poor copy, that is said once."""
        letters = [one for one in found if _is_of_letters(one)]
        too_many = len(letters) > max(_MOST, _SHARE * _letters(self.printed))
        too_few = self._lacks(lost)
        if not too_many and not too_few:
            return [*found, *lost]
        kept = [one for one in found if not _is_of_letters(one)] if too_many else found
        parts = [] if too_few else lost
        count = len(letters) + len(lost)
        why = f"与官方文本有{count}处不同，多半是另一版本或残缺的副本，未逐处列出。"
        poor = finding_at("cannot_compare", self.number, self.printed[0])
        return [replace(poor, reason=why), *kept, *parts]

    def _lacks(self, lost: Sequence[Finding]) -> bool:
        """Whether so many parts differ that the official text must be another, or cut."""
        ours = [one for one in lost if one.subkind.startswith(("extra", "moved"))]
        few, share = _MOST_LOST, _SHARE_LOST * len(self.printed)
        return len(ours) > max(few, share) or len(lost) > 2 * max(few, share)

    def _of_title(self) -> Iterator[Finding]:
        heading = self.printed[0]
        if Indel.normalized_similarity(said(heading), said(self.title)) >= _SAME_TITLE:
            compared = Collation(Group((heading,), (self.title,), -1))
            yield from findings_of(compared, compared.spots(), self.number)

    def _of_group(self, group: Group) -> Iterator[Finding]:
        if group.scrambled:
            yield finding_at("table_flattened", self.number, group.printed[0])
            return
        if cells := cell_findings(group, self.number):
            yield from cells
            return
        compared = Collation(group)
        if compared.is_another_text():
            texts = (" ".join(one.text for one in side) for side in group[:2])
            found, expected = (one if len(one) <= _SHOWN else one[:_SHOWN] + "…" for one in texts)
            number = NUMBER_LINE.fullmatch(compared.text)
            name = "wrong_document_number" if number else "differs_from_official"
            yield finding_at(name, self.number, group.printed[0], (found, expected))
            return
        yield from findings_of(compared, compared.spots(), self.number)
        kinds = {one.kind for one in group.printed}, {one.kind for one in group.official}
        if "table" in kinds[1] and "table" not in kinds[0]:
            yield finding_at("table_flattened", self.number, group.printed[0])


def _is_near(group: Group) -> bool:
    ours, theirs = ("".join(map(said, side)) for side in group[:2])
    return len(ours) >= _NEAR_LETTERS and Indel.normalized_similarity(ours, theirs) >= _NEAR


def _is_of_letters(finding: Finding) -> bool:
    sort = sort_of(finding.subkind)
    return sort.rank <= _FORM and not sort.together


def _letters(passages: Iterable[Passage]) -> int:
    return sum(len(said(one)) for one in passages)
