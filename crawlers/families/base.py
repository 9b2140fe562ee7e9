"""What a CMS family is: a pure reader of list pages. The one spider does the fetching."""

from dataclasses import dataclass
from typing import Protocol

from crawlers.page import Page
from storage.records import Row, Source


@dataclass(frozen=True, kw_only=True)
class ListRequest:
    """A request for a list page, or for something that must be read before one."""

    url: str
    page: int = 1
    """1-based number of the list page that this request belongs to."""
    form: tuple[tuple[str, str], ...] = ()
    """Sent as a POST form if not empty."""
    referer: str | None = None
    step: str = "list"
    """Which of the family's steps reads the answer: list, shell, frame, …"""


@dataclass(frozen=True, kw_only=True)
class ListReading:
    """What a list page says: its rows, and where to go on."""

    rows: tuple[Row, ...] = ()
    follow: tuple[ListRequest, ...] = ()
    """Needed to get this page's rows: the frame, the JSON behind a shell."""
    next_page: ListRequest | None = None
    """Followed only while rows are new."""
    reason: str = ""
    """Chinese: why there are no rows, and no request that would bring them."""


class Family(Protocol):
    """One CMS family. A family needs two real sites."""

    name: str

    def start(self, source: Source) -> tuple[ListRequest, ...]:
        """The first requests of a pass."""
        ...

    def read(self, source: Source, request: ListRequest, page: Page) -> ListReading:
        """What the answer to ``request`` says."""
        ...
