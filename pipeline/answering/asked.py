"""What is asked, and of what world: handed to all that answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pipeline.answering.typed import Typed
from pipeline.classifying.rules import Rules
from storage.records import Office, Part, Source


@dataclass(frozen=True, kw_only=True)
class World:
    """What an answer takes from outside the database."""

    sources: Mapping[str, Source]
    """All of them, by id."""
    office: Office
    """Whose parts are spoken of."""
    judged_by: Rules | None = None
    """The rules in use; ``None``: those that the database says are."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One question."""

    typed: Typed
    world: World
    rules: Rules
    """By which documents are judged now."""
    now: datetime
    part: Part | None = None
    """The part in which it was looked for."""

    @property
    def key(self) -> str:
        """What was typed."""
        return self.typed.text

    @property
    def sources(self) -> Mapping[str, Source]:
        return self.world.sources
