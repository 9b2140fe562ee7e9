"""The weekly digests of everything that are kept on the web."""

from dataclasses import dataclass, field

from sqlalchemy import Connection

from storage.queries import telling
from storage.records import Form


@dataclass(frozen=True, kw_only=True)
class Named:
    """A copy that everybody is told of."""

    rendering_id: str
    subject: str
    week: str
    """2026-W47."""


@dataclass(kw_only=True)
class Archive:
    """The weekly digests of everything: what each is called is read once, for they are long."""

    _named: dict[str, Named] = field(default_factory=dict)

    def weeks(self, conn: Connection) -> list[Named]:
        """The newest copy of each week, the last week first."""
        ids = telling.listed_copies(conn)
        self._named = {one: self._named.get(one) or _named(conn, one) for one in ids}
        newest = {one.week: one for one in reversed(self._named.values()) if one.week}
        return sorted(newest.values(), key=lambda one: one.week, reverse=True)


def _named(conn: Connection, rendering_id: str) -> Named:
    """Without a week, if it was deleted meanwhile."""
    found = telling.copy_of(conn, rendering_id)
    form = found.form if found else Form(subject="", text="")
    return Named(rendering_id=rendering_id, subject=form.subject, week=form.thread)
