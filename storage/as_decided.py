"""A document as people decided it: the only place where proposal and decisions are put together.

Pure. The document that comes back is for showing, filtering and printing, and is never stored: the
program's own verdict stays as it was, and is what every explanation speaks of.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from storage.records import (
    TAKEN,
    AmendedField,
    Document,
    Evidence,
    PageKind,
    Said,
    TopicScore,
)

NOTHING = Said()
"""Of a document that nobody spoke of."""
BY_PERSON = Evidence(field="person", text="人工改定")
"""Of a topic that a person gave."""
AMENDED_MARK = "人工改定"
"""How people are told that a person's word stands for the program's."""
FIELD_NAMES: Mapping[AmendedField, str] = MappingProxyType(
    {"topics": "主题", "part": "归编", "kind": "页面类型"}
)


def as_decided(document: Document, said: Said = NOTHING) -> Document:
    """The document with people's words in the place of what the program proposed.

    A decision says whether it belongs. Without one the verdict stands, unless an amended kind takes
    away what it rested on: what is of a kind that is not taken does not belong; of what was left
    out for its kind alone, and of what turns out to be a draft, nobody has said whether it belongs.
    """
    if said.review is None and not said.amendments:
        return document
    amended = {one: made.value or "" for one, made in said.amendments.items()}
    kind: PageKind = amended.get("kind", document.page_kind)  # type: ignore[assignment]
    verdict = document.classification
    if "topics" in amended:
        verdict = replace(verdict, topics=_topics(document, amended["topics"]))
    return replace(
        document,
        relevant=_relevant(document, kind, said),
        part=amended.get("part", document.part) or None,
        page_kind=kind,
        classification=verdict,
    )


def proposed_value(document: Document, field: AmendedField) -> str:
    """What the program says of the field, as an amendment writes it."""
    match field:
        case "topics":
            return topics_value(one.id for one in document.classification.topics)
        case "part":
            return document.part or ""
        case "kind":
            return document.page_kind


def topics_value(ids: Iterable[str]) -> str:
    """Topics as an amendment writes them: each once, the main one first."""
    return " ".join(dict.fromkeys(ids))


def _relevant(document: Document, kind: PageKind, said: Said) -> bool | None:
    if said.review is not None:
        return said.review.decision == "approve"
    if kind == document.page_kind:
        return document.relevant
    if kind not in TAKEN:
        return False
    if document.page_kind not in TAKEN:
        return None
    return None if kind == "consultation" and document.relevant else document.relevant


def _topics(document: Document, value: str) -> tuple[TopicScore, ...]:
    """Those that a person gave, in that order, with what the program found of them."""
    found = {one.id: one for one in document.classification.topics}
    return tuple(
        TopicScore(
            id=one,
            score=1.0,
            evidence=(BY_PERSON, *(found[one].evidence if one in found else ())),
        )
        for one in value.split()
    )
