"""Train the model that the program comes with, from files of labelled titles.

    python -m benchmarks.bundled_model FILE … [--seed 0] [--out pipeline/classifying/model.json]

Run it after the rules have changed: the model learns how far to believe them. The rows stay where
they are; the model's file names them. Prints the figures of five folds.
"""

import argparse
import sys
from pathlib import Path

from benchmarks.classification import FITTED_WEIGHT, show_figures
from pipeline.classify import load_rules
from pipeline.classifying.model import BUNDLED, dump_model
from pipeline.learning.rows import read_rows
from pipeline.learning.training import train
from storage.office import DEFAULT_OFFICE


def main() -> int:
    """Write the model; 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=BUNDLED)
    options = parser.parse_args()
    files = [read_rows(path, FITTED_WEIGHT) for path in options.files]
    trained = train(files, load_rules(model=None, office=DEFAULT_OFFICE), options.seed)
    options.out.write_text(dump_model(trained.model), encoding="utf-8")
    show_figures("folds", "both", trained.judged)
    print(f"{options.out}: {options.out.stat().st_size / 1000:.0f} KB, {trained.model.lines}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
