"""What digests are made with, beside the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from storage.records import Office, Source
from storage.settings import Settings


@dataclass(frozen=True, kw_only=True)
class World:
    """What digests are made with, beside the database."""

    settings: Settings
    sources: Sequence[Source]
    """All declared ones: the coverage statement counts them."""
    topic_names: Mapping[str, str] = field(default_factory=dict)
    """Of the taxonomy, by id: the foot of a digest prints them."""
    office: Office
    """By whose parts they are arranged."""
