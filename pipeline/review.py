"""What the program proposes of a document, what a person decided, and why: pure.

Proposal and decision are separate things: a decision never alters the classification, and the
newest decision counts before the proposal.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from storage.clock import day_of, day_words
from storage.records import (
    PROPOSAL_WORDS,
    VERDICT_WORDS,
    Block,
    Change,
    Classification,
    Content,
    Document,
    Evidence,
    Posting,
    Review,
    TopicScore,
    ValueChange,
)
from storage.shortening import shortened
from storage.text import document_number, fold, squeeze

NO_NAMES: Mapping[str, str] = MappingProxyType({})

CHANGE_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "baseline": "首轮读取时已有",
        "added": "首次发现",
        "amended": "正文有改动",
        "attachment": "附件有改动",
        "metadata": "著录信息有改动",
        "withdrawn": "原文已撤下",
        "restored": "原文已恢复",
    }
)
ROLE_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "original": "原发",
        "repost": "转载",
        "interpretation": "解读",
        "news": "新闻",
        "attachment_only": "仅附件",
    }
)
FIELD_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "title": "标题",
        "issuing_bodies": "发文机关",
        "body": "正文",
        "text": "正文",
        "attachment": "附件",
        "column": "栏目",
        "document_number": "发文字号",
    }
)
_SENTENCE = re.compile(r"[^。！？；]{8,}?[。！？；]|[^。！？；]{8,}$")
_FORMULA = re.compile(r"(?:印发|转发|发)给?你们|现予(?:以)?(?:公布|发布|印发)")
_MOST_EVIDENCE, _MOST_POSTINGS = 6, 8
_GIST, _GIST_BLOCKS = 90, 30
_ENDS = ("。", "！", "？", "；")


def propose(classification: Classification, names: Mapping[str, str] = NO_NAMES) -> tuple[str, ...]:
    """The program's proposal in Chinese sentences: verdict, reasons, topics with evidence.

    ``names`` are those of the topics by id.
    """
    verdict = PROPOSAL_WORDS[classification.relevant]
    lines = [
        f"程序意见：{verdict}（相关度 {classification.relevance:.2f}）",
        *classification.reasons,
    ]
    lines += [topic_line(topic, names) for topic in classification.topics]
    if evidence := _quoted(classification.evidence):
        lines.append(f"依据：{evidence}")
    return tuple(lines)


def why(
    document: Document,
    review: Review | None,
    changes: Sequence[Change],
    postings: Sequence[Posting],
    names: Mapping[str, str] = NO_NAMES,
) -> tuple[str, ...]:
    """Why the document stands where it stands, one Chinese line each, the decision first."""
    return (
        *decision_lines(review),
        *propose(document.classification, names),
        *_posting_lines(document, postings),
        *(change_line(change) for change in changes),
    )


def verdict_reason(classification: Classification) -> str:
    """Of the classification's reasons the one that speaks of belonging, else the first."""
    reasons = classification.reasons
    return next((one for one in reasons if one.startswith("收录")), next(iter(reasons), ""))


def gist(content: Content) -> str:
    """One line of what a text is about: its first whole sentence that says something.

    Addresses, labels, numbers and the title again say nothing. That something is sent out
    (印发给你们), or words without a full stop, are taken only if there is no better. Empty where
    the page has no running text (a notice that is all attachment).
    """
    title = fold(content.title)
    poor = ""
    for block in content.blocks[:_GIST_BLOCKS]:
        sentence = _first_sentence(block, title)
        if sentence.endswith(_ENDS) and not _FORMULA.search(sentence):
            return shortened(sentence, _GIST)
        poor = poor or sentence
    return shortened(poor, _GIST)


def _first_sentence(block: Block, title: str) -> str:
    text = squeeze(block.text[:2000]).removeprefix(block.label).lstrip()
    bare = block.kind not in ("paragraph", "item") or text.endswith(("：", ":"))
    number = len(text) < 40 and document_number(text) is not None
    if bare or number or text.startswith(("（", "(")) or fold(text) in title:
        return ""
    found = _SENTENCE.search(text)
    return found.group().strip() if found else ""


def value_line(value: ValueChange) -> str:
    """第十条 2025年12月31日 → 2026年6月30日; 第十条 新增 三个月; 第十条 删去 三个月."""
    label = f"{squeeze(value.label)} " if value.label else ""
    if not value.before:
        return f"{label}新增 {value.after}"
    return (
        f"{label}{value.before} → {value.after}" if value.after else f"{label}删去 {value.before}"
    )


def change_line(change: Change) -> str:
    """12月8日 正文有改动：第十条：2025年12月31日 → 2026年6月30日；新增第十一条."""
    words = CHANGE_WORDS[change.kind]
    marks = "".join(
        mark for mark, on in (("（迟到）", change.late), ("（改回原样）", change.reverted)) if on
    )
    said = "；".join(value_line(value) for value in change.values[:3])
    if change.summary and change.kind not in ("added", "baseline"):  # theirs is the gist
        said = squeeze(change.summary)
    return f"{day(change.detected_at)} {words}{marks}" + (f"：{said}" if said else "")


def day(moment: datetime) -> str:
    """2023年12月8日, as people in Shanghai count it."""
    return day_words(day_of(moment))


def decision_lines(review: Review | None) -> tuple[str, ...]:
    """Who decided what, when and why, and what the program had proposed then, in Chinese."""
    if review is None:
        return ("尚无人决定",)
    word = VERDICT_WORDS[review.decision == "approve"]
    reason = f"，理由：{review.reason}" if review.reason else ""
    line = f"{review.person}于{day(review.decided_at)}决定：{word}{reason}"
    return (line, f"当时程序意见：{PROPOSAL_WORDS[review.proposed]}")


def topic_line(topic: TopicScore, names: Mapping[str, str]) -> str:
    """主题：用能设备（标题“锅炉”）."""
    evidence = _quoted(topic.evidence)
    return f"主题：{names.get(topic.id, topic.id)}" + (f"（{evidence}）" if evidence else "")


def _quoted(evidence: Sequence[Evidence]) -> str:
    """标题“配额”，正文“清缴”: each word once."""
    said = dict.fromkeys(
        f"{FIELD_WORDS.get(one.field, one.field)}“{squeeze(one.text)}”" for one in evidence
    )
    shown = "，".join(list(said)[:_MOST_EVIDENCE])
    return shown + (f" 等 {len(said)} 处" if len(said) > _MOST_EVIDENCE else "")


def _posting_lines(document: Document, postings: Sequence[Posting]) -> list[str]:
    lines = []
    for posting in postings[:_MOST_POSTINGS]:
        marks = [ROLE_WORDS[posting.role]] if posting.role else []
        marks += ["以此为准"] if posting.posting_id == document.lead_posting_id else []
        marks += ["已撤下"] if posting.withdrawn else []
        lines.append(f"见于：{posting.url}" + (f"（{'，'.join(marks)}）" if marks else ""))
    if len(postings) > _MOST_POSTINGS:
        lines.append(f"另有 {len(postings) - _MOST_POSTINGS} 处")
    return lines
