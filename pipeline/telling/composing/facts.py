"""What new documents set, and say, for the documents of a digest."""

import re
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from pipeline.keyfacts.shown import gist_of, in_order
from pipeline.review import gist, verdict_reason
from storage.clock import day_of
from storage.queries.key_facts import key_facts_from
from storage.queries.processing import versions_by_id
from storage.records import DigestItem, Document

_DOUBT = "收录判断为待定："
_WEIGHTS = re.compile(
    r"（规则[+−][\d.]+）；模型(?:倾向收录|倾向不收录|没有把握)（[+−][\d.]+）(?:：.*?)?(?=；但|$)"
)
"""What the rules and the model weigh: for who decides, not for readers."""
_OPEN, _ASKED = "，只凭规则定不了", "，是否收录请人判断"


def with_key_facts(conn: Connection, items: Sequence[DigestItem]) -> list[DigestItem]:
    """The items with their documents' key facts, and the line that tells those that matter."""
    facts = key_facts_from(conn, {item.document.document_id for item in items})
    found = []
    for item in items:
        mine = facts.get(item.document.document_id, ())
        line = gist_of(mine, day_of(item.change.detected_at))
        found.append(replace(item, key_facts=tuple(in_order(mine)), gist=line))
    return found


def with_lines(conn: Connection, items: Sequence[DigestItem]) -> list[DigestItem]:
    """The items; those of new documents without a ``gist`` with what their texts begin with, those
    that are for a person with the reason."""
    poor = {
        item.document.version_id for item in items if item.change.kind == "added" and not item.gist
    }
    said = {key: gist(one.content) for key, one in versions_by_id(conn, poor).items()}
    return [
        replace(item, opening=said.get(item.document.version_id, ""), reason=_reason(item.document))
        for item in items
    ]


def _reason(document: Document) -> str:
    """What makes it doubtful: 标题涉及产业结构调整，是否收录请人判断."""
    if document.relevant is not None:
        return ""
    said = verdict_reason(document.classification)
    return plain_doubt(said.removeprefix(_DOUBT)) if said.startswith("收录") else ""


def plain_doubt(reason: str) -> str:
    """The program's reason for a doubt, for readers.

    >>> plain_doubt("标题涉及算力，只凭规则定不了（规则+0.4）；模型没有把握（−0.1）：“算力”+0.3")
    '标题涉及算力，是否收录请人判断'
    """
    said = _WEIGHTS.sub("", reason).replace("；但", "，但").replace(_OPEN, "")
    return said if said.endswith("判断") else said + _ASKED
