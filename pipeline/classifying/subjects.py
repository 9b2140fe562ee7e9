"""Topics of one document, from the hits in its fields. Pure.

A title's terms make a topic; a body's terms, which say only what it touches, one of low score.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pipeline.classifying.combining import log_odds
from pipeline.classifying.matching import Hit
from pipeline.classifying.rules import Rules
from pipeline.classifying.scoring import green_passage
from pipeline.classifying.strongest import MODEL
from pipeline.pages.fields import MOST_EVIDENCE, Reading, evidence, in_name, strong
from storage.records import Evidence, TopicScore

_MOST_BODY_TOPICS = 8
_FIRST_PARAGRAPH = 250
_SUPPORTED = 0.58
"""A topic that the title's words support but do not make."""
_BY_ISSUER = 0.52
"""A topic that the issuer alone suggests: above what a body mentions, below what a title says."""
_BY_ATTACHMENT = 0.42
_UNASKED = 0.02
"""How likely a topic is where nothing speaks of it."""


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
        total = round(min(1.0, found.score + (more[0] / 5 if more else 0)), 3)
        shown = evidence("body", text, more[1] if more else ())
        both = _weighed(found.evidence, found.score) + _weighed(shown, total, found.score)
        scores.append(TopicScore(id=topic, score=total, evidence=both[:MOST_EVIDENCE]))
    for topic, (score, hits) in from_body.items():
        shown = _weighed(evidence("body", text, hits), score)
        scores.append(TopicScore(id=topic, score=score, evidence=shown))
    told = {topic.split(".")[0] for topic in (*from_title, *from_body)}
    for topic, shown in _attached(reading, rules).items():
        if topic.split(".")[0] not in told:
            shown = _weighed(shown, _BY_ATTACHMENT)
            scores.append(TopicScore(id=topic, score=_BY_ATTACHMENT, evidence=shown))
    scores.sort(key=lambda topic: -topic.score + (0.1 if topic.id.startswith("framework") else 0))
    return _without_parents(scores)


def _weighed(
    shown: tuple[Evidence, ...], score: float, before: float = _UNASKED
) -> tuple[Evidence, ...]:
    """The rules' words with what each adds to the topic's log-odds: together, what the score is
    above the one before. The model's have their weight."""
    count = sum(one.rule != MODEL for one in shown)
    each = round((log_odds(score) - log_odds(before)) / max(1, count), 2)
    return tuple(one if one.rule == MODEL else replace(one, weight=each) for one in shown)


def _attached(reading: Reading, rules: Rules) -> dict[str, tuple[Evidence, ...]]:
    """Specific topics that the attachments' names name, with their words."""
    found: dict[str, tuple[Evidence, ...]] = {}
    for number, hit in reading.attachment_hits:
        for topic in rules.terms[hit.term].topics:
            if topic not in rules.general:
                found[topic] = (*found.get(topic, ()), in_name(reading, number, hit))
    return {topic: shown[:MOST_EVIDENCE] for topic, shown in found.items()}


def _without_parents(scores: Sequence[TopicScore]) -> tuple[TopicScore, ...]:
    """Without a top topic where one of its sub-topics stands with at least its score."""
    best: dict[str, float] = {}
    for topic in scores:
        if "." in topic.id:
            top = topic.id.split(".")[0]
            best[top] = max(best.get(top, 0.0), topic.score)
    return tuple(t for t in scores if "." in t.id or best.get(t.id, -1.0) < t.score)
