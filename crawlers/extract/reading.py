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
    lost: bool = False
    """The source's own selector for the body matches nothing any more."""
    prose_run: int = 0
    title: str = ""
    lines: list[str] = field(default_factory=list)
    """The text of the document, trimmed."""
    untabled: int = 0
    """How many of them stand before the first table of values."""
    led: list[str] = field(default_factory=list)
    """The lines inside the body's element that lead up to the text."""
    blocks: tuple[Block, ...] = ()
    files: tuple[Attachment, ...] = ()
    signing: Signing = field(default_factory=Signing)

    def values(self, name: str) -> list[str]:
        """What the labels of the field say, visible ones first."""
        return [fact.value for fact in self.facts.get(name, ())]

    def head_lines(self) -> list[str]:
        """The first lines of the text, up to the addressee, the first sentence or a table."""
        head: list[str] = []
        for line in self.lines[: min(12, self.untabled)]:
            head.append(line)
            if line.endswith(("：", ":")) or (len(line) > 40 and "。" in line):
                break
        return head

    def before(self, count: int) -> list[str]:
        """The visible lines outside links among the ``count`` runs right before the body."""
        return list(self._lines(self.reach(count), self.body.start))

    def reach(self, count: int) -> int:
        """The run that stands ``count`` runs before the body, lists of links not counted."""
        run = self.body.start
        while run and count:
            run -= 1
            count -= run not in self.flat.listed
        return run

    def after(self, count: int) -> list[str]:
        """The same after the body."""
        return list(self._lines(self.body.end, min(len(self.flat.texts), self.body.end + count)))

    def _lines(self, start: int, end: int) -> Iterator[str]:
        flat, last = self.flat, -1
        for run in range(start, end):
            element = flat.elements[flat.owners[run]]
            if run in flat.listed or element.link or element.hidden:
                continue
            if flat.lines[run] != last:
                last = flat.lines[run]
                yield flat.line_of(run)
