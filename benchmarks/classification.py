"""How well rules, model, and both decide on labelled titles, on an issue's texts, and how fast.

    python -m benchmarks.classification [--rows FILE …] [--fitted FILE …] [--held FILE …] [--errors]

Rows are judged by five folds: each by a model that did not see it. ``--fitted``: the rules were
written with these rows in view (as they were with titles-dev.tsv, which is always read).
``--held``: rows that nobody learns from or looks at; only their figures are printed. Then, with
the bundled model: the issue's documents with their texts, all titles of the month's world, and
the speed. Needs the folder of real material beside the checkout.
"""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from pipeline.classify import Facts, Rules, classify, load_rules
from pipeline.learning.figures import (
    RELEVANT,
    Judged,
    calibration,
    disagreements,
    other_figures,
    per_class,
    relevance_figures,
)
from pipeline.learning.rows import Row, RowFile, read_rows
from pipeline.learning.training import judge, train
from storage.office import DEFAULT_OFFICE

DATA = Path(__file__).resolve().parents[1].parent / "shared" / "data"
FITTED_WEIGHT = 0.5
"""How far rules are believed on rows that they were written with in view."""


def judged_by(row: Row, rules: Rules) -> Judged:
    """The verdict of ``classify``; title, number and issuers are all that is told."""
    verdict = classify(row.facts, rules)
    return Judged(
        row=row,
        kind=verdict.page_kind,
        relevant=verdict.relevant,
        chance=verdict.relevance,
        tops=frozenset(topic.id.split(".")[0] for topic in verdict.topics),
        part=verdict.part,
    )


def labelled(path: Path, rules: Rules) -> list[Judged]:
    """Every labelled title of a file with its verdict."""
    return [judged_by(row, rules) for row in read_rows(path).rows]


def unseen(files: Sequence[RowFile], rules: Rules) -> dict[str, list[Judged]]:
    """Verdicts on rows that the judge had not seen: rules alone, model alone, both."""
    alone = load_rules(model=None, office=DEFAULT_OFFICE)
    return {
        "rules": [judged_by(row, alone) for file in files for row in file.rows],
        "model": list(train(files, rules, alone=True).judged),
        "both": list(train(files, rules).judged),
    }


def held(
    files: Sequence[RowFile], learned: Sequence[RowFile], rules: Rules
) -> dict[str, list[Judged]]:
    """The same of rows of other files than those that are learned from."""
    rows = [row for file in files for row in file.rows]
    without, both = train(learned, rules, alone=True).model, train(learned, rules).model
    alone = load_rules(model=None, office=DEFAULT_OFFICE)
    return {
        "rules": [judged_by(row, alone) for row in rows],
        "model": [judge(row, rules, without, alone=True) for row in rows],
        "both": [judged_by(row, load_rules(model=both, office=DEFAULT_OFFICE)) for row in rows],
    }


def show_figures(name: str, way: str, rows: Sequence[Judged]) -> None:
    """Print the figures of verdicts in one line."""
    figures = relevance_figures(rows) | other_figures(rows)
    said = "  ".join(f"{key} {value:.3f}" for key, value in figures.items())
    print(f"{name} ({len(rows)}) {way:5}  {said}")


def show(name: str, ways: dict[str, list[Judged]], *, detail: bool) -> None:
    """Print the figures of each way; of both together also calibration and classes."""
    for way, rows in ways.items():
        show_figures(name, way, rows)
    if not detail:
        return
    rows = ways["both"]
    checked = calibration(rows)
    print(f"  Brier {checked['Brier']:.4f}  ECE {checked['ECE']:.4f}  {checked['table']}")
    for labels in ("kind", "topic"):
        line = [f"{k} {p:.2f}/{r:.2f} of {n}" for k, (p, r, n) in per_class(rows, labels).items()]
        print(f"  {labels}, precision/recall:", ", ".join(line))


def show_files(files: Sequence[RowFile], rules: Rules, *, errors: bool) -> None:
    """Print the figures of each file, and of all together."""
    ways = unseen(files, rules)
    first = 0
    for file in files:
        part = {way: rows[first : first + len(file.rows)] for way, rows in ways.items()}
        first += len(file.rows)
        show(file.name, part, detail=True)
        if errors:
            print(*disagreements(part["both"]), sep="\n")
    if len(files) > 1:
        show("all", ways, detail=True)


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
    for name in ("--rows", "--fitted", "--held"):
        parser.add_argument(name, type=Path, nargs="+", default=[])
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args()
    titles, world = options.data / "titles-dev.tsv", options.data / "worlds" / "2023-12"
    if not titles.is_file():
        print(f"{options.data}: no titles-dev.tsv", file=sys.stderr)
        return 2
    rules = load_rules(office=DEFAULT_OFFICE)
    files = [read_rows(path, FITTED_WEIGHT) for path in (titles, *options.fitted)]
    files += [read_rows(path) for path in options.rows]
    show_files(files, rules, errors=options.errors)
    for path in options.held:
        show(path.name, held([read_rows(path)], files, rules), detail=True)
    for name, judges in (("rules", load_rules(model=None, office=DEFAULT_OFFICE)), ("both", rules)):
        lines, right = issue_texts(world, judges)
        print(f"issue, {name}:", *lines, f"{sum(right)} of {len(right)}", sep="\n")
        lines, counts = stream(world, judges)
        print(f"world, {name}:", counts, *(lines if options.errors else [len(lines)]), sep="\n")
        print(f"speed, {name}: {speed(world, judges):.0f} documents of 20 KB a second")
    return 0


if __name__ == "__main__":
    sys.exit(main())
