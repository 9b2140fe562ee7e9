"""A stored version beside what its snapshot says by the extractor of now. Pure."""

from dataclasses import dataclass

from storage.records import Version


@dataclass(frozen=True, kw_only=True)
class Rebuilt:
    """A version, and what its snapshot says by the extractor of now."""

    before: Version
    after: Version
    """Of the same words: the same id. Of others: a technical version."""
    fault: str = ""
    """Why the snapshot could not be read again (then both are the one that is stored)."""
    damaged: bool = False
    """The stored body is missing or torn, or the readers broke on it: nobody can read it."""

    @property
    def same(self) -> bool:
        return self.before.content == self.after.content
