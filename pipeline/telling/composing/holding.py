"""Too much at once, as when a site is redesigned: counted now, told next morning. Pure."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from storage.clock import day_beside, day_of
from storage.records import Digest, DigestItem, Held

MOST_AT_ONCE = 20
"""Documents that one source may bring in one pass, in a digest that is sent at once."""


def hold_back(digest: Digest, names: Mapping[str, str]) -> tuple[Digest, tuple[Held, ...]]:
    """The digest without what a source brought too much of, counted in ``held``; and which runs
    that was. ``names``: of sources, by id."""
    runs: dict[str, list[DigestItem]] = defaultdict(list)
    for item in (*digest.added, *digest.late, *digest.changed):
        runs[item.change.run_id].append(item)
    much = {run: items for run, items in runs.items() if len(items) > MOST_AT_ONCE}
    if not much:
        return digest, ()

    def kept(items: tuple[DigestItem, ...]) -> tuple[DigestItem, ...]:
        return tuple(one for one in items if one.change.run_id not in much)

    rest = replace(
        digest,
        added=kept(digest.added),
        late=kept(digest.late),
        changed=kept(digest.changed),
        held=tuple(_line(items, digest.subscription.hour, names) for items in much.values()),
    )
    return rest, tuple(
        Held(run_id=run, detected_at=items[0].change.detected_at) for run, items in much.items()
    )


def _line(items: list[DigestItem], hour: int, names: Mapping[str, str]) -> str:
    """虚构部 · 通知：这次一并公布 57 件（也许是网站改版），9月3日 8:00 起逐件告知."""
    change = items[0].change
    name = names.get(change.source_id, change.source_id)
    day = day_of(change.detected_at) + timedelta(days=1)
    when = f"{day_beside(day, day_of(change.detected_at))} {hour}:00"
    return f"{name}：这次一并出现 {len(items)} 件（也许是网站改版），{when} 的摘要逐件列出"
