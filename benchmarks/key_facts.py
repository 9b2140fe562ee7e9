"""How well the key facts of policy texts are found, against a truth written by reading.

    python -m benchmarks.key_facts [--errors] [--held] [--data ../shared/data]

The figures of both sets are always printed: ``dev`` (the documents of December 2023 and three
more texts) and ``held``, to which nothing is tuned. --errors lists what was missed and what is not
there, of the held set with --held only. See ``tests/pipeline/truth/key_facts/README.md``.
"""

import argparse
import sys
from pathlib import Path

from benchmarks.key_fact_texts import SETS, contents
from benchmarks.key_fact_truth import KINDS, NOTHING, Kind, Outcome, outcome
from benchmarks.stated_texts import DATA, ISSUE, Score
from pipeline.keyfacts.finding import key_facts


def outcomes(data: Path, which: str) -> dict[Kind, Outcome]:
    """What came of each kind of facts in the texts of one set."""
    found = [(text, key_facts(content, None)) for text, content in contents(data, which)]
    return {
        kind: sum((outcome(text, kind, facts) for text, facts in found), NOTHING) for kind in KINDS
    }


def line(which: str, kind: Kind, said: Outcome) -> str:
    """The figures of one kind."""
    who = f"  who agrees in {said.who} of {said.score.found}" if kind == "obligation" else ""
    return f"{which:5} {kind:10} {said.score}  F1 {f1(said.score):.3f}{who}"


def f1(score: Score) -> float:
    """The harmonic mean of precision and recall."""
    both = score.precision + score.recall
    return 2 * score.precision * score.recall / both if both else 0.0


def main() -> int:
    """Print the figures, and the faults that are asked for; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--held", action="store_true")
    asked = parser.parse_args()
    if not (asked.data / ISSUE).is_file():
        parser.error(f"{asked.data}: no {ISSUE}")
    for which in SETS:
        for kind, said in outcomes(asked.data, which).items():
            print(line(which, kind, said))
            if asked.errors and (which == "dev" or asked.held):
                print("".join(f"  {fault}\n" for fault in said.faults), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
