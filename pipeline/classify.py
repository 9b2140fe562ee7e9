"""What a document is about, whether it belongs, and why: rules and a model over its facts. Pure."""

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from pipeline.classifying import combining, scoring, subjects
from pipeline.classifying.as_read import as_read
from pipeline.classifying.combining import KindRuled
from pipeline.classifying.explaining import KIND_NAMES, explain_by
from pipeline.classifying.facts import Facts, origin_of
from pipeline.classifying.kinds import document_type, page_kind
from pipeline.classifying.lines import from_line, to_object
from pipeline.classifying.model import BUNDLED, Model, ModelError, load_model
from pipeline.classifying.parts import part_of
from pipeline.classifying.rules import Rules, compile_rules, with_model, with_office
from pipeline.classifying.sight import Sight, said, see, signed
from pipeline.pages import fields
from pipeline.pages.extractor import judging_code
from pipeline.topics import TopicError, TopicFile, load_topics
from storage.ids import digest_id
from storage.office import DEFAULT_OFFICE
from storage.records import (
    TAKEN,
    VERDICT_WORDS,
    Classification,
    Evidence,
    Office,
    PageKind,
    TopicScore,
)

__all__ = [
    "TAKEN",
    "Facts",
    "ModelError",
    "Rules",
    "TopicError",
    "classify",
    "document_type",
    "explain",
    "from_line",
    "load_rules",
    "to_object",
]

# Appointments name a subject without being about it.
WITHOUT_TOPICS: tuple[PageKind, ...] = ("personnel",)
_SURE = 0.5
"""A margin of the model below this says nothing."""


def load_rules(
    path: Path | None = None,
    *,
    model: Model | Path | None = BUNDLED,
    office: Office,
) -> Rules:
    """The rules of a topic file (``pipeline/topics.toml`` by default) with their model and office.

    The examples of the topic file are checked against the rules alone. ``model``: another one, its
    file, or None for the rules alone. Raises TopicError or ModelError: one Chinese line with file,
    entry, key and mend.
    """
    rules = _checked(load_topics(path)) if path else _default_rules()
    judging = with_model(rules, load_model(model) if isinstance(model, Path) else model)
    placing = with_office(judging, office)
    return replace(placing, fingerprint=digest_id(placing.fingerprint, judging_code()))


@lru_cache(maxsize=1)
def _default_rules() -> Rules:
    return _checked(load_topics())


def _checked(file: TopicFile) -> Rules:
    rules = compile_rules(file, DEFAULT_OFFICE)  # the examples say nothing of parts
    for topic in file.topics:
        for title in topic.should_match:
            if not _has(topic.id, title, rules):
                raise TopicError(
                    f"{file.name}：条目 {topic.id}：should_match“{title}”没有命中，"
                    "请在 any_of 里补词，或改例子"
                )
        for title in topic.should_not_match:
            if _has(topic.id, title, rules):
                raise TopicError(
                    f"{file.name}：条目 {topic.id}：should_not_match“{title}”命中了，"
                    "请在 none_of 里补词，或改例子"
                )
    return rules


def _has(topic_id: str, title: str, rules: Rules) -> bool:
    found = classify(Facts(title=title), rules).topics
    return any(topic.id == topic_id or topic.id.startswith(f"{topic_id}.") for topic in found)


def classify(facts: Facts, rules: Rules) -> Classification:
    """Page kind, relevance, topics and part of a document, each with its reason and evidence."""
    title = as_read(facts.title[: fields.TITLE_LIMIT])
    return title.shown(_classified(replace(facts, title=title.text), rules))


def _classified(facts: Facts, rules: Rules) -> Classification:
    placing = part_of(origin_of(facts), rules.office)
    reading = fields.read(facts, rules)
    sight = see(facts, reading, rules)
    kind, kind_reason = _kind(facts, sight)
    verdict = _verdict(facts, kind, (reading, sight), rules)
    return Classification(
        page_kind=kind,
        relevant=verdict.relevant,
        relevance=round(verdict.score, 3),
        topics=() if kind in WITHOUT_TOPICS else _topics(facts, reading, sight, rules),
        part=placing.part,
        region=placing.region,
        reasons=(
            f"页面类型为{KIND_NAMES[kind]}：{kind_reason}",
            f"收录判断为{_said(verdict.relevant)}：{verdict.reason}",
            f"编次为{rules.office.name_of(placing.part)}：{placing.reason}",
        ),
        evidence=verdict.evidence,
        rules=rules.fingerprint,
    )


def _said(relevant: bool | None) -> str:
    return VERDICT_WORDS[relevant]


# -- the kind ---------------------------------------------------------------------------------


def _kind(facts: Facts, sight: Sight | None) -> tuple[PageKind, str]:
    ruled, reason = page_kind(
        facts.title, facts.issuing_bodies, facts.document_number, facts.column
    )
    if sight is None:
        return ruled, reason
    kind = combining.kind_of(KindRuled(ruled, reason), sight.margins, sight.model)
    if kind == ruled:
        return kind, reason
    words = said(tuple(one for one in sight.why(f"kind:{kind}") if one.weight > 0))
    rules_say = f"规则认为是{KIND_NAMES[ruled]}（{reason}）"
    return kind, f"{rules_say}，模型认为是{KIND_NAMES[kind]}{'：' if words else ''}{words}"


# -- whether it belongs -----------------------------------------------------------------------


def _verdict(
    facts: Facts, kind: PageKind, seen: tuple[fields.Reading, Sight | None], rules: Rules
) -> scoring.Relevance:
    reading, sight = seen
    asked = combining.asked_because(kind, facts.title)
    if asked is None:
        return _not_taken(kind, facts, reading, rules)
    verdict = scoring.relevance(reading, facts.title, facts.text, rules)
    if sight:
        verdict = _with_model(verdict, facts, sight)
    elif verdict.relevant is None and combining.is_old(facts.document_number):
        year = combining.year_of(facts.document_number)
        reason = f"{year}年的旧文件，{verdict.reason}"
        verdict = replace(verdict, relevant=False, score=0.1, reason=reason)
    relevant, score = combining.settled(kind, facts.title, verdict.relevant, verdict.score)
    if (relevant, score) == (verdict.relevant, verdict.score):
        return verdict
    if relevant is False:
        return _not_taken(kind, facts, reading, rules)
    reason = f"{verdict.reason}；但{asked}，请人判断"
    return replace(verdict, relevant=relevant, score=score, reason=reason)


def _not_taken(
    kind: PageKind, facts: Facts, reading: fields.Reading, rules: Rules
) -> scoring.Relevance:
    """The verdict on a page of a kind that the compilation does not take."""
    shown = fields.evidence("title", facts.title, fields.strong(reading.title_hits, rules))
    reason = f"{KIND_NAMES[kind]}不收录，只与所讲的文件关联"
    return scoring.Relevance(False, combining.NOT_TAKEN, reason, shown)


def _with_model(ruled: scoring.Relevance, facts: Facts, sight: Sight) -> scoring.Relevance:
    """The verdict of rules and model together, and a line that says what each thinks."""
    margin = sight.margins["relevant"]
    chance = combining.belongs(ruled, facts.document_number, margin, sight.model)
    words = sight.why("relevant")
    weight = sight.model.combination["relevance"].get(f"rule:{ruled.rule}", 0.0)
    from_text = combining.TEXT_WORTH.get(ruled.text_rule, 0.0)
    from_rules = tuple(
        replace(one, rule=ruled.rule, weight=weight)
        if one.field == "title"
        else replace(one, rule=ruled.text_rule, weight=from_text)
        for one in ruled.evidence
    )
    leans = "倾向收录" if margin > _SURE else "倾向不收录" if margin < -_SURE else "没有把握"
    reason = (
        f"{ruled.reason}（规则{signed(weight)}）；"
        f"模型{leans}（{signed(margin * sight.worth('relevant'))}）"
        f"{'：' if words else ''}{said(words)}"
    )
    return replace(
        ruled,
        relevant=combining.decided(chance, sight.model.lines),
        score=chance,
        reason=reason,
        evidence=from_rules + words,
    )


# -- the topics -------------------------------------------------------------------------------


def _topics(
    facts: Facts, reading: fields.Reading, sight: Sight | None, rules: Rules
) -> tuple[TopicScore, ...]:
    from_title = subjects.title_topics(reading, facts.title, rules)
    if sight and not rules.never.search(reading.title):
        weighed = combining.title_topics(from_title, sight.margins, sight.model, rules.topics)
        from_title = {
            topic: found if found.evidence else replace(found, evidence=_for(topic, sight))
            for topic, found in weighed.items()
        }
    return subjects.with_body(from_title, reading, facts.text, rules)


def _for(topic: str, sight: Sight) -> tuple[Evidence, ...]:
    """The words for which the model gives a topic that the rules did not find."""
    return tuple(one for one in sight.why(f"topic:{topic}") if one.weight > 0)


def explain(classification: Classification, rules: Rules | None = None) -> str:
    """The verdict as Chinese lines: kind, relevance, part, each topic with the words found."""
    return explain_by(classification, (rules or _default_rules()).names)
