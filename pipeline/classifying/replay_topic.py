"""What a topic would have matched: stored changes judged again by the rules as they stand now."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from pipeline.classify import TopicError, classify
from pipeline.classifying.facts import facts_of
from pipeline.learning.in_use import rules_in_use
from pipeline.reprocessing.judging import leading
from storage.database import Database
from storage.queries.changes import find_changes
from storage.queries.documents import documents_by_id
from storage.records import Office, Source


def replay_topic(
    db: Database, topic: str, now: datetime, days: int, world: tuple[Mapping[str, Source], Office]
) -> tuple[str, ...]:
    """One Chinese line for each document of the last days that the topic matches, and why.

    ``world``: the sources and the office. Raises ``TopicError``, ``ModelError``.
    """
    sources, office = world
    lines = []
    with db.connect() as conn:
        rules = rules_in_use(conn, office)
        if topic not in rules.topics:
            raise TopicError(f"没有主题 {topic}。主题编号见 pipeline/topics.toml。")
        found = find_changes(conn, since=now - timedelta(days=days))
        works = documents_by_id(conn, {change.document_id for change in found})
        for held in leading(conn, list(works.values())):
            document, lead = held.document, held.lead
            if lead is None:
                continue
            source = sources.get(lead.posting.source_id)
            verdict = classify(facts_of(lead.version.content, source), rules)
            for score in verdict.topics:
                if score.id == topic or score.id.startswith(f"{topic}."):
                    words = "、".join(dict.fromkeys(e.text for e in score.evidence))
                    lines.append(
                        f"{document.published_on}  {document.title}  {score.id}（{words}）"
                    )
    lines.sort(reverse=True)
    total = f"近 {days} 天 {len(works)} 份文件，主题 {topic} 命中 {len(lines)} 处。"
    return (*lines, total)
