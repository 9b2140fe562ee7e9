"""What one page, or one file, said by turns, and what changed at each. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from diffing.compare import compare
from pipeline.history.spans import (
    Span,
    current_id,
    file_spans,
    joined,
    page_sights,
    spans_of,
    without_outages,
)
from pipeline.pages.changed import WEIGHTY, kind_of, metadata_summary, metadata_weight
from storage.ids import posting_id
from storage.records import (
    PAGE_GONE,
    Attachment,
    AttachmentFile,
    Change,
    ChangeKind,
    Document,
    Posting,
    Sighting,
    Version,
)

_TEXT_KINDS = ("amended", "attachment", "metadata")


@dataclass(frozen=True, kw_only=True)
class Turn:
    """A time in which a page showed one version, or was gone; and what it turned from."""

    span: Span
    version: Version | None
    """``None``: the page was gone."""
    kind: ChangeKind | None
    """``None``: the first that was seen of the page."""
    summary: str = ""
    significance: float = 0.0
    reverted: bool = False
    change_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Line:
    """One page's turns, oldest first."""

    posting: Posting
    leading: bool
    turns: tuple[Turn, ...]


@dataclass(frozen=True, kw_only=True)
class Edition:
    """A time in which one file stood behind an attachment's address."""

    span: Span
    change: Change | None
    """``None``: the first that was seen of it."""

    @property
    def sha256(self) -> str:
        return self.span.state


@dataclass(frozen=True, kw_only=True)
class FileLine:
    """The editions of an attachment of the leading page, oldest first."""

    name: str
    url: str
    editions: tuple[Edition, ...]
    stands: AttachmentFile | None
    """With its text."""


@dataclass(frozen=True, kw_only=True)
class History:
    """Everything that was seen of a document."""

    document: Document
    lines: tuple[Line, ...]
    """The leading page's first, then its copies, earliest first."""
    files: tuple[FileLine, ...]

    @property
    def leading(self) -> Line | None:
        return next((line for line in self.lines if line.leading), None)


# -- pages ----------------------------------------------------------------------------------------


def line_of(
    posting: Posting,
    leading: bool,
    seen: Sequence[Sighting],
    versions: Sequence[Version],
    changes: Sequence[Change],
) -> Line:
    """The turns of one page, from what was seen of all pages."""
    known = {one.version_id: one for one in versions if one.posting_id == posting.posting_id}
    mine = [one for one in changes if one.posting_id == posting.posting_id]
    sights = page_sights(
        [one for one in seen if one.posting_id == posting.posting_id and not one.is_file],
        known.values(),
        mine,
    )
    taken_down = [one.detected_at for one in mine if one.kind == "withdrawn"]
    spans = spans_of(without_outages(sights, taken_down, posting.withdrawn))
    turns = _turns(spans, known, mine)
    same = [at for at, turn in enumerate(turns) if at and turn.kind is None]
    if same:
        turns = _turns(joined(spans, same), known, mine)
    return Line(posting=posting, leading=leading, turns=tuple(turns))


def _turns(
    spans: Sequence[Span], known: Mapping[str, Version], changes: Sequence[Change]
) -> list[Turn]:
    turns: list[Turn] = []
    stood: Version | None = None
    shown: set[str] = set()

    @cache  # a page that goes to and fro does so between the same two
    def between(before_id: str, after_id: str) -> _Between:
        return _between(known[before_id], known[after_id])

    for span in spans:
        if span.state == PAGE_GONE:
            turns.append(_gone(span, changes))
            continue
        version = known.get(span.state)
        told = _told(span, known, changes)
        if told is not None:
            turns.append(_told_turn(span, version, told))
        elif turns and turns[-1].version is None and stood and stood.version_id == span.state:
            turns.append(_back(span, version, changes))
        elif stood is None or version is None:
            turns.append(Turn(span=span, version=version, kind=None))
        else:
            found = between(stood.version_id, version.version_id)
            turns.append(_untold_turn(span, version, found, span.state in shown))
        shown.add(span.state)
        stood = version
    return turns


def _told(span: Span, known: Mapping[str, Version], changes: Iterable[Change]) -> Change | None:
    """The change that the pass recorded which saw the span first."""
    return next(
        (
            one
            for one in changes
            if span.run_id in (one.run_id, "")
            and one.kind in _TEXT_KINDS
            and one.after_id in known
            and current_id(known, one.after_id or "") == span.state
        ),
        None,
    )


def _told_turn(span: Span, version: Version | None, told: Change) -> Turn:
    return Turn(
        span=span,
        version=version,
        kind=told.kind,
        summary=told.summary,
        significance=told.significance,
        reverted=told.reverted,
        change_id=told.change_id,
    )


class _Between(NamedTuple):
    """What lies between two versions that no change tells of."""

    kind: ChangeKind | None
    """``None``: people see no difference."""
    summary: str
    significance: float


def _between(before: Version, after: Version) -> _Between:
    found = compare(before.content, after.content)
    kind = kind_of(before.content, after.content, found)
    if kind in (None, "amended"):
        return _Between(kind, found.summary, found.significance)
    summary = metadata_summary(before.content, after.content)
    return _Between(kind, summary, metadata_weight(summary))


def _untold_turn(span: Span, version: Version, found: _Between, reverted: bool) -> Turn:
    """A turn that no change tells of: one of very many, or one that nobody sees."""
    return Turn(
        span=span,
        version=version,
        kind=found.kind,
        summary=f"恢复为先前文本：{found.summary}" if reverted else found.summary,
        significance=found.significance,
        reverted=reverted,
    )


def _gone(span: Span, changes: Iterable[Change]) -> Turn:
    told = next(
        (
            one
            for one in changes
            if one.kind == "withdrawn"
            and one.detected_at >= span.since.not_after
            and (span.until is None or one.detected_at <= span.until.not_after)
        ),
        None,
    )
    return Turn(
        span=span,
        version=None,
        kind="withdrawn",
        summary=told.summary if told else "页面已撤下",
        significance=told.significance if told else WEIGHTY,
        change_id=told.change_id if told else None,
    )


def _back(span: Span, version: Version | None, changes: Iterable[Change]) -> Turn:
    told = next(
        (one for one in changes if one.kind == "restored" and one.run_id == span.run_id), None
    )
    return Turn(
        span=span,
        version=version,
        kind="restored",
        summary=told.summary if told else "页面恢复访问，文字未变",
        change_id=told.change_id if told else None,
    )


# -- files ----------------------------------------------------------------------------------------


def file_lines(
    leading: Posting,
    seen: Sequence[Sighting],
    files: Sequence[AttachmentFile],
    versions: Sequence[Version],
    changes: Sequence[Change],
) -> tuple[FileLine, ...]:
    """The editions of each attachment of the leading page, in the order of its links."""
    mine = [one for one in versions if one.posting_id == leading.posting_id]
    own_text = {posting_id(one.content.text_url) for one in mine if one.content.text_url}
    stands = {posting_id(one.url): one for one in files}
    links = {posting_id(link.url): link for one in mine for link in one.content.attachments}
    told = [
        one for one in changes if one.kind == "attachment" and one.posting_id == leading.posting_id
    ]
    fetched: dict[str, list[Sighting]] = {}
    for one in seen:
        if one.is_file and one.posting_id == leading.posting_id:
            fetched.setdefault(posting_id(one.url), []).append(one)
    lines = []
    for key in dict.fromkeys([*links, *stands]):
        spans = file_spans(fetched.get(key, ()), told)
        if spans and key not in own_text:  # the editions of such a file are the page's
            lines.append(_file_line(spans, links.get(key), stands.get(key), told))
    return tuple(lines)


def _file_line(
    spans: Sequence[Span],
    link: Attachment | None,
    stands: AttachmentFile | None,
    told: Iterable[Change],
) -> FileLine:
    shown = link or stands
    assert shown is not None
    return FileLine(
        name=shown.name or shown.url.rpartition("/")[2],
        url=shown.url,
        editions=tuple(_edition(span, told) for span in spans),
        stands=stands,
    )


def _edition(span: Span, told: Iterable[Change]) -> Edition:
    change = next(
        (one for one in told if one.after_id == span.state and one.run_id == span.run_id), None
    )
    return Edition(span=span, change=change)
