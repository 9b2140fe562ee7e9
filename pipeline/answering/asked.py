"""What is asked, and of what world: handed to all that answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from pipeline.answering.typed import Typed
from pipeline.classify import load_rules
from pipeline.classifying.rules import Rules
from storage.office import DEFAULT_OFFICE
from storage.records import Office, Part, Source


@dataclass(frozen=True, kw_only=True)
class World:
    """What an answer takes from outside the database."""

    sources: Mapping[str, Source] = field(default_factory=dict)
    """All of them, by id."""
    office: Office = DEFAULT_OFFICE
    """Whose parts are spoken of."""
    judged_by: Rules | None = None
    """The rules in use; ``None``: those that the database says are."""

    @cached_property
    def rules(self) -> Rules:
        return self.judged_by or load_rules(office=self.office)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One question."""

    typed: Typed
    world: World
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
