"""A digest on its way to forms: what a channel asks it for, at whatever length fits."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from ipaddress import ip_address
from typing import Any

from notifiers.entries import Around, link_of
from notifiers.payload import event, whole
from notifiers.view import Frame, View, cut, view
from storage.clock import day_of
from storage.records import Digest


@dataclass(frozen=True, kw_only=True)
class Showing:
    """One digest, and where its links lead."""

    digest: Digest
    public_url: str = ""
    """Where everybody finds our pages; empty: there are none for readers."""
    desk_url: str = ""
    """The office's desk: links lead there only without public pages, and not to this machine."""
    office_address: str = ""
    """Where readers reach the office; empty: not said."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Topics' names by id."""
    copy_url: str = ""
    """Of the digest's copy on the web; empty: there is none."""

    def view(self, limit: int, compared: int = 0) -> View:
        """For people, with at most so many items a section, and so many comparisons."""
        return cut(self.whole, limit, compared)

    def event(self) -> dict[str, Any]:
        """For programs, as much of it as a webhook carries."""
        return event(self.digest, self._frame.around, self.copy_url)

    def whole_event(self) -> dict[str, Any]:
        """For programs, all of it."""
        return whole(self.digest, self._frame.around)

    @cached_property
    def whole(self) -> View:
        """For people, with all items and comparisons."""
        return view(self.digest, self._frame)

    def copy(self) -> View:
        """The same for the copy on the web, where nothing is shortened."""
        return view(self.digest, replace(self._frame, copy_url="", whole=True))

    @property
    def _frame(self) -> Frame:
        site = self.public_url or (self.desk_url if is_reachable(self.desk_url) else "")
        around = Around(
            today=day_of(self.digest.until),
            names=self.names,
            site=site,
            comparisons=not self.public_url,
        )
        return Frame(
            around=around,
            public=bool(self.public_url),
            copy_url=self.copy_url,
            office_address=self.office_address,
        )


def is_reachable(url: str) -> bool:
    """Whether the address may lead readers anywhere: not to the machine they read on."""
    link = link_of(url)
    if link is None or link.host == "localhost" or link.host.endswith(".localhost"):
        return False
    try:
        address = ip_address(link.host)
    except ValueError:  # a name
        return True
    return not (address.is_loopback or address.is_unspecified)
