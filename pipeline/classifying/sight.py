"""What the model makes of one document: margins, and the words behind them. Pure."""

from dataclasses import dataclass

from pipeline.classifying.facts import Facts
from pipeline.classifying.features import Piece, features, pieces
from pipeline.classifying.model import Model, contributions, margins
from pipeline.classifying.rules import Rules
from pipeline.classifying.strongest import FORMULA, strongest
from pipeline.pages.fields import Reading
from storage.records import Evidence


@dataclass(frozen=True, slots=True)
class Sight:
    """The model, and what it sees of one document."""

    model: Model
    title: str
    pieces: list[Piece]
    features: dict[str, float]
    margins: dict[str, float]
    terms: list[tuple[int, int]]
    """Where the title has terms of the rules."""

    def why(self, head: str) -> tuple[Evidence, ...]:
        """The words that move a head most, with what they add to the verdict's log-odds."""
        worth = self.worth(head)
        added = {
            name: weight * worth
            for name, weight in contributions(self.model, head, self.features).items()
        }
        return strongest(
            self.title, self.pieces, added, self.terms, () if head.startswith("kind:") else FORMULA
        )

    def worth(self, head: str) -> float:
        """What one of the model's log-odds is worth beside the rules."""
        part = "relevance" if head == "relevant" else head.partition(":")[0]
        return self.model.combination[part].get("model", 0.0)


def see(facts: Facts, reading: Reading, rules: Rules) -> Sight | None:
    """What the rules' model sees; None where there is no model."""
    if rules.model is None:
        return None
    found = pieces(reading)
    values = features(facts, reading, found, rules)
    title = facts.title[: len(reading.title)]
    terms = sorted({(hit.start, hit.end) for hit in reading.title_hits})
    return Sight(rules.model, title, found, values, margins(rules.model, values), terms)


def said(words: tuple[Evidence, ...]) -> str:
    """The words as a sentence's part: “碳排放”+1.2、“食品”−0.7."""
    return "、".join(f"“{one.text}”{signed(one.weight)}" for one in words)


def signed(weight: float) -> str:
    """A number with its sign: +1.2, −0.7."""
    return f"{weight:+.1f}".replace("-", "−")
