"""What a digest says to people, as plain data for the templates: pure, everything in it cleaned."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from markupsafe import Markup

from notifiers.entries import Around, Due, Entry, Link, clean, due_of, entry_of, link_of
from notifiers.summary import (
    SECTIONS,
    coverage_of,
    days_of,
    heading_of,
    is_at_once,
    is_complete,
    sections_of,
    subject_of,
    summary_of,
    unread_of,
    week_of,
)
from notifiers.wanted import wanted
from storage.records import DAYS_AHEAD, Digest, DigestItem, Office

_UNREAD, _BRIEFLY, _AHEAD, _HELD, _TITLE, _ALL = 40, 5, 12, 20, 80, 10**6


@dataclass(frozen=True, kw_only=True)
class Group:
    name: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, kw_only=True)
class Section:
    """新文件, 有改动的, 已撤下, 补发: apart from one another."""

    key: str
    name: str
    total: int
    groups: tuple[Group, ...]
    left_out: int = 0
    """Items for which there was no room."""

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(entry for group in self.groups for entry in group.entries)


@dataclass(frozen=True, kw_only=True)
class View:
    subject: str
    thread: str
    """Of all that one reader is sent of a week."""
    heading: str
    days: str
    at_once: bool
    """It is told at once."""
    period: str
    name: str
    """The subscription's."""
    summary: str
    preheader: str
    """What lists of mails show beside the subject: its first titles."""
    doubtful: int
    coverage: str
    """中央文件 6/6，国家部委 21/23, with what was not read unless that is too long."""
    unread: tuple[str, ...]
    """Then: what was not read and since when, a line for each part."""
    unread_briefly: tuple[str, ...]
    """The same for where there is little room."""
    unread_sources: int
    narrow: bool
    """Only the sources behind the filter are counted."""
    complete: bool
    held: tuple[str, ...]
    """What is told the next morning, by source."""
    ahead: tuple[Due, ...]
    """What comes up, the first day first."""
    ahead_days: int
    """For so many days."""
    more_ahead: int
    sections: tuple[Section, ...]
    left_out: int
    wanted: tuple[str, ...]
    """The filter in words, one condition a string."""
    copy: Link | None
    """The whole digest on the web."""
    site: Link | None
    """The pages of ours, if there are any for readers."""
    editors: str
    """编辑部（carbon@example.org）: whom to ask."""
    public: bool
    """They are for everybody: each reader has a page of its own there."""


@dataclass(frozen=True, kw_only=True)
class Frame:
    """Where a digest is shown, and where its links lead."""

    around: Around
    public: bool = False
    """The pages that links lead to are for everybody."""
    copy_url: str = ""
    """Of the digest's copy on the web; empty: there is none."""
    office_address: str = ""
    """Where readers reach the office; empty: not said."""
    whole: bool = False
    """Nothing is shortened: it is that copy."""


def view(digest: Digest, frame: Frame) -> View:
    """The whole digest."""
    reasons, most = (_ALL, _ALL) if frame.whole else (_UNREAD, _AHEAD)
    coverage, unread = coverage_of(digest, reasons)
    ahead = [due_of(line, frame.around) for line in digest.ahead[:most]]
    chosen = digest.subscription.filter
    return View(
        subject=subject_of(digest, dated=frame.whole),
        thread=week_of(digest),
        heading=heading_of(digest),
        days=days_of(digest, dated=frame.whole),
        at_once=is_at_once(digest),
        period=clean(digest.period, 40),
        name="" if frame.whole else clean(digest.subscription.name, 60),
        summary=summary_of(digest),
        preheader=_preheader(digest),
        doubtful=_doubtful(digest),
        coverage=coverage,
        unread=unread,
        unread_briefly=coverage_of(digest, _BRIEFLY)[1],
        unread_sources=unread_of(digest),
        narrow=bool(chosen.parts or chosen.regions or chosen.issuers),
        complete=is_complete(digest),
        held=tuple(clean(line, 120) for line in digest.held[:_HELD]),
        ahead=tuple(ahead),
        ahead_days=DAYS_AHEAD[digest.subscription.rate],
        more_ahead=len(digest.ahead) - len(ahead),
        sections=_sections(digest, frame.around),
        left_out=0,
        wanted=wanted(
            chosen,
            frame.around.names,
            digest.office,
            doubtful=digest.subscription.include_doubtful,
        ),
        copy=link_of(frame.copy_url),
        site=link_of(frame.around.site),
        editors="编辑部"
        + (f"（{clean(frame.office_address, 200)}）" if frame.office_address else ""),
        public=frame.public,
    )


def cut(whole: View, limit: int, compared: int = 0) -> View:
    """The view with at most ``limit`` items a section, and the clauses of the first ``compared`` of
    the changes that have some to show."""
    sections = tuple(_cut(section, limit, compared) for section in whole.sections)
    left_out = sum(section.left_out for section in sections)
    return replace(whole, sections=sections, left_out=left_out)


def _preheader(digest: Digest) -> str:
    items = [item for found in sections_of(digest).values() for item in found]
    titles = "；".join(clean(item.document.title, _TITLE) for item in items[:3])
    return titles or coverage_of(digest, _BRIEFLY)[0]


def _doubtful(digest: Digest) -> int:
    items = [item for found in sections_of(digest).values() for item in found]
    return sum(item.document.relevant is None for item in items)


def _sections(digest: Digest, around: Around) -> tuple[Section, ...]:
    made: list[Section] = []
    number = 1
    for key, items in sections_of(digest).items():
        groups = _groups(key, items, number, around, digest.office)
        if items:
            made.append(Section(key=key, name=SECTIONS[key], total=len(items), groups=groups))
        number += len(items)
    return tuple(made)


def _groups(
    key: str, items: Sequence[DigestItem], number: int, around: Around, office: Office
) -> tuple[Group, ...]:
    """Items are sorted by part already."""
    entries = [entry_of(key, item, number + place, around) for place, item in enumerate(items)]
    names = [office.name_of(item.document.part) for item in items]
    grouped = groupby(zip(names, entries, strict=True), key=lambda pair: pair[0])
    return tuple(
        Group(name=name, entries=tuple(entry for _name, entry in pairs)) for name, pairs in grouped
    )


def _cut(section: Section, limit: int, compared: int) -> Section:
    room, groups = limit, []
    for group in section.groups:
        entries = group.entries[:room]
        room -= len(entries)
        if entries:
            shown = []
            for entry in entries:
                shown.append(entry if compared > 0 else without(entry))
                compared -= bool(entry.compared)
            groups.append(replace(group, entries=tuple(shown)))
    return replace(section, groups=tuple(groups), left_out=max(0, section.total - limit))


def without(entry: Entry) -> Entry:
    """The entry without the clauses that changed."""
    return replace(entry, compared=Markup(), compared_lines=()) if entry.compared else entry
