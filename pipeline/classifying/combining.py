"""What rules and model say together: signs, weighed, to probabilities and verdicts. Pure.

The same signs are weighed where a document is judged and where the weights are learned
(``pipeline.learning``). What only a body can say has no labelled rows yet: its worth stands here.
"""

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from math import exp, log
from typing import cast

from pipeline.classifying.kinds import is_listed
from pipeline.classifying.model import Lines, Model
from pipeline.classifying.scoring import Relevance
from storage.records import TAKEN, PageKind, TopicScore

Signs = dict[str, float]

TEXT_WORTH = {"text.dense": 2.5, "text.bare": -2.0, "text.silent": -2.0, "text.passing": -1.0}
"""What a body adds to a title that does not say enough, in log-odds."""
LIFTS = {
    "text.throughout": 0.6, "text.attachment": 0.4, "text.dwells": 0.4,
    "text.passage": 0.1, "text.chapter": 0.1,
}  # fmt: skip
"""What makes a silent title a question, however unlikely the model finds it: how far it then
stands between no and yes at least."""
_OPINION = 0.3
"""How far the model's opinion moves it there: of like texts the likelier title comes first."""
_CERTAIN = 99.0
_MOST_OF_TOPIC = 5.0
"""A model that has seen few titles of a topic is surer than it should be."""
NOT_TAKEN = 0.02
"""The probability of what is of a kind that is not taken."""
_EVEN = 0.5
_OLDEST_YEAR = 2000
_PROJECTS = re.compile(r"项目.{0,60}公示")
_QUOTED = re.compile(r"“[^”]*”")
_YEAR = re.compile(r"[〔\[［(（﹝]\s*((?:19|20)\d{2})")
_LEAST_TITLE_SCORE = 0.51
"""A title's topic stands before those of which only the body speaks."""
_MOST_WITHOUT_RULE = 0.75
"""What the title names stands before what the model makes of it."""


@dataclass(frozen=True, slots=True)
class KindRuled:
    """What the rules say of the kind of page, and why; None: they were not asked."""

    kind: PageKind | None
    reason: str

    @property
    def rule(self) -> str:
        """The reason without the words of this title."""
        return _QUOTED.sub("", self.reason)


def probability(total: float) -> float:
    """Log-odds as a probability."""
    return 1 / (1 + exp(-max(-30.0, min(30.0, total))))


def log_odds(share: float) -> float:
    """The log-odds of a probability; of none and of certainty large ones."""
    share = max(1e-6, min(1 - 1e-6, share))
    return log(share / (1 - share))


def weigh(signs: Signs, weights: Mapping[str, float]) -> float:
    """The sum of what the signs are worth, in log-odds."""
    return sum(value * weights.get(sign, 0.0) for sign, value in signs.items())


def year_of(number: str | None) -> int | None:
    """The year in a document number: 国发〔1984〕126号."""
    found = _YEAR.search(number or "")
    return int(found[1]) if found else None


def is_old(number: str | None) -> bool:
    """Whether the number is of a year before the subject had its name."""
    year = year_of(number)
    return year is not None and year < _OLDEST_YEAR


# -- does it belong ---------------------------------------------------------------------------


def relevance_signs(ruled: Relevance, number: str | None, margin: float) -> Signs:
    """What speaks for or against a title: what the rules found in it, its age, the model."""
    signs = {"const": 1.0, "model": margin, f"rule:{ruled.rule}": 1.0}
    if is_old(number):
        signs["old"] = 1.0
    return signs


def belongs(ruled: Relevance, number: str | None, margin: float, model: Model) -> float:
    """The probability that a document of a kind that is taken belongs."""
    weights = model.combination["relevance"]
    total = weigh(relevance_signs(ruled, number, margin), weights)
    if f"rule:{ruled.rule}" not in weights:  # a rule that the model was never trained beside
        total += log_odds(ruled.score)
    chance = probability(total + TEXT_WORTH.get(ruled.text_rule, 0.0))
    if ruled.rule == "title.never":
        return min(chance, ruled.score)
    if ruled.text_rule not in LIFTS:
        return chance
    no, yes = model.lines.no, model.lines.yes
    return max(chance, no + (yes - no) * (LIFTS[ruled.text_rule] + _OPINION * chance))


def asked_because(kind: PageKind, title: str) -> str | None:
    """Why a title of that kind is at most for a person, in Chinese; empty: the verdict stands.

    ``None``: pages of the kind are not taken at all. A draft is never taken unasked: its final text
    would stand beside it. A list that a notice makes known is an act of the agency; of projects
    that are shown to the public people do not agree.
    """
    if kind in TAKEN:
        return "还在征求意见" if kind == "consultation" else ""
    if kind != "publicity_list":
        return None
    if _PROJECTS.search(title):
        return "公示的是项目"
    return "" if is_listed(title) else None


def settled(
    kind: PageKind, title: str, relevant: bool | None, chance: float
) -> tuple[bool | None, float]:
    """What a verdict comes to on a page of that kind: left out, for a person, or as it is."""
    asked = asked_because(kind, title)
    if asked is None or (kind not in TAKEN and not relevant):
        return False, NOT_TAKEN
    return (None, _EVEN) if asked and relevant else (relevant, chance)


def decided(chance: float, lines: Lines) -> bool | None:
    """The verdict of a probability: yes, no, or None for a person."""
    return True if chance >= lines.yes else False if chance < lines.no else None


# -- what kind of page ------------------------------------------------------------------------


def kind_signs(kind: str, ruled: KindRuled, margin: float) -> Signs:
    """What speaks for one kind of page."""
    signs = {"const": 1.0, "model": margin, f"is:{kind}": 1.0}
    if kind == ruled.kind:
        signs |= {"rule": 1.0, f"rule:{ruled.rule}": 1.0}
    return signs


def kind_of(ruled: KindRuled, margins: Mapping[str, float], model: Model) -> PageKind:
    """The likeliest kind of page; the rules' where the model knows nothing of it."""
    weights = model.combination["kind"]
    totals = {
        head[5:]: weigh(kind_signs(head[5:], ruled, margin), weights)
        for head, margin in margins.items()
        if head.startswith("kind:")
    }
    best = max(totals, key=lambda kind: totals[kind], default=None)
    if ruled.kind and (best is None or totals.get(ruled.kind, _CERTAIN) >= totals[best]):
        return ruled.kind
    return cast(PageKind, best or "document")


# -- which topics -----------------------------------------------------------------------------


def topic_signs(topic: str, ruled: Mapping[str, float], margin: float) -> Signs:
    """What speaks for one first-level topic; ``ruled``: the best score of each by rules."""
    margin = max(-_MOST_OF_TOPIC, min(_MOST_OF_TOPIC, margin))
    signs = {"const": 1.0, "model": margin, f"is:{topic}": 1.0}
    others = min(3, len(ruled) - (topic in ruled))
    if topic in ruled:
        first = max(ruled.values()) == ruled[topic]
        signs |= {"rule": 1.0, f"rule:{topic}": 1.0, "rule.first": float(first)}
        signs |= {"rule.weak": float(ruled[topic] < 0.7), "rule.others": float(others)}
    else:
        signs["others"] = float(others)
    return signs


def tops_of(from_title: Mapping[str, TopicScore]) -> dict[str, float]:
    """The rules' best score of each first-level topic."""
    tops: dict[str, float] = {}
    for topic, found in from_title.items():
        top = topic.split(".")[0]
        tops[top] = max(tops.get(top, 0.0), found.score)
    return tops


def title_topics(
    from_title: Mapping[str, TopicScore],
    margins: Mapping[str, float],
    model: Model,
    known: Container[str],
) -> dict[str, TopicScore]:
    """The topics of a title by rules and model; of one that the model does not know, by rules.

    ``known``: the topics that there are; what the model learned of others is left alone.
    """
    ruled, weights = tops_of(from_title), model.combination["topic"]
    chances = {
        head[6:]: probability(weigh(topic_signs(head[6:], ruled, margin), weights))
        for head, margin in margins.items()
        if head.startswith("topic:") and head[6:] in known
    }
    found: dict[str, TopicScore] = {}
    for topic, ruling in from_title.items():
        chance = chances.get(topic.split(".")[0])
        if chance is None:
            found[topic] = ruling
        elif chance >= model.lines.topic:
            found[topic] = replace(ruling, score=(ruling.score + chance) / 2)
    for top, chance in chances.items():
        if top not in ruled and chance >= model.lines.topic:
            score = min(_MOST_WITHOUT_RULE, max(_LEAST_TITLE_SCORE, chance))
            found[top] = TopicScore(id=top, score=round(score, 3))
    return found
