"""The key facts of a document on its page: targets, then tasks by date, then who is addressed."""

from dataclasses import dataclass

from sqlalchemy import Connection

from pipeline.keyfacts.shown import in_order, is_reckoned, role_of, time_words
from storage.queries.key_facts import key_facts_from
from storage.records import KeyFact, KeyFactKind

_WORDS: dict[KeyFactKind, str] = {"target": "目标", "obligation": "任务", "addressee": "对象"}
_FIRST = 12
"""So many are shown at once."""


@dataclass(frozen=True, kw_only=True)
class FactLine:
    """One fact, with the sentence that says it."""

    said: KeyFact

    @property
    def kind(self) -> str:
        return "适用" if role_of(self.said) == "applies_to" else _WORDS[self.said.kind]

    @property
    def when(self) -> str:
        """As written; of a target that goes on with the sentence before, the year."""
        return time_words(self.said)

    @property
    def reckoned(self) -> str:
        """What is said of a day that the words do not name in full; empty where they do."""
        if not is_reckoned(self.said) or self.said.by_date is None:
            return ""
        return f"推算至{self.said.by_date}" if self.said.by else "年份据上文"


@dataclass(frozen=True, kw_only=True)
class FactLines:
    first: tuple[FactLine, ...]
    more: tuple[FactLine, ...]


def fact_lines(conn: Connection, document_id: str) -> FactLines:
    """What the document sets, the first lines and the rest."""
    facts = key_facts_from(conn, (document_id,)).get(document_id, ())
    lines = tuple(FactLine(said=said) for said in in_order(facts))
    most = len(lines) if len(lines) <= _FIRST + 2 else _FIRST
    return FactLines(first=lines[:most], more=lines[most:])
