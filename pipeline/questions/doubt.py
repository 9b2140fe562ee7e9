"""Which of the documents that are for a person are the most doubtful: those are asked first. Pure.

The most doubtful is the one whose probability lies nearest to the line from which on the program
takes a document by itself: there a person's word tells it most. Of two equally near the one that is
nearer to being taken comes first, since more hangs on it: then the one published last.
"""

from dataclasses import dataclass

from storage.clock import day_of
from storage.records import Document

_SEEN = 0.0005
"""Less is not seen in three decimals."""


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """How doubtful a document is."""

    relevance: float
    line: float

    @property
    def distance(self) -> float:
        """From the line; less is more doubtful."""
        return round(abs(self.relevance - self.line), 4)

    @property
    def words(self) -> str:
        """Why it is asked before others, in Chinese."""
        if self.distance < _SEEN:
            return f"相关度 {self.relevance:.3f}，正在收录线上"
        side = "高出" if self.relevance > self.line else "差"
        return f"相关度 {self.relevance:.3f}，比收录线 {self.line:.3f} {side} {self.distance:.3f}"


Newest = tuple[int, str]
Order = tuple[float, float, int, str]


def newest_order(document: Document) -> Newest:
    """For sorting: what was published (else found) last comes first."""
    day = document.published_on or day_of(document.detected_at)
    return -day.toordinal(), document.document_id


def doubt_order(document: Document, line: float) -> Order:
    """For sorting: the most doubtful first; the same on every page and in the shell."""
    doubt = Doubt(relevance=document.relevance, line=line)
    return doubt.distance, -document.relevance, *newest_order(document)
