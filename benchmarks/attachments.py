"""Attachments: how true the text of the real files is, how long reading takes, and how much memory.

    python -m benchmarks.attachments [../shared/data] [--json]

Truth counts the characters of each file (white space apart) and quotes sentences from it; likeness
is the smaller count by the larger, times the share of sentences found. The peak is that of the
reading process, which all files share.
"""

import argparse
import json
import re
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import mean

from crawlers.attachments import read
from crawlers.attachments.worker import WORKER
from crawlers.filetypes import KINDS

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@dataclass(frozen=True)
class Figure:
    """What came of one file."""

    file: str
    kind: str
    likeness: float
    milliseconds: float
    peak_mb: float
    problem: str


def figures(data: Path) -> Iterator[Figure]:
    """One figure a file of the truth, in its order."""
    folder = data / "pages"
    read(b"the process starts", name="a.txt")
    for line in (folder / "truth/attachments.jsonl").read_text("utf-8").splitlines():
        truth = json.loads(line)
        body = (folder / truth["file"]).read_bytes()
        began = time.perf_counter()
        found = read(body, name=truth["file"])
        taken = time.perf_counter() - began
        yield Figure(
            file=truth["file"],
            kind=KINDS.get(found.media_type, found.media_type),
            likeness=likeness(found.text, truth["chars"], truth["probes"]),
            milliseconds=taken * 1000,
            peak_mb=_peak(),
            problem=found.problem,
        )


def likeness(text: str, chars: int, probes: list[str]) -> float:
    """1 for as many characters as truth has, and all of its sentences."""
    squashed = re.sub(r"\s+", "", text)
    there = sum(re.sub(r"\s+", "", probe) in squashed for probe in probes)
    share = there / len(probes) if probes else 1.0
    return share * (min(chars, len(squashed)) / max(chars, len(squashed), 1) if chars else 1.0)


def _peak() -> float:
    """Megabytes that the reading process has held at most; 0 where the system does not say."""
    status = Path(f"/proc/{WORKER.pid}/status")
    found = re.search(r"VmHWM:\s+(\d+)", status.read_text()) if status.exists() else None
    return int(found[1]) / 1024 if found else 0.0


def main() -> None:
    """Print the figures by file and by kind."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="?", type=Path, default=DATA)
    parser.add_argument("--json", action="store_true")
    call = parser.parse_args()
    by_kind: dict[str, list[Figure]] = defaultdict(list)
    for one in figures(call.data):
        by_kind[one.kind].append(one)
        if call.json:
            print(json.dumps(asdict(one), ensure_ascii=False))
        else:
            print(
                f"{one.likeness:.4f} {one.milliseconds:7.1f} ms {one.peak_mb:6.0f} MB  "
                f"{one.file}  {one.problem}"
            )
    if call.json:
        return
    for kind, many in sorted(by_kind.items()):
        print(
            f"{kind}: {len(many)} files, likeness mean {mean(one.likeness for one in many):.4f}, "
            f"worst {min(one.likeness for one in many):.4f}, "
            f"{mean(one.milliseconds for one in many):.0f} ms a file"
        )


if __name__ == "__main__":
    main()
