"""Which part: the level of real rows of titles, the errors one a line, and the time.

    python -m benchmarks.parts [--figures] FILE.tsv …

``FILE`` has the columns title, doc_number, agency, part and kind, as ../shared/data/titles-dev.tsv,
which is read if none is named. Counted are rows of kind document (the others apart). ``--figures``
prints no row.
"""

import argparse
import csv
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from pipeline.classifying.standing import Origin, standing_of

_SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "titles-dev.tsv"
_ROUNDS = 20
Row = dict[str, str]


def origin_of(row: Row) -> Origin:
    """A labelled row as the classifier sees it."""
    agency = row["agency"].replace(",", " ").split()
    return Origin(title=row["title"], issuers=tuple(agency), number=row["doc_number"] or None)


def rows_of(path: Path) -> list[Row]:
    """The rows that have a part."""
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [row for row in rows if row["part"] in ("central", "mee", "ministry", "province")]


def wrong_of(rows: Iterable[Row]) -> list[tuple[Row, str]]:
    """Rows that get another part, with what was said of them."""
    wrong = []
    for row in rows:
        found = standing_of(origin_of(row))
        if found is None or found.level != row["part"]:
            wrong.append((row, f"{found.level}：{found.reason}" if found else "未归编"))
    return wrong


def figures(path: Path, *, show: bool) -> None:
    """The share of right ones: documents with an issuer, without one, and other kinds."""
    rows = rows_of(path)
    groups = {
        "文件，写明机关": [r for r in rows if r["kind"] == "document" and r["agency"]],
        "文件，未写机关": [r for r in rows if r["kind"] == "document" and not r["agency"]],
        "其他": [r for r in rows if r["kind"] != "document"],
    }
    for name, mine in groups.items():
        wrong = wrong_of(mine)
        share = 1 - len(wrong) / len(mine) if mine else 1.0
        print(f"{path.name} {name}: {len(mine) - len(wrong)}/{len(mine)} = {share:.4f}")
        for row, said in wrong if show else ():
            told = (row["part"], f"≠ {said}", row["agency"], row["doc_number"], row["title"][:60])
            print("  " + " | ".join(told))


def speed(rows: Sequence[Row]) -> float:
    """Microseconds a row."""
    origins = [origin_of(row) for row in rows]
    start = time.perf_counter()
    for _ in range(_ROUNDS):
        for origin in origins:
            standing_of(origin)
    return (time.perf_counter() - start) / (_ROUNDS * len(origins)) * 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--figures", action="store_true")
    call = parser.parse_args()
    files = call.files or [_SHARED]
    for path in files:
        figures(path, show=not call.figures)
    print(f"{speed(rows_of(files[0])):.1f} µs a row")


if __name__ == "__main__":
    main()
