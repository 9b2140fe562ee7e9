"""What was found on a page before the fields are read from it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from crawlers.extract.flat import Element, Flat
from crawlers.extract.labels import Fact
from crawlers.extract.signing import Signing
from storage.records import Attachment, Block, Row


@dataclass
class Reading:
    """The page in pieces. ``prose_run`` is where the first sentence of the body begins."""

    flat: Flat
    meta: dict[str, str]
    facts: dict[str, list[Fact]]
    body: Element
    row: Row | None
    prose_run: int = 0
    title: str = ""
    lines: list[str] = field(default_factory=list)
    """The text of the document, trimmed."""
    blocks: tuple[Block, ...] = ()
    files: tuple[Attachment, ...] = ()
    signing: Signing = field(default_factory=Signing)

    def values(self, name: str) -> list[str]:
        """What the labels of the field say, visible ones first."""
        return [fact.value for fact in self.facts.get(name, ())]

    def before(self, count: int) -> list[str]:
        """The visible lines outside links among the ``count`` runs right before the body."""
        return list(self._lines(max(0, self.body.start - count), self.body.start))

    def after(self, count: int) -> list[str]:
        """The same after the body."""
        return list(self._lines(self.body.end, min(len(self.flat.texts), self.body.end + count)))

    def _lines(self, start: int, end: int) -> Iterator[str]:
        flat, last = self.flat, -1
        for run in range(start, end):
            element = flat.elements[flat.owners[run]]
            if flat.lines[run] != last and not element.link and not element.hidden:
                last = flat.lines[run]
                yield flat.line_of(run)
