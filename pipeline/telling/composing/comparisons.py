"""What is stored of a comparison, and how digests show it: pure."""

from collections.abc import Sequence
from dataclasses import replace

from diffing.show import mail_html, mail_text
from storage.records import Change, Comparison, Difference, DigestItem


def difference(change: Change) -> Difference:
    """What is stored of the comparison."""
    return Difference(
        significance=change.significance,
        summary=change.summary,
        values=change.values,
        hunks=change.hunks,
    )


def with_comparisons(items: Sequence[DigestItem]) -> list[DigestItem]:
    """The items with the clauses that changed, ready to be shown."""
    return [replace(item, comparison=_comparison(item.change)) for item in items]


def _comparison(change: Change) -> Comparison | None:
    if not change.hunks:
        return None
    found = difference(change)
    return Comparison(html=mail_html(found), lines=tuple(mail_text(found)))
