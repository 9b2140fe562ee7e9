"""What other rules or another model make of stored documents: counted, and line by line. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from pipeline.classifying.explaining import KIND_NAMES
from pipeline.review import verdict_reason
from storage.as_decided import NOTHING, as_decided
from storage.records import VERDICT_WORDS, Document, Office, Said

MoveField = Literal["relevant", "topic", "part", "kind"]
FIELD_NAMES: Mapping[MoveField, str] = {
    "relevant": "收录判断", "topic": "首要主题", "part": "归编", "kind": "页面类型",
}  # fmt: skip
NONE = "无"


@dataclass(frozen=True, kw_only=True)
class Move:
    """A document of which one thing is judged otherwise."""

    document_id: str
    title: str
    field: MoveField
    before: str
    """In words."""
    after: str
    why: str
    decided: bool
    """Whether a person's word stands in this respect, so that what is shown does not move."""

    @property
    def line(self) -> str:
        """待定→收录  title（why）."""
        decided = "，已有人工决定，不受影响" if self.decided else ""
        return f"{self.before}→{self.after}  {self.title}（{self.why}{decided}）"


@dataclass(kw_only=True)
class Moves:
    """The account, growing."""

    office: Office
    names: Mapping[str, str]
    """Of the topics."""
    documents: int = 0
    """That were looked at."""
    judged: int = 0
    """Of them judged by other rules than before."""
    found: list[Move] = field(default_factory=list)
    undecided: Counter[bool | None] = field(default_factory=Counter)
    """How the documents stand afterwards, those apart of which a person decided."""

    def add(self, before: Document, after: Document, said: Said = NOTHING) -> None:
        """Count a document of which people said that."""
        self.documents += 1
        self.judged += before.classification.rules != after.classification.rules
        stood, stands = _values(as_decided(before, said)), _values(as_decided(after, said))
        if said.review is None:
            self.undecided[as_decided(after, said).relevant] += 1
        for name, was, now, why in self._differing(before, after):
            self.found.append(
                Move(
                    document_id=after.document_id,
                    title=after.title,
                    field=name,
                    before=was,
                    after=now,
                    why=why,
                    decided=stood[name] == stands[name],
                )
            )

    def counts(self) -> dict[MoveField, Counter[str]]:
        """By what moved: how many moved from where to where."""
        found: dict[MoveField, Counter[str]] = {name: Counter() for name in FIELD_NAMES}
        for one in self.found:
            found[one.field][f"{one.before}→{one.after}"] += 1
        return found

    def of(self, name: MoveField) -> list[Move]:
        """The moves in one respect, in the order of where they lead, then of titles."""
        mine = [one for one in self.found if one.field == name]
        return sorted(mine, key=lambda one: (one.before, one.after, one.title, one.document_id))

    def _differing(
        self, before: Document, after: Document
    ) -> Iterable[tuple[MoveField, str, str, str]]:
        reasons = after.classification.reasons
        matters = before.relevant is not False or after.relevant is not False
        if before.relevant != after.relevant:
            why = _bare(verdict_reason(after.classification))
            yield "relevant", VERDICT_WORDS[before.relevant], VERDICT_WORDS[after.relevant], why
        if before.page_kind != after.page_kind:
            kinds = [KIND_NAMES[one.page_kind] for one in (before, after)]
            yield "kind", kinds[0], kinds[1], _bare(reasons[0])
        if matters and before.part != after.part:
            titles = [self.office.title_of(one.part) for one in (before, after)]
            yield "part", titles[0], titles[1], _bare(reasons[-1])
        if matters and _first(before) != _first(after):
            names = [self.names.get(one, one) or NONE for one in (_first(before), _first(after))]
            yield "topic", names[0], names[1], _topic_why(after)


def moves_lines(moves: Moves, most: int = 0) -> list[str]:
    """The account in Chinese: counts, then a line a move (at most so many of each respect)."""
    lines = counts_lines(moves)
    for name, title in FIELD_NAMES.items():
        mine = moves.of(name)
        if not mine:
            continue
        shown = mine[:most] if most else mine
        lines += ["", f"{title}会变的 {len(mine):,} 件："]
        lines += [f"  {one.line}" for one in shown]
        if len(shown) < len(mine):
            lines.append(f"  另有 {len(mine) - len(shown):,} 件，用 --json 查看全部")
    return lines


def counts_lines(moves: Moves) -> list[str]:
    """How many documents, and how many of them move from where to where."""
    lines = [f"文件 {moves.documents:,} 件，其中 {moves.judged:,} 件按另一套规则重新判断"]
    for name, counts in moves.counts().items():
        each = "，".join(f"{way} {count:,}" for way, count in counts.most_common())
        total = sum(counts.values())
        lines.append(f"{FIELD_NAMES[name]}有变 {total:,} 件" + (f"（{each}）" if each else ""))
    settled = moves.undecided
    if total := sum(settled.values()):
        share = settled[None] / total
        lines.append(f"无人决定过的 {total:,} 件中，变后待定 {settled[None]:,} 件（{share:.1%}）")
    return lines


def to_object(moves: Moves) -> dict[str, object]:
    """The same as JSON."""
    return {
        "documents": moves.documents,
        "judged": moves.judged,
        "counts": {name: dict(counts.most_common()) for name, counts in moves.counts().items()},
        "left_for_a_person": moves.undecided[None],
        "moves": [move_object(one) for name in FIELD_NAMES for one in moves.of(name)],
    }


def move_object(one: Move) -> dict[str, object]:
    """A move as JSON."""
    return {
        "document_id": one.document_id,
        "title": one.title,
        "field": one.field,
        "before": one.before,
        "after": one.after,
        "why": one.why,
        "decided": one.decided,
    }


def _values(document: Document) -> dict[MoveField, object]:
    """What may move."""
    return {
        "relevant": document.relevant,
        "kind": document.page_kind,
        "part": document.part,
        "topic": _first(document),
    }


def _first(document: Document) -> str:
    """The topic under which it stands; empty: it has none."""
    return next((one.id for one in document.classification.topics), "")


def _topic_why(document: Document) -> str:
    """The words for which it stands there."""
    topics = document.classification.topics
    words = dict.fromkeys(one.text for one in topics[0].evidence) if topics else ()
    return "、".join(f"“{one}”" for one in list(words)[:3]) or "没有命中的词"


def _bare(reason: str) -> str:
    """The reason without the verdict before it."""
    return reason.partition("：")[2] or reason
