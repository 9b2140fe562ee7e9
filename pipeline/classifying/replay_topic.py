"""What a topic would have matched: stored changes judged again by the rules as they stand now."""

from datetime import datetime, timedelta

from pipeline.classify import TopicError, classify, load_rules
from pipeline.classifying.facts import facts_of
from storage.database import Database
from storage.queries.changes import find_changes
from storage.queries.documents import documents_by_id
from storage.queries.processing import versions_by_id


def replay_topic(db: Database, topic: str, now: datetime, days: int) -> tuple[str, ...]:
    """One Chinese line for each document of the last days that the topic matches, and why."""
    rules = load_rules()
    if topic not in rules.topics:
        raise TopicError(f"没有主题 {topic}。主题编号见 pipeline/topics.toml。")
    lines = []
    with db.connect() as conn:
        found = find_changes(conn, since=now - timedelta(days=days))
        works = documents_by_id(conn, {change.document_id for change in found})
        for document in works.values():
            version = versions_by_id(conn, [document.version_id]).get(document.version_id)
            if version is None:
                continue
            verdict = classify(facts_of(version.content, None), rules)
            for score in verdict.topics:
                if score.id == topic or score.id.startswith(f"{topic}."):
                    words = "、".join(dict.fromkeys(e.text for e in score.evidence))
                    lines.append(
                        f"{document.published_on}  {document.title}  {score.id}（{words}）"
                    )
    lines.sort(reverse=True)
    total = f"近 {days} 天 {len(works)} 份文件，主题 {topic} 命中 {len(lines)} 处。"
    return (*lines, total)
