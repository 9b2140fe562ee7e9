"""A classification as Chinese lines. Pure."""

from collections.abc import Mapping

from pipeline.classifying.strongest import MODEL
from storage.records import Classification, Evidence, PageKind

KIND_NAMES: dict[PageKind, str] = {
    "document": "文件", "consultation": "征求意见", "law": "法律法规", "interpretation": "解读",
    "news": "新闻", "personnel": "人事", "procurement": "采购招标", "statistics": "统计数据",
    "meeting": "会议", "publicity_list": "公示", "speech": "讲话",
}  # fmt: skip
_FIELDS = {
    "title": "标题", "body": "正文", "attachment": "附件名", "issuing_bodies": "发文机关",
    "document_number": "文号", "column": "栏目",
}  # fmt: skip


def explain_by(classification: Classification, names: Mapping[str, str]) -> str:
    """Kind, relevance, part, each topic with the words found; ``names``: those of the topics."""
    lines = [*classification.reasons, f"收录的可能性：{classification.relevance:.0%}"]
    for topic in classification.topics:
        words = "、".join(dict.fromkeys(map(_word, topic.evidence)))
        lines.append(
            f"主题 {topic.id}（{names.get(topic.id, topic.id)}）{topic.score:.2f}：{words}"
        )
    if not classification.topics:
        lines.append("主题：无")
    return "\n".join(lines)


def _word(found: Evidence) -> str:
    by = "（模型）" if found.rule == MODEL else ""
    return f"{_FIELDS.get(found.field, found.field)}“{found.text}”{by}"
