"""Topics and relevance of one document, from the hits in its fields. Pure.

A title says what a document is about; a body only what it touches. So a title's terms make a topic
and a verdict, a body's terms a topic of low score, and at most a question for a person.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.classifying.matching import Hit
from pipeline.classifying.rules import Rules
from pipeline.pages.fields import MOST_EVIDENCE, Reading, doubtful, evidence, strong
from storage.records import Evidence, TopicScore

_SOME_LENGTH = 200
"""Characters of a text from which on its silence says something."""
_PASSAGE = 800
"""About a page, in characters."""
_MOST_BODY_TOPICS = 8
_FIRST_PARAGRAPH = 250
_SUPPORTED = 0.58
"""A topic that the title's words support but do not make."""
_BY_ISSUER = 0.52
"""A topic that the issuer alone suggests: above what a body mentions, below what a title says."""
_BY_ATTACHMENT = 0.42


# -- topics -----------------------------------------------------------------------------------


def _by_topic(hits: Iterable[Hit], rules: Rules, *, weak: bool = False) -> dict[str, list[Hit]]:
    found: dict[str, list[Hit]] = {}
    for hit in hits:
        term = rules.terms[hit.term]
        for topic in term.weak if weak else term.topics:
            found.setdefault(topic, []).append(hit)
    return found


def _title_score(hits: Sequence[Hit], length: int) -> float:
    """Two terms say more than one, and of equals the one named first leads."""
    first = min(hit.start for hit in hits) / max(1, length)
    return min(0.98, 0.8 + 0.03 * (len({hit.term for hit in hits}) - 1) + 0.1 * (1 - first))


def _title_topics(
    reading: Reading, rules: Rules, *, supported: bool
) -> dict[str, tuple[float, list[Hit]]]:
    """Score and hits of the topics that the title makes. ``supported``: weak terms count too."""
    made = _by_topic(reading.title_hits, rules)
    scores = {topic: (_title_score(hits, len(reading.title)), hits) for topic, hits in made.items()}
    if supported:
        for topic, hits in _by_topic(reading.title_hits, rules, weak=True).items():
            scores.setdefault(topic, (_SUPPORTED, hits))
    scores = {t: s for t, s in scores.items() if not _vetoed(t, reading.title, rules)}
    return _specific(scores, rules.general)


def _vetoed(topic: str, title: str, rules: Rules) -> bool:
    return any(word in title for word in rules.none_of.get(topic, ()))


def _specific(
    scores: dict[str, tuple[float, list[Hit]]], general: Sequence[str]
) -> dict[str, tuple[float, list[Hit]]]:
    """Without general topics where a specific one was found; of general ones the first family.

    A general topic stays beside a specific one that the same term makes: 节能减排工作 is both.
    """
    specific = [hit for topic, (_, hits) in scores.items() if topic not in general for hit in hits]
    if specific:
        return {t: s for t, s in scores.items() if t not in general or _shares(s[1], specific)}
    made = [topic for topic in general if topic in scores and scores[topic][0] > _SUPPORTED]
    families = [topic.split(".")[0] for topic in made or general if topic in scores]
    return {topic: score for topic, score in scores.items() if topic.split(".")[0] in families[:1]}


def _shares(hits: Sequence[Hit], others: Sequence[Hit]) -> bool:
    return any(hit in others for hit in hits)


def _body_topics(reading: Reading, rules: Rules) -> dict[str, tuple[float, list[Hit]]]:
    """Topics that the body dwells on: several terms or several times, or a chapter's heading.

    The first paragraph, which says what for, counts twice.
    """
    headed = set(reading.headings)
    thousands = max(1.0, len(reading.body) / 1000)
    found = {}
    for topic, hits in _by_topic(reading.body_hits, rules).items():
        if topic in rules.general:
            continue
        kinds, in_heading = len({hit.term for hit in hits}), any(hit in headed for hit in hits)
        times = len(hits) + sum(hit.start < _FIRST_PARAGRAPH for hit in hits)
        if (times >= 3 and (kinds >= 2 or times >= 5)) or (in_heading and times >= 2):
            dense = min(0.2, 0.06 * times / thousands)
            score = 0.12 + 0.03 * min(kinds, 5) + dense + (0.05 if in_heading else 0)
            found[topic] = (round(min(0.5, score), 3), hits)
    best = sorted(found, key=lambda topic: -found[topic][0])[:_MOST_BODY_TOPICS]
    return {topic: found[topic] for topic in best}


def title_topics(reading: Reading, title: str, rules: Rules) -> dict[str, TopicScore]:
    """What the title makes a topic, by topic."""
    if rules.never.search(reading.title):
        return {}
    supported = bool(strong(reading.title_hits, rules) or green_passage(reading, rules))
    found = _title_topics(reading, rules, supported=supported)
    if not found:
        return _by_issuer(reading, rules.issuers)
    only_general = supported and all(topic in rules.general for topic in found)
    if only_general and (specific := _by_issuer(reading, rules.weak_issuers)):
        return specific
    return {
        topic: TopicScore(id=topic, score=score, evidence=evidence("title", title, hits))
        for topic, (score, hits) in found.items()
    }


def _by_issuer(reading: Reading, words: Iterable[tuple[str, str]]) -> dict[str, TopicScore]:
    """The topic that the first issuer or the number's 代字 suggests."""
    fields = {"issuing_bodies": reading.issuer, "document_number": reading.code}
    for word, topic in words:
        for field, said in fields.items():
            if (start := said.find(word)) >= 0:
                end = start + len(word)
                shown = Evidence(field=field, text=word, start=start, end=end, rule="issuer")
                return {topic: TopicScore(id=topic, score=_BY_ISSUER, evidence=(shown,))}
    return {}


def with_body(
    from_title: Mapping[str, TopicScore], reading: Reading, text: str, rules: Rules
) -> tuple[TopicScore, ...]:
    """The topics, best first: the title's, each strengthened by the body, then the body's and
    those of attachments' names."""
    from_body = _body_topics(reading, rules)
    scores = []
    for topic, found in from_title.items():
        more = from_body.pop(topic, None)
        total = min(1.0, found.score + (more[0] / 5 if more else 0))
        shown = found.evidence + evidence("body", text, more[1] if more else ())
        scores.append(TopicScore(id=topic, score=round(total, 3), evidence=shown[:MOST_EVIDENCE]))
    for topic, (score, hits) in from_body.items():
        scores.append(TopicScore(id=topic, score=score, evidence=evidence("body", text, hits)))
    told = {topic.split(".")[0] for topic in (*from_title, *from_body)}
    for topic, shown in _attached(reading, rules).items():
        if topic.split(".")[0] not in told:
            scores.append(TopicScore(id=topic, score=_BY_ATTACHMENT, evidence=shown))
    scores.sort(key=lambda topic: -topic.score + (0.1 if topic.id.startswith("framework") else 0))
    return _without_parents(scores)


def _attached(reading: Reading, rules: Rules) -> dict[str, tuple[Evidence, ...]]:
    """Specific topics that the attachments' names name, with their words."""
    found: dict[str, tuple[Evidence, ...]] = {}
    for number, hit in reading.attachment_hits:
        for topic in rules.terms[hit.term].topics:
            if topic not in rules.general:
                found[topic] = (*found.get(topic, ()), _in_name(reading, number, hit))
    return {topic: shown[:MOST_EVIDENCE] for topic, shown in found.items()}


def _in_name(reading: Reading, number: int, hit: Hit) -> Evidence:
    name = reading.attachments[number]
    return Evidence(
        field="attachment",
        text=name[hit.start : hit.end],
        start=hit.start,
        end=hit.end,
        rule="term",
    )


def _without_parents(scores: Sequence[TopicScore]) -> tuple[TopicScore, ...]:
    """Without a top topic where one of its sub-topics stands with at least its score."""
    best: dict[str, float] = {}
    for topic in scores:
        if "." in topic.id:
            top = topic.id.split(".")[0]
            best[top] = max(best.get(top, 0.0), topic.score)
    return tuple(t for t in scores if "." in t.id or best.get(t.id, -1.0) < t.score)


# -- relevance --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Relevance:
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
        reason = f"标题讲{_words(yes)}，但着眼于{against[0]}，请人判断"
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
    reason = f"标题涉及{_words(maybe)}，是否收录请人判断"
    return Relevance(None, 0.5, reason, from_title, rule)


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
        words = tuple(_in_name(reading, n, h) for n, h in reading.attachment_hits if h in named)
        reason = f"标题未提及，附件名讲{_words(named)}"
        return Relevance(None, 0.45, reason, words[:5] + shown, rule, "text.attachment")
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
