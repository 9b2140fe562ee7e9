"""Whether one document belongs, from the hits in its fields. Pure.

A title says what a document is about; a body only what it touches. So a title's terms make a
verdict, a body's terms at most a question for a person.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.classifying.matching import Hit
from pipeline.classifying.rules import Rules
from pipeline.pages.fields import Reading, doubtful, evidence, in_name, strong
from storage.records import Evidence

_SOME_LENGTH = 200
"""Characters of a text from which on its silence says something."""
_SHORT_TEXT = 1500
_SENTENCE = re.compile(r"[^。；;！!？?\n]{8,}")
_PASSAGE = 800
"""About a page, in characters."""


@dataclass(frozen=True, slots=True)
class Relevance:
    """What the rules, or rules and model, say of whether a document belongs."""

    relevant: bool | None
    score: float
    reason: str
    evidence: tuple[Evidence, ...] = ()
    rule: str = ""
    """What the title says."""
    text_rule: str = ""
    """What the text and the attachments' names add to a title that does not say enough."""


def _words(hits: Iterable[Hit]) -> str:
    return "、".join(dict.fromkeys(hit.term for hit in hits))


def relevance(reading: Reading, title: str, text: str, rules: Rules) -> Relevance:
    """Whether a document of a kind that is taken belongs: yes, no, or for a person."""
    yes, maybe = strong(reading.title_hits, rules), doubtful(reading.title_hits, rules)
    shown = evidence("title", title, yes or maybe)
    against = rules.negative.search(reading.title)
    if never := rules.never.search(reading.title):
        reason = f"标题是{never[0]}一类，不是政策文件"
        return Relevance(False, 0.03, reason, (), "title.never")
    if yes and against:
        reason = f"标题讲{_words(yes)}，但着眼于{against[0]}，只凭规则定不了"
        return Relevance(None, 0.45, reason, shown, "title.strong.against")
    if yes:
        terms = len({hit.term for hit in yes})
        rule = "title.strong" if terms == 1 else "title.strong.again"
        score = min(0.99, 0.92 + 0.03 * (terms - 1))
        return Relevance(True, score, f"标题讲{_words(yes)}", shown, rule)
    if maybe and not against:
        return _doubtful_title(reading, maybe, (text, shown), rules)
    if against:
        reason = f"标题着眼于{against[0]}"
        return Relevance(False, 0.08, reason, shown, "title.against", _silence(reading, rules))
    return _silent_title(reading, text, rules)


def _silence(reading: Reading, rules: Rules) -> str:
    """That a text of some length says nothing of the subject; empty where it does, or is short."""
    if len(reading.body) < _SOME_LENGTH or strong(reading.body_hits, rules):
        return ""
    return "text.silent"


def _density(reading: Reading, hits: Sequence[Hit]) -> float:
    """Hits per thousand characters; a text of a few lines counts as one thousand."""
    return len(hits) * 1000 / max(1000, len(reading.body))


def _doubtful_title(
    reading: Reading, maybe: Sequence[Hit], shown: tuple[str, tuple[Evidence, ...]], rules: Rules
) -> Relevance:
    text, from_title = shown
    rule, hits = "title.doubtful", strong(reading.body_hits, rules)
    if len(hits) >= 12 and _density(reading, hits) >= 4 and len({h.term for h in hits}) >= 5:
        both = from_title + evidence("body", text, hits)
        reason = f"标题涉及{_words(maybe)}，正文多处讲{_words(hits[:4])}"
        return Relevance(True, 0.8, reason, both, rule, "text.dense")
    if len(reading.body) >= 1500 and not hits:
        reason = f"标题涉及{_words(maybe)}，正文没有双碳内容"
        return Relevance(False, 0.25, reason, from_title, rule, "text.bare")
    reason = f"标题涉及{_words(maybe)}，只凭规则定不了"
    return Relevance(None, 0.5, reason, from_title, rule)


def _is_throughout(reading: Reading, hits: Sequence[Hit]) -> bool:
    """Whether a text of a page at most speaks of the subject in half its sentences, and in two.

    Words in one sentence of a list are a mention in passing, however short the text.
    """
    if len(reading.body) > _SHORT_TEXT:
        return False
    sentences = [found.span() for found in _SENTENCE.finditer(reading.body)]
    about = sum(any(a <= hit.start < b for hit in hits) for a, b in sentences)
    return about >= 2 and 2 * about >= len(sentences)


def green_passage(reading: Reading, rules: Rules) -> list[Hit]:
    """The hits of a passage of the body that is about the subject, or nothing.

    A passage: within a page's length at least six hits of five terms. A mention in passing repeats
    one term, or names two or three.
    """
    hits = strong(reading.body_hits, rules)
    first, terms = 0, Counter[str]()
    for last, hit in enumerate(hits):
        terms[hit.term] += 1
        while hits[first].start < hit.start - _PASSAGE:
            terms[hits[first].term] -= 1
            first += 1
        if last - first >= 5 and len(+terms) >= 5:
            return hits[first : last + 1]
    return []


def _silent_title(reading: Reading, text: str, rules: Rules) -> Relevance:
    """The title says nothing: only a body that dwells on the subject raises a question."""
    rule = "title.silent"
    hits, headed = strong(reading.body_hits, rules), strong(reading.headings, rules)
    kinds, density = len({hit.term for hit in hits}), _density(reading, hits)
    shown = evidence("body", text, headed or hits)
    if named := strong([hit for _, hit in reading.attachment_hits], rules):
        words = tuple(in_name(reading, n, h) for n, h in reading.attachment_hits if h in named)
        reason = f"标题未提及，附件名讲{_words(named)}"
        return Relevance(None, 0.45, reason, words[:5] + shown, rule, "text.attachment")
    if kinds >= 2 and _is_throughout(reading, hits):
        reason = f"标题未提及，短短的正文通篇讲{_words(hits[:5])}"
        return Relevance(None, 0.6, reason, shown, rule, "text.throughout")
    if kinds >= 4 and len(hits) >= 8 and density >= 1.5:
        reason = f"标题未提及，正文多处讲{_words(hits[:5])}"
        return Relevance(None, 0.45, reason, shown, rule, "text.dwells")
    if passage := green_passage(reading, rules):
        shown = evidence("body", text, passage)
        reason = f"标题未提及，正文有一节讲{_words(passage[:5])}"
        return Relevance(None, 0.35, reason, shown, rule, "text.passage")
    if headed and kinds >= 2 and len(hits) >= 3:
        reason = f"标题未提及，正文有一章讲{_words(headed)}"
        return Relevance(None, 0.35, reason, shown, rule, "text.chapter")
    if hits:
        score, reason = min(0.3, 0.06 + 0.03 * len(hits)), f"正文只顺带提到{_words(hits[:3])}"
        return Relevance(False, score, reason, shown, rule, "text.passing")
    reason = "标题和正文都没有双碳内容"
    return Relevance(False, 0.03, reason, (), rule, _silence(reading, rules))
