"""The items of past issues as what other documents may mean: by number, title, inner title."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal

from compilation.errata import PrintedAt
from compilation.months import first_of
from pipeline.classifying.standing import Origin, standing_of
from pipeline.relations.keys import is_trial, loose_key, same_number_key
from pipeline.relations.resolving import means
from storage.places import EVERYWHERE
from storage.queries.relations import Bearer
from storage.records import Block, Content, IssueItem, Part, StoredIssue, StoredRelation

_ENDS = re.compile("有效期|失效|执行至|终止")
"""A text without these words says nothing of how long it holds."""
_BEGINS = re.compile("(?:自|之日).{0,20}(?:施行|实施|执行|生效)")
_TOGETHER = timedelta(days=92)
"""Two texts of one title and so near in time, without other numbers, are one."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """An item of an issue, and the names under which texts may speak of it."""

    printed: PrintedAt
    part: Part | None
    called: tuple[Bearer, ...]
    """As it is titled, and as what it sends out is."""
    content: Content
    """What of its text may say how long it holds; without text, if nothing does."""

    @property
    def titles(self) -> frozenset[str]:
        return frozenset(loose_key(one.title) for one in self.called)

    @property
    def number(self) -> str | None:
        return same_number_key(self.printed.document_number)


def targets_in(stored: StoredIssue, printed: Mapping[tuple[str, str], str]) -> Iterator[Target]:
    """The items of an issue; ``printed``: by month and item, the documents that they carry."""
    for part in stored.content.parts:
        for item in part.items:
            known = printed.get((stored.month, item.number))
            yield _target(stored.month, part.part, item, known)


def _target(month: str, part: Part | None, item: IssueItem, document_id: str | None) -> Target:
    bearer = Bearer(
        document_id="",
        title=item.title,
        document_number=item.document_number,
        issuing_bodies=item.issuing_bodies,
        signed_on=item.signed_on,
        published_on=item.signed_on or first_of(month),
        effective_on=None,
        region=_region(item),
        page_kind="document",
    )
    inner = (replace(bearer, title=item.inner_title),) if item.inner_title else ()
    return Target(
        printed=PrintedAt(
            month=month,
            item=item.number,
            page=item.page,
            title=item.title,
            document_number=item.document_number,
            document_id=document_id,
        ),
        part=part,
        called=(bearer, *inner),
        content=Content(
            title=item.title,
            document_number=item.document_number,
            issuing_bodies=item.issuing_bodies,
            signed_on=item.signed_on,
            blocks=_of_term([one.block for one in item.blocks[1:]]),
        ),
    )


def _region(item: IssueItem) -> str:
    """全国 of what is of no place; empty: of some place, or not known."""
    origin = Origin(title=item.title, issuers=item.issuing_bodies, number=item.document_number)
    found = standing_of(origin)
    return EVERYWHERE if found and found.region == EVERYWHERE else ""


def _of_term(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The paragraphs that say until when a document holds, and from when; none if none says the
    first."""
    if not any(_ENDS.search(one.text) for one in blocks):
        return ()
    return tuple(one for one in blocks if _ENDS.search(one.text) or _BEGINS.search(one.text))


def meant_by(
    row: StoredRelation, source: Bearer, target: Target
) -> Literal["number", "title"] | None:
    """By what the relation of the source means the item, if it does.

    By its title alone it does not mean an item that is the source itself, nor, from a province,
    one of the whole country; nor one that is known to be another document than what is meant.
    """
    found = [(how, one) for one in target.called if (how := means(row, source, one))]
    if any(how == "number" for how, _ in found):
        return "number"
    if is_trial(row.said.title) and not any(is_trial(one.title) for _, one in found):
        return None
    if not found or target.printed.document_id or _is_itself(source, target):
        return None
    beyond = source.region not in (EVERYWHERE, "") and target.called[0].region == EVERYWHERE
    return None if beyond else "title"


def _is_itself(source: Bearer, target: Target) -> bool:
    """Whether the item prints the very document that speaks."""
    if source.document_id == target.printed.document_id:
        return True
    number = same_number_key(source.document_number)
    if number and target.number:
        return number == target.number
    if loose_key(source.title) not in target.titles:
        return False
    mine, theirs = source.signed_on or source.published_on, target.called[0].published_on
    return not (mine and theirs) or abs(mine - theirs) <= _TOGETHER
