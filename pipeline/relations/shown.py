"""Relations and standings as objects of the contract, and as lines for people."""

from collections.abc import Iterable, Sequence

from pipeline.relations.resolving import Linked
from pipeline.relations.standing import ENDED, STATE_WORDS, Standing, extends, said_on_page
from pipeline.relations.standings import Ties, name_of
from storage.records import Relation, RelationKind

Object = dict[str, object]

_KIND_WORDS: dict[RelationKind, str] = {
    "repeals": "废止",
    "replaces": "取代",
    "amends": "修改",
    "promulgates": "印发",
    "forwards": "转发",
    "interprets": "解读",
    "draft-of": "征求意见",
    "implements": "依据",
    "cites": "提及",
}
"""What a document does to another."""
_INCOMING_WORDS: dict[RelationKind, str] = {
    "repeals": "被废止",
    "replaces": "被取代",
    "amends": "被修改",
    "promulgates": "被印发",
    "forwards": "被转发",
    "interprets": "被解读",
    "draft-of": "征求过意见",
    "implements": "被作为依据",
    "cites": "被提及",
}
"""The same, as it is told of the other one."""
_LONGER, _INCOMING_LONGER = "延长有效期", "被延长有效期"
_MOST_LINES = 12


def kind_words(said: Relation) -> str:
    """What the document does to the one that it names."""
    return _LONGER if extends(said) else _KIND_WORDS[said.kind]


def incoming_words(said: Relation) -> str:
    """The same, as it is told of the one that is named."""
    return _INCOMING_LONGER if extends(said) else _INCOMING_WORDS[said.kind]


def relation_object(said: Relation, document_id: str | None = None) -> Object:
    """What a text says of another document, by the name that it gives it."""
    return {
        "kind": said.kind,
        "title": said.title,
        "document_number": said.document_number,
        "document_id": document_id,
        "sentence": said.sentence,
        "label": said.label,
        "attachment": said.attachment,
        "since": said.since,
    }


def outgoing_objects(links: Iterable[Linked]) -> list[Object]:
    """``relations`` of a document."""
    return [
        relation_object(one.relation.said, one.other.document_id if one.other else None)
        for one in links
    ]


def incoming_objects(links: Iterable[Linked]) -> list[Object]:
    """``related_from`` of a document: what other documents say of it."""
    return [
        {
            "kind": one.relation.kind,
            "title": one.other.title,
            "document_number": one.other.document_number,
            "document_id": one.other.document_id,
            "sentence": one.relation.said.sentence,
            "label": one.relation.said.label,
            "attachment": one.relation.said.attachment,
            "since": one.relation.said.since,
        }
        for one in links
        if one.other
    ]


def validity_of(said: str | None, standing: Standing) -> tuple[str | None, bool]:
    """The word for whether a document holds, and whether it was inferred.

    The page's own, unless another document ended what the page still calls valid.
    """
    ended = standing.state in ENDED and said_on_page(said) not in ENDED
    if standing.state and (ended or not said):
        return STATE_WORDS[standing.state], True
    return said, False


def standing_object(standing: Standing) -> Object:
    """Whether a document holds, and why."""
    return {"state": standing.state, "because": list(standing.because)}


def is_told(one: Linked) -> bool:
    """Whether people are told of it: not of the plan that a notice carries itself."""
    return one.other is not None or one.relation.kind != "promulgates"


def lines_of(ties: Ties) -> tuple[str, ...]:
    """How a document hangs together with others, one Chinese line each."""
    state = ties.standing.state
    head = [f"效力：{STATE_WORDS[state]}"] if state else []
    return (
        *head,
        *ties.standing.because,
        *_some([_outgoing_line(one) for one in ties.related.to if is_told(one)]),
        *_some([_incoming_line(one) for one in ties.related.by if one.other]),
    )


def _some(lines: Sequence[str]) -> list[str]:
    more = len(lines) - _MOST_LINES
    return [*lines[:_MOST_LINES], *([f"另有 {more} 份相关文件"] if more > 0 else [])]


def _outgoing_line(one: Linked) -> str:
    said = one.relation.said
    held = f"（已收存，编号 {one.other.document_id}）" if one.other else ""
    return f"{kind_words(said)}：{named(said)}{held}"


def _incoming_line(one: Linked) -> str:
    other = one.other
    assert other is not None
    name = name_of(other.title, other.document_number)
    return f"{incoming_words(one.relation.said)}：{name}（编号 {other.document_id}）"


def named(said: Relation) -> str:
    """A document as the text names it: 《…》（国发〔2021〕23号）; the number where no title is."""
    if said.title:
        return name_of(said.title, said.document_number)
    return said.document_number or ""
