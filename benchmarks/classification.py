"""How well the rules decide on labelled titles, on the texts of an issue, and how fast.

    python -m benchmarks.classification [--errors] [--rows odd|even|all] [--data ../shared/data]

Needs the folder of real material beside the checkout; prints figures, and with --errors each
disagreement. Rules were written looking at odd rows only; the even rows are the check.
"""

import argparse
import csv
import json
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.classify import Facts, Rules, classify, load_rules
from storage.records import Classification

DATA = Path(__file__).resolve().parents[1].parent / "shared" / "data"
RELEVANT = {"yes": True, "no": False, "borderline": None}


@dataclass(frozen=True)
class Labelled:
    row: dict[str, str]
    facts: Facts
    verdict: Classification

    @property
    def topics(self) -> set[str]:
        return {t.split(".")[0] for t in self.row["topics"].split(",") if t.strip()}

    @property
    def found_topics(self) -> set[str]:
        return {t.id.split(".")[0] for t in self.verdict.topics}


def labelled(path: Path, rules: Rules) -> list[Labelled]:
    """Every labelled title with its verdict; title, number and issuers are all that is told."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    told = [
        Facts(
            title=row["title"],
            document_number=row["doc_number"] or None,
            issuing_bodies=tuple(row["agency"].replace(",", " ").split()),
        )
        for row in rows
    ]
    return [Labelled(r, f, classify(f, rules)) for r, f in zip(rows, told, strict=True)]


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def relevance_figures(rows: Sequence[Labelled]) -> dict[str, float]:
    """F1 (a yes left for a person is missed), share left for a person, figures of decided rows."""
    plain = [row for row in rows if row.row["relevant_to_dual_carbon"] != "borderline"]
    truth = [row.row["relevant_to_dual_carbon"] == "yes" for row in plain]
    said = [row.verdict.relevant for row in plain]
    hit = sum(t and s is True for t, s in zip(truth, said, strict=True))
    wrong = sum(not t and s is True for t, s in zip(truth, said, strict=True))
    lost = sum(t and s is False for t, s in zip(truth, said, strict=True))
    precision, recall = _ratio(hit, hit + wrong), _ratio(hit, sum(truth))
    return {
        "relevance F1": _f1(precision, recall),
        "relevance precision": precision,
        "relevance recall": recall,
        "for a person": _ratio(sum(s is None for s in said), len(said)),
        "decided recall": _ratio(hit, hit + lost),
    }


def other_figures(rows: Sequence[Labelled]) -> dict[str, float]:
    """Accuracy of kinds and parts, micro-F1 of first-level topics."""
    kinds = sum(row.row["kind"] == row.verdict.page_kind for row in rows)
    parts = [row for row in rows if row.row["kind"] == "document" and row.facts.issuing_bodies]
    both = sum(len(row.topics & row.found_topics) for row in rows)
    precision = _ratio(both, sum(len(row.found_topics) for row in rows))
    recall = _ratio(both, sum(len(row.topics) for row in rows))
    right = sum(row.row["part"] == row.verdict.part for row in parts)
    return {
        "page_kind accuracy": _ratio(kinds, len(rows)),
        "topics micro-F1": _f1(precision, recall),
        "topics precision": precision,
        "topics recall": recall,
        "part accuracy": _ratio(right, len(parts)),
    }


def disagreements(rows: Iterable[Labelled]) -> Iterable[str]:
    """One line for each wrong field of a row."""
    for item in rows:
        row, verdict = item.row, item.verdict
        label = RELEVANT[row["relevant_to_dual_carbon"]]
        pairs: list[tuple[str, Any, Any]] = [("kind", row["kind"], verdict.page_kind)]
        if label is not None:
            pairs.append(("relevant", label, verdict.relevant))
        if row["kind"] == "document" and item.facts.issuing_bodies:
            pairs.append(("part", row["part"], verdict.part))
        pairs.append(("topics", sorted(item.topics), sorted(item.found_topics)))
        for field, expected, found in pairs:
            if expected != found:
                where = f"{row['title']} | {row['agency']}"
                yield f"{row['id']} {field}: {expected} -> {found} | {where}"


def issue_texts(world: Path, rules: Rules) -> tuple[list[str], list[bool]]:
    """A line for each document of the issue (verdict, first topic), and whether each is right."""
    truth = json.loads((world / "truth.json").read_text(encoding="utf-8"))
    lines, right = [], []
    for item in truth["issue"]["items"]:
        text = (world / "official" / f"{item['item']}.txt").read_text(encoding="utf-8")
        verdict = classify(
            Facts(
                title=item["title"],
                text=text.partition("\n")[2],
                issuing_bodies=tuple(item["issuing_bodies"]),
                document_number=item["document_number"],
                attachments=tuple(a["name"] for a in item["attachments"]),
            ),
            rules,
        )
        first = verdict.topics[0].id if verdict.topics else "-"
        tops = [topic.split(".")[0] for topic in item["topics"]]
        fits = first.split(".")[0] in tops
        mark = "=" if first.split(".")[0] == tops[0] else "~" if fits else "!"
        lines.append(
            f"{item['item']} relevant={verdict.relevant} {verdict.relevance:.2f}"
            f" part={verdict.part} first={first} {mark} "
            f"{[t.id for t in verdict.topics[1:]]} of {item['topics']}"
        )
        right.append(fits and verdict.relevant is not False)
    return lines, right


def stream(world: Path, rules: Rules) -> tuple[list[str], dict[str, int]]:
    """Disagreements over all titles of the world, and counts by (truth, verdict)."""
    truth = json.loads((world / "truth.json").read_text(encoding="utf-8"))
    lines: dict[str, None] = {}
    counts: dict[str, int] = {}
    for posting in truth["postings"]:
        verdict = classify(
            Facts(title=posting["title"], document_number=posting.get("number")), rules
        )
        key = f"{posting['relevance']} -> {verdict.relevant}"
        counts[key] = counts.get(key, 0) + 1
        expected = RELEVANT[posting["relevance"]]
        wrong = posting["relevance"] != "borderline" and expected != verdict.relevant
        if wrong or posting["kind"] != verdict.page_kind:
            said = f"{posting['kind']}/{expected} -> {verdict.page_kind}/{verdict.relevant}"
            lines[f"{said} | {posting['title']}"] = None
    return list(lines), counts


def speed(world: Path, rules: Rules) -> float:
    """Documents of 20 KB (UTF-8) classified per second of one core's time."""
    texts = [
        path.read_text(encoding="utf-8") for path in sorted((world / "official").glob("*.txt"))
    ]
    documents = [Facts(title=text.split("\n")[0], text=(text * 8)[:6900]) for text in texts]
    started, done = time.process_time(), 0
    while time.process_time() - started < 1.0:
        for facts in documents:
            classify(facts, rules)
        done += len(documents)
    return done / (time.process_time() - started)


def main() -> int:
    """Print the figures; 0, or 2 where the data is absent."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--rows", choices=("all", "odd", "even"), default="all")
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args()
    if not (options.data / "titles-dev.tsv").is_file():
        print(f"{options.data}: no titles-dev.tsv", file=sys.stderr)
        return 2
    rules = load_rules()
    rows = labelled(options.data / "titles-dev.tsv", rules)
    halves = {"odd": rows[0::2], "even": rows[1::2], "all": rows}
    for name, half in halves.items():
        figures = relevance_figures(half) | other_figures(half)
        print(f"{name:5}", "  ".join(f"{key} {value:.3f}" for key, value in figures.items()))
    if options.errors:
        print(*disagreements(halves[options.rows]), sep="\n")
    world = options.data / "worlds" / "2023-12"
    lines, right = issue_texts(world, rules)
    print(*lines, f"issue: {sum(right)} of {len(right)}", sep="\n")
    lines, counts = stream(world, rules)
    print(
        "world:", counts, *(lines if options.errors else [f"{len(lines)} disagreements"]), sep="\n"
    )
    print(f"speed: {speed(world, rules):.0f} documents of 20 KB a second")
    return 0


if __name__ == "__main__":
    sys.exit(main())
