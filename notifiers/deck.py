"""What all cards of a digest are made of: its head, its documents, its foot, in the order in which
cards tell them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from notifiers.cards import AHEAD, LINE, SHORT, Action, Card, Item, Line
from notifiers.entries import Due, Entry, Link, clean
from notifiers.showing import Showing
from notifiers.view import Section, View

_WIDEST = 99
"""The place of a card while it is measured: marks may be two digits wide."""
_HELD, _UNREAD, _URL = 3, 3, 500


@dataclass(frozen=True, kw_only=True)
class Deck:
    """What all cards of a digest are made of."""

    heading: str
    subject: str
    head: tuple[str, ...]
    items: tuple[Item, ...]
    foot: tuple[str, ...]
    copy: Link | None
    editors: str
    """Whom to ask."""

    def first(self, items: Sequence[Item], left: Sequence[Item]) -> Card:
        """A card with the head, and the foot in case that it is the last."""
        return replace(self.further(items, left), head=self.head)

    def further(self, items: Sequence[Item], left: Sequence[Item]) -> Card:
        """Another one. Measured with the widest mark, and ``left`` as if nothing followed."""
        return Card(
            heading=self.heading,
            subject=self.subject,
            place=_WIDEST,
            places=_WIDEST,
            items=tuple(items),
            foot=(*self._left_out(left), *self.foot),
            actions=(Action(label="网页版", url=self.copy.url),) if self.copy else (),
        )

    def _left_out(self, left: Sequence[Item]) -> tuple[str, ...]:
        documents = sum(one.key != AHEAD for one in left)
        dates = len(left) - documents
        told = [f"{documents} 件"] if documents else []
        told += [f"{dates} 个期限"] if dates else []
        if not told:
            return ()
        where = "见网页版" if self.copy else f"可向{self.editors}索取"
        return (f"限于篇幅，另有 {'、'.join(told)}未列出，{where}。",)


def deck_of(showing: Showing) -> Deck:
    """What the digest says, in the order in which cards tell it."""
    view = showing.whole
    return Deck(
        heading=f"{view.heading}（{view.days}）",
        subject=view.subject,
        head=_held(view) + (_coverage_at_once(view) if view.at_once else _head(view)),
        items=(*_documents(view), *_ahead(view)),
        foot=(clean(f"条件：{'；'.join(view.wanted)}", LINE),),
        copy=view.copy if view.copy and len(view.copy.url) <= _URL else None,
        editors=view.editors,
    )


def _held(view: View) -> tuple[str, ...]:
    more = len(view.held) - _HELD
    lines = [clean(one, SHORT) for one in view.held[:_HELD]]
    return (*lines, *([f"另有 {more} 个来源也是如此"] if more > 0 else []))


def _coverage_at_once(view: View) -> tuple[str, ...]:
    """What was not read matters; that all was read goes without saying."""
    return () if view.complete else (_caution(view),)


def _head(view: View) -> tuple[str, ...]:
    doubtful = f"；其中 {view.doubtful} 件待定" if view.doubtful else ""
    dates = len(view.ahead) + view.more_ahead
    ahead = f"；未来 {view.ahead_days} 天有 {dates} 个期限" if dates else ""
    near = "（与条件有关的来源）" if view.narrow else ""
    lines = [f"{view.summary}{doubtful}{ahead}", f"本期监测范围{near}：{view.coverage}"]
    lines += [] if view.complete else [_caution(view)]
    return (*lines, *[clean(one, SHORT) for one in view.unread_briefly[:_UNREAD]])


def _caution(view: View) -> str:
    unread = view.unread_sources
    why = f"{unread} 个来源没有读到" if unread else "监测不完整"
    return f"注意：{why}，未列出的不等于没有"


def _documents(view: View) -> list[Item]:
    alone = sum(section.total for section in view.sections) == 1
    items = [_item(section, entry) for section in view.sections for entry in section.entries]
    names = {section.key: section.name for section in view.sections}
    return [replace(one, heading=names[one.key], number=0) for one in items] if alone else items


def _item(section: Section, entry: Entry) -> Item:
    return Item(
        key=section.key,
        heading=f"{section.name} {section.total} 件",
        number=entry.number,
        title=("〔待定〕" if entry.doubtful else "") + entry.title,
        lines=_lines(entry),
        actions=_actions(section.key, entry),
    )


def _lines(entry: Entry) -> tuple[Line, ...]:
    facts = ["｜".join(entry.facts), "，".join(entry.dates)]
    lines = [
        Line(text="｜".join(one for one in facts if one)),
        Line(text=entry.top, strong=True),
        Line(text=entry.line),
        Line(text=entry.gist, label="要点"),
        *[Line(text=_due(due), label="期限", strong=True) for due in entry.due],
        Line(text=entry.reason, label="待定理由"),
        Line(text=entry.note, label="注"),
    ]
    return tuple(replace(one, text=clean(one.text, LINE)) for one in lines if one.text)


def _due(due: Due) -> str:
    return f"{due.when}{due.what}" + (f"（{due.gist}）" if due.gist else "")


def _actions(key: str, entry: Entry) -> tuple[Action, ...]:
    """The original, and our page: of a change the comparison, where it has a page of its own."""
    original = "原网址" if key == "withdrawn" else "原文"
    ours = "对照" if key == "changed" else "页面"
    return _links_to({original: entry.link, ours: entry.comparison or entry.page})


def _ahead(view: View) -> list[Item]:
    heading = f"未来 {view.ahead_days} 天的期限"
    return [
        Item(
            key=AHEAD,
            heading=heading,
            title=f"{due.when} {due.what}：{due.title}",
            actions=_links_to({"页面": due.link}),
            brief=True,
        )
        for due in view.ahead
    ]


def _links_to(links: dict[str, Link | None]) -> tuple[Action, ...]:
    return tuple(
        Action(label=label, url=link.url)
        for label, link in links.items()
        if link and len(link.url.encode()) <= _URL
    )
