"""What new documents set, for the documents of a digest."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from pipeline.keyfacts.shown import gist_of, in_order
from storage.clock import day_of
from storage.queries.key_facts import key_facts_from
from storage.records import DigestItem


def with_key_facts(conn: Connection, items: Sequence[DigestItem]) -> list[DigestItem]:
    """The items with their documents' key facts, and the line that tells those that matter."""
    facts = key_facts_from(conn, {item.document.document_id for item in items})
    found = []
    for item in items:
        mine = facts.get(item.document.document_id, ())
        gist = gist_of(mine, day_of(item.change.detected_at))
        found.append(replace(item, key_facts=tuple(in_order(mine)), gist=gist))
    return found
