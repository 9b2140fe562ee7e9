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
    issuers: tuple[str, ...] = ()
    """Words of issuers' names and 代字 that make it where the title names no topic."""
    weak_issuers: tuple[str, ...] = ()
    """The same, where the title belongs but names no specific topic."""
    should_match: tuple[str, ...] = ()
    should_not_match: tuple[str, ...] = ()
