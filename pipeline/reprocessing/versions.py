"""A stored version read again by the extractor of now, so that like is compared with like."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from pipeline.normalise import content_hash
from pipeline.pages.extractor import page_extractor
from pipeline.pages.whole_page import read_whole
from pipeline.reprocessing.rebuilt import Rebuilt
from storage.bodies import Bodies, BodyError
from storage.ids import digest_id
from storage.queries import processing, rebuilding
from storage.records import Posting, Snapshot, Source, Version


def rebuild(
    bodies: Bodies, version: Version, snapshot: Snapshot, posting: Posting, source: Source | None
) -> Rebuilt:
    """The version as the extractor of now makes it of its snapshot.

    What that cannot read stays as it is, rather than that a change be missed.
    """
    try:
        content = read_whole(bodies, snapshot, posting, source)
    except BodyError as error:
        return Rebuilt(before=version, after=version, fault=str(error), damaged=True)
    made_by = page_extractor(source)
    if content.page_state != "ok":
        kept = replace(version, extractor=made_by)
        return Rebuilt(before=version, after=kept, fault=f"{snapshot.url}：{content.state_reason}")
    digest = content_hash(content)
    after = replace(version, content=content, extractor=made_by, rebuilt_as=None)
    version_id = digest_id("version", posting.posting_id, digest)
    if version_id != version.version_id:
        after = replace(after, version_id=version_id, content_sha256=digest, technical=True)
    return Rebuilt(before=version, after=after)


def take_over(conn: Connection, posting: Posting, rebuilt: Sequence[Rebuilt]) -> Posting:
    """Store what was rebuilt; the posting, showing the version that took its version's place.

    The former one stays where changes name it. All are marked as replaced before any is stored:
    what one snapshot is read as now may be what another one was read as before.
    """
    shows = posting.version_id
    for one in rebuilt:
        if one.after.version_id != one.before.version_id:
            rebuilding.replace_version(conn, one.before.version_id, one.after.version_id)
    for one in rebuilt:
        _store(conn, one)
        if one.before.version_id == shows:
            posting = replace(posting, version_id=one.after.version_id)
    return posting


def _store(conn: Connection, one: Rebuilt) -> None:
    after = one.after
    if one.same:
        rebuilding.stamp_versions(conn, {after.version_id: after.extractor})
        return
    if after.version_id != one.before.version_id:
        seen = processing.version(conn, after.version_id)
        if seen and seen.rebuilt_as is None:  # another snapshot says these words as well
            after = replace(seen, content=after.content, extractor=after.extractor)
    rebuilding.put_version(conn, after)
