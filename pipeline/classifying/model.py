"""The linear model beside the rules: weights of features, kept as data. Pure, no numpy.

A model has heads: ``relevant``, ``kind:…``, ``topic:…``. Each gives a margin (log-odds as the
weights see it); what a margin is worth beside the rules is in ``combination``, by name of sign.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from storage.faults import WrongError

BUNDLED = Path(__file__).with_name("model.json")
FORMAT = 1
_MOST = 12.0
_PARTS = ("relevance", "kind", "topic")


class ModelError(WrongError):
    """The model file cannot be used; the message is one line for a person, in Chinese."""


@dataclass(frozen=True, kw_only=True)
class Lines:
    """Where the probabilities are cut."""

    yes: float
    """From here on a document belongs."""
    no: float
    """Below it does not; between the two a person decides."""
    topic: float
    """From here on a title has a topic."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A file of labelled rows that the model learned from."""

    name: str
    sha256: str
    keys: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Model:
    """Weights, what they are worth beside the rules, and what they rest on."""

    heads: tuple[str, ...]
    bias: tuple[float, ...]
    weights: Mapping[str, tuple[tuple[int, float], ...]] = field(repr=False)
    """By feature: the head's place and the weight."""
    combination: Mapping[str, Mapping[str, float]]
    """Weights of signs, for relevance, kind and topic."""
    lines: Lines
    seen: tuple[Seen, ...] = ()
    topics_file: str = ""
    """Fingerprint of the topic file it was trained beside."""
    seed: int = 0
    figures: Mapping[str, Any] = field(default_factory=dict, repr=False)
    fingerprint: str = ""
    """Of the file's text: first 16 hex digits of its SHA-256."""


def margins(model: Model, found: Mapping[str, float]) -> dict[str, float]:
    """The log-odds of each head for a document's features."""
    sums = list(model.bias)
    for name, value in found.items():
        for head, weight in model.weights.get(name, ()):
            sums[head] += weight * value
    return {
        head: max(-_MOST, min(_MOST, total)) for head, total in zip(model.heads, sums, strict=True)
    }


def contributions(model: Model, head: str, found: Mapping[str, float]) -> dict[str, float]:
    """What each feature of a document adds to one head."""
    place = model.heads.index(head)
    added = {}
    for name, value in found.items():
        for at, weight in model.weights.get(name, ()):
            if at >= place:  # they are in the order of the heads
                if at == place:
                    added[name] = weight * value
                break
    return added


# -- as a file --------------------------------------------------------------------------------


@lru_cache(maxsize=4)
def load_model(path: Path = BUNDLED) -> Model:
    """The model of a file.

    Raises ModelError: one Chinese line with file, key and mend.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ModelError(f"{path}：读不了模型文件（{error}），请检查路径，或重新训练") from error
    return parse_model(text, path.name)


def parse_model(text: str, name: str) -> Model:
    """The same from the text of a file called ``name``."""
    try:
        data = json.loads(text)
    except ValueError as error:
        raise ModelError(f"{name}：模型文件不是合法的 JSON（{error}），请重新训练") from error
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise ModelError(f"{name}：不是本程序第 {FORMAT} 版格式的模型文件，请重新训练")
    try:
        return _model(data, hashlib.sha256(text.encode()).hexdigest()[:16])
    except KeyError as error:
        raise ModelError(f"{name}：模型文件缺少 {error.args[0]}，请重新训练") from error
    except (TypeError, ValueError, AttributeError, IndexError) as error:
        raise ModelError(f"{name}：模型文件里有写错的值（{error}），请重新训练") from error


def _model(data: dict[str, Any], fingerprint: str) -> Model:
    heads = tuple(data["heads"])
    weights: dict[str, list[tuple[int, float]]] = {}
    for place, head in enumerate(heads):
        for feature, weight in data["heads"][head]["weights"].items():
            weights.setdefault(feature, []).append((place, float(weight)))
    lines = {key: float(data["lines"][key]) for key in ("yes", "no", "topic")}
    made = data["made"]
    if not all(0 <= line <= 1 for line in lines.values()):
        raise ValueError(f"lines {lines}")
    return Model(
        heads=heads,
        bias=tuple(float(data["heads"][head]["bias"]) for head in heads),
        weights={feature: tuple(pairs) for feature, pairs in weights.items()},
        combination={
            part: {sign: float(weight) for sign, weight in data["combination"][part].items()}
            for part in _PARTS
        },
        lines=Lines(**lines),
        seen=tuple(
            Seen(name=one["name"], sha256=one["sha256"], keys=tuple(one["keys"]))
            for one in made["rows"]
        ),
        topics_file=str(made["topics"]),
        seed=int(made["seed"]),
        figures=made["figures"],
        fingerprint=fingerprint,
    )


def dump_model(model: Model) -> str:
    """The text of a model file: one line a head, so that two files can be compared."""
    heads = {
        head: {
            "bias": bias,
            "weights": {
                feature: weight
                for feature, pairs in sorted(model.weights.items())
                for at, weight in pairs
                if at == place
            },
        }
        for place, (head, bias) in enumerate(zip(model.heads, model.bias, strict=True))
    }
    lines = model.lines
    made = {
        "topics": model.topics_file,
        "seed": model.seed,
        "rows": [
            {"name": s.name, "sha256": s.sha256, "count": len(s.keys), "keys": list(s.keys)}
            for s in model.seen
        ],
        "figures": model.figures,
    }
    parts = [
        f'"format": {FORMAT}',
        f'"made": {_json(made)}',
        f'"lines": {_json({"yes": lines.yes, "no": lines.no, "topic": lines.topic})}',
        f'"combination": {_json(model.combination)}',
    ]
    body = ",\n".join(f"{_json(head)}: {_json(value)}" for head, value in heads.items())
    return "{\n" + ",\n".join(parts) + ',\n"heads": {\n' + body + "\n}\n}\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
