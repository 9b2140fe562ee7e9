"""Topics."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Topic:
    """An entry of ``pipeline/topics.toml``."""

    id: str
    name: str
    name_en: str
    any_of: tuple[str, ...]
    none_of: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    """Terms that support a topic but do not make one."""
    should_match: tuple[str, ...] = ()
    should_not_match: tuple[str, ...] = ()
